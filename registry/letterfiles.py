"""`data/letters.toml`: the wordings of letters about sub-processors; a lawyer corrects them there."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from registry.errors import BadRecord, NotFound
from registry.gapfiles import PLACEHOLDER, placed
from registry.glossary import Label, Language
from registry.noticefiles import wordings_of

LETTERS_FILE = Path(__file__).resolve().parent.parent / "data" / "letters.toml"
TABLES = ("letter", "place", "question", "said", "unfilled")


@dataclass(frozen=True, slots=True)
class Wordings:
    """The wordings by table and name, in the order of the file."""

    tables: Mapping[str, Mapping[str, Label]]

    def table(self, name: str, language: Language) -> list[str]:
        """Every wording of a table."""
        return [one.read_in(language) for one in self.tables[name].values()]

    def filled(
        self, table: str, name: str, language: Language, values: Mapping[str, str | None]
    ) -> tuple[str, tuple[str, ...]]:
        """A wording with its placeholders filled, and what is wanting, in words; what is wanting stands in brackets."""
        found = self.tables[table].get(name)
        if found is None:
            raise NotFound(f"data/letters.toml has no [{table}] {name}.")
        text = found.read_in(language)
        wanting = [one for one in dict.fromkeys(PLACEHOLDER.findall(text)) if not values.get(one)]
        words = {one: self.tables["unfilled"][one].read_in(language) for one in wanting}
        done = placed(text, lambda one: values.get(one) or f"[{words[one]}]")
        return done, tuple(words.values())


@cache
def load(path: Path = LETTERS_FILE) -> Wordings:
    """The wordings, read once. Raises BadRecord naming table and name, also for a placeholder without words."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadRecord(f"cannot be read: {error}", where=path.name) from error
    if unknown := tables.keys() ^ set(TABLES):
        raise BadRecord("has, or lacks, a table", where=path.name, field=min(unknown))
    found = {name: wordings_of(f"{path.name} [{name}]", tables[name]) for name in TABLES}
    asked = {one for table in found.values() for label in table.values() for one in PLACEHOLDER.findall(label.sv)}
    if unnamed := asked - found["unfilled"].keys():
        raise BadRecord("fills in what [unfilled] has no words for", where=path.name, field=min(unnamed))
    return Wordings(found)
