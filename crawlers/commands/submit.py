"""`onward submit`: a document is kept, and what it says is proposed; nothing of it counts before a person decides."""

import argparse
from typing import Any

from crawlers.archive import Archive
from crawlers.commands.read import Given, document, read_given, take
from crawlers.filing import file_reading
from crawlers.laying import Filing, lay
from crawlers.telling import as_json
from registry.answers import Asked, Exit, Upload, queried, tell
from registry.catalogue.reading import Moment, read_register
from registry.settings import Settings
from registry.store import Session, open_store
from registry.terms import DocumentKind

HELP = "keep a notice, DPA or sub-processor list, and propose what it says"
EXAMPLE = 'onward submit policy.html --controller "Påhittade Fjällcyklar"'


def arguments(parser: argparse.ArgumentParser) -> None:
    """The document, whose it is, and what a person knows of it."""
    document(parser)
    whose = parser.add_mutually_exclusive_group(required=True)
    whose.add_argument("--controller", metavar="NAME", help="the organisation whose own notice it is")
    whose.add_argument("--service", metavar="NAME", help="the service whose document it is")
    parser.add_argument(
        "--kind", choices=[kind.value for kind in DocumentKind], help="what it is; without it, told from its words"
    )
    parser.add_argument("--title", metavar="WORDS", help="what the document is called")
    parser.add_argument("--url", metavar="ADDRESS", help="where it is published; without it, where it was fetched")
    parser.add_argument("--with-text", action="store_true", help="put the text that offsets count in into the answer")
    parser.add_argument("--json", action="store_true", help="the reading and the ids of the proposals, as one object")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Read, keep and propose in one go. Raises NotFound and Ambiguous for the name."""
    given = read_given(arguments, settings)
    if isinstance(given, Exit):
        return given
    answer = as_json(given.reading, with_text=arguments.with_text) | _kept(arguments, settings, given)
    return told(arguments, settings, answer)


def asked(arguments: argparse.Namespace, settings: Settings) -> Asked:
    """What a server is asked instead: it reads the document itself, and fetches none."""
    taken = take(arguments.file, settings)
    fields = queried(
        controller=arguments.controller,
        service=arguments.service,
        document_kind=arguments.kind,
        title=arguments.title,
        url=arguments.url or taken.url,
        lang=arguments.lang,
        with_text=arguments.with_text,
    )
    sort = taken.content_type or "application/octet-stream"
    return Asked("readings", upload=Upload(taken.body, sort, taken.name, fields))


def told(arguments: argparse.Namespace, _: Settings, answer: dict[str, Any]) -> int:
    """Tell what was kept and proposed, whoever was asked."""
    proposals = [one if isinstance(one, str) else one["id"] for one in answer["proposals"]]
    if arguments.json:
        tell(answer | {"proposals": proposals})
        return Exit.OK
    print(f"kept as {answer['document_id']}, {answer['version_id']}")
    print(f"{len(proposals)} proposals, {answer['already']} findings were there already")
    print("\n".join(f"  {one}" for one in proposals))
    return Exit.OK


def _kept(arguments: argparse.Namespace, settings: Settings, given: Given) -> dict[str, Any]:
    kind = DocumentKind(arguments.kind) if arguments.kind else None
    store = open_store(settings.database_url)
    try:
        store.require_current()
        with store.read() as session:
            subject = _subject(session, settings, arguments)
        filing = Filing(subject, kind, arguments.title, arguments.url or given.url, settings.now())
        laid = lay(store.read, Archive(settings.snapshots), given.body, given.reading, filing)
        with store.write("submit") as session:
            filed = file_reading(session, laid, given.reading, filing)
    finally:
        store.close()
    return {
        "document_id": filed.document_id,
        "version_id": filed.version_id,
        "proposals": list(filed.proposals),
        "already": filed.already,
    }


def _subject(session: Session, settings: Settings, arguments: argparse.Namespace) -> str:
    """The id of whose document it is."""
    register = read_register(session, Moment(settings.on()))
    named = register.controller(arguments.controller) if arguments.controller else register.service(arguments.service)
    return str(named.id)
