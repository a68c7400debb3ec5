"""Rows and claims as statements of their sources, and the adequacy decisions that sources claim.

What is known from memory alone states nothing. A place in free words is no country, and is compared with nothing.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import Any, NamedTuple

from registry.catalogue.crossings import is_country
from registry.catalogue.papers import Papers
from registry.catalogue.reading import Register, Row
from registry.cataloguenames import folded
from registry.law.statements import Statement
from registry.terms import Grade, Manner, Mechanism
from registry.valued import several_of

LONGEST_QUOTE = 240
_DECLARED = frozenset({None, "active", "claimed"})
_DENIED = frozenset({"not_claimed", "not_listed", "withdrawn"})
_DAYS = ("notice_days", "objection_days")
_LEAVES = frozenset({"yes", "no"})  # of `transfers`: possible and unstated deny nothing


class AdequacyClaim(NamedTuple):
    """A source that claims an adequacy decision for a recipient in a country, in its words."""

    country: str
    quote: str
    label: str


def statements(register: Register, papers: Papers, services: Collection[str]) -> Iterator[Statement]:
    """What sources say of these services: places, roles, tools, days, and where sub-processors are."""
    for service in sorted(services):
        yield from _places(register, papers, service)
        for row in register.list_rows.get(service, []):
            yield from _row(papers, service, row)
        for claim in papers.claims.get(service, []):
            yield from _claim(papers, service, claim)


def of_row(row: Row, papers: Papers, words: Collection[str]) -> list[AdequacyClaim]:
    """The adequacy decisions a row of a list claims for itself: for its places, else for its seat.

    `words` are the beginnings of words that speak of one.
    """
    tools = [str(tool) for tool in (row.detail or {}).get("mechanisms") or ()]
    named = [tool for tool in tools if _speaks_of(tool, words)]
    where = [place for place in row.places or ([row.seat] if row.seat else []) if is_country(place)]
    if row.grade is Grade.MEMORY or not named:
        return []
    quote = cut(f"{row.name_as_written} · {', '.join(where)} · {'; '.join(tools)}")
    return [AdequacyClaim(place, quote, _label(papers, row)) for place in where]


def of_service(service: str, papers: Papers, words: Collection[str]) -> Iterator[AdequacyClaim]:
    """The adequacy decisions that claims on a service, and the newest readings of its documents, speak of."""
    for claim in papers.claims.get(service, []):
        if claim.field in ("sub_processor", "recipient", "mechanism") and isinstance(claim.value, dict):
            yield from _of_claim(claim, papers, words)
    documents = {one.id for one in papers.of_service.get(service, [])}
    for document in sorted(documents & papers.found.keys()):
        label = papers.title(document) or document
        yield from _of_reading(papers.found[document], label, words)


def cut(text: str) -> str:
    """Words on one line, short enough to stand in a sentence."""
    told = " ".join(text.split())
    return told if len(told) <= LONGEST_QUOTE else told[: LONGEST_QUOTE - 1] + "…"


def _of_claim(claim: Row, papers: Papers, words: Collection[str]) -> Iterator[AdequacyClaim]:
    value, quote = claim.value, claim.quote or ""
    tools = [value.get("kind"), *several_of(value, "mechanisms")]
    if Mechanism.ADEQUACY.value not in tools and not _speaks_of(quote, words):
        return
    where = [place for name in ("places", "destinations", "countries") for place in several_of(value, name)]
    for place in _codes(where or [value.get("seat")]):
        yield AdequacyClaim(place, cut(quote or f"{value.get('name_as_written', '')} {place}"), _label(papers, claim))


def _of_reading(found: Any, label: str, words: Collection[str]) -> Iterator[AdequacyClaim]:
    """Rows whose words speak of a decision, recipients a notice ties to one, and the notice's own sentence."""
    if not isinstance(found, dict):
        return
    for row in found.get("sub_processors") or ():
        if _speaks_of(str(row.get("quote") or ""), words):
            where = _codes(row.get("countries") or [row.get("seat")])
            yield from (AdequacyClaim(place, cut(row["quote"]), label) for place in where)
    for one in found.get("recipients") or ():
        yield from _tied(one.get("mechanism_stated"), one.get("countries_stated"), one.get("quote"), label)
    told = found.get("transfers") or {}
    yield from _tied(told.get("mechanisms"), told.get("countries"), told.get("quote"), label)


def _tied(tools: Any, countries: Any, quote: Any, label: str) -> Iterator[AdequacyClaim]:
    """Where several tools stand beside several countries nobody can tell which is for which: that claims nothing."""
    tools, where = list(tools or ()), _codes(countries or ())
    if Mechanism.ADEQUACY.value in tools and quote and (len(tools) == 1 or len(where) == 1):
        yield from (AdequacyClaim(place, cut(str(quote)), label) for place in where)


def _codes(places: Iterable[Any]) -> list[str]:
    return [place for place in dict.fromkeys(places) if isinstance(place, str) and is_country(place)]


_DENYING = frozenset("no not without lacks lack absence none inget inga ej inte utan saknar saknas ingen".split())  # noqa: SIM905


def _speaks_of(text: str, beginnings: Collection[str]) -> bool:
    """Whether words speak of an adequacy decision, and none of them denies it."""
    words = "".join(letter if letter.isalnum() else " " for letter in text.lower()).split()
    return any(word.startswith(tuple(beginnings)) for word in words) and _DENYING.isdisjoint(words)


def _places(register: Register, papers: Papers, service: str) -> Iterator[Statement]:
    for row in register.locations.get(service, []):
        if row.grade is Grade.MEMORY or row.manner is Manner.ONWARD:
            continue
        yield Statement(
            subject=service, fact=row.manner.value, of="", said=frozenset({row.country} if row.country else ()),
            source=row.source, label=_label(papers, row), quote=cut(row.as_written or row.country or ""),
            is_open=row.open_ended or row.choice or row.country is None,
        )  # fmt: skip


def _row(papers: Papers, service: str, row: Row) -> Iterator[Statement]:
    if row.grade is Grade.MEMORY or not row.places:
        return
    quote = f"{row.name_as_written} · {', '.join(row.places)}"
    yield _of_sub_processor(papers, service, row, row.name_as_written, row.places, scope=row.scope, quote=quote)


def _of_sub_processor(
    papers: Papers, service: str, row: Row, name: str, places: list[str], *, scope: str | None, quote: str
) -> Statement:
    return Statement(
        subject=service, fact="sub_processor", of=f"{folded(name)} {folded(scope or '')}".strip(),
        said=frozenset(_codes(places)), source=row.document_id or row.source, label=_label(papers, row),
        quote=cut(quote), is_open=len(_codes(places)) < len(places) or bool((row_detail(row)).get("places_cut")),
    )  # fmt: skip


def row_detail(row: Row) -> dict[str, Any]:
    """What a row says beside its columns."""
    return getattr(row, "detail", None) or {}


def _claim(papers: Papers, service: str, claim: Row) -> Iterator[Statement]:
    value = claim.value
    if claim.grade is Grade.MEMORY or not isinstance(value, dict) or value.get("deed") == "end":
        return
    quote = cut(claim.quote or str(value.get("detail") or value.get("reason") or value.get("context") or ""))
    for fact, of, said in _facts(claim.field, value):
        words = quote or ", ".join(sorted(said))
        yield Statement(
            subject=service, fact=fact, of=of, said=said, source=claim.document_id or claim.source,
            label=_label(papers, claim), quote=words,
        )  # fmt: skip
    if claim.field == "sub_processor" and value.get("places"):
        name, places = str(value.get("name_as_written")), several_of(value, "places")
        words = claim.quote or f"{name} · {', '.join(map(str, places))}"
        yield _of_sub_processor(papers, service, claim, name, places, scope=value.get("scope"), quote=words)


def _facts(field: str, value: dict[str, Any]) -> Iterator[tuple[str, str, frozenset[str]]]:
    """The facts of a claim, whose context tells roles apart, with what it says of each."""
    match field:
        case "role" if value.get("role"):
            yield "role", folded(str(value.get("context") or "")), frozenset({str(value["role"])})
        case "mechanism" if value.get("state") in _DECLARED | _DENIED and value.get("kind"):
            stance = "claimed" if value.get("state") in _DECLARED else "not_claimed"
            yield "mechanism", str(value["kind"]), frozenset({stance})
        case "notice":
            yield from ((name, "", frozenset({str(value[name])})) for name in _DAYS if value.get(name) is not None)
        case "notice_days" | "objection_days" if value.get("days") is not None:
            yield field, "", frozenset({str(value["days"])})
        case "authorisation" if value.get("authorisation"):
            yield "authorisation", "", frozenset({str(value["authorisation"])})
        case "transfers" if value.get("outside_eea") in _LEAVES:
            yield "transfers", "", frozenset({str(value["outside_eea"])})


def _label(papers: Papers, row: Row) -> str:
    """The source as people read it: the document's name, else the first of the sources named."""
    title = papers.title(getattr(row, "document_id", None))
    return cut(title or (row.source or "").split("\n")[0])
