"""The record of Art. 30(1) names the assessments that its transfers stand on."""

import small_portfolio
from assessed import CONTROLLER, ON, assessed_whole, brought, engaged

from registry import judging, lawfiles
from registry.catalogue.reading import Moment, read_register
from registry.reports.cells import as_json
from registry.reports.registers import Registers, sheet
from registry.store import Store
from registry.terms import AssessmentOutcome


def test_the_conclusion_of_an_assessment_stands_beside_the_activity_it_is_of(store: Store) -> None:
    activity = '[[activity]]\nkey = "letters"\npurposes = ["write to customers"]\n'
    brought(store, activity + engaged().replace("service =", 'activities = ["letters"]\nservice =', 1))
    law = lawfiles.load()
    assert small_portfolio.AT.date() < ON

    def assessments() -> object:
        with store.read() as session:
            register = read_register(session, Moment(ON))
            (row,) = sheet(Registers.ART30, register, judging.flows(register, law), law, CONTROLLER).rows
            return as_json(row["assessments"])

    assert assessments() is None
    identity = assessed_whole(store)
    assert assessments() == [
        {"id": identity, "outcome": AssessmentOutcome.EFFECTIVE.value, "concluded_on": ON.isoformat()}
    ]
