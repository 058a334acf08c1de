"""Collects every defect of one file, lists the first thousand, and says how many there are in all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from muniment.vocabulary.errors import Defect, InputRefused

LISTED: Final = 1000


@dataclass(slots=True)
class Defects:
    """The defects of `file`, counted without end and kept up to `LISTED`. Never holds a cell's value."""

    file: str
    kept: list[Defect] = field(default_factory=list)
    total: int = 0

    def add(self, code: str, message: str, *, row: int | None = None, column: str = "", hint: str = "") -> None:
        self.total += 1
        if len(self.kept) < LISTED:
            self.kept.append(Defect(self.file, row, column, code, message, hint))

    def __bool__(self) -> bool:
        return self.total > 0

    def refuse(self, code: str, what: str, notes: Sequence[str] = ()) -> None:
        """Raise InputRefused with what was collected, ordered by row; do nothing where nothing was."""
        if not self.total:
            return
        count = "1 defect" if self.total == 1 else f"{self.total} defects"
        listed = f" The first {LISTED} are listed." if self.total > LISTED else ""
        ordered = sorted(self.kept, key=lambda d: (d.row is not None, d.row or 0, d.column))
        raise InputRefused(
            code,
            f"{what} cannot be accepted: {count}.{listed}",
            hint=" ".join(["Correct what is listed and send the file again.", *notes]),
            defects=ordered,
        )
