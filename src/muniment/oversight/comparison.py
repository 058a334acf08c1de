"""How many persons of a package two profiles treat differently, at which element and in which stratum.

It puts together what the rooms said of the same facts; it evaluates no law itself and reads no record.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from muniment.formats import duck

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SAMPLES: Final = 3
"""Rows shown of each pair of strata: those that come first in the file."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One row on which the profiles differ. Nothing of a person but the requester's own reference."""

    row: int
    row_ref: str
    outcome_a: str
    rules_a: str
    outcome_b: str
    rules_b: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Counts over all rows. `differ`: rows whose outcome or failed rules differ. `elements`: of these, those whose
    finding at the element differs. `strata`: (stratum under a, stratum under b, rows), most rows first."""

    rows: int
    differ: int
    outcomes_a: Mapping[str, int]
    outcomes_b: Mapping[str, int]
    elements: Mapping[str, int]
    strata: Sequence[tuple[str, str, int]]
    samples: Sequence[Sample]


def put_together(
    facial: Path, matched: Path | None, out: Path, *, threads: int = 2, memory_limit: str = "2GB"
) -> Comparison:
    """Write `out`, one row per row of the file in file order, and count.

    facial: `row, row_ref, outcome_a, rules_a, outcome_b, rules_b, differs` (assessment). matched: the same without
    `row_ref` for the rows that were looked up (determination), None when none was. Out: `row, row_ref, outcome_a,
    rules_a, outcome_b, rules_b, differs` (rules and elements joined by `;`) and `looked_up`. A row that is eligible has
    the outcome of its match where there is one; `eligible` says that it may be looked up and has not been.
    """
    with duck.connection(out.parent, threads=threads, memory_limit=memory_limit) as con:
        con.execute(_joined(facial, matched))
        duck.write(con, _LINES, out)
        return _count(con)


def _joined(facial: Path, matched: Path | None) -> str:
    """Out: `compared`, one row per row of the file."""
    source = f"read_parquet({duck.path_text(facial)}) f"
    if matched is None:
        columns = "f.*, FALSE AS looked_up"
        return f"CREATE TEMP TABLE compared AS SELECT {columns}, {_STRATA} FROM {source}"
    sides = []
    for side in ("a", "b"):
        eligible = f"f.outcome_{side} = 'eligible' AND m.row IS NOT NULL"
        sides.append(f"CASE WHEN {eligible} THEN m.outcome_{side} ELSE f.outcome_{side} END AS outcome_{side}")
        sides.append(f"CASE WHEN {eligible} THEN m.rules_{side} ELSE f.rules_{side} END AS rules_{side}")
    both = "f.outcome_a = 'eligible' AND f.outcome_b = 'eligible' AND m.row IS NOT NULL"
    sides.append(f"CASE WHEN {both} THEN list_concat(f.differs, m.differs) ELSE f.differs END AS differs")
    return f"""CREATE TEMP TABLE compared AS
        WITH joined AS (SELECT f.* REPLACE ({", ".join(sides)}), m.row IS NOT NULL AS looked_up
                        FROM {source} LEFT JOIN read_parquet({duck.path_text(matched)}) m USING (row))
        SELECT *, {_STRATA} FROM joined"""


_STRATA: Final = (
    "outcome_a || coalesce('/' || rules_a[1], '') AS stratum_a,"
    " outcome_b || coalesce('/' || rules_b[1], '') AS stratum_b,"
    " outcome_a <> outcome_b OR rules_a <> rules_b AS differing"
)
_TEXTS: Final = (
    "outcome_a, array_to_string(rules_a, ';') AS rules_a, outcome_b, array_to_string(rules_b, ';') AS rules_b"
)
_LINES: Final = (
    f"SELECT row, row_ref, {_TEXTS}, array_to_string(differs, ';') AS differs, looked_up FROM compared ORDER BY row"
)


def _count(con: DuckDBPyConnection) -> Comparison:
    rows, differ = con.execute("SELECT count(*), count(*) FILTER (differing) FROM compared").fetchall()[0]
    outcomes = [
        dict(con.execute(f"SELECT outcome_{side}, count(*) FROM compared GROUP BY 1 ORDER BY 1").fetchall())
        for side in ("a", "b")
    ]
    elements = con.execute(
        "SELECT unnest(differs) AS element, count(*) FROM compared WHERE differing GROUP BY 1 ORDER BY 1"
    ).fetchall()
    strata = con.execute(
        "SELECT stratum_a, stratum_b, count(*) FROM compared WHERE differing GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2"
    ).fetchall()
    samples = con.execute(
        f"""SELECT row, row_ref, {_TEXTS} FROM compared WHERE differing
            QUALIFY row_number() OVER (PARTITION BY stratum_a, stratum_b ORDER BY row) <= {SAMPLES} ORDER BY row"""
    ).fetchall()
    return Comparison(
        rows, differ, outcomes[0], outcomes[1], dict(elements), strata, tuple(Sample(*line) for line in samples)
    )
