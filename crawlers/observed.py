"""What scans and the register say was seen on a controller's site -> what gap rules ask of it, each service once."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from crawlers.engaged import KINDS, titles, uses_identifiers
from crawlers.gazetteer import Gazetteer, plain_name
from crawlers.notices import names_of_recipient
from registry.cataloguefiles import load
from registry.errors import BadInput
from registry.law.disclosure_facts import Observed

_MOST_OBSERVED = 1_000
_NUMBERED_BY = frozenset({"cookie", "identifier", "pixel"})


def observed(sites: Iterable[object], said: Iterable[Any], gazetteer: Gazetteer) -> tuple[Observed, ...]:
    """The services of several scans' answers (`onward scan … --json`) and of the register's traces: what loaded in one
    of them was loaded, and the latest day counts. Raises BadInput."""
    held: dict[str, Observed] = {}
    for one in (*(seen for site in sites for seen in _scanned(site, gazetteer)), *_on_file(said, gazetteer)):
        before = held.get(one.service)
        held[one.service] = one if before is None else _both(before, one)
    return tuple(held.values())


def _both(one: Observed, other: Observed) -> Observed:
    """The same service seen twice: what is loaded, and later, tells more."""
    days = [seen.seen_on for seen in (one, other) if seen.seen_on and (seen.is_loaded or not one.is_loaded)]
    first, second = (one, other) if one.is_loaded or not other.is_loaded else (other, one)
    return replace(
        first,
        host=first.host or second.host,
        seen_on=max(days, default=None),
        uses_identifiers=one.uses_identifiers or other.uses_identifiers,
    )


def _scanned(site: object, gazetteer: Gazetteer) -> Iterator[Observed]:
    services = site.get("services") if isinstance(site, dict) else None
    if not isinstance(site, dict) or not isinstance(services, list) or len(services) > _MOST_OBSERVED:
        raise BadInput(
            "A site is what `onward scan … --json` prints: an object with a list of `services`.", field="sites"
        )
    seen_on = _day(site.get("seen_on"))
    for one in services:
        if not isinstance(one, dict) or not isinstance(one.get("service") or one.get("party"), str):
            raise BadInput("each of `services` names a `service` or a `party`.", field="sites")
        signs = [sign for sign in _listed(one.get("evidence")) if isinstance(sign, dict)]
        seen = _observed(
            gazetteer, one.get("service"), one["party"] if isinstance(one.get("party"), str) else None,
            is_loaded=one.get("loaded") is True,
        )  # fmt: skip
        numbered = any(sign.get("kind") in _NUMBERED_BY for sign in signs)
        yield replace(seen, host=_host(signs), seen_on=seen_on, uses_identifiers=seen.uses_identifiers or numbered)


def _listed(raw: object) -> list[object]:
    return raw if isinstance(raw, list) else []


def _day(raw: object) -> date | None:
    if raw is None:
        return None
    try:
        return date.fromisoformat(str(raw))
    except ValueError as error:
        raise BadInput(
            f"`seen_on` of a scan is “{str(raw)[:40]}”; it is a day (YYYY-MM-DD) or null.", field="site"
        ) from error


def _host(signs: Iterable[dict[str, object]]) -> str | None:
    """The address of the first sign that loads."""
    for sign in signs:
        value = sign.get("value")
        if sign.get("loaded") and isinstance(value, str) and "." in value:
            return value[:200]
    return None


def _on_file(said: Iterable[Any], gazetteer: Gazetteer) -> Iterator[Observed]:
    """Traces that the register holds (`[[observed]]` of a portfolio); they never say that anything loads."""
    for claim in said:
        if claim.field == "observed":
            yield _observed(gazetteer, str(claim.value["service"]), None, is_loaded=False)


def _observed(gazetteer: Gazetteer, service: str | None, party: str | None, *, is_loaded: bool) -> Observed:
    """A service by its name; where only the party is told, the party."""
    name = service or party or ""
    known = gazetteer.resolve(name)
    told = party or (known.party if known is not None else None)
    resolved = known.service if known is not None and known.service else name
    names = names_of_recipient(name, resolved, told)
    return Observed(
        service=name,
        party=told or name,
        names=names | ({plain_name(told)} if told else set()),
        service_names=names if service is not None else frozenset(),
        is_loaded=is_loaded,
        kinds=frozenset(KINDS.get(_categories().get(plain_name(resolved), ""), ())),
        uses_identifiers=uses_identifiers(resolved),
    )


@cache
def _categories() -> dict[str, str]:
    """Plain name of a service of the catalogue -> its category."""
    return {name: one.category for one in load().services.values() for name in titles(one.name)}
