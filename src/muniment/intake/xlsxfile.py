"""An XLSX workbook to a table: one sheet, every cell as exact text. No formula is computed: its saved value counts."""

from __future__ import annotations

import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Final

from muniment.intake.defects import Defects
from muniment.intake.tablerows import Rows
from muniment.intake.tablespec import Header, TableSpec, check_header
from muniment.intake.tablewriter import TableWriter
from muniment.vocabulary.progress import Progress

MAX_UNPACKED: Final = 4 * 1024**3
"""Bytes a workbook may unpack to; beyond, it is refused unread."""

_NOTHING: Final = Header(0, {}, (), ())


def read_xlsx(path: Path, writer: TableWriter, spec: TableSpec, defects: Defects, progress: Progress) -> Header:
    """Every row of the sheet named like the table (`persons`), else of the first, into `writer`; defects into
    `defects`.

    The first row that is not empty is the header; empty rows at the end are none. Numbers that are whole are written
    without a fraction (45402.0 is 45402), dates in ISO 8601. Zeros a spreadsheet has dropped are not put back.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > MAX_UNPACKED:
            defects.add("MUN-INTAKE-007", "The workbook is too large once unpacked.", hint="Send the persons as CSV.")
            return _NOTHING
        book = CalamineWorkbook.from_path(str(path))
        named = [n for n in book.sheet_names if n.strip().casefold() == spec.what]
        sheet = book.get_sheet_by_name((named or book.sheet_names)[0])
    except (CalamineError, zipfile.BadZipFile, OSError, IndexError, ValueError):
        defects.add(
            "MUN-INTAKE-006", "The file cannot be read as an XLSX workbook.", hint="Save it again as XLSX or CSV."
        )
        return _NOTHING
    rows = sheet.iter_rows()
    first = next((row for row in rows if any(cell != "" for cell in row)), None)
    if first is None:
        defects.add("MUN-INTAKE-003", "The sheet is empty: it has no header.", hint="The first row names the columns.")
        return _NOTHING
    names = [as_text(cell) for cell in first]
    while names and not names[-1]:
        names.pop()
    header = check_header(names, spec, defects)
    taken = Rows(writer, header, defects)
    empty = 0
    for row in rows:
        cells = [as_text(cell) for cell in row]
        if not any(cells):
            empty += 1
            continue
        for _ in range(empty):
            taken.add([""] * header.width)
        empty = 0
        for at in range(header.width, len(cells)):
            if cells[at]:
                defects.add(
                    "MUN-INTAKE-005", "A cell stands beyond the header's last column.", row=taken.count + 1,
                    hint="Name the column or empty the cell.",
                )  # fmt: skip
                break
        taken.add(cells + [""] * (header.width - len(cells)))
        if taken.count % 20_000 == 0:
            progress("read", taken.count, sheet.total_height)
    taken.flush()
    return header


def as_text(cell: object) -> str:
    """The cell's exact text: what it says, not how the sheet would show it."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() and cell.tzinfo is None else cell.isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return "" if cell is None else str(cell)
