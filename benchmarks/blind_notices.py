"""A reader's answer for one notice beside a person's label, matched as the reference scorer matches."""

import re
from typing import Any

from benchmarks.tally import Tally

Label = dict[str, Any]


def notice(score: Any, gold: Label, found: Label, tally: Tally) -> None:
    """The fields of a notice, matched as the reference scorer matches them."""
    ignored = set(gold.get("ignore_fields", [])) | set(gold.get("scoring", {}).get("ignore_fields", []))
    _recipients(score, gold["recipients"], found["recipients"], gold["not_recipients"], tally)
    due, told = gold["transfers"], found["transfers"]
    outside = [due["outside_eea"], *due.get("outside_eea_also_accepted", [])]
    tally.same("outside the EEA?", told["outside_eea"], *outside)
    tally.sets(
        "transfer mechanisms",
        due["mechanisms"],
        set(told["mechanisms"]) - {"none"},
        due.get("mechanisms_also_accepted", []),
    )
    tally.sets("transfer countries", due["countries"], told["countries"])
    for part, key in (("legal_bases", "basis"), ("data_categories", "key"), ("recipient_categories", "key")):
        rows = [row if isinstance(row, dict) else {key: row} for row in gold[part]]
        free = [score.KEYS.get(row[key], row[key]) for row in rows if row.get("optional")]
        named, read_names = ([score.KEYS.get(row[key], row[key]) for row in some] for some in (rows, found[part]))
        tally.sets(part.replace("_", " "), named, read_names, [*free, *gold.get(f"{part}_also_accepted", [])])
    if "retention" not in ignored:
        _retention(score, gold["retention"], found["retention"], tally)
    if "controllers" not in ignored:
        tally.sets("controllers", *([score.N(one["name"]) for one in some["controllers"]] for some in (gold, found)))
    if "joint_controllership" not in ignored:
        tally.same("joint controllership?", bool(found.get("joint_controllership")), gold["joint_controllership"])
    if "last_updated" not in ignored:
        day = str(found.get("last_updated") or "")
        tally.same(
            "last updated?",
            day[: len(gold["last_updated"])] if gold.get("last_updated") else day,
            gold.get("last_updated", ""),
        )
    for part in ("supervisory_authority", "dpo_contact"):
        _contact(score, part, gold, str(found.get(part) or ""), tally)


def _recipients(score: Any, gold: list[Label], found: list[Label], negatives: list[Label], tally: Tally) -> None:
    gold = [{"optional": False, **one} for one in gold]
    pairs, used = score.match(gold, found)
    hit = {left for left, _ in pairs}
    missed = [one["name_as_written"] for at, one in enumerate(gold) if at not in hit and not one["optional"]]
    added = [one["name_as_written"] for at, one in enumerate(found) if at not in used]
    right = sum(not gold[left]["optional"] for left in hit)
    tally.add("recipients", right, len(added), len(missed))
    tally.slips += [f"recipients -{name}" for name in missed] + [f"recipients +{name}" for name in added]
    never = {score.N(re.sub(r" \(.*\)$", "", one["name"])) for one in negatives}
    wrong = sum(score.N(name) in never for name in added)
    tally.add("not a recipient?", len(never) - wrong, wrong)
    for left, right_at in pairs:
        one, other = gold[left], found[right_at]
        if not one["optional"]:
            _facts(one, other, tally)


def _facts(gold: Label, found: Label, tally: Tally) -> None:
    """What is said of one recipient that both name."""
    name, role, abroad = gold["name_as_written"], gold["role_stated"], gold["third_country"]
    tally.same("role?", found["role_stated"], role, *gold.get("role_also_accepted", []), of=name)
    tally.add("role, strict?", int(found["role_stated"] == role), int(found["role_stated"] != role))
    tally.same("third country?", found["third_country"], abroad, *gold.get("third_country_also_accepted", []), of=name)
    free = gold.get("countries_also_accepted", [])
    tally.sets("recipient countries", gold["countries_stated"], found["countries_stated"], free)
    due, told = (set(one["mechanism_stated"]) - {"none"} for one in (gold, found))
    if not told and gold.get("mechanism_none_accepted"):
        return
    tally.sets("recipient mechanisms", told if gold.get("mechanism_any_of") and told and told <= due else due, told)


def _retention(score: Any, gold: list[Label], found: list[Label], tally: Tally) -> None:
    """Periods of pure ISO form; a told period counts once, and one that quotes a labelled sentence is never extra."""
    pure = [one for one in found if re.fullmatch(r"P\S+", str(one["period"]))]
    left = list(pure)
    for one in (row for row in gold if re.fullmatch(r"P\S+", str(row["period"]))):
        same = [
            p
            for p in left
            if score.canon(p["period"]) == score.canon(one["period"]) and score.overlap(one["quote"], p["quote"], 3)
        ]
        if same:
            left.remove(same[0])
        if not one.get("optional"):
            tally.add("retention", int(bool(same)), 0, int(not same))
            tally.slips += [] if same else [f"retention -{one['what']} {one['period']}"]
    extra = [one for one in left if not any(score.overlap(row["quote"], one["quote"], 3) for row in gold)]
    tally.add("retention", 0, len(extra))
    tally.slips += [f"retention +{one['period']}" for one in extra]


def _contact(score: Any, part: str, gold: Label, told: str, tally: Tally) -> None:
    due = str(gold.get(part) or "")
    if part == "dpo_contact" and (not due or "(general contact" in due):
        return
    words = [due, *re.findall(r"[^\s;,]+@[^\s;,]+", due), *gold.get(f"{part}_also_accepted", [])]
    flat = score.flat(told)
    is_right = (
        any(score.flat(word) in flat or flat in score.flat(word) for word in words) if due and told else due == told
    )
    tally.same(f"{part.replace('_', ' ')}?", told if not is_right else due, due)
