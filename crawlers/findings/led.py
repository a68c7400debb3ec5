"""Names nobody knows where words lead to them: by whom ("utförs av Etta"), through whom, what they are to us."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import compress
from operator import not_
from typing import NamedTuple

from crawlers.blocks import Span

_WORD = r"[A-ZÅÄÖ0-9][\w+&.’'-]{1,40}[®™]?"
NAME = rf"({_WORD}(?: (?:& )?[A-ZÅÄÖ][\w+&.-]{{1,40}}[®™]?){{0,3}})"
BESIDE = (", a ", ", an ", ", en ", ", ett ")
APPOSED = (  # "Etta, a Hungarian company"
    r"[®™]?, (?:an?|en|ett) [^,.;:()]{0,50}?(?:company|provider|firm|undertaking|supplier|processor|vendor|bureau|"
    r"agency|bolag|företag|leverantör|byrå)(?!\w)"
)
# After "in", "on", "to" or "from" a place, a day or a thing may stand as well; after these hardly anything but a party.
_OF_PEOPLE = r"(?: [a-zåäö-]{3,20}){1,3} (?:at|of|from|hos|på|från)"  # "read by radiologists at Etta"
# Most texts have none of it, and a pattern that begins with what stood before tries every letter: so these begin with
# the letter itself and look back from it, or are not tried where a quick look finds no word that leads to a name.
_PREPOSITIONS = "by|via|through|using|av|hos|genom|till|från"
_BY = re.compile(rf"(?<=[a-zåäö)\d] )(?:(?:by|av){_OF_PEOPLE}|{_PREPOSITIONS}) {NAME}")
_BY_WORD = re.compile(r" (?:by|via|through|using|av|hos|genom|till|från|at|of|from|på) [A-ZÅÄÖ0-9]")
_WITH = re.compile(rf"(?<=[a-z]ed )(?:with|to) {NAME}")
_WITH_WORDS = ("ed with ", "ed to ")
_SPELLED = re.compile(r"([A-ZÅÄÖ](?<![\w@./-].)[a-zåäö]+[A-ZÅÄÖ][\w]{1,30})(?![\w@-])")  # "MyDeposits"
_PLACING = "in|i|på|at|on|of|from|från|för|for|under|enligt|med|and|och|is|är|to|till|by|av"
_OURS = re.compile(
    r"(?:[Oo](?<![\w-].)ur|[Vv](?<![\w-].)år(?:t|a)?)"
    rf"(?: (?!(?:{_PLACING}) )[a-zåäöé][a-zåäöé-]{{1,30}}){{1,3}}(?:,| at| hos| is| är| heter)? {NAME}"
)
_LABELLED = re.compile(
    rf"[A-ZÅÄÖa-zåäö][a-zåäö/-]{{1,30}}(?: [a-zåäö/-]{{1,30}}){{0,5}}(?::| [–—-]) {NAME}"
    r"(?=\.?$| \(|[,;] | (?:i|in|via|från|from) | [a-z]{2,12}s | [a-zåäö]{2,12}[ae]r )"
)
_LABEL_END = re.compile(r"(?::| [–—-]) [A-ZÅÄÖ0-9]")
_SEMICOLON = re.compile(r"; ")
_NOUNS = re.compile(rf" (?=[A-ZÅÄÖ0-9])(?<=[a-zåäö](?:et|en|an|na) ){NAME}")
# Words that end as a noun with its article does, and are none.
_NO_NOUN = re.compile(
    r"(?<![\w-])(?:sedan|utan|mellan|innan|redan|ingen|någon|annan|egen|igen|den|men|nedan|ovan|även|genom|det|något|inget|"
    r"mycket|annat|eget|stället|respektive|dessutan|en|bakom|framför)$", re.I
)  # fmt: skip
_BODY = re.compile(
    r"(?<![\w-])((?:Svenska|Sveriges|Stiftelsen|Föreningen|Riksförbundet|Förbundet|Advokatfirman|Advokatbyrån)"
    r"(?: [A-ZÅÄÖ][\w-]{2,40}){1,2}(?: & [A-ZÅÄÖ]\w{1,30})?|University of [A-Z][\w-]{2,30}|"
    r"(?!The |Each |Our |This |Home |Partner )[A-ZÅÄÖ][\w-]{2,30} (?:University|universitet|högskola))(?!\w)"
)
_BODY_WORDS = ("Svenska ", "Sveriges ", "tiftelsen ", "öreningen ", "örbundet ", "Advokat", "niversit", "högskola")
_IN = re.compile(r"(?<![\w-])(?:in|on|via|through|by|with|using|i|på|genom|av|hos|med|till|från)(?: the)? $")
_IN_PLACE = re.compile(r",? (?:in|i) [A-ZÅÄÖ]")
_FOR_US = r"(?: (?:for us|on our behalf|on our instructions|åt oss|för vår räkning|på vårt uppdrag))?"
_AGENT = re.compile(
    rf"(?:(\w{{3,30}}[dnst]|done){_FOR_US} (?:by|using|av)(?:{_OF_PEOPLE})?|"
    rf"(\w{{2,30}}ed|held|kept|made|run|sent|written){_FOR_US} (?:with|via|through))(?: the)? $"
)
_MAX_AGENT, _MAX_WORD = 75, 20
# A name of several words behind a verb that hands over and "to" or "with" ("samples are sent to the Genomics Hub").
_TO = re.compile(
    rf"(?<=[a-zåäö)\d,] )(?:to|with|till|med|hos)(?: the)? "
    rf"({_WORD}(?: (?:(?:of|for|&|för) )?[A-ZÅÄÖÉ][\w+&.-]{{1,40}}){{0,5}})"
)
_TO_WORD = re.compile(r" (?:to|with|till|med|hos) (?:the )?[A-ZÅÄÖ0-9]")
_HANDED = re.compile(
    r"(?<![\w-])(?:together|jointly|tillsammans|gemensamt|sen[dt]s?|shared?|shares|pass(?:ed|es)?|provide[ds]?|"
    r"disclose[ds]?|report(?:ed|s)?|filed?|files|lodge[ds]?|submit(?:ted|s)?|suppl(?:y|ies|ied)|forward(?:ed|s)?|"
    r"transfer(?:red|s)?|transmit(?:ted|s)?|given?|gives|refer(?:red|s)?|hand(?:ed|s)?|entrust(?:ed|s)?|assign(?:ed|s)?|contribute[ds]?|notif(?:y|ies|ied)|goe?s?|"
    r"skickas?|lämnar?s?|delas?|delar|rapportera[rs]?|överförs?|sänd(?:er|s)|vidarebefordra[rs]?|förmedla[rs]?|"
    r"anmäl(?:er|s)?|redovisa[rs]?|överlämna[rs]?|ges|ger|meddela[rs]?|överlåt(?:er|s)|remittera[rs]?)"
    r"(?![\w-])[^.:]{0,110} (?:to|with|till|med|hos)(?: the)? $"
)
# Between such a verb and a name something else may lead to it ("data transferred here, certified to the Etta Office").
_OTHERWISE = re.compile(
    r"(?<![\w-])(?:access|according|addition|adher\w{1,4}|agree\w{0,4}|bound|certified|committed|compl\w{1,5}|due|"
    r"object\w{0,3}|regard|relat\w{1,5}|respect|right|subject|hänsyn|enlighet|rätt|samband)"
    r"(?: \w{2,12})? (?:to|with|till|med)(?: the)? $", re.I
)  # fmt: skip
_YOURS = re.compile(r"(?<!\w)(?:you|du|ni)(?: \w{1,15}){0,3} $", re.I)
_MAX_HANDED = 140
# Who decides, owns, writes or requires something gets no data by it.
_NO_AGENT = re.compile(
    r"(?:administ|adopt|affiliat|approv|associat|authori[sz]|certif|compar|concern|connect|decid|develop|enforc|"
    r"establish|govern|investigat|issu|licen[cs]|own|publish|recogni|regist|regulat|requir|supervis|trademark|writ|"
    r"antag|beslut|certifi|fastställ|godkän|kräv|regler|skriv|utfärd|utveckl|ägs)", re.I
)  # fmt: skip


class Led(NamedTuple):
    """Places of what may be a name, by what leads to it. Who asks judges whether it is one."""

    ours: tuple[Span, ...] = ()  # said to be something of ours
    bodies: tuple[Span, ...] = ()  # associations and foundations, told by their first word
    nouns: tuple[Span, ...] = ()  # behind a Swedish noun with its article ("systemet Etta")
    spelled: tuple[Span, ...] = ()  # spelled as nothing but a name is
    agents: tuple[Span, ...] = ()  # said to do what is told ("tested by Etta")
    means: tuple[Span, ...] = ()  # behind another preposition
    handed: tuple[Span, ...] = ()  # said to be handed something ("sent to the Etta Hub")

    def within(self, start: int, end: int, more: Iterable[Span] = ()) -> "Led":
        """Those that begin in a stretch, each up to its end at most; `more` are ours, too."""
        kept = (tuple(Span(one.start, min(one.end, end)) for one in _between(some, start, end)) for some in self)
        found = Led(*kept)
        return found._replace(ours=(*found.ours, *more))


def _between(spans: tuple[Span, ...], start: int, end: int) -> tuple[Span, ...]:
    first, last = (bisect_left(spans, place, key=lambda one: one.start) for place in (start, end))
    return spans[first:last]


NOTHING_LED = Led()


def led_again(kept: Led) -> Led:
    """What was kept, nothing being the one nothing that is asked for by `is`."""
    return NOTHING_LED if kept == NOTHING_LED else kept


def led(text: str, start: int, end: int) -> Led:
    """Everything in a stretch that words lead to, but what stands behind a label (`labelled`)."""
    behind = sorted(_behind(text, start, end))
    doing = [is_agent(text, start, span.start) for span in behind]
    found = Led(
        _spans(_OURS, text, start, end),
        _spans(_BODY, text, start, end) if _has_any(_BODY_WORDS, text, start, end) else (),
        tuple(span for span in _spans(_NOUNS, text, start, end) if _is_noun(text, start, span.start - 1)),
        _spans(_SPELLED, text, start, end),
        tuple(compress(behind, doing)),
        tuple(compress(behind, map(not_, doing))),
        tuple(_handed(text, start, end)),
    )
    return NOTHING_LED if found == NOTHING_LED else found


def _behind(text: str, start: int, end: int) -> Iterator[Span]:
    """What stands behind a preposition; the word before the preposition may stand before the stretch."""
    if _BY_WORD.search(text, max(0, start - 1), end) is not None:
        yield from _spans(_BY, text, start, end)
    if _has_any(_WITH_WORDS, text, max(0, start - len("ed ")), end):
        yield from _spans(_WITH, text, start, end)


def _handed(text: str, start: int, end: int) -> Iterator[Span]:
    if _TO_WORD.search(text, max(0, start - 1), end) is not None:
        yield from (span for span in _spans(_TO, text, start, end) if is_handed(text, start, span.start))


def _has_any(words: Iterable[str], text: str, start: int, end: int) -> bool:
    return any(text.find(word, start, end) >= 0 for word in words)


def has_label(text: str) -> bool:
    """Whether a name may stand behind a label in a text."""
    return _LABEL_END.search(text) is not None


def _spans(way: re.Pattern[str], text: str, start: int, end: int) -> tuple[Span, ...]:
    return tuple(Span(*match.span(1)) for match in way.finditer(text, start, end))


def _is_noun(text: str, start: int, end: int) -> bool:
    """Whether the word that ends here may be a noun with its article."""
    return _NO_NOUN.search(text, max(start, end - _MAX_WORD), end) is None


def labelled(text: str, start: int, end: int) -> Iterator[Span]:
    """What may be a name behind a label that begins a sentence or follows a semicolon ("IT support: Etta")."""
    for place in (start, *(cut.end() for cut in _SEMICOLON.finditer(text, start, end))):
        match = _LABELLED.match(text, place, end)
        if match is not None:
            yield Span(*match.span(1))


def begins_spelled(text: str) -> bool:
    """Whether a text begins with such a word."""
    return _SPELLED.match(text) is not None


def is_means(text: str, start: int, name_start: int, name_end: int) -> bool:
    """Whether the word before a name says that something is done by it, with it or in it; not of a place in another."""
    is_place = _IN_PLACE.match(text, name_end) is not None
    return not is_place and _IN.search(text, max(start, name_start - 12), name_start) is not None


def is_agent(text: str, start: int, name_start: int) -> bool:
    """Whether the words before a name say that it does what is told ("tested by Etta")."""
    match = _AGENT.search(text, max(start, name_start - _MAX_AGENT), name_start)
    return match is not None and _NO_AGENT.match(match.group(1) or match.group(2)) is None


def is_handed(text: str, start: int, name_start: int) -> bool:
    """Whether the words before a name say that something is handed over to it, by others than the reader."""
    if _OTHERWISE.search(text, max(start, name_start - _MAX_AGENT), name_start) is not None:
        return False
    match = _HANDED.search(text, max(start, name_start - _MAX_HANDED), name_start)
    return match is not None and _YOURS.search(text, max(start, match.start() - 50), match.start()) is None
