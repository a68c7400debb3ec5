"""The pages: what they say, in which language, for which day; that texts are texts; that a form decides."""

import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import page_register
import pytest
from litestar import Litestar
from litestar.testing import TestClient
from page_hostile import HOSTILE
from page_register import Words
from sqlmodel import select

from app import create_app
from registry import settings as environment
from registry.store import Store, open_store
from registry.tables import Proposal, SubprocessorRow
from registry.terms import ProposalState
from web.pages.rendering import printed

BASE = "http://127.0.0.1:8765"
Client = TestClient[Litestar]
EMPTY = ("/", "/proposals", "/changes", "/services", "/law", "/robot")
FILLED = (
    *EMPTY,
    "/controllers/org_kanal-ours",
    "/services/svc_kanal",
    "/services?q=kanal",
    "/changes/chg_kanal",
    "/proposals/prp_kanal",
)
VOID = {"meta", "link", "input", "img", "br", "hr", "path", "rect", "circle", "polygon", "ellipse", "polyline"}


class Page(HTMLParser):
    """What a browser would make of a page: elements in order, attributes, and the words it shows."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        assert self.open, tag
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def said(self) -> str:
        return " ".join(" ".join(self.words).split())

    def links(self) -> list[str]:
        return [str(attributes["href"]) for tag, attributes in self.elements if tag == "a"]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Path:
    path = tmp_path_factory.mktemp("pages") / "onward.db"
    shutil.copy(migrated_file, path)
    store = open_store(f"sqlite:///{path}")
    with store.write("test") as session:
        page_register.fill(session)
    store.close()
    return path


@pytest.fixture(scope="module")
def visitor(template: Path) -> Iterator[Client]:
    """A visitor of the filled register, who only reads."""
    yield from asking(template)


@pytest.fixture
def database(template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(template, tmp_path / "onward.db"))


@pytest.fixture
def decider(database: Path) -> Iterator[Client]:
    """Somebody with a register of their own to write to."""
    yield from asking(database)


@pytest.fixture(scope="module")
def newcomer(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[Client]:
    """Somebody whose register is empty."""
    path = tmp_path_factory.mktemp("empty") / "onward.db"
    shutil.copy(migrated_file, path)
    yield from asking(path)


@pytest.fixture
def kept(database: Path) -> Iterator[Store]:
    store = open_store(f"sqlite:///{database}")
    yield store
    store.close()


def asking(path: Path) -> Iterator[Client]:
    told = {"ONWARD_VAR": str(path.parent), "ONWARD_TODAY": page_register.DAY.isoformat()}
    told["ONWARD_DATABASE_URL"] = f"sqlite:///{path}"
    app = create_app(environment.read(told))
    with TestClient(app, base_url=BASE, raise_server_exceptions=False) as client:
        yield client


def read(client: Client, path: str, language: str = "en", status: int = 200) -> Page:
    answer = client.get(path, headers={"Accept-Language": language})
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return Page(answer.text)


@pytest.mark.parametrize("language", ["en", "sv"])
@pytest.mark.parametrize("path", FILLED)
def test_a_page_is_whole_and_in_its_language(visitor: Client, path: str, language: str) -> None:
    page = read(visitor, path, language)
    tags = [tag for tag, _ in page.elements]
    assert page.open == []
    assert page.elements[0] == ("html", {"lang": language})
    assert tags.count("h1") == 1
    assert tags.count("main") == 1


@pytest.mark.parametrize("language", ["en", "sv"])
@pytest.mark.parametrize("path", EMPTY)
def test_an_empty_register_has_pages_too(newcomer: Client, path: str, language: str) -> None:
    assert read(newcomer, path, language).open == []


@pytest.mark.parametrize(
    ("path", "act"), [("/", "onward import"), ("/", "onward round"), ("/proposals", "onward round")]
)
def test_an_empty_page_says_what_to_do(newcomer: Client, path: str, act: str) -> None:
    assert act in read(newcomer, path).said


@pytest.mark.parametrize("path", FILLED)
def test_a_page_brings_no_script_and_no_inline_style(visitor: Client, path: str) -> None:
    answer = visitor.get(path)
    assert (
        "script-src 'none'" in answer.headers["content-security-policy"]
        or "default-src 'none'" in (answer.headers["content-security-policy"])
    )
    assert "unsafe-inline" not in answer.headers["content-security-policy"]
    page = Page(answer.text)
    assert not {"script", "style", "iframe", "object", "embed"} & {tag for tag, _ in page.elements}
    for tag, attributes in page.elements:
        assert "style" not in attributes, tag
        assert not [name for name in attributes if name.startswith("on")], tag


def test_the_stylesheet_is_kept_for_ever_at_an_address_of_its_bytes(visitor: Client) -> None:
    styles = [a["href"] for tag, a in read(visitor, "/").elements if tag == "link" and a["rel"] == "stylesheet"]
    answer = visitor.get(str(styles[0]))
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/css")
    assert "immutable" in answer.headers["cache-control"]
    assert visitor.get("/static/onward.0000000000000000.css").status_code == 404


def test_today_says_how_the_watch_stands(visitor: Client) -> None:
    said = read(visitor, "/").said
    assert "3 sources checked and unchanged" in said
    assert "1 changed" in said
    assert "1 unreachable" in said
    assert "1 blocked" in said
    assert "1 never checked" in said
    assert "3 källor kontrollerade och oförändrade" in read(visitor, "/", "sv").said


def test_today_shows_what_waits(visitor: Client) -> None:
    page = read(visitor, "/", "sv")
    assert "/changes/chg_kanal" in page.links()
    assert "/proposals/prp_kanal" in page.links()
    assert "/controllers/org_kanal-ours" in page.links()
    assert "2026-11-19" in page.said
    assert "försenad" in page.said


def test_a_service_shows_source_and_grade_of_what_it_says(visitor: Client) -> None:
    said = read(visitor, "/services/svc_kanal", "sv").said
    assert "Påhittad Kundkanal, Inc." in said
    assert "läst i annans återgivning" in said
    assert "obekräftad" in said
    assert "Tyskland" in said
    assert "aktiv i registret" in said


def test_a_controller_shows_three_roles_and_that_they_differ(visitor: Client) -> None:
    said = read(visitor, "/controllers/org_kanal-ours").said
    assert "independent controller" in said
    assert "the sources disagree" in said


def test_the_diagram_stands_in_the_page_and_as_files(visitor: Client) -> None:
    page = read(visitor, "/controllers/org_kanal-ours")
    assert [a["id"] for tag, a in page.elements if a.get("id") == "onward-title"]
    for name in ("diagram", "chains", "thumbnail"):
        answer = visitor.get(f"/controllers/org_kanal-ours/{name}.svg")
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "image/svg+xml"


def test_another_day_is_told_and_stays_in_the_links(visitor: Client) -> None:
    page = read(visitor, "/?on=2025-03-01")
    assert "This page shows 2025-03-01, not today." in page.said
    inner = [link for link in page.links() if link.startswith("/") and "lang=" not in link and link != "/"]
    assert inner
    assert all("on=2025-03-01" in link for link in inner)
    assert "/" in page.links()


def test_today_has_no_banner(visitor: Client) -> None:
    assert "not today" not in read(visitor, "/").said


def test_a_day_before_anything_held_has_no_organisation(visitor: Client) -> None:
    assert "onward import" in read(visitor, "/?on=2020-01-01").said


def test_an_instant_of_knowledge_before_the_law_was_loaded_is_told(visitor: Client) -> None:
    page = read(visitor, "/?known_at=2020-01-01T00:00:00Z", "sv", status=404)
    assert "Det finns inget här den dag som visas." in page.said


@pytest.mark.parametrize("path", ["/?on=2026-02-30", "/?on=yesterday", "/law?known_at=now", "/?nonsense=1"])
def test_an_address_that_cannot_be_read_is_answered_with_a_page(visitor: Client, path: str) -> None:
    assert "Adressen frågar efter något som inte går att läsa." in read(visitor, path, "sv", status=400).said


def test_what_is_not_there_is_told_in_words(visitor: Client) -> None:
    for path in ("/services/svc_nobody", "/controllers/org_nobody", "/changes/chg_none", "/proposals/prp_none"):
        assert "There is nothing here" in read(visitor, path, status=404).said


def test_a_vendor_is_not_one_of_our_organisations(visitor: Client) -> None:
    assert "There is nothing here" in read(visitor, "/controllers/org_kanal", status=404).said


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("sv", "sv"), ("sv-SE,sv;q=0.9,en;q=0.8", "sv"), ("en;q=0.9,sv;q=0.3", "en"), ("de,sv;q=0.2", "sv"),
     ("de", "en"), ("", "en"), ("sv;q=x", "en"), ("q=;;,,", "en")],
)  # fmt: skip
def test_the_browser_is_asked_for_its_language(visitor: Client, accepted: str, language: str) -> None:
    assert read(visitor, "/robot", accepted).elements[0] == ("html", {"lang": language})


def test_a_chosen_language_is_remembered(decider: Client) -> None:
    assert decider.get("/robot?lang=sv").cookies["onward_lang"] == "sv"
    assert read(decider, "/robot", "en").elements[0] == ("html", {"lang": "sv"})
    assert read(decider, "/robot?lang=en", "sv").elements[0] == ("html", {"lang": "en"})


def test_a_language_nobody_speaks_here_is_passed_over(visitor: Client) -> None:
    answer = visitor.get("/robot?lang=xx")
    assert answer.status_code == 200
    assert "onward_lang" not in answer.cookies


def test_the_law_of_a_day_holds_what_held_then(visitor: Client) -> None:
    then = read(visitor, "/law?on=2019-06-01")
    headings = then.said.split("Not in force on this day")
    assert "(EU) 2016/1250" in headings[0]
    assert "(EU) 2023/1795" in headings[1]
    now = read(visitor, "/law?on=2026-11-22").said.split("Not in force on this day")
    assert "(EU) 2023/1795" in now[0]
    assert "(EU) 2016/1250" in now[1]
    assert "2031-12-27" in now[0]  # the last day, not the first day after


def test_the_robot_says_who_it_is(visitor: Client) -> None:
    said = read(visitor, "/robot").said
    assert "User-Agent: Onward/" in said
    assert "robots.txt is honoured" in said
    assert "ONWARD_CONTACT" in said


def send(client: Client, fields: dict[str, str], origin: str | None = BASE) -> tuple[int, str]:
    headers = {"Accept-Language": "sv"} | ({"Origin": origin} if origin else {})
    answer = client.post("/proposals/prp_kanal/decisions", data=fields, headers=headers, follow_redirects=False)
    return answer.status_code, answer.headers.get("location") or Page(answer.text).said


def test_accepting_writes_the_row_and_shows_what_turned(decider: Client, kept: Store) -> None:
    assert send(decider, {"decision": "accept", "reason": "Står på sidan."}) == (303, "/proposals/prp_kanal")
    page = read(decider, "/proposals/prp_kanal", "sv")
    assert "Godtaget" in page.said
    assert "Står på sidan." in page.said
    assert "Det som ändrades" in page.said
    assert "Påhittad Nattjour Inc." in page.said
    with kept.read() as session:
        assert session.get_one(Proposal, "prp_kanal").flips
        names = {row.name_as_written for row in session.exec(select(SubprocessorRow))}
    assert "Påhittad Nattjour Inc." in names


def test_an_edit_decides_the_value_that_was_written(decider: Client, kept: Store) -> None:
    given = {"decision": "edit", "reason": "Orten står längre ned.", "name_as_written": "Påhittad Nattjour Inc."}
    assert send(decider, given | {"places": "US, CA", "purpose": "", "seat": "US"})[0] == 303
    with kept.read() as session:
        decided = session.get_one(Proposal, "prp_kanal")
    assert decided.state is ProposalState.EDITED
    assert decided.edited_value is not None
    assert decided.edited_value["places"] == ["US", "CA"]
    assert decided.edited_value["purpose"] is None
    assert decided.value["places"] == ["US"]


def test_dismissing_writes_no_row(decider: Client, kept: Store) -> None:
    assert send(decider, {"decision": "reject", "reason": "Gäller en annan tjänst."})[0] == 303
    with kept.read() as session:
        assert session.get_one(Proposal, "prp_kanal").state is ProposalState.REJECTED
        assert {row.name_as_written for row in session.exec(select(SubprocessorRow))} == {"Påhittad Lagring GmbH"}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"decision": "accept", "reason": "  "}, "Ett beslut behöver ett skäl."),
        ({"decision": "accept"}, "Ett beslut behöver ett skäl."),
        ({"reason": "Ja."}, "Formuläret angav varken godtagande eller avvisande."),
        ({"decision": "approve", "reason": "Ja."}, "Formuläret angav varken godtagande eller avvisande."),
        ({"decision": "edit", "reason": "Ja.", "places": "US"}, "Inget ändrades."),
        ({"decision": "edit", "reason": "Ja.", "seat": "Sweden"}, "Ett värde går inte att använda."),
        ({"decision": "edit", "reason": "Ja.", "name_as_written": ""}, "Ett värde går inte att använda."),
    ],
)
def test_a_decision_that_cannot_be_taken_says_why(decider: Client, fields: dict[str, str], words: str) -> None:
    status, said = send(decider, fields)
    assert status == 422
    assert words in said
    assert "Godta med ändring" in said


def test_a_decided_proposal_is_not_decided_again(decider: Client) -> None:
    assert send(decider, {"decision": "reject", "reason": "Nej."})[0] == 303
    status, said = send(decider, {"decision": "accept", "reason": "Jo."})
    assert status == 422
    assert "kan inte längre beslutas" in said


@pytest.mark.parametrize("origin", [None, "null", "http://evil.example", "http://127.0.0.1:8766"])
def test_a_form_of_another_site_decides_nothing(decider: Client, kept: Store, origin: str | None) -> None:
    status, _ = send(decider, {"decision": "accept", "reason": "Ja."}, origin)
    assert status == 403
    with kept.read() as session:
        assert session.get_one(Proposal, "prp_kanal").state is ProposalState.PROPOSED


def test_on_another_day_there_is_no_form_to_decide_with(visitor: Client) -> None:
    page = read(visitor, "/proposals/prp_kanal?on=2026-11-01")
    assert "Decisions are taken on today's page." in page.said
    assert not [a for tag, a in page.elements if tag == "form" and a.get("method") == "post"]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[Client]:
    """One register in which every text from outside is a hostile one, once for each."""
    path = tmp_path_factory.mktemp("hostile") / "onward.db"
    shutil.copy(migrated_file, path)
    store = open_store(f"sqlite:///{path}")
    with store.write("test") as session:
        for number, text in enumerate(HOSTILE):
            page_register.fill(session, Words(*[text] * 9, key=f"h{number}"))
    store.close()
    yield from asking(path)


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_hostile_texts_are_shown_and_nothing_else(hostile: Client, number: int) -> None:
    key = f"h{number}"
    for path in (
        f"/controllers/org_{key}-ours",
        f"/services/svc_{key}",
        f"/changes/chg_{key}",
        f"/proposals/prp_{key}",
    ):
        inert(read(hostile, path, "sv"))


@pytest.mark.parametrize("path", EMPTY)
def test_lists_of_hostile_texts_are_inert(hostile: Client, path: str) -> None:
    inert(read(hostile, path))


def inert(page: Page) -> None:
    assert page.open == []
    assert not {"script", "style", "iframe", "object", "base", "math", "template"} & {t for t, _ in page.elements}
    metas = [attributes for tag, attributes in page.elements if tag == "meta"]
    assert not [one for one in metas if "http-equiv" in one]
    for tag, attributes in page.elements:
        assert not [name for name in attributes if name.startswith("on")], (tag, attributes)
        for name in ("href", "src", "action", "xlink:href"):
            address = attributes.get(name) or "/"
            assert re.match(r"(/(?!/)|#|https?://)", address), (tag, address)
        if tag == "form":
            assert str(attributes["action"]).startswith("/")


def test_half_a_character_is_not_printed() -> None:
    assert printed("half \ud800 and \udfff") == "half and"


def test_there_are_at_least_forty_hostile_texts() -> None:
    assert len(set(HOSTILE)) >= 40
