"""`data/notice.toml`: the wordings of a privacy notice written from the register; a lawyer corrects them there."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from registry import gapfiles
from registry.errors import BadRecord, NotFound
from registry.gapfiles import PLACEHOLDER
from registry.glossary import Label, Language

NOTICE_FILE = Path(__file__).resolve().parent.parent / "data" / "notice.toml"
TABLES = ("head", "sentence", "gap", "part")
_OWN = MappingProxyType(  # placeholders that data/gaps.toml does not know
    {
        "företrädare": Label(sv="företrädare", en="representative"),
        "vilka": Label(sv="kategorier av registrerade", en="categories of data subjects"),
        "lag": Label(sv="bestämmelse", en="provision"),
        "punkt": Label(sv="punkt i artikel 9.2", en="point of Article 9(2)"),
        "vad": Label(sv="vilka uppgifter", en="which data"),
        "artikel": Label(sv="artikel", en="article"),
        "datum": Label(sv="dag", en="day"),
        "uppgifter": Label(sv="uppgifter", en="facts"),
    }
)


@dataclass(frozen=True, slots=True)
class Wordings:
    """The wordings by table and name."""

    tables: Mapping[str, Mapping[str, Label]]

    def text(self, table: str, name: str, language: Language) -> str:
        """A wording with its placeholders. Raises NotFound."""
        found = self.tables[table].get(name)
        if found is None:
            raise NotFound(f"data/notice.toml has no [{table}] {name}.")
        return found.read_in(language)


def filled(text: str, values: Mapping[str, str | None], language: Language) -> tuple[str, tuple[str, ...]]:
    """The text with its placeholders filled, and what is wanting, in words; what is wanting stands in brackets."""
    wanting = [name for name in dict.fromkeys(PLACEHOLDER.findall(text)) if not values.get(name)]
    words = {name: _unfilled(name, language) for name in wanting}
    done = gapfiles.placed(text, lambda name: values.get(name) or f"[{words[name]}]")
    return done, tuple(words.values())


def _unfilled(name: str, language: Language) -> str:
    known = gapfiles.load().unfilled.get(name) or _OWN.get(name)
    return known.read_in(language) if known else name


@cache
def load(path: Path = NOTICE_FILE) -> Wordings:
    """The wordings, read once. Raises BadRecord naming table and name."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadRecord(f"cannot be read: {error}", where=path.name) from error
    if unknown := tables.keys() ^ set(TABLES):
        raise BadRecord("has, or lacks, a table", where=path.name, field=min(unknown))
    return Wordings({name: wordings_of(f"{path.name} [{name}]", table) for name, table in tables.items()})


def wordings_of(where: str, table: Mapping[str, object]) -> dict[str, Label]:
    """A table of wordings in both languages. Raises BadRecord where they fill in other things."""
    found = {}
    for name, pair in table.items():
        if (
            not isinstance(pair, dict)
            or set(pair) != {"sv", "en"}
            or not all(isinstance(v, str) for v in pair.values())
        ):
            raise BadRecord('a wording is {sv = "…", en = "…"} and nothing else', where=where, field=name)
        if set(PLACEHOLDER.findall(pair["sv"])) != set(PLACEHOLDER.findall(pair["en"])):
            raise BadRecord("the two languages fill in other things", where=where, field=name)
        found[name] = Label(en=pair["en"], sv=pair["sv"])
    return found
