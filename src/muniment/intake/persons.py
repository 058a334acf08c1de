"""The persons file as received (CONTRACT.md, Persons)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from muniment.formats import duck
from muniment.intake.table import read_table
from muniment.intake.tablespec import TableSpec
from muniment.vocabulary.columns import DISCLOSED_COLUMNS, PERSON_COLUMNS, PERSON_REQUIRED
from muniment.vocabulary.errors import Defect, InputRefused
from muniment.vocabulary.progress import Progress, silent

_SPEC = TableSpec("persons", PERSON_COLUMNS, PERSON_REQUIRED, ("row_ref",), "row_ref")
_DISCLOSED = TableSpec(
    "disclosures",
    PERSON_COLUMNS + DISCLOSED_COLUMNS,
    PERSON_REQUIRED + DISCLOSED_COLUMNS,
    ("row_ref", *DISCLOSED_COLUMNS),
    "row_ref",
)


@dataclass(frozen=True, slots=True)
class PersonsFile:
    """A persons file that could be read. `columns` are those it had; `notes` tell its sender what was left out."""

    sha256: str
    rows: int
    columns: tuple[str, ...]
    notes: tuple[str, ...] = ()


def read_persons(
    path: Path,
    out_parquet: Path,
    *,
    threads: int = 2,
    memory_limit: str = "1GB",
    progress: Progress = silent,
) -> PersonsFile:
    """Write the persons artefact: `row` from 1 in file order and PERSON_COLUMNS exactly as received, absent ones empty.

    Raises InputRefused with every defect of the file: encoding, header, missing or doubled column, ragged row,
    quotation mark, empty or doubled `row_ref`. No cell's content refuses a file: an unreadable one is an element of law
    not met, and that is decided elsewhere.
    """
    read = read_table(path, out_parquet, _SPEC, threads=threads, memory_limit=memory_limit, progress=progress)
    return PersonsFile(read.sha256, read.rows, read.columns, read.notes)


def read_disclosures(
    path: Path,
    out_parquet: Path,
    *,
    today: date,
    threads: int = 2,
    memory_limit: str = "1GB",
    progress: Progress = silent,
) -> PersonsFile:
    """Write disclosures made before: the columns of `read_persons`, and `disclosed_on` (DATE) and `recipient_id`.

    Raises InputRefused as `read_persons` does, and for each row without a day of disclosure until `today` or without a
    recipient: the custodian knows when it sent what to whom, or has no disclosure to tell.
    """
    read = read_table(path, out_parquet, _DISCLOSED, threads=threads, memory_limit=memory_limit, progress=progress)
    with duck.connection(out_parquet.parent, threads=threads, memory_limit=memory_limit) as con:
        source = f"read_parquet({duck.path_text(out_parquet)})"
        day = "TRY_CAST(disclosed_on AS DATE)"
        bad = con.execute(
            f"""SELECT row FROM {source} WHERE coalesce({day} > {duck.literal(today)}, TRUE) OR NOT
                regexp_full_match(disclosed_on, '\\d{{4}}-\\d{{2}}-\\d{{2}}') ORDER BY row"""
        ).fetchall()
        if bad:
            hint = "Give the day as YYYY-MM-DD."
            message = "The day of the disclosure is missing, unreadable or in the future."
            found = [Defect(path.name, row, "disclosed_on", "MUN-INTAKE-060", message, hint) for (row,) in bad]
            raise InputRefused(
                "MUN-INTAKE-000",
                f"The disclosures file cannot be read: {len(found)} defects.",
                hint="Correct every defect listed and send it again.",
                defects=found,
            )
        duck.write(con, f"SELECT * REPLACE ({day} AS disclosed_on) FROM {source} ORDER BY row", out_parquet)
    return PersonsFile(read.sha256, read.rows, read.columns, read.notes)
