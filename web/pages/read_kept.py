"""A reading that was kept: its document read again from the bytes on file, and its proposals beside its findings."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

from crawlers.archive import Archive
from crawlers.errors import ExtractFailed
from crawlers.known import gazetteer
from crawlers.phrases import LANGUAGES
from crawlers.read import Reading, read
from registry.errors import StoreError
from registry.reviews import filed
from registry.reviews.filed import Kept
from registry.reviews.findings import SUB_PROCESSOR, Stated
from registry.tables import Proposal
from registry.terms import Deed, ProposalState
from registry.valued import several_of
from web.deps import Desk
from web.documents import Sent, TextKind, extracted_of, taking_turns
from web.pages.read_findings import Finding, Group, key_of

PARTIES = (Stated.RECIPIENT, SUB_PROCESSOR)  # fields of proposals that name somebody


@dataclass(frozen=True, slots=True)
class Asked:
    """A proposal beside the finding it came of. `is_doubtful`: somebody should look before accepting it."""

    proposal: Proposal
    is_doubtful: bool

    @property
    def waits(self) -> bool:
        """Whether nobody has decided it."""
        return self.proposal.state is ProposalState.PROPOSED

    @property
    def candidates(self) -> list[str]:
        """Whom the name may mean, where it fits several."""
        return [str(one) for one in several_of(self.proposal.value, "candidates")]


def read_again(desk: Desk, kept: Kept) -> Reading:
    """The document as it was read when it was kept. Raises StoreError where its bytes are not on file."""
    language = kept.found.get("language")
    known = language if language in LANGUAGES else None
    body = Archive(desk.settings.snapshots).get(kept.snapshot.sha256)
    wanted = str(kept.found.get("text_sha256"))
    return desk.once(("reading", kept.snapshot.sha256, wanted, known), lambda: _in_turn(body, wanted, known))


def _in_turn(body: bytes, text_sha256: str, language: str | None) -> Reading:
    with taking_turns():
        return _read(body, text_sha256, language)


def _read(body: bytes, text_sha256: str, language: str | None) -> Reading:
    """The bytes say what they are, or were pasted as a kind that nobody kept: the one that gives the same text."""
    for sent in _ways(body):
        try:
            extracted = extracted_of(sent)
        except ExtractFailed:
            continue
        if sha256(extracted.text.encode()).hexdigest() == text_sha256:
            return read(extracted, language=language, gazetteer=gazetteer())
    raise StoreError("The document on file does not give the text that was read in it.")


def _ways(body: bytes) -> Iterator[Sent]:
    yield Sent(body)
    yield Sent.pasted(body.decode("utf-8", "replace"))
    yield from (Sent(body, name=f"document.{ending}") for ending in ("html", "md", "txt"))
    yield from (Sent(body, kind=kind) for kind in TextKind)


def beside(groups: Iterable[Group], proposals: Iterable[Proposal]) -> tuple[dict[int, Asked], list[Asked]]:
    """The proposal of each finding by its number, and those that are of no finding that is shown."""
    by_key: dict[tuple[str, ...], list[Finding]] = defaultdict(list)
    for group in groups:
        for one in group.findings:
            by_key[one.key].append(one)
    found: dict[int, Asked] = {}
    others = []
    for proposal in proposals:
        if proposal.state is ProposalState.SUPERSEDED:
            continue
        free = (one for one in by_key.get(key_of(proposal), ()) if one.number not in found)
        finding = next(free, None)
        asked = Asked(proposal, _is_doubtful(proposal, finding))
        if finding is None:
            others.append(asked)
        else:
            found[finding.number] = asked
    return found, others


def _is_doubtful(proposal: Proposal, finding: Finding | None) -> bool:
    """A name that fits several or is unknown; a clause that is absent, a party that is gone: no words say so."""
    if proposal.deed is Deed.END:
        return True
    if proposal.field == Stated.CLAUSE:
        return proposal.value.get("state") == "absent"
    return bool(several_of(proposal.value, "candidates")) or (finding is not None and finding.is_doubtful)


def waiting(asked: Iterable[Asked]) -> list[Asked]:
    """Those that nobody has decided."""
    return [one for one in asked if one.waits]


def decided_last(proposals: Iterable[Proposal]) -> list[Proposal]:
    """The proposals that were decided together last."""
    decided = [one for one in proposals if one.decided_by is not None and one.decided_at is not None]
    last = max((one.decided_at for one in decided if one.decided_at is not None), default=None)
    return [one for one in decided if one.decided_at == last]


def by_sort(proposals: Iterable[Proposal]) -> list[tuple[str, list[Proposal]]]:
    """Proposals by the field they are of: those that the register knows as parties first, each in the text's order."""
    found: dict[str, list[Proposal]] = {}
    for one in sorted(proposals, key=lambda one: one.field not in PARTIES):
        found.setdefault(one.field, []).append(one)
    return list(found.items())


def of_document(desk: Desk, kept: Kept) -> list[Proposal]:
    """The proposals of a kept document."""
    return filed.proposed(desk.session, kept.document.id)
