"""Law x package -> findings: one row per row of the file, with what every element of stages B and F gives it.

Knows nothing of records: a row that is `eligible` may be looked up, and that is all it says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from muniment.assessment.facts_table import AssessmentInput, build_facts_table
from muniment.formats import duck
from muniment.law import Pack, Profile, compile_findings, facts_needed
from muniment.vocabulary.progress import Progress, silent

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

STAGES: Final = ("B", "F")

__all__ = ["AssessmentInput", "AssessmentSummary", "assess"]


@dataclass(frozen=True, slots=True)
class AssessmentSummary:
    """How many rows there are, by outcome (block, refuse, return, hold, eligible) and by failed rule; rules in the pack's order."""

    rows: int
    counts: Mapping[str, int]
    rules: Mapping[str, int]
    flags: Mapping[str, int]
    open_holds: int
    """Rows that wait for an officer's decision and nothing worse."""


def assess(
    given: AssessmentInput,
    pack: Pack,
    profile: Profile | None,
    out: Path,
    *,
    threads: int = 2,
    memory_limit: str = "2GB",
    progress: Progress = silent,
) -> AssessmentSummary:
    """Write the findings artefact `out` (docs/rooms.md): `row, row_ref, outcome, failed, missing, flags, held` and `s_<element>`, by row.

    The same input gives the same bytes, whatever `threads`. Every failed rule is listed whatever the outcome. Raises LawSaysNo when pack,
    profile or a list in use is not in effect on `law_as_of`, InputRefused when profile or facts do not fit the pack.
    """
    needed = facts_needed(pack, profile, STAGES, given.law_as_of)
    with duck.connection(out.parent, threads=threads, memory_limit=memory_limit) as con:
        build_facts_table(con, given, pack, needed, "assessment_facts", progress, processes=threads)
        progress("rules", 0, 1)
        _apply_rules(con, given, pack, profile)
        progress("rules", 1, 1)
        statuses = [r[0] for r in con.execute("DESCRIBE findings").fetchall() if r[0].startswith("s_")]
        columns = ", ".join(
            [
                "f.row",
                "p.row_ref",
                "f.outcome",
                "f.failed",
                "f.missing",
                "f.flags",
                "f.held",
                *(f"f.{s}" for s in statuses),
            ]
        )
        duck.write(con, f"SELECT {columns} FROM findings f JOIN facts p ON p.row = f.row ORDER BY f.row", out)
        return _summary(con, pack)


def _apply_rules(con: DuckDBPyConnection, given: AssessmentInput, pack: Pack, profile: Profile | None) -> None:
    """Create `findings` from `assessment_facts`: one row per row."""
    query = compile_findings(pack, profile, STAGES, given.law_as_of, "assessment_facts", decisions_of(given))
    con.execute(f"CREATE OR REPLACE TABLE findings AS {query}")


def decisions_of(given: AssessmentInput) -> str | None:
    """SQL of officers' decisions on rules, None when there are none; those on facts have gone into the facts."""
    if given.judgments is None:
        return None
    source = f"read_parquet({duck.path_text(given.judgments)})"
    return f"(SELECT row, rule, decision FROM {source} WHERE decision IN ('confirm', 'refuse'))"


def _summary(con: DuckDBPyConnection, pack: Pack) -> AssessmentSummary:
    outcomes = dict(con.execute("SELECT outcome, count(*) FROM findings GROUP BY 1").fetchall())
    failed = dict(con.execute("SELECT unnest(failed), count(*) FROM findings GROUP BY 1").fetchall())
    flags = con.execute("SELECT unnest(flags) AS f, count(*) FROM findings GROUP BY 1 ORDER BY 1").fetchall()
    order = ("block", "refuse", "return", "hold", "eligible")
    return AssessmentSummary(
        rows=sum(outcomes.values()),
        counts={name: outcomes[name] for name in order if name in outcomes},
        rules={rule: failed[rule] for rule in pack.rules if rule in failed},
        flags=dict(flags),
        open_holds=outcomes.get("hold", 0),
    )
