"""What is withheld from a packet: trade secrets, and what is secret by law (OSL). That it is withheld is said."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from registry.errors import BadInput
from registry.reports.cells import Row, Sheet
from registry.reports.heads import HEADS

MARK = "[withheld]"
_IDENTITY = ("doc_", "agr_", "ver_")


@dataclass(frozen=True, slots=True)
class Withheld:
    """Fields by name, and documents by id."""

    fields: frozenset[str] = frozenset()
    documents: frozenset[str] = frozenset()

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

    def seals(self, subject_id: str, content: Any) -> bool:
        """Whether a link of the chain stands without its content."""
        return subject_id in self.documents or (bool(self.fields) and self.from_json(content) != content)

    def as_json(self) -> list[str]:
        """What is withheld, for the manifest."""
        return sorted(self.fields | self.documents)

    def _row(self, row: Row) -> Row:
        return {key: MARK if key in self.fields else cell for key, cell in row.items()}


def read(names: Iterable[str]) -> Withheld:
    """What a person names: columns of the registers, fields of rows, ids of documents. Raises BadInput for neither."""
    fields, documents = set(), set()
    for name in names:
        if name.startswith(_IDENTITY):
            documents.add(name)
        elif name.isidentifier() and name.islower():
            fields.add(name)
        else:
            raise BadInput(
                f"“{name}” is neither a field ({', '.join(sorted(HEADS)[:4])} …) nor the id of a document (doc_…).",
                field="withhold",
            )
    return Withheld(frozenset(fields), frozenset(documents))


NOTHING = Withheld()
