"""What the law files and the rules say is there in Swedish too: every text, the same figures, nothing left over."""

import ast
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from graphs.model import Language as Drawn
from graphs.whatif import Hypothesis
from graphs.whattelling import told_of
from registry import lawfiles, lawwords
from registry.alerts import wording
from registry.errors import BadRecord
from registry.glossary import Language
from registry.law import severity, verdicts
from registry.law.facts import read_facts
from registry.law.lawbook import LawBook
from registry.law.transfers import assess
from registry.reviews.deadlines import Deadline
from registry.terms import DeadlineKind, Severity
from tests.law.situations import situations

RULES = sorted(Path(verdicts.__file__).parent.glob("*.py"))
FIGURE = re.compile(r"\d+")
PLACE = re.compile(r"\{(\w+)\}")
NO_FORM = {"noted", "reason", "part"}  # tables of what rules put together
ENGLISH = re.compile(r"\b(?:the|of|and|with|from|is|not|by|data|transfers?|decisions?)\b")
NAMES_KEPT = re.compile(
    r"Data Privacy Framework|Data \(Use and Access\) Act|International Data Transfer \w+|Isle of Man"
    r"|Data Protection Commission(?:er)?|Privacy and Civil Liberties Oversight Board"
)


@pytest.fixture(scope="module")
def book() -> LawBook:
    return lawfiles.load()


def shown(book: LawBook) -> Iterator[tuple[str, str]]:
    """Every text of the law book that a page, a mail or a document shows, with its table."""
    for decision in book.adequacy:
        yield from (("name", decision.name), ("scope", decision.scope))
        yield from (("exclusion", text) for text in decision.exclusions)
        yield from (("effect", change.effect) for change in decision.amendments)
    for cases in (*(one.cases for one in book.adequacy), *(one.cases for one in book.clauses)):
        yield from (("contested", case.note) for case in cases)
    for clauses in book.clauses:
        yield "parties", clauses.parties
    for bridge in book.bridges:
        yield from (("bridge", bridge.act), ("bridge", bridge.note))
    for one in book.cases:
        yield from (("body", one.body), ("party", one.parties), ("subject", one.subject))
        yield from (("outcome", one.outcome), ("appeal", one.appeal_state))
    yield from (("title", title) for title in (*(n.title for n in book.notes), *(t.title for t in book.treaties)))


def test_every_text_of_the_law_files_that_is_shown_is_there_in_swedish_and_no_line_is_left_over(book: LawBook) -> None:
    told = {(table, text) for table, text in shown(book) if text}
    there = {(table, text) for table, lines in lawwords.tables().items() if table not in NO_FORM for text in lines}
    assert told == there


def test_every_sentence_of_the_rules_is_there_in_swedish(book: LawBook) -> None:
    for situation in situations():
        answer = assess(read_facts(situation.facts, book.countries), book, situation.on)
        assert [reason.text for reason in answer.reasons if not lawwords.is_said(reason.text, Language.SV)] == []


def sentences_of(path: Path) -> Iterator[str]:
    """The texts that a module of the rules puts together: each f-string and each longer text, its places as {}."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    within = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)} - {
        id(node) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)
    }
    documented = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if id(node) in within or id(node) in documented:
            continue
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def is_of(text: str, form: str) -> bool:
    """Whether a sentence, or a part of one, stands in a form; whatever is put in its places may be several."""
    return re.search(".*".join(map(re.escape, text.strip("; .").split("{}"))), form) is not None


def test_no_rule_says_a_sentence_that_has_no_swedish() -> None:
    forms = [PLACE.sub("{}", text) for name in ("reason", "part") for text in lawwords.tables()[name]]
    missing = [
        (path.name, text)
        for path in RULES
        if path.name in ASKED
        for text in sentences_of(path)
        if len(re.findall(r"[^\W_]{2,}(?= )", text)) >= 3 and not any(is_of(text, form) for form in forms)
    ]
    assert missing == []


ASKED = frozenset(
    f"{name}.py"
    for name in (
        *("adequacy", "assessments", "certificates", "clauses", "derogations", "export", "forking", "onward"),
        *("safeguards", "territory", "transfers"),
    )
)


def test_no_module_that_gives_reasons_is_passed_over() -> None:
    giving = {path.name for path in RULES if re.search(r"\b(?:Reason|reason|tool_reason)\(", path.read_text("utf-8"))}
    assert giving - {"sources.py", "verdicts.py"} <= ASKED


@pytest.mark.parametrize("table", sorted(lawwords.tables()))
def test_both_languages_have_the_same_figures_and_the_same_places(table: str) -> None:
    for english, swedish in lawwords.tables()[table].items():
        assert sorted(FIGURE.findall(english)) == sorted(FIGURE.findall(swedish)), english
        assert sorted(PLACE.findall(english)) == sorted(PLACE.findall(swedish)), english


def test_no_swedish_line_is_left_in_english() -> None:
    for lines in lawwords.tables().values():
        for swedish in lines.values():
            assert not ENGLISH.search(NAMES_KEPT.sub("", PLACE.sub("", swedish))), swedish
            assert not re.search(r"\d/EC\b", swedish), swedish


def test_acts_are_cited_as_swedish_cites_them() -> None:
    assert lawwords.act("2000/518/EC", Language.SV) == "2000/518/EG"
    assert lawwords.act("(EU) 2021/914", Language.SV) == "(EU) 2021/914"
    assert lawwords.act("2000/518/EC", Language.EN) == "2000/518/EC"


def test_a_reason_is_read_with_what_stands_in_its_places() -> None:
    english = (
        "On file: standard contractual clauses, 2002/16/EC; the annexes are incomplete and there is no transfer impact "
        "assessment."
    )
    assert lawwords.said(english, Language.SV) == (
        "I registret: standardavtalsklausuler, 2002/16/EG; bilagorna är ofullständiga och det finns ingen "
        "överföringsbedömning (TIA)."
    )
    assert lawwords.said(english, Language.EN) == english


@pytest.mark.parametrize("text", ["somebody: something", "a thing (of theirs)", "On file: x; y.", "and " * 2_000])
def test_what_the_law_does_not_say_has_no_swedish(text: str) -> None:
    assert not lawwords.is_said(text, Language.SV)
    assert lawwords.said(text, Language.SV) == text


@pytest.mark.parametrize("text", ["[name]\nx = 1\n", "name = 1\n", "[name\n", '[name]\nx = " "\n'])
def test_a_file_of_words_that_cannot_be_read_is_refused_by_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "law_words.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadRecord, match="law_words"):
        lawwords.tables(path)


def test_a_deadline_of_a_decision_is_named_in_the_readers_language() -> None:
    due = Deadline(
        id="x",
        kind=DeadlineKind.ADEQUACY_END,
        on=date(2031, 12, 27),
        name="United Kingdom",
        article="Art. 45(3)",
        source="x",
        path="/law",
        more="2000/518/EC",
    )
    assert "Storbritannien (2000/518/EG)" in due.title(Language.SV)
    assert "United Kingdom (2000/518/EC)" in due.title(Language.EN)


def test_a_change_in_the_law_is_told_in_the_readers_language() -> None:
    title = "EDPB Guidelines 2/2018 on the derogations of Art. 49"
    case = severity.Case.LAW_LETTER
    told = [wording.law_title(Severity.LOW, title, case, transfers=0, language=one.value) for one in Language]
    assert title in told[0]
    assert "EDPB:s riktlinjer 2/2018 om undantagen i art. 49" in told[1]


def test_what_is_supposed_of_an_act_cites_it_as_the_reader_does(book: LawBook) -> None:
    supposed = Hypothesis(revoke=("2000/518",))
    told = list(told_of(supposed, book, lambda vocabulary, value: value, Drawn.SWEDISH))
    assert "2000/518/EG (Schweiz)" in told[0][2]
