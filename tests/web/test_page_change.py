"""The page of a change: what was found, what is done about it, and both texts beside each other."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from changed_texts import AFTER, BEFORE, CHANGE, QUOTE, keep, page_of
from page_visits import BASE, Client, Page, inert, read, visiting
from sqlmodel import select

from registry.store import Store
from registry.tables import Alert, Proposal, SubprocessorRow
from registry.terms import AlertDecision, ProposalState

PATH = f"/changes/{CHANGE}"
LARGEST = 200_000
TERM = {
    "kind": "rights_change", "sub_kind": "notice_or_objection_term", "after": QUOTE,
    "before": "We tell you of new sub-processors 30 days ahead.",
}  # fmt: skip


@pytest.fixture
def changed(database: Path) -> Iterator[Client]:
    """A visitor of a change whose texts are both on file."""
    keep(database, page_of(BEFORE), page_of(AFTER), [TERM])
    yield from visiting(database)


def lines(page: Page, name: str) -> list[dict[str, str | None]]:
    return [a for tag, a in page.elements if tag == "div" and name in str(a.get("class")).split()]


def send(client: Client, fields: dict[str, object], origin: str = BASE) -> tuple[int, str]:
    headers = {"Accept-Language": "sv", "Origin": origin}
    answer = client.post(f"{PATH}/decisions", data=fields, headers=headers, follow_redirects=False)
    return answer.status_code, answer.headers.get("location") or Page(answer.text).said


def test_kinds_and_severity_come_first_then_quotes_who_is_concerned_the_deadline_and_the_text(changed: Client) -> None:
    said = read(changed, PATH).said
    order = [
        "High",
        "Data-subject rights changed",
        "Before",
        "Who is concerned",
        "act by 30 Nov 2026",
        "The whole text",
    ]
    places = [said.index(words) for words in order]
    assert places == sorted(places)


@pytest.mark.parametrize("view", ["inline", "side"])
def test_every_edit_is_marked_as_what_it_is(changed: Client, view: str) -> None:
    page = read(changed, f"{PATH}?view={view}")
    counts = {name: len(lines(page, name)) for name in ("added", "removed", "reworded", "moved_away", "moved_here")}
    assert counts == {"added": 1, "removed": 1, "reworded": 2, "moved_away": 1, "moved_here": 1}
    edits = [a for tag, a in page.elements if "data-edit" in a]
    assert [one["id"] for one in edits] == [f"edit-{n}" for n in range(1, 7)]
    assert {one["tabindex"] for one in edits} == {"-1"}
    assert "6 places differ between the texts." in page.said


def test_what_was_passed_over_is_shown_and_is_no_edit(changed: Client) -> None:
    page = read(changed, PATH)
    (over,) = lines(page, "passed_over")
    assert "data-edit" not in over
    assert "9 November 2026" in page.said


def test_a_day_that_a_change_was_found_in_is_not_passed_over(database: Path) -> None:
    before, after = "The terms hold from 3 May 2025.", "The terms hold from 9 November 2026."
    found = [{"kind": "date_only", "before": before, "after": after}]
    keep(database, page_of([f"<p>{before}</p>"]), page_of([f"<p>{after}</p>"]), found)
    for client in visiting(database):
        assert len(lines(read(client, PATH), "reworded")) == 1


def test_unchanged_stretches_are_folded_and_lead_to_the_whole_text(changed: Client) -> None:
    page = read(changed, PATH)
    assert "29 passages that are the same in both texts" in page.said
    assert "Paragraph 15" not in page.said
    (way,) = {link for link in page.links() if "text=whole" in link and "page=" in link}
    assert "Paragraph 15" in read(changed, way.partition("#")[0]).said


def test_an_edit_leads_to_the_change_that_was_found_in_it_and_to_the_next_edit(changed: Client) -> None:
    links = read(changed, PATH).links()
    assert "#difference-1" in links
    assert [link for link in links if link.startswith("#edit-")] == [f"#edit-{n}" for n in range(2, 7)]


def test_texts_that_are_not_on_file_are_said_to_be_so(visitor: Client) -> None:
    assert "Both texts are not on file" in read(visitor, PATH).said


@pytest.mark.parametrize("asked", ["view=upside", "text=some", "page=0", "page=x", "found=-1", "page=1234567"])
def test_an_address_that_asks_for_no_such_view_is_refused(changed: Client, asked: str) -> None:
    read(changed, f"{PATH}?{asked}", status=400)


def test_a_page_after_the_last_is_the_last(changed: Client) -> None:
    assert lines(read(changed, f"{PATH}?page=99&found=99"), "reworded")


@pytest.mark.parametrize("view", ["inline", "side"])
@pytest.mark.parametrize("text", ["edits", "whole"])
@pytest.mark.parametrize(
    ("unit", "times"), [("<p>{n} words of a clause that goes on.</p>", 20_000), ("<p>" + '" & ' * 500 + "{n}</p>", 500)]
)
def test_a_page_of_a_megabyte_is_shown_in_parts_of_two_hundred_kilobytes(
    database: Path, view: str, text: str, unit: str, times: int
) -> None:
    before = [unit.format(n=n) for n in range(times)]
    after = [unit.format(n=n + 7_000_000 * (n % 2)) for n in range(times)]
    found = [{"kind": "purpose_change", "before": '"<' * 4_000, "after": "&" * 8_000, "subject": "&" * 4_000}] * 300
    keep(database, page_of(before), page_of(after), found)
    for client in visiting(database):
        for number in (1, 2):
            answer = client.get(f"{PATH}?view={view}&text={text}&page={number}&found={number}")
            assert len(answer.content) < LARGEST
            inert(Page(answer.text))


def test_what_it_proposes_is_accepted_there(decider: Client, kept: Store) -> None:
    fields = {"decision": "accept", "reason": "Står på sidan.", "proposal": "prp_kanal"}
    assert send(decider, fields) == (303, f"{PATH}#decide")
    with kept.read() as session:
        assert session.get_one(Proposal, "prp_kanal").state is ProposalState.ACCEPTED
        assert "Påhittad Nattjour Inc." in {row.name_as_written for row in session.exec(select(SubprocessorRow))}


def test_what_waits_stands_before_what_was_decided(decider: Client, kept: Store) -> None:
    with kept.write("test") as session:
        waiting = session.get_one(Proposal, "prp_kanal")
        told = waiting.model_dump(exclude={"id", "start", "state", "fingerprint"})
        session.add(Proposal(id="prp_aaa", start=0, state=ProposalState.REJECTED, fingerprint="a" * 64, **told))
    links = [one for one in read(decider, PATH, "sv").links() if one.startswith("/proposals/")]
    assert [one.partition("?")[0] for one in links] == ["/proposals/prp_kanal", "/proposals/prp_aaa"]


def test_that_no_action_is_needed_is_kept_with_its_reason_and_shown(decider: Client, kept: Store) -> None:
    assert send(decider, {"decision": "dismiss", "reason": "Rör en tjänst som vi lämnar."})[0] == 303
    with kept.read() as session:
        alert = session.get_one(Alert, "alr_kanal-1")
    assert (alert.decision, alert.reason) == (AlertDecision.DISMISSED, "Rör en tjänst som vi lämnar.")
    page = read(decider, PATH, "sv")
    assert "Rör en tjänst som vi lämnar." in page.said
    assert "dismiss" not in {a.get("value") for tag, a in page.elements if tag == "button"}
    assert send(decider, {"decision": "dismiss", "reason": "Igen."})[0] == 422


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"decision": "accept", "reason": "Ja."}, "Inget förslag var markerat."),
        ({"decision": "accept", "proposal": "prp_kanal"}, "Ett beslut behöver ett skäl."),
        ({"decision": "dismiss", "reason": "  "}, "Ett beslut behöver ett skäl."),
        ({"reason": "Ja."}, "Formuläret angav varken"),
        ({"decision": "accept", "reason": "Ja.", "proposal": "prp_other"}, "Inget beslutades"),
    ],
)
def test_a_decision_that_cannot_be_taken_says_why_and_writes_nothing(
    decider: Client, kept: Store, fields: dict[str, object], words: str
) -> None:
    status, said = send(decider, fields)
    assert status == 422
    assert words in said
    with kept.read() as session:
        assert session.get_one(Proposal, "prp_kanal").state is ProposalState.PROPOSED
        assert session.get_one(Alert, "alr_kanal-1").decision is None


def test_a_form_of_another_site_decides_nothing(decider: Client, kept: Store) -> None:
    assert send(decider, {"decision": "dismiss", "reason": "Ja."}, "http://evil.example")[0] == 403
    with kept.read() as session:
        assert session.get_one(Alert, "alr_kanal-1").decision is None


def test_on_another_day_nothing_is_decided(visitor: Client) -> None:
    page = read(visitor, f"{PATH}?on=2026-11-21")
    assert not [a for tag, a in page.elements if tag == "form" and a.get("method") == "post"]


def test_the_keys_come_as_a_file_and_only_where_there_are_edits(changed: Client, visitor: Client) -> None:
    scripts = [a for tag, a in read(changed, PATH).elements if tag == "script" and "edits" in str(a["src"])]
    (script,) = scripts
    answer = changed.get(str(script["src"]))
    assert answer.headers["content-type"].startswith("text/javascript")
    assert not [a for tag, a in read(visitor, PATH).elements if tag == "script" and "edits" in str(a["src"])]
