"""A newer text of a notice that no longer names a recipient: the end of its engagement is proposed, no more."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from handed_notices import SWEDISH, TAKEN, filed
from handed_register import LAW, ON, US, begin, decide, of, recipients

from registry.catalogue.dated import Moment
from registry.catalogue.reading import read_register
from registry.reviews import inbox
from registry.store import Store
from registry.tables import Engagement, Proposal
from registry.terms import Deed, ProposalState

LATER = TAKEN + timedelta(days=1)
NEWER = SWEDISH.replace("2026-05-04", "2026-11-19")
LINE = "- Brevduvan AB (Sverige), vårt personuppgiftsbiträde för utskick av brev\n"
GONE = NEWER.replace(LINE, "")


@pytest.fixture
def register(store: Store, tmp_path: Path) -> Store:
    """A register that took over the notice of May as it stands."""
    begin(store, tmp_path)
    decide(store, filed(store, tmp_path, US, SWEDISH).proposals)
    return store


def ends(store: Store) -> list[Proposal]:
    return [one for one in of(store, Proposal) if one.deed is Deed.END and one.state is ProposalState.PROPOSED]


def test_a_recipient_that_is_gone_is_proposed_to_end_on_the_day_of_the_newer_text(
    register: Store, tmp_path: Path
) -> None:
    filed(register, tmp_path, US, GONE, at=LATER)
    (end,) = ends(register)
    assert (end.value["name_as_written"], end.value["valid_from"]) == ("Brevduvan AB", "2026-11-19")
    assert end.quote.startswith("Brevduvan AB (Sverige)")
    assert end.version_id == next(one.version_id for one in of(register, Proposal) if one.quote == end.quote)
    decided = decide(register, (end.id,))
    (engaged,) = [one for one in of(register, Engagement) if one.name_as_written == "Brevduvan AB"]
    assert engaged.valid_until == date(2026, 11, 19)
    assert [turn.after for turn in decided.turns] == [None]
    assert filed(register, tmp_path, US, GONE, at=LATER).proposals == ()


def test_what_accepting_the_end_turns_is_foreseen(register: Store, tmp_path: Path) -> None:
    filed(register, tmp_path, US, GONE, at=LATER)
    (end,) = ends(register)
    with register.read() as session:
        foreseen = inbox.foreseen(session, end, read_register(session, Moment(ON)), LAW)
    turned = decide(register, (end.id,)).turns
    assert [(one.before, one.after) for one in foreseen] == [(one.before, one.after) for one in turned]


@pytest.mark.parametrize(
    "text",
    [
        NEWER,
        GONE + "\nBrevduvan AB kan du läsa mer om på vår webbplats.\n",
        GONE.replace("2026-11-19", "2026-05-03"),
        GONE.replace("2026-11-19", "2026-05-04"),
        "# Integritetspolicy\n\nSenast uppdaterad: 2026-11-19\n\nSjöboden AB är personuppgiftsansvarig.\n",
    ],
    ids=["named", "named elsewhere", "an older text", "of the very day it began", "a text without any names"],
)
def test_nothing_is_ended_without_reason(register: Store, tmp_path: Path, text: str) -> None:
    filed(register, tmp_path, US, text, at=LATER)
    assert ends(register) == []


def test_an_engagement_that_the_notice_never_stated_is_left_alone(store: Store, tmp_path: Path) -> None:
    begin(store, tmp_path)
    filed(store, tmp_path, US, SWEDISH)
    decide(store, (recipients(store)["Nordmoln Drive"].id,))
    filed(store, tmp_path, US, GONE, at=LATER)
    assert ends(store) == []


def test_only_the_version_before_counts(register: Store, tmp_path: Path) -> None:
    filed(register, tmp_path, US, GONE, at=LATER)
    (end,) = ends(register)
    decide(register, (end.id,), ProposalState.REJECTED)
    filed(register, tmp_path, US, GONE.replace("3 år", "4 år"), at=LATER + timedelta(days=1))
    assert ends(register) == []


def test_an_end_that_waits_is_taken_back_when_the_name_is_there_again(register: Store, tmp_path: Path) -> None:
    filed(register, tmp_path, US, GONE, at=LATER)
    filed(register, tmp_path, US, NEWER.replace("3 år", "4 år"), at=LATER + timedelta(days=1))
    assert ends(register) == []
