"""Candidates: which persons of the index a row is compared with at all.

A row's candidates depend on that row and the index alone: crowded key values were left out when the index was built, and
whether a row still needs the weak keys is decided by its own strong candidates.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from muniment.linkage import keys
from muniment.linkage.reader import lay_pairs, ticked

if TYPE_CHECKING:
    import numpy as np
    from duckdb import DuckDBPyConnection

    from muniment.linkage.reader import IndexReader, Pairs

_PARTS: Final = {
    "words": f"""SELECT DISTINCT row, {keys.word_sql("w")} AS word FROM (
        SELECT row, unnest(list_concat({keys.GIVEN_NAMES}, {keys.FAMILY_WORDS})) AS w FROM req) WHERE len(w) > 1""",
    "family": f"""SELECT DISTINCT row, {keys.word_sql("w")} AS word FROM (
        SELECT row, unnest({keys.FAMILY_WORDS}) AS w FROM req) WHERE w <> ''""",
    "pairs": f"""SELECT DISTINCT row, {keys.pair_sql("f", "word")} AS pair FROM (
        SELECT row, {keys.word_sql("w")} AS f FROM (SELECT row, unnest({keys.FIRST_WORDS}) AS w FROM req) WHERE w <> '')
        JOIN req_family USING (row)""",
    "stubs": f"""SELECT row, {keys.stub_sql("first", "family_joined")} AS stub FROM req
        WHERE first <> '' AND family_joined <> ''""",
    "localities": f"""SELECT DISTINCT row, {keys.word_sql("w")} AS locality FROM (SELECT row, unnest(where_list) AS w FROM req_where)""",
    "spots": f"""SELECT DISTINCT row, {keys.spot_sql("point", "w")} AS spot FROM (
        SELECT row, point, unnest(where_list) AS w FROM req_where WHERE point IS NOT NULL)""",
}  # fmt: skip


def make_request_keys(con: DuckDBPyConnection) -> None:
    """In: `req`, `req_births`, `req_numbers`, `req_where` of this chunk, `crowded`. Out: `req_keys` (kind, key, row),
    without the values that too many persons share.
    """
    for name, query in _PARTS.items():
        con.execute(f"CREATE OR REPLACE TEMP TABLE req_{name} AS {query}")
    queries = (
        f"SELECT {kind}::UTINYINT AS kind, * FROM ({keys.key_rows_sql(kind, 'row', 'req_')})"
        for kind in sorted(keys.LIMIT)
    )
    con.execute(f"""CREATE OR REPLACE TEMP TABLE req_keys AS
      SELECT * FROM ({" UNION ALL ".join(queries)}) ANTI JOIN crowded USING (kind, key)""")


def find_pairs(
    con: DuckDBPyConnection,
    index: IndexReader,
    kinds: Sequence[int],
    *,
    only: str,
    into: str,
    between: tuple[int, int] | None = None,
) -> None:
    """In: `req_keys`, the index, `only` (rows to search for). Out: table `into` (row, pid), distinct.

    `between`: the keys to look at, from the first to the last.
    """
    part = f"key BETWEEN {between[0]}::UBIGINT AND {between[1]}::UBIGINT" if between else "TRUE"
    con.execute("CREATE OR REPLACE TEMP TABLE found (row INTEGER, pid INTEGER)")
    for kind in kinds:
        asked = f"SELECT key, row FROM req_keys SEMI JOIN {only} USING (row) WHERE kind = {kind} AND {part}"
        pairs = index.pairs(con, kind, asked)
        lay_pairs(con, "found", _born_near(con, index, pairs) if kind in keys.BORN_NEAR else pairs, more=True)
    con.execute(f"CREATE OR REPLACE TEMP TABLE {into} AS SELECT DISTINCT row, pid FROM found")
    con.execute("DROP TABLE found")


def _born_near(con: DuckDBPyConnection, index: IndexReader, pairs: Iterable[Pairs]) -> Iterator[Pairs]:
    """In: pairs, `req`. Out: those of them that are `near`."""
    import numpy as np
    import pyarrow as pa

    held = list(pairs)
    if not held:
        return
    file = index.file("births")
    wanted = ticked(np.concatenate([pids for _, pids in held]))
    on_file = pa.Table.from_batches(list(file.rows_of(wanted)), file.schema)
    known: dict[str, Any] = con.execute("SELECT row, birth_date FROM req WHERE birth_date IS NOT NULL").fetchnumpy()
    asked = Births(known["row"], known["birth_date"])
    births = Births(on_file.column("pid").to_numpy(), on_file.column("birth_date").to_numpy())
    for rows, pids in held:
        kept = near(asked, births, rows, pids)
        yield rows[kept], pids[kept]


class Births:
    """Birth dates by the number (from 0) of whose they are, digit by digit; somebody may have several."""

    YEAR: Final = 0x00000000FFFFFFFF
    DAY_AND_MONTH: Final = 0xFFFFFFFF00000000

    def __init__(self, owners: np.ndarray[Any, Any], dates: np.ndarray[Any, Any]) -> None:
        import numpy as np

        order = np.argsort(owners, kind="stable")
        owners, dates = owners[order], dates[order]
        year, month, day = (dates.astype(f"datetime64[{unit}]") for unit in "YMD")
        number = (
            (year.astype(int) + 1970) * 10000 + (month - year + 1).astype(int) * 100 + (day - month + 1).astype(int)
        )
        self.digits = np.zeros(len(dates), dtype="uint64")
        for place in range(8):  # a byte for each, the year's first
            self.digits |= (number // 10 ** (7 - place) % 10).astype("uint64") << np.uint64(8 * place)
        size = int(owners.max()) + 2 if len(owners) else 1
        self.count = np.bincount(owners, minlength=size)
        self.first = np.cumsum(self.count) - self.count

    def place(self, owners: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """Where each stands in `first` and `count`; one without a date has none there."""
        import numpy as np

        places: np.ndarray[Any, Any] = np.minimum(owners, len(self.count) - 1)
        return places


def near(asked: Births, births: Births, rows: np.ndarray[Any, Any], pids: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Whether the birth dates of a row and of a person (some one of those on file) are not both known, or have in common the year, or
    day and month, or five of eight digits. Others are two dates (`compare`, level 0, 1 or 6): persons of one number or
    one address share a key that says so, and of others nothing makes up for it.
    """
    import numpy as np

    row, person = asked.place(rows), births.place(pids)
    several = births.count[person]
    kept: np.ndarray[Any, Any] = (asked.count[row] == 0) | (several == 0)
    for date in range(int(several.max(initial=0))):
        open_ = np.flatnonzero(~kept & (several > date))
        differ = asked.digits[asked.first[row[open_]]] ^ births.digits[births.first[person[open_]] + date]
        wrong = np.count_nonzero(differ.view("uint8").reshape(-1, 8), axis=1)
        kept[open_] = (wrong <= 3) | (differ & Births.YEAR == 0) | (differ & Births.DAY_AND_MONTH == 0)
    return kept
