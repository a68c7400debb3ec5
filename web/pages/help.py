"""`/help`: where to begin, the keys, every closed word with its explanation where there is one, and where the law
stands."""

from itertools import chain

from litestar import Response, get

from registry import glossary
from registry.terms import Right
from web.pages.rendering import page
from web.pages.views import Visited
from web.pages.visiting import PageQuery, Visit
from web.wording import messages

NOT_OF_THE_FIELD = {"page", "page_question", "word", "headline", "letter", "beat", "case", "act", "condition"}
NOT_OF_THE_FIELD |= {"evidence_text", "assessment_text", "assessment_question"}  # sentences of pages, mails and files
FIRST = (
    "role",
    "verdict",
    "for_people",
    "flag",
    "source_state",
    "review_state",
    "proposal_state",
    "change_kind",
    "sub_kind",
)


class HelpQuery(PageQuery, frozen=True, kw_only=True):
    """`q`: words to look for among the words of the field."""

    q: str | None = None


@get("/help", needs=Right.READ, query=HelpQuery, sync_to_thread=True)
def help_page(visit: Visited) -> Response[str]:
    """Where to begin, keys, words, law."""
    return page("help.html", visit, words=_words(visit))


def _words(visit: Visit) -> list[tuple[str, list[tuple[str, str, str | None]]]]:
    """Vocabularies, those met most often first: the value, its label, and its explanation where there is one."""
    asked = visit.query.get("q", "").casefold()
    known = glossary.load().vocabularies
    told = messages().vocabulary("explained")
    found = []
    for name in dict.fromkeys(chain(FIRST, sorted(known))):
        rows = []
        if name in NOT_OF_THE_FIELD:
            continue
        for value, label in known.get(name, {}).items():
            key = f"{name}_{value}"
            why = visit.wording.said("explained", key) if key in told else None
            row = (value, label.read_in(visit.language), why)
            if not asked or any(asked in text.casefold() for text in (*row[:2], row[2] or "", label.en, label.sv)):
                rows.append(row)
        if rows:
            found.append((name, rows))
    return found
