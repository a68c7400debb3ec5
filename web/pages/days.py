"""Days and instants as a reader's language writes them, inside the element that tells machines which day it is.

English writes 22 Nov 2026 everywhere. Swedish writes 22 november 2026 in a sentence and 2026-11-22 in tables and
lists of facts, as its authorities do. The year always stands, and an instant stands with its zone.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Literal

from babel.dates import format_date, format_time
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from registry.glossary import Language

_Length = Literal["short", "medium", "long"]
_LOCALES = {Language.EN: "en_GB", Language.SV: "sv"}
_IN_TABLES: Mapping[Language, _Length] = {Language.EN: "medium", Language.SV: "short"}
_IN_TEXT: Mapping[Language, _Length] = {Language.EN: "medium", Language.SV: "long"}
_ISO = re.compile(r"(?<![\w-])\d{4}-\d\d-\d\d(?![\w-])")
_AT = {Language.EN: "{day}, {time} UTC", Language.SV: "{day} kl. {time} UTC"}
_AT_IN_TABLES = {Language.EN: _AT[Language.EN], Language.SV: "{day} {time} UTC"}


def iso(value: date | datetime) -> str:
    """A day as machines, forms and addresses write it."""
    return _day_of(value).isoformat()


def last_day(until: date) -> date:
    """The last day on which something holds that no longer holds on `until`."""
    return until - timedelta(days=1)


def in_table(value: date | datetime, language: Language) -> str:
    """A day as a table, a list or a choice says it."""
    return _written(_day_of(value), language, _IN_TABLES[language])


def in_text(value: date | datetime, language: Language) -> str:
    """A day as a sentence says it."""
    return _written(_day_of(value), language, _IN_TEXT[language])


@pass_context
def day(context: Context, value: date | datetime | str) -> Markup:
    """A day in a table. A text that is no day stands as it was written."""
    found = _read(value)
    return _marked(iso(found), in_table(found, _spoken(context))) if found is not None else escape(value)


@pass_context
def day_in_text(context: Context, value: date | datetime | str) -> Markup:
    """A day in a sentence. A text that is no day stands as it was written."""
    found = _read(value)
    return _marked(iso(found), in_text(found, _spoken(context))) if found is not None else escape(value)


@pass_context
def days_in(context: Context, text: str, language: str | None = None) -> Markup:
    """A sentence of the registry's own, which writes days for machines too, with each day as its language writes it.
    It is in the page's language if no other is named."""
    spoken = Language(language) if language else _spoken(context)
    return _each_day(text, lambda found: in_text(found, spoken))


@pass_context
def days_in_table(context: Context, text: str) -> Markup:
    """A cell of a register with each day as a table writes it."""
    return _each_day(text, lambda found: in_table(found, _spoken(context)))


@pass_context
def day_said(context: Context, value: date) -> str:
    """A day where no element may stand, as in a choice of a form or in a name that is read out."""
    return in_table(value, _spoken(context))


@pass_context
def instant(context: Context, value: datetime) -> Markup:
    """A day and a minute in a table."""
    language = _spoken(context)
    return _instant(value, language, in_table(value, language), _AT_IN_TABLES)


@pass_context
def instant_in_text(context: Context, value: datetime) -> Markup:
    """A day and a minute in a sentence."""
    language = _spoken(context)
    return _instant(value, language, in_text(value, language), _AT)


def _instant(value: datetime, language: Language, day: str, form: Mapping[Language, str]) -> Markup:
    at = value.astimezone(UTC)
    time = format_time(at, "short", locale=_LOCALES[language], tzinfo=UTC)
    return _marked(at.strftime("%Y-%m-%dT%H:%MZ"), form[language].format(day=day, time=time))


def _each_day(text: str, shown: Callable[[date], str]) -> Markup:
    parts, at = [], 0
    for match in _ISO.finditer(text):
        found = _read(match.group())
        if found is not None:
            parts += [escape(text[at : match.start()]), _marked(iso(found), shown(found))]
            at = match.end()
    return Markup("").join([*parts, escape(text[at:])])


def _spoken(context: Context) -> Language:
    return Language(context["language"])


def _day_of(value: date | datetime) -> date:
    return value.astimezone(UTC).date() if isinstance(value, datetime) else value


def _read(value: date | datetime | str) -> date | datetime | None:
    if not isinstance(value, str):
        return value
    try:
        return date.fromisoformat(value) if _ISO.fullmatch(value) else None
    except ValueError:
        return None


def _marked(machine: str, shown: str) -> Markup:
    return Markup('<time datetime="{}">{}</time>').format(machine, shown)


@lru_cache(maxsize=4096)
def _written(value: date, language: Language, length: _Length) -> str:
    return format_date(value, length, locale=_LOCALES[language])
