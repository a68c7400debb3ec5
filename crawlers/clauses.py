"""Changed clauses: what the wordings of changed passages say before and after, kind by kind.

A reworded passage counts where it speaks of other things than before (another instrument, period, basis, place), never
for its length. An added or removed one counts where it states something of its kind.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from crawlers.blocks import Block, BlockKind
from crawlers.changes import Change, quoted
from crawlers.compare import Difference, Passage
from crawlers.findings.contacts import mail_addresses
from crawlers.findings.mechanisms import acts_in
from crawlers.findings.retention import periods
from crawlers.findings.transfers import third_countries
from crawlers.phrases import LANGUAGES, Hits, Phrases, language_of
from crawlers.phrases import phrases as vocabulary
from crawlers.places import find_places
from crawlers.wording import hides_mail, instruments, modules
from registry.terms import ChangeKind, SubKind

_MIN_WORDS = 5
_MIN_OWN_WORDS = 8  # a passage shorter than this is taken to be in its document's language
_HIDDEN = frozenset({"hidden"})  # an address hidden from machines: nothing can be said of it


@dataclass(frozen=True, slots=True)
class Said:
    """A changed passage with the wordings in it."""

    passage: Passage
    hits: Hits
    language: str

    def keys(self, table: str) -> frozenset[str]:
        """The keys of a table of wordings."""
        return self.hits.all_keys(table)

    @property
    def is_statement(self) -> bool:
        """Enough words to state something; a heading or a menu does not."""
        block = self.passage.block
        if block.kind is BlockKind.HEADING or block.is_linked:
            return False
        return block.kind is BlockKind.ROW or len(self.passage.key.split()) >= _MIN_WORDS


Facts = Callable[[Said], frozenset[str]]
Saying = Callable[[Passage], Said]


def changed_clauses(difference: Difference, was_said: Saying, now_said: Saying, language: str) -> Iterator[Change]:
    """Every change of kind that changed passages tell."""
    phrases = vocabulary(language)
    pairs = [(was_said(pair.before), now_said(pair.after)) for pair in difference.reworded]
    removed = [was_said(passage) for passage in difference.removed]
    added = [now_said(passage) for passage in difference.added]
    addressed = [(was_said(pair.before), now_said(pair.after)) for pair in difference.redated]
    for kind, facts, states in _JUDGES:
        for old, new in [*pairs, *addressed] if kind is ChangeKind.CONTACT_OR_ENTITY_CHANGE else pairs:
            was, now = facts(old), facts(new)
            if was != now and _HIDDEN not in (was, now) and not _is_foreign(old, phrases):
                yield _change(kind, old, new, facts)
        for one in removed:
            if states(one) and not _is_foreign(one, phrases):
                yield _change(kind, one, None, facts)
        for one in added:
            if states(one) and not _is_foreign(one, phrases):
                yield _change(kind, None, one, facts)


def tongue(passage: Passage, language: str) -> str:
    """The language of a passage: its own where it is a sentence of the other language, else the document's."""
    if len(passage.key.split()) < _MIN_OWN_WORDS:
        return language
    own = language_of(passage.text)
    return own if own in LANGUAGES else language


def changed_data(
    difference: Difference, was: frozenset[str], now: frozenset[str], phrases: Phrases
) -> Iterator[Change]:
    """Kinds of data named on one side only, at the changed passages that name them."""
    gone = [*difference.removed, *(pair.before for pair in difference.reworded)]
    fresh = [*difference.added, *(pair.after for pair in difference.reworded)]
    for passages, keys, is_new in ((gone, was - now, False), (fresh, now - was, True)):
        for passage in passages if keys else ():
            one = Said(passage, phrases.find(passage.text), "")
            told = one.keys("data_categories") & keys
            if told and not _is_foreign(one, phrases) and (one.is_statement or passage.block.kind is BlockKind.ITEM):
                old, new = (None, quoted(passage)) if is_new else (quoted(passage), None)
                yield Change(ChangeKind.DATA_CATEGORY_CHANGE, old, new, ", ".join(sorted(told)))


def _change(kind: ChangeKind, old: Said | None, new: Said | None, facts: Facts) -> Change:
    either = new or old
    assert either is not None
    countries = tuple(dict.fromkeys(place.country for place in find_places(either.passage.text)))
    before = old.passage if old else None
    after = new.passage if new else None
    was, now = (_told(one, facts) for one in (old, new))
    return Change(kind, quoted(before), quoted(after), None, countries, _sub_kind(kind, old, new), was, now)


def _told(one: Said | None, facts: Facts) -> tuple[str, ...]:
    """The fact by its keys; a place that is denied is none: "never outside" names where data are not."""
    if one is None or "negated" in one.keys("transfers"):
        return ()
    return tuple(sorted(facts(one)))


def _sub_kind(kind: ChangeKind, old: Said | None, new: Said | None) -> SubKind | None:
    sides = [one for one in (old, new) if one is not None]
    told = frozenset().union(*(one.keys("dpa") | one.keys("purposes") for one in sides))
    match kind:
        case ChangeKind.PURPOSE_CHANGE if told & {"ai_training", "own_purposes"}:
            return SubKind.OWN_PURPOSES_OR_AI_TRAINING
        case ChangeKind.LOCATION_OR_COUNTRY_CHANGE if "remote_access" in told:
            return SubKind.REMOTE_ACCESS
        case ChangeKind.RIGHTS_CHANGE if "notice_or_objection_term" in told:
            return SubKind.NOTICE_OR_OBJECTION_TERM
        case ChangeKind.RIGHTS_CHANGE if told & {"audit", "breach", "liability", "deletion"}:
            return SubKind.DPA_TERM_CHANGE
        case ChangeKind.RIGHTS_CHANGE if "security_measures_change" in told:
            return SubKind.SECURITY_MEASURES_CHANGE
        case ChangeKind.CONTACT_OR_ENTITY_CHANGE:
            return SubKind.CONTACT_CHANGE
        case _:
            return None


def is_foreign_part(block: Block, phrases: Phrases) -> bool:
    """Whether a block stands in a part on another law than the GDPR."""
    titles = (*block.section[-3:], block.text if block.kind is BlockKind.HEADING else "")
    return any(
        hit.key == "foreign_law" for title in titles for hit in phrases.find_in_title(title[:200]).all("headings")
    )


def _is_foreign(one: Said, phrases: Phrases) -> bool:
    return is_foreign_part(one.passage.block, phrases)


def _mechanisms(one: Said) -> frozenset[str]:
    acts = acts_in(one.passage.text + " " + instruments(one.passage.block))
    return one.keys("mechanisms") | frozenset(acts) | modules(one.passage.text)


def _states_mechanism(one: Said) -> bool:
    return one.is_statement and bool(one.keys("mechanisms"))


def _places(one: Said) -> frozenset[str]:
    """Countries of a passage that speaks of transfers or of where data are."""
    if not one.keys("transfers") & {"outside", "inside"}:
        return frozenset()
    return frozenset(place.country for place in find_places(one.passage.text) if not place.is_adjective)


def _states_place(one: Said) -> bool:
    """A denied transfer, or a third country named as a place; a clause on tools alone is about the tool."""
    said = one.keys("transfers")
    if not one.is_statement or not said & {"outside", "inside"}:
        return False
    return "negated" in said or (bool(third_countries(_places(one))) and not one.keys("mechanisms"))


def _periods(one: Said) -> frozenset[str]:
    text = one.passage.text
    if not one.keys("retention"):
        return frozenset()
    return frozenset(period for _, _, period in periods(text, 0, len(text), one.language))


def _states_period(one: Said) -> bool:
    return one.is_statement and bool(_periods(one) or "forever" in one.keys("retention"))


def _bases(one: Said) -> frozenset[str]:
    return frozenset(hit.key for hit in one.hits.all("legal_bases") if _is_strong(one, hit.start, hit.end))


def _is_strong(one: Said, start: int, end: int) -> bool:
    words = one.passage.text[start:end]
    return " " in words or any(c.isdigit() for c in words) or "basis" in one.keys("context")


def _states_basis(one: Said) -> bool:
    return one.is_statement and "basis" in one.keys("context") and bool(_bases(one))


def _purposes(one: Said) -> frozenset[str]:
    return one.keys("purposes")


def _states_purpose(one: Said) -> bool:
    return one.is_statement and bool(one.keys("purposes"))


def _contacts(one: Said) -> frozenset[str]:
    text = one.passage.text
    if hides_mail(text):
        return _HIDDEN
    return frozenset(text[span.start : span.end].lower() for span in mail_addresses(text))


def _states_contact(one: Said) -> bool:
    return bool(one.keys("entities") & {"dpo", "representative", "controller"}) and one.is_statement


def _rights(one: Said) -> frozenset[str]:
    return one.keys("rights") | one.keys("dpa")


def _states_right(one: Said) -> bool:
    return one.is_statement and bool(one.keys("rights") - {"complaint"} or one.keys("dpa"))


_JUDGES: tuple[tuple[ChangeKind, Facts, Callable[[Said], bool]], ...] = (
    (ChangeKind.TRANSFER_MECHANISM_CHANGE, _mechanisms, _states_mechanism),
    (ChangeKind.LOCATION_OR_COUNTRY_CHANGE, _places, _states_place),
    (ChangeKind.RETENTION_CHANGE, _periods, _states_period),
    (ChangeKind.LEGAL_BASIS_CHANGE, _bases, _states_basis),
    (ChangeKind.PURPOSE_CHANGE, _purposes, _states_purpose),
    (ChangeKind.CONTACT_OR_ENTITY_CHANGE, _contacts, _states_contact),
    (ChangeKind.RIGHTS_CHANGE, _rights, _states_right),
)

FACTS: Mapping[ChangeKind, Facts] = {kind: facts for kind, facts, _ in _JUDGES}
"""What a sentence says of each kind, as keys that two texts are compared by."""
