"""Facts the law cannot tell apart get their verdict once, however many transfers they are the facts of.

Countries are what facts differ in most, and few of them matter: two countries alike on the day (members of the same
sort, or without any decision, membership or bridge) give the same verdict. Only the verdict: reasons name the country,
and days to come may part the two. Facts told apart under one law book are so under the same with an act ended.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import msgspec
import numpy as np
from numpy.typing import NDArray

from graphs.arrays import Facts
from registry.law.facts import read_facts
from registry.law.forking import verdict_of
from registry.law.inquiry import Inquiry
from registry.law.lawbook import LawBook
from registry.law.lawindex import index_of
from registry.law.transfers import judge
from registry.law.verdicts import rank

Ranks = NDArray[np.uint8]  # of verdicts, 0 is worst


@dataclass(frozen=True)
class Alike:
    """A law book and a day, by what they can tell apart."""

    law: LawBook
    on: date

    def ranks(self, facts: Iterable[Facts]) -> Ranks:
        """The rank of the verdict on each."""
        known: dict[bytes, int] = {}
        found = []
        for one in facts:
            told = self.told_apart(one)
            key = msgspec.json.encode(told)
            verdict = known.get(key)
            if verdict is None:
                verdict = known[key] = self._rank(told)
            found.append(verdict)
        return np.array(found, np.uint8)

    def told_apart(self, facts: Facts) -> Facts:
        """The same facts with every country replaced by the first that is like it, and without the importer's name."""
        exporter, importer = facts.get("exporter"), facts.get("importer")
        told = dict(facts)
        if isinstance(exporter, dict) and "country" in exporter:
            told["exporter"] = exporter | {"country": self._like(exporter["country"])}
        if isinstance(importer, dict):
            nameless = {key: value for key, value in importer.items() if key != "name"}
            told["importer"] = nameless | (
                {"country": self._like(nameless["country"])} if "country" in nameless else {}
            )
        if isinstance(facts.get("destination"), str):
            told["destination"] = self._like(facts["destination"])
        return told

    def _rank(self, facts: Facts) -> int:
        inquiry = Inquiry(read_facts(facts, self.law.countries), index_of(self.law), self.on)
        return rank(verdict_of(inquiry, judge))

    def _like(self, country: object) -> object:
        return self.first_like.get(country, country) if isinstance(country, str) else country

    @cached_property
    def first_like(self) -> dict[str, str]:
        """For each country the first that the law cannot tell from it."""
        first: dict[str, str] = {}
        return {country: first.setdefault(self._sort(country), country) for country in sorted(self.law.countries)}

    def _sort(self, country: str) -> str:
        """Members of one sort are alike; so are countries of which the law book says nothing at all."""
        index = index_of(self.law)
        member = index.membership(country, self.on)
        if member is not None:
            return f"member {member.area}"
        bridges = any(country in (bridge.exporter, bridge.code) for bridge in self.law.bridges)
        if bridges or index.decisions(country) or index.memberships(country):
            return country
        return "nothing"
