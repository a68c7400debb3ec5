"""A small register whose engagements are reviewed: two controllers, a few engagements, and what a person does."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from registry import judging, lawfiles
from registry.reviews import kept, reviewing
from registry.reviews.reviewing import Deciding, Opening
from registry.reviews.steps import Acting
from registry.store import Session, Store
from registry.tables import Agreement, Engagement, Organisation, Review, Safeguard, Service, Transfer
from registry.terms import (
    AgreementKind,
    Grade,
    Manner,
    Module,
    OrganisationKind,
    Origin,
    ReviewDecision,
    Role,
    SafeguardKind,
)

LAW = lawfiles.load()
TODAY = date(2026, 11, 22)
AT = datetime(2026, 11, 22, 9, tzinfo=UTC)
LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)
ADA, BO = "Ada Askersund", "Bo Bergman"
HELD: dict[str, Any] = {
    "source": "contract file", "grade": Grade.PRIMARY, "origin": Origin.IMPORT, "recorded_at": LONG_AGO,
}  # fmt: skip
ENDS = date(2028, 12, 31)  # of the agreement with Brevia
ENGAGEMENTS = ("eng_moln", "eng_brev", "eng_lager")


def acting(by: str = ADA, days: int = 0) -> Acting:
    """Somebody who acts so many days from today."""
    return Acting(by, AT + timedelta(days=days), TODAY + timedelta(days=days))


def begin(store: Store) -> Store:
    """A store with the register, judged: one recipient in the United States, one in Germany, and one abroad unknown."""
    with store.write("test") as session:
        session.add_all(_rows())
        session.flush()
        judging.judge_all(session, LAW, TODAY, AT)
    return store


def _rows() -> list[Any]:
    person = OrganisationKind.LEGAL_PERSON
    organisations = [
        Organisation(id="org_vi", kind=person, name="Vinden AB", country="SE", is_controller=True, **HELD),
        Organisation(id="org_ni", kind=person, name="Nilen AB", country="SE", is_controller=True, **HELD),
        Organisation(id="org_moln", kind=person, name="Molnet Inc.", country="US", **HELD),
        Organisation(id="org_brev", kind=person, name="Brevia GmbH", country="DE", **HELD),
    ]
    services = [
        Service(id="svc_moln", organisation_id="org_moln", name="Molnet", **HELD),
        Service(id="svc_brev", organisation_id="org_brev", name="Brevia", **HELD),
    ]
    engaged = [
        _engagement("eng_moln", "org_vi", "svc_moln", "org_moln", ["name"]),
        _engagement("eng_brev", "org_vi", "svc_brev", "org_brev", ["name"]),
        _engagement("eng_lager", "org_ni", "svc_moln", "org_moln", ["health"]),
    ]
    return [*organisations, *services, *engaged, *_transfers(), _agreement()]


def _engagement(identity: str, controller: str, service: str, party: str, categories: list[str]) -> Engagement:
    return Engagement(
        id=identity, controller_id=controller, service_id=service, name_as_written=identity.removeprefix("eng_"),
        contracting_party_id=party, decided_by_us=Role.PROCESSOR, data_categories=categories,
        valid_from=date(2024, 1, 1), **HELD,
    )  # fmt: skip


def _transfers() -> list[Any]:
    return [
        Transfer(
            id="trf_moln", engagement_id="eng_moln", hop_id="eng_moln", destination="US", manner=Manner.STORAGE,
            importer={"country": "US", "subject_to_gdpr": False}, same_legal_entity=False,
            known_absent=["importer.certifications", "derogation", "assessment"], **HELD,
        ),
        Safeguard(
            id="sfg_moln", transfer_id="trf_moln", kind=SafeguardKind.SCC, act="(EU) 2021/914", modules=[Module.C2P],
            signed_on=date(2024, 1, 1), annexes_complete=True, **HELD,
        ),
        Transfer(
            id="trf_brev", engagement_id="eng_brev", hop_id="eng_brev", destination="DE", manner=Manner.STORAGE,
            importer={"country": "DE"}, **HELD,
        ),
    ]  # fmt: skip


def _agreement() -> Agreement:
    return Agreement(
        id="agr_brev", engagement_id="eng_brev", kind=AgreementKind.DPA, signed_on=date(2024, 1, 1),
        valid_until=ENDS, **HELD,
    )  # fmt: skip


def opened(store: Store, *engagements: str, by: str = ADA, days: int = 0) -> list[str]:
    """The ids of reviews just opened."""
    with store.write(by) as session:
        wanted = engagements or ENGAGEMENTS
        found = reviewing.open_reviews(session, wanted, Opening("First review."), acting(by, days))
        return [one.id for one in found]


def decided(
    store: Store, *reviews: str, by: str = ADA, days: int = 0, decision: ReviewDecision = ReviewDecision.APPROVED,
    **more: Any,
) -> None:  # fmt: skip
    """Decide reviews, with a reason that is always given."""
    with store.write(by) as session:
        deciding = Deciding(decision, more.pop("reason", "Read the papers."), **more)
        reviewing.decide(session, reviews, deciding, acting(by, days))


def review(session: Session, identity: str) -> Review:
    """A review as it stands."""
    return kept.standing_rows(session, [identity])[identity]
