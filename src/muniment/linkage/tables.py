"""DuckDB as this room uses it: opening, and writing Parquet with the same bytes for the same rows. It knows nothing of persons."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from muniment.formats.duck import ROW_GROUP, text

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

BLOCK: Final = 1 << 20


def connect(*, threads: int, memory_limit: str, spill: Path) -> DuckDBPyConnection:
    """A private in-memory database. `memory_limit` as DuckDB reads it ('4GB'); what does not fit spills to `spill`, in
    clear.
    """
    import duckdb

    con = duckdb.connect()
    con.execute(f"SET threads = {int(threads)}")
    con.execute(f"SET memory_limit = {text(memory_limit)}")
    con.execute(f"SET temp_directory = {text(str(spill))}")
    con.execute("SET TimeZone = 'UTC'")
    con.execute("SET enable_progress_bar = false")
    # The system keeps files it has read; a second copy of the index in this process would only cost memory.
    con.execute("SET enable_external_file_cache = false")
    # Installing or loading an extension would be a way to the network; nothing here needs one.
    con.execute("SET autoinstall_known_extensions = false")
    return con


def parquet(path: Path) -> str:
    """A table expression that reads one Parquet file, or those that a pattern in its place finds."""
    return f"read_parquet({text(str(path))})"


def write_parquet(con: DuckDBPyConnection, query: str, path: Path) -> None:
    """Write `query`, which says its order in full, to `path`; equal rows give equal bytes, whatever the
    number of threads: row groups are filled in the order of the rows.
    """
    con.execute(
        f"COPY ({query}) TO {text(str(path))} (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE {ROW_GROUP})"
    )


def hash_check() -> int:
    """What this DuckDB's `hash` makes of fixed values. An index holds it: with another the keys in it would be found no more,
    and its persons be missed without a word.
    """
    import duckdb

    with duckdb.connect() as con:
        return int(
            one(con, "SELECT hash(7::UTINYINT, 'a word', DATE '2000-02-29', 1999, 'a much longer word, of two lines')")
        )


def one(con: DuckDBPyConnection, query: str) -> Any:
    """The single value of a query that gives one row of one column."""
    ((value,),) = con.execute(query).fetchall()  # to the end: a result half read holds the connection
    return value


def file_sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()
