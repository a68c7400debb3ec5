"""Why a party that a sentence names gets no data by it: denied, past, a link, software of the controller's own."""

import re

from crawlers.blocks import Block, Span
from crawlers.findings.document import Document
from crawlers.gazetteer import Named, Sort

NEGATED, NO_DATA, PAST, LINK = "negated", "no_data", "past", "link_only"
SOFTWARE, SOURCE = "software_without_sharing", "data_source"
BROWSER, METHOD, AUTHORITY, OWN, FORMER = (
    "browser",
    "identity_method",
    "supervisory_authority",
    "own_name",
    "former_name",
)
_SORTS = {Sort.SOFTWARE: SOFTWARE, Sort.BROWSER: BROWSER, Sort.IDENTITY_METHOD: METHOD}
_NEAR = 45  # letters before a name in which a negation is about it
_NOT = re.compile(
    r"(?<!\w)(?:inte|ej|aldrig|varken|inga|inget|ingen|not|never|neither|nor|no|nothing|ingenting)(?!\w)", re.I
)  # fmt: skip
_CLAUSE = re.compile(
    r"[.;:,–—(]| - | (?:men|utan|när|om|då|eftersom|vid|som|och|därför|"
    r"but|when|if|because|since|that|which|so|and|while|who|where|instead|rather) "
)
_OWN_SERVER = re.compile(r"på (?:\w{1,30} )?\w{1,30}ns (?:egn?a? )?(?:server|servrar)(?!\w)")
_OF_OWN = re.compile(r" (?:som|till|as) (?:vårt |our )?(?:dataskyddsombud|data protection officer|dpo)(?!\w)", re.I)
_FETCHED = re.compile(
    r"(?<!\w)(?:receiv|obtain|collect|get|gather|retriev|fetch|hämta|inhämta|får|samla)\w{0,6} [^.;:]{0,80}?"
    r"(?<!\w)(?:from|från) (?:(?:the|och|and|eller|or|samt|[A-ZÅÄÖ][\w&.-]{0,30}),? ){0,12}$"
)
_COMES = re.compile(
    r"(?<!\w)(?:uppgifter(?:na)?|information(?:en)?|data) [^.;:]{0,60}?(?<!\w)(?:kommer|comes?|hämtas|samlas in)"
    r" [^.;:]{0,40}?(?<!\w)(?:från|from)"
    r"(?:(?! (?:by|via|through|using|with|to|for|when|av|genom|till|hos|med|för|när) )[^.;:]){1,250}$", re.I
)  # fmt: skip
_UNTIL = re.compile(
    r"(?<!\w)(?:used|använd\w{0,3}|anlitade\w?|worked with) [^.;:]{0,80}?(?:until|fram till|till) [^.;:]{0,20}"
    r"(?:19|20)\d\d|"
    r"(?:until|fram till) (?:[^.;:,]{3,30} )?(?:19|20)\d\d,? [^.;:,]{0,60}?"
    r"(?:used|använd\w{1,3}|anlitade\w?|was|were|var|had|hade)(?!\w)", re.I
)  # fmt: skip
_UNUSED = re.compile(
    r"[^.;:,]{0,60}(?: (?:is|are) (?:not|no longer) (?:in use|used|permitted|allowed|part)|"
    r" (?:används inte|är inte tillåtna?|är inte i bruk|får inte användas)|"
    r":? (?:receives?|gets?|får|tar emot) (?:no|inga|inget) )"
)
_MAX_FETCHED, _AROUND = 320, 200
_BACK = re.compile(r" (?:them|dem|it|den) ", re.I)
_ORDER = (NO_DATA, NEGATED, PAST, LINK, SOFTWARE, SOURCE)


def why_not(source: Document, named: Named, sentence: Span, block: Block) -> str | None:
    """The reason of the sentence, of its part, or of what the name is; None where nothing speaks against."""
    reason = _said_in(source, named, sentence) or _said_above(source, block)
    if reason is not None:
        return reason
    if named.name == "Box" and source.text[named.end : named.end + 2].strip().isdigit():
        return OWN  # a post-office box
    if _OF_OWN.match(source.text, named.end, min(sentence.end, named.end + _NEAR)) is not None:
        return OWN
    if FORMER in source.hits.keys("denials", max(sentence.start, named.start - 40), named.start):
        return FORMER
    is_compound = source.text[named.end : named.end + 1] == "-"
    if named.sort in _SORTS and (is_compound or named.sort is Sort.BROWSER or not is_given(source, sentence)):
        return _SORTS[named.sort]
    if _is_change_log(source, block):
        return PAST
    complains = "complaint" in source.hits.keys("rights", sentence.start, sentence.end)
    if complains and source.speaks_of("authority", sentence.start, sentence.end):
        return AUTHORITY
    if is_given(source, sentence):
        return None
    if complains:
        return AUTHORITY
    is_own = any(source.speaks_of(key, sentence.start, sentence.end) for key in ("controller", "dpo"))
    return OWN if is_own else None


def _said_in(source: Document, named: Named, sentence: Span) -> str | None:
    """By the sentence's wordings, by a negation close before the name, by the controller's own server."""
    keys = source.hits.keys("denials", sentence.start, sentence.end)
    is_but = "except" in keys
    if is_but:
        keys -= {NEGATED, NO_DATA}
    reason = next((reason for reason in _ORDER if reason in keys), None)
    if reason is not None and not (reason == SOURCE and _is_given_then(source, named, sentence)):
        return reason
    around = max(sentence.start, named.start - _AROUND), min(sentence.end, named.end + _AROUND)
    if _UNTIL.search(source.text, *around) is not None:
        return PAST
    if _is_fetched_from(source, named, sentence) and not _is_given_then(source, named, sentence):
        return SOURCE
    if _OWN_SERVER.search(source.text, *around) is not None:
        return SOFTWARE
    if _UNUSED.match(source.text, named.end, sentence.end) is not None:
        return NEGATED
    clause = _CLAUSE.split(source.text[max(sentence.start, named.start - _NEAR) : named.start])[-1]
    return NEGATED if not is_but and _NOT.search(clause) is not None else None


def _is_fetched_from(source: Document, named: Named, sentence: Span) -> bool:
    """Whether the words before a name say that data come from it ("we receive data from Etta")."""
    start = max(sentence.start, named.start - _MAX_FETCHED)
    return any(way.search(source.text, start, named.start) is not None for way in (_FETCHED, _COMES))


def _is_given_then(source: Document, named: Named, sentence: Span) -> bool:
    """Whether data are given to a name after words for fetching ("we fetch a report, for which Etta is sent …")."""
    if _BACK.search(source.text, named.end, sentence.end) and source.hits.within("sharing", named.end, sentence.end):
        return True
    fetched = [hit.end for hit in source.hits.within("denials", sentence.start, named.start) if hit.key == SOURCE]
    return bool(fetched) and bool(source.hits.within("sharing", fetched[-1], named.start))


def _said_above(source: Document, block: Block) -> str | None:
    """By the heading above ("What we have removed"), where it is no question."""
    section = source.section_of(block)
    heading = section[-1] if section else ""
    if not heading or heading.endswith("?"):
        return None
    keys = source.recognised(heading).hits.all_keys("denials")
    return next((reason for reason in (NO_DATA, PAST) if reason in keys), None)


def is_given(source: Document, sentence: Span) -> bool:
    """Whether the sentence says that data are given to those it names."""
    return bool(source.hits.within("sharing", sentence.start, sentence.end))


def _is_change_log(source: Document, block: Block) -> bool:
    return any("change_log" in source.title_keys(heading, "headings") for heading in block.section[-1:])
