"""Candidates: which persons of the index a row is compared with at all.

A row's candidates depend on that row and the index alone: crowded key values were left out when the index was built, and
whether a row still needs the weak keys is decided by its own strong candidates.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from muniment.linkage import keys

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from muniment.linkage.reader import IndexReader

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
        if kind not in keys.BORN_NEAR:
            index.find(con, kind, asked, "found", more=True)
            continue
        index.find(con, kind, asked, "loose")
        index.load(con, "births", only="SELECT pid FROM loose", into="loose_births")
        con.execute(f"INSERT INTO found {near_sql('loose', 'loose_births')}")
        con.execute("DROP TABLE loose")
        con.execute("DROP TABLE loose_births")
    con.execute(f"CREATE OR REPLACE TEMP TABLE {into} AS SELECT DISTINCT row, pid FROM found")
    con.execute("DROP TABLE found")


def near_sql(pairs: str, births: str) -> str:
    """In: `pairs` (row, pid), `req`, `births`. Out: the pairs but those whose birth dates are both known and have neither the year, nor
    day and month, nor five of eight digits in common. Such are two dates (`compare`, level 0 or 1): persons of one number or
    one address share a key that says so, and of others nothing makes up for it.
    """
    return f"""SELECT row, pid FROM (SELECT DISTINCT row, pid FROM {pairs})
      JOIN (SELECT row, strftime(birth_date, '%Y%m%d') AS asked FROM req) USING (row)
      LEFT JOIN (SELECT pid, strftime(birth_date, '%Y%m%d') AS on_file FROM {births}) USING (pid)
      WHERE asked IS NULL OR on_file IS NULL
        OR hamming(asked, on_file) <= 3 OR left(asked, 4) = left(on_file, 4) OR right(asked, 4) = right(on_file, 4)"""
