"""Tripwires: what in a package as a whole looks like something other than many single requests. For officers, inside only.

A tripwire decides nothing. Where an element of the law reads its limit, that element holds the rows (assess); here stand the explanation
and the numbers, also of what holds nothing: near-copies, placeholder rates, the agreement's history, and what came of earlier requests.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final

from muniment.assessment.near_copies import near_copies
from muniment.assessment.probing import reprobed_rows
from muniment.formats import duck
from muniment.formats.duck import literal, path_text
from muniment.law import STATUS_CODES, Pack, Profile
from muniment.law.nodes import facts_in
from muniment.law.select import Condition, select
from muniment.vocabulary.agreement import Limits
from muniment.vocabulary.outcomes import Status

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SHOWN: Final = 5
"""Groups or rows shown of each tripwire, the largest first."""
RECENT_DAYS: Final = 30

SAYS: Final[Mapping[str, str]] = {
    "officer": "One officer is named for many matters. A person is engaged in a number of matters that a person can work on.",
    "reason": "One reason stands word for word in many rows. A reason is to be the person's own.",
    "address": "One address is given for many persons. It may be an institution's, or nobody's.",
    "volume": "The package is large, for the agreement or for what was asked under it before.",
    "probing": "A person is asked for again: with other addresses by this requester, or after a negative that rested on the records, when another"
    " address or spelling would tell what the records hold.",
    "near_copies": "Reasons are one text with names, numbers and dates changed.",
    "placeholders": "Cells hold a placeholder where the request should say something.",
}
"""Every tripwire, in the order of the report, and what it means."""

_READS: Final = {
    "officer": "limit_officer_rows",
    "reason": "limit_reason_rows",
    "address": "limit_address_rows",
    "volume": "limit_rows",
    "probing": "probing",
}
"""The fact by which an element holds rows for a tripwire. The others hold nothing."""

_KEYS: Final = {
    "officer": ("officer_id", "officer_id <> ''"),
    "reason": ("hash(reason_key)", "reason_state = 'text'"),
    "address": ("address_key", "address_key <> '' AND delivery_line"),
}
"""What rows are grouped by: an expression over a row of the facts, and which rows count."""

_Found = tuple[int, int | None, dict[str, int | float], list[dict[str, object]]]
_NOT_MET: Final = next(code for code, status in STATUS_CODES.items() if status == Status.NOT_MET)
_OWN, _OTHERS = 1, 2


@dataclass(frozen=True, slots=True)
class Earlier:
    """A package received before this one. `outcomes`: its outcomes artefact, None before it was determined.

    own: of the same requester. agreed: under the same agreement.
    """

    facts: Path
    outcomes: Path | None
    received_on: date
    rows: int
    own: bool
    agreed: bool


@dataclass(frozen=True, slots=True)
class TripwireInput:
    """What the tripwires of a package are told from. Paths are artefacts; `open_matters` is what the letter states, by officer."""

    facts: Path
    findings: Path
    limits: Limits
    signed_on: date
    received_on: date
    law_as_of: date
    open_matters: Mapping[str, int]
    earlier: tuple[Earlier, ...] = ()


@dataclass(frozen=True, slots=True)
class Tripwire:
    """rows: how many it concerns; held: how many rows wait now for the officers `decided_by` under `rules` (empty: it holds nothing).

    limit: the agreement's, None where there is none. shown: the largest groups or first rows; never what others asked.
    """

    name: str
    says: str
    rows: int
    held: int
    rules: tuple[str, ...]
    decided_by: tuple[str, ...]
    limit: int | None = None
    numbers: Mapping[str, int | float] = field(default_factory=dict)
    shown: tuple[Mapping[str, object], ...] = ()


def find_tripwires(
    given: TripwireInput, pack: Pack, profile: Profile, *, spill: Path, threads: int, memory_limit: str
) -> tuple[Tripwire, ...]:
    """All tripwires of an assessed package, whether or not they concern a row, in the order of SAYS.

    The same input gives the same report, in whatever order its rows stand.
    """
    conditions = select(pack, profile, ("B", "F"), given.law_as_of)
    with duck.connection(spill, threads=threads, memory_limit=memory_limit) as con:
        con.execute(f"CREATE VIEW facts AS SELECT * FROM read_parquet({path_text(given.facts)})")
        con.execute(f"CREATE VIEW findings AS SELECT * FROM read_parquet({path_text(given.findings)})")
        report = _Report(con, given, conditions)
        return tuple(report.found(name) for name in SAYS)


class _Report:
    def __init__(self, con: DuckDBPyConnection, given: TripwireInput, conditions: Collection[Condition]) -> None:
        self.con, self.given, self.conditions = con, given, conditions
        (self.total,) = con.execute("SELECT count(*) FROM facts").fetchall()[0]

    def found(self, name: str) -> Tripwire:
        owners = [c for c in self.conditions if c.test is not None and _READS.get(name) in facts_in(c.test)]
        rows, limit, numbers, shown = getattr(self, f"_{name}")(owners)
        return Tripwire(
            name=name,
            says=SAYS[name],
            rows=rows,
            held=self._count(self._held(owners), "findings"),
            rules=tuple(dict.fromkeys(c.element.rule for c in owners)),
            decided_by=tuple(dict.fromkeys(str(c.reading.decided_by) for c in owners if c.reading.decided_by)),
            limit=limit,
            numbers=numbers,
            shown=tuple(shown),
        )

    # ------------------------------------------------------------------------------------------- what holds rows

    def _officer(self, owners: list[Condition]) -> _Found:
        limit = self.given.limits.max_rows_per_officer
        rows, numbers, shown = self._groups("officer", limit)
        stated = self.given.open_matters
        numbers["officers_with_more_open_matters_than_the_limit"] = sum(m > limit for m in stated.values())
        for line in shown:
            of = f"(SELECT officer_id FROM facts WHERE row = {line['first_row']})"
            officer, matters = self.con.execute(
                f"SELECT any_value(officer_id), count(DISTINCT matter_id) FROM facts WHERE officer_id = {of}"
            ).fetchall()[0]
            line |= {"officer": officer, "matters": matters, "open_matters_stated": stated.get(officer)}
        return rows, limit, numbers, shown

    def _reason(self, owners: list[Condition]) -> _Found:
        limit = self.given.limits.identical_reason_rows
        rows, numbers, shown = self._groups("reason", limit)
        return rows, limit, numbers, shown

    def _address(self, owners: list[Condition]) -> _Found:
        limit = self.given.limits.shared_address_rows
        rows, numbers, shown = self._groups("address", limit)
        return rows, limit, numbers, shown

    def _volume(self, owners: list[Condition]) -> _Found:
        limit = self.given.limits.max_rows
        before = [e for e in self.given.earlier if e.agreed]
        sizes = [e.rows for e in before]
        recent = sum(e.rows for e in before if (self.given.received_on - e.received_on).days <= RECENT_DAYS)
        numbers: dict[str, int | float] = {
            "rows": self.total,
            "packages_before": len(sizes),
            "rows_before": sum(sizes),
            "largest_before": max(sizes, default=0),
            "median_before": median(sizes) if sizes else 0,
            f"rows_of_{RECENT_DAYS}_days": recent + self.total,
        }
        if any(sizes):
            numbers["times_the_median"] = round(self.total / median(sizes), 1) if median(sizes) else 0
        return (self.total if self.total > limit else 0), limit, numbers, []

    def _probing(self, owners: list[Condition]) -> _Found:
        table = self._asked_again()
        counted = self.con.execute(f"""
            SELECT count(*) FILTER (mark = {_OWN}), count(*) FILTER (mark = {_OWN} AND other_address),
                   count(*) FILTER (mark = {_OWN} AND other_spelling), count(*) FILTER (mark = {_OTHERS}) FROM {table}
        """).fetchall()[0]
        names = ("rows", "rows_with_another_address", "rows_with_another_spelling")
        numbers: dict[str, int | float] = {f"{n}_after_a_negative": c for n, c in zip(names, counted, strict=False)}
        numbers["rows_after_a_negative_of_another_requester"] = counted[3]
        asked = f"row IN (SELECT row FROM findings WHERE {_unmet(owners)})"
        numbers["rows_asked_for_with_other_addresses"] = self._count(asked)
        own = f"{asked} OR row IN (SELECT row FROM {table} WHERE mark = {_OWN})"
        shown = self.con.execute(f"SELECT row, row_ref FROM facts WHERE {own} ORDER BY row LIMIT {SHOWN}").fetchall()
        rows = self._count(f"{own} OR row IN (SELECT row FROM {table})")
        return rows, None, numbers, [{"first_row": row, "row_ref": ref} for row, ref in shown]

    # ------------------------------------------------------------------------------------------- what is reported only

    def _near_copies(self, owners: list[Condition]) -> _Found:
        limit = self.given.limits.identical_reason_rows
        near_copies(self.con, "facts", "near")
        patterns, rows, wordings, largest = self.con.execute(f"""
            SELECT count(*), coalesce(sum(rows), 0)::BIGINT, coalesce(sum(wordings), 0)::BIGINT, coalesce(max(rows), 0)
            FROM near WHERE rows > {limit}
        """).fetchall()[0]
        shown = self.con.execute(f"""
            SELECT first_row, row_ref, rows, wordings FROM near n JOIN facts f ON f.row = n.first_row
            WHERE rows > {limit} ORDER BY rows DESC, first_row LIMIT {SHOWN}
        """).fetchall()
        columns = ("first_row", "row_ref", "rows", "wordings")
        numbers = {"patterns_over_the_limit": patterns, "wordings": wordings, "largest": largest}
        return rows, limit, numbers, [dict(zip(columns, line, strict=True)) for line in shown]

    def _placeholders(self, owners: list[Condition]) -> _Found:
        cells = {
            "given_name": "given_state = 'placeholder'",
            "family_name": "family_state = 'placeholder'",
            "address": "address_placeholder",
            "reason": "reason_state = 'placeholder'",
        }
        counts = ", ".join(f"count(*) FILTER ({test})" for test in cells.values())
        found = self.con.execute(f"SELECT {counts} FROM facts").fetchall()[0]
        numbers: dict[str, int | float] = {}
        for name, count in zip(cells, found, strict=True):
            numbers |= {name: count, f"{name}_percent": round(100 * count / max(self.total, 1), 2)}
        return self._count(" OR ".join(cells.values())), None, numbers, []

    # ------------------------------------------------------------------------------------------- how it is counted

    def _count(self, condition: str, relation: str = "facts") -> int:
        return int(self.con.execute(f"SELECT count(*) FROM {relation} WHERE {condition}").fetchall()[0][0])

    def _held(self, owners: list[Condition]) -> str:
        """Rows of the findings that wait for a decision on an owner's rule and have not met it."""
        rules = literal(tuple(dict.fromkeys(c.element.rule for c in owners)))
        return f"({_unmet(owners)}) AND list_has_any(held, {rules})" if owners else "FALSE"

    def _groups(self, name: str, limit: int) -> tuple[int, dict[str, int | float], list[dict[str, object]]]:
        """Rows in groups over the limit, how many and how large, also counting what came under the agreement before."""
        key, counted = _KEYS[name]
        before = " UNION ALL ".join(
            f"SELECT {key} AS key FROM read_parquet({path_text(e.facts)}) WHERE {counted}"
            for e in self.given.earlier
            if e.agreed
        )
        self.con.execute(f"""
            CREATE OR REPLACE TEMP TABLE grouped AS
            SELECT first_row, h.rows, coalesce(b.rows, 0) AS rows_before
            FROM (SELECT {key} AS key, count(*) AS rows, min(row) AS first_row FROM facts WHERE {counted} GROUP BY 1) h
            LEFT JOIN (SELECT key, count(*) AS rows FROM ({before or f"SELECT {key} AS key FROM facts WHERE FALSE"}) GROUP BY 1) b USING (key)
        """)
        over = f"rows > {limit}"
        split = f"rows <= {limit} AND rows_before > 0 AND rows + rows_before > {limit}"
        found = self.con.execute(f"""
            SELECT coalesce(sum(rows) FILTER ({over}), 0)::BIGINT, count(*) FILTER ({over}), coalesce(max(rows), 0),
                   count(*) FILTER ({split}), coalesce(sum(rows) FILTER ({split}), 0)::BIGINT FROM grouped
        """).fetchall()[0]
        names = (
            "groups_over_the_limit",
            "largest",
            "groups_over_with_earlier_packages",
            "rows_over_with_earlier_packages",
        )
        shown = self.con.execute(f"""
            SELECT first_row, row_ref, g.rows, g.rows_before FROM grouped g JOIN facts f ON f.row = g.first_row
            WHERE g.rows + g.rows_before > {limit} ORDER BY g.rows DESC, first_row LIMIT {SHOWN}
        """).fetchall()
        columns = ("first_row", "row_ref", "rows", "rows_before")
        return found[0], dict(zip(names, found[1:], strict=True)), [dict(zip(columns, s, strict=True)) for s in shown]

    def _asked_again(self) -> str:
        """Rows that ask again for somebody on whom an earlier request came to a negative that rested on the records."""
        negatives = [
            (
                _OWN if e.own else _OTHERS,
                f"(SELECT * FROM read_parquet({path_text(e.facts)}) SEMI JOIN (SELECT row FROM read_parquet({path_text(e.outcomes)})"
                " WHERE outcome = 'no_disclosure') USING (row))",
            )
            for e in self.given.earlier
            if e.outcomes is not None
        ]
        if negatives:
            reprobed_rows(self.con, "facts", negatives, literal(self.given.signed_on), "asked_again")
        else:
            columns = "row INTEGER, mark TINYINT, other_address BOOLEAN, other_spelling BOOLEAN"
            self.con.execute(f"CREATE TABLE asked_again ({columns})")
        return "asked_again"


def _unmet(owners: Collection[Condition]) -> str:
    return " OR ".join(f"s_{c.element.slug} = {_NOT_MET}" for c in owners) or "FALSE"
