"""Tries every regular expression of a package on strings made from it to hurt it, under limits of processor time.

The package is the crawlers, unless another is named.

Patterns are met where they are compiled: `re.compile` is watched while every module is imported and two small documents
are read, and the source is read for calls that were never met. Prints a line for each fault, with the pattern's place,
and how many were tried. A pattern that takes longer than its share is told and left; the engine looks at signals.
"""

import ast
import importlib
import json
import pkgutil
import re
import re._parser as parser  # type: ignore[import-not-found]  # CPython's own reading of a pattern
import resource
import signal
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from types import FrameType
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("crawlers", "registry", "graphs", "web")
chosen = ["crawlers"]
LENGTH = 20_000
SECONDS_EACH = 12.0
SECONDS_ALL = 800
ENDS = ("", "\x00")
RUNS = ("a", "A", "0", " ", "\n", "-", ".", "(", "Aa ")
MOST_MADE = 12
USING = {f"re.{one}" for one in ("search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer")}

Place = tuple[str, int]
met: dict[Place, set[tuple[str | bytes, int]]] = {}


class TooLong(Exception):
    """A pattern took longer than its share."""


def watch() -> None:
    """Note every pattern and where it is compiled."""
    compiled = re.compile

    def noting(pattern: Any, flags: int = 0) -> Any:
        frame = sys._getframe(1)
        made = compiled(pattern, flags)
        if frame.f_code.co_filename.startswith(f"{ROOT / chosen[0]}/") and isinstance(pattern, str | bytes):
            place = (str(Path(frame.f_code.co_filename).relative_to(ROOT)), frame.f_lineno)
            met.setdefault(place, set()).add((made.pattern, made.flags))
        return made

    re.compile = noting  # type: ignore[assignment]


def import_all() -> None:
    """Every module of the package; of the crawlers also what they compile only once they read."""
    package = importlib.import_module(chosen[0])
    for module in pkgutil.walk_packages(package.__path__, f"{chosen[0]}."):
        if ".versions." not in module.name and not module.name.endswith(".env"):  # Alembic alone can run these
            importlib.import_module(module.name)
    if chosen[0] == "registry":
        from registry.evidence.others import _search
        from registry.scoping import _mentions

        _mentions(("organisation", "service"))
        _search(["Lagret", "Lagret AB"], ["Lagret AB i Viken"])
    if chosen[0] != "crawlers":
        return
    from crawlers.extract import extract
    from crawlers.known import gazetteer
    from crawlers.read import read

    for text in (SWEDISH, ENGLISH, *AGREEMENTS):
        read(extract(text.encode(), name="a.md"), gazetteer=gazetteer())
    from crawlers.scoped import topics_in
    from crawlers.site import Page, Survey
    from crawlers.site_known import known

    topics_in("anything")
    Survey(known()).read(Page("a", "<script>var a='https://js.stripe.com/v3'; fbq('init')</script>", None))


SWEDISH = """# Integritetspolicy

Sjöboden AB är personuppgiftsansvarig. Uppgifterna sparas i 30 dagar. Senast uppdaterad den 3 maj 2024. Vi lämnar ut
dina uppgifter till Zeppo Inc. i USA med stöd av standardavtalsklausuler enligt (EU) 2021/914.
"""
ENGLISH = """# Privacy policy

Sjöboden Ltd is the controller. We keep the data for 30 days. Last updated 3 May 2024. We share your data with Zeppo
Inc. in the United States under standard contractual clauses, Decision (EU) 2021/914.
"""
AGREEMENTS = (
    "# Personuppgiftsbiträdesavtal\n\nBiträdet underrättar om nya underbiträden trettio (30) dagar i förväg.\n",
    "# Data processing agreement\n\nThe processor shall notify new sub-processors thirty (30) days before.\n",
)


def written() -> set[Place]:
    """Where the source compiles a pattern."""
    places = set()
    for path in sorted((ROOT / chosen[0]).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "re.compile":
                places.add((str(path.relative_to(ROOT)), node.lineno))
    return places


def written_out() -> None:
    """Patterns that a call uses without compiling them first: those that stand there as they are."""
    for path in sorted((ROOT / chosen[0]).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or ast.unparse(node.func) not in USING or not node.args:
                continue
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str | bytes):
                flags = re.compile(first.value).flags
                met.setdefault((str(path.relative_to(ROOT)), node.lineno), set()).add((first.value, flags))


def unmet() -> Iterator[Place]:
    """Calls in the source that nothing reached: a pattern nobody tries. A call may stretch over several lines."""
    for file, line in sorted(written()):
        if not any(there == file and line <= at <= line + 8 for there, at in met):
            yield file, line


def letters(pattern: str, flags: int) -> list[str]:
    """A letter for each literal and each class of a pattern, in its order."""
    return list(_letters(parser.parse(pattern, flags & ~re.UNICODE)))


def _letters(parsed: Any) -> Iterator[str]:
    for operation, argument in parsed:
        name = str(operation)
        if name == "LITERAL":
            yield chr(argument)
        elif name in ("NOT_LITERAL", "ANY"):
            yield "a"
        elif name == "IN":
            yield _of_class(argument)
        else:
            yield from _inside(argument)


def _inside(argument: Any) -> Iterator[str]:
    if isinstance(argument, parser.SubPattern):
        yield from _letters(argument)
    elif isinstance(argument, list | tuple):
        for one in argument:
            yield from _inside(one)


def _of_class(held: Any) -> str:
    """A letter of a class: its first literal, the middle of its first range, a digit, a space, a letter."""
    if str(held[0][0]) == "NEGATE":
        return "b"
    name, argument = str(held[0][0]), held[0][1]
    if name == "LITERAL":
        return chr(argument)
    if name == "RANGE":
        return chr((argument[0] + argument[1]) // 2)
    return {"CATEGORY_DIGIT": "1", "CATEGORY_SPACE": " "}.get(str(argument), "a")


def made(pattern: str, flags: int) -> list[str]:
    """Strings that walk a pattern far and then fail: each letter, each pair, all of them, over and over."""
    known = letters(pattern, flags)
    whole = "".join(known)[:200]
    pairs = ["".join(pair) for pair in pairwise(known)]
    bits = list(dict.fromkeys([*known, *pairs, whole, whole[: len(whole) // 2]]))[:MOST_MADE]
    repeated = [bit * (LENGTH // len(bit)) for bit in (*bits, *RUNS) if bit]
    led = [whole[:at] + bit * (LENGTH // len(bit)) for at in (1, 4) for bit in bits[:3] if bit]
    return [text + end for text in (*repeated, *led) for end in ENDS]


def tried(pattern: str | bytes, flags: int) -> str | None:
    """None where all strings are done within the pattern's share; else the beginning of the one that is not."""
    known = re.compile(pattern, flags)
    text = ""
    signal.setitimer(signal.ITIMER_PROF, SECONDS_EACH)
    try:
        plain = pattern if isinstance(pattern, str) else pattern.decode("latin-1")
        for text in made(plain, flags & (re.IGNORECASE | re.MULTILINE | re.DOTALL | re.VERBOSE | re.ASCII)):
            given: Any = text if isinstance(pattern, str) else text.encode("utf-8", "replace")
            sum(1 for _ in known.finditer(given))
            known.fullmatch(given)
    except TooLong:
        return ascii(text[:40])
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return None


def _end(_number: int, _frame: FrameType | None) -> None:
    raise TooLong


def main(*given: str) -> None:
    """Try them all, or those given, and tell."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS_ALL, SECONDS_ALL))
    signal.signal(signal.SIGPROF, _end)
    faults: list[str] = []
    if given and given[0] in PACKAGES:
        chosen[0], given = given[0], ()
    if given:
        met.update({("argument", n): {(one, re.UNICODE)} for n, one in enumerate(given)})
    else:
        watch()
        import_all()
        written_out()
        faults += [f"{file}:{line}: compiled nowhere in this test" for file, line in unmet()]
    count = 0
    for (file, line), patterns in sorted(met.items()):
        for pattern, flags in sorted(patterns, key=str):
            count += 1
            if tried(pattern, flags) is not None:
                faults.append(f"{file}:{line}: {str(pattern)[:80]} is too slow")
    print(json.dumps({"tried": count, "faults": faults}))


if __name__ == "__main__":
    main(*sys.argv[1:])
