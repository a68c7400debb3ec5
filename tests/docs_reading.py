"""Reads the documentation: code blocks, shown commands, links, headings, and the parser each command really has."""

import argparse
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path

from house_reading import ROOT

from app import COMMANDS

FENCE = re.compile(r"^ *```(\w*)[^\n]*\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
LINK = re.compile(r"\[[^\]\n]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)
SHELL = {"sh", "bash", "shell", "console"}
ENDS_A_COMMAND = {"|", ">", ">>", "&&", ";", "<", "&"}


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the documentation."""

    path: Path
    text: str

    @property
    def name(self) -> str:
        """Its path inside the checkout."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def prose(self) -> str:
        """The text without its code blocks."""
        return FENCE.sub("", self.text)

    def blocks(self, *languages: str) -> Iterator[str]:
        """Code blocks in one of the languages."""
        return (body for language, body in FENCE.findall(self.text) if language in languages)

    def section(self, title: str) -> str:
        """From the heading `## title` to the next of its rank; empty where there is none."""
        found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", self.text, re.MULTILINE | re.DOTALL)
        return found.group(1) if found else ""

    def anchors(self) -> set[str]:
        """What a link to a heading of this page says after the #."""
        return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in HEADING.findall(self.prose)}

    def commands(self) -> Iterator[list[str]]:
        """Every `onward …` line that is shown, as words. What is only named or sketched (with …) is left out."""
        for block in self.blocks(*SHELL):
            lines = block.replace("\\\n", " ").splitlines()
            yield from (words_of(line.strip().removeprefix("$ ")) for line in lines if _is_command(line))
        for inline in INLINE.findall(self.prose):
            if inline.startswith("onward ") and "…" not in inline and not re.search(r"COMMAND|[\[\]{}]", inline):
                yield from (words for words in [words_of(inline)] if len(words) > 1)


def _is_command(line: str) -> bool:
    return re.match(r"(?:\$ )?(?:[A-Z_]+=\S+ )*(?:\.venv/bin/)?onward ", line.strip()) is not None


def words_of(line: str) -> list[str]:
    """The words after `onward` on a command line, up to a pipe or the like."""
    words = shlex.split(line, comments=True)
    start = next(number for number, word in enumerate(words) if word.removeprefix(".venv/bin/") == "onward")
    end = next((number for number, word in enumerate(words) if word in ENDS_A_COMMAND), len(words))
    return words[start + 1 : end]


@cache
def pages() -> tuple[Page, ...]:
    """README, CONTRIBUTING, CHANGELOG and everything under docs/."""
    top = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")]
    return tuple(
        Page(path, path.read_text(encoding="utf-8")) for path in [*top, *sorted((ROOT / "docs").rglob("*.md"))]
    )


def page(name: str) -> Page:
    """One page by its path."""
    found = next((page for page in pages() if page.name == name), None)
    assert found is not None, f"{name} is missing"
    return found


@cache
def parser(name: str) -> argparse.ArgumentParser:
    """The parser a command really has."""
    made = argparse.ArgumentParser(prog=f"onward {name}")
    import_module(COMMANDS[name]).arguments(made)
    return made


def options(name: str) -> Iterator[str]:
    """Every option and every value of a command, as it is written."""
    for action in parser(name)._actions:
        if "--help" in action.option_strings:
            continue
        yield from action.option_strings
        yield from map(str, action.choices or ())
        if not action.option_strings and not action.choices:
            yield from str(action.metavar or action.dest).split("|")
