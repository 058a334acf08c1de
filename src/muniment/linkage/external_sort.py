"""Rows in an order, of which there may be too many to join and to sort at once.

Where there are, they are written to disk as they come, in parts of which each holds the rows after those of the one before, and
each part is sorted by itself: memory is asked for one part, not for a nation.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from muniment.formats.duck import ROW_GROUP, text

if TYPE_CHECKING:
    import pyarrow as pa
    from duckdb import DuckDBPyConnection

FLUSHED: Final = 50_000
"""Rows of one part that a thread holds before it writes them."""


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of all `queries`, in the order of the columns `order`. `part`: an expression over them that gives whole numbers which
    ascend with that order; without it there are never too many.
    """

    queries: Sequence[str]
    order: str
    part: str = ""


def in_order(con: DuckDBPyConnection, rows: Rows, spill: Path, *, at_once: bool) -> pa.RecordBatchReader:
    """The rows, in order. `at_once`: they fit into memory. `spill`: a folder that is not there yet, for the parts, in clear; each
    is gone when it has been read.
    """
    import pyarrow as pa

    if at_once or not rows.part:
        return con.sql(f"{' UNION ALL '.join(rows.queries)} ORDER BY {rows.order}").to_arrow_reader(ROW_GROUP)
    spill.parent.mkdir(parents=True, exist_ok=True)
    con.execute(f"SET partitioned_write_flush_threshold = {FLUSHED}")
    for number, query in enumerate(rows.queries):
        con.execute(f"""COPY (SELECT *, {rows.part} AS part FROM ({query})) TO {text(str(spill))}
          (FORMAT parquet, PARTITION_BY (part), OVERWRITE_OR_IGNORE, FILENAME_PATTERN 'rows{number}_{{i}}')""")
    schema = con.sql(f"SELECT * FROM ({rows.queries[0]}) LIMIT 0").to_arrow_table().schema
    return pa.RecordBatchReader.from_batches(schema, _parts(con, rows.order, spill))


def _parts(con: DuckDBPyConnection, order: str, spill: Path) -> Iterator[pa.RecordBatch]:
    for part in sorted(spill.glob("part=*"), key=lambda path: int(path.name.removeprefix("part="))):
        files = f"read_parquet({text(str(part / '*.parquet'))}, hive_partitioning = false)"
        yield from con.sql(f"FROM {files} ORDER BY {order}").to_arrow_reader(ROW_GROUP)
        shutil.rmtree(part)
