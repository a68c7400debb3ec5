"""What the form of `/read` asks: the text, whose it is, what it is called; and a text held between two askings."""

from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from litestar.datastructures import UploadFile
from markupsafe import Markup

from crawlers.gazetteer import plain_name
from crawlers.read import Reading
from graphs.text import plain, web_address
from registry.catalogue.new_controllers import NewController
from registry.catalogue.reading import Row
from registry.errors import Ambiguous, NotFound
from registry.glossary import Language
from registry.lawfiles import place_names
from web.documents import LONGEST_NAME, Sent, TextKind
from web.pages.forms import said
from web.pages.views import View
from web.wording import Wording

MOST_HELD = 2_000_000  # bytes of a text that a page carries along; a larger one is chosen again
WHOSE = ("controller", "new", "service", "nobody")
KEPT_FIELDS = ("controller", "service", "title", "url", "kind", "new_name", "new_country", "new_number")
_NOT_COUNTRIES = frozenset({"EPO"})


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a form was not followed: a message of the page, the field it is about, and what was said in detail."""

    message: str
    field: str
    said: str | None = None


class Wanting(Exception):
    """A form that cannot be followed as it is."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.message)
        self.trouble = trouble


@dataclass(frozen=True, slots=True)
class Held:
    """A text that is kept nowhere and travels in the page itself, so that asking again does not lose it."""

    content: Markup  # base64: no letter of it means anything in HTML, at any length
    name: str
    content_type: str
    kind: str

    @classmethod
    def of(cls, sent: Sent) -> "Held | None":
        """None for a text too large to carry along."""
        if len(sent.content) > MOST_HELD:
            return None
        written = Markup(b64encode(sent.content).decode("ascii"))
        return cls(written, sent.name, sent.content_type, sent.kind or "")


def sent_in(form: Mapping[str, Any]) -> Sent:
    """The pasted text, else the file, else the text held since it was last asked. Raises Wanting."""
    text, file = said(form, "text"), form.get("file")
    content = file.file.read() if isinstance(file, UploadFile) else b""
    if text.strip() and content:
        raise Wanting(Trouble("read.both", "text"))
    if isinstance(file, UploadFile) and content:
        return Sent(content, plain(file.filename, LONGEST_NAME), file.content_type[:LONGEST_NAME])
    kind = said(form, "kind")
    if text.strip():
        return Sent.pasted(text, TextKind(kind) if kind in set(TextKind) else None)
    return _held_in(form)


def _held_in(form: Mapping[str, Any]) -> Sent:
    try:
        content = b64decode(said(form, "held"), validate=True)
    except (NotBase64, ValueError):
        content = b""
    if not content:
        raise Wanting(Trouble("read.neither", "text"))
    name, kind = plain(said(form, "held_name"), LONGEST_NAME), said(form, "held_kind")
    if kind in set(TextKind):
        return Sent(content, kind=TextKind(kind), field="text")
    return Sent(content, name, said(form, "held_type")[:LONGEST_NAME])


def subject_in(form: Mapping[str, Any], view: View) -> str | NewController | None:
    """Whose text it is: the id of a controller or service, a new controller, None for nobody's. Raises Wanting."""
    whose = said(form, "whose")
    if whose not in WHOSE:
        raise Wanting(Trouble("read.no_whose", "whose"))
    if whose == "nobody":
        return None
    if whose == "new":
        return _new_in(form)
    name = plain(said(form, whose), LONGEST_NAME)
    if not name:
        raise Wanting(Trouble(f"read.no_{whose}", whose))
    find = view.register.controller if whose == "controller" else view.register.service
    try:
        return str(find(name).id)
    except (NotFound, Ambiguous) as error:
        raise Wanting(Trouble(f"read.unknown_{whose}", whose, str(error))) from error


def _new_in(form: Mapping[str, Any]) -> NewController:
    name, country, number = (plain(said(form, f"new_{key}"), LONGEST_NAME) for key in ("name", "country", "number"))
    if not name:
        raise Wanting(Trouble("read.no_new_name", "new_name"))
    if not country:
        raise Wanting(Trouble("read.no_new_country", "new_country"))
    return NewController(name, country, number or None)


def described_in(form: Mapping[str, Any], sent: Sent) -> tuple[str | None, str | None]:
    """What the document is called (else its file's name) and where it stands. Raises Wanting."""
    title = plain(said(form, "title"), LONGEST_NAME) or sent.name
    url = said(form, "url").strip()
    if url and web_address(url) is None:
        raise Wanting(Trouble("read.bad_url", "url"))
    return title or None, url or None


def is_first_look(form: Mapping[str, Any]) -> bool:
    """Whether the form is to be filled in from the text: it was read and shall be kept, or nobody wrote a name."""
    return said(form, "step") == "keep" or (said(form, "whose") == "new" and not said(form, "new_name").strip())


def filled_in(form: Mapping[str, Any], reading: Reading, controllers: list[Row]) -> dict[str, Any]:
    """The form with what the text says of its controller: ours where it is in the register, else a new one.

    Nothing is filled in where the text names nobody, or several; a country is not told by a name.
    """
    named = {one.name: one for one in reading.controllers}
    if len(named) != 1:
        return dict(form) | ({} if said(form, "whose") == "new" else {"whose": "controller" if controllers else "new"})
    (one,) = named.values()
    ours = next((row for row in controllers if plain_name(row.name) == plain_name(one.name)), None)
    if ours is not None:
        return dict(form) | {"whose": "controller", "controller": ours.id}
    new = {"new_name": one.name, "new_number": said(form, "new_number") or one.org_no or ""}
    return dict(form) | new | {"whose": "new"}


@cache
def countries(language: Language) -> tuple[tuple[str, str], ...]:
    """Every country's code and name, by name."""
    wording = Wording(language)
    named = [(code, wording.country(code)) for code in place_names() if code not in _NOT_COUNTRIES]
    return tuple(sorted(named, key=lambda one: _by_name(one[1])))


def _by_name(name: str) -> str:
    """Å, Ä and Ö stand last in Swedish, and nowhere else in these names at the beginning."""
    return name.casefold().replace("å", "{").replace("ä", "|").replace("ö", "}")
