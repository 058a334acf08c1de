"""Rows that Python judged, as DuckDB tables of assessment's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def load(con: DuckDBPyConnection, table: str, columns: Mapping[str, str], rows: Sequence[Sequence[object]]) -> None:
    """Create `table` with the columns (name: SQL type) and `rows`, whatever their number."""
    declared = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    con.execute(f"CREATE OR REPLACE TABLE {table} ({declared})")
    append(con, table, columns, rows)


def append(con: DuckDBPyConnection, table: str, columns: Mapping[str, str], rows: Sequence[Sequence[object]]) -> None:
    """Add `rows` to `table`, whose columns are these."""
    if not rows:
        return
    import pyarrow as pa

    arrays = {
        name: pa.array([row[i] for row in rows], type=_arrow(kind)) for i, (name, kind) in enumerate(columns.items())
    }
    con.register("loading", pa.table(arrays))
    con.execute(f"INSERT INTO {table} SELECT * FROM loading")
    con.unregister("loading")


def _arrow(kind: str) -> object:
    import pyarrow as pa

    return {
        "VARCHAR": pa.string(), "BOOLEAN": pa.bool_(), "BIGINT": pa.int64(), "INTEGER": pa.int32(), "DATE": pa.date32(),
        "VARCHAR[]": pa.list_(pa.string()),
    }[kind]  # fmt: skip
