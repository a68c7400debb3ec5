"""The rows of a checklist about papers: lists of sub-processors, certificates, contracts; there or not, and fresh."""

from collections.abc import Iterator

from registry.catalogue.reading import Row as Held
from registry.reviews.entries import Entry, Ground, agreements, of_kind, ours
from registry.terms import AgreementKind, ChecklistPart, ChecklistState, DocumentKind, HopKind, Role, SourceState

FRESH_DAYS = 60  # a document that was verified longer ago says how things were


def sub_processors(ground: Ground) -> Iterator[Entry]:
    """Whether the list is known, whether it is watched, and whether every chain goes to its end."""
    part, article = ChecklistPart.SUB_PROCESSORS, "Art. 28(2)"
    lists = of_kind(ground, DocumentKind.SUB_PROCESSOR_LIST)
    rows = ground.register.list_rows.get(ground.engagement.service_id, [])
    is_known = bool(lists or rows)
    first = lists[0] if lists else None
    yield Entry(
        "list_known", part, ChecklistState.MET if is_known else ChecklistState.NOT_FOUND, article=article,
        about=(first.title or first.url) if first else None, told=str(len(rows)), link=first.url if first else None,
        source=rows[0].source if rows else None,
    )  # fmt: skip
    for one in lists:
        yield _watched("list_watched", part, one, ground)
    if is_known:
        behind = [one.hop for one in ours(ground) if one.hop.kind is HopKind.SUB_PROCESSOR]
        open_ended = sorted({hop.importer.title for hop in behind if not hop.importer.depth_known})
        yield Entry(
            "depth", part, ChecklistState.PARTLY if open_ended else ChecklistState.MET,
            article="Opinion 22/2024", about=", ".join(open_ended[:10]) or None, told=str(len(open_ended)),
        )  # fmt: skip
    else:
        yield Entry("depth", part, None, article="Opinion 22/2024")


def _watched(item: str, part: ChecklistPart, document: Held, ground: Ground) -> Entry:
    """Whether a document is looked at, and when it was last seen. One that nobody watches is not known to be fresh."""
    source = ground.sources.get(document.id)
    seen_on = source.verified_at.date() if source and source.verified_at else None
    state: ChecklistState | None = None
    if source is not None and source.state is not None:
        is_fresh = seen_on is not None and (ground.on - seen_on).days <= FRESH_DAYS
        is_well = source.state in (SourceState.VERIFIED, SourceState.CHANGED) and not source.paused
        state = ChecklistState.MET if is_fresh and is_well else ChecklistState.PARTLY
    return Entry(
        f"{item}:{document.id}", part, state, about=document.title or document.url,
        told=source.state.value if source and source.state else None, link=document.url, dated=seen_on,
    )  # fmt: skip


def security(ground: Ground) -> Iterator[Entry]:
    """Certificates that are published, and the frameworks its legal persons are certified under."""
    part, article = ChecklistPart.SECURITY, "Art. 32"
    certificates = of_kind(ground, DocumentKind.CERTIFICATE)
    for one in certificates:
        yield Entry(
            f"certificate:{one.id}", part, ChecklistState.MET, article=article, about=one.title or one.url,
            source=one.source, link=one.url, dated=one.dated,
        )  # fmt: skip
    if not certificates:
        yield Entry("certificates", part, ChecklistState.NOT_FOUND, article=article)
    party = ground.register.organisations.get(ground.engagement.contracting_party_id or "")
    if party is None:
        return
    for one in ground.register.certifications.get(party.id, []):
        yield Entry(
            f"certification:{one.id}", part, ChecklistState.MET, article="Art. 45(3)", about=party.name,
            told=one.framework.value, source=one.source, dated=one.checked_on,
        )  # fmt: skip


def documents(ground: Ground) -> Iterator[Entry]:
    """The contract on file and until when it holds; then each document of the service, there and fresh."""
    yield _on_file(ground)
    for one in ground.papers.of_service.get(ground.engagement.service_id, []):
        if one.kind in (DocumentKind.DPA, DocumentKind.NOTICE, DocumentKind.TERMS):
            yield _watched("document", ChecklistPart.DOCUMENTS, one, ground)


def _on_file(ground: Ground) -> Entry:
    part, role = ChecklistPart.DOCUMENTS, ground.engagement.decided_by_us
    signed = agreements(ground, AgreementKind.JOINT_ARRANGEMENT if role is Role.JOINT_CONTROLLER else AgreementKind.DPA)
    article = "Art. 26(1)" if role is Role.JOINT_CONTROLLER else "Art. 28(3)"
    if signed:
        one = signed[-1]
        return Entry(
            "on_file", part, ChecklistState.MET, article=article, about=one.id, source=one.source, dated=one.signed_on,
            told=one.valid_until.isoformat() if one.valid_until else None,
        )  # fmt: skip
    needs = role in (Role.PROCESSOR, Role.JOINT_CONTROLLER)
    return Entry("on_file", part, ChecklistState.NOT_FOUND if needs else None, article=article)
