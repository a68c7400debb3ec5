"""Each rule of coherence fires where papers clash, is silent on the near miss, and takes no unknown for granted."""

from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from registry import lawfiles
from registry.law.coherence import UNTOLD, Check, Clash, OfHop, Paper, annexes_of, of_paper, of_transfer
from registry.law.facts import read_facts
from registry.law.lawbook import LawBook
from registry.law.lawindex import index_of
from registry.law.transfers import assess
from registry.terms import Module, Role, Verdict

ON = date(2026, 11, 22)
SCC = {
    "kind": "scc",
    "act": "(EU) 2021/914",
    "modules": ["c2p"],
    "signed_on": "2023-01-10",
    "annexes_complete": True,
}
WHOLE: dict[str, Any] = {
    "exporter": {"country": "SE", "role": "controller", "public_powers": False},
    "importer": {
        "country": "IN", "role": "processor", "sector": "commercial", "subject_to_gdpr": False, "certifications": [],
    },
    "destination": "IN", "access_from": [], "hr_data": False, "automated": True, "systematic": True,
    "safeguards": [SCC], "assessment": None, "measures": [], "derogation": None,
}  # fmt: skip
LEFT_OUT = object()


@pytest.fixture(scope="module")
def law() -> LawBook:
    return lawfiles.load()


def facts_with(**changes: Any) -> dict[str, Any]:
    """The whole facts with values set by path (`importer__role`); LEFT_OUT makes one unknown."""
    facts = deepcopy(WHOLE)
    for path, value in changes.items():
        target: Any = facts
        *parts, leaf = path.split("__")
        for part in parts:
            target = target[int(part)] if part.isdigit() else target[part]
        if value is LEFT_OUT:
            del target[leaf]
        else:
            target[leaf] = value
    return facts


def found(law: LawBook, *, claimed: bool = False, behind: bool = False, on: date = ON, **changes: Any) -> set[Any]:
    """Rule and case of what is found in the facts, judged as the register judges them."""
    facts = read_facts(facts_with(**changes), law.countries)
    one = OfHop(facts, assess(facts, law, on).verdict, claimed, behind)
    return {(clash.rule, clash.way) for clash in of_transfer(one, law, on)}


def test_clauses_that_fit_are_silent(law: LawBook) -> None:
    assert found(law) == set()


PROCESSORS = {"exporter__role": "processor"}
RETURN = {"exporter__role": "processor", "importer__role": "controller", "safeguards__0__modules": ["p2c"]}


@pytest.mark.parametrize(
    ("fires", "near_miss", "expected"),
    [
        ({"safeguards__0__modules": ["c2c"]}, {"safeguards__0__modules": ["c2c", "c2p"]}, (Check.MODULE, "")),
        ({"importer__role": "joint_controller"}, {"importer__role": "sub_processor"}, (Check.MODULE, "")),
        (
            {"safeguards__0__modules": LEFT_OUT},
            {"safeguards__0__modules": LEFT_OUT, "safeguards__0__act": "2010/87/EU"},  # that set is its own module
            (Check.MODULE, "unstated"),
        ),
        ({"importer__role": LEFT_OUT}, {}, (Check.MODULE, "roles")),
        ({"importer__role": "recipient"}, {}, (Check.MODULE, "roles")),
        ({"exporter__role": LEFT_OUT}, {}, (Check.MODULE, "roles")),
        ({"safeguards__0__act": LEFT_OUT}, {}, (Check.MODULE, "act")),
        ({"safeguards__0__act": "(EU) 2021/913"}, {}, (Check.MODULE, "act")),
        (
            RETURN | {"importer__is_own_controller": False},
            RETURN | {"importer__is_own_controller": True},
            (Check.MODULE, "other_controller"),
        ),
        (RETURN, RETURN | {"importer__is_own_controller": True}, (Check.MODULE, "own_controller")),
        (
            PROCESSORS | {"behind": True},
            PROCESSORS | {"behind": True, "safeguards__0__modules": ["p2p"]},
            (Check.DOWN_THE_CHAIN, ""),
        ),
        (
            PROCESSORS | {"behind": True, "safeguards": LEFT_OUT},
            PROCESSORS | {"behind": True, "safeguards": []},  # known to be absent: the verdict says it
            (Check.DOWN_THE_CHAIN, "unknown"),
        ),
        (
            PROCESSORS | {"behind": True, "safeguards": LEFT_OUT},
            PROCESSORS | {"behind": True, "safeguards": LEFT_OUT, "destination": "JP", "importer__country": "JP"},
            (Check.DOWN_THE_CHAIN, "unknown"),
        ),
        (
            PROCESSORS | {"behind": True, "safeguards": LEFT_OUT, "exporter__country": "US"},
            PROCESSORS
            | {"behind": True, "safeguards": LEFT_OUT, "exporter__country": "US"}
            | {"received_under": "dpf", "onward_terms": "dpf_onward_contract"},
            (Check.DOWN_THE_CHAIN, "onward"),
        ),
        (
            PROCESSORS
            | {"behind": True, "safeguards": LEFT_OUT, "exporter__country": "US", "received_under": "dpf"}
            | {"onward_terms": "equivalent"},
            PROCESSORS
            | {"behind": True, "safeguards": LEFT_OUT, "exporter__country": "US", "received_under": "scc"}
            | {"onward_terms": "equivalent"},
            (Check.DOWN_THE_CHAIN, "onward"),
        ),
        ({"safeguards__0__annexes_complete": False}, {}, (Check.ANNEXES, "")),
        ({"safeguards__0__annexes_complete": LEFT_OUT}, {}, (Check.ANNEXES, "unknown")),
        (
            {"claimed": True, "safeguards__0__annexes_complete": LEFT_OUT},
            {"claimed": True},
            (Check.ANNEXES, "claimed"),
        ),
        ({"safeguards__0__act": "(EU) 2021/915"}, {}, (Check.NOT_A_TOOL, "")),
        ({"safeguards__0__act": "2021/915", "claimed": True}, {"claimed": True}, (Check.NOT_A_TOOL, "claimed_tool")),
        (
            {"importer__subject_to_gdpr": True},
            {"importer__subject_to_gdpr": True, "safeguards__0__act": "2010/87/EU"},  # no such limit in that set
            (Check.IMPORTER_UNDER_GDPR, ""),
        ),
        ({"importer__subject_to_gdpr": LEFT_OUT}, {}, (Check.IMPORTER_UNDER_GDPR, "unknown")),
        (
            {"claimed": True, "safeguards__0__modules": ["c2c"]},
            {"claimed": True, "safeguards__0__modules": ["c2p"]},
            (Check.MODULE, "declared"),
        ),
        (
            PROCESSORS | {"behind": True, "claimed": True},
            PROCESSORS | {"behind": True, "claimed": True, "safeguards__0__modules": ["c2p", "p2p"]},
            (Check.DOWN_THE_CHAIN, "unknown"),
        ),
    ],
)
def test_a_rule_fires_where_the_papers_clash_and_not_on_the_near_miss(
    law: LawBook, fires: dict[str, Any], near_miss: dict[str, Any], expected: tuple[Check, str]
) -> None:
    assert expected in found(law, **fires)
    assert expected not in found(law, **near_miss)


def test_what_stays_in_the_eea_needs_no_clauses(law: LawBook) -> None:
    wrong = {"safeguards__0__modules": ["c2c"], "safeguards__0__annexes_complete": False}
    assert found(law, destination="DE", importer__country="DE", **wrong) == set()
    assert found(law, **wrong) != set()


def test_papers_that_are_a_fallback_are_looked_at_too(law: LawBook) -> None:
    """Japan is covered by a decision; the clauses beside it are still of the wrong module."""
    japan = {"destination": "JP", "importer__country": "JP", "safeguards__0__modules": ["c2c"]}
    facts = read_facts(facts_with(**japan), law.countries)
    assert assess(facts, law, ON).verdict is Verdict.COVERED
    assert (Check.MODULE, "") in found(law, **japan)


@pytest.mark.parametrize(
    ("paper", "expected"),
    [
        (Paper("(EU) 2021/914", frozenset({Module.C2P}), True, Role.PROCESSOR), set()),
        (Paper("(EU) 2021/914", frozenset({Module.C2P}), True, Role.JOINT_CONTROLLER), {(Check.MODULE, "")}),
        (Paper("(EU) 2021/914", frozenset({Module.C2P}), True, None), {(Check.MODULE, "roles")}),
        (Paper("(EU) 2021/914", None, True, Role.PROCESSOR), {(Check.MODULE, "unstated")}),
        (Paper("(EU) 2021/914", frozenset({Module.C2P}), None, Role.PROCESSOR), {(Check.ANNEXES, "unknown")}),
        (Paper("(EU) 2021/914", frozenset({Module.C2P}), False, Role.PROCESSOR), {(Check.ANNEXES, "")}),
        (Paper("(EU) 2021/915", None, None, Role.PROCESSOR), {(Check.NOT_A_TOOL, "")}),
        (Paper(None, frozenset({Module.C2P}), True, Role.PROCESSOR), {(Check.MODULE, "act")}),
    ],
)
def test_clauses_that_lie_with_an_engagement_are_held_against_the_role_decided(
    law: LawBook, paper: Paper, expected: set[Any]
) -> None:
    assert {(clash.rule, clash.way) for clash in of_paper(paper, law)} == expected


def test_every_fact_left_out_is_told_or_does_not_matter(law: LawBook) -> None:
    """With a fact gone nothing that was silent becomes a clash: it becomes unknown, or stays silent."""
    for path in ("importer__role", "exporter__role", "importer__subject_to_gdpr", "safeguards__0__modules",
                 "safeguards__0__annexes_complete", "safeguards__0__act", "safeguards"):  # fmt: skip
        clashes = found(law, **{path: LEFT_OUT})
        assert all(way in UNTOLD for _, way in clashes), path
    assert Clash(Check.MODULE, "roles").is_untold
    assert not Clash(Check.MODULE).is_untold


def test_the_annexes_are_those_the_law_book_lists(law: LawBook) -> None:
    adopted = index_of(law).clause_set("2021/914")
    assert adopted is not None
    assert annexes_of(adopted) == "I.A, I.B, I.C, II, III"
