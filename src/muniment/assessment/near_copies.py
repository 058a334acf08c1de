"""Reasons that are one text with names, numbers and dates changed: rows are grouped by what is left when those are taken away.

Taken away are the row's own names, digits and marks, and the names of months. What is left is compared as it stands: a word more or less
makes another pattern. So this finds forms that were filled in, not texts that were rewritten.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_MONTHS: Final = (
    "january|february|march|april|may|june|july|august|september|october|november|december|"
    "jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec"
)


def near_copies(con: DuckDBPyConnection, facts: str, table: str) -> None:
    """Create `table` (first_row, rows, wordings): one line for each pattern that stands in two wordings or more, counting its rows in `facts`."""
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE reason_patterns AS
        SELECT row, hash({_pattern()}) AS pattern, hash(reason_key) AS wording FROM {facts} WHERE reason_state = 'text'
    """)
    con.execute(f"""
        CREATE OR REPLACE TABLE {table} AS
        WITH copied AS (SELECT pattern FROM reason_patterns GROUP BY 1 HAVING min(wording) <> max(wording))
        SELECT min(row) AS first_row, count(*) AS rows, count(DISTINCT wording) AS wordings
        FROM reason_patterns JOIN copied USING (pattern) GROUP BY pattern
    """)


def _pattern() -> str:
    """A SQL expression over a row of the facts: what its reason says apart from names, numbers and dates, spaces left out."""
    words = _words()
    for name in ("given_key", "middle_key", "family_key"):
        words = _without(words, name, f"length({name}) > 1")
    for name, place in (("given_key", 1), ("family_key", 1), ("family_key", -1)):
        part = f"split_part({name}, ' ', {place})"  # a reason often gives one word of a name of several
        words = _without(words, part, f"contains({name}, ' ') AND length({part}) > 1")
    return f"replace({words}, ' ', '')"


def _words() -> str:
    """The reason's words between spaces. Any letter of any script makes words."""
    plain = "strip_accents(reason_key)"
    latin, any_script = (
        f"regexp_replace({plain}, '[^{letters} ]+|\\b(?:{_MONTHS})\\b', ' ', 'g')" for letters in ("a-z", "\\pL")
    )
    return f"' ' || CASE WHEN strlen({plain}) = length({plain}) THEN {latin} ELSE {any_script} END || ' '"


def _without(words: str, name: str, condition: str) -> str:
    return f"replace({words}, CASE WHEN {condition} THEN ' ' || {name} || ' ' ELSE '' END, ' ')"
