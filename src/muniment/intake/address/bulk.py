"""Addresses by the million: each clear street and each place once, in SQL, everything else once through the reference.

The fast path accepts a line only when it is a number, plain words, a suffix and perhaps a unit, none of whose words
asks for attention (a placeholder's, a facility's, a suffix inside a name ...), at a locality the reference found sound.
On what it accepts it equals the reference; `tests/generative/test_address_bulk.py` and `test_address_fastpath.py` hold the
two together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from muniment.formats.processes import Mapper, mapper
from muniment.intake.address.columns import read_columns
from muniment.intake.address.fastpath import (
    clear_sql,
    cut_sql,
    distinct_sql,
    left_rows_sql,
    left_sql,
    needs_attention,
    result_sql,
    split_sql,
    streets_sql,
    suffix_rows,
    words_sql,
)
from muniment.intake.address.localities import judge_locality
from muniment.intake.address.model import BOOLEAN_COLUMNS, OUTPUT_COLUMNS
from muniment.intake.address.parse import parse_address
from muniment.vocabulary.progress import Progress, silent

if TYPE_CHECKING:
    import duckdb

CHUNK: Final = 8192
SMALL: Final = 20_000
"""Below so many distinct addresses, starting processes costs more than it saves."""

_STEPS: Final = (
    "addr_suffixes", "addr_cut", "addr_split", "addr_attention", "addr_left", "addr_distinct", "addr_streets",
    "addr_places", "addr_rows", "addr_parsed",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class BulkSummary:
    """What was done: rows of the source, those the fast path took, and the distinct addresses the reference read."""

    rows: int
    fast: int
    reference: int


def parse_addresses(
    con: duckdb.DuckDBPyConnection, source: str, target: str, *, processes: int = 1, progress: Progress = silent
) -> BulkSummary:
    """Creates `target` with `row` and every component and fact of each address of `source`, a row for each row.

    `source` is a table or view with `row BIGINT` and `address_line, city, state, postal_code, country` (VARCHAR; NULL
    and '' are the same). The order of rows and the number of processes never change a result. `processes` bounds the
    workers; few addresses start none. The target is a temporary table; others are named `addr_*` and are gone at the end.
    """
    _drop(con, _STEPS)
    rows = _one(con, f"SELECT count(*) FROM {source}")
    progress("addresses: fast path", 0, rows)
    _load_words(con)
    _run(con, cut_sql(source))
    _run(con, split_sql())
    _attention(con)
    _run(con, streets_sql())
    _places(con, processes)
    _run(con, clear_sql())
    fast = _one(con, "SELECT count(*) FROM addr_rows")
    progress("addresses: fast path", fast, rows)
    _run(con, left_sql(source))
    _run(con, distinct_sql())
    _run(con, left_rows_sql())
    left = _one(con, "SELECT count(*) FROM addr_distinct")
    _run(con, f"CREATE TEMP TABLE addr_parsed ({_columns()})")
    nothing = ", ".join("FALSE" if c in BOOLEAN_COLUMNS else "''" for c in OUTPUT_COLUMNS)
    _run(con, f"INSERT INTO addr_parsed VALUES (0, {nothing})")
    with mapper(processes if left >= SMALL else 1) as each:
        _reference(con, each, left, progress)
    _run(con, result_sql(target))
    _drop(con, _STEPS)
    return BulkSummary(rows, fast, left)


def _one(con: duckdb.DuckDBPyConnection, query: str) -> int:
    return int(con.execute(query).fetchall()[0][0])


def _run(con: duckdb.DuckDBPyConnection, statement: str) -> None:
    """Executes to the end: a result left open keeps the connection from further work."""
    con.execute(statement).fetchall()


def _drop(con: duckdb.DuckDBPyConnection, tables: Sequence[str]) -> None:
    for table in tables:
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


_GIVEN: Final = ("city", "state", "postal_code", "country")
_PLACE: Final = (*_GIVEN, "city_key", "state_key", "zip5", "flags")


def _places(con: duckdb.DuckDBPyConnection, processes: int) -> None:
    """addr_places: the distinct city, state, ZIP and country of clear streets, judged by the reference; the sound ones."""
    import pyarrow as pa

    asked = f"SELECT DISTINCT {', '.join(_GIVEN)} FROM addr_cut c SEMI JOIN addr_streets s ON s.written = c.street"
    found = con.sql(asked).to_arrow_table()
    nowhere = f"SELECT 0::BIGINT AS id, {', '.join(f'NULL::VARCHAR AS {c}' for c in _GIVEN)},"
    _run(con, f"CREATE TEMP TABLE addr_places AS {nowhere} '' AS city_key, '' AS state_key, '' AS zip5, '' AS flags")
    with mapper(processes if found.num_rows >= 4 * SMALL else 1) as each:  # a place is judged in a quarter of the time
        for blob in each(_judge_places, _chunks(found)):
            con.register("addr_arrow", pa.ipc.open_stream(blob).read_all())
            ids = "row_number() OVER () + (SELECT max(id) FROM addr_places)"
            _run(con, f"INSERT INTO addr_places SELECT {ids}, {', '.join(_PLACE)} FROM addr_arrow")
            con.unregister("addr_arrow")


def _judge_places(blob: bytes) -> bytes:
    """One chunk of places: Arrow stream of the four columns in, Arrow stream of the sound ones with their keys out."""
    import pyarrow as pa

    table = pa.ipc.open_stream(blob).read_all()
    kept: list[tuple[str, ...]] = []
    for values in zip(*(table.column(c).to_pylist() for c in _GIVEN), strict=True):
        columns = read_columns(*values)
        if columns.foreign or columns.hostile or columns.placeholder or not columns.city:
            continue
        place = judge_locality(columns.city, columns.state, columns.zip_digits, columns.state_given)
        if place.present and place.zip5 and not place.conflict and place.state not in ("pr", "hi", "aa", "ae", "ap"):
            kept.append((*values, place.city, place.state, place.zip5, ";".join(place.flags)))
    arrays = [pa.array([row[k] for row in kept], pa.string()) for k in range(len(_PLACE))]
    return _to_bytes(pa.table(dict(zip(_PLACE, arrays, strict=True))))


# --- the reference, on all cores ----------------------------------------------------------------------------------


def _chunks(table: Any) -> Iterator[bytes]:
    for start in range(0, table.num_rows, CHUNK):
        yield _to_bytes(table.slice(start, CHUNK))


def _reference(con: duckdb.DuckDBPyConnection, each: Mapper, total: int, progress: Progress) -> None:
    """Sends what the fast path left through the reference and into addr_parsed."""
    import pyarrow as pa

    done = 0
    found = con.sql(
        "SELECT id, line, city, state, postal_code, country FROM addr_distinct ORDER BY id"
    ).to_arrow_table()
    for blob in each(_parse_chunk, _chunks(found)):
        table = pa.ipc.open_stream(blob).read_all()
        con.register("addr_arrow", table)
        _run(con, f"INSERT INTO addr_parsed SELECT id, {', '.join(OUTPUT_COLUMNS)} FROM addr_arrow")
        con.unregister("addr_arrow")
        done += table.num_rows
        progress("addresses: reference", done, total)


def _to_bytes(table: Any) -> bytes:
    import pyarrow as pa

    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())


def _parse_chunk(blob: bytes) -> bytes:
    """One chunk through the reference: an Arrow stream of id and five columns in, one of id and every output out."""
    import pyarrow as pa

    table = pa.ipc.open_stream(blob).read_all()
    given: Sequence[list[str]] = [
        table.column(c).to_pylist() for c in ("line", "city", "state", "postal_code", "country")
    ]
    parsed = [parse_address(*values) for values in zip(*given, strict=True)]
    columns: dict[str, Any] = {"id": table.column("id")}
    for name in OUTPUT_COLUMNS:
        kind = pa.bool_() if name in BOOLEAN_COLUMNS else pa.string()
        columns[name] = pa.array([getattr(p, name) for p in parsed], kind)
    return _to_bytes(pa.table(columns))
