"""An invented register for pages: one organisation, a few recipients, and work that waits on the desk."""

from datetime import date

from page_desk import desk
from page_texts import Words, dated
from page_vendor import vendor
from sqlmodel import Session

from registry.tables import Agreement, Engagement, Organisation
from registry.terms import AgreementKind, OrganisationKind, Role


def fill(session: Session, words: Words | None = None) -> None:
    """Write the whole register."""
    said = (words or Words()).storable()
    _controller(session, said)
    vendor(session, said)
    _engagement(session, said)
    session.flush()
    desk(session, f"svc_{said.key}", f"org_{said.key}-ours", [f"eng_{said.key}"], said)


def _controller(session: Session, words: Words) -> None:
    session.add(
        Organisation(
            id=f"org_{words.key}-ours",
            kind=OrganisationKind.LEGAL_PERSON,
            name=words.controller,
            country="SE",
            is_controller=True,
            invented=True,
            contact={"dpo": "dataskyddsombud@bageri.example"},
            **dated(words),
        )
    )


def _engagement(session: Session, words: Words) -> None:
    session.add_all(
        [
            Engagement(
                id=f"eng_{words.key}",
                controller_id=f"org_{words.key}-ours",
                service_id=f"svc_{words.key}",
                name_as_written=words.service,
                contracting_party_id=f"org_{words.key}-inc",
                decided_by_us=Role.PROCESSOR,
                decided_by=words.company,
                stated_in_our_notice=Role.INDEPENDENT_CONTROLLER,
                hr_data=False,
                automated=True,
                systematic=True,
                **dated(words),
            ),
            Agreement(
                id=f"agr_{words.key}-1",
                engagement_id=f"eng_{words.key}",
                kind=AgreementKind.DPA,
                signed_on=date(2024, 1, 1),
                **dated(words),
            ),
        ]
    )
