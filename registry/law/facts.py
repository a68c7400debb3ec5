"""From JSON to the facts of one transfer, strictly: a key missing is unknown, null is known to be absent.

`read_facts` refuses what it does not know with `BadFacts`, naming the key, what was found and what to write instead.
The shapes stand in `registry.law.shapes`, what a missing key could be in `registry.law.telling`; both are named here
too, so that everybody else asks this module for the facts.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from functools import partial
from types import MappingProxyType
from typing import Any, TypeVar

from registry.errors import BadFacts
from registry.law.shapes import MISSING as MISSING
from registry.law.shapes import (
    Assessment,
    BcrType,
    Certification,
    Condition,
    Derogation,
    DerogationArticle,
    Exporter,
    Facts,
    Importer,
    Measure,
    Safeguard,
    Unseen,
)
from registry.law.shapes import Missing as Missing
from registry.law.telling import TAKEN_AS as TAKEN_AS
from registry.law.telling import TELLING as TELLING
from registry.terms import (
    AssessmentOutcome,
    Coverage,
    Framework,
    Module,
    OnwardTerms,
    ReceivedUnder,
    Role,
    SafeguardKind,
    Sector,
    SeenIn,
)

Reader = Callable[[object, str], Any]  # value, its path -> the fact; raises BadFacts
E = TypeVar("E", bound=StrEnum)
S = TypeVar("S")

LONGEST_TEXT = 2_000
LONGEST_LIST = 1_000
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_HALF = re.compile("[\ud800-\udfff]")  # one half of a surrogate pair: no output can hold it
_ACT = re.compile(r"\b\d{4}/\d+\b")
_NOT_ISO = MappingProxyType({"EL": "GR", "UK": "GB"})  # what documents of the Union write for Greece and the Kingdom


def read_facts(raw: object, countries: frozenset[str], acts: frozenset[str] = frozenset()) -> Facts:
    """The facts of one transfer. Raises BadFacts with the key's path.

    `countries` are the codes of the law book; `acts` the numbers of its clause sets (`2021/914`), where a number that
    is none of them shall be refused.
    """
    country = partial(_country, countries)
    safeguard = _SAFEGUARD | {"act": partial(_act, acts)}
    readers: dict[str, Reader] = {
        "id": _or_none(_text),
        "exporter": partial(_object, Exporter, _exporter_readers(country)),
        "importer": partial(_object, Importer, _importer_readers(country)),
        "destination": _or_none(country),
        "access_from": partial(_list, country),
        "same_legal_entity": _yes_or_no,
        "hr_data": _yes_or_no,
        "automated": _yes_or_no,
        "systematic": _yes_or_no,
        "received_under": _or_none(partial(_word, (ReceivedUnder,))),
        "onward_terms": _or_none(partial(_word, (OnwardTerms,))),
        "safeguards": partial(_list, partial(_one_safeguard, safeguard)),
        "assessment": _or_none(partial(_object, Assessment, _ASSESSMENT)),
        "measures": partial(_list, partial(_object, Measure, _MEASURE)),
        "derogation": _or_none(_derogation),
    }
    return _object(Facts, readers, raw, "")


def _exporter_readers(country: Reader) -> dict[str, Reader]:
    return {"country": country, "role": _role, "public_powers": _yes_or_no, "subject_to_gdpr": _yes_or_no}


def _importer_readers(country: Reader) -> dict[str, Reader]:
    return {
        "name": _or_none(_text),
        "country": country,
        "role": _role,
        "sector": _or_none(partial(_word, (Sector,))),
        "subject_to_gdpr": _yes_or_no,
        "parent_country": _or_none(country),
        "certifications": partial(_list, partial(_object, Certification, _CERTIFICATION)),
        "pipeda": _yes_or_no,
        "is_own_controller": _yes_or_no,
    }


def _object(shape: Callable[..., S], readers: Mapping[str, Reader], raw: object, path: str) -> S:
    """An object with no key that is not among `readers`."""
    if not isinstance(raw, Mapping):
        raise _bad(path, raw, "an object with the keys " + ", ".join(readers))
    for key in raw:
        if key not in readers:
            wanted = "one of the keys " + ", ".join(readers)
            raise _bad(_under(path, _shown_key(key)), raw[key], wanted, what="an unknown key")
    return shape(**{key: readers[key](value, _under(path, key)) for key, value in raw.items()})


def _shown_key(key: object) -> str:
    """A key nobody knows, as an error may show it: short, and printable everywhere."""
    shown = str(key).encode("utf-8", "backslashreplace").decode("utf-8")
    return shown if len(shown) <= 80 else shown[:77] + "…"


def _list(reader: Reader, raw: object, path: str) -> tuple[Any, ...]:
    """A list, or null for the empty one."""
    if raw is None:
        return ()
    if not isinstance(raw, list):
        raise _bad(path, raw, "a list, [] where there is none")
    if len(raw) > LONGEST_LIST:
        raise BadFacts(f"{path} has {len(raw)} entries; at most {LONGEST_LIST} are read.", field=path)
    return tuple(reader(value, f"{path}[{index}]") for index, value in enumerate(raw))


def _word_set(kind: type[E], raw: object, path: str) -> frozenset[E]:
    return frozenset(_list(partial(_word, (kind,)), raw, path))


def _or_none(reader: Reader) -> Reader:
    """The same reader, with null for what is known to be absent."""

    def read(raw: object, path: str) -> Any:
        return None if raw is None else reader(raw, path)

    return read


def _text(raw: object, path: str) -> str:
    if not isinstance(raw, str) or not raw.strip() or len(raw) > LONGEST_TEXT:
        raise _bad(path, raw, f"a text of 1 to {LONGEST_TEXT} characters")
    if _HALF.search(raw):
        raise _bad(path, raw, "a text of whole characters", what="half a character in")
    return raw.strip()


def _yes_or_no(raw: object, path: str) -> bool:
    """True or false; null says that it is known not to be so."""
    if raw is None:
        return False
    if not isinstance(raw, bool):
        raise _bad(path, raw, "true or false, or leave the key out where it is unknown")
    return raw


def _day(raw: object, path: str) -> date | None:
    if raw is None:
        return None
    if not isinstance(raw, str) or not _DAY.fullmatch(raw):
        raise _bad(path, raw, "a day as YYYY-MM-DD, or null where there is none")
    try:
        return date.fromisoformat(raw)
    except ValueError as error:
        raise _bad(path, raw, "a day of the calendar") from error


def _country(known: frozenset[str], raw: object, path: str) -> str:
    if isinstance(raw, str) and raw in known:
        return raw
    instead = _NOT_ISO.get(raw) if isinstance(raw, str) else None
    wanted = f"{instead}" if instead else "an ISO 3166-1 alpha-2 code in capitals such as SE, or EPO"
    raise _bad(path, raw, wanted, what="no country: " if isinstance(raw, str) else "")


def _word(kinds: tuple[type[StrEnum], ...], raw: object, path: str) -> StrEnum:
    for kind in kinds:
        if isinstance(raw, str) and raw in kind._value2member_map_:
            return kind(raw)
    raise _bad(path, raw, "one of " + ", ".join(word for kind in kinds for word in kind))


def _role(raw: object, path: str) -> Role:
    role = Role(_word((Role,), raw, path))
    if role is Role.NOT_A_RECIPIENT:
        raise _bad(path, raw, "no transfer at all: a tool without disclosure gets no personal data")
    return role


def _act(known: frozenset[str], raw: object, path: str) -> str:
    text = _text(raw, path)
    number = _ACT.search(text)
    if number is None:
        raise _bad(path, raw, "the number of the clauses' decision, such as (EU) 2021/914")
    if known and number[0] not in known:
        raise _bad(path, raw, "the number of a decision on clauses: " + ", ".join(sorted(known)))
    return text


def _one_safeguard(readers: Mapping[str, Reader], raw: object, path: str) -> Safeguard:
    """A safeguard; standard clauses may name one `module` instead of `modules`."""
    if isinstance(raw, Mapping) and "module" in raw:
        if "modules" in raw:
            raise _bad(f"{path}.module", raw["module"], "either modules or module, not both")
        rest = {key: value for key, value in raw.items() if key != "module"}
        module = Module(_word((Module,), raw["module"], f"{path}.module"))
        return _object(Safeguard, readers, {**rest, "modules": [module]}, path)
    return _object(Safeguard, readers, raw, path)


def _derogation(raw: object, path: str) -> Derogation:
    """A derogation with its conditions beside the article."""
    readers = _DEROGATION | {str(condition): _yes_or_no for condition in Condition}
    read: dict[str, Any] = _object(dict, readers, raw, path)
    answers = {condition: read.pop(condition) for condition in Condition if condition in read}
    met = frozenset(condition for condition, answer in answers.items() if answer)
    return Derogation(met=met, unmet=frozenset(answers) - met, **read)


def _derogation_article(raw: object, path: str) -> DerogationArticle:
    """The article, with or without “Art.” before it."""
    text = raw.removeprefix("Art.").strip() if isinstance(raw, str) else raw
    return DerogationArticle(_word((DerogationArticle,), text, path))


_CERTIFICATION: Mapping[str, Reader] = {
    "framework": partial(_word, (Framework,)),
    "valid_from": _day,
    "valid_until": _day,
    "covers": partial(_word_set, Coverage),
    "seen_in": _or_none(partial(_word, (SeenIn, Unseen))),
}
_SAFEGUARD: dict[str, Reader] = {
    "kind": partial(_word, (SafeguardKind,)),
    "modules": partial(_word_set, Module),
    "signed_on": _day,
    "annexes_complete": _yes_or_no,
    "combined_with_eu_data": _yes_or_no,
    "processing_unchanged": _yes_or_no,
    "type": partial(_word, (BcrType,)),
    "covers_importer": _yes_or_no,
    "approved_on": _day,
    "authorised_on": _day,
}
_ASSESSMENT: Mapping[str, Reader] = {
    "concluded_on": _day,
    "outcome": _or_none(partial(_word, (AssessmentOutcome,))),
    "review_due_on": _day,
    "requires": partial(_list, _text),
    "relies_on": partial(_list, _text),
}
_MEASURE: Mapping[str, Reader] = {"kind": _text, "implemented_on": _day}
_DEROGATION: dict[str, Reader] = {"article": _derogation_article, "chosen_by_controller": _yes_or_no}


def _under(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _bad(path: str, found: object, wanted: str, *, what: str = "") -> BadFacts:
    """The error for one key: where, what was found, what to write instead."""
    shown = repr(found)
    shown = shown if len(shown) <= 80 else shown[:77] + "…"
    where = path or "the facts"
    label = f"{what} " if what and not what.endswith(" ") else what
    return BadFacts(f"{where}: found {label}{shown}. Write {wanted}.", field=path or None)
