"""What is withheld from a packet: trade secrets, and what is secret by law (OSL). That it is withheld is said."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlmodel import Session, col, select

from registry.errors import BadInput, NotFound
from registry.reports.cells import Row, Sheet
from registry.reports.heads import HEADS
from registry.tables import Agreement, AgreementFile, Change, Document, HandedIn, Table, Version

MARK = "[withheld]"
_OF_DOCUMENT, _OF_AGREEMENT = "doc_", "agr_"
_NAMING = ("id", "document_id", "version_id", "change_id", "agreement_id", "from_version_id", "to_version_id")
"""Columns by which a row says that it tells of a document or an agreement."""


@dataclass(frozen=True, slots=True)
class Withheld:
    """Fields by name, documents and agreements by id. `hidden`: ids of whatever tells what they say."""

    fields: frozenset[str] = frozenset()
    documents: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()

    def hides(self, told: Mapping[str, Any]) -> bool:
        """Whether a row is left out, because it quotes what is withheld."""
        return any(told.get(name) in self.hidden for name in _NAMING)

    def from_json(self, value: Any) -> Any:
        """A plain JSON value with its withheld fields marked, however deep they lie."""
        if isinstance(value, dict):
            return {key: MARK if key in self.fields else self.from_json(one) for key, one in value.items()}
        if isinstance(value, list | tuple):
            return [self.from_json(one) for one in value]
        return value

    def from_sheet(self, sheet: Sheet) -> Sheet:
        """A register with its withheld columns marked."""
        if not self.fields:
            return sheet
        return replace(sheet, rows=tuple(self._row(row) for row in sheet.rows))

    def seals(self, link: Mapping[str, Any]) -> bool:
        """Whether a link of the chain, with all that it tells, has to be sealed."""
        if link["subject_id"] in self.hidden or self.hides(link["content"] or {}):
            return True
        return bool(self.fields) and self.from_json(link) != link

    def as_json(self) -> list[str]:
        """What is withheld, for the manifest."""
        return sorted(self.fields | self.documents)

    def _row(self, row: Row) -> Row:
        return {key: MARK if key in self.fields else cell for key, cell in row.items()}


def read(names: Iterable[str]) -> Withheld:
    """What a person names. Raises BadInput for what is no field of the registers or of any row: nobody may believe
    that something is withheld when a word was misspelt."""
    fields, documents = set(), set()
    known = {*HEADS, *(column.name for table in Table.metadata.sorted_tables for column in table.columns)}
    for name in names:
        if name.startswith((_OF_DOCUMENT, _OF_AGREEMENT)):
            documents.add(name)
        elif name in known:
            fields.add(name)
        else:
            raise BadInput(
                f"“{name[:80]}” is neither a field ({', '.join(sorted(HEADS)[:4])} …) nor the id of a document (doc_…) "
                "or an agreement (agr_…).",
                field="withhold",
            )
    return Withheld(frozenset(fields), frozenset(documents), frozenset(documents))


def whole(session: Session, withheld: Withheld) -> Withheld:
    """With everything that tells what the documents say. Raises NotFound for an id that nothing has."""
    ids = sorted(withheld.documents)
    found = {
        identity
        for table in (Document, HandedIn, Agreement)
        for identity in session.exec(select(table.id).where(col(table.id).in_(ids)))
    }
    if missing := [one for one in ids if one not in found]:
        raise NotFound(f"No document and no agreement has the id {missing[0][:80]}; nothing was written.")
    parts = (
        select(Version.id).where(col(Version.document_id).in_(ids)),
        select(Change.id).where(col(Change.document_id).in_(ids)),
        select(AgreementFile.version_id).where(col(AgreementFile.agreement_id).in_(ids)),
    )
    told = {one for part in parts for one in session.exec(part) if one is not None}
    return replace(withheld, hidden=withheld.documents | told)


NOTHING = Withheld()
