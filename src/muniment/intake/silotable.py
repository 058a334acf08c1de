"""A database table as a silo: its description (`NAME.silo.yaml`), and the rows that came of it to a file of records.

It opens no connection: `usecases.connections` does, and hands batches of rows on. The file that is written has our
column names and exact text, like a CSV the custodian could have exported; what reads such files reads it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from muniment.formats import duck
from muniment.formats.yaml import read_mapping
from muniment.intake.defects import Defects
from muniment.intake.records import column_entries, record_spec
from muniment.intake.tablespec import check_header
from muniment.intake.xlsxfile import as_text

ENDINGS: Final = (".yaml", ".yml")
BATCH: Final = 20_000
"""Rows asked for at a time."""

_URLS: Final = ("url", "url_env", "url_file")
_KEYS: Final = ("name", *_URLS, "schema", "table", "query", "columns")
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_PLAIN: Final = (str, int, float, bool, Decimal, date, datetime, time, UUID, type(None))


@dataclass(frozen=True, slots=True)
class TableSilo:
    """A silo that is a table or a query. Of `url`, `url_env` and `url_file` one is given, and of `table` and `query`.

    `names`: our column to the table's, where they differ. `file` is the description's, for what is said of it.
    """

    file: str
    name: str
    url: str
    url_env: str
    url_file: str
    schema: str
    table: str
    query: str
    names: Mapping[str, str]


def is_description(path: Path) -> bool:
    """Whether a file given to `records build` describes a table; records themselves are never YAML."""
    return path.suffix.lower() in ENDINGS


def read_description(raw: bytes, file: str) -> TableSilo:
    """The description in `raw`. Raises InputRefused with every defect. Whether a database is there is not looked at."""
    body, defects = read_mapping(raw, file), Defects(file)
    for key in body:
        if key not in _KEYS:
            defects.add("MUN-INTAKE-060", "A silo's description has no such key.", column=key,
                        hint=f"Keys: {', '.join(_KEYS)}.")  # fmt: skip
    given: dict[str, str] = {}
    for key in _KEYS[:-1]:
        value = body.get(key, "")
        if not isinstance(value, str) or (key in body and not value.strip()):
            defects.add("MUN-INTAKE-061", "This is not given as text.", column=key)
            value = "?"
        given[key] = value
    for alternatives in (_URLS, ("table", "query")):
        if sum(bool(given[key]) for key in alternatives) != 1:
            defects.add("MUN-INTAKE-062", f"Exactly one of {', '.join(alternatives)} is given.", column=alternatives[0])
    if given["schema"] and not given["table"]:
        defects.add("MUN-INTAKE-063", "A schema goes with a table.", column="schema")
    name = given["name"] or file.split(".")[0]
    if not _NAME.fullmatch(name):
        defects.add("MUN-INTAKE-064", "A silo's name has letters, digits, _ and - only.", column="name",
                    hint="Give the silo a name, or rename the file.")  # fmt: skip
    names = body.get("columns", {})
    if not isinstance(names, Mapping):
        defects.add("MUN-INTAKE-031", "The columns are not a mapping of ours to theirs.", column="columns")
        names = {}
    entries = column_entries(names, "columns.", defects)
    defects.refuse("MUN-INTAKE-000", "The description of a silo")
    return TableSilo(
        file,
        name,
        given["url"],
        given["url_env"],
        given["url_file"],
        given["schema"],
        given["table"],
        given["query"],
        entries,
    )


def columns_wanted(silo: TableSilo, found: Sequence[str]) -> dict[str, str]:
    """Our column to the table's, of those that a table with the columns `found` has: nothing else is asked for.

    Raises InputRefused with every defect that the header of a file would have.
    """
    defects = Defects(silo.file)
    header = check_header(found, record_spec(silo.names), defects)
    defects.refuse("MUN-INTAKE-000", f"The silo {silo.name}")
    return {ours: found[at] for ours, at in header.position.items()}


def write_fetched(
    silo: TableSilo, columns: Sequence[str], batches: Iterable[Sequence[Sequence[object]]], out: Path,
    *, memory_limit: str,
) -> int:  # fmt: skip
    """Write rows of `columns` (our names) to `out` as Parquet, all text, in the order of `record_id`; returns how many.

    The same rows give the same bytes in whatever order and batches they come. Raises InputRefused with each column that
    holds a value that has no one text (bytes, documents).
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    defects, bad, rows = Defects(silo.file), set[str](), 0
    unsorted = out.with_name(out.name + ".unsorted")
    schema = pa.schema([(column, pa.string()) for column in columns])
    try:
        with pq.ParquetWriter(unsorted, schema, compression="zstd", compression_level=1) as writer:
            for batch in batches:
                texts = []
                for column, cells in zip(columns, zip(*batch, strict=True), strict=True):
                    if not _has_text(cells) and column not in bad:
                        bad.add(column)
                        defects.add("MUN-INTAKE-008", "The column holds values that have no one text.", column=column,
                                    hint="Write text, numbers, dates, booleans, or lists of these.")  # fmt: skip
                    texts.append(pa.array(_texts(cells) if column not in bad else [""] * len(cells), pa.string()))
                writer.write_table(pa.Table.from_arrays(texts, schema=schema))
                rows += len(batch)
        defects.refuse("MUN-INTAKE-000", f"The silo {silo.name}")
        with duck.connection(out.parent, threads=1, memory_limit=memory_limit) as con:
            duck.write(con, f"SELECT * FROM read_parquet({duck.path_text(unsorted)}) ORDER BY record_id", out)
    finally:
        unsorted.unlink(missing_ok=True)
    return rows


def _has_text(cells: Sequence[object]) -> bool:
    for kind in set(map(type, cells)):
        if issubclass(kind, list | tuple):
            lists: list[Any] = [cell for cell in cells if isinstance(cell, list | tuple)]
            if not all(isinstance(item, _PLAIN) for cell in lists for item in cell):
                return False
        elif not issubclass(kind, _PLAIN):
            return False
    return True


def _texts(cells: Sequence[object]) -> Sequence[object]:
    if set(map(type, cells)) == {str}:
        return cells
    return [";".join(map(_text, cell)) if isinstance(cell, list | tuple) else _text(cell) for cell in cells]


def _text(value: object) -> str:
    """As a spreadsheet's cell: a number that is whole has no fraction, whatever scale its column has."""
    if isinstance(value, Decimal) and value.is_finite():
        return str(int(value)) if value == int(value) else format(value.normalize(), "f")
    return as_text(value)
