"""Rows that come one at a time (the exact CSV reader, a workbook) into the writer, each cell looked at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from muniment.intake.defects import Defects
from muniment.intake.tablespec import Header
from muniment.intake.tablewriter import TableWriter

_BATCH: Final = 20_000


def is_clean(text: str) -> bool:
    """Whether `text` is UTF-8 without NUL. A lone surrogate stands for bytes that could not be decoded."""
    if "\0" in text:
        return False
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


class Rows:
    """Collects rows by column and hands them on in batches; a cell that is no clean text is a defect in its place."""

    def __init__(self, writer: TableWriter, header: Header, defects: Defects) -> None:
        self._writer, self._defects = writer, defects
        self._columns: dict[str, list[str | None]] = {c: [] for c in header.position}
        self._places = [(self._columns[c], at) for c, at in header.position.items()]
        self._shown = {at: c for c, at in header.position.items()}
        self._width = header.width
        self._held = 0
        self.count = 0

    def name(self, at: int) -> str:
        """How a defect names the column at this position: ours by name, any other by number, none beyond the header."""
        return self._shown.get(at) or (f"column {at + 1}" if at < self._width else "")

    def add(self, cells: Sequence[str], *, whole: bool = True) -> None:
        """Take one row. Where it is not `whole` its cells cannot be told apart, and it is written as unknown."""
        self.count += 1
        clean = is_clean("".join(cells))
        if not clean:
            for at, cell in enumerate(cells):
                if not is_clean(cell):
                    self._defects.add(
                        "MUN-INTAKE-002",
                        "The cell holds a NUL byte." if "\0" in cell else "The cell is not UTF-8.",
                        row=self.count,
                        column=self.name(at),
                        hint="Save the file as UTF-8, without NUL bytes.",
                    )
        for column, at in self._places:
            column.append(cells[at] if whole and (clean or is_clean(cells[at])) else None)
        self._held += 1
        if self._held == _BATCH:
            self.flush()

    def flush(self) -> None:
        if self._held:
            self._writer.add_cells(self._columns)
            for column in self._columns.values():
                column.clear()
            self._held = 0
