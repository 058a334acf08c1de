"""The guard: nothing leaves on the word of an artefact. The outcome set is derived again and compared, every time."""

from __future__ import annotations

from pathlib import Path

from muniment.determination.determine import DeterminationInput, build, summarise
from muniment.formats import duck
from muniment.formats.duck import path_text
from muniment.law import Pack, Profile
from muniment.vocabulary.chain import Warrant
from muniment.vocabulary.errors import IntegrityFailure

COMPARED = (
    "row, row_ref, outcome, rules, missing, outward_code, stratum, person_id, decision, basis, items, open_match, "
    "open_facial, pending, duplicate_key"
)
"""Every column of the artefact."""


def guard(
    inputs: DeterminationInput,
    pack: Pack,
    profile: Profile,
    outcomes: Path,
    digest: str,
    *,
    spill: Path,
    threads: int = 2,
    memory_limit: str = "2GB",
) -> Warrant:
    """A warrant for the outcome set at `outcomes`, whose hash is `digest`.

    Guarantee: the set is what findings, matches and decisions give when derived anew; no row is `disclose` that was not
    eligible on its face, has no confirmed single match, or has nothing to give, or more than it asks for and the law
    and the agreement let leave (invariants 1 to 4, 6). Raises IntegrityFailure otherwise.
    """
    with duck.connection(spill, threads=threads, memory_limit=memory_limit) as con:
        build(con, inputs, pack, profile)
        stored = f"read_parquet({path_text(outcomes)})"
        differing = con.execute(
            f"""SELECT count(*) FROM (
                (SELECT {COMPARED} FROM outcome EXCEPT ALL SELECT {COMPARED} FROM {stored}) UNION ALL
                (SELECT {COMPARED} FROM {stored} EXCEPT ALL SELECT {COMPARED} FROM outcome))"""
        ).fetchone()
        unlawful = con.execute(
            """SELECT count(*) FROM outcome o LEFT JOIN finding f USING (row) LEFT JOIN match m USING (row)
               WHERE o.outcome = 'disclose' AND NOT coalesce(f.outcome = 'eligible' AND len(f.failed) = 0
                 AND m.decision IN ('match', 'review') AND m.person_id IS NOT NULL
                 AND m.gives AND NOT m.beyond, FALSE)"""
        ).fetchone()
        if differing != (0,) or unlawful != (0,):
            raise IntegrityFailure(
                "MUN-GUARD-002",
                "The outcome set does not follow from its evidence. Nothing has been approved or released.",
                hint="Run `muniment replay ID`, then tell the privacy officer.",
            )
        found = summarise(con)
    return Warrant(
        outcomes=digest,
        rows=found.rows,
        disclosed=found.outcomes.get("disclose", 0),
        open_items=found.open_items,
        pending_confirmations=found.pending,
    )
