"""DuckDB as the rooms use it: in memory, spilling where the caller says, nothing read from outside; Parquet out of it.

Knows nothing of persons or law. The same query over the same rows writes the same bytes, with one version of DuckDB.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ROW_GROUP: Final = 122_880
"""Rows in a row group of an artefact. Part of its bytes: changing it changes every hash."""


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
        f"COPY ({select}) TO {path_text(partial)} (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, "
        f"ROW_GROUP_SIZE {ROW_GROUP})"
    )
    partial.replace(out)


def text(value: str) -> str:
    """`value` as a SQL text literal."""
    return "'" + value.replace("'", "''") + "'"


def path_text(path: Path) -> str:
    """A path as a SQL text literal."""
    return text(str(path))


def literal(value: object) -> str:
    """A plain value (text, bool, number, date, None, or a list of them as text) as a SQL literal; TypeError otherwise."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, date):
        return f"DATE '{value.isoformat()}'"
    if isinstance(value, str):
        return text(value)
    if isinstance(value, tuple | list):
        return "[" + ", ".join(literal(v) for v in value) + "]::VARCHAR[]"
    raise TypeError(f"{type(value).__name__} has no SQL literal here")
