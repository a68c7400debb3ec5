"""The words of the pages: none stands in a template, each is there in both languages, none is left over."""

import re
from pathlib import Path

import pytest

from registry.errors import BadRecord
from registry.glossary import Language
from web.pages.rendering import TEMPLATES, environment
from web.wording import Wording, messages

WEB = Path(__file__).resolve().parents[2] / "web"
SPEAKING = (*WEB.glob("pages/*.py"), WEB / "simulated.py")
SAID_TO_PEOPLE = re.compile(r"(?:alt|title|aria-label|placeholder|value|content)=\"([^\"]*)\"")
NO_WORDS = {"width=device-width, initial-scale=1", "light dark", "accept", "reject", "edit"}
NO_WORDS |= {"all", "controller", "new", "service", "nobody", "ask", "keep", "true", "role", "link", "end", "erase"}
NO_WORDS |= {"answer", "advise", "meet", "assign", "decide", "open", "dismiss"}
NAMED = re.compile(r"[\"']([a-z_]+\.[a-z_0-9]+)[\"']")
MADE = re.compile(r"[\"']([a-z_]+\.[a-z_]*)(?:[\"'] ~ |\{)")
SAID = re.compile(r"said\(\"([a-z_]+)\"")
TEMPLATE_NAMES = sorted(path.name for path in TEMPLATES.glob("*.html"))


@pytest.mark.parametrize("name", TEMPLATE_NAMES)
def test_no_template_holds_words_of_its_own(name: str) -> None:
    source = (TEMPLATES / name).read_text(encoding="utf-8")
    written = "".join(value if kind == "data" else "\0" for _, kind, value in environment().lex(source))
    shown = re.sub(r"<[^>]*>", " ", re.sub(r"<!doctype html>", "", written)).replace("\0", " ")
    assert re.findall(r"[^\W\d_]+", shown) == []
    told = {text for text in SAID_TO_PEOPLE.findall(written) if re.search(r"[^\W\d_]", text)}
    assert told <= NO_WORDS


def test_the_test_would_see_a_word() -> None:
    written = "".join(v if k == "data" else "\0" for _, k, v in environment().lex("<p>{{ x }} Hej <b>du</b></p>"))
    assert re.findall(r"[^\W\d_]+", re.sub(r"<[^>]*>", " ", written)) == ["Hej", "du"]


def test_every_message_is_used_and_every_used_message_is_there() -> None:
    sources = [path.read_text(encoding="utf-8") for path in (*TEMPLATES.glob("*.html"), *SPEAKING)]
    named = {name for source in sources for name in NAMED.findall(source)}
    made = {name for source in sources for name in MADE.findall(source)}
    spoken = {f"{name}." for source in sources for name in SAID.findall(source)}
    there = {f"{section}.{key}" for section, labels in messages().vocabularies.items() for key in labels}
    plain = there | {name.removesuffix("_one").removesuffix("_other") for name in there}
    sections = tuple(f"{section}." for section in messages().vocabularies)
    files = {name for name in named if name.endswith((".html", ".css", ".svg"))}
    assert {name for name in named - files if name.startswith(sections)} <= plain | made
    left = {name for name in there if not name.startswith((*made, *spoken))}
    assert {name for name in left if name not in named and re.sub("_(one|other)$", "", name) not in named} == set()


def test_a_counted_message_has_two_forms_with_the_same_places() -> None:
    there = {f"{section}.{key}" for section, labels in messages().vocabularies.items() for key in labels}
    assert {n.removesuffix("_one") for n in there if n.endswith("_one")} == {
        n.removesuffix("_other") for n in there if n.endswith("_other")
    }


@pytest.mark.parametrize(
    "entry",
    [
        'msgctxt "a.b"\nmsgid "Yes"\nmsgstr ""\n',
        'msgid "Yes"\nmsgstr "Ja"\n',
        'msgctxt "a.b"\nmsgid "One"\nmsgid_plural "Many"\nmsgstr[0] "En"\nmsgstr[1] ""\n',
        'nonsense\nmsgstr[x] "Ja"\n',
    ],
)
def test_a_catalogue_that_lacks_a_translation_is_refused(tmp_path: Path, entry: str) -> None:
    header = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    (tmp_path / "sv.po").write_text(header + entry, encoding="utf-8")
    with pytest.raises(BadRecord, match=r"sv\.po"):
        messages(tmp_path / "sv.po")


def test_both_languages_have_the_same_places() -> None:
    for section, labels in messages().vocabularies.items():
        for key, label in labels.items():
            places = [sorted(re.findall(r"{(\w+)}", label.read_in(language))) for language in Language]
            assert places[0] == places[1], (section, key)


@pytest.mark.parametrize("language", Language)
def test_what_would_settle_a_verdict_is_said_in_words_and_once(language: Language) -> None:
    told = Wording(language).facts(["safeguards[0].act", "safeguards[1].act", "importer.country"])
    assert told.count(";") == 1
    assert "[" not in told
    assert "importer.country" not in told


def test_numbers_countries_and_articles_follow_the_language() -> None:
    assert Wording(Language.SV).number(1234567) == "1\u00a0234\u00a0567"
    assert Wording(Language.EN).number(1234567) == "1,234,567"
    assert Wording(Language.SV).country("DE") == "Tyskland"
    assert Wording(Language.SV).article("Art. 45(3)") == "art. 45.3"
