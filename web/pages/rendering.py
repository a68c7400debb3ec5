"""Templates into answers. Whatever a template prints is text: cleaned, bounded, escaped."""

from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import MediaType, Response
from litestar.datastructures import Cookie
from markupsafe import Markup

from graphs.text import plain, web_address
from registry import lawwords, valued
from registry.glossary import Language
from web.pages import assets, days, marks, stated
from web.pages.visiting import COOKIE, Visit, is_ours

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
YEAR = 365 * 24 * 3600
MOST_PATHS = 4  # shown of those that turn alike


def printed(value: object) -> object:
    """What a template prints: markup of ours as it is, texts cleaned of what no page can hold, nothing for None."""
    if isinstance(value, Markup):
        return value
    return "" if value is None else plain(str(value))


def host(address: str) -> str:
    """The name of the site an address leads to."""
    return urlsplit(address).netloc.rpartition("@")[2].removeprefix("www.")


def environment() -> Environment:
    """The templates with what all of them use."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=printed,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # the files were asked of every page whether they had changed
        extensions=["jinja2.ext.do"],
    )
    made.filters |= {"iso": days.iso, "last_day": days.last_day, "day": days.day, "day_in_text": days.day_in_text}
    made.filters |= {"day_said": days.day_said, "days_in": days.days_in, "days_in_table": days.days_in_table}
    made.filters |= {"instant": days.instant, "instant_in_text": days.instant_in_text}
    made.filters |= {"web": web_address, "host": host}
    made.filters["act_in"] = lambda name, language: lawwords.act(name, Language(language))
    made.filters["words_in"] = lambda words, language: words.read_in(Language(language))
    made.tests["ours"] = is_ours
    made.globals |= {"asset": assets.address, "mark": marks.mark, "MOST_PATHS": MOST_PATHS}
    made.globals |= {"sort_of": stated.sort_of, "title_of": stated.title_of, "details_of": stated.details_of}
    made.globals |= {"editable_of": stated.editable_of, "choices_of": stated.choices_of, "written": stated.written}
    made.globals["several"] = valued.several
    return made


_ENVIRONMENT = environment()


def page(template: str, visit: Visit, *, status: HTTPStatus = HTTPStatus.OK, **values: Any) -> Response[str]:
    """A page in the reader's language. A language that was chosen in the address is remembered."""
    wording = visit.wording
    text = _ENVIRONMENT.get_template(template).render(
        visit=visit, t=wording, count=wording.count, label=wording.label, language=visit.language.value, **values
    )
    cookie = Cookie(key=COOKIE, value=visit.language.value, max_age=YEAR, path="/", httponly=True, samesite="lax")
    return Response(
        text,
        status_code=status,
        media_type=MediaType.HTML,
        headers={"Vary": "Accept-Language, Cookie", "Content-Language": visit.language.value},
        cookies=[cookie] if visit.chosen else [],
    )
