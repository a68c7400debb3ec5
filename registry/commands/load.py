"""`onward load`: bring the schema, the law and the catalogue of the database to what this Onward ships."""

import argparse
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from registry import cataloguefiles, lawfiles, portfolios, searchindex
from registry.answers import Exit, say, tell
from registry.catalogue import loading
from registry.catalogue.importing import import_samples
from registry.catalogueshapes import Catalogue
from registry.law.lawbook import LawBook
from registry.portfolioshapes import Portfolio
from registry.reviews.rejudging import judge_again
from registry.settings import Settings
from registry.store import Store, open_store
from registry.tables import now

HELP = "migrate the database and load the law and the catalogue"
EXAMPLE = "onward load --dry-run --json"

ACTOR = "onward load"


@dataclass(frozen=True, slots=True)
class Curated:
    """What the data folder holds, read and checked before anything is written."""

    catalogue: Catalogue
    book: LawBook
    law_files: dict[str, str]
    samples: Mapping[str, Portfolio]  # by file name

    @property
    def law(self) -> str:
        """The law book's hash."""
        return self.book.sha256


class _OnlyRehearsed(Exception):
    """Ends a rehearsal's transaction, so that nothing of it stays."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--data", type=Path, metavar="DIR", help="another folder with law/ and catalogue/")
    parser.add_argument("--no-sample", action="store_true", help="leave out the invented organisation")
    parser.add_argument("--dry-run", action="store_true", help="tell what would change, write nothing")
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Read all of it, then migrate and write in one transaction."""
    curated = _read(arguments.data, with_samples=not arguments.no_sample)
    if arguments.dry_run:
        return _answer(_rehearse(settings, curated), arguments.json)
    store = open_store(settings.database_url)
    try:
        store.migrate()
        with store.write(ACTOR) as session:
            searchindex.ensure(session)
        answer = _load(store, curated, settings.on())
    finally:
        store.close()
    return _answer(answer, arguments.json)


def _read(folder: Path | None, *, with_samples: bool) -> Curated:
    """Everything curated. Raises BadRecord for the first record that cannot be."""
    law = folder / "law" if folder else None
    book = lawfiles.load(law)
    files = {path.name: path.read_text(encoding="utf-8") for path in lawfiles.law_paths(law)}
    paths = sorted(((folder or lawfiles.DATA) / "samples").glob("*.toml")) if with_samples else []
    samples = {path.name: portfolios.read(path) for path in paths}
    return Curated(cataloguefiles.load(folder / "catalogue" if folder else None), book, files, samples)


def _load(store: Store, curated: Curated, on: date, *, rehearse: bool = False) -> dict[str, Any]:
    """The catalogue, the sample where it belongs, and then every transfer judged, in one transaction."""
    answer: dict[str, Any] = {}
    try:
        with store.write(ACTOR) as session:
            at = now()
            is_new = loading.keep_law(session, curated.law_files, curated.law, at)
            loaded = loading.load(session, curated.catalogue, at)
            samples = import_samples(session, curated.samples, at)
            turns = judge_again(session, curated.book, on, at)
            answer = {
                "catalogue": curated.catalogue.sha256,
                "law": curated.law,
                "law_is_new": is_new,
                "rehearsed": rehearse,
                "tables": loaded.as_json(),
                "samples": [one.as_json() for one in samples],
                "turned": len(turns),
            }
            if rehearse:
                raise _OnlyRehearsed
    except _OnlyRehearsed:
        pass
    return answer


def _rehearse(settings: Settings, curated: Curated) -> dict[str, Any]:
    """The same load, taken back at its end; a database without tables is stood in for by an empty one."""
    if _has_tables(settings.database_url):
        store = open_store(settings.database_url)
        try:
            store.require_current()
            return _load(store, curated, settings.on(), rehearse=True)
        finally:
            store.close()
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{folder}/rehearsal.db")
        try:
            store.migrate()
            return _load(store, curated, settings.on(), rehearse=True)
        finally:
            store.close()


def _has_tables(url: str) -> bool:
    """Whether anything was ever loaded. Looking makes no file."""
    try:
        address = sa.make_url(url)
    except sa.exc.ArgumentError:
        return True  # opening it says what is wrong
    if address.get_backend_name() == "sqlite" and not Path(address.database or "").is_file():
        return False
    store = open_store(url)
    try:
        return sa.inspect(store.engine).has_table("alembic_version")
    finally:
        store.close()


def _answer(answer: dict[str, Any], as_json: bool) -> int:
    if as_json:
        tell(answer)
        return Exit.OK
    touched = {table: counts for table, counts in answer["tables"].items() if _wrote(counts)}
    for table, counts in touched.items():
        told = ", ".join(f"{counts[word]} {word}" for word in ("added", "changed", "ended") if counts[word])
        print(f"{table.replace('_', ' ')}: {told}")
    if not touched:
        print("The catalogue stands as it was.")
    for sample in answer["samples"]:
        if _wrote(sample):
            print(f"invented organisation: {sample['added']} added, {sample['changed']} changed")
    if answer["turned"]:
        print(f"verdicts: {answer['turned']} new or turned")
    if answer["law_is_new"]:
        print(f"law book {answer['law'][:12]}: new")
    _tell_decided(answer["tables"])
    if answer["rehearsed"]:
        say("A rehearsal: nothing was written.")
    return Exit.OK


def _wrote(counts: dict[str, int]) -> bool:
    return any(counts[word] for word in ("added", "changed", "ended"))


def _tell_decided(tables: dict[str, dict[str, int]]) -> None:
    decided = sum(counts["decided"] for counts in tables.values())
    if decided:
        say(f"{decided} curated records differ from what people decided; their word stands.")
