"""Writes a table as received: `row` from 1 and the wanted columns as text, in row groups of one size."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Any

from muniment.formats.duck import ROW_GROUP


class TableWriter:
    """The artefact's bytes depend on the rows alone, never on the batches they came in.

    Used as a context: the file is in its place, whole, after `keep`; otherwise nothing is left behind. What is read once
    more and thrown away (`scratch`) is written faster and larger.
    """

    def __init__(self, out: Path, columns: tuple[str, ...], *, scratch: bool = False) -> None:
        import pyarrow as pa

        self._pa = pa
        self._out = out
        self._partial = out.with_name(out.name + ".partial")
        self._columns = columns
        self._options: dict[str, Any] = (
            {"compression": "lz4", "write_statistics": False}
            if scratch
            else {"compression": "zstd", "compression_level": 1}
        )
        self._schema = pa.schema([("row", pa.int32()), *((c, pa.string()) for c in columns)])
        out.parent.mkdir(parents=True, exist_ok=True)
        self._writer: Any = None
        self._held: list[Any] = []
        self._waiting = 0
        self._kept = False
        self.rows = 0
        self.forget()

    def forget(self) -> None:
        """Start anew: what was added is dropped."""
        import pyarrow.parquet as pq

        if self._writer is not None:
            self._writer.close()
        self._writer = pq.ParquetWriter(self._partial, self._schema, store_schema=False, **self._options)
        self._held, self._waiting, self.rows = [], 0, 0

    def __enter__(self) -> TableWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._writer is not None:
            self._writer.close()
        if not self._kept:
            self._partial.unlink(missing_ok=True)

    def add(self, batch: Any) -> None:
        """Take a RecordBatch or Table with some of the columns as strings; the absent ones are written empty."""
        pa = self._pa
        empty = None
        arrays = []
        for column in self._columns:
            at = batch.schema.get_field_index(column)
            if at >= 0:
                arrays.append(batch.column(at))
            else:
                empty = pa.repeat(pa.scalar("", pa.string()), batch.num_rows) if empty is None else empty
                arrays.append(empty)
        self._held.append(pa.Table.from_arrays(arrays, names=list(self._columns)))
        self._waiting += batch.num_rows
        if self._waiting >= ROW_GROUP:
            self._flush(everything=False)

    def add_cells(self, columns: dict[str, list[str | None]]) -> None:
        """Take cells by column; None where a cell has a defect, so that no later check looks at it."""
        pa = self._pa
        self.add(pa.table({name: pa.array(cells, pa.string()) for name, cells in columns.items()}))

    def finish(self) -> Path:
        """Write what is left and close; the path, not yet its own, where the rows can be looked at before `keep`."""
        self._flush(everything=True)
        self._writer.close()
        self._writer = None
        return self._partial

    def keep(self) -> None:
        """Put the finished file in its place."""
        self._partial.replace(self._out)
        self._kept = True

    def _flush(self, *, everything: bool) -> None:
        if not self._held:
            return
        pa = self._pa
        table = pa.concat_tables(self._held)
        at = 0
        while table.num_rows - at >= ROW_GROUP or (everything and at < table.num_rows):
            part = table.slice(at, ROW_GROUP).combine_chunks()
            numbers = pa.arange(self.rows + 1, self.rows + part.num_rows + 1)
            self._writer.write_table(part.add_column(0, "row", numbers).cast(self._schema), row_group_size=ROW_GROUP)
            self.rows += part.num_rows
            at += part.num_rows
        rest = table.slice(at)
        self._held = [rest] if rest.num_rows else []
        self._waiting = rest.num_rows
