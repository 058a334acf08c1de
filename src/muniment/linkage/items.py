"""Items beside the address: what the records say of a person, kept in the index and read for a row that asks for it.

An index carries the items it was built for and no other. Of a thing a person has once (a birth date, a number) records that
differ say nothing; of a name or an injury the newest speaks. A number that is also somebody else's is nobody's to give.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from muniment.formats.duck import literal
from muniment.linkage import tables
from muniment.vocabulary.items import ADDRESS, CHANGING, ITEM_COLUMNS, columns_beside_address, items_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FILE: Final = "items"
_READABLE: Final = {
    "date_of_birth": "birth_date::VARCHAR",
    "deceased_on": "deceased::VARCHAR",
    "tin": "tin_digits",
}
"""Columns whose sameness is that of the value read from them; of the others spaces, case and punctuation say nothing."""


def carried(items: Iterable[str]) -> tuple[str, ...]:
    """The items, of those named, that an index keeps in a file of their own, in one order."""
    wanted = set(items) - {ADDRESS}
    return tuple(name for name in ITEM_COLUMNS if name in wanted)


def make_items(con: DuckDBPyConnection, silos: Sequence[Path], items: Sequence[str], junk: str) -> None:
    """In: silo files, `ids`, `numbers`. Out: table `items`, one row per person: `pid` and each column, '' where nothing is given."""
    selects = []
    columns = columns_beside_address(items)
    for path in silos:
        have = {r[0] for r in con.execute(f"DESCRIBE SELECT * FROM {tables.parquet(path)}").fetchall()}
        raw = ", ".join(f"trim(coalesce({c}, '')) AS {c}" if c in have else f"'' AS {c}" for c in columns)
        selects.append(f"""SELECT coalesce(nullif(trim(person_id), ''), 'record:' || coalesce(record_id, '')) AS person_id,
            coalesce(observed, DATE '0001-01-01') AS observed, coalesce(record_id, '') AS record_id, birth_date, deceased,
            CASE WHEN regexp_full_match(tin_digits, '{junk}') THEN '' ELSE tin_digits END AS tin_digits, {raw}
            FROM {tables.parquet(path)}""")
    con.execute(
        f"CREATE TABLE item_records AS SELECT i.pid, s.* FROM ({' UNION ALL '.join(selects)}) s JOIN ids i USING (person_id)"
    )
    con.execute("CREATE TABLE items AS SELECT pid FROM ids")
    for name in items:
        _add(con, _newest(ITEM_COLUMNS[name]) if name in CHANGING else _only(ITEM_COLUMNS[name][0]), ITEM_COLUMNS[name])
    con.execute("DROP TABLE item_records")


def _newest(columns: Sequence[str]) -> str:
    """One row per person: the item as the newest record that has it says it, all its columns from that one record."""
    packed = ", ".join(f"{c} := {c}" for c in columns)
    said = " OR ".join(f"{c} <> ''" for c in columns)
    order = ", ".join(("observed", "record_id", *columns))
    return f"""SELECT pid, unnest(max_by(struct_pack({packed}), row({order}))) FROM item_records WHERE {said} GROUP BY pid"""


def _only(column: str) -> str:
    """One row per person of whom all records that say anything say the same."""
    key = _READABLE.get(column, rf"regexp_replace(lower({column}), '[\s\pP]+', '', 'g')")
    alone = (
        "AND tin_digits NOT IN (SELECT tin_digits FROM numbers GROUP BY 1 HAVING count(*) > 1)"
        if column == "tin"
        else ""
    )
    return f"""SELECT pid, min({column}) AS {column} FROM item_records WHERE {column} <> '' AND {key} <> '' {alone}
        GROUP BY pid HAVING count(DISTINCT {key}) = 1"""


def _add(con: DuckDBPyConnection, found: str, columns: Sequence[str]) -> None:
    have = {r[0] for r in con.execute("DESCRIBE items").fetchall()}
    new = [c for c in columns if c not in have]
    if new:  # two items may be one column: a number has two names
        given = ", ".join(f"coalesce(f.{c}, '') AS {c}" for c in new)
        con.execute(
            f"CREATE OR REPLACE TABLE items AS SELECT i.*, {given} FROM items i LEFT JOIN ({found}) f USING (pid)"
        )


def give_items(con: DuckDBPyConnection, decided: str, into: str, fields: Sequence[str]) -> None:
    """In: `decided`, `eligible` with items_key, index view `items`. Out: table `into`, one row per row of `decided` with a
    match: `items`, a map of column to value, holding what the row asks for, `fields` agrees and the records say.
    """
    columns = columns_beside_address(fields)
    keys = [r[0] for r in con.execute("SELECT DISTINCT items_key FROM eligible ORDER BY 1").fetchall()]
    asked = [f"({literal(k)}, {literal(columns_beside_address(items_of(k) & set(fields)))})" for k in keys]
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE asked_items AS SELECT * FROM (VALUES {', '.join(asked)}) t(items_key, columns)"
    )
    cells = ", ".join(
        f"{{'key': '{c}', 'value': CASE WHEN list_contains(a.columns, '{c}') THEN i.{c} END}}" for c in columns
    )
    con.execute(f"""CREATE OR REPLACE TEMP TABLE {into} AS
      SELECT row, CASE WHEN len(cells) > 0 THEN map_from_entries(cells) END AS items FROM (
        SELECT d.row, list_filter([{cells}], lambda c: c.value <> '') AS cells
        FROM {decided} d JOIN eligible e USING (row) JOIN asked_items a USING (items_key) JOIN items i ON i.pid = d.pid
        WHERE d.decision <> 'none')""")
