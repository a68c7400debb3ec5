"""The first page of a packet: who answers, about what and which day, what is in it and what is wanting."""

from collections import Counter

from registry import glossary
from registry.catalogue.reading import Row
from registry.evidence.documents import Filed
from registry.evidence.packet import FOLDERS, Packet
from registry.evidence.scope import Scope
from registry.glossary import Language
from registry.reports.assessment_report import escaped
from registry.terms import EvidencePart, ForPeople, Responsibility

_WORDS = "evidence_text"


def file_answer(scope: Scope, packet: Packet, filed: Filed) -> None:
    """File the page in both languages. What the chain's part will hold is known by then."""
    for language in Language:
        packet.add(EvidencePart.ANSWER, f"answer.{language}.md", _page(scope, packet, filed, language), "answer")


def _page(scope: Scope, packet: Packet, filed: Filed, language: Language) -> str:
    moment = scope.asked.moment
    known = moment.known_at.isoformat() if moment.known_at else _say("now", language)
    lines = [f"# {_say('title', language)}", ""]
    lines.append(_say("day", language).format(on=moment.on.isoformat(), known=known, law=scope.law.sha256[:12]))
    lines += ["", f"## {_say('controllers', language)}", ""]
    lines += [line for one in scope.controllers for line in _controller(one, scope, language)] or [
        f"- {_say('none', language)}"
    ]
    lines += ["", f"## {_say('verdicts', language)}", "", *_verdicts(scope, language)]
    lines += ["", f"## {_say('parts', language)}", "", *(_part(packet, part, language) for part in EvidencePart)]
    lines += _withheld(scope, language) + _wanting(filed, language)
    return "\n".join([*lines, "", f"## {_say('proof', language)}", "", _say("how", language), ""])


def _controller(one: Row, scope: Scope, language: Language) -> list[str]:
    contact = scope.asked.withheld.from_json({"contact": one.contact or {}})["contact"]
    contact = contact if isinstance(contact, dict) else {"address": contact}
    told = [f"- **{escaped(one.name)}**"]
    for name in ("address", "email", "phone", "dpo"):
        value = contact.get(name)
        value = ", ".join(map(str, value)) if isinstance(value, list) else value
        if value:
            told.append(f"  - {_say(name, language)}: {escaped(value)}")
    return told


def _verdicts(scope: Scope, language: Language) -> list[str]:
    ours = [one for one in scope.judged if one.hop.responsibility is not Responsibility.THEIRS]
    counted = Counter(answer.for_people for one in ours for answer in one.answers)
    told = [f"- {glossary.load().of(word, language)}: {counted[word]}" for word in ForPeople if counted[word]]
    return told or [f"- {_say('none', language)}"]


def _part(packet: Packet, part: EvidencePart, language: Language) -> str:
    title = glossary.load().of(part, language)
    if part in (EvidencePart.ANSWER, EvidencePart.CHAIN) or packet.has(part):
        return f"- `{FOLDERS[part]}/` {title}"
    return f"- {title}: {glossary.label('evidence_lack', part.value, language)}"


def _withheld(scope: Scope, language: Language) -> list[str]:
    names = scope.asked.withheld.as_json()
    return ["", _say("withheld", language).format(names=", ".join(f"`{name}`" for name in names))] if names else []


def _wanting(filed: Filed, language: Language) -> list[str]:
    if not filed.wanting:
        return []
    head = ["", _say("wanting", language), ""]
    return head + [f"- {escaped(one['document'])} (SHA-256 `{one['sha256']}`)" for one in filed.wanting]


def _say(name: str, language: Language) -> str:
    return glossary.label(_WORDS, name, language)
