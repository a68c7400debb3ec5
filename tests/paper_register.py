"""A register whose papers are held against each other: a portfolio, the versions of a contract, claims."""

from datetime import UTC, datetime
from typing import Any

from registry.reports.linter import Linted, Problem
from registry.tables import Change, Claim, Reading, Version
from registry.terms import CaptureState, Grade

ENGAGED = """
[[engagement]]
key = "files"
service = "Nordmoln Drive"
role.decided_by_us = "processor"
contracting_party = "Nordmoln AB"
source = {document = "contract file"}

[[engagement.agreement]]
kind = "dpa"
signed_on = 2026-01-01

[[engagement.transfer]]
destination = "SE"
manner = "storage"
importer.country = "SE"
access_from = []
"""
CLAUSES = """
[[engagement.agreement]]
kind = "scc"
act = "(EU) 2021/914"
modules = ["c2p"]
annexes_complete = true
"""
JANUARY, JUNE, JULY = (datetime(2026, month, 2, 9, tzinfo=UTC) for month in (1, 6, 7))


def told(linted: Linted, *rules: str) -> set[tuple[str, str]]:
    """Rule and case of what was found under these rules."""
    return {(one.rule, one.way) for one in linted.problems if one.rule in rules}


def only(linted: Linted, rule: str, way: str = "") -> Problem:
    """The one problem of this rule and case."""
    (one,) = [one for one in linted.problems if (one.rule, one.way) == (rule, way)]
    return one


def version(identity: str, at: datetime, text: str, *, extractor: int = 1) -> list[Any]:
    """The version of a contract with its reading."""
    return [
        Version(
            id=identity, document_id="doc_nordmoln-dpa", snapshot_id=f"snp_{identity}", text_sha256=text,
            extractor=extractor, reader=1, recorded_at=at,
        ),
        Reading(id=f"rdg_{identity}", version_id=identity, reader=1, found={}, recorded_at=at),
    ]  # fmt: skip


def change(at: datetime, *, material: bool = True, state: CaptureState = CaptureState.CHANGED) -> Change:
    """The contract became another text."""
    return Change(
        id=f"chg_{at.month}", source_id="src_1", document_id="doc_nordmoln-dpa", service_id="svc_nordmoln-drive",
        to_version_id="ver_2", state=state, material=material, kinds=[], changes=[], recorded_at=at,
    )  # fmt: skip


def accepting(identity: str) -> str:
    """The portfolio with this version accepted."""
    return ENGAGED.replace('kind = "dpa"\n', f'kind = "dpa"\nversion = "{identity}"\n')


FIRST, SECOND = version("ver_1", JANUARY, "a" * 64), version("ver_2", JUNE, "b" * 64)


def copies(*groups: list[Any]) -> list[Any]:
    """Fresh rows: a row belongs to one session."""
    return [type(row)(**row.model_dump()) for group in groups for row in group]


def claim(identity: str, field: str, value: dict[str, Any], document: str, quote: str) -> Claim:
    """What a document of the service says."""
    return Claim(
        id=identity, subject_id="svc_nordmoln-drive", field=field, value=value, document_id=document, quote=quote,
        source=f"https://nordmoln.example/{document}", grade=Grade.PRIMARY, recorded_at=JUNE,
    )  # fmt: skip
