"""A CSV file to a table: the vectorised reader for a regular file, the exact one for any other and for any doubt."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from muniment.intake import csvexact
from muniment.intake.csvscan import Scan
from muniment.intake.defects import Defects
from muniment.intake.tablerows import Rows, is_clean
from muniment.intake.tablespec import Header, TableSpec, check_header
from muniment.intake.tablewriter import TableWriter
from muniment.vocabulary.progress import Progress

BLOCK: Final = 8 * 1024 * 1024
_BATCH: Final = 20_000
_WIDE: Final = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}


def read_csv(
    path: Path, writer: TableWriter, spec: TableSpec, scan: Scan, defects: Defects, progress: Progress
) -> Header:
    """Every row of the file into `writer` where it has no defect; else every defect into `defects`.

    Cells are kept exactly: nothing is trimmed, no word is taken for a missing value, no other delimiter is guessed.
    """
    with path.open("rb") as file:
        head = file.read(4)
    if head[:2] in _WIDE:
        defects.add("MUN-INTAKE-001", "The file is UTF-16; it must be UTF-8.", hint="Save it as CSV UTF-8.")
        return Header(0, {}, (), ())
    first = next(csvexact.rows(path), None)
    if first is None:
        defects.add("MUN-INTAKE-003", "The file is empty: it has no header.", hint="The first line names the columns.")
        return Header(0, {}, (), ())
    names, problem = first
    if problem:
        defects.add("MUN-INTAKE-004", _MARKS[problem], row=0, hint=_MARK_HINT)
        return Header(0, {}, (), ())
    if not is_clean("".join(names)):
        defects.add("MUN-INTAKE-002", "The header is not clean UTF-8 text.", row=0, hint=_ENCODING_HINT)
        return Header(0, {}, (), ())
    if len(names) == 1 and any(mark in names[0] for mark in ";\t|"):
        defects.add("MUN-INTAKE-015", "The columns are not separated by commas.", row=0,
                    hint="Save the file as CSV with commas.")  # fmt: skip
        return Header(0, {}, (), ())
    header = check_header(names, spec, defects)
    if not (scan.regular and not defects and _read_regular(path, writer, header, scan, progress)):
        _read_exactly(path, writer, header, scan, defects, progress)
    return header


def _read_regular(path: Path, writer: TableWriter, header: Header, scan: Scan, progress: Progress) -> bool:
    """Whether the vectorised reader took the whole file. At the first row it doubts it gives up and keeps nothing."""
    import pyarrow as pa
    import pyarrow.csv as pc

    # Numbered names: the file's own could be anything, and ours are found by position.
    names = [str(at) for at in range(header.width)]
    wanted = [str(at) for at in header.position.values()]
    try:
        reader = pc.open_csv(
            path,
            read_options=pc.ReadOptions(block_size=BLOCK, column_names=names, skip_rows_after_names=1),
            parse_options=pc.ParseOptions(
                newlines_in_values=not scan.lines_are_rows, ignore_empty_lines=False, escape_char=False
            ),
            convert_options=pc.ConvertOptions(
                column_types={n: pa.string() for n in wanted}, include_columns=wanted, strings_can_be_null=False
            ),
        )
        seen = 0
        for batch in reader:
            writer.add(batch.rename_columns(list(header.position)))
            seen += batch.nbytes
            progress("read", scan.size + min(seen, scan.size), 2 * scan.size)
    except pa.ArrowInvalid:
        writer.forget()
        return False
    return True


def _read_exactly(
    path: Path, writer: TableWriter, header: Header, scan: Scan, defects: Defects, progress: Progress
) -> None:
    """Every row into `writer`; a row or cell with a defect is NULL there, so that the check of keys passes over it."""
    reader = csvexact.rows(path)
    next(reader)
    taken = Rows(writer, header, defects)
    for cells, problem in reader:
        number = taken.count + 1
        if problem == "blank":
            defects.add("MUN-INTAKE-005", "The line is blank.", row=number, hint="Take the line out.")
        elif problem:
            column = taken.name(len(cells) - (problem == "after_mark"))
            defects.add("MUN-INTAKE-004", _MARKS[problem], row=number, column=column, hint=_MARK_HINT)
        elif len(cells) != header.width:
            defects.add(
                "MUN-INTAKE-005",
                f"The row has {len(cells)} cells; the header has {header.width}.",
                row=number,
                column=taken.name(min(len(cells), header.width)),
                hint="A comma inside a cell needs quotation marks around the cell.",
            )
        taken.add(cells, whole=not problem and len(cells) == header.width)
        if taken.count % _BATCH == 0:
            progress("read", scan.size, 2 * scan.size)
    taken.flush()


_MARKS: Final = {
    "unclosed": "A quotation mark is opened and never closed.",
    "after_mark": "Text follows a closing quotation mark.",
    "blank": "The line is blank.",
}
_MARK_HINT: Final = 'A quotation mark inside a cell is doubled (""), and the cell stands in quotation marks.'
_ENCODING_HINT: Final = "Save the file as UTF-8."
