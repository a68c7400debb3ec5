"""Days that move, certifications not renewed, opinions on a decision, and rows for services nobody here uses: from the
page, the catalogue or the law book to the alert."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from registry.catalogue import loading
from registry.store import Store
from registry.tables import Alert, Certification, Service
from registry.terms import Event, Framework, Grade, Origin, SeenIn, Severity
from tests.crawlers.github_watched import CONTROLLER, FIRST_DAY, LAW, SERVICE, load_registry, page
from tests.registry.alerts.test_lawnews import FILES, ROWS, Ruled, load, news
from tests.registry.alerts.test_lawnews import watched as watched_of_law
from tests.servers.vendor_site import VendorSite

ruled = watched_of_law  # the registry with a transfer that rests on a decision
USUAL = {"recorded_at": FIRST_DAY, "origin": Origin.IMPORT, "source": "contract file", "grade": Grade.PRIMARY}
ADDED = ("Fastly, Inc.", "Delivery", "United States")


@pytest.fixture
def watched(store: Store, tmp_path: Path) -> Iterator[Ruled]:
    """The registry, its list seen and accepted."""
    load_registry(store, tmp_path / "catalogue", FIRST_DAY)
    with store.write("test") as session:
        loading.keep_law(session, FILES, LAW.sha256)
    with VendorSite() as site:
        begun = Ruled(site, store, tmp_path)
        begun.show(page(ROWS))
        begun.accept_all()
        yield begun


def alerts(watched: Ruled, words: str) -> list[Alert]:
    with watched.store.read() as session:
        told = session.exec(select(Alert).order_by(col(Alert.created_at)))
        return [one for one in told if words in one.title]


def test_a_day_that_moved_is_told_to_whom_the_change_was_told(watched: Ruled) -> None:
    watched.show(page([*ROWS, ADDED], note="These changes take effect on 1 March 2026."))
    watched.show(page([*ROWS, ADDED], note="These changes take effect on 1 April 2026."))
    (told,) = alerts(watched, "the day it takes effect moved")
    assert (told.severity, told.controller_id, told.deadline_on) == (Severity.LOW, CONTROLLER, date(2026, 4, 1))
    assert told.body["changes"][0]["was"] == ["2026-03-01"]
    assert watched.changes()[-1].material is False


@pytest.mark.parametrize(
    ("first", "note", "later"),
    [
        (
            [*ROWS, ADDED],
            "These changes take effect on 2 January 2026.",
            "These changes take effect on 3 January 2026.",
        ),
        ([*ROWS, ADDED], "Last seen 1 March 2026 by us.", "Last seen 1 April 2026 by us."),
        (ROWS, "These changes take effect on 1 March 2026.", "These changes take effect on 1 April 2026."),
    ],
    ids=["a day gone by", "a day of something else", "nothing told before"],
)
def test_other_days_are_no_news(watched: Ruled, first: list[tuple[str, str, str]], note: str, later: str) -> None:
    watched.show(page(first, note=note))
    watched.show(page(first, note=later))
    assert watched.changes()[-1].kinds == ["date_only"]
    assert alerts(watched, "the day it takes effect moved") == []


def certify(watched: Ruled, **fields: date | None) -> None:
    with watched.store.write("test") as session:
        session.add(
            Certification(
                id="crt_1", organisation_id="org_github-inc", framework=Framework.EU_US_DPF, seen_in=SeenIn.REGISTER,
                state="active", **fields, **USUAL,
            )
        )  # fmt: skip


def test_a_certification_not_renewed_in_time_is_told_once_the_day_after(watched: Ruled) -> None:
    certify(watched, recertify_by=watched.now.date() + timedelta(days=1))
    watched.round()
    assert alerts(watched, "certification") == []
    watched.round()
    watched.round()
    (told,) = alerts(watched, "certification")
    assert (told.severity, told.controller_id, told.event) == (Severity.MEDIUM, CONTROLLER, Event.REVIEW_DUE)
    assert (told.body["is_over"], told.deadline_on) == (False, watched.now.date() + timedelta(days=29))
    assert "GitHub, Inc." in told.title


@pytest.mark.parametrize("is_renewed", [False, True])
def test_a_certification_that_lapsed_is_told_unless_another_holds(watched: Ruled, is_renewed: bool) -> None:
    certify(watched, valid_until=watched.now.date() + timedelta(days=1))
    if is_renewed:
        renewed = Certification(
            id="crt_2", organisation_id="org_github-inc", framework=Framework.EU_US_DPF, state="active",
            valid_from=watched.now.date() + timedelta(days=1), **USUAL,
        )  # fmt: skip
        with watched.store.write("test") as session:
            session.add(renewed)
    watched.round()
    told = alerts(watched, "certification")
    assert [one.body["is_over"] for one in told] == ([] if is_renewed else [True])


def test_an_opinion_on_a_decision_is_told_to_whom_rests_on_it(ruled: Ruled) -> None:
    note = (
        '[[note]]\nid = "ag-1"\nkind = "opinion"\ntitle = "Opinion in C-703/25 P"\ndated = 2026-01-12\n'
        'text = "The appeal should be dismissed."\nacts = ["(EU) 2023/1795"]\ngrade = "secondary"\nsource = ["L35"]\n\n'
    )
    mark = '[[note]]\nid = "edpb-28-2025"'
    load(ruled, mark, note + mark)
    ruled.round()
    (told,) = news(ruled)
    assert (told.severity, told.controller_id) == (Severity.MEDIUM, CONTROLLER)
    assert told.title.startswith("[MEDIUM] Opinion in C-703/25 P: an opinion has been given")


def sibling(watched: Ruled) -> None:
    """Another service of the vendor, which nobody here engages."""
    with watched.store.write("test") as session:
        known = session.exec(select(Service).where(Service.id == SERVICE)).one()
        session.add(Service(id="svc_sponsors", organisation_id=known.organisation_id, name="GitHub Sponsors", **USUAL))


@pytest.mark.parametrize(
    ("purpose", "severity"),
    [
        ("Payments, for GitHub Sponsors", Severity.LOW),
        ("Payments", Severity.HIGH),
        ("Payments, for GitHub Sponsors and GitHub Enterprise, Teams, Copilot", Severity.HIGH),
    ],
)
def test_a_row_for_a_service_nobody_uses_weighs_little(watched: Ruled, purpose: str, severity: Severity) -> None:
    sibling(watched)
    watched.show(page([*ROWS, ("Betalab, Inc.", purpose, "India")]))
    (told,) = alerts(watched, "Betalab")
    assert (told.severity, told.controller_id) == (severity, CONTROLLER)
