"""DuckDB as this room uses it: opening, quoting, writing Parquet with the same bytes for the same rows; and Parquet
encrypted at rest, as its specification has it.

PyArrow writes and reads such files (AES-256-GCM, footer and all columns under one key): DuckDB 2.0 cannot write them safely
without a library outside its wheel, and reads wrongly those with several pages, lists, or under a filter. It knows nothing
of persons.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from muniment.formats.duck import ROW_GROUP, text
from muniment.vocabulary.errors import IntegrityFailure

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


def unlock(con: DuckDBPyConnection, folder: Path, key: bytes) -> None:
    """Let `con` read the encrypted files of a folder. Raises IntegrityFailure where `key` is not theirs."""
    for path in sorted(folder.glob("*.parquet")):
        if is_encrypted(path):
            _unlock_file(con, path, key)


def _unlock_file(con: DuckDBPyConnection, path: Path, key: bytes) -> None:
    import pyarrow.dataset as ds

    try:
        under = ds.ParquetFragmentScanOptions(decryption_properties=_decryption(key), pre_buffer=False)
        file = ds.dataset(str(path), format=ds.ParquetFileFormat(default_fragment_scan_options=under))
    except (OSError, ValueError):
        raise IntegrityFailure(
            "MUN-LINKAGE-004", "The record index is encrypted, and not under this key.", hint="Restore keys/index.key."
        ) from None
    con.register(_name(path), file)


def _decryption(key: bytes) -> Any:
    import pyarrow.parquet.encryption as pe

    return pe.create_decryption_properties(footer_key=key)


def _name(path: Path) -> str:
    return f"sealed:{path}"


def parquet(path: Path) -> str:
    """A table expression that reads one Parquet file (if encrypted, once it is unlocked), or those in clear that a pattern in
    its place finds.
    """
    return identifier(_name(path)) if is_encrypted(path) else f"read_parquet({text(str(path))})"


def identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def is_encrypted(path: Path) -> bool:
    """Whether a file begins as Parquet with an encrypted footer does."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(4) == b"PARE"


def write_parquet(con: DuckDBPyConnection, query: str, path: Path) -> None:
    """Write `query`, which says its order in full, to `path`; equal rows give equal bytes, whatever the
    number of threads: row groups are filled in the order of the rows.
    """
    con.execute(
        f"COPY ({query}) TO {text(str(path))} (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE {ROW_GROUP})"
    )


def write_encrypted(con: DuckDBPyConnection, query: str, path: Path, key: bytes) -> str:
    """Write `query`, which says its order in full, encrypted under `key` (32 bytes; in clear
    without one), for `con` to read; returns the digest of what is in it, which depends on the rows alone.
    """
    import pyarrow.parquet as pq
    import pyarrow.parquet.encryption as pe

    reader = con.sql(query).to_arrow_reader(ROW_GROUP)
    under = pe.create_encryption_properties(footer_key=key) if key else None
    how = {"compression": "zstd", "compression_level": 1, "store_schema": False, "encryption_properties": under}
    with pq.ParquetWriter(path, reader.schema, **how) as writer:
        digest = _digest(reader.schema, reader, writer)
    if key:
        _unlock_file(con, path, key)
    return digest


def content_digest(path: Path, key: bytes) -> str:
    """The digest that `write_encrypted` gave for this file. Raises OSError where the key is another or a byte is."""
    import pyarrow.parquet as pq

    under = _decryption(key) if is_encrypted(path) else None
    with pq.ParquetFile(path, decryption_properties=under) as file:
        return _digest(file.schema_arrow, file.iter_batches(ROW_GROUP))


def _digest(schema: Any, batches: Iterable[Any], writer: Any = None) -> str:
    """SHA-256 of the rows as plain Parquet, written nowhere; what comes is also handed to `writer`."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = _Hashing()
    with pq.ParquetWriter(
        pa.PythonFile(sink, mode="w"), schema, compression="none", use_dictionary=False, store_schema=False
    ) as plain:
        for group in _row_groups(batches):
            plain.write_table(group, row_group_size=ROW_GROUP)
            if writer is not None:
                writer.write_table(group, row_group_size=ROW_GROUP)
    return sink.digest.hexdigest()


def _row_groups(batches: Iterable[Any]) -> Iterator[Any]:
    import pyarrow as pa

    held: list[Any] = []
    rows = 0
    for batch in batches:
        held.append(batch)
        rows += batch.num_rows
        while rows >= ROW_GROUP:
            whole = pa.Table.from_batches(held)
            yield whole.slice(0, ROW_GROUP).combine_chunks()
            held = whole.slice(ROW_GROUP).to_batches()
            rows -= ROW_GROUP
    if rows:
        yield pa.Table.from_batches(held).combine_chunks()


class _Hashing:
    """A file that keeps nothing but the hash of what was written to it."""

    closed = False

    def __init__(self) -> None:
        self.digest = hashlib.sha256()

    def write(self, data: Any) -> int:
        self.digest.update(data)
        return len(data)

    def flush(self) -> None: ...

    def close(self) -> None: ...


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
