"""Two profiles over the matches a package already has. Nobody is looked up, and nothing is decided."""

from __future__ import annotations

from pathlib import Path

from muniment.determination.determine import DeterminationInput, match_table
from muniment.formats import duck
from muniment.law import Pack, Profile, compile_comparison, facts_compared


def compare_matches(
    inputs: DeterminationInput,
    pack: Pack,
    first: Profile,
    second: Profile,
    out: Path,
    *,
    threads: int = 2,
    memory_limit: str = "2GB",
) -> None:
    """Write `out`: one row per row that reached linkage: `row, outcome_a, rules_a, outcome_b, rules_b, differs`
    (law.compile_comparison, stage M), before any officer's decision on a match. What has nothing to give, or more than
    may be given, is `no_disclosure` under both, as in `determine`."""
    with duck.connection(out.parent, threads=threads, memory_limit=memory_limit) as con:
        match_table(con, inputs, pack, facts_compared(pack, first, second, {"M"}, inputs.law_as_of))
        query = compile_comparison(pack, first, second, {"M"}, inputs.law_as_of, "match_fact")
        sides = ", ".join(
            f"CASE WHEN m.beyond OR NOT m.gives THEN 'no_disclosure' ELSE c.{side} END AS {side}"
            for side in ("outcome_a", "outcome_b")
        )
        duck.write(con, f"SELECT c.* REPLACE ({sides}) FROM ({query}) c JOIN match m USING (row) ORDER BY row", out)
