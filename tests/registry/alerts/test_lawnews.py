"""Who is told of a new law book, how grave it is to each, and that nobody is told twice."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from crawlers.bench import Bench
from registry import lawfiles
from registry.catalogue import loading
from registry.law.lawbook import LawBook
from registry.store import Store
from registry.tables import Alert, Engagement, Objection, Transfer
from registry.terms import Event, Grade, Manner, NoticeCame, ObjectionState, Origin, Severity
from tests.crawlers.github_watched import CONTROLLER, ENGAGEMENT, FIRST_DAY, LAW, Watched, load_registry, page
from tests.servers.vendor_site import VendorSite

FILES = {path.name: path.read_text(encoding="utf-8") for path in lawfiles.law_paths(None)}
CERTIFIED = {
    "name": "GitHub, Inc.", "country": "US", "role": "processor", "sector": "commercial", "subject_to_gdpr": False,
    "certifications": [
        {"framework": "eu-us-dpf", "valid_from": "2024-01-01", "valid_until": None, "covers": ["hr", "non_hr"],
         "seen_in": "register"}
    ],
}  # fmt: skip
ROWS = [("Nordmoln, Inc.", "Content delivery", "United States")]


class Ruled(Watched):
    """A watched registry that judges under a law book of the test's."""

    law: LawBook = LAW

    def bench(self) -> Bench:
        usual = super().bench()
        return Bench(
            usual.store, usual.archive, self.law, usual.gazetteer, usual.declarations, usual.channels, usual.base_url
        )


@pytest.fixture
def watched(store: Store, tmp_path: Path) -> Iterator[Ruled]:
    """The registry, with a list that names a certified party, and a law book loaded."""
    load_registry(store, tmp_path / "catalogue", FIRST_DAY)
    with store.write("test") as session:
        loading.keep_law(session, FILES, LAW.sha256)
        session.add(
            Transfer(
                id="trf_github", engagement_id=ENGAGEMENT, hop_id=ENGAGEMENT, destination="US", manner=Manner.STORAGE,
                importer=CERTIFIED,
                recorded_at=FIRST_DAY, origin=Origin.IMPORT, source="contract file", grade=Grade.PRIMARY,
            )
        )  # fmt: skip
    with VendorSite() as site:
        begun = Ruled(site, store, tmp_path)
        begun.show(page(ROWS))
        begun.accept_all()
        yield begun


def load(watched: Ruled, old: str, new: str) -> None:
    """Load a law book in which some words are others."""
    changed = {name: text.replace(old, new) for name, text in FILES.items()}
    assert changed != FILES
    watched.law = lawfiles.read({name: text.encode() for name, text in changed.items()})
    with watched.store.write("test") as session:
        loading.keep_law(session, changed, watched.law.sha256)


def news(watched: Ruled) -> list[Alert]:
    with watched.store.read() as session:
        return list(session.exec(select(Alert).where(Alert.event == Event.LAW_CHANGED)))


def test_the_first_law_book_is_no_news(watched: Ruled) -> None:
    watched.round()
    assert news(watched) == []


def test_a_decision_annulled_is_critical_to_all_who_depend_and_told_once(watched: Ruled) -> None:
    load(watched, *annulled())
    watched.round()
    watched.round()
    (told,) = news(watched)
    assert told.severity is Severity.CRITICAL
    assert told.controller_id == CONTROLLER
    assert told.deadline_on == watched.now.date() - timedelta(days=1)
    assert told.title.startswith("[CRITICAL] (EU) 2023/1795: no longer holds")
    assert any("GitHub" in path for path in told.body["depends"])


def test_what_nobody_depends_on_waits_for_the_digest(watched: Ruled) -> None:
    with watched.store.write("test") as session:
        for engagement in session.exec(select(Engagement)):
            engagement.retired_at = FIRST_DAY
    load(watched, *annulled())
    watched.round()
    (told,) = news(watched)
    assert (told.controller_id, told.severity) == (None, Severity.LOW)


def annulled() -> tuple[str, str]:
    """The words that make the decision on the framework annulled."""
    record = '\nact = "(EU) 2023/1795"\n'
    assert any(record in text for text in FILES.values())
    return record, record + "annulled_on = 2026-01-11\nvalid_until = 2026-01-11\n"


def unannounced(watched: Ruled) -> list[Alert]:
    with watched.store.read() as session:
        return [one for one in session.exec(select(Alert)) if "no notice" in one.title]


def test_a_list_that_changed_in_silence_is_high_after_five_days_and_told_once(watched: Ruled) -> None:
    watched.show(page([*ROWS, ("Fastly", "Delivery", "Sweden")]))
    for _ in range(4):
        watched.round()
    assert unannounced(watched) == []
    for _ in range(3):
        watched.round()
    (told,) = unannounced(watched)
    assert (told.severity, told.controller_id) == (Severity.HIGH, CONTROLLER)
    assert told.body["due"] == "five_days"


@pytest.mark.parametrize(("came", "told"), [(NoticeCame.MAIL, 0), (NoticeCame.PAGE_ONLY, 1)])
def test_a_notice_on_file_decides(watched: Ruled, came: NoticeCame, told: int) -> None:
    watched.show(page([*ROWS, ("Fastly", "Delivery", "Sweden")]))
    with watched.store.write("test") as session:
        session.add(
            Objection(
                id="obj_1",
                engagement_id=ENGAGEMENT,
                state=ObjectionState.NOTICE_RECEIVED,
                notice_came=came,
                opened_at=watched.now,
            )
        )
    watched.round()
    assert len(unannounced(watched)) == told
    watched.round(after=timedelta(days=20))
    assert len(unannounced(watched)) == told
