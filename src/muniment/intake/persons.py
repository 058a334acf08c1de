"""The persons file as received (CONTRACT.md, Persons)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from muniment.intake.table import read_table
from muniment.intake.tablespec import TableSpec
from muniment.vocabulary.columns import PERSON_COLUMNS, PERSON_REQUIRED
from muniment.vocabulary.progress import Progress, silent

_SPEC = TableSpec("persons", PERSON_COLUMNS, PERSON_REQUIRED, ("row_ref",), "row_ref")


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
