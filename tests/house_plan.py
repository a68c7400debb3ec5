"""The plan of the house: which part stands where, what it may import, and what it may touch.

`docs/house.md` shows the same tables; a test keeps the two together. Inside `registry/` a part may import every part
above it in this table ("to its left"), unless `only` names fewer. A module that belongs to no part has no place yet:
give it one here, with the reason.
"""

from dataclasses import dataclass

EVERYTHING_ABOVE = None


@dataclass(frozen=True, slots=True)
class Part:
    """A part of `registry/`: its modules or packages, what it may import (None: every part above), and why here."""

    name: str
    modules: tuple[str, ...]
    only: tuple[str, ...] | None
    reason: str


@dataclass(frozen=True, slots=True)
class Guests:
    """What the modules under `who` may import of `registry/`: whole parts, single modules, and why."""

    who: str
    parts: tuple[str, ...]
    modules: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Touch:
    """Something only few may touch: the libraries that reach it, and who may import them."""

    what: str
    libraries: tuple[str, ...]
    allowed: tuple[str, ...]
    reason: str


def _part(name: str, reason: str, *more: str, only: tuple[str, ...] | None = EVERYTHING_ABOVE) -> Part:
    return Part(name, tuple(f"registry.{module}" for module in (name, *more)), only, reason)


REGISTRY = (
    _part("terms", "the words everyone else uses", only=()),
    _part("errors", "what is refused, in words a person can act on", only=()),
    _part("settings", "the only reader of the environment", "bucketaddress", only=("errors",)),
    _part("logs", "what a process says of itself: words of ours and numbers, nobody's name", only=("settings",)),
    _part("answers", "the one JSON form and the exit codes of commands; knows nothing of the field", only=()),
    _part("guard", "which addresses may be reached; every door that fetches asks it", only=("errors",)),
    _part(
        "remote",
        "the command's own door: asks the server of `ONWARD_SERVER` instead of the database",
        only=("errors", "settings", "answers"),
    ),
    _part(
        "law",
        "pure rules: facts, a law book and a day in, a verdict out; facts it cannot read are an error of ours",
        only=("terms", "errors"),
    ),
    _part(
        "lawfiles",
        "`data/law` into a law book; beside it the strict reading of TOML that all curated files share",
        *("lawchecks", "recordfiles", "shaping", "dayfiles"),
    ),
    _part(
        "glossary",
        "`data/glossary.toml` into labels, `data/gaps.toml` and `data/assessments.toml` into words; holds no row",
        *("gapfiles", "assessmentfiles", "noticefiles", "letterfiles", "dpvfiles", "lawwords", "cataloguewords"),
    ),
    _part(
        "cataloguefiles",
        "`data/catalogue` into frozen shapes; one module per sort of shape",
        *("organisationshapes", "serviceshapes", "listshapes", "cataloguenames", "catalogueshapes", "cataloguechecks"),
    ),
    _part(
        "portfolios",
        "an organisation's own TOML into frozen shapes, read as strictly as the catalogue",
        *("portfolioshapes", "transfershapes", "portfoliochecks", "activityshapes", "assessmentshapes"),
        *("spreadsheets", "columns", "sheetheads", "sheetlines"),
    ),
    _part("valued", "what a stored proposal or claim says, taken apart with care", only=("terms", "errors")),
    _part("tables", "columns and constraints, no behaviour"),
    _part("migrations", "one step per version of the schema; run by the store by path", only=("tables",)),
    _part(
        "audit",
        "the chain of writes; left of the store, which hooks it into every session (decision 15)",
        "chainheads",
    ),
    _part(
        "searchindex",
        "words by which things are found; left of the store, which hooks it into every session",
        "stems",
        "searchentries",
    ),
    _part(
        "store",
        "engines and sessions; the one place others get a session, narrowed to a scope",
        "scoping",
        "repeats",
        "commits",
        "prepared",
        "patience",
    ),
    _part("jobqueue", "the queue's own tables beside the register, in a schema of their own"),
    _part("accounts", "users, tokens, roles"),
    _part("catalogue", "the only readers and writers of catalogue rows"),
    _part("judging", "judges every live transfer and notes what turned"),
    _part(
        "watching",
        "seen, snapshot, version, reading and change of a document, watched or handed in",
        *(
            "handed",
            "sources",
            "frequency",
            "seeing",
            "redeclared",
            "rereading",
            "signed",
            "published",
            "hosts",
            "shelf",
        ),
    ),
    _part("alerts", "whom a change concerns, how grave it is, and its delivery"),
    _part("reviews", "proposals and decisions"),
    _part("reports", "registers, notices and letters for reading"),
    _part("keeping", "backups, and moves between databases; files that appear whole"),
    _part("evidence", "the packet that verifies offline"),
    _part("commands", "this package's commands; `app.py` loads them by name, and nothing below the web imports one"),
)

CRAWLERS = Guests(
    "crawlers",
    (
        *("terms", "errors", "settings", "logs", "guard", "law", "lawfiles", "cataloguefiles", "store"),
        *("watching", "judging", "alerts", "jobqueue"),
    ),
    (
        *("registry.catalogue.reading", "registry.catalogue.remembered", "registry.catalogue.chains"),
        *("registry.reviews.proposals", "registry.reviews.reopening", "registry.keeping.whole_files"),
        *("registry.keeping.publishing", "registry.keeping.shelves"),
    ),
    "machines propose: no door to the writers of the catalogue; files are written the one way",
)
GRAPHS = Guests(
    "graphs",
    ("terms", "errors", "settings", "law", "lawfiles", "store", "judging"),
    ("registry.catalogue.reading", "registry.catalogue.chains"),
    "answers and draws; writes nothing",
)
GUESTS = (
    CRAWLERS,
    GRAPHS,
    Guests("crawlers.commands", ("answers",), (), "every command answers in the same form"),
    Guests("crawlers.gaptelling", ("glossary",), (), "a finding is told in the glossary's words, in both languages"),
    Guests("crawlers.scoped", ("glossary",), (), "the words by which a notice and an activity speak of the same"),
    Guests("graphs.commands", ("answers", "glossary"), (), "the same form, and the labels of closed words"),
    Guests("graphs.phrases", ("glossary",), (), "the words of a picture are the glossary's"),
)

# Which package may import which; `registry` and its guests are told apart in the tables above.
PACKAGES = {
    "registry": ("registry", "data"),
    "crawlers": ("crawlers", "registry", "data"),
    "graphs": ("graphs", "registry", "data"),
    "web": ("web", "crawlers", "graphs", "registry", "data"),
    "data": (),
    "app": ("web", "crawlers", "graphs", "registry"),
}

TOUCHES = (
    Touch(
        "the network",
        (
            *("httpx", "aiohttp", "requests", "urllib.request", "urllib3", "http.client"),
            *("socket", "ssl", "smtplib", "ftplib", "apprise", "obstore"),
        ),
        (
            *("crawlers.fetch", "crawlers.site_proxy", "registry.alerts.channels", "registry.alerts.chat"),
            *("registry.guard", "registry.keeping.bucket", "registry.remote", "web.commands.serve", "web.oidc"),
        ),
        "five doors outward, the guard that all ask, the store of snapshots that the operator names, the command's own "
        "door to the one server its user names, and the server's own socket, which listens and reaches nobody",
    ),
    Touch(
        "BeautifulSoup", ("bs4",), ("crawlers.extract", "crawlers.site"), "the slow path, for what a declaration keeps"
    ),
    Touch("PDF text", ("pypdf",), ("crawlers.portable",), "one reader of PDF"),
    Touch(
        "snapshots on disk",
        ("zstandard",),
        ("crawlers.archive", "crawlers.kept"),
        "the record by one module alone, and a memory that may be lost",
    ),
    Touch("Graphviz", ("graphviz", "graphviz_pure"), ("graphs.renderers",), "only pictures need it"),
    Touch("PDF", ("reportlab",), ("graphs.renderers",), "only pictures are written as PDF"),
    Touch("numpy", ("numpy",), ("graphs",), "whole-registry questions on arrays"),
    Touch("networkx", ("networkx",), ("graphs",), "the model of a flow"),
    Touch("the database", ("sqlmodel", "sqlalchemy", "sqlite3", "psycopg", "alembic"), ("registry",), "rows live here"),
    Touch(
        "the queue",
        ("procrastinate",),
        ("registry.jobqueue", "crawlers.fleet"),
        "one place knows its tables, one its jobs",
    ),
    Touch("Litestar", ("litestar", "uvicorn"), ("web", "app"), "the only package that knows HTTP"),
    Touch(
        "late imports",
        ("importlib",),
        ("app", "registry.alerts.ways", "registry.keeping.shelves", "crawlers.extract"),
        "commands are loaded by name, so that each starts at once; the chat library when the first chat is told, "
        "the one for PDFs with the first PDF, the one for object stores where snapshots lie in one",
    ),
)

ENVIRONMENT = ("registry.settings",)
WRITERS_OF_FILES = (
    "registry.store",  # the folder of the database
    "registry.keeping",  # packets and backups, and how every file is written that appears whole
    "crawlers.archive",  # snapshots
    "crawlers.kept",  # the last readings
    "registry.commands",  # what the person asked for with -o
    "crawlers.commands",
    "graphs.commands",
)
