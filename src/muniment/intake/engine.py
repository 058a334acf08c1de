"""A DuckDB connection of intake's own: in memory, spilling to a folder the caller names, nothing read from outside."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ROW_GROUP: Final = 122_880
"""Rows in a row group of every artefact of intake. Part of the artefact's bytes: changing it changes every hash."""


@contextmanager
def connection(out: Path, *, threads: int, memory_limit: str) -> Iterator[DuckDBPyConnection]:
    """A connection whose spill files stand beside `out` and are gone when it closes."""
    import duckdb

    out.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=out.parent, prefix=".spill-") as spill:
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


def quoted_path(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def write(con: DuckDBPyConnection, select: str, out: Path) -> None:
    """Write the query's rows, in its order, as the immutable artefact `out`: there whole or not at all."""
    partial = out.with_name(out.name + ".partial")
    con.execute(
        f"COPY ({select}) TO {quoted_path(partial)} (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, "
        f"ROW_GROUP_SIZE {ROW_GROUP})"
    )
    partial.replace(out)
