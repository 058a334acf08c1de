"""An index as it is read: of each file the rows that are asked for and no other, laid into DuckDB under the file's own name.

DuckDB then joins tables whose size it knows. A row's number says in which block of a file it stands (sealed.py), so that what a few
persons cost does not grow with the index, and for many every block is read once, in order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from muniment.linkage import derive, names
from muniment.linkage.sealed import SUFFIX, SealedFile

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from duckdb import DuckDBPyConnection

    Pairs = tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]

PART: Final = 500_000
"""Rows handed to DuckDB at once."""
CODES: Final = {"gid": "givens", "mid": "middles", "fid": "families"}


class IndexReader:
    """The open files of one index. Everything read is checked; what is damaged or under another key raises IntegrityFailure."""

    def __init__(self, folder: Path, key: bytes = b"") -> None:
        self._folder, self._key = folder, key
        self._open: dict[str, SealedFile] = {}
        self._places: pa.Table = None

    def __enter__(self) -> IndexReader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        for file in self._open.values():
            file.close()

    def file(self, name: str) -> SealedFile:
        if name not in self._open:
            self._open[name] = SealedFile(self._folder / f"{name}{SUFFIX}", self._key)
        return self._open[name]

    def load(
        self,
        con: DuckDBPyConnection,
        name: str,
        *,
        only: str | None = None,
        into: str = "",
        select: str = "FROM part",
        more: bool = False,
    ) -> None:
        """Out: table `into` (the file's name) of the file's rows, or of those whose first column is among the values of `only`, a
        query of one column; `select` and `more`: as `lay` has them.
        """
        file = self.file(name)
        batches = file.blocks() if only is None else file.rows_of(_column(con, only))
        lay(con, into or name, file.schema, batches, select, more=more)

    def bring_compared(self, con: DuckDBPyConnection, persons: str, *, more: bool = False) -> None:
        """Out: `births`, `numbers`, `addresses`, `places` and `names` of the persons of `persons`, a query of `pid`; `more`: and of those
        whose they are.
        """
        self.load(con, "addresses", only=persons, more=more)
        self._bring_places(con, more=more)
        self.load(con, "births", only=persons, more=more)
        self.load(con, "numbers", only=persons, more=more)
        self.bring_names(con, persons, more=more)

    def _bring_places(self, con: DuckDBPyConnection, *, more: bool) -> None:
        """Out: view `places`, of the addresses in `addresses`. Held as Arrow has it, in half the memory of a table of so many texts."""
        import pyarrow as pa

        unless = "ANTI JOIN places USING (aid)" if more else ""
        file = self.file("places")
        parts = _parts(file.rows_of(_column(con, f"SELECT aid FROM addresses {unless}")))
        new = [pa.Table.from_batches(part).combine_chunks() for part in parts]
        self._places = pa.concat_tables([self._places if more else file.schema.empty_table(), *new])
        con.register("places", self._places)

    def bring_names(self, con: DuckDBPyConnection, persons: str, *, more: bool = False) -> None:
        """Out: view `names`, what is said of each name of these persons."""
        self.load(con, "names", only=persons, into="name_numbers", more=more)
        for number, of in CODES.items():
            self._point_at(con, of, number, "name_numbers", more=more)
        con.execute(f"CREATE OR REPLACE TEMP VIEW names AS {derive.NAMES_VIEW}")

    def _point_at(self, con: DuckDBPyConnection, name: str, number: str, whose: str, *, more: bool) -> None:
        """Out: the rows of `name` that the rows of `whose` name by number."""
        unless = f"ANTI JOIN {name} USING ({number})" if more else ""
        self.load(con, name, only=f"SELECT {number} FROM {whose} {unless}", more=more)

    def pairs(self, con: DuckDBPyConnection, kind: int, asked: str) -> Iterator[Pairs]:
        """For each (key, row) of `asked`, a query, the persons with this key of this kind. A pair may come twice."""
        found: dict[str, Any] = con.execute(f"SELECT key, row FROM ({asked}) ORDER BY key").fetchnumpy()
        rows = found["row"].astype("int32")
        return ((rows[places], pids) for places, pids in self.file(f"keys_{kind}").pairs_of(found["key"]))

    def find(self, con: DuckDBPyConnection, kind: int, asked: str, into: str) -> None:
        """Out: table `into` (row, pid) of `pairs`."""
        lay_pairs(con, into, self.pairs(con, kind, asked))


def open_index(con: DuckDBPyConnection, index: IndexReader) -> None:
    """Out: `terms`, `crowded` and the lists of names: what every request is read with."""
    index.load(con, "terms")
    index.load(con, "crowded")
    for statement in names.lookup_tables_sql():
        con.execute(statement)


def lay(
    con: DuckDBPyConnection,
    into: str,
    schema: pa.Schema,
    batches: Iterable[pa.RecordBatch],
    select: str = "FROM part",
    *,
    more: bool = False,
) -> None:
    """Out: table `into` of what `select`, a query over `part`, makes of the batches, which it sees some at a time."""
    import pyarrow as pa

    def put(how: str, rows: list[pa.RecordBatch]) -> None:
        # In one piece: DuckDB takes its time over each, and of most blocks a few rows are left.
        con.register("part", pa.Table.from_batches(rows, schema).combine_chunks())
        con.execute(f"{how} {select}")
        con.unregister("part")

    if not more:
        put(f"CREATE OR REPLACE TEMP TABLE {into} AS", [])
    for rows in _parts(batches):
        put(f"INSERT INTO {into}", rows)


def lay_pairs(con: DuckDBPyConnection, into: str, pairs: Iterable[Pairs], *, more: bool = False) -> None:
    """Out: table `into` (row, pid)."""
    import pyarrow as pa

    schema = pa.schema([("row", pa.int32()), ("pid", pa.int32())])
    batches = (pa.RecordBatch.from_arrays([pa.array(rows), pa.array(pids)], schema=schema) for rows, pids in pairs)
    lay(con, into, schema, batches, more=more)


def _parts(batches: Iterable[pa.RecordBatch]) -> Iterator[list[pa.RecordBatch]]:
    held: list[pa.RecordBatch] = []
    rows = 0
    for batch in batches:
        held.append(batch)
        rows += batch.num_rows
        if rows >= PART:
            yield held
            held, rows = [], 0
    if held:
        yield held


def ticked(numbers: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """These numbers from 0, each once and in order: quicker ticked off than sorted."""
    import numpy as np

    if len(numbers) < 1000:
        return np.unique(numbers)
    there = np.zeros(int(numbers.max()) + 1, dtype=bool)
    there[numbers] = True
    return np.flatnonzero(there).astype(numbers.dtype)


def _column(con: DuckDBPyConnection, query: str) -> np.ndarray[Any, Any]:
    """The numbers that a query of one column gives, each once and in order."""
    values: Any
    (values,) = con.execute(query).fetchnumpy().values()
    return ticked(values)
