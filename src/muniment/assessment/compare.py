"""Two profiles over one package's own facts. What `assess` would say under each, and where they differ; nothing is decided."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from muniment.assessment.assess import STAGES, decisions_of
from muniment.assessment.facts_table import AssessmentInput, build_facts_table
from muniment.formats import duck
from muniment.law import Pack, Profile, compile_comparison, facts_compared
from muniment.vocabulary.progress import Progress, silent

COLUMNS: Final = "c.row, p.row_ref, c.outcome_a, c.rules_a, c.outcome_b, c.rules_b, c.differs"


def compare_assessments(
    given: AssessmentInput,
    pack: Pack,
    first: Profile,
    second: Profile,
    out: Path,
    *,
    threads: int = 2,
    memory_limit: str = "2GB",
    progress: Progress = silent,
) -> None:
    """Write `out`: one row per row of the file, by row: `row, row_ref, outcome_a, rules_a, outcome_b, rules_b, differs`
    (law.compile_comparison). The same input gives the same bytes. Raises as `assess` does."""
    needed = facts_compared(pack, first, second, STAGES, given.law_as_of)
    with duck.connection(out.parent, threads=threads, memory_limit=memory_limit) as con:
        build_facts_table(con, given, pack, needed, "assessment_facts", progress)
        query = compile_comparison(
            pack, first, second, STAGES, given.law_as_of, "assessment_facts", decisions_of(given)
        )
        duck.write(con, f"SELECT {COLUMNS} FROM ({query}) c JOIN facts p USING (row) ORDER BY c.row", out)
