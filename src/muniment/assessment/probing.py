"""Rows that ask for one person with different addresses (I2-F13), in the package and in what the same requester asked before.

Same person: the names together within two edits, and the same number or birth date. A cell that states no address is no other address.
A number or birth date under which more than MAX_NAMES different names stand (a default date, say) identifies nobody: under it only equal
names count. That bounds the work; it is the one way in which this is narrower than RULES.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MAX_NAMES: Final = 1_000

_STATED: Final = (
    "NOT (address_empty OR address_placeholder OR address_bare) AND address_key <> '' AND given_key || family_key <> ''"
)


def probing_rows(con: DuckDBPyConnection, facts: str, history: list[str], signed_on: str, table: str) -> None:
    """Create `table`: one line (row) for each row of `facts` that asks for a person also asked for with another address.

    `history`: relations with the same columns. `signed_on`: a SQL date; a birth date after it is missing.
    """
    columns = "given_key, family_key, tin_digits, birth_date, address_key"
    everything = " UNION ALL ".join(f"SELECT {columns} FROM {r} WHERE {_STATED}" for r in (facts, *history))
    # In: rows. One row per (block, name). Out: the least and greatest address, which differ when there are two or more.
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE probe_names AS
        SELECT block, given_key, family_key, min(address) AS low, max(address) AS high FROM (
            SELECT 't' || tin_digits AS block, given_key, family_key, address_key AS address FROM ({everything}) WHERE tin_digits <> ''
            UNION ALL
            SELECT 'b' || birth_date, given_key, family_key, address_key FROM ({everything})
            WHERE birth_date IS NOT NULL AND birth_date <= {signed_on}
        ) GROUP BY ALL
    """)
    # Blocks worth comparing: two addresses or more, and not so many names that the key means nothing.
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE probe_near AS
        SELECT n.*, {_letters("given_key")} AS given_letters, {_letters("family_key")} AS family_letters FROM probe_names n JOIN (
            SELECT block FROM probe_names GROUP BY block
            HAVING count(*) BETWEEN 2 AND {MAX_NAMES} AND min(low) <> max(high)
        ) b USING (block)
    """)
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE probe_keys AS
        SELECT * EXCLUDE (f), f || unnest({_ends("given_key")}) AS key
        FROM (SELECT *, unnest({_ends("family_key")}) AS f FROM probe_near)
    """)
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE probe_hits AS
        SELECT block, given_key, family_key FROM probe_names WHERE low <> high
        UNION
        SELECT block, unnest([g1, g2]), unnest([f1, f2]) FROM ({_pairs()})
    """)
    con.execute(f"""
        CREATE OR REPLACE TABLE {table} AS
        SELECT DISTINCT f.row FROM {facts} f JOIN probe_hits h
            ON h.block = 't' || f.tin_digits AND h.given_key = f.given_key AND h.family_key = f.family_key
        WHERE f.tin_digits <> '' AND {_STATED.replace("given_key", "f.given_key").replace("family_key", "f.family_key")}
        UNION
        SELECT DISTINCT f.row FROM {facts} f JOIN probe_hits h
            ON h.block = 'b' || f.birth_date AND h.given_key = f.given_key AND h.family_key = f.family_key
        WHERE f.birth_date <= {signed_on} AND {_STATED.replace("given_key", "f.given_key").replace("family_key", "f.family_key")}
    """)


def _letters(name: str) -> str:
    """A set of the letters of a name as bits. One edit changes at most two of them: a far cheaper test than the distance."""
    bits = f"list_distinct(list_transform(string_split({name}, ''), lambda c: greatest(ord(c), 0) % 62))"
    return f"list_sum(list_transform({bits}, lambda b: 1::BIGINT << b::INTEGER))::BIGINT"


def _ends(name: str) -> str:
    """Keys of which two names one edit apart share at least one.

    One edit, a transposition included, leaves the first two or the last two letters of a name of five letters or more, and of four unless
    it is transposed in the middle; it leaves the first or the last letter of a name of two letters or more.
    """
    long = f"'<' || left({name}, 2), '>' || right({name}, 2)"
    return (
        f"CASE WHEN length({name}) > 4 THEN [{long}] WHEN length({name}) > 2"
        f" THEN [{long}, '(' || left({name}, 1), ')' || right({name}, 1)] ELSE [{long}, '(' || left({name}, 1), ')' || right({name}, 1), '='] END"
    )


def _pairs() -> str:
    """Two names of one block, at most two edits apart, with different addresses.

    Two edits over both names leave the given name equal, or the family name equal, or change each by one; `_ends` finds the third kind.
    """
    differ = "(a.low <> b.low OR a.high <> b.high)"
    names = "a.block AS block, a.given_key AS g1, b.given_key AS g2, a.family_key AS f1, b.family_key AS f2"
    within = "damerau_levenshtein({0}, {1}) <= {2}"
    same_given = (
        f"SELECT {names} FROM probe_near a JOIN probe_near b ON a.block = b.block AND a.given_key = b.given_key"
        f" WHERE a.family_key < b.family_key AND {differ} AND abs(length(a.family_key) - length(b.family_key)) <= 2"
        f" AND {within.format('a.family_key', 'b.family_key', 2)}"
    )
    same_family = (
        f"SELECT {names} FROM probe_near a JOIN probe_near b ON a.block = b.block AND a.family_key = b.family_key"
        f" WHERE a.given_key < b.given_key AND {differ} AND abs(length(a.given_key) - length(b.given_key)) <= 2"
        f" AND {within.format('a.given_key', 'b.given_key', 2)}"
    )
    each = (
        f"SELECT {names} FROM probe_keys a JOIN probe_keys b ON a.block = b.block AND a.key = b.key"
        f" WHERE a.given_key < b.given_key AND a.family_key <> b.family_key AND {differ}"
        " AND bit_count(xor(a.family_letters, b.family_letters)) <= 2 AND bit_count(xor(a.given_letters, b.given_letters)) <= 2"
        f" AND {within.format('a.family_key', 'b.family_key', 1)} AND {within.format('a.given_key', 'b.given_key', 1)}"
    )
    return " UNION ".join((same_given, same_family, each))
