"""What goes to the signer in the clear: facial returns and refusals of rows whose officer has no mailbox.

Nothing here ever rests on a record, so nothing here is sealed. The sentences come from the authority pack; the caller
passes them in. `return_letter` sets the letter that goes with it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from muniment.vocabulary.errors import IntegrityFailure
from muniment.vocabulary.outcomes import OutwardCode

RETURNS_COLUMNS: Final = ("row_ref", "code", "rules", "reason")


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """A row decided on its face. Guarantee: RETURNED or REFUSED, with at least one rule and a reason to read.

    `reason` is one sentence or more for a person. Raises IntegrityFailure for anything else.
    """

    row_ref: str
    code: OutwardCode
    rules: tuple[str, ...]
    reason: str

    def __post_init__(self) -> None:
        facial = self.code in (OutwardCode.RETURNED, OutwardCode.REFUSED)
        if not (facial and self.row_ref and self.rules and self.reason.strip()):
            raise IntegrityFailure(
                "MUN-RELEASE-007",
                "Only facial returns and refusals, with their rules and reason, go out without a seal.",
                hint="Nothing was released. Report this to the operator.",
            )


def write_returns(rows: Iterable[ReturnRow], out: Path) -> None:
    """`returns.csv`: RETURNS_COLUMNS, UTF-8, RFC 4180, rows as given; `rules` joined by `;`. In constant memory."""
    with out.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(RETURNS_COLUMNS)
        writer.writerows((row.row_ref, row.code.value, ";".join(row.rules), row.reason) for row in rows)
