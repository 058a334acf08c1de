"""Rows that ask for one person with different addresses (I2-F13), in the package and in what the same requester asked before.

Same person: the names together within two edits, and the same number or birth date. A cell that states no address is no other address.
A number or birth date under which more than MAX_NAMES different names stand (a default date, say) identifies nobody: under it only equal
names count. That bounds the work; it is the one way in which this is narrower than RULES.md.

What others asked, and what came of an earlier request, is for officers alone (`reprobed_rows`): it holds nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from string import ascii_lowercase
from typing import TYPE_CHECKING, Final

from rapidfuzz.distance.DamerauLevenshtein import distance

from muniment.assessment import engine

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MAX_NAMES: Final = 1_000
EDITS: Final = 2

_STATED: Final = (
    "NOT (address_empty OR address_placeholder OR address_bare) AND address_key <> '' AND given_key || family_key <> ''"
)
_BLOCKS: Final = ("hash('t' || tin_digits)", "hash('b' || birth_date)")
_ADDRESS: Final = "hash(address_key)"
_BITS: Final = len(ascii_lowercase)
_HERE: Final = 0
"""The mark of the package that is looked at."""


def probing_rows(con: DuckDBPyConnection, facts: str, history: list[str], signed_on: str, table: str) -> None:
    """Create `table`: one line (row) for each row of `facts` that asks for a person also asked for with another address.

    `history`: relations with the same columns. `signed_on`: a SQL date; a birth date after it is missing.
    """
    _names(con, [(_HERE, relation) for relation in (facts, *history)], signed_on)
    _near_names(con, "TRUE", "min(low) <> max(high)", "a.id < b.id")
    con.execute("""
        CREATE OR REPLACE TEMP TABLE probe_hits AS
        SELECT block, given_key, family_key FROM probe_names WHERE low <> high
        UNION
        SELECT n.block, n.given_key, n.family_key FROM (
            SELECT unnest([a.id, b.id]) AS id FROM probe_pairs p JOIN probe_names a ON a.id = p.a JOIN probe_names b ON b.id = p.b
            WHERE a.low <> b.low OR a.high <> b.high
        ) JOIN probe_names n USING (id)
    """)
    rows = " UNION ".join(f"SELECT f.row FROM {joined}" for joined in _rows_of_hits(facts, signed_on))
    con.execute(f"CREATE OR REPLACE TABLE {table} AS {rows}")


def reprobed_rows(
    con: DuckDBPyConnection, facts: str, earlier: Iterable[tuple[int, str]], signed_on: str, table: str
) -> None:
    """Create `table` (row, mark, other_address, other_spelling): one line for each row of `facts` and each kind of earlier
    request for the same person that gave another address or spelt the name otherwise.

    `earlier`: (mark, relation) with the columns of `facts`; a mark is 1 or more and says of which kind its requests are.
    """
    _names(con, [(_HERE, facts), *earlier], signed_on)
    here, before = f"mark = {_HERE}", f"mark > {_HERE}"
    _near_names(con, here, f"min(mark) = {_HERE} AND max(mark) > {_HERE}", "TRUE", before)
    # One row per (block, name here, mark): the least and greatest address asked for before, and whether under another spelling.
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE probe_hits AS
        SELECT block, given_key, family_key, mark, min(low) AS low, max(high) AS high, bool_or(spelt) AS spelt FROM (
            SELECT block, given_key, family_key, b.mark, b.low, b.high, FALSE AS spelt
            FROM probe_names a JOIN probe_names b USING (block, given_key, family_key) WHERE a.{here} AND b.{before}
            UNION ALL
            SELECT a.block, a.given_key, a.family_key, b.mark, b.low, b.high, TRUE
            FROM probe_pairs p JOIN probe_names a ON a.id = p.a JOIN probe_names b ON b.id = p.b
            WHERE a.given_key <> b.given_key OR a.family_key <> b.family_key
        ) GROUP BY ALL
    """)
    differs = f"h.low <> h.high OR h.low <> {_ADDRESS}"
    rows = " UNION ALL ".join(
        f"SELECT f.row, h.mark, {differs} AS moved, h.spelt FROM {joined}" for joined in _rows_of_hits(facts, signed_on)
    )
    con.execute(f"""
        CREATE OR REPLACE TABLE {table} AS
        SELECT row, mark, bool_or(moved) AS other_address, bool_or(spelt) AS other_spelling FROM ({rows})
        GROUP BY ALL HAVING other_address OR other_spelling
    """)


def _names(con: DuckDBPyConnection, relations: Iterable[tuple[int, str]], signed_on: str) -> None:
    """Create `probe_names` (id, block, names, mark, least and greatest address): one row for each name asked for under a number or birth
    date. Blocks and addresses stand as hashes: nothing is asked of them but whether two are equal."""
    columns = f"given_key, family_key, tin_digits, birth_date, {_ADDRESS} AS address"
    everything = " UNION ALL ".join(
        f"SELECT {columns}, {mark}::TINYINT AS mark FROM {r} WHERE {_STATED}" for mark, r in relations
    )
    number, birth = _BLOCKS
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE probe_names AS
        SELECT row_number() OVER () AS id, * FROM (
            SELECT block, given_key, family_key, mark, min(address) AS low, max(address) AS high FROM (
                SELECT unnest([CASE WHEN tin_digits <> '' THEN {number} END, CASE WHEN birth_date <= {signed_on} THEN {birth} END])
                AS block, given_key, family_key, mark, address FROM ({everything})
            ) WHERE block IS NOT NULL GROUP BY ALL
        )
    """)


def _near_names(con: DuckDBPyConnection, first: str, worth: str, order: str, second: str = "TRUE") -> None:
    """Create `probe_pairs` (a, b): ids of names of one block, at most two edits apart; `a` is one of `first`, `b` of `second`.

    `worth`: a condition on a block without which it is passed over. `order`: a condition on `a` and `b`.
    """
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE probe_near AS
        SELECT n.id, n.mark, n.block, {_letters("given_key")} | ({_letters("family_key")} << {_BITS}) AS letters
        FROM probe_names n JOIN (
            SELECT block FROM (
                SELECT block, mark, count(*) AS names, min(low) AS low, max(high) AS high FROM probe_names GROUP BY ALL
            ) GROUP BY block HAVING sum(names) >= 2 AND max(names) <= {MAX_NAMES} AND {worth}
        ) b USING (block)
    """)
    # Ids and letters alone go through the wide join, in a step of its own; names are fetched for the few pairs that are left.
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE probe_alike AS
        SELECT a.id AS a, b.id AS b
        FROM (FROM probe_near WHERE {first}) a JOIN (FROM probe_near WHERE {second}) b ON a.block = b.block
        WHERE bit_count(xor(a.letters, b.letters)) <= {2 * EDITS} AND {order}
    """)
    con.execute(f"""
        CREATE OR REPLACE TABLE probe_spelt AS
        SELECT p.a, p.b, a.given_key AS g1, b.given_key AS g2, a.family_key AS f1, b.family_key AS f2,
               {" AND ".join(f"strlen({n}) = length({n})" for n in ("g1", "g2", "f1", "f2"))} AS latin
        FROM probe_alike p JOIN probe_names a ON a.id = p.a JOIN probe_names b ON b.id = p.b
    """)
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE probe_pairs AS
        SELECT a, b FROM probe_spelt WHERE latin AND damerau_levenshtein(g1, g2) + damerau_levenshtein(f1, f2) <= {EDITS}
    """)
    # DuckDB counts edits of bytes: where a letter has several, they are counted here.
    cursor = con.cursor().execute("SELECT a, b, g1, g2, f1, f2 FROM probe_spelt WHERE NOT latin")
    while batch := cursor.fetchmany(100_000):
        near = [(a, b) for a, b, g1, g2, f1, f2 in batch if distance(g1, g2) + distance(f1, f2) <= EDITS]
        engine.append(con, "probe_pairs", {"a": "BIGINT", "b": "BIGINT"}, near)


def _letters(name: str) -> str:
    """A set of a name's letters as bits. One edit changes at most two of them, which is far cheaper to see than the distance."""
    latin = " | ".join(f"(contains({name}, '{c}')::BIGINT << {ord(c) % _BITS})" for c in ascii_lowercase)
    letters = f"list_filter(string_split({name}, ''), lambda c: c BETWEEN 'a' AND 'z' OR ord(c) > 127)"
    places = f"list_distinct(list_transform({letters}, lambda c: ord(c) % {_BITS}))"
    other = f"coalesce(list_sum(list_transform({places}, lambda b: 1::BIGINT << b::INTEGER)), 0)::BIGINT"
    return f"(CASE WHEN strlen({name}) = length({name}) THEN {latin} ELSE {other} END)"


def _rows_of_hits(facts: str, signed_on: str) -> tuple[str, str]:
    """What stands after FROM: rows `f` of `facts` with the hits `h` of their number's block, and of their birth date's."""
    names = "h.given_key = f.given_key AND h.family_key = f.family_key"
    number, birth = _BLOCKS
    stated = f"(SELECT *, {number} AS by_number, {birth} AS by_birth FROM {facts} WHERE {_STATED}) f"
    return (
        f"{stated} JOIN probe_hits h ON h.block = f.by_number AND {names} WHERE f.tin_digits <> ''",
        f"{stated} JOIN probe_hits h ON h.block = f.by_birth AND {names} WHERE f.birth_date <= {signed_on}",
    )
