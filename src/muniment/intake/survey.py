"""What the custodian's silos hold, in counts: what is missing, junk or unreadable, by column and by year, and what is
there twice. Never a value of a record. How good the records are says how much linkage can find in them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from muniment.formats import duck
from muniment.intake.records import JUNK_NUMBER, MARKERS, Silo
from muniment.vocabulary.columns import RECORD_COLUMNS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ADDRESS: Final = "address"
"""Beside its single columns the address is counted whole: a line may hold all of it."""

EARLIEST: Final = "1850-01-01"
_YEARS: Final = (1913, 2100)
_NEVER: Final = "FALSE"


def _empty(column: str) -> str:
    return f"trim(coalesce({column}, '')) = ''"


_CHECKS: Final = {
    "person_id": ("q_person_missing", _NEVER, _NEVER),
    "tin": ("tin_digits = '' AND NOT q_tin_malformed", f"regexp_full_match(tin_digits, {JUNK_NUMBER})", "q_tin_malformed"),
    **{
        f"{name}_name": (_empty(f"{name}_name"), f"{name}_key = '' AND NOT {_empty(f'{name}_name')}", _NEVER)
        for name in ("given", "family")
    },
    "date_of_birth": (
        "birth_date IS NULL AND NOT q_birth_unreadable",
        f"q_birth_future OR birth_date < DATE '{EARLIEST}'",
        "q_birth_unreadable",
    ),
    ADDRESS: ("q_address_missing", _NEVER, "q_address_incomplete"),
    "observed_on": (
        _empty("observed_on"), "q_observed_future", f"observed IS NULL AND NOT {_empty('observed_on')}",
    ),
    "source": (_empty("source"), _NEVER, f"q_source_unknown AND NOT {_empty('source')}"),
    "tax_period": ("period IS NULL AND NOT q_period_unreadable", _NEVER, "q_period_unreadable"),
    "filer_role": (_empty("filer_role"), _NEVER, f"q_role_unknown AND NOT {_empty('filer_role')}"),
    "deceased_on": (
        "deceased IS NULL AND NOT q_deceased_unreadable", "q_deceased_future", "q_deceased_unreadable",
    ),
    **{marker: (f"{marker} IS NULL", _NEVER, _NEVER) for marker in MARKERS},
}  # fmt: skip
"""For a column, when a record's cell is missing, is junk (reads, and cannot be so) or is unreadable. Of other columns
only whether they are empty is known."""

EXPECTED: Final = (
    "person_id", "tin", "given_name", "family_name", "date_of_birth", ADDRESS, "observed_on", "source", "tax_period",
    "filer_role",
)  # fmt: skip
"""Columns in which a gap is a gap; in the others (a suffix, a day of death, a marker) silence is usual."""


@dataclass(frozen=True, slots=True)
class Column:
    """How many records of a silo have nothing, junk, or something unreadable in a column."""

    name: str
    missing: int
    junk: int
    unreadable: int


@dataclass(frozen=True, slots=True)
class Year:
    """Records observed in a year (None: undated), and those among them without number, birth date, whole address."""

    year: int | None
    rows: int
    no_number: int
    no_birth_date: int
    no_address: int


@dataclass(frozen=True, slots=True)
class SiloSurvey:
    """One silo. `repeats`: records equal to an earlier one but for their id; `unclear_markers`: neither yes nor no."""

    name: str
    rows: int
    columns: tuple[Column, ...]
    years: tuple[Year, ...]
    repeats: int
    unclear_markers: int


@dataclass(frozen=True, slots=True)
class Survey:
    """All silos together. Pairs of (how many, of how many that is so): numbers by the persons who hold them, persons by
    their numbers and by their birth dates. Junk numbers are nobody's."""

    silos: tuple[SiloSurvey, ...]
    holders: tuple[tuple[int, int], ...]
    numbers: tuple[tuple[int, int], ...]
    births: tuple[tuple[int, int], ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "silos": [
                {
                    "name": silo.name,
                    "rows": silo.rows,
                    "columns": [[c.name, c.missing, c.junk, c.unreadable] for c in silo.columns],
                    "years": [[y.year, y.rows, y.no_number, y.no_birth_date, y.no_address] for y in silo.years],
                    "repeats": silo.repeats,
                    "unclear_markers": silo.unclear_markers,
                }
                for silo in self.silos
            ],
            **{name: [list(pair) for pair in getattr(self, name)] for name in ("holders", "numbers", "births")},
        }


def read_survey(body: Any) -> Survey:
    """What `as_json` gave."""
    return Survey(
        tuple(
            SiloSurvey(
                silo["name"],
                silo["rows"],
                tuple(Column(*c) for c in silo["columns"]),
                tuple(Year(*y) for y in silo["years"]),
                silo["repeats"],
                silo["unclear_markers"],
            )
            for silo in body["silos"]
        ),
        *(tuple((n, of) for n, of in body[name]) for name in ("holders", "numbers", "births")),
    )


def survey_silos(silos: Sequence[Silo], spill: Path, *, threads: int, memory_limit: str) -> Survey:
    """Count over normalised silos, each as `normalise_records` gave it."""
    with duck.connection(spill, threads=threads, memory_limit=memory_limit) as con:
        parts = tuple(_survey(con, silo) for silo in silos)
        rows = " UNION ALL ".join(
            f"SELECT person_id, tin_digits, birth_date FROM read_parquet({duck.path_text(silo.path)})" for silo in silos
        )
        known = "trim(person_id) <> ''"
        number = f"tin_digits <> '' AND NOT regexp_full_match(tin_digits, {JUNK_NUMBER})"
        con.execute(
            f"CREATE VIEW held AS SELECT DISTINCT person_id, tin_digits FROM ({rows}) WHERE {known} AND {number}"
        )
        con.execute(f"""CREATE VIEW born AS SELECT DISTINCT person_id, birth_date FROM ({rows})
            WHERE {known} AND birth_date IS NOT NULL""")
        return Survey(
            parts,
            _spread(con, "held", "tin_digits"),
            _spread(con, "held", "person_id"),
            _spread(con, "born", "person_id"),
        )


def _survey(con: DuckDBPyConnection, silo: Silo) -> SiloSurvey:
    source = f"read_parquet({duck.path_text(silo.path)})"
    there = [c for c in RECORD_COLUMNS if c not in silo.absent and c != "record_id"]
    names = [c for c in (*RECORD_COLUMNS, ADDRESS) if c in there or c == ADDRESS]
    checks = [_CHECKS.get(name, (_empty(name), _NEVER, _NEVER)) for name in names]
    sums = ", ".join(f"count(*) FILTER ({check})" for three in checks for check in three)
    counts = con.execute(f"SELECT {sums}, count(*) FILTER (q_marker_unclear) FROM {source}").fetchall()[0]
    repeats = con.execute(f"SELECT count(*) - count(DISTINCT hash({', '.join(there)})) FROM {source}").fetchall()[0][0]
    tin, birth = _CHECKS["tin"], _CHECKS["date_of_birth"]
    years = con.execute(f"""
        SELECT CASE WHEN year(observed) BETWEEN {_YEARS[0]} AND {_YEARS[1]} THEN year(observed)::INTEGER END AS of_year,
            count(*), count(*) FILTER ({" OR ".join(tin)}), count(*) FILTER ({" OR ".join(birth)}),
            count(*) FILTER (q_address_missing OR q_address_incomplete)
        FROM {source} GROUP BY of_year ORDER BY of_year NULLS LAST""").fetchall()
    columns = tuple(Column(name, *counts[3 * at : 3 * at + 3]) for at, name in enumerate(names))
    return SiloSurvey(silo.name, silo.rows, columns, tuple(Year(*y) for y in years), repeats, counts[-1])


def _spread(con: DuckDBPyConnection, view: str, key: str) -> tuple[tuple[int, int], ...]:
    """Of how many `key`s there are 1, 2, 3 ... rows."""
    rows = con.execute(f"""
        SELECT n, count(*) FROM (SELECT count(*) AS n FROM {view} GROUP BY {key}) GROUP BY n ORDER BY n""").fetchall()
    return tuple((int(n), int(of)) for n, of in rows)
