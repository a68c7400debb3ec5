"""The vendor of the register for pages: its companies, its service, what the service publishes and what is claimed."""

from datetime import date

from page_texts import AT, DAY, Words, dated
from sqlmodel import Session

from registry.tables import (
    Certification,
    Claim,
    Document,
    Location,
    Name,
    Organisation,
    Service,
    SubprocessorList,
    SubprocessorRow,
)
from registry.terms import DocumentKind, Framework, Grade, Manner, OrganisationKind, SeenIn


def vendor(session: Session, words: Words) -> None:
    """The group, its company and its service, with every row a page of the service shows."""
    _companies(session, words)
    _service(session, words)
    _published(session, words)
    _claimed(session, words)


def _companies(session: Session, words: Words) -> None:
    session.add_all(
        [
            Organisation(id=f"org_{words.key}", kind=OrganisationKind.GROUP, name=words.service, **dated(words)),
            Organisation(
                id=f"org_{words.key}-inc",
                kind=OrganisationKind.LEGAL_PERSON,
                name=words.company,
                country="US",
                parent_id=f"org_{words.key}",
                relation="contracting",
                **dated(words),
            ),
            Certification(
                id=f"cer_{words.key}-1",
                organisation_id=f"org_{words.key}-inc",
                framework=Framework.EU_US_DPF,
                covers=["non_hr"],
                seen_in=SeenIn.REGISTER,
                state="active",
                checked_on=date(2026, 10, 7),
                **dated(words),
            ),
        ]
    )


def _service(session: Session, words: Words) -> None:
    session.add_all(
        [
            Service(
                id=f"svc_{words.key}",
                organisation_id=f"org_{words.key}",
                name=words.service,
                category="customer_support",
                notice_days=30,
                objection_days=10,
                **dated(words),
            ),
            Name(
                id=f"nam_{words.key}-1",
                subject_id=f"svc_{words.key}",
                name=f"{words.service} Pro",
                folded="kanal pro",
                **dated(words),
            ),
            Location(
                id=f"loc_{words.key}-1",
                service_id=f"svc_{words.key}",
                manner=Manner.STORAGE,
                country="US",
                as_written=words.quote,
                **dated(words),
            ),
        ]
    )


def _published(session: Session, words: Words) -> None:
    session.add_all(
        [
            Document(
                id=f"doc_{words.key}",
                service_id=f"svc_{words.key}",
                organisation_id=f"org_{words.key}",
                services=[f"svc_{words.key}"],
                kind=DocumentKind.SUB_PROCESSOR_LIST,
                url=words.address,
                title=words.service,
                **dated(words, source=words.address),
            ),
            SubprocessorList(
                id=f"lst_{words.key}-1",
                service_id=f"svc_{words.key}",
                organisation_id=f"org_{words.key}",
                document_id=f"doc_{words.key}",
                dated=DAY,
                complete=True,
                **dated(words),
            ),
            SubprocessorRow(
                id=f"sub_{words.key}-1",
                service_id=f"svc_{words.key}",
                document_id=f"doc_{words.key}",
                name_as_written=words.listed,
                purpose=words.purpose,
                places=["DE"],
                seat="DE",
                **dated(words, grade=Grade.MEMORY),
            ),
        ]
    )


def _claimed(session: Session, words: Words) -> None:
    session.add_all(
        [
            Claim(
                id=f"clm_{words.key}-1",
                subject_id=f"svc_{words.key}",
                field="role",
                quote=words.quote,
                recorded_at=AT,
                value={"role": "processor", "context": words.purpose, "reason": words.source},
                source=words.source,
                grade=Grade.PRIMARY,
            ),
            Claim(
                id=f"clm_{words.key}-2",
                subject_id=f"svc_{words.key}",
                field="conflict",
                value={"text": words.quote},
                recorded_at=AT,
                source=words.source,
                grade=Grade.PRIMARY,
            ),
            Claim(
                id=f"clm_{words.key}-3",
                subject_id=f"svc_{words.key}",
                field="mechanism",
                recorded_at=AT,
                source=words.source,
                value={"kind": "scc", "detail": words.quote, "act": "(EU) 2021/914", "modules": ["c2p"]},
                grade=Grade.PRIMARY,
            ),
        ]
    )
