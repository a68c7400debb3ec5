"""A register that lives through a year: who is engaged, lists that grow, corrections, decisions, a law that changes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from small_catalogue import SmallCatalogue
from small_portfolio import PORTFOLIO, bring
from sqlmodel import col, select

from registry import judging, lawfiles
from registry.catalogue import dated, loading
from registry.catalogue.engagements import end_engagement
from registry.law.lawbook import LawBook
from registry.reviews.applying import Decision, decide
from registry.reviews.proposals import Finding, submit
from registry.store import Session, Store
from registry.tables import Engagement, Organisation, Transfer, now
from registry.terms import Deed, Origin, ProposalState

MAIL = """
[[engagement]]
key = "meet"
service = "Nordmoln Meet"
activities = ["letters"]
role.decided_by_us = "independent_controller"
contracting_party = "Nordmoln, Inc."
kind_of_flow = {hr_data = false, automated = true, systematic = true}
valid_from = 2026-03-01
source = {document = "contract file"}

[[engagement.agreement]]
kind = "scc"
act = "(EU) 2021/914"
modules = ["c2p"]
signed_on = 2026-03-01
"""
CONFLICT = '\n[[engagement.conflict]]\nfield = "role.stated_in_our_notice"\nvalue = "processor, in a heading"\n'


@dataclass
class Year:
    """A register that lives through a year, and the law that is installed with it."""

    store: Store
    files: SmallCatalogue
    texts: dict[str, str]
    portfolio: str = PORTFOLIO
    law: LawBook = field(default_factory=lawfiles.load)
    proposal: str = ""

    def install(self, change: Callable[[str], str] = str) -> None:
        """The law book, changed in its decisions, is installed and loaded."""
        texts = self.texts | {"adequacy.toml": change(self.texts["adequacy.toml"])}
        self.law = lawfiles.read({name: text.encode() for name, text in texts.items()})
        with self.store.write("load") as session:
            loading.keep_law(session, texts, self.law.sha256)

    def write(self, deed: Callable[[Session], Any], on: date) -> None:
        """One deed, and everything judged again on its day, as every door does it."""
        with self.store.write("a person") as session:
            deed(session)
            judging.judge_all(session, self.law, on, now())

    def bring(self, text: str, on: date) -> None:
        """The portfolio as it is now."""
        self.portfolio = text
        bring(self.store, text, now())
        self.write(lambda session: None, on)

    def load(self, on: date) -> None:
        """The catalogue as its files are now."""
        self.write(lambda session: loading.load(session, self.files.read(), now()), on)


def engagement(session: Session, named: str) -> Engagement:
    """The live row of an engagement."""
    statement = select(Engagement).where(Engagement.name_as_written == named, col(Engagement.retired_at).is_(None))
    return session.exec(statement.order_by(col(Engagement.valid_from).desc())).all()[0]


def begins(year: Year, on: date) -> None:
    year.install()
    year.load(on)
    year.bring(PORTFOLIO, on)


def is_engaged(year: Year, on: date) -> None:
    year.bring(year.portfolio + MAIL, on)


def grows(year: Year, on: date) -> None:
    """A list names one more, and one less."""
    year.files.edit(
        "subprocessors/nordmoln.toml",
        '  {name = "Tysta Byrån", purpose = "translation", places = ["worldwide"]},\n',
        '  {name = "Fjärrhjälpen", purpose = "support", places = ["SG"], mechanisms = ["Adequacy decision"]},\n',
    )
    year.files.edit("subprocessors/nordmoln.toml", "\ndated = 2026-03-01\n", "\ndated = 2026-04-15\n")
    year.load(on)


def is_corrected(year: Year, on: date) -> None:
    """What was said of the past was wrong: the certification had begun later, the agreement says more."""
    text = year.portfolio.replace("valid_from = 2024-02-01", "valid_from = 2026-05-01")
    year.bring(text.replace('kind = "dpa"\n', 'kind = "dpa"\nauthorisation = "general"\nnotice_days = 14\n', 1), on)


def proposes(year: Year, on: date) -> None:
    found = Finding(
        subject_id="svc_nordmoln-drive", field="sub_processor", topic="Nya Hjälpen", deed=Deed.ADD,
        value={"name_as_written": "Nya Hjälpen", "purpose": "support", "places": ["IN"]}, before=None,
        document_id="doc_nordmoln-drive-list", version_id=None, snapshot_sha256="0" * 64, quote="Nya Hjälpen, India",
        start=0, end=18,
    )  # fmt: skip
    with year.store.write("reader") as session:
        proposal = submit(session, found, now())
        assert proposal is not None
        year.proposal = proposal.id


def decides(year: Year, on: date) -> None:
    decision = Decision(ProposalState.EDITED, "Read the list.", "A. Exempelsson", {"valid_from": on.isoformat()})
    with year.store.write("a person") as session:
        decide(session, year.proposal, decision, law=year.law, on=on, at=now())


def law_changes(year: Year, on: date) -> None:
    """The framework falls."""
    year.install(lambda text: _fallen(text, "eu-2023-1795", on))
    year.write(lambda session: None, on)


def law_returns(year: Year, on: date) -> None:
    """That was a mistake: the book of before is loaded again."""
    year.install()
    year.write(lambda session: None, on)


def _fallen(text: str, record: str, on: date) -> str:
    line = f'id = "{record}"\n'
    assert text.count(line) == 1
    return text.replace(line, f"{line}annulled_on = {on.isoformat()}\nvalid_until = {on.isoformat()}\n")


def lapses(year: Year, on: date) -> None:
    year.bring(year.portfolio.replace("valid_until = 2027-02-01", f"valid_until = {on.isoformat()}"), on)


def role_is_decided(year: Year, on: date) -> None:
    """The world changed on a day; then a past fact is corrected, and the same row again."""
    year.write(
        lambda session: dated.change(session, engagement(session, "Nordmoln Drive"), on, hr_data=True,
                                     origin=Origin.PERSON), on,
    )  # fmt: skip
    year.write(lambda session: dated.correct(session, engagement(session, "Nordmoln Drive"), automated=False), on)


def ends(year: Year, on: date) -> None:
    year.write(lambda session: end_engagement(session, engagement(session, "Brevduvan").id, on), on)


def is_forgotten(year: Year, on: date) -> None:
    """Rows that should never have stood are retired: a transfer, and a company's seat is corrected."""

    def deed(session: Session) -> None:
        transfer = session.exec(select(Transfer).where(col(Transfer.retired_at).is_(None))).first()
        company = session.exec(
            select(Organisation).where(Organisation.id == "org_nordmoln-inc", col(Organisation.retired_at).is_(None))
        ).one()
        assert transfer is not None
        dated.retire(session, transfer)
        dated.correct(session, company, country="CA", origin=Origin.PERSON)

    year.write(deed, on)


def says_two_things(year: Year, on: date) -> None:
    year.bring(year.portfolio + CONFLICT, on)


STEPS: tuple[tuple[date, Callable[[Year, date], None]], ...] = (
    (date(2026, 1, 15), begins),
    (date(2026, 3, 1), is_engaged),
    (date(2026, 4, 15), grows),
    (date(2026, 5, 20), is_corrected),
    (date(2026, 6, 1), proposes),
    (date(2026, 6, 3), decides),
    (date(2026, 7, 10), law_changes),
    (date(2026, 8, 1), lapses),
    (date(2026, 9, 1), law_returns),
    (date(2026, 9, 15), role_is_decided),
    (date(2026, 10, 1), says_two_things),
    (date(2026, 11, 1), ends),
    (date(2026, 12, 31), is_forgotten),
)


def verdicts(year: Year, moment: dated.Moment) -> dict[str, Any]:
    """Every answer of the law by transfer, in full."""
    with year.store.read() as session:
        law = judging.law_book_at(session, moment.known_at, year.law)
        judged = judging.flows(judging.read_register(session, moment), law)
    pairs = ((one.hop, zip(one.hop.crossings, one.answers, strict=True)) for one in judged)
    return {crossing.key: answer.shape() for _, answers in pairs for crossing, answer in answers}
