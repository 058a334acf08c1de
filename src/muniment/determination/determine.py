"""One outcome for each row, from findings, matches and what officers decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from muniment.determination import sql
from muniment.formats import duck
from muniment.formats.duck import path_text
from muniment.law import Pack, Profile, compile_findings, facts_needed
from muniment.vocabulary.errors import InputRefused, IntegrityFailure
from muniment.vocabulary.items import ADDRESS

if TYPE_CHECKING:
    import duckdb


MADE_HERE: Final = frozenset({"output_beyond_fields", "item_on_file"})
"""Facts of the match stage that this room itself gives."""


@dataclass(frozen=True, slots=True)
class DeterminationInput:
    """Everything an outcome rests on. Paths are Parquet artefacts (docs/rooms.md).

    `judgments` has `row, item, decision, basis, officer` (officer: key fingerprint); None: nobody has decided anything.
    `constants` are facts of letter and agreement that M elements use, the same for all rows.
    `fields`: the items that may be given: the agreement's, and of these the pack's where it lists any.
    `certified`: the linkage carries a valid certificate; without one every would-be disclosure is an item.
    `sample_key` makes the acceptance sample unpredictable before, and the same again on replay.
    """

    facts: Path
    findings: Path
    matches: Path
    judgments: Path | None
    constants: Mapping[str, object]
    law_as_of: date
    sample_key: bytes
    certified: bool = False
    reviews: int = 1
    fields: tuple[str, ...] = (ADDRESS,)


@dataclass(frozen=True, slots=True)
class DeterminationSummary:
    """Counts of an outcome set. `pending`: rows whose holds are all confirmed and that were not assessed since."""

    rows: int
    outcomes: Mapping[str, int]
    open_items: int
    open_facial: int
    pending: int
    strata_failed: tuple[str, ...] = field(default=())

    def as_json(self) -> dict[str, object]:
        return {
            "rows": self.rows,
            "outcomes": dict(self.outcomes),
            "open_items": self.open_items,
            "undecided_holds": self.open_facial,
            "confirmed_to_process": self.pending,
            "strata_failed": list(self.strata_failed),
        }


def determine(
    inputs: DeterminationInput,
    pack: Pack,
    profile: Profile,
    out: Path,
    *,
    threads: int = 2,
    memory_limit: str = "2GB",
) -> DeterminationSummary:
    """Write the outcomes artefact: one line for each row of the findings, in row order, the same bytes for the same
    input. Raises IntegrityFailure when a row that was eligible has no line in the matches, or when a line exists for
    a row that was not (invariant 3)."""
    with duck.connection(out.parent, threads=threads, memory_limit=memory_limit) as con:
        build(con, inputs, pack, profile)
        con.execute(f"COPY ({sql.outcome_lines()}) TO {path_text(out)} (FORMAT parquet, COMPRESSION zstd)")
        return summarise(con)


def build(con: duckdb.DuckDBPyConnection, inputs: DeterminationInput, pack: Pack, profile: Profile) -> None:
    """Make the table `outcome` in `con` (see `sql.outcome_lines` for what is written of it)."""
    match_table(con, inputs, pack, facts_needed(pack, profile, {"M"}, inputs.law_as_of))
    con.execute(sql.load_judgments(inputs.judgments))
    con.execute(
        "CREATE TEMP TABLE match_finding AS "
        + compile_findings(pack, profile, frozenset({"M"}), inputs.law_as_of, "match_fact")
    )
    first_match_rule = next(element.rule for element in pack.elements if element.stage == "M")
    con.execute(sql.propose(first_match_rule))
    con.execute(sql.sample(inputs.sample_key))
    con.execute(sql.make_items(certified=inputs.certified, reviews=inputs.reviews))
    con.execute(sql.decide(first_match_rule))


def match_table(con: duckdb.DuckDBPyConnection, inputs: DeterminationInput, pack: Pack, needed: Iterable[str]) -> None:
    """Make `finding`, `match` and `match_fact` in `con`, the last with every fact `needed` by elements of the match stage."""
    row_facts = _row_facts(con, inputs, pack, needed)
    con.execute(sql.load_findings(inputs.findings, inputs.facts, row_facts))
    keys = [r[0] for r in con.execute("SELECT DISTINCT items_key FROM finding ORDER BY 1").fetchall()]
    con.execute(sql.allow(inputs.fields, keys or [""]))
    con.execute(sql.load_matches(inputs.matches))
    stray = con.execute(sql.count_unpaired()).fetchone()
    if stray != (0,):
        raise IntegrityFailure(
            "MUN-DETERMINE-001",
            "Findings and matches do not belong together: a row was looked up that was not eligible, or the reverse.",
            hint="Run `muniment process ID` again.",
        )
    con.execute(sql.match_facts(inputs.constants, row_facts))


def _row_facts(
    con: duckdb.DuckDBPyConnection, inputs: DeterminationInput, pack: Pack, needed: Iterable[str]
) -> tuple[str, ...]:
    """The facts of the row among those needed: those that neither linkage nor `constants` give.

    Raises InputRefused for a fact that the facts artefact does not hold either.
    """
    describe = "DESCRIBE SELECT * FROM read_parquet({})"
    of_match, of_row = (
        {r[0] for r in con.execute(describe.format(path_text(path))).fetchall()}
        for path in (inputs.matches, inputs.facts)
    )
    given = of_match | set(inputs.constants) | MADE_HERE
    wanted = [name for name in needed if name not in given]
    unknown = [name for name in wanted if name not in of_row]
    if unknown:
        raise InputRefused(
            "MUN-DETERMINE-003",
            f"The pack {pack.name} asks for facts that a determination does not give: {', '.join(unknown)}.",
            hint="Name facts as docs/rooms.md and the shipped packs do.",
        )
    return tuple(wanted)


def summarise(con: duckdb.DuckDBPyConnection) -> DeterminationSummary:
    outcomes = dict(con.execute("SELECT outcome, count(*) FROM outcome GROUP BY 1 ORDER BY 1").fetchall())
    rows, open_items, open_facial, pending = con.execute(
        """SELECT count(*)::BIGINT, coalesce(sum(open_match), 0)::BIGINT, coalesce(sum(open_facial), 0)::BIGINT,
                  coalesce(sum(pending::INTEGER), 0)::BIGINT FROM outcome"""
    ).fetchall()[0]
    failed = con.execute("SELECT stratum FROM failed_stratum ORDER BY 1").fetchall()
    return DeterminationSummary(rows, outcomes, open_items, open_facial, pending, tuple(s for (s,) in failed))
