"""Which changes are facts, and which facts they are."""

from collections.abc import Sequence

import pytest
from crawlers_documents import ROWS, Row, judged, listing, markdown

from crawlers.blocks import Extracted
from crawlers.classify import Classification
from registry.terms import ChangeKind, SubKind

ADDED = ChangeKind.NEW_RECIPIENT_OR_SUBPROCESSOR
REMOVED = ChangeKind.REMOVED_RECIPIENT_OR_SUBPROCESSOR
PLACE = ChangeKind.LOCATION_OR_COUNTRY_CHANGE
POLICY = """# Privacy notice

## How we use data

We process your e-mail address to answer questions. We store your data within the EU. We keep your data for 30 days.
We rely on your consent as legal basis for newsletters.
Transfers outside the EEA take place on standard contractual clauses.

## Contact

Write to privacy@molnet.example. You have the right to object to the processing at any time.
"""


def changed(old: str, new: str) -> Classification:
    assert old in POLICY
    return judged(markdown(POLICY), markdown(POLICY.replace(old, new)))


def test_a_row_added_or_gone_is_named_with_its_countries() -> None:
    found = judged(listing(ROWS[:3]), listing([ROWS[0], ROWS[2], ROWS[3]]))
    assert [(one.kind, one.subject, one.countries) for one in found.changes] == [
        (REMOVED, "Brevbäraren AB", ("SE",)),
        (ADDED, "Mätaren", ("DE",)),
    ]
    assert found.is_material


@pytest.mark.parametrize(
    "name", ["Nimbus Hosting, Inc", "NIMBUS HOSTING INC", "Nimbus Hostings Inc.", "Nimbus Hosting Inc. (NH)"]
)
def test_a_name_spelt_another_way_is_no_change_of_party(name: str) -> None:
    found = judged(listing(), listing([(name, *ROWS[0][1:]), *ROWS[1:]]))
    assert not found.is_material


def test_a_country_more_in_a_row_is_a_change_of_place() -> None:
    found = judged(
        listing(), listing([("Nimbus Hosting Inc.", "Hosting", "United States, Japan", "United States"), *ROWS[1:]])
    )
    assert [(one.kind, one.subject, one.countries) for one in found.changes] == [
        (PLACE, "Nimbus Hosting Inc.", ("JP",))
    ]


def test_another_seat_is_a_change_of_place() -> None:
    found = judged(listing(), listing([*ROWS[:3], ("Mätaren", "Statistics", "Germany", "India")]))
    assert [one.kind for one in found.changes] == [PLACE]


def test_another_purpose_in_a_row_is_a_change_of_purpose() -> None:
    found = judged(listing(), listing([("Nimbus Hosting Inc.", "Training of AI models", *ROWS[0][2:]), *ROWS[1:]]))
    assert [one.kind for one in found.changes] == [ChangeKind.PURPOSE_CHANGE]


def test_rows_in_another_order_are_restructuring() -> None:
    found = judged(listing(), listing(list(reversed(ROWS))))
    assert found.kinds == (ChangeKind.RESTRUCTURING_NO_SUBSTANCE,)


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("standard contractual clauses", "binding corporate rules", ChangeKind.TRANSFER_MECHANISM_CHANGE),
        ("30 days", "24 months", ChangeKind.RETENTION_CHANGE),
        ("your consent as", "our legitimate interests as", ChangeKind.LEGAL_BASIS_CHANGE),
        ("We store your data within the EU.", "We store your data outside the EU, in Japan.", PLACE),
        ("privacy@molnet.example", "dpo@annat.example", ChangeKind.CONTACT_OR_ENTITY_CHANGE),
        (" You have the right to object to the processing at any time.", "", ChangeKind.RIGHTS_CHANGE),
        ("answer questions", "answer questions and to train our machine learning models", ChangeKind.PURPOSE_CHANGE),
        ("your e-mail address", "your e-mail address and your health data", ChangeKind.DATA_CATEGORY_CHANGE),
    ],
)
def test_a_clause_that_says_another_fact_is_of_its_kind(old: str, new: str, kind: ChangeKind) -> None:
    found = changed(old, new)
    assert kind in found.kinds
    assert found.is_material


def test_training_on_the_data_is_told_as_own_purposes() -> None:
    found = changed("answer questions", "answer questions and to train our machine learning models")
    assert {one.sub_kind for one in found.changes} == {SubKind.OWN_PURPOSES_OR_AI_TRAINING}


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("answer questions", "reply to questions", ChangeKind.COSMETIC_ONLY),
        ("# Privacy notice\n", "# Privacy notice\n\nUpdated 2026-01-02\n", ChangeKind.DATE_ONLY),
        ("privacy@molnet.example", "[email protected]", ChangeKind.COSMETIC_ONLY),
        ("# Privacy notice\n", "# Privacy notice\n\n* [Français](/fr)\n", ChangeKind.NAVIGATION_NOISE),
    ],
)
def test_other_words_for_the_same_facts_are_noise(old: str, new: str, kind: ChangeKind) -> None:
    assert changed(old, new).kinds == (kind,)


def test_a_known_name_in_a_new_sentence_is_a_new_recipient() -> None:
    found = changed("for newsletters.", "for newsletters. We use Stripe, Inc. for payments, which acts on our behalf.")
    assert (ADDED, "Stripe, Inc.") in {(one.kind, one.subject) for one in found.changes}


def test_a_name_put_in_anothers_place_is_both() -> None:
    sentence = "# Privacy\n\nWe share identity documents with {}, which acts as our data processor.\n"
    found = judged(markdown(sentence.format("Alfanym")), markdown(sentence.format("Betanym")))
    assert [(one.kind, one.subject) for one in found.changes] == [(ADDED, "Betanym"), (REMOVED, "Alfanym")]


def test_a_part_on_californian_law_does_not_alert() -> None:
    part = "# Privacy\n\n## California privacy rights\n\nYou have the right to erasure{}.\n"
    assert not judged(markdown(part.format("")), markdown(part.format(" and to data portability"))).is_material


TOOLS = [
    ("Nimbus Hosting Inc.", "Hosting", "Canada", "Standard Contractual Clauses (Module 2)"),
    ("Nimbus Hosting Inc.", "Backups", "Japan", "Adequacy decision"),
    ("Brevbäraren AB", "E-mail", "Sweden", "Not applicable"),
]
HEAD = "| Sub-processor | Purpose | Location | Transfer mechanism |\n| --- | --- | --- | --- |"


def tool_list(rows: Sequence[Row], *, intro: str = "These companies help us.") -> Extracted:
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return markdown("\n".join(["# Subprocessors", "", intro, "", HEAD, *lines, ""]))


@pytest.mark.parametrize(
    "tool",
    ["Standard Contractual Clauses (Module 3)", "Binding Corporate Rules", "Art. 49 derogation", "Adequacy decision"],
)
def test_another_tool_in_a_row_is_a_change_of_mechanism(tool: str) -> None:
    found = judged(tool_list(TOOLS), tool_list([(*TOOLS[0][:3], tool), *TOOLS[1:]]))
    assert [(one.kind, one.subject) for one in found.changes] == [
        (ChangeKind.TRANSFER_MECHANISM_CHANGE, "Nimbus Hosting Inc.")
    ]


def test_a_tool_in_one_of_two_equal_rows_is_a_change_of_mechanism() -> None:
    found = judged(tool_list([*TOOLS, TOOLS[0]]), tool_list([*TOOLS, (*TOOLS[0][:3], "Binding Corporate Rules")]))
    assert [one.kind for one in found.changes] == [ChangeKind.TRANSFER_MECHANISM_CHANGE]


def test_one_row_of_a_party_that_stays_is_a_change_of_place() -> None:
    extra = ("Nimbus Hosting Inc.", "Hosting", "Japan", "Adequacy decision")
    found = judged(tool_list([*TOOLS, extra]), tool_list(TOOLS))
    assert [(one.kind, one.subject, one.countries) for one in found.changes] == [
        (PLACE, "Nimbus Hosting Inc.", ("JP",))
    ]


SWEDISH = (
    "Vi är personuppgiftsansvarig för den behandling som beskrivs här. Uppgifterna används för att ge dig den tjänst "
    "som du har beställt och för att svara på dina frågor. Vi sparar inte uppgifter längre än vad som är nödvändigt."
)


def test_an_english_list_on_a_swedish_page_is_compared_row_by_row() -> None:
    found = judged(tool_list(TOOLS, intro=SWEDISH), tool_list(TOOLS[:2], intro=SWEDISH))
    assert [(one.kind, one.subject) for one in found.changes] == [(REMOVED, "Brevbäraren AB")]
    moved = [(*TOOLS[0][:2], "India", TOOLS[0][3]), *TOOLS[1:]]
    found = judged(tool_list(TOOLS, intro=SWEDISH), tool_list(moved, intro=SWEDISH))
    assert [(one.kind, one.countries) for one in found.changes] == [(PLACE, ("IN",))]


@pytest.mark.parametrize(
    "intro", [SWEDISH, "We use your data for the service that you have ordered, and for no other."]
)
def test_a_company_said_to_be_given_data_is_a_new_recipient_whatever_the_pages_language(intro: str) -> None:
    told = "From 2026-01-02 we also share call recordings with Nordmoln Ltd in Brazil."
    found = judged(markdown(f"# Page\n\n{intro}\n"), markdown(f"# Page\n\n{intro}\n\n{told}\n"))
    assert (ADDED, "Nordmoln Ltd", ("BR",)) in {(one.kind, one.subject, one.countries) for one in found.changes}


def test_a_company_said_to_be_given_nothing_is_none() -> None:
    told = "We do not share call recordings with Nordmoln Ltd in Brazil."
    found = judged(markdown(f"# Page\n\n{SWEDISH}\n"), markdown(f"# Page\n\n{SWEDISH}\n\n{told}\n"))
    assert ADDED not in found.kinds
