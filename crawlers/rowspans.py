"""The columns of a table on a page, of which a cell may reach down into the rows below it (`rowspan`)."""

_MOST, _MOST_DIGITS, _TO_THE_END = 200, 6, 1_000_000


class Columns:
    """Where the cells of each row belong."""

    def __init__(self) -> None:
        self._reaching: dict[int, int] = {}  # a column, and how many rows more it is taken from above

    def place(self, cells: list[list[str]], cell: list[str], rowspan: str | None) -> None:
        """Put a cell into its row, behind the columns that are taken."""
        while self._reaching.get(len(cells), 0) > 0 and len(cells) < _MOST:
            cells.append([])
        cells.append(cell)
        rows = int(rowspan) if rowspan and rowspan.isdecimal() and len(rowspan) < _MOST_DIGITS else 1
        if rows != 1:
            self._reaching[len(cells) - 1] = rows or _TO_THE_END

    def end_row(self) -> None:
        """Go down one row."""
        self._reaching = {column: rows - 1 for column, rows in self._reaching.items() if rows > 1}
