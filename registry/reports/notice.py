"""A privacy notice (Art. 13, and Art. 14 for data from elsewhere) written from the register, in Swedish or English.

Every sentence stands on facts of the register; what is wanting is a marked gap that says what to fill in and where, and
a transfer without a basis gets no sentence at all. The wordings are data/notice.toml's.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from registry.catalogue.reading import Register
from registry.errors import NotFound
from registry.glossary import Language
from registry.judging import Judged
from registry.law.lawbook import LawBook
from registry.reports.behind import Ground
from registry.reports.notice_activities import activity_lines
from registry.reports.notice_transfers import transfer_lines
from registry.reports.notice_words import Line, Writer
from registry.terms import LegalBasis, Role

_SENTENCES = frozenset({Role.PROCESSOR, Role.INDEPENDENT_CONTROLLER, Role.JOINT_CONTROLLER, Role.AUTHORITY})


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its lines; `parts` are the activities, each under a heading of its own."""

    head: str
    lines: tuple[Line, ...]
    parts: tuple["Section", ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """The notice of a controller on a day."""

    title: str
    controller: str
    sections: tuple[Section, ...]
    language: Language
    on: str
    law: str

    def lines(self) -> Iterator[Line]:
        """Every line, in order."""
        for section in self.sections:
            yield from section.lines
            for part in section.parts:
                yield from part.lines

    @property
    def gaps(self) -> int:
        """How many lines want something."""
        return sum(one.is_gap for one in self.lines())


def notice(
    register: Register,
    judged: Iterable[Judged],
    law: LawBook,
    name: str,
    language: Language,
    *,
    keys: Iterable[str] = (),
) -> Notice:
    """The notice of a controller, for these activities (keys; none: all). Raises NotFound, Ambiguous."""
    controller = register.controller(name)
    writer = Writer(language, register, law)
    ground = Ground(register, tuple(judged), law)
    activities = _activities(register, controller, list(keys))
    ids = {one.id for one in activities}
    engaged = [e for e in register.engagements_of.get(controller.id, []) if not e.activities or ids & set(e.activities)]
    engaged.sort(key=lambda one: (register.services[one.service_id].name, one.id))
    hops = [one for e in engaged for one in ground.by_engagement().get(e.id, [])]
    whys = tuple(Section(writer.named(one), tuple(activity_lines(writer, one))) for one in activities)
    sections = (
        Section(writer.head("who"), tuple(_who(writer, controller, activities))),
        Section(writer.head("why"), () if whys else (writer.gap("activities", "activity"),), whys),
        Section(writer.head("recipients"), tuple(_recipients(writer, controller, engaged, activities))),
        Section(writer.head("transfers"), tuple(transfer_lines(writer, controller, engaged, hops))),
        Section(writer.head("rights"), tuple(_rights(writer, controller, activities))),
        Section(writer.head("version"), (writer.line("version", datum=register.moment.on.isoformat()),)),
    )
    title = writer.line_of("head", "title", bolag=_own_name(controller)).text
    return Notice(title, controller.name, sections, language, register.moment.on.isoformat(), law.sha256)


def _activities(register: Register, controller: Any, keys: list[str]) -> list[Any]:
    found = [one for one in register.activities.values() if one.controller_id == controller.id]
    if unknown := set(keys) - {one.key for one in found}:
        raise NotFound(f"{controller.name} has no activity “{min(unknown)}”.")
    return sorted(
        (one for one in found if not keys or one.key in keys), key=lambda one: (one.name or one.key, one.id)
    )  # in both languages alike


def _own_name(controller: Any) -> str | None:
    """The legal person's name; a label is none."""
    return None if controller.kind.value == "named_only" else str(controller.name)


def _who(writer: Writer, controller: Any, activities: list[Any]) -> Iterator[Line]:
    contact = controller.contact or {}
    seat = {"bolag": _own_name(controller), "nr": controller.registration, "adress": contact.get("address")}
    yield writer.line("controller", fill="organisation", **seat)
    yield writer.line("contact", fill="organisation.contact", k=contact.get("contact"))
    if contact.get("representative"):
        yield writer.line("representative", **{"företrädare": contact["representative"]})
    if contact.get("dpo"):
        yield writer.line("dpo", k=contact["dpo"])
    elif "dpo" not in (controller.known_absent or ()):
        yield writer.gap("dpo", "organisation.dpo")
    yield from _joint(writer, controller, activities)


def _joint(writer: Writer, controller: Any, activities: list[Any]) -> Iterator[Line]:
    register = writer.register
    for one in register.joint_controls.get(controller.id, []):
        shared = [a for a in activities if one.activities is None or a.id in one.activities]
        other = register.organisations.get(one.other_id)
        if shared and other is not None:
            yield writer.line("joint", source=one.source, m=other.name, ä=writer.listed(map(writer.named, shared)))
            if one.essence_available:
                yield writer.line("joint_essence", source=one.source)


def _recipients(writer: Writer, controller: Any, engaged: list[Any], activities: list[Any]) -> Iterator[Line]:
    for one in engaged:
        yield _recipient(writer, one)
    keys = {one.key for one in activities}
    said = [one.value for one in writer.register.stated.get(controller.id, []) if one.field == "recipient_category"]
    kinds = [one["key"] for one in said if keys & set(one.get("activities") or keys)]
    if kinds:
        yield writer.line("described", typ=writer.labels("recipient_category", dict.fromkeys(kinds)))
    if not engaged and not kinds:
        yield writer.gap("recipients", "engagement, recipient_category")


def _recipient(writer: Writer, one: Any) -> Line:
    """A recipient in its decided role; a role nobody decided is a gap."""
    values = writer.recipient(one)
    fill = writer.key_of(one)
    if one.decided_by_us not in _SENTENCES:
        return writer.gap("role", f"{fill}.role.decided_by_us", source=one.source, **values)
    return writer.line(one.decided_by_us.value, fill=fill, source=one.source, **values, ä=writer.purposes_of(one))


def _rights(writer: Writer, controller: Any, activities: list[Any]) -> Iterator[Line]:
    bases = {basis for one in activities for basis in one.legal_basis or ()}
    yield writer.line("rights")
    if bases & {LegalBasis.CONSENT, LegalBasis.CONTRACT}:
        yield writer.line("portability")
    if LegalBasis.CONSENT in bases:
        yield writer.line("withdraw")
    contact = controller.contact or {}
    yield writer.line("exercise", fill="organisation.contact", k=contact.get("contact") or contact.get("dpo"))
    authority = _authority(writer.law, controller.country, writer.register)
    if authority is None:
        yield writer.gap("complaint", "organisation.country")
    else:
        yield writer.line("complaint", myndighet=authority)
    yield writer.gap("obliged", "")


def _authority(law: LawBook, country: str | None, register: Register) -> str | None:
    """The country's authority by its name of the day; None where the country is unknown or has several."""
    on = register.moment.on
    found = [one for one in law.authorities if country is not None and one.country == country]
    for name in found[0].names if len(found) == 1 else ():
        if (name.valid_from is None or name.valid_from <= on) and (name.valid_until is None or on < name.valid_until):
            return f"{name.name} ({found[0].short})" if found[0].short else name.name
    return None
