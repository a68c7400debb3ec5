"""`/read`, asked again: a first organisation is entered, and a text that is kept nowhere is not lost on the way."""

from contextlib import ExitStack

import pytest
from page_sending import send
from page_visits import BASE, Client, Page
from page_visits import read as visit
from reading_samples import NOTICE
from sqlmodel import select

from registry.store import Store
from registry.tables import HandedIn
from web import documents


def fields_of(page: Page, form: str) -> dict[str, str]:
    """What the browser would send of a form's hidden fields."""
    start = next(n for n, (_, a) in enumerate(page.elements) if a.get("id") == form)
    rest = [tag for tag, _ in page.elements[start + 1 :]]
    end = start + 1 + rest.index("form") if "form" in rest else None
    hidden = [a for _, a in page.elements[start:end] if a.get("type") == "hidden"]
    return {str(a["name"]): a["value"] or "" for a in hidden}


def value_of(page: Page, name: str) -> str | None:
    """What stands in a field, or is chosen in a list."""
    field = next(a for tag, a in page.elements if a.get("name") == name)
    return field.get("value")


BAKERY = "# Integritetspolicy\n\nPåhittade Bageriet AB (org.nr 556036-0793) är personuppgiftsansvarig.\n\n"
BAKERY += "Vi använder Mailgun som personuppgiftsbiträde för utskick.\n"


def test_a_first_organisation_is_entered_with_its_own_notice(newcomer: Client) -> None:
    looked = send(newcomer, text=BAKERY, whose="new")
    assert "Inget är sparat än" in looked.said
    filled = {name: value_of(looked, name) for name in ("new_name", "new_number")}
    assert filled == {"new_name": "Påhittade Bageriet AB", "new_number": "556036-0793"}
    fields = {"whose": "new", "new_name": "Påhittade Bageriet AB", "new_number": "556036-0793"}
    assert "Välj i vilket land" in send(newcomer, status=422, text=BAKERY, **fields).said
    kept = send(newcomer, text=BAKERY, new_country="SE", **fields)
    assert "Besluta om" in kept.said
    assert "Påhittade Bageriet AB" in visit(newcomer, "/", "sv").said
    again = send(newcomer, status=422, text=BAKERY, new_country="SE", **fields)
    assert "finns redan i registret" in again.said
    chosen = [a["value"] for tag, a in again.elements if tag == "option" and "selected" in a]
    assert [one.startswith("org_import_") for one in chosen] == [True, False]  # the organisation, then the country


def test_what_was_only_read_can_be_switched_to_another_language_and_kept(decider: Client, kept: Store) -> None:
    page = send(decider, text=BAKERY)
    held = fields_of(page, "again")
    assert "Läst som integritetsinformation" in page.said
    answer = decider.post("/read?lang=en", data=held, files={"file": ("", b"")}, headers={"Origin": BASE})
    assert "Read as a privacy notice" in answer.text
    assert "Mailgun" in answer.text
    asked = send(decider, **(held | {"step": "keep"}))
    assert value_of(asked, "new_name") == "Påhittade Bageriet AB"
    assert "Vi använder Mailgun" in asked.said
    with kept.read() as session:
        assert session.exec(select(HandedIn)).all() == []


def test_a_file_need_not_be_chosen_again(decider: Client) -> None:
    file = ("policy.md", BAKERY.encode(), "text/markdown")
    asked = send(decider, status=422, file=file, whose="new", new_name="Påhittade Bageriet AB", new_country="")
    assert "policy.md finns kvar" in asked.said
    held = fields_of(asked, "reader") | {"whose": "new", "new_name": "Påhittade Bageriet AB", "new_country": "SE"}
    assert "Besluta om" in send(decider, **held).said


@pytest.mark.parametrize("held", ["", "not base64!", "QQ=", "\u0000"])
def test_a_text_that_was_not_held_is_asked_for(visitor: Client, held: str) -> None:
    assert "Det fanns ingen text" in send(visitor, status=422, held=held, held_kind="plain").said


def test_more_readings_than_can_wait_are_asked_to_come_again(visitor: Client) -> None:
    with ExitStack() as turns:
        for _ in range(documents.READ_AT_ONCE):
            turns.enter_context(documents.taking_turns())
        waiting = [documents._LET_IN.acquire(blocking=False) for _ in range(documents.MOST_WAITING)]
        try:
            assert all(waiting)
            assert "Flera texter läses just nu" in send(visitor, status=422, text=NOTICE).said
            answer = visitor.post("/api/v1/readings", json={"text": NOTICE}, headers={"Origin": BASE})
            assert (answer.status_code, answer.headers["retry-after"]) == (429, "5")
        finally:
            for _ in waiting:
                documents._LET_IN.release()
    assert "Läst som integritetsinformation" in send(visitor, text=NOTICE).said
