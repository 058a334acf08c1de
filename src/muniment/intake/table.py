"""A file of rows, as received, to an artefact: by its content CSV, Parquet or XLSX, read strictly and kept exactly.

It refuses defects of the file and nothing else. What a cell says, and whether it can be read, is decided later.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from muniment.formats import duck
from muniment.intake.csvfile import read_csv
from muniment.intake.csvscan import CHUNK, scan
from muniment.intake.defects import Defects
from muniment.intake.parquetfile import read_parquet
from muniment.intake.tablespec import TableSpec
from muniment.intake.tablewriter import TableWriter
from muniment.intake.xlsxfile import read_xlsx
from muniment.vocabulary.errors import InputRefused
from muniment.vocabulary.progress import Progress, silent

_OTHER_KINDS: Final = {
    b"\xd0\xcf\x11\xe0": "an old Excel workbook (XLS)",
    b"\x1f\x8b": "compressed (gzip)",
    b"%PDF": "a PDF document",
    b"(\xb5/\xfd": "compressed (zstd)",
}


@dataclass(frozen=True, slots=True)
class TableFile:
    """A table that was read: the hash of the very bytes, its rows, the columns it had, and notes for the sender."""

    sha256: str
    rows: int
    columns: tuple[str, ...]
    notes: tuple[str, ...]


def read_table(
    path: Path,
    out: Path,
    spec: TableSpec,
    *,
    threads: int = 2,
    memory_limit: str = "1GB",
    progress: Progress = silent,
    scratch: bool = False,
) -> TableFile:
    """Write the rows of `path` to `out` exactly as received, or raise InputRefused with every defect, row and column.

    `out` is there whole afterwards, or not at all; `scratch`: it is read once more and thrown away. Raises InputRefused also where the file changes while it is read.
    """
    defects = Defects(path.name)
    try:
        before = _identity(path)
        with path.open("rb") as file:
            head = file.read(4)
    except OSError:
        raise InputRefused(
            "MUN-INTAKE-009", "The file cannot be opened.", hint="Check its path and its permissions."
        ) from None
    for magic, kind in _OTHER_KINDS.items():
        if head.startswith(magic):
            defects.add("MUN-INTAKE-006", f"The file is {kind}.", hint="Send CSV in UTF-8, Parquet or XLSX.")
            defects.refuse("MUN-INTAKE-000", f"The {spec.what} file")
    with TableWriter(out, spec.columns, scratch=scratch) as writer:
        if head == b"PAR1":
            sha256 = _hash(path, progress)
            header = read_parquet(path, writer, spec, defects, progress)
        elif head == b"PK\x03\x04":
            sha256 = _hash(path, progress)
            header = read_xlsx(path, writer, spec, defects, progress)
        else:
            scanned = scan(path, progress)
            sha256 = scanned.sha256
            header = read_csv(path, writer, spec, scanned, defects, progress)
        written = writer.finish()
        check_keys(written, [c for c in spec.filled if c in header.position],
                   spec.unique if spec.unique in header.position else "", defects, threads, memory_limit)  # fmt: skip
        if _identity(path) != before:
            defects.add(
                "MUN-INTAKE-009", "The file changed while it was read.", hint="Send it when nothing writes to it."
            )
        defects.refuse("MUN-INTAKE-000", f"The {spec.what} file", header.notes)
        writer.keep()
    return TableFile(sha256, writer.rows, tuple(c for c in spec.columns if c in header.position), header.notes)


def check_keys(
    written: Path, filled: list[str], unique: str, defects: Defects, threads: int = 2, memory_limit: str = "1GB"
) -> None:
    """Add a defect for each empty cell of `filled` and each repeated one of `unique`; spaces around a cell do not
    count.

    NULL stands for a cell whose row has another defect, and is passed over.
    """
    from muniment.intake.defects import LISTED

    with duck.connection(written.parent, threads=threads, memory_limit=memory_limit) as con:
        con.execute(f"CREATE VIEW written AS SELECT * FROM read_parquet({duck.path_text(written)})")
        for column in filled:
            bare = f"regexp_full_match({column}, '[\\s\\p{{Z}}]*')"
            total = con.execute(f"SELECT count(*) FROM written WHERE {bare}").fetchall()[0][0]
            if not total:
                continue
            listed = con.execute(f"SELECT row FROM written WHERE {bare} ORDER BY row LIMIT {LISTED}").fetchall()
            for (row,) in listed:
                defects.add("MUN-INTAKE-013", "The cell is empty.", row=row, column=column,
                            hint="Give each row its own.")  # fmt: skip
            defects.total += total - len(listed)
        if not unique:
            return
        # Cheap first: most files repeat nothing, and values with different hashes are different.
        spaced = f"regexp_replace({unique}, '^[\\s\\p{{Z}}]+|[\\s\\p{{Z}}]+$', '', 'g')"
        key = f"CASE WHEN regexp_matches({unique}, '[\\s\\p{{Z}}]') THEN {spaced} ELSE {unique} END"
        con.execute(f"CREATE VIEW keyed AS SELECT row, {key} AS key FROM written WHERE {unique} IS NOT NULL")
        count = "SELECT count(*), count(DISTINCT {}) FROM keyed WHERE key <> ''"
        rows, different = con.execute(count.format("hash(key)")).fetchall()[0]
        if rows == different:
            return
        rows, different = con.execute(count.format("key")).fetchall()[0]
        if rows == different:
            return
        repeated = con.execute(f"""
            SELECT row, first FROM (
                SELECT row, min(row) OVER (PARTITION BY key) AS first FROM keyed SEMI JOIN (
                    SELECT key FROM keyed WHERE key <> '' GROUP BY key HAVING count(*) > 1
                ) USING (key)
            ) WHERE row <> first ORDER BY row LIMIT {LISTED}""").fetchall()
        for row, first in repeated:
            defects.add("MUN-INTAKE-014", f"The same value stands in row {first} already.", row=row, column=unique,
                        hint="Give each row its own.")  # fmt: skip
        defects.total += (rows - different) - len(repeated)


def _identity(path: Path) -> tuple[int, int, int, int]:
    stat = path.stat()
    return stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns


def _hash(path: Path, progress: Progress) -> str:
    digest, done, total = hashlib.sha256(), 0, path.stat().st_size
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            done += len(chunk)
            progress("read", done, 2 * total)
    return digest.hexdigest()
