"""A complete small notice, a recipient and its hops, and short ways to ask the gap rules about them."""

from dataclasses import replace
from datetime import date
from typing import Any

from registry.law.disclosure_facts import Compared, Engaged, Gap, HopSeen, NamedRecipient, Notice, Passage, Said
from registry.law.disclosures import gaps
from registry.terms import Mechanism, Responsibility, Role, Verdict

ON = date(2026, 11, 22)
HERE = Passage("words of the notice", 10, 29)
COMPLETE = Notice(
    is_controller_named=True,
    has_period=True,
    has_data_categories=True,
    has_dpo=True,
    has_authority=True,
    dated_on=date(2026, 1, 1),
)
MAIL = Engaged(
    id="eng_mail",
    service="Brevduvan",
    party="Brevduvan AB",
    names=frozenset({"brevduvan"}),
    role=Role.PROCESSOR,
    claimed=None,
    kinds=frozenset({"communication"}),
    purposes=("letters",),
    valid_from=date(2025, 1, 1),
)


def named(
    role: Role = Role.PROCESSOR,
    *,
    name: str = "brevduvan",
    mechanisms: frozenset[Mechanism] = frozenset(),
    is_sure: bool = True,
) -> NamedRecipient:
    """The recipient, as a notice names it."""
    return NamedRecipient(
        name=name, names=frozenset({name}), role=role, mechanisms=mechanisms, place=HERE, is_sure=is_sure
    )


def hop(verdict: Verdict, **more: Any) -> HopSeen:
    """A hop of the recipient."""
    said = {"responsibility": Responsibility.OURS, "countries": ("US",)} | more
    return HopSeen(importer="Brevduvan Inc.", verdict=verdict, **said)


def sending(*hops: HopSeen) -> Engaged:
    """The recipient, engaged, with these hops."""
    return replace(MAIL, hops=hops)


def found(notice: Notice = COMPLETE, *engaged: Engaged, **more: Any) -> list[Gap]:
    """Every gap of a notice beside these engagements."""
    said: dict[str, Any] = {
        "controller": "Sjöboden AB",
        "country": "SE",
        "authority": "IMY",
        "dpo": None,
        "contact": None,
    }
    return list(gaps(Compared(on=ON, notice=notice, engaged=engaged, **(said | more))))


def rules(notice: Notice = COMPLETE, *engaged: Engaged, **more: Any) -> set[str]:
    """The rules that are met."""
    return {gap.rule for gap in found(notice, *engaged, **more)}


def with_recipient(notice: Notice = COMPLETE, **more: Any) -> Notice:
    """The notice, naming the recipient."""
    return replace(notice, recipients=(named(**more),))


def saying(*what: Said, **more: Any) -> Notice:
    """The notice, saying this."""
    return replace(COMPLETE, said={one: (HERE,) for one in what}, **more)
