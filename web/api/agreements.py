"""Agreements: what was signed, by whom, until when; its files; and whether the published text has moved since."""

from datetime import date
from http import HTTPStatus
from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath
from msgspec import UNSET

from crawlers.archive import Archive
from crawlers.bench import bench_of
from crawlers.compare import Difference
from crawlers.redeclaring import with_accepted
from crawlers.signed_texts import difference
from registry import published, signed
from registry.catalogue import dated, deeds, kinds
from registry.catalogue.dated import Moment
from registry.law.lawbook import LawBook
from registry.published import Beside
from registry.store import Session
from registry.tables import Agreement, AgreementFile
from registry.terms import AgreementKind, Right
from web import signed_files
from web.api import asking
from web.api.lists import answered
from web.api.nouns import Noun, writing
from web.api.paging import Day, Identity, ListQuery, Page, Timed
from web.api.shapes import agreements as shapes
from web.api.shapes import engagements as listed
from web.api.shapes.base import filled, known, matches, single
from web.deps import AtDesk, Pen, WithPen
from web.documents import taking_turns
from web.problems import Refused
from web.signed_files import ENDINGS

FORM = "multipart/form-data"
MOST_PASSAGES, LONGEST_PASSAGE = 200, 1_000
KIND = kinds.AGREEMENT


class AgreementsQuery(ListQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`controller` and `service` are those of the engagement; `ends_by` finds what ends on that day or earlier."""

    engagement: Identity | None = None
    controller: Identity | None = None
    service: Identity | None = None
    kind: AgreementKind | None = None
    ends_by: Day | None = None


class File(msgspec.Struct, frozen=True, kw_only=True):
    """A file as it was sent, and what its sender calls it."""

    content: bytes
    name: str


@get("/agreements", needs=Right.READ, query=AgreementsQuery, sync_to_thread=False)
def agreements(desk: AtDesk, asked: NamedDependency[AgreementsQuery]) -> Page[listed.Agreement]:
    """List agreements."""
    return answered("agreements", desk, asked, lambda row: filled(listed.Agreement, row))


@get("/agreements/{identity:str}", needs=Right.READ, query=Timed, sync_to_thread=False)
def agreement(
    request: Request[Any, Any, Any], desk: AtDesk, identity: FromPath[str], asked: NamedDependency[Timed]
) -> Response[shapes.AgreementWhole]:
    """Read one agreement with its files, and the published text beside it."""
    return single(request, whole(desk.session, identity, asked.moment(desk.today)))


@get("/agreements/{identity:str}/difference", needs=Right.READ, sync_to_thread=True)
def agreement_difference(
    request: Request[Any, Any, Any], desk: AtDesk, pen: WithPen, identity: FromPath[str]
) -> Response[shapes.AgreementDifference]:
    """Tell what differs between the text that was accepted and the text that is published now."""
    row = dated.one(desk.session, Agreement, identity, Moment(desk.today))
    told = shapes.AgreementDifference(agreement=row.id, documents=differing(desk.session, pen, row))
    return single(request, told)


async def provide_file(request: Request[Any, Any, Any]) -> File:
    """The file as it is, or as the one `file` of a form."""
    if asking.media_type_of(request) != FORM:
        return File(content=await request.body(), name="")
    fields = list((await request.form()).items())
    files = [value for name, value in fields if name == "file" and isinstance(value, UploadFile)]
    if len(files) != 1 or len(fields) != 1:
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "The form holds one `file`, and nothing else.", field="file")
    return File(content=await files[0].read(), name=files[0].filename)


@post(
    "/agreements/{identity:str}/files",
    needs=Right.EDIT,
    body=str,
    reads="text/plain",
    also=("application/pdf", "text/html", "text/markdown", "application/octet-stream", FORM),
    status_code=201,
    sync_to_thread=True,
    dependencies={"file": Provide(provide_file)},
)
def keep_agreement_file(pen: WithPen, identity: FromPath[str], file: NamedDependency[File]) -> shapes.FileKept:
    """Keep the signed file of an agreement by its hash: PDF, HTML, Markdown or text, told from its bytes."""
    taken = signed_files.take(file.content, file.name)
    with pen.read() as session:
        signed.require_unkept(session, _newest(session, identity), taken.paper)
    Archive(pen.settings.snapshots).put(taken.content)  # a bucket may be slow: nobody waits for it who writes
    with pen.write() as session:
        kept = signed.keep(
            session, _newest(session, identity), taken.paper, taken.read, by=pen.actor, at=pen.settings.now()
        )
        return filled(shapes.FileKept, kept, is_readable=kept.version_id is not None)


@get(
    "/agreement-files/{identity:str}",
    needs=Right.READ,
    answers={end: kind for kind, end in ENDINGS.items()},
    sync_to_thread=True,
)
def agreement_file(request: Request[Any, Any, Any], desk: AtDesk, identity: FromPath[str]) -> Response[bytes]:
    """Download a signed file, exactly as it was sent."""
    found = signed.one(desk.session, identity)
    etag = f'"{found.sha256}"'
    if matches(request.headers.get("if-none-match"), etag):
        return Response(b"", status_code=HTTPStatus.NOT_MODIFIED, headers={"ETag": etag})
    body = Archive(desk.settings.snapshots).get(found.sha256)
    name = f"{found.agreement_id}-{found.sha256[:12]}.{ENDINGS[found.media_type]}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "ETag": etag}
    return Response(body, media_type=found.media_type, headers=headers)


def _newest(session: Session, identity: str) -> Agreement:
    row = deeds.newest(session, KIND, identity)
    assert isinstance(row, Agreement)
    return row


def whole(session: Session, identity: str, moment: Moment) -> shapes.AgreementWhole:
    """An agreement with all that belongs to it, in its shape."""
    row = dated.one(session, Agreement, identity, moment)
    later = signed.later(session, identity, moment)
    return filled(
        shapes.AgreementWhole,
        row,
        signatories=known(row.signatories),
        superseded_by=UNSET if later is None else later.id,
        files=[file_shape(one) for one in signed.files(session, identity)],
        published=[published_shape(one) for one in published.beside(session, row)],
    )


def file_shape(row: AgreementFile) -> shapes.AgreementFile:
    """A file in its shape."""
    return filled(shapes.AgreementFile, row)


def published_shape(found: Beside) -> shapes.Published:
    """A watched document beside the accepted text, in its shape."""
    accepted = found.accepted
    return shapes.Published(
        document=found.source.document_id,
        source=found.source.id,
        url=found.source.url,
        title=known(found.title),
        state=found.state,
        by=known(found.by),
        accepted_version=UNSET if accepted is None else accepted.version.id,
        accepted_at=UNSET if accepted is None else known(accepted.version.recorded_at),
        present_version=found.present.version.id,
        present_at=str(known(found.present.version.recorded_at)),
        moved_on=known(found.moved_on),
    )


def differing(session: Session, pen: Pen, row: Agreement) -> list[shapes.Differing]:
    """What differs, for each document that is published. Raises Refused (429) while many documents are read."""
    found = published.beside(session, row)
    if not found:
        return []
    bench = with_accepted(bench_of(pen.settings, pen.store, pen.today), pen.today)
    with taking_turns():
        return [_differing(one, difference(bench, one)) for one in found]


def _differing(found: Beside, told: Difference | None) -> shapes.Differing:
    added = [one.text for one in told.added] if told else []
    removed = [one.text for one in told.removed] if told else []
    pairs = [*told.reworded, *told.redated] if told else []
    return shapes.Differing(
        published=published_shape(found),
        is_compared=told is not None,
        added=[one[:LONGEST_PASSAGE] for one in added[:MOST_PASSAGES]],
        removed=[one[:LONGEST_PASSAGE] for one in removed[:MOST_PASSAGES]],
        reworded=[
            shapes.Reworded(before=one.before.text[:LONGEST_PASSAGE], after=one.after.text[:LONGEST_PASSAGE])
            for one in pairs[:MOST_PASSAGES]
        ],
        is_cut=max(len(added), len(removed), len(pairs)) > MOST_PASSAGES,
    )


def _told(session: Session, identity: str, moment: Moment, _law: LawBook) -> shapes.AgreementWhole:
    return whole(session, identity, moment)


def _from_signing(values: dict[str, Any]) -> dict[str, Any]:
    """A paper holds from the day it was signed, where no other day is said."""
    signed_on: date | None = values.get("signed_on")
    return {"valid_from": signed_on} | values if signed_on is not None else values


ROUTES = [
    agreements, agreement, agreement_difference, keep_agreement_file, agreement_file,
    *writing(Noun("agreements", "agreement", KIND, shapes.NewAgreement, _told, defaults=_from_signing)),
]  # fmt: skip
