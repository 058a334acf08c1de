"""A DuckDB connection of assessment's own: in memory, spilling to a folder beside the output, nothing read from outside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ROW_GROUP: Final = 122_880
"""Rows in a row group of the findings artefact. Part of its bytes: changing it changes every hash."""


@contextmanager
def connection(folder: Path, *, threads: int, memory_limit: str) -> Iterator[DuckDBPyConnection]:
    """A connection whose spill files stand in `folder` and are gone when it closes."""
    import duckdb

    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder, prefix=".spill-") as spill:
        con = duckdb.connect(
            config={
                "threads": threads,
                "memory_limit": memory_limit,
                "temp_directory": spill,
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
            }
        )
        try:
            con.execute("SET preserve_insertion_order = true")
            yield con
        finally:
            con.close()


def write(con: DuckDBPyConnection, select: str, out: Path) -> None:
    """Write the query's rows, in its order, as the immutable artefact `out`: there whole or not at all."""
    partial = out.with_name(out.name + ".partial")
    con.execute(
        f"COPY ({select}) TO {text(str(partial))} (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE {ROW_GROUP})"
    )
    partial.replace(out)


def text(value: str) -> str:
    """`value` as a SQL text literal."""
    return "'" + value.replace("'", "''") + "'"


def literal(value: object) -> str:
    """A plain value as a typed SQL literal; None is a NULL without a type."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return f"{value!r}"
    if isinstance(value, date):
        return f"DATE '{value.isoformat()}'"
    if isinstance(value, str):
        return text(value)
    if isinstance(value, tuple | list):
        return "[" + ", ".join(literal(v) for v in value) + "]::VARCHAR[]"
    raise TypeError(f"{type(value).__name__} has no SQL literal here")


def load(con: DuckDBPyConnection, table: str, columns: Mapping[str, str], rows: Sequence[Sequence[object]]) -> None:
    """Create `table` with the columns (name: SQL type) and `rows`, whatever their number."""
    declared = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    con.execute(f"CREATE OR REPLACE TABLE {table} ({declared})")
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
