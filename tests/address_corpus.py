"""The generated address corpus (`bench/build_address_corpus.py`) judged as a package is: intake, then every facial rule."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Final

import duckdb
from assessment_support import PACK, PROFILE, SIGNED, TODAY, agreement, letter, signer_key
from intake_files import as_parquet, person

from muniment.assessment.assess import AssessmentInput, assess
from muniment.assessment.batch_facts import OfficeAddress
from muniment.intake.address import parse_address
from muniment.intake.facts import normalise_persons
from muniment.intake.persons import read_persons
from muniment.law import shipped_pack, shipped_profile
from muniment.vocabulary.agreement import Limits

CORPUS: Final = Path(__file__).parent / "unit" / "data" / "addresses_generated.csv"
LABELS: Final = ("address", "hold", "not_an_address")
_CELLS: Final = ("address_line", "city", "state", "postal_code", "country")
_OFFICE: Final = "925 Federal Plz, Detroit MI 48226"

Labelled = Mapping[str, str]


def corpus(lot: str) -> list[Labelled]:
    with CORPUS.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["lot"] == lot]


def judged(rows: Sequence[Labelled], folder: Path) -> list[str]:
    """Of each address, in order, what the facial rules make of it: `address`, `not_an_address` (F02 or F03), `hold` (F04)."""
    persons = [
        person(
            row_ref=f"r{n}",
            tin=f"{900_000_000 + n}",
            date_of_birth=date.fromordinal(date(1950, 1, 1).toordinal() + 3 * n).isoformat(),
            matter_id=f"M-{n}",
            reason=f"Subject {n} refused to depart; the address is needed to serve process.",
            final_order_on="2025-05-05",
            **{cell: row[cell] for cell in _CELLS},
        )
        for n, row in enumerate(rows, 1)
    ]
    read_persons(as_parquet(folder / "persons.parquet", persons), folder / "received.parquet")
    facts = normalise_persons(folder / "received.parquet", folder / "facts.parquet", processes=1)
    office = parse_address(_OFFICE)
    given = AssessmentInput(
        facts,
        letter(rows=len(rows)),
        agreement(limits=Limits(max_rows_per_officer=len(rows))),
        signer_key(),
        (),
        TODAY,
        SIGNED,
        requester_offices=(OfficeAddress(**{f.name: getattr(office, f.name) for f in fields(OfficeAddress)}),),
    )
    assess(given, shipped_pack(PACK), shipped_profile(PROFILE), folder / "findings.parquet", threads=1)
    found = duckdb.sql(f"SELECT failed, outcome FROM '{folder}/findings.parquet' ORDER BY row").fetchall()
    return [_verdict(set(failed), outcome) for failed, outcome in found]


def _verdict(failed: set[str], outcome: str) -> str:
    # An address over the limit lists the gate too (B07).
    others = failed - {"I2-F02", "I2-F03", "I2-F04"} - ({"I2-B07"} if "I2-F04" in failed else set())
    assert not others, f"a row of the corpus fails other rules: {others}"
    if failed & {"I2-F02", "I2-F03"}:
        assert outcome == "return"
        return "not_an_address"
    return "hold" if failed else "address"


def confusion(rows: Iterable[Labelled], verdicts: Iterable[str]) -> Counter[tuple[str, str]]:
    """How often each label got each verdict."""
    return Counter((row["expected"], verdict) for row, verdict in zip(rows, verdicts, strict=True))
