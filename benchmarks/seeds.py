"""How well the reader reads the five seed policies, by the hand reading of them beside the checkout.

    python benchmarks/seeds.py [SHARED]

Every named recipient must be found with its stated role and nobody may be invented; controllers, registration
numbers, legal bases, ISO retention periods, authority, officer's address and transfers are counted; the hand reading's
`must_not` that can be told from the answer (a third country, a mechanism, an organisation number, an address, a day)
are checked. Exits 1 where a recipient is missed or invented or something that must not be read is.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from crawlers.extract import extract
from crawlers.gazetteer import plain_name
from crawlers.known import gazetteer
from crawlers.read import read
from crawlers.telling import as_json

Gold = dict[str, Any]
_MECHANISMS = {"adequacy_decision": "adequacy", "scc": "scc", "dpf": "dpf", "bcr": "bcr"}


def main(shared: Path) -> int:
    """Print each document's figures; 1 where a hard rule is broken."""
    gold = yaml.safe_load((shared / "facts" / "seeds.yaml").read_text(encoding="utf-8"))
    broken = 0
    for document in gold["documents"]:
        path = shared / "seeds" / document["file"]
        answer = as_json(read(extract(path.read_bytes(), name=path.name), gazetteer=gazetteer()), with_text=True)
        faults = [*_recipients(document, answer), *_forbidden(document, answer), *_quotes(answer)]
        print(f"{document['id']}: {_figures(document, answer)}")
        for fault in faults:
            print(f"  {fault}")
        broken += len(faults)
    print(f"{broken} hard rules broken")
    return 1 if broken else 0


def _named(document: Gold) -> list[Gold]:
    return [one for one in document["recipients"] if one["kind"] == "named"]


def _names(one: Gold) -> set[str]:
    return {plain_name(name) for name in (one["name_as_written"], *one.get("aliases_in_document", []))}


def _recipients(document: Gold, answer: Gold) -> Iterator[str]:
    """Named recipients missed, invented or of another role."""
    tools = {plain_name(str(one.get("name_as_written", ""))) for one in document.get("named_tools") or []}
    left = list(answer["recipients"])
    for gold in _named(document):
        found = next((one for one in left if plain_name(one["name_as_written"]) in _names(gold)), None)
        if found is None:
            yield f"missed: {gold['name_as_written']}"
            continue
        left.remove(found)
        if gold["stated_role"] not in (found["role_stated"], "unstated"):
            yield f"role of {gold['name_as_written']}: {found['role_stated']}, stated is {gold['stated_role']}"
    yield from (
        f"invented: {one['name_as_written']}" for one in left if plain_name(one["name_as_written"]) not in tools
    )


def _forbidden(document: Gold, answer: Gold) -> Iterator[str]:
    """What the hand reading says must not be read."""
    rules = " | ".join(str(rule) for rule in document["must_not"]).lower()
    countries = {country for one in answer["recipients"] for country in one["countries_stated"]}
    if "countr" in rules and (answer["transfers"]["countries"] or countries):
        yield f"a country: {sorted(countries | set(answer['transfers']['countries']))}"
    if "mechanism" in rules and answer["transfers"]["mechanisms"]:
        yield f"a mechanism: {answer['transfers']['mechanisms']}"
    if "org number" in rules and any(one["org_no"] for one in answer["controllers"]):
        yield f"an organisation number: {[one['org_no'] for one in answer['controllers']]}"
    if "any controller name" in rules and answer["controllers"]:
        yield f"a controller: {[one['name'] for one in answer['controllers']]}"
    if "e-mail address" in rules and "@" in str(answer["dpo_contact"]):
        yield f"an address: {answer['dpo_contact']}"
    if ("update date" in rules or "as last updated" in rules) and answer["last_updated"]:
        yield f"a day of the last version: {answer['last_updated']}"
    if "an authority for complaints" in rules and answer["supervisory_authority"]:
        yield f"an authority: {answer['supervisory_authority']}"


def _quotes(answer: Gold) -> Iterator[str]:
    text = answer["text"]
    lists = (answer[key] for key in ("recipients", "recipient_categories", "legal_bases", "retention"))
    wrong = [one["quote"] for found in lists for one in found if text[one["start"] : one["end"]] != one["quote"]]
    yield from (f"not verbatim: {quote}" for quote in wrong)


def _figures(document: Gold, answer: Gold) -> str:
    """Sets compared: right/gold (extra)."""
    transfers = document.get("transfers") or []
    tools = {_MECHANISMS.get(tool, tool) for one in transfers for tool in one.get("mechanisms") or []}
    companies = [one for one in document["controllers"] if one.get("kind") != "category"]
    pairs = {
        "controllers": (
            {plain_name(one["name"]) for one in companies if one.get("name")},
            {plain_name(one["name"]) for one in answer["controllers"]},
        ),
        "bases": ({one["basis"] for one in document["legal_bases"]}, {one["basis"] for one in answer["legal_bases"]}),
        "retention": (
            {one["iso"] for one in document["retention"] if one.get("iso")},
            {one["period"] for one in answer["retention"]},
        ),
        "mechanisms": (tools, set(answer["transfers"]["mechanisms"])),
    }
    return ", ".join(
        f"{name} {len(gold & found)}/{len(gold)} (+{len(found - gold)})" for name, (gold, found) in pairs.items()
    )


if __name__ == "__main__":
    root = Path(__file__).resolve().parent.parent
    folder = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("ONWARD_SHARED", str(root.parent / "shared"))
    sys.exit(main(Path(folder)))
