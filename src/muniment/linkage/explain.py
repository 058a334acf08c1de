"""Explanation: why one row got its candidate, as a waterfall of evidence in bits.

The row is linked again on its own, by the code that linked the package; a row that failed on its face is not looked up.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from math import log2
from pathlib import Path
from typing import Final

from muniment.linkage import tables
from muniment.linkage.decision import NAMES_COMPARED, copied_sql
from muniment.linkage.index import read_manifest
from muniment.linkage.link import MatchOptions, chosen_model, link_chunk, make_eligible
from muniment.linkage.model import COMPARISONS, TERM_FREQUENCY, VECTOR_LEVELS
from muniment.linkage.reader import IndexReader, open_index
from muniment.vocabulary.errors import UsageError

REASONS: Final = {
    "first_name_veto": "The first name is another one; members of one household share everything else.",
    "first_name_garbled": "The first name can hardly be read as the one on file, and too little of the person's own agrees beside it.",
    "name_incomplete": "An initial or no first name stands for too many people of this household.",
    "family_name_veto": "The family name is another one.",
    "suffix_conflict": "The suffixes (Jr, Sr, II) name two different people of one family.",
    "middle_name_conflict": "The middle name is none of those on file; father and son are told apart by it.",
    "first_name_unsure": "The first name is not quite the one on file, and only what a household shares agrees beside it.",
    "identity_of_another": "Name and number are this person's, birth date and address are not.",
    "birth_date_conflict": "The birth date is another one, and no slip of the pen makes it the one on file.",
    "suffix_unresolved": "One side alone has a suffix, so that there are two of this name in the family.",
    "number_conflict": "The number given is not the person's on file.",
    "shared_number": "The number given is on file for several persons and identifies none of them.",
    "outranked": "Somebody else on file, who cannot be the person, has more in common with the row.",
    "tie": "Another person on file fits nearly as well.",
    "below_threshold": "The evidence is too weak.",
    "claimed_by_better_row": "Another row of the package fits this person better.",
}
"""Why a best candidate was not accepted, in a sentence for officers."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """One bar of the waterfall: `bits` of evidence for (above 0) or against. `level` is NULL where nothing was compared."""

    name: str
    level: int | None
    label: str
    bits: float

    @property
    def words(self) -> str:
        """The bar as a sentence without its label: how many times likelier, and which way."""
        if self.name == "prior":
            return f"before any evidence: 1 in {_rounded(2**-self.bits)}"
        if self.level is None:
            return "says nothing"
        whose = "the person's own" if self.bits >= 0 else "somebody else's"
        return f"{_rounded(2 ** abs(self.bits))} times likelier if the record is {whose}"


@dataclass(frozen=True, slots=True)
class Explanation:
    """The best candidate of one row. The bits of `contributions` (the prior is the first) add up to `total`."""

    row: int
    person_id: str | None
    decision: str
    refusals: tuple[str, ...]
    probability: float
    runner_up: float
    candidates: int
    contributions: tuple[Contribution, ...]
    total: float


def explain(
    index_dir: Path,
    facts: Path,
    findings: Path,
    row: int,
    *,
    options: MatchOptions | None = None,
    key: bytes = b"",
    spill: Path,
    threads: int = 2,
    memory_limit: str = "2GB",
) -> Explanation:
    """The evidence on which `row` was decided. Raises UsageError for a row that did not reach linkage."""
    model = chosen_model(options or MatchOptions())
    con = tables.connect(threads=threads, memory_limit=memory_limit, spill=spill)
    index = IndexReader(index_dir, key)
    try:
        make_eligible(con, facts, findings)
        con.execute(f"DELETE FROM eligible WHERE row <> {int(row)}")
        if not tables.one(con, "SELECT count(*) FROM eligible"):
            raise UsageError("MUN-LINKAGE-040", "This row did not reach linkage.", hint="See its findings.")
        con.execute("UPDATE eligible SET n = 0")
        manifest = read_manifest(index_dir)
        persons = manifest.counts["persons"]
        open_index(con, index)
        link_chunk(con, index, manifest, model, 0, 1)
        index.load(con, "persons", only="SELECT pid FROM decided WHERE pid IS NOT NULL")
        cursor = con.execute("SELECT d.*, p.person_id FROM decided d LEFT JOIN persons p USING (pid)")
        columns = [c[0] for c in cursor.description or ()]
        decided = dict(zip(columns, cursor.fetchall()[0], strict=True))
        bars: list[Contribution] = []
        if decided["pid"] is not None:
            cursor = con.execute(
                f"SELECT * FROM scored WHERE pid = {decided['pid']} "
                f"ORDER BY {NAMES_COMPARED} DESC, weight DESC, {', '.join(f'{c} DESC NULLS FIRST' for c in VECTOR_LEVELS)} LIMIT 1"
            )
            pair = dict(zip([c[0] for c in cursor.description or ()], cursor.fetchall()[0], strict=True))
            bars.append(Contribution("prior", None, f"one of {persons} persons", log2(model.prior(persons))))
            for c in COMPARISONS:
                level = pair[f"{c}_level"]
                label = next((v.label for v in model.levels[c] if v.value == level), "nothing to compare")
                adjusted = float(pair[f"mw_tf_adj_{c}"]) if c in TERM_FREQUENCY else 0.0
                bars.append(Contribution(c, level, label, float(pair[f"mw_{c}"]) + adjusted))
            bars.append(Contribution("relative", None, "a relative would agree as well", float(pair["mw_relative"])))
            copied = con.execute(
                f"SELECT weight FROM best JOIN ({copied_sql('best')}) USING (row, pid) WHERE pid = {decided['pid']}"
            ).fetchall()
            if copied:
                label = "the birth date is another's of the family"
                bars.append(
                    Contribution("copied", pair["birth_level"], label, float(copied[0][0]) - float(pair["weight"]))
                )
    finally:
        index.close()
        con.close()
        shutil.rmtree(spill, ignore_errors=True)
    return Explanation(
        row=row,
        person_id=decided["person_id"],
        decision=decided["decision"],
        refusals=tuple(r for r in decided["refusals"].split(";") if r),
        probability=decided["probability"],
        runner_up=decided["runner_up"],
        candidates=decided["candidates"],
        contributions=tuple(bars),
        total=sum(b.bits for b in bars),
    )


def _rounded(times: float) -> str:
    """Two figures are all such a number is worth."""
    return f"{times:.2g}" if times < 10 else f"{float(f'{times:.2g}'):,.0f}"
