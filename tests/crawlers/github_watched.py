"""A small registry around one watched list, the site it lies on, and a clock that a test moves."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlmodel import Session, col, select

from crawlers.archive import Archive
from crawlers.bench import Bench
from crawlers.fetch import Fetcher, Limits
from crawlers.kept import Kept
from crawlers.known import gazetteer
from crawlers.round import Summary, run_round
from crawlers.watchlist import Declaration, Frequency
from registry import cataloguefiles, judging, lawfiles
from registry.alerts.outbox import Channel
from registry.catalogue import dated, loading
from registry.guard import Guard
from registry.judging import Turn
from registry.reviews import applying, proposals
from registry.reviews.applying import Decision
from registry.store import Store
from registry.tables import Agreement, Change, Engagement, Organisation, Proposal, Snapshot, SubprocessorRow, Version
from registry.terms import AgreementKind, DocumentKind, Grade, OrganisationKind, Origin, ProposalState, Role
from tests.servers.vendor_site import VendorSite

LIST = "/subprocessors"
SOURCE = "src_github-subprocessors"
SERVICE = "svc_github-enterprise"
CONTROLLER = "org_exempel"
ENGAGEMENT = "eng_exempel"
LAW = lawfiles.load()
LOOPBACK = Guard.of(("127.0.0.0/8", "::1/128"))
QUICK = Limits(host_interval=0.0, seconds=10.0)
FIRST_DAY = datetime(2026, 1, 10, 8, tzinfo=UTC)

CATALOGUE = {
    "sources.toml": """
[[source]]
key = "SITE"
what = "the company's own site"
licence = "CC0-1.0"
dated = 2021-01-01
""",
    "organisations/github.toml": """
[[organisation]]
id = "github"
kind = "group"
name = "GitHub"
grade = "primary"
source = ["SITE"]

[[organisation.legal_persons]]
id = "github-inc"
name = "GitHub, Inc."
country = "US"
relation = "parent"
grade = "primary"
source = ["SITE"]
""",
    "organisations/nordmoln.toml": """
[[organisation]]
id = "nordmoln"
kind = "group"
name = "Nordmoln"
grade = "primary"
source = ["SITE"]

[[organisation.legal_persons]]
id = "nordmoln-inc"
name = "Nordmoln, Inc."
country = "US"
relation = "parent"
grade = "primary"
source = ["SITE"]

[[organisation.certifications]]
legal_person = "nordmoln-inc"
framework = "eu-us-dpf"
state = "active"
covers = ["non_hr"]
seen_in = "register"
seen_on = 2025-02-01
grade = "primary"
source = ["SITE"]
""",
    "services/github.toml": """
[[service]]
id = "github-enterprise"
name = "GitHub Enterprise, Teams, Copilot"
category = "development"
grade = "primary"
source = ["SITE"]

[[document]]
id = "github-subprocessors"
services = ["github-enterprise"]
kind = "sub_processor_list"
label = "subprocessors"
url = "https://github.example/subprocessors"
grade = "primary"
source = ["SITE"]
""",
}


def declaration(url: str) -> Declaration:
    """The watch declaration of the list, at an address of the test's."""
    return Declaration(
        document="github-subprocessors",
        service="github-enterprise",
        kind=DocumentKind.SUB_PROCESSOR_LIST,
        url=url,
        valid_from=date(2020, 1, 1),
        frequency=Frequency.DAILY,
    )


def load_registry(store: Store, folder: Path, at: datetime) -> None:
    """The catalogue above, and one controller who engages the service as a processor."""
    for path, text in CATALOGUE.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    with store.write("test") as session:
        loading.load(session, cataloguefiles.load(folder), at)
    with store.write("test") as session:
        usual = {"recorded_at": at, "origin": Origin.IMPORT, "source": "contract file", "grade": Grade.PRIMARY}
        session.add(
            Organisation(
                id=CONTROLLER, kind=OrganisationKind.LEGAL_PERSON, name="Exempel AB", country="SE", is_controller=True,
                **usual,
            )
        )  # fmt: skip
        session.add(
            Engagement(
                id=ENGAGEMENT, controller_id=CONTROLLER, service_id=SERVICE, name_as_written="GitHub",
                contracting_party_id="org_github-inc", decided_by_us=Role.PROCESSOR, hr_data=False, automated=True,
                systematic=True, **usual,
            )
        )  # fmt: skip
        session.add(
            Agreement(id="agr_exempel", engagement_id=ENGAGEMENT, kind=AgreementKind.DPA, objection_days=30, **usual)
        )
        session.flush()
        judging.judge_all(session, LAW, at.date(), at)


@dataclass(slots=True)
class Watched:
    """The site, the registry and the clock of one test."""

    site: VendorSite
    store: Store
    folder: Path
    now: datetime = FIRST_DAY
    channels: list[Channel] = field(default_factory=list)
    summaries: list[Summary] = field(default_factory=list)

    def bench(self) -> Bench:
        """What the rounds of this test work with."""
        declared = declaration(self.site.url(LIST))
        return Bench(
            store=self.store,
            archive=Archive(self.folder / "snapshots"),
            law=LAW,
            gazetteer=gazetteer(),
            declarations={"doc_github-subprocessors": declared},
            channels=self.channels,
            base_url="http://onward.example",
            kept=Kept(self.folder / "readings"),
        )

    def round(self, *, after: timedelta = timedelta(days=1)) -> Summary:
        """Let time pass, then do one round."""
        self.now += after
        self.summaries.append(asyncio.run(self.round_until(asyncio.Event())))
        return self.summaries[-1]

    async def round_until(self, stop: asyncio.Event) -> Summary:
        """A round that is told to stop by an event."""
        async with Fetcher(LOOPBACK, "Onward/0.1 (test)", limits=QUICK) as fetcher:
            return await run_round(self.bench(), fetcher, lambda: self.now, stop=stop)

    def serve(self, *captures: str | bytes | Path, content_type: str = "text/html") -> None:
        """From now on the list is these captures; the first is served."""
        bodies = [one.encode() if isinstance(one, str) else one for one in captures]
        self.site.replay(LIST, bodies, content_type)

    def show(self, page: str | bytes) -> Summary:
        """Serve a page and do a round."""
        self.serve(page)
        return self.round()

    def waiting(self) -> list[Proposal]:
        """Proposals nobody has decided."""
        with self.store.read() as session:
            return proposals.waiting(session)

    def all_proposals(self) -> list[Proposal]:
        """Every proposal there ever was."""
        with self.store.read() as session:
            return list(session.exec(select(Proposal).order_by(col(Proposal.proposed_at), col(Proposal.id))))

    def decide(self, proposal: Proposal, state: ProposalState = ProposalState.ACCEPTED, **edits: object) -> list[Turn]:
        """A person's decision; which verdicts turned."""
        with self.store.write("Ada") as session:
            return self.apply(session, proposal, state, **edits)

    def apply(
        self,
        session: Session,
        proposal: Proposal,
        state: ProposalState = ProposalState.ACCEPTED,
        *,
        reason: str = "Read the list.",
        **edits: object,
    ) -> list[Turn]:
        """The decision inside a transaction of the test's."""
        decision = Decision(state, reason, "Ada", edits or None)
        decided = applying.decide(session, proposal.id, decision, law=LAW, on=self.now.date(), at=self.now)
        return list(decided.turns)

    def decide_seat_of(self, name: str, country: str) -> None:
        """A person has looked up where a listed company is."""
        known = self.live_rows()[name]
        with self.store.write("Ada") as session:
            row = session.get_one(SubprocessorRow, known.row)
            dated.correct(session, row, seat=country)
            judging.judge_all(session, LAW, self.now.date(), self.now)

    def accept_all(self) -> None:
        """A person accepts everything that waits."""
        for proposal in self.waiting():
            self.decide(proposal)

    def changes(self) -> list[Change]:
        """Every change, in order."""
        with self.store.read() as session:
            return list(session.exec(select(Change).order_by(col(Change.recorded_at))))

    def live_rows(self) -> dict[str, SubprocessorRow]:
        """The service's list as the register holds it today, by name."""
        with self.store.read() as session:
            rows = session.exec(dated.live(SubprocessorRow, dated.Moment(self.now.date())))
            return {row.name_as_written: row for row in rows}

    def counts(self) -> dict[str, int]:
        """How many snapshots, versions, changes and proposals are kept."""
        with self.store.read() as session:
            tables = (Snapshot, Version, Change, Proposal)
            return {table.__name__: len(session.exec(select(table)).all()) for table in tables}


def page(rows: Sequence[tuple[str, str, str]], *, note: str = "") -> str:
    """A sub-processor list as a page: name, purpose, country."""
    cells = "".join(f"<tr><td>{name}</td><td>{purpose}</td><td>{place}</td></tr>" for name, purpose, place in rows)
    return (
        "<!doctype html><html lang=en><title>Sub-processors</title><main><h1>Sub-processors</h1>"
        "<p>We use the following sub-processors to process personal data on behalf of our customers.</p>"
        "<table><tr><th>Name of sub-processor</th><th>Purpose</th><th>Location of processing</th></tr>"
        f"{cells}</table>"
        "<p>We tell our customers of new sub-processors before we engage them, and they may object to the change.</p>"
        f"<p>{note}</p></main></html>"
    )
