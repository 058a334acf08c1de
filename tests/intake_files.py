"""Persons files for tests: fictional persons, and writers for the three formats."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from muniment.vocabulary.columns import PERSON_COLUMNS

BASE: Mapping[str, str] = {
    "row_ref": "r1", "given_name": "Ana", "middle_name": "", "family_name": "Prueba López", "suffix": "",
    "date_of_birth": "1980-02-29", "tin": "900-00-0001", "address_line": "418 Maple St Apt 3", "city": "Dayton",
    "state": "OH", "postal_code": "45402", "country": "US", "taxable_periods": "2022;2023",
    "statute": "8 USC 1253(a)(1)(A)", "matter_id": "M-1", "matter_stage": "investigation",
    "matter_opened_on": "2026-01-05", "final_order_on": "2025-05-05", "order_class": "8 USC 1227(a)",
    "reason": "Served the final order; the address is needed to serve process.", "officer_id": "O1",
    "requested_items": "address", "sought_as": "",
}  # fmt: skip


def person(**changes: str) -> dict[str, str]:
    return {**BASE, **changes}


def numbered(*changes: Mapping[str, str]) -> list[dict[str, str]]:
    return [person(**{"row_ref": f"r{n}", **c}) for n, c in enumerate(changes, 1)]


def as_csv(
    rows: Sequence[Mapping[str, str]],
    columns: Sequence[str] = PERSON_COLUMNS,
    *,
    quoting: int = csv.QUOTE_MINIMAL,
    end: str = "\r\n",
) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=quoting, lineterminator=end)  # type: ignore[arg-type]
    writer.writerow(columns)
    writer.writerows([row[c] for c in columns] for row in rows)
    return out.getvalue().encode()


def as_xlsx(path: Path, rows: Sequence[Sequence[object]], *, sheet: str = "Sheet") -> Path:
    import openpyxl

    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    for at, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            cell = page.cell(at, column)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"  # what begins with = is text here, not a formula
    book.save(path)
    return path


def as_parquet(path: Path, rows: Sequence[Mapping[str, str | None]], columns: Sequence[str] = PERSON_COLUMNS) -> Path:
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table({c: pa.array([r[c] for r in rows], pa.string()) for c in columns}), path)
    return path


def received(path: Path) -> list[dict[str, str]]:
    """The rows of a persons artefact, `row` apart, which must count from 1."""
    import pyarrow.parquet as pq

    rows = pq.read_table(path).to_pylist()
    assert [r.pop("row") for r in rows] == list(range(1, len(rows) + 1))
    return rows
