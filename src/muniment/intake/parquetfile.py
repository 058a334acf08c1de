"""A Parquet file to a table: every column as exact text, whatever type its writer chose."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from muniment.intake.defects import Defects
from muniment.intake.tablespec import Header, TableSpec, check_header
from muniment.intake.tablewriter import TableWriter
from muniment.intake.xlsxfile import as_text
from muniment.vocabulary.progress import Progress

_BATCH: Final = 61_440
_NOTHING: Final = Header(0, {}, (), ())


def read_parquet(path: Path, writer: TableWriter, spec: TableSpec, defects: Defects, progress: Progress) -> Header:
    """Every row into `writer`; defects into `defects`. NULL is an empty cell; dates are ISO 8601; lists are joined
    with `;`.

    A column of nested or binary type has no one text and is a defect; so is text that is no UTF-8 or holds NUL.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(path)
        schema = file.schema_arrow
    except (pa.ArrowException, OSError, ValueError):
        defects.add("MUN-INTAKE-006", "The file cannot be read as Parquet.", hint="Write it again, or send CSV.")
        return _NOTHING
    header = check_header(schema.names, spec, defects)
    for column, at in header.position.items():
        if not _has_text(pa, schema.field(at).type):
            defects.add(
                "MUN-INTAKE-008", "The column's type has no one text.", row=0, column=column,
                hint="Write text, numbers, dates, booleans, or lists of these.",
            )  # fmt: skip
    if defects:
        # Nothing below could be trusted to tell the columns apart.
        return header
    done = 0
    try:
        # Columns are asked for by name; a column nobody wants may be doubled, and is never read.
        wanted = [schema.names[at] for at in header.position.values()]
        for batch in file.iter_batches(batch_size=_BATCH, columns=wanted):
            texts = {}
            for column, at in header.position.items():
                texts[column] = _text(pa, batch.column(schema.names[at]), done, column, defects)
            writer.add(pa.table(texts))
            done += batch.num_rows
            progress("read", done, file.metadata.num_rows)
    except (pa.ArrowException, OSError, ValueError):
        defects.add("MUN-INTAKE-006", f"The file cannot be read as Parquet beyond row {done}.", row=done + 1,
                    hint="Write it again, or send CSV.")  # fmt: skip
    return header


def _has_text(pa: Any, kind: Any) -> bool:
    types = pa.types
    if types.is_dictionary(kind):
        return _has_text(pa, kind.value_type)
    if types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind):
        return not types.is_nested(kind.value_type) and _has_text(pa, kind.value_type)
    return not (
        types.is_nested(kind)
        or types.is_binary(kind)
        or types.is_large_binary(kind)
        or types.is_fixed_size_binary(kind)
        or types.is_binary_view(kind)
    )


def _text(pa: Any, array: Any, before: int, column: str, defects: Defects) -> Any:
    import pyarrow.compute as pc

    kind = array.type
    if pa.types.is_dictionary(kind):
        array = array.dictionary_decode()
        kind = array.type
    if pa.types.is_string_view(kind) or pa.types.is_large_string(kind):
        array = array.cast(pa.string(), safe=False)
        kind = array.type
    if not pa.types.is_string(kind):
        if pa.types.is_integer(kind):
            return array.cast(pa.string()).fill_null("")
        if pa.types.is_null(kind):
            return pa.repeat(pa.scalar("", pa.string()), len(array))
        cells = [";".join(map(as_text, v)) if isinstance(v, list) else as_text(v) for v in array.to_pylist()]
        return pa.array(cells, pa.string())
    array = array.fill_null("")
    # One look at the column's bytes; each cell is looked at only where that look found something.
    try:
        array.validate(full=True)
        bad = pc.match_substring(array, "\0")
        if not pc.any(bad).as_py():
            return array
    except pa.ArrowInvalid:
        pass
    kept: list[str | None] = []
    for at, raw in enumerate(array.cast(pa.binary()).to_pylist()):
        try:
            text = raw.decode()
        except UnicodeDecodeError:
            text = "\0"
        if "\0" in text:
            nul = b"\0" in raw
            defects.add(
                "MUN-INTAKE-002", "The cell holds a NUL byte." if nul else "The cell is not UTF-8.",
                row=before + at + 1, column=column, hint="Save the file as UTF-8, without NUL bytes.",
            )  # fmt: skip
            kept.append(None)
        else:
            kept.append(text)
    return pa.array(kept, pa.string())
