"""Assessments in portfolio files: what an export writes an import reads, and what no person could have written."""

from collections.abc import Iterator

import assessed
import pytest
from assessed import BY, CONTROLLER, LAW, ON, at, brought, concluded, engaged, filled, portfolio, read
from small_portfolio import bring, written
from sqlmodel import select

from registry.catalogue import assessing
from registry.errors import BadRecord
from registry.law.reviewing import are_facts
from registry.store import Store, open_store
from registry.tables import AssessedStep, Conclusion, ImpactAssessment
from registry.terms import AssessmentOutcome, AssessmentState, ReviewTrigger

HEAD = """
[[assessment]]
importer = "Fabricated Registers, Inc."
destination = "US"
started_on = 2026-01-10
started_by = "Ada Askersund"
"""
STEP = """
[[assessment.step]]
step = "{step}"
finding = "Found."
filled_on = 2026-01-12
filled_by = "Ada Askersund"
sources = [{{title = "A report", dated = 2026-01-01}}]
"""
STEPS = "".join(
    STEP.format(step=one) for one in ("map", "tool", "law_and_practice", "measures", "formal_steps", "review")
)
CONCLUSION = """
[[assessment.conclusion]]
concluded_on = 2026-01-15
concluded_by = "Ada Askersund"
outcome = "effective"
reasons = "The tool has its effect."
"""


def test_what_an_export_writes_an_import_reads_and_writes_the_same_again(
    store: Store, second_store: Store
) -> None:  # fmt: skip
    brought(store)
    with store.write(BY) as session:
        identity = assessed.started(session, ON.replace(day=1))
        filled(session, identity, ON.replace(day=1))
        concluded(session, identity, ON.replace(day=1))
        assessing.reopen(session, identity, "Again.", by=BY, law=LAW, on=ON.replace(day=2), at=at())
        filled(session, identity, ON.replace(day=3))
        concluded(session, identity, ON.replace(day=3), outcome=AssessmentOutcome.NOT_EFFECTIVE)
    text = written(store, CONTROLLER)
    bring(second_store, text)
    assert written(second_store, CONTROLLER) == text
    with second_store.read() as session:
        found = read(session)
        assert found.state is AssessmentState.CONCLUDED
        assert found.conclusion is not None
        assert found.conclusion.outcome is AssessmentOutcome.NOT_EFFECTIVE
        assert read(session, ON.replace(day=2)).conclusion.outcome is AssessmentOutcome.EFFECTIVE  # type: ignore[union-attr]


def test_the_facts_it_was_concluded_on_come_along_and_what_changed_is_found(
    store: Store, second_store: Store
) -> None:  # fmt: skip
    brought(store)
    assessed.assessed_whole(store)
    text = written(store, CONTROLLER)
    bring(second_store, text.replace('modules = ["c2p"]', 'modules = ["c2c"]'))
    with second_store.read() as session:
        assert [one.trigger for one in read(session).due] == [ReviewTrigger.MODULE]


def test_an_assessment_from_a_file_covers_its_transfers_and_has_the_usual_day_of_review(store: Store) -> None:
    bring(store, portfolio() + HEAD + STEPS + CONCLUSION)
    with store.read() as session:
        found = read(session)
        assert found.conclusion is not None
        assert found.conclusion.review_due_on.isoformat() == "2027-01-15"
        assert found.facts["transfers"]
        assert found.due == ()
        assert found.conclusion.facts is None


def test_without_kept_facts_the_law_it_relies_on_is_watched(store: Store) -> None:
    bring(store, portfolio() + HEAD + STEPS + CONCLUSION + 'relies_on = ["(EU) 2023/1795"]\n')
    with store.read() as session:
        (due,) = read(session, law=LAW.ended("(EU) 2023/1795", ON)).due
    assert (due.trigger, due.subject, due.after) == (ReviewTrigger.LAW_RECORD, "(EU) 2023/1795", ON.isoformat())


def test_what_is_gone_from_the_file_is_retired_and_what_a_person_wrote_stays(store: Store) -> None:
    bring(store, portfolio() + HEAD + STEPS + CONCLUSION)
    brought(store, day=1)
    with store.read() as session:
        rows = [*session.exec(select(ImpactAssessment)), *session.exec(select(AssessedStep))]
        assert all(row.retired_at for row in [*rows, *session.exec(select(Conclusion))])
    assessed.assessed_whole(store)
    brought(store, engaged(), day=2)
    with store.read() as session:
        assert read(session).state is AssessmentState.CONCLUDED


@pytest.mark.parametrize(
    ("text", "field"),
    [
        (HEAD + CONCLUSION, "conclusion"),
        (HEAD + STEPS.replace('step = "tool"', 'step = "map"'), "step"),
        (HEAD + STEPS + CONCLUSION + CONCLUSION, "conclusion"),
        (HEAD + STEPS + CONCLUSION.replace('"effective"', '"effective_with_measures"'), "conclusion"),
        (HEAD + STEPS.replace("sources = [{title", "is_open = true\nsources = [{title") + CONCLUSION, "conclusion"),
        (HEAD + STEPS + CONCLUSION + "review_due_on = 2029-01-16\n", "review_due_on"),
        (HEAD + STEPS + CONCLUSION + "review_due_on = 2026-01-15\n", "review_due_on"),
        (HEAD + STEPS + CONCLUSION.replace("Ada Askersund", "local user"), "concluded_by"),
        (HEAD + STEPS + CONCLUSION + 'facts = "{}"\n', "facts"),
        (HEAD + STEPS + CONCLUSION + 'facts = "{"\n', "facts"),
        (HEAD + STEPS + CONCLUSION + 'steps = "{}"\n', "steps"),
        (HEAD + STEPS + CONCLUSION + 'law = "abc"\n', "law"),
        (HEAD + "reopened_on = 2026-02-01\n", "reopened_on"),
        (HEAD + HEAD, "importer"),
        (HEAD.replace("started_by", "begun_by"), "begun_by"),
    ],
)
def test_what_no_person_could_have_written_is_refused_with_its_field(store: Store, text: str, field: str) -> None:
    with pytest.raises(BadRecord) as refused:
        bring(store, portfolio() + text)
    assert refused.value.field == field
    assert "assessment" in str(refused.value)


@pytest.mark.parametrize(
    "found", [None, [], {}, {"transfers": []}, {"transfers": {"a": 1}, "moved": {}, "law": {}, "sub_processors": {}}]
)
def test_what_is_no_gathering_of_facts_is_never_compared(found: object) -> None:
    assert not are_facts(found)


@pytest.fixture
def second_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Another register, empty."""
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('second') / 'onward.db'}")
    store.migrate()
    yield store
    store.close()
