"""Many proposals decided at once: all or none, one judging, and what fails is named."""

from pathlib import Path

import pytest
from handed_recipients import ENGAGED, everything, propose, recipient, with_notice
from handed_register import BY, DECIDED, LAW, ON, begin, decide, of

from registry.errors import BadInput, Conflict, NotFound, OnwardError
from registry.reviews.applying import Decision, decide_all
from registry.store import Store
from registry.tables import (
    Proposal,
)
from registry.terms import ProposalState, Verdict


@pytest.fixture
def register(store: Store, tmp_path: Path) -> Store:
    return with_notice(begin(store, tmp_path, ENGAGED))


def test_many_are_decided_with_one_judging_and_each_keeps_its_own_turns(register: Store) -> None:
    found = propose(
        register,
        recipient("Posten", role="processor", destinations=["US"], mechanisms=["scc"]),
        recipient("Åkeriet", role="independent_controller"),
        recipient("Revisorn", destinations=[None], third_country=True),
    )
    done = decide(register, tuple(one.id for one in found))
    assert [one.id for one in done.proposals] == [one.id for one in found]
    flips = {one.value["name_as_written"]: one.flips for one in of(register, Proposal)}
    assert sum(len(of_one) for of_one in flips.values()) == len(done.turns)
    assert [flip["path"][-1] for flip in flips["Posten"]] == ["Posten"]
    assert {turn.after for turn in done.turns} == {Verdict.UNKNOWN}


def test_one_that_fails_takes_all_back_and_is_named(register: Store) -> None:
    good, bad = propose(register, recipient("Posten"), recipient("Åkeriet"))
    with register.write("test") as session:
        row = session.get_one(Proposal, bad.id)
        row.value = row.value | {"service": "svc_gone"}
        session.add(row)
    before = everything(register)
    with pytest.raises(BadInput, match=bad.id) as refused:
        decide(register, (good.id, bad.id))
    assert refused.value.field == "service"
    assert everything(register) == before


def test_one_that_is_decided_already_is_named(register: Store) -> None:
    first, second = propose(register, recipient("Posten"), recipient("Åkeriet"))
    decide(register, (first.id,), ProposalState.REJECTED)
    before = everything(register)
    with pytest.raises(Conflict, match=first.id):
        decide(register, (second.id, first.id))
    with pytest.raises(NotFound, match="prp_none"):
        decide(register, (second.id, "prp_none"))
    assert everything(register) == before


def test_several_take_no_edit_and_none_is_no_decision(register: Store) -> None:
    first, second = propose(register, recipient("Posten"), recipient("Åkeriet"))
    for identities in ((), (first.id, second.id)):
        with pytest.raises(BadInput):
            decide(register, identities, ProposalState.EDITED, {"role": "processor"})
    with pytest.raises(BadInput) as refused:
        decide(register, tuple(f"prp_{number}" for number in range(1_001)))
    assert refused.value.field == "proposals"


def test_what_fails_after_decisions_takes_them_back_whole(register: Store) -> None:
    found = propose(register, recipient("Posten"), recipient("Åkeriet"))
    before = everything(register)

    def decided_then_failed() -> None:
        with register.write(BY) as session:
            decision = Decision(ProposalState.ACCEPTED, "Read it.", BY)
            decide_all(session, [one.id for one in found], decision, law=LAW, on=ON, at=DECIDED)
            raise OnwardError("the disk is full")

    with pytest.raises(OnwardError, match="the disk is full"):
        decided_then_failed()
    assert everything(register) == before
