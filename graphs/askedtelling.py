"""Answers to questions as lines for a terminal; `--json` tells all of them."""

from collections.abc import Iterator
from typing import Any

from graphs.answers import Answered
from graphs.blast import Blast
from graphs.concentration import Concentration, Share
from graphs.difference import Difference
from graphs.reached import Reach, Reaching, ThirdCountries
from graphs.standing import Standing
from graphs.text import plain
from graphs.weakest import Weakest

MOST_SHOWN = 20  # of one sort


def lines(answered: Answered[Any]) -> Iterator[str]:
    """The answer, then its day and the state of the law."""
    match answered.answer:
        case Blast():
            yield from _blast(answered.answer)
        case Concentration():
            yield from _concentration(answered.answer)
        case Difference():
            yield from _difference(answered.answer)
        case ThirdCountries():
            yield from _third_countries(answered.answer)
        case several:
            for one in several:
                yield from _weakest(one) if isinstance(one, Weakest) else _standing(one)
    yield f"As of {answered.on.isoformat()}, law book {answered.law[:12]}."


def _blast(answer: Blast) -> Iterator[str]:
    yield f"{plain(answer.title)}: {len(answer.controllers)} controllers, {answer.engagements} engagements."
    for struck in answer.controllers:
        contact = struck.contact.dpo or struck.contact.contact or "no contact on file"
        told = ", ".join(struck.data_categories) or "data not on file"
        yield f"{plain(struck.contact.name)} ({plain(contact)}): {told}"
        for reached in struck.reached[:MOST_SHOWN]:
            yield f"  {_path(reached.path)} ({reached.responsibility.value})"
            for clock in reached.clocks:
                yield f"    {clock.article} {plain(clock.who)} -> {plain(clock.to or 'people')}: {clock.en}"


def _concentration(answer: Concentration) -> Iterator[str]:
    for head, shares in (("group", answer.groups), ("party", answer.parties), ("country", answer.countries)):
        for share in shares[:MOST_SHOWN]:
            yield _share(head, share, answer.engagements)
    yield f"Party not known in {answer.party_not_known} engagements, country in {answer.country_not_known}."


def _share(head: str, share: Share, all_: int) -> str:
    categories = f"{len(share.data_categories)} data categories"
    return (
        f"{head:8} {plain(share.name)}: {share.engagements} of {all_} engagements, {share.controllers} controllers, "
        f"{categories}, worst {share.worst.value}"
    )


def _difference(answer: Difference) -> Iterator[str]:
    for node in answer.nodes:
        yield f"{node.change.value:8} {plain(node.title)}"
    for hop in answer.hops:
        before, after = (verdict.value if verdict else "-" for verdict in (hop.before, hop.after))
        ends = f"{plain(hop.exporter)} > {plain(hop.importer)} ({hop.destination or '?'})"
        yield f"{hop.change.value:8} {ends}: {before} -> {after}"
    same = f"{answer.same_nodes} parties and {answer.same_hops} hops are the same"
    yield f"{answer.verdicts_differ} verdicts differ; {same}."


def _third_countries(answer: ThirdCountries) -> Iterator[str]:
    for controller in answer.controllers:
        yield from _reaching(controller)
    for one in answer.countries:
        worse = f", {one.worse} worse without {answer.revoked}" if answer.revoked else ""
        yield f"{one.country or '?':3} {one.zone.value:15} {one.controllers} controllers, {one.verdict.value}{worse}"
    yield f"{len(answer.countries)} destinations not known to stay in the EEA, {len(answer.controllers)} controllers."


def _reaching(one: Reaching) -> Iterator[str]:
    depth = "" if one.depth_known else "; nobody knows how all of the chains go on"
    yield f"{plain(one.name)}: {len(one.countries)} destinations not known to stay in the EEA{depth}"
    for reach in one.countries[:MOST_SHOWN]:
        yield f"  {_turning(reach):14} {reach.country or '?'}: {_path(reach.path)}"
        without = reach.supposed.first_failing if reach.supposed is not None else None
        for words, failing in (("first fails", reach.first_failing), ("without it first fails", without)):
            if failing is not None:
                ends = f"{plain(failing.exporter)} > {plain(failing.importer)}"
                yield f"  {'':14} {words}: {ends} ({failing.verdict.value})"


def _turning(reach: Reach) -> str:
    then = reach.supposed.verdict if reach.supposed is not None else reach.verdict
    return reach.verdict.value if then is reach.verdict else f"{reach.verdict.value} -> {then.value}"


def _weakest(one: Weakest) -> Iterator[str]:
    yield f"{one.verdict.value:14} {one.destination or '?'}: {_path(one.path)}"
    if one.first_failing is not None:
        failing = one.first_failing
        ends = f"{plain(failing.exporter)} > {plain(failing.importer)}"
        yield f"{'':14} first fails: {ends} ({failing.verdict.value})"


def _standing(one: Standing) -> Iterator[str]:
    yield f"{one.act}: {one.transfers} transfers rest on it, {one.alone} on it alone, {one.controllers} controllers."
    for rest in one.rests[:MOST_SHOWN]:
        yield f"  {rest.verdict.value} -> {rest.without.value}  {_path(rest.path)} ({rest.destination or '?'})"


def _path(path: tuple[str, ...]) -> str:
    return plain(" > ".join(path), 300)
