"""Runs every pattern of the crawlers over strings meant to make it backtrack, under a limit of processor time.

Prints how many patterns were tried. A pattern that backtracks without end meets the limit.
"""

import importlib
import pkgutil
import re
import resource
from collections.abc import Iterator

import crawlers
from crawlers.days import _written
from crawlers.findings.agreement_terms import _pattern as _days
from crawlers.findings.retention import _pattern as _periods

SECONDS = 150
LENGTH = 20_000
WORDS = (
    *("a", " ", "A", "(", "[", "<", "1", ".", "-", "\t", "_", "=", "&", "`", "|", ",", "/", '"', "\\", "@", "é"),
    *("A ", "a ", "1 ", "1.", "a.", "a@", "* ", "A a ", "A, ", "Aa-", "[a](", "<a ", "<!--", "{%", "http://a/", "a'"),
    *("2024-", "1 january ", "thirty (30) ", "30 days ", "A/S ", "A AB ", "(“A", "eli/dec/", "charset=", "&amp;"),
)


def patterns() -> Iterator[tuple[str, int]]:
    """Every compiled pattern that a module of the crawlers holds, and those made of the wordings."""
    held = [_written(), *(make(language)[0] for make in (_days, _periods) for language in ("sv", "en"))]
    for module in pkgutil.walk_packages(crawlers.__path__, "crawlers."):
        found = vars(importlib.import_module(module.name)).values()
        held += [one for one in found if isinstance(one, re.Pattern)]
    for one in held:
        pattern = one.pattern if isinstance(one.pattern, str) else one.pattern.decode("latin-1")
        yield pattern, one.flags & (re.IGNORECASE | re.MULTILINE | re.DOTALL | re.VERBOSE)


def tried(pattern: re.Pattern[str]) -> int:
    """Searches, and matches whole, every string; how many places were found."""
    texts = [word * (LENGTH // len(word)) + end for word in WORDS for end in ("", "\x00")]
    return sum(sum(1 for _ in pattern.finditer(text)) + bool(pattern.fullmatch(text)) for text in texts)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    known = [re.compile(*one) for one in sorted(set(patterns()))]
    places = [tried(one) for one in known]
    print("tried", len(known), "patterns, met in", sum(places), "places")
