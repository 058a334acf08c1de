"""Rows of a table become the same file in whatever order and batches they come, and it reads as they were."""

from __future__ import annotations

import tempfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muniment.intake.silotable import TableSilo, write_fetched
from muniment.vocabulary.errors import InputRefused

SILO = TableSilo("x.silo.yaml", "x", "sqlite:///x", "", "", "", "t", "", {})
COLUMNS = ("record_id", "tin", "city")

texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=6)
cells = st.one_of(texts, st.none(), st.integers(), st.booleans(), st.dates(), st.lists(texts, max_size=2))
tables = st.lists(st.tuples(texts, cells, cells), max_size=12, unique_by=lambda row: row[0])


def write(rows: list[Any], folder: Path, name: str, size: int = 5) -> Path:
    batches = [rows[at : at + size] for at in range(0, len(rows), size)]
    assert write_fetched(SILO, COLUMNS, batches, folder / name, memory_limit="256MB") == len(rows)
    return folder / name


@settings(deadline=None)
@given(tables, st.data())
def test_order_and_batches_leave_no_trace(rows: list[Any], data: st.DataObject) -> None:
    other = data.draw(st.permutations(rows))
    with tempfile.TemporaryDirectory() as folder:
        one = write(rows, Path(folder), "one")
        two = write(list(other), Path(folder), "two", size=data.draw(st.integers(1, 7)))
        assert one.read_bytes() == two.read_bytes()
        found = pq.read_table(one).to_pylist()
        assert [row["record_id"] for row in found] == sorted((row[0] for row in rows), key=str.encode)
        by_id = {row[0]: row for row in rows}
        for row in found:
            for at, column in enumerate(COLUMNS):
                if isinstance(by_id[row["record_id"]][at], str):
                    assert row[column] == by_id[row["record_id"]][at]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""), ("", ""), (45402, "45402"), (Decimal("2023.00"), "2023"), (Decimal("1E+3"), "1000"),
        (Decimal("0.50"), "0.5"), (2023.0, "2023"), (True, "true"), (date(1980, 2, 29), "1980-02-29"),
        (datetime(1980, 2, 29), "1980-02-29"), (datetime(1980, 2, 29, 1), "1980-02-29T01:00:00"),
        ([2021, None, "x"], "2021;;x"), (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
    ],
)  # fmt: skip
def test_a_value_has_one_text(value: object, text: str, tmp_path: Path) -> None:
    out = write([("a", value, "")], tmp_path, "x")
    assert pq.read_table(out).to_pylist() == [{"record_id": "a", "tin": text, "city": ""}]


@pytest.mark.parametrize("value", [b"x", {"a": 1}, [b"x"], [["a"]]])
def test_a_column_without_text_is_named_once_and_nothing_is_left(value: object, tmp_path: Path) -> None:
    with pytest.raises(InputRefused) as caught:
        write([("a", "", ""), ("b", value, value), ("c", value, "")], tmp_path, "x", size=1)
    assert [(d.file, d.column, d.code) for d in caught.value.defects] == [
        ("x.silo.yaml", column, "MUN-INTAKE-008") for column in ("city", "tin")
    ]
    assert list(tmp_path.iterdir()) == []
