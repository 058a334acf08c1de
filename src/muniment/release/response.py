"""The answer to one recipient: `response.csv` in a zip whose size says nothing about how many rows were disclosed.

Does: hold each row in a type that cannot say more than its code allows, write the file, pad it. Does not: decide codes,
seal, or know which rows are whose.

Size. Row budgets, not rows, are counted: each row may use `width` bytes, and what it does not use goes into a second,
stored member of zero bytes, `padding.bin`. `width` is the first of 512, 1,024, 2,048 ... that holds the longest row
reference with its rules beside an address of the greatest length allowed (320 bytes as written) and, where the agreement
has other fields, their cells at the greatest length (252 bytes each). References and facial rules are what the requester sent or is told anyway, so neither the width nor the size depends on what the records said.
Nothing is compressed: compression would make the length follow the content.

Formulas. Spreadsheets run a cell that begins with `=`, `+`, `-`, `@` or a tab. A marker put before it (the usual cure)
would alter a custodian's address, so a disclosed row with such an address cannot be made: `ResponseRow` raises
LawSaysNo, and the caller settles the row before release (`is_releasable`). `row_ref` is the requester's own and is
given back to the byte, since it is what the answer is joined on.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from muniment.vocabulary.columns import RESPONSE_COLUMNS
from muniment.vocabulary.errors import IntegrityFailure, LawSaysNo
from muniment.vocabulary.items import ADDRESS, columns_beside_address
from muniment.vocabulary.outcomes import OutwardCode

RESPONSE_MEMBER: Final = "response.csv"
PADDING_MEMBER: Final = "padding.bin"
MAX_ADDRESS_BYTES: Final = 320
MAX_ITEM_BYTES: Final = 252
_FIRST_WIDTH: Final = 512
_FRAME_BYTES: Final = max(len(c) for c in OutwardCode) + 7 + 2  # longest code, seven commas, line end
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # a zip knows no earlier time; ours says nothing
_FORMULA_LEADS: Final = tuple("=+-@＝＋－＠﹢﹣﹦﹫−")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_RULE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*")


@dataclass(frozen=True, slots=True)
class Address:
    """An address as on file. Only `address_line` must be there."""

    address_line: str
    city: str = ""
    state: str = ""
    postal_code: str = ""
    country: str = ""

    def cells(self) -> tuple[str, str, str, str, str]:
        return (self.address_line, self.city, self.state, self.postal_code, self.country)


@dataclass(frozen=True, slots=True)
class ResponseRow:
    """One row of an answer that says no more than its code may.

    Guarantee: an address or another item (`items`: column and text) is there exactly when the code is DISCLOSED, rules
    exactly when it is RETURNED or REFUSED; NOT_DISCLOSED and PENDING rows are alike but for `row_ref`. Raises
    IntegrityFailure for any other combination, LawSaysNo for an address or item that cannot leave as it is.
    """

    row_ref: str
    code: OutwardCode
    rules: tuple[str, ...] = ()
    address: Address | None = None
    items: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        if not self.row_ref:
            raise _wrong("MUN-RELEASE-001", "A row of the answer has no reference.")
        if self.discloses != (self.code is OutwardCode.DISCLOSED):
            raise _wrong("MUN-RELEASE-002", "An address or item stands in a row if and only if the row is disclosed.")
        if bool(self.rules) != (self.code in (OutwardCode.RETURNED, OutwardCode.REFUSED)):
            raise _wrong(
                "MUN-RELEASE-003", "Rules stand in a row if and only if it is returned or refused on its face."
            )
        if not all(_RULE.fullmatch(rule) for rule in self.rules):
            raise _wrong("MUN-RELEASE-004", "A rule of the answer is no rule's name.")
        if self.address is not None and not is_releasable(self.address):
            raise LawSaysNo(
                "MUN-RELEASE-005",
                "An address on file cannot be released as it is: it is empty, too long, or would run in a spreadsheet.",
                hint="Correct the record, or let the row be answered without disclosure.",
            )
        if not all(is_releasable_item(text) for _, text in self.items):
            raise LawSaysNo(
                "MUN-RELEASE-008",
                "An item on file cannot be released as it is: it is empty, too long, or would run in a spreadsheet.",
                hint="Correct the record, or let the row be answered without disclosure.",
            )

    @property
    def discloses(self) -> bool:
        return self.address is not None or bool(self.items)

    def cells(self, beside: Sequence[str] = ()) -> tuple[str, ...]:
        """In the order of RESPONSE_COLUMNS, then of the columns `beside`."""
        address = self.address.cells() if self.address is not None else ("",) * 5
        items = dict(self.items)
        return (self.row_ref, self.code.value, ";".join(self.rules), *address, *(items.get(c, "") for c in beside))


def is_releasable(address: Address) -> bool:
    """Whether an address can stand in an answer unaltered and harmless.

    False for an empty delivery line, a control character or lone surrogate anywhere, a cell (or a part of one after
    `;`, which some spreadsheets split on) that begins as a formula does, or more than 320 bytes as written.
    """
    cells = address.cells()
    if not address.address_line.strip() or any(_runs(cell) for cell in cells):
        return False
    try:
        return len(_csv_line(cells)) - len(",,,,\r\n") <= MAX_ADDRESS_BYTES
    except UnicodeEncodeError:
        return False


def is_releasable_item(text: str) -> bool:
    """Whether a cell beside the address can stand in an answer: the same conditions, and at most 252 bytes as written."""
    try:
        return bool(text.strip()) and not _runs(text) and len(_csv_line([text])) - len("\r\n") <= MAX_ITEM_BYTES
    except UnicodeEncodeError:
        return False


def build_response(rows: Sequence[ResponseRow], fields: Collection[str] = (ADDRESS,)) -> bytes:
    """The zip to seal: `response.csv` (UTF-8, RFC 4180, RESPONSE_COLUMNS, then the columns of `fields` beside the address,
    rows as given) and its padding. `fields`: the items that may leave.

    Same rows, same bytes. Same number of rows, fields and same references and rules, same length, whoever was disclosed.
    Raises IntegrityFailure when two rows have one reference, or a row holds what is in none of `fields`.
    """
    beside = columns_beside_address(fields)
    for row in rows:
        if (row.address is not None and ADDRESS not in fields) or not {c for c, _ in row.items} <= set(beside):
            raise _wrong("MUN-RELEASE-009", "A row of the answer holds more than the agreed fields.")
    if len({row.row_ref for row in rows}) != len(rows):
        raise _wrong("MUN-RELEASE-006", "Two rows of the answer have the same reference.")
    header = _csv_line((*RESPONSE_COLUMNS, *beside))
    text = header + b"".join(_csv_line(row.cells(beside)) for row in rows)
    padding = len(header) + len(rows) * _width(rows, len(beside) * (MAX_ITEM_BYTES + 1)) - len(text)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, data in ((RESPONSE_MEMBER, text), (PADDING_MEMBER, bytes(padding))):
            archive.writestr(_member(name), data)
    return out.getvalue()


def _width(rows: Iterable[ResponseRow], beside: int) -> int:
    """Bytes each row may use: enough for the longest row if it were disclosed at the greatest length."""
    longest = max((len(_csv_line((row.row_ref, ";".join(row.rules)))) for row in rows), default=0)
    width = _FIRST_WIDTH
    while width < longest + _FRAME_BYTES + MAX_ADDRESS_BYTES + beside:
        width *= 2
    return width


def _runs(cell: str) -> bool:
    if _CONTROL.search(cell):
        return True
    return any(part.strip().strip("\"'").strip().startswith(_FORMULA_LEADS) for part in cell.split(";"))


def _csv_line(cells: Iterable[str]) -> bytes:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(cells)
    return line.getvalue().encode("utf-8")


def _member(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.compress_type = zipfile.ZIP_STORED
    info.create_system = 3
    info.external_attr = 0o100600 << 16
    return info


def _wrong(code: str, message: str) -> IntegrityFailure:
    return IntegrityFailure(code, message, hint="Nothing was released. Report this to the operator.")
