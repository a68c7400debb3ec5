"""Every fact of law that was collected and corrected stands in the law book with the same act, days and grade."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from registry.law.lawbook import AdequacyDecision, Area, ClauseSet, LawBook
from registry.lawfiles import load
from registry.terms import Grade

pytestmark = pytest.mark.shared

DAY = timedelta(days=1)
Facts = Mapping[str, Any]


@pytest.fixture(scope="module")
def book() -> LawBook:
    return load()


@pytest.fixture(scope="module")
def facts(shared: Path) -> dict[str, Any]:
    """The four files by name."""
    names = ("law", "law_additions", "cases", "authorities")
    return {name: yaml.safe_load((shared / "facts" / f"{name}.yaml").read_text(encoding="utf-8")) for name in names}


def corrected(rows: list[dict[str, Any]], updates: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The first collection with the second laid over it, grades merged field by field."""
    later = {row["id"]: row for row in updates}
    out = []
    for row in rows:
        newer = later.get(row["id"], {})
        out.append({**row, **newer, "verification": {**_grades(row), **_grades(newer)}})
    return out


def _grades(row: dict[str, Any]) -> dict[str, str]:
    found = row.get("verification", {})
    return found if isinstance(found, dict) else {"act": found, "adopted": found}


def _grade(text: str) -> Grade:
    """The first word: some grades carry a remark."""
    return Grade(re.split(r"[ (]", text)[0])


@pytest.fixture(scope="module")
def decisions(facts: Facts, book: LawBook) -> list[tuple[dict[str, Any], AdequacyDecision]]:
    rows = corrected(facts["law"]["adequacy_decisions"], facts["law_additions"]["updates"])
    held = {decision.act: decision for decision in book.adequacy}
    assert {row["act"] for row in rows} == set(held)
    return [(row, held[row["act"]]) for row in rows]


def test_every_decision_stands_with_its_days(decisions: list[tuple[dict[str, Any], AdequacyDecision]]) -> None:
    for row, decision in decisions:
        assert decision.code == (row["iso"] or row["id"]), row["id"]
        assert decision.adopted_on == row["adopted"], row["id"]
        effect = row.get("in_effect")
        effect = effect.get("date") if isinstance(effect, dict) else effect
        assert decision.valid_from == (effect or row["adopted"]), row["id"]
        assert decision.valid_until == _first_day_without(row), row["id"]
        assert decision.annulled_on == row.get("annulled_by", {}).get("date"), row["id"]
        if "original_sunset" in row:
            assert decision.first_valid_until == row["original_sunset"] + DAY


def _first_day_without(row: dict[str, Any]) -> date | None:
    """`ends` is the first day without where a court or an accession ended it, else the last day with."""
    if row["id"] == "CA-PNR":
        return date(2009, 9, 22) + DAY  # the additions keep this day as unverified
    ended_that_day = row["status"] in ("annulled", "obsolete") and "effects_kept_until" not in row.get(
        "annulled_by", {}
    )
    return row["ends"] if row["ends"] is None or ended_that_day else row["ends"] + DAY


def test_every_decision_stands_with_its_grades(decisions: list[tuple[dict[str, Any], AdequacyDecision]]) -> None:
    named = {
        "adopted": "adopted_on",
        "ends": "valid_until",
        "effects_kept_until": "valid_until",
        "annulled": "annulled_on",
        "sunset": "valid_until",
        "exclusions": "exclusions",
        "scope": "scope",
    }
    for row, decision in decisions:
        for fact, field in named.items():
            if fact in row["verification"]:
                assert decision.graded(field) == _grade(row["verification"][fact]), (row["id"], fact)
        assert decision.grade is not Grade.MEMORY


def test_every_decision_stands_with_its_references(decisions: list[tuple[dict[str, Any], AdequacyDecision]]) -> None:
    for row, decision in decisions:
        notified = row.get("notified_as", row.get("internal_no", ""))
        assert decision.notified_as == notified or not notified, row["id"]
        assert str(row.get("oj", "")).startswith(("20", decision.oj)) or not decision.oj, row["id"]
        assert set(row.get("conditions", ())) <= set(decision.conditions), row["id"]
        assert list(row.get("exclusions", decision.exclusions)) == list(decision.exclusions), row["id"]
        reviews = {one["date"] if isinstance(one, dict) else one for one in row.get("reviewed", ())}
        assert {review.dated for review in decision.reviews} == reviews, row["id"]


def test_every_amending_act_and_court_case_stands(decisions: list[tuple[dict[str, Any], AdequacyDecision]]) -> None:
    for row, decision in decisions:
        acts = {name: change for change in decision.amendments for name in (change.act, change.notified_as)}
        for act in row.get("acts", ()):
            assert acts[act["act"]].adopted_on == act["date"]
            assert acts[act["act"]].grade == _grade(act["verification"])
            assert str(act["effect"]).find(str((acts[act["act"]].valid_until_after or date.max) - DAY)) > 0
        cases = {case.docket: case for case in decision.cases}
        for case in row.get("court_cases", ()):
            held = cases[case["case"]]
            assert (held.filed_on, held.decided_on) == (case["filed"], case.get("judgment"))
            assert held.grade is Grade.PRIMARY
        if "annulled_by" in row:
            assert cases[row["annulled_by"]["case"]].decided_on == row["annulled_by"]["date"]
    together = {d.act for _, d in decisions if any(a.act == "(EU) 2016/2295" for a in d.amendments)}
    reviewed = {row["act"] for row, _ in decisions if row.get("reviewed") == [date(2024, 1, 15)]}
    assert together == reviewed
    assert len(together) == 11


@pytest.fixture(scope="module")
def clauses(facts: Facts, book: LawBook) -> list[tuple[dict[str, Any], ClauseSet]]:
    rows = corrected(facts["law"]["scc_sets"], facts["law_additions"]["scc_updates"])
    held = {one.act: one for one in book.clauses}
    assert {row["act"] for row in rows} == set(held)
    return [(row, held[row["act"]]) for row in rows]


def test_every_set_of_clauses_stands_with_its_days_and_grades(clauses: list[tuple[dict[str, Any], ClauseSet]]) -> None:
    named = {"adopted": "adopted_on", "valid_from": "valid_from", "repeal": "repealed_on", "replaced": "repealed_on"}
    for row, held in clauses:
        assert held.id == row["id"]
        assert held.adopted_on == row["adopted"]
        if row.get("valid_from"):
            assert held.valid_from == row["valid_from"]
        assert held.repealed_on == row.get("repealed")
        if "relied_on_until" in row:
            assert held.relied_until == row["relied_on_until"] + DAY
        if "last_day" in row:
            assert held.repealed_on == row["last_day"] + DAY
        assert held.oj == row.get("oj", held.oj)
        for fact, field in named.items():
            if fact in row["verification"] and (fact != "adopted" or row["id"] != "dpa-2021"):
                assert held.graded(field) == _grade(row["verification"][fact]), (row["id"], fact)
    assert {row["id"]: held.valid_from for row, held in clauses}["scc-2002-c2p"] == date(2002, 4, 3)


def test_every_member_stands_with_its_day(facts: Facts, book: LawBook) -> None:
    members = facts["law"]["members"]
    held = {(m.code, m.area): m for m in book.memberships}
    today = {m.code for m in book.memberships if m.area is Area.EU and m.valid_until is None}
    territories = facts["law_additions"]["territory"]["part_of_eu"]
    own = {one["iso"] for one in (*territories["outermost_regions"], *territories["also"])}
    assert today == set(members["eu"]["codes"]) | own
    for day, codes in members["joined"].items():
        for code in codes:
            row = held[code, Area.EU]
            assert (row.valid_from, row.graded("valid_from")) == (day, Grade.MEMORY)
    for code, day in members["eea_efta_since"].items():
        row = held[code, Area.EEA_EFTA]
        assert (row.valid_from, row.graded("valid_from"), row.grade) == (day, Grade.MEMORY, Grade.PRIMARY)
    (left,) = members["left_eu"]
    (bridge,) = members["bridge"]
    assert held["GB", Area.EU].valid_until == left["date"] + DAY
    assert held["GB", Area.TRANSITION].valid_until == left["third_country_since"] == bridge["from"]
    assert held["GB", Area.BRIDGE].valid_until == bridge["last_day"] + DAY
    outside = {
        one["iso"]
        for one in facts["law_additions"]["territory"]["not_part_of_eu"]["overseas_countries_and_territories"]
    }
    assert {m.code for m in book.memberships if m.code in outside and m.valid_until is None} == set()


def test_every_authority_stands_with_its_names(facts: Facts, book: LawBook) -> None:
    rows = facts["authorities"]
    held = {(a.country, a.website): a for a in book.authorities}
    assert len(book.authorities) == len(rows["authorities"]) + len(rows["germany"]["authorities"]) + 4
    for row in rows["authorities"]:
        authority = held[row["iso"], row["website"]]
        current = [name for name in authority.names if name.valid_until is None]
        assert [name.name for name in current] == [row["name"]]
        assert (authority.email, authority.short) == (row["email"] or "", row["short"] or "")
        assert authority.address == row["address"]
        former = {name.name: name for name in authority.names}
        for old in row.get("former_names", ()):
            assert str(former[old["name"]].valid_until).startswith(old["until"])
            assert former[old["name"]].grade == old["verification"]
    for row in rows["germany"]["authorities"]:
        assert held["DE", row["website"]].names[0].name == row["name"]
    for row in (*rows["eu_bodies"], *rows["non_eea"]):
        assert (row.get("iso", "EU"), row["website"]) in held


def test_every_case_stands_with_its_day_and_sum(facts: Facts, book: LawBook) -> None:
    rows = [*facts["cases"]["cases"], *facts["cases"]["not_chapter_v_but_often_listed_together"]]
    held = {case.id: case for case in book.cases}
    authorities = {a.id: a.country for a in book.authorities}
    for row in rows:
        case = held[row["id"]]
        assert row["date"] in (case.decided_on, case.published_on), row["id"]
        assert case.published_on == row.get("published", case.published_on)
        assert (case.docket, case.ecli) == (row.get("docket") or "", row.get("ecli") or ""), row["id"]
        assert [*case.vendors] == row.get("vendors", []), row["id"]
        assert [*case.countries] == row.get("countries", []), row["id"]
        assert [*case.orders] == row.get("orders", []) or len(case.orders) == len(row["orders"]), row["id"]
        for name in ("fine", "damages"):
            money = getattr(case, name)
            told = row.get(name)
            assert (money and (money.amount, money.currency)) == (told and (told["amount"], told["currency"])), row[
                "id"
            ]
        assert [step.dated for step in case.appeal if step.dated] == _appeal_days(row), row["id"]
        if case.authority is not None:
            assert authorities[case.authority] == row["authority"].replace("EDPS", "EU")
        memory = {fact for fact, grade in _grades(row).items() if str(grade).startswith("memory")}
        assert ("date" in memory) == (case.graded("decided_on") is Grade.MEMORY), row["id"]
    assert {c.id for c in book.cases} - {row["id"] for row in rows} == {"c-413-23-p", "kamr-2829-23"}


def _appeal_days(row: dict[str, Any]) -> list[date]:
    appeal = row.get("appeal", {})
    steps = [step["date"] for step in appeal.get("steps", ()) if step["date"]]
    return steps or ([appeal["lodged"]] if "lodged" in appeal else [])


def test_all_guidance_and_every_event_stands_on_its_day(facts: Facts, book: LawBook) -> None:
    days = {note.dated for note in book.notes} | {case.decided_on for case in book.cases}
    collected = [*facts["law"]["edpb_and_other_material"], *facts["law_additions"]["guidance"]]
    for row in collected:
        number = re.search(r"\d+/\d{4}", row["name"])
        titles = [note for note in book.notes if number is None or number[0] in note.title]
        assert [note for note in titles if note.dated == row.get("date")], row["name"]
    for row in facts["law"]["guidance_and_cases"]:
        assert row.get("date", row.get("in_force")) in days, row["id"]
    (framework,) = [row for row in facts["law"]["adequacy_decisions"] if row["id"] == "US-DPF"]
    assert {row["date"] for row in framework["risk_events"]} <= days


def test_instruments_and_bridges_stand(facts: Facts, book: LawBook) -> None:
    told = facts["law"]["transfer_instruments"]
    held = {one.article: one for one in book.instruments}
    for row in (*told["art_46_2"], *told["art_46_3"], *told["art_49"]):
        assert held[row["code"]].dpv == row["dpv"]
        assert held[row["code"]].name_sv
    days = {bridge.framework.value: bridge.valid_from for bridge in book.bridges}
    assert days == {
        "uk-us-bridge": facts["law"]["uk"]["us_data_bridge"]["in_force"],
        "swiss-us-dpf": facts["law"]["switzerland"]["swiss_us_dpf"]["in_force"],
    }
    notes = {note.id: note for note in book.notes}
    assert notes["uk-idta"].dated == facts["law"]["uk"]["idta"]["in_force"]
    assert notes["uk-addendum"].dated == facts["law"]["uk"]["addendum"]["in_force"]


def test_both_treaties_stand_with_their_parties(facts: Facts, book: LawBook) -> None:
    treaties = {treaty.id: treaty for treaty in book.treaties}
    old, new = facts["law"]["convention_108"], facts["law"]["convention_108_plus"]
    assert dict(treaties["cets-108"].in_force) == old["entry_into_force"]
    assert set(treaties["cets-108"].listed_without_day) == {
        *old["listed_without_date_read"],
        *old["from_coe_press_page"],
    }
    assert dict(treaties["cets-223"].ratified) == new["ratified_seen"]
    assert set(treaties["cets-223"].only_signed) == set(new["signed_not_ratified_seen"])
    assert treaties["cets-223"].in_force_on is None
