"""Addresses by the million: distinct ones only, clear standard forms in SQL, everything else through the reference.

The fast path accepts a line only when it is a number, plain words, a suffix and perhaps a unit, none of whose words
asks for attention (a placeholder's, a facility's, a suffix inside a name ...), at a locality the reference found sound.
On what it accepts it equals the reference; `tests/generative/test_address_bulk.py` holds the two together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from muniment.intake.address.fastpath import (
    candidates_sql,
    distinct_sql,
    fast_rows_sql,
    names_sql,
    needs_attention,
    result_sql,
    suffix_rows,
    words_sql,
)
from muniment.intake.address.model import BOOLEAN_COLUMNS, OUTPUT_COLUMNS
from muniment.intake.address.parse import parse_address
from muniment.vocabulary.progress import Progress, silent

if TYPE_CHECKING:
    import duckdb

CHUNK: Final = 8192
SMALL: Final = 20_000
"""Below so many addresses for the reference, starting processes costs more than it saves."""

_TEMPORARY: Final = ("addr_distinct", "addr_split", "addr_names", "addr_places", "addr_parsed", "addr_suffixes", "addr_attention")


@dataclass(frozen=True, slots=True)
class BulkSummary:
    """What was done: rows of the source, distinct addresses among them, and how many each path parsed."""

    rows: int
    distinct: int
    fast: int
    reference: int


def parse_addresses(
    con: duckdb.DuckDBPyConnection, source: str, target: str, *, processes: int = 1, progress: Progress = silent
) -> BulkSummary:
    """Creates table `target` with `row` and every component and fact of each address of `source`, one row per source row.

    `source` is a table or view with `row BIGINT` and `address_line, city, state, postal_code, country` (VARCHAR; NULL and ''
    are the same). The order of rows and the number of processes never change a result. `processes` bounds the workers for
    the lines that need the reference; few lines start none. Uses temporary tables named `addr_*` on the connection.
    """
    _drop(con)
    progress("addresses: distinct", 0, 0)
    _run(con, distinct_sql(source))
    rows = _one(con, f"SELECT count(*) FROM {source}")
    distinct = _one(con, "SELECT count(*) FROM addr_distinct")
    _load_words(con)
    _run(con, candidates_sql())
    _places(con)
    _attention(con)
    _run(con, names_sql())
    _run(con, f"CREATE TEMP TABLE addr_parsed ({_columns()})")
    _run(con, fast_rows_sql())
    fast = _one(con, "SELECT count(*) FROM addr_parsed")
    progress("addresses: fast path", fast, distinct)
    _reference(con, distinct - fast, processes, fast, distinct, progress)
    _run(con, result_sql(source, target))
    _drop(con)
    return BulkSummary(rows, distinct, fast, distinct - fast)


def _one(con: duckdb.DuckDBPyConnection, query: str) -> int:
    return int(con.execute(query).fetchall()[0][0])


def _run(con: duckdb.DuckDBPyConnection, statement: str) -> None:
    """Executes to the end: a result left open keeps the connection from further work."""
    con.execute(statement).fetchall()


def _drop(con: duckdb.DuckDBPyConnection) -> None:
    for table in _TEMPORARY:
        _run(con, f"DROP TABLE IF EXISTS {table}")


def _columns() -> str:
    return "id BIGINT, " + ", ".join(f"{c} {'BOOLEAN' if c in BOOLEAN_COLUMNS else 'VARCHAR'}" for c in OUTPUT_COLUMNS)


def _load_words(con: duckdb.DuckDBPyConnection) -> None:
    import pyarrow as pa

    suffixes = pa.table({"variant": [v for v, _ in suffix_rows()], "suffix": [s for _, s in suffix_rows()]})
    con.register("addr_arrow", suffixes)
    _run(con, "CREATE TEMP TABLE addr_suffixes AS SELECT * FROM addr_arrow")
    con.unregister("addr_arrow")


def _attention(con: duckdb.DuckDBPyConnection) -> None:
    """addr_attention: the words of the candidates' street names that mean more than themselves."""
    import pyarrow as pa

    words = [w for (w,) in con.execute(words_sql()).fetchall()]
    con.register("addr_arrow", pa.table({"word": pa.array([w for w in words if needs_attention(w)], pa.string())}))
    _run(con, "CREATE TEMP TABLE addr_attention AS SELECT * FROM addr_arrow")
    con.unregister("addr_arrow")


_PROBE: Final = "418 Maple St"
"""A line that is beyond doubt: what the reference says of it at a place is what it says of the place."""


def _places(con: duckdb.DuckDBPyConnection) -> None:
    """addr_places: the distinct (city, state, ZIP, country) of the candidates, judged by the reference; sound ones only."""
    import pyarrow as pa

    found = con.execute("SELECT DISTINCT city, state, postal_code, country FROM addr_split").fetchall()
    kept: list[tuple[Any, ...]] = []
    for city, state, postal_code, country in found:
        p = parse_address(_PROBE, city, state, postal_code, country)
        plain = p.delivery_line and p.locality and not (p.locality_conflict or p.address_placeholder or p.address_hostile)
        if plain and p.city_key and p.zip5 and p.state_key not in ("pr", "hi", "aa", "ae", "ap") and p.country_key == "us":
            kept.append((city, state, postal_code, country, p.city_key, p.state_key, p.zip5, p.address_flags))
    names = ("city", "state", "postal_code", "country", "city_key", "state_key", "zip5", "flags")
    columns = list(zip(*kept, strict=True)) if kept else [()] * len(names)
    con.register("addr_arrow", pa.table({n: pa.array(list(c), pa.string()) for n, c in zip(names, columns, strict=True)}))
    _run(con, "CREATE TEMP TABLE addr_places AS SELECT * FROM addr_arrow")
    con.unregister("addr_arrow")


# --- the reference, on all cores ----------------------------------------------------------------------------------


def _reference(
    con: duckdb.DuckDBPyConnection, left: int, processes: int, done: int, total: int, progress: Progress
) -> None:
    """Sends what the fast path left through the reference and into addr_parsed."""
    if not left:
        return
    todo = con.sql("SELECT d.* FROM addr_distinct d ANTI JOIN addr_parsed p USING (id) ORDER BY id").to_arrow_table()
    chunks = (todo.slice(start, CHUNK) for start in range(0, todo.num_rows, CHUNK))
    if processes <= 1 or left < SMALL:
        parsed: Iterator[bytes] = (_parse_chunk(_to_bytes(c)) for c in chunks)
        done = _insert(con, parsed, done, total, progress)
        return
    from multiprocessing import get_context

    with get_context("forkserver").Pool(processes) as pool:
        # imap keeps the chunks' order, so that the table is the same for any number of processes
        _insert(con, pool.imap(_parse_chunk, (_to_bytes(c) for c in chunks)), done, total, progress)


def _insert(
    con: duckdb.DuckDBPyConnection, parsed: Iterator[bytes], done: int, total: int, progress: Progress
) -> int:
    import pyarrow as pa

    for blob in parsed:
        table = pa.ipc.open_stream(blob).read_all()
        con.register("addr_arrow", table)
        _run(con, f"INSERT INTO addr_parsed SELECT id, {', '.join(OUTPUT_COLUMNS)} FROM addr_arrow")
        con.unregister("addr_arrow")
        done += table.num_rows
        progress("addresses: reference", done, total)
    return done


def _to_bytes(table: Any) -> bytes:
    import pyarrow as pa

    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())


def _parse_chunk(blob: bytes) -> bytes:
    """One chunk through the reference: Arrow stream of (id, five columns) in, Arrow stream of (id, every output) out."""
    import pyarrow as pa

    table = pa.ipc.open_stream(blob).read_all()
    given: Sequence[list[str]] = [table.column(c).to_pylist() for c in ("line", "city", "state", "postal_code", "country")]
    parsed = [parse_address(*values) for values in zip(*given, strict=True)]
    columns: dict[str, Any] = {"id": table.column("id")}
    for name in OUTPUT_COLUMNS:
        kind = pa.bool_() if name in BOOLEAN_COLUMNS else pa.string()
        columns[name] = pa.array([getattr(p, name) for p in parsed], kind)
    return _to_bytes(pa.table(columns))
