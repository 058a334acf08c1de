"""A clerically reviewed sample: read strictly, and turned into reviewed disclosures."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Container, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from muniment.formats.duck import path_text
from muniment.linkage import Reviewed, ReviewedRow
from muniment.usecases.house import House
from muniment.vocabulary.errors import Defect, InputRefused

COLUMNS: Final = ("row_ref", "person_id")


@dataclass(frozen=True, slots=True)
class Labels:
    """A labels file in its lines: (row reference, person), as they stand in it."""

    file: str
    lines: tuple[tuple[str, str], ...]
    defects: tuple[Defect, ...]

    def of_rows(self, rows: Mapping[str, int], reached: Container[int], on_file: Collection[str]) -> dict[int, str]:
        """row -> person ('': nobody on file is the person asked for), of the rows that reached linkage. Raises InputRefused
        listing every defect. `rows`: the package's row references; `on_file`: the persons of the index.
        """
        defects = list(self.defects)
        labels: dict[int, str] = {}
        seen: set[str] = set()
        for number, (row_ref, person) in enumerate(self.lines, 1):
            row = rows.get(row_ref)
            if row_ref in seen:
                defects.append(Defect(self.file, number, "row_ref", "MUN-LABELS-004", "The row is labelled twice."))
            elif row is None:
                problem = "The package has no row of this reference."
                defects.append(Defect(self.file, number, "row_ref", "MUN-LABELS-005", problem))
            elif row in reached:
                labels[row] = person
                if person and person not in on_file:
                    problem, hint = "No person of this id is on file.", "Leave it empty where nobody on file is meant."
                    defects.append(Defect(self.file, number, "person_id", "MUN-LABELS-006", problem, hint))
            seen.add(row_ref)
        if defects:
            raise InputRefused(
                "MUN-LABELS-008",
                f"The labels have {len(defects)} defects; nothing was fitted.",
                hint="Correct them and fit again.",
                defects=sorted(defects),
            )
        return labels


def read_labels(raw: bytes, file: str) -> Labels:
    """The labels in a file. Raises InputRefused when it is no table with these columns; what is wrong with single lines is
    kept, to be told together with what only the package can say.
    """
    defects: list[Defect] = []
    lines: list[tuple[str, str]] = []
    for number, line in enumerate(_lines(raw, file), 1):
        if None in line or None in line.values():
            problem = "The line has more or fewer cells than the header."
            defects.append(Defect(file, number, "", "MUN-LABELS-003", problem))
        lines.append((str(line["row_ref"] or ""), str(line["person_id"] or "").strip()))
    if not lines:
        defects.append(Defect(file, None, "", "MUN-LABELS-007", "The file labels no row."))
    return Labels(file, tuple(lines), tuple(defects))


def _lines(raw: bytes, file: str) -> list[dict[str | None, object]]:
    try:
        reader = csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline=""), strict=True)
        header = list(reader.fieldnames or ())
        rows: list[dict[str | None, object]] = list(reader)
    except (UnicodeDecodeError, csv.Error):
        unreadable = Defect(file, None, "", "MUN-LABELS-002", "Not CSV in UTF-8.")
        raise InputRefused("MUN-LABELS-002", "The labels are not CSV in UTF-8.", defects=[unreadable]) from None
    defects = [
        Defect(file, 0, column, "MUN-LABELS-001", problem, f"Columns: {', '.join(COLUMNS)}.")
        for column in COLUMNS
        for problem in ("A column is missing." if column not in header else "A column is doubled.",)
        if header.count(column) != 1
    ]
    if defects:
        raise InputRefused("MUN-LABELS-001", "The labels' columns are not as they must be.", defects=defects)
    return rows


@dataclass(frozen=True, slots=True)
class Sample:
    """Reviewed disclosures that may serve a certificate, the identities they are of, how many had served before, and every
    labelled row that was linked, for the report.
    """

    reviewed: tuple[Reviewed, ...]
    keys: frozenset[str]
    spent: int
    rows: tuple[ReviewedRow, ...]


NO_SAMPLE: Final = Sample((), frozenset(), 0, ())


def reviewed_disclosures(
    house: House, outcomes: Path, matches: Path, labels: Mapping[int, str], spent: Collection[str]
) -> Sample:
    """The labelled rows that would be disclosed. Rows that ask for the same person in the same words count once, wrong if
    one of them is; those in `spent` served before and are left out.
    """
    levels = ", ".join(f"coalesce(m.{c}_level, -1)" for c in ("name", "dob", "address", "tin"))
    with house.bulk() as con:
        rows = con.execute(
            f"""SELECT row, o.duplicate_key, o.outcome = 'disclose', m.score, m.person_id, m.refusals, {levels}
                FROM read_parquet({path_text(outcomes)}) o JOIN read_parquet({path_text(matches)}) m USING (row)
                ORDER BY row"""
        ).fetchall()
    found: dict[str, Reviewed] = {}
    linked: dict[str, ReviewedRow] = {}
    for row, key, disclosed, score, person, refusals, *agreement in rows:
        if row not in labels:
            continue
        right = labels[row] == person and (key not in linked or linked[key].right)
        linked[key] = ReviewedRow(score, right, disclosed, labels[row] != "", refusals, tuple(agreement))
        if disclosed:
            found[key] = Reviewed(score, right)
    fresh = {key: of for key, of in found.items() if key not in spent}
    return Sample(tuple(fresh.values()), frozenset(fresh), len(found) - len(fresh), tuple(linked.values()))
