"""Words that belong to drawings alone, in both languages. Labels of closed vocabularies come from the glossary.

A renderer is handed `words(vocabulary, value) -> label` in the graph's language; the vocabularies it asks for are
`verdict`, `for_people`, `role`, `flag` and `responsibility`, the values those of `registry.terms`.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import lru_cache
from types import MappingProxyType
from typing import TypeAlias

from babel import Locale
from babel.dates import format_date

from graphs.model import Language
from registry import cataloguewords, glossary, lawwords

Words: TypeAlias = Callable[[str, str], str]

_ART = re.compile(r"\bArt\. ?")
_PARAGRAPH = re.compile(r"\((\d{1,2})\)")
_LETTER = re.compile(r"\(([a-z])\)")

# Swedish, English.
PHRASES = MappingProxyType(
    {
        "zone.eea": ("EES", "EEA"),
        "zone.adequate": ("Beslut om adekvat skyddsnivå", "Adequacy decision"),
        "zone.partly_adequate": (
            "Beslut om adekvat skyddsnivå för vissa mottagare",
            "Adequacy decision for some recipients",
        ),
        "zone.third_country": ("Övriga tredjeländer", "Other third countries"),
        "zone.unknown": ("Land inte känt", "Country not known"),
        "zone.organisation": ("Internationella organisationer", "International organisations"),
        "node.controller": ("personuppgiftsansvarig", "controller"),
        "node.joint_controller": ("gemensamt personuppgiftsansvarig", "joint controller"),
        "node.service": ("tjänst", "service"),
        "node.organisation": ("organisation", "organisation"),
        "node.depth_unknown": ("fortsättning inte känd", "further chain not known"),
        "hop.joint": ("inbördes arrangemang (art. 26)", "joint arrangement (Art. 26)"),
        "hop.group_parent": ("moderbolag", "parent company"),
        "hop.unjudged": ("inte prövat", "not judged"),
        "manner.storage": ("lagring", "storage"),
        "manner.remote_access": ("fjärråtkomst", "remote access"),
        "manner.onward": ("vidareöverföring", "onward transfer"),
        "basis.on_file": ("eget underlag", "own file"),
        "basis.claimed": ("enligt mottagaren", "as the recipient says"),
        "art28.on_file": ("Biträdesavtal: finns", "Art. 28 contract: on file"),
        "art28.not_on_file": ("Biträdesavtal: saknas", "Art. 28 contract: not on file"),
        "art28.unknown": ("Biträdesavtal: inte känt", "Art. 28 contract: unknown"),
        "country.unknown": ("land inte känt", "country not known"),
        "box.one": ("1 underbiträde", "1 sub-processor"),
        "box.several": ("{count} underbiträden", "{count} sub-processors"),
        "box.recipient_one": ("1 mottagare", "1 recipient"),
        "box.recipient_several": ("{count} mottagare", "{count} recipients"),
        "box.more": ("och {count} till", "and {count} more"),
        "box.key": (
            "Ruta med antal: mottagare eller underbiträden till samma part med samma bedömning. "
            "→ före ett namn: parten står för sig på annan plats i bilden.",
            "Box with a count: recipients or sub-processors of one party with one verdict. "
            "→ before a name: the party stands by itself elsewhere in the picture.",
        ),
        "transfers": ("{count} överföringar eller utlämnanden", "{count} transfers or disclosures"),
        "legend": ("Teckenförklaring", "Legend"),
        "legend.lines": ("Led", "Hops"),
        "legend.shapes": ("Parter", "Parties"),
        "legend.unjudged": ("Inte prövat led", "Hop not judged"),
        "day": ("Läget den", "As of"),
        "instant": ("{day} kl. {time} UTC", "{day}, {time} UTC"),
        "known_at": ("enligt vad som var känt", "as known"),
        "known_now": ("enligt allt som är känt", "with all that is known"),
        "law": ("Rättsläge", "State of the law"),
        "source": ("Källa", "Source"),
        "scope": (
            "Bedömningen gäller endast kapitel V i dataskyddsförordningen.",
            "The verdicts concern Chapter V of the GDPR alone.",
        ),
        "roles": ("roll", "role"),
        "role.undecided": ("roll inte beslutad", "role not decided"),
        "articles": ("stöd i", "under"),
        "flags": ("att notera", "to note"),
        "would_settle": ("skulle avgöra", "would settle it"),
        "holds_until": ("ändras", "changes on"),
        "fallback": ("annars", "otherwise"),
        "written": ("skrivet som", "written as"),
        "from": ("från", "from"),
        "until": ("till", "until"),
        "map.title": ("vart personuppgifterna går", "where personal data go"),
        "map.list": (
            "Länder som uppgifterna når, med sämsta bedömning och antal",
            "Countries that data reach, with the worst verdict and how many",
        ),
        "map.transfers": ("{count} överföringar eller utlämnanden", "{count} transfers or disclosures"),
        "map.transfers_one": ("1 överföring eller utlämnande", "1 transfer or disclosure"),
        "map.ours": ("Här finns vår organisation", "Our organisation is here"),
        "map.no_answer": ("Land utan landskod", "Land without a country code"),
        "map.source": (
            "Ett utlämnande räknas där uppgifterna hamnar och, om det ligger utanför EES, i mottagarens land. "
            "Kartans former: Natural Earth; gränserna tar inte ställning.",
            "A disclosure is counted where the data end up and, outside the EEA, in the recipient's country. "
            "Shapes: Natural Earth; borders take no side.",
        ),
        "pdf.missing": (
            "�: tecken som PDF-filens teckensnitt saknar; SVG-filen visar dem.",
            "�: characters that the font of this file lacks; the SVG shows them.",
        ),
        "no_source": ("källa saknas", "no source"),
        "count": ("antal", "count"),
        "compared": ("Jämfört med", "Compared with"),
        "supposed": ("Om", "If"),
        "supposed.revoke": ("{0} upphör att gälla", "{0} falls"),
        "supposed.expire": ("{0} upphör att gälla {1}", "{0} ends on {1}"),
        "supposed.lapse": ("{0} inte längre är certifierat enligt {1}", "{0} is no longer certified under {1}"),
        "supposed.acquire": ("{0} får ett moderbolag i {1}", "{0} gets a parent company in {1}"),
        "supposed.leave": ("{0} inte längre anlitas", "{0} is no longer used"),
        "change.added": ("ny", "new"),
        "change.gone": ("borta", "gone"),
        "change.changed": ("ändrad", "changed"),
        "change.same": ("oförändrad", "unchanged"),
        "change.before": ("tidigare", "before"),
        "field.role": ("roll", "role"),
        "field.verdict": ("bedömning", "verdict"),
        "field.fallback": ("vad som annars gäller", "what holds otherwise"),
        "field.responsibility": ("ansvar", "responsibility"),
        "field.basis": ("underlag", "basis"),
        "field.art28": ("biträdesavtal", "Art. 28 contract"),
        "field.flags": ("anmärkningar", "remarks"),
        "field.would_settle": ("vad som skulle avgöra", "what would settle it"),
        "counted": ("vårt och delat ansvar", "ours and shared"),
        "empty": ("Inga mottagare i urvalet.", "No recipients in this selection."),
        "picture": ("{nodes} parter och {hops} led.", "{nodes} parties and {hops} hops."),
    }
)


def phrase(name: str, language: Language) -> str:
    """A drawing's own word."""
    swedish, english = PHRASES[name]
    match language:
        case Language.SWEDISH:
            return swedish
        case Language.ENGLISH:
            return english


@lru_cache(maxsize=4)
def _countries(language: Language) -> dict[str, str]:
    return dict(Locale(language.value).territories)


def country(code: str | None, language: Language) -> str:
    """A country's name; an unlisted code stands as it is, None says that nobody knows."""
    if code is None:
        return phrase("country.unknown", language)
    return _countries(language).get(code, code) if len(code) == 2 else code


def act_cited(name: str, language: Language) -> str:
    """An act as the language cites it: 2000/518/EC is 2000/518/EG in Swedish."""
    return lawwords.act(name, glossary.Language(language.value))


def known_from(source: str, language: Language) -> str:
    """Where a hop is known from: an address or a document as it stands, a description as the language says it."""
    told = cataloguewords.said(source, glossary.Language(language.value))
    return "; ".join(told.split("\n"))


def fact(key: str, language: Language) -> str:
    """What a fact of a transfer is called: `safeguards[0].signed_on` is the day the clauses were signed."""
    return glossary.fact(key, glossary.Language(language.value))


def article(text: str, language: Language) -> str:
    """An article as the language cites it: `Art. 45(3)`, in Swedish `art. 45.3`; `49(1)(a)` is `49.1 a`."""
    match language:
        case Language.ENGLISH:
            return text
        case Language.SWEDISH:
            return _LETTER.sub(r" \1", _PARAGRAPH.sub(r".\1", _ART.sub("art. ", text)))


@lru_cache(maxsize=4096)
def day(on: date, language: Language) -> str:
    """A day as a sentence of the pages writes it: 22 november 2026, 22 Nov 2026."""
    match language:
        case Language.SWEDISH:
            return format_date(on, "long", locale="sv")
        case Language.ENGLISH:
            return format_date(on, "medium", locale="en_GB")


def instant(at: datetime, language: Language) -> str:
    """An instant to the second, with its zone."""
    known = at.astimezone(UTC)
    return phrase("instant", language).format(day=day(known.date(), language), time=f"{known:%H:%M:%S}")
