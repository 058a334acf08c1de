"""The container of the record index: rows in the order of their first column, in small blocks sealed one by one.

So a reader that wants few rows opens few blocks, and one that wants all reads at the speed of memory (docs/index-file.md has the
format and says why it is not Parquet's). It knows nothing of persons. AES-256-GCM under a key made for this file alone from the
index's key, the file's name and what the index was made of; the number of a block is its nonce, so that none can stand in
the place of another.
"""

from __future__ import annotations

import hashlib
import os
import struct
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from muniment.formats.duck import ROW_GROUP
from muniment.vocabulary.errors import IntegrityFailure

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

MAGIC: Final = b"MUNBLK1\n"
SUFFIX: Final = ".blocks"
SALT: Final = 32
BLOCK: Final = 48 << 10
"""Bytes of rows in a block, at most: few enough to open for one row, many enough that a scan is not held up by their number."""
FOOTER: Final = (1 << 96) - 1
TAIL: Final = struct.Struct(">Q")
FETCHED: Final = 1024
"""Blocks asked of the disk at once; a multiple of what is read at once."""
NO_KEY: Final = bytes(32)
"""What a file is sealed under where no key is given: everybody has it, and it hides nothing."""


def _cipher(key: bytes, salt: bytes, name: str) -> AESGCM:
    made = HKDF(SHA256(), 32, salt, b"muniment index file 1\0" + name.encode())
    return AESGCM(made.derive(key or NO_KEY))


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")


def write(batches: pa.RecordBatchReader, path: Path, key: bytes, salt: bytes) -> str:
    """Write rows, which come in the order of their first column, to `path`, a new file; returns the digest of the rows, which depends on
    them alone. `salt` (32 bytes): of what the rows are made of, so that no two files of other rows are sealed under one key.
    """
    import pyarrow as pa

    digest = hashlib.sha256(batches.schema.serialize())
    cipher, codec = _cipher(key, salt, path.stem), pa.Codec("lz4_raw")
    first: list[Any] = []
    ends: list[int] = []
    sizes: list[int] = []
    with path.open("xb") as file:
        at = file.write(MAGIC + salt)
        rows = 0
        for group in _row_groups(batches):
            rows = rows or _block_rows(group)
            for start in range(0, group.num_rows, rows):
                block = group.slice(start, rows)
                plain = block.serialize().to_pybytes()
                digest.update(plain)
                packed = codec.compress(plain, asbytes=True)
                # A block is read as packed where it is shorter than its rows are.
                data = packed if len(packed) < len(plain) * 7 // 8 else plain
                at += file.write(cipher.encrypt(_nonce(len(ends)), data, None))
                first.append(block.column(0)[0])
                ends.append(at)
                sizes.append(len(plain))
        of_blocks = pa.table(
            {
                "first": pa.array(first, batches.schema.field(0).type),
                "end": pa.array(ends, pa.int64()),
                "size": pa.array(sizes, pa.int64()),
            }
        ).replace_schema_metadata({"schema": batches.schema.serialize().to_pybytes()})
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, of_blocks.schema) as stream:
            stream.write_table(of_blocks)
        sealed = cipher.encrypt(_nonce(FOOTER), sink.getvalue().to_pybytes(), None)
        file.write(sealed + TAIL.pack(len(sealed)))
    return digest.hexdigest()


def _block_rows(group: pa.RecordBatch) -> int:
    """A power of two that divides a row group where it can: as many rows as BLOCK holds."""
    fit: int = BLOCK * group.num_rows // max(group.nbytes, 1)
    return 1 << max(6, fit.bit_length() - 1)


def _row_groups(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The rows in batches of ROW_GROUP, whatever pieces they came in."""
    import pyarrow as pa

    held: list[pa.RecordBatch] = []
    rows = 0
    for batch in batches:
        held.append(batch)
        rows += batch.num_rows
        while rows >= ROW_GROUP:
            whole = pa.Table.from_batches(held)
            yield _one(whole.slice(0, ROW_GROUP))
            held = whole.slice(ROW_GROUP).to_batches()
            rows -= ROW_GROUP
    if rows:
        yield _one(pa.Table.from_batches(held))


def _one(table: pa.Table) -> pa.RecordBatch:
    """The rows as one batch whose bytes follow from the rows: what stands in memory under a NULL is no part of them."""
    import pyarrow as pa

    (batch,) = table.combine_chunks().to_batches()
    return pa.RecordBatch.from_arrays([_zeroed(column) for column in batch.columns], schema=batch.schema)


def _zeroed(column: pa.Array) -> pa.Array:
    import pyarrow as pa
    import pyarrow.compute as pc

    nested = pa.types.is_nested(column.type)
    if not column.null_count and not nested:  # whether a mask of no NULL came with it depends on the pieces it came in
        return pa.Array.from_buffers(column.type, len(column), [None, *column.buffers()[1:]], 0, column.offset)
    if not column.null_count or not pa.types.is_primitive(column.type):
        return column
    zero = pa.array([0], pa.int8()).cast(pa.int32()).cast(column.type)[0]
    filled, valid = pc.fill_null(column, zero), pc.is_valid(column)
    return pa.Array.from_buffers(column.type, len(column), [valid.buffers()[1], filled.buffers()[1]])


class SealedFile:
    """One file, open for reading. Every block is checked as it is opened; one that is not what was written where it stands raises
    IntegrityFailure, and no row of it is given.
    """

    def __init__(self, path: Path, key: bytes) -> None:
        import numpy as np
        import pyarrow as pa

        self._name = path.name
        try:
            self._file = path.open("rb")
        except OSError:
            raise damaged(path.name) from None
        try:
            size = os.fstat(self._file.fileno()).st_size
            head = self._read(0, len(MAGIC) + SALT)
            (length,) = TAIL.unpack(self._read(size - TAIL.size, TAIL.size))
            if head[: len(MAGIC)] != MAGIC:
                raise ValueError("another kind of file")
            self._cipher = _cipher(key, head[len(MAGIC) :], path.stem)
            start = size - TAIL.size - length
            if start < len(head):
                raise ValueError("a footer longer than the file")
            plain = self._cipher.decrypt(_nonce(FOOTER), self._read(start, length), None)
            of_blocks = pa.ipc.open_stream(plain).read_all()
            self.schema: pa.Schema = pa.ipc.read_schema(pa.py_buffer(of_blocks.schema.metadata[b"schema"]))
            self._first = of_blocks.column("first").combine_chunks()
            self._ends = np.append(len(head), of_blocks.column("end").to_numpy())
            self._sizes = of_blocks.column("size").to_numpy()
            if self._ends[-1] != start:
                raise ValueError("blocks end elsewhere")
            self._codec = pa.Codec("lz4_raw")
        except (OSError, ValueError, KeyError, struct.error, InvalidTag, OverflowError):
            self.close()
            raise damaged(path.name) from None

    def close(self) -> None:
        self._file.close()

    def _read(self, at: int, length: int) -> bytes:
        data = os.pread(self._file.fileno(), length, at)
        if len(data) != length:
            raise ValueError("the file is too short")
        return data

    def _plain(self, number: int) -> pa.Buffer:
        import pyarrow as pa

        start, end, size = int(self._ends[number]), int(self._ends[number + 1]), int(self._sizes[number])
        try:
            data = self._cipher.decrypt(_nonce(number), self._read(start, end - start), None)
        except (OSError, ValueError, InvalidTag):
            raise damaged(self._name) from None
        return pa.py_buffer(data) if len(data) == size else self._codec.decompress(data, size)

    def blocks(self, numbers: Iterable[int] | None = None) -> Iterator[pa.RecordBatch]:
        """The rows of these blocks; of all without."""
        import pyarrow as pa

        for number in range(len(self._sizes)) if numbers is None else numbers:
            yield pa.ipc.read_record_batch(self._plain(number), self.schema)

    def digest(self) -> str:
        """The digest that `write` gave for these rows."""
        found = hashlib.sha256(self.schema.serialize())
        for number in range(len(self._sizes)):
            found.update(self._plain(number))
        return found.hexdigest()

    def _holding(self, wanted: np.ndarray[Any, Any]) -> tuple[np.ndarray[Any, Any], ...]:
        """The blocks in which some of these values (in order) may stand, and from which to which of the values."""
        import numpy as np

        first = self._first.to_numpy(zero_copy_only=False)
        if not len(first):
            return first, first, first
        starts = np.searchsorted(wanted, first, "left")
        ends = np.append(np.searchsorted(wanted, first[1:], "right"), len(wanted))
        found = np.flatnonzero(ends > starts)
        return found, starts[found], ends[found]

    def rows_of(self, wanted: np.ndarray[Any, Any]) -> Iterator[pa.RecordBatch]:
        """The rows whose first column (a number from 0) is among `wanted`, which are in order and distinct."""
        import numpy as np
        import pyarrow as pa

        if not len(wanted):
            return
        among = np.zeros(int(wanted[-1]) + 2, dtype=bool)  # one more than the greatest: what is beyond is clipped to it
        among[wanted] = True
        found, _, _ = self._holding(wanted)

        for at in self._several(found, 64):
            batch = pa.Table.from_batches(list(self.blocks(found[at].tolist()))).combine_chunks().to_batches()[0]
            keep = among.take(batch.column(0).to_numpy(), mode="clip")
            if keep.any():
                yield batch if keep.all() else batch.take(pa.array(np.flatnonzero(keep)))

    def _several(self, numbers: np.ndarray[Any, Any], count: int) -> Iterator[slice]:
        """These blocks so many at a time: what follows costs less than for each alone. They are on their way from the disk by then."""
        for at in range(0, len(numbers), count):
            if at % FETCHED == 0:
                self._fetch(numbers[at + FETCHED if at else 0 : at + 2 * FETCHED])
            yield slice(at, at + count)

    def _fetch(self, numbers: np.ndarray[Any, Any]) -> None:
        """Have these blocks read from the disk together, unless the system has them: each read alone would wait its turn."""
        if all(map(self._in_memory, numbers[:: FETCHED // 16].tolist())):
            return
        for number in numbers.tolist():
            start, end = int(self._ends[number]), int(self._ends[number + 1])
            os.posix_fadvise(self._file.fileno(), start, end - start, os.POSIX_FADV_WILLNEED)

    def _in_memory(self, number: int) -> bool:
        """Whether the system has read the block; where it cannot say so, or be told to read, as if it had."""
        if not hasattr(os, "RWF_NOWAIT"):
            return True
        try:
            os.preadv(self._file.fileno(), [bytearray(1)], int(self._ends[number]), os.RWF_NOWAIT)
        except BlockingIOError:
            return False
        except OSError:
            pass
        return True

    def pairs_of(self, wanted: np.ndarray[Any, Any]) -> Iterator[tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]]:
        """Of a file of two columns: (place in `wanted`, second column) of every row whose first column equals a value of `wanted`, which
        are in order.
        """
        import numpy as np

        found, starts, ends = self._holding(wanted)

        for at in self._several(found, 16):
            batches = list(self.blocks(found[at].tolist()))
            keys, values = (np.concatenate([b.column(c).to_numpy() for b in batches]) for c in (0, 1))
            here = np.arange(starts[at][0], ends[at][-1])
            low, high = (np.searchsorted(keys, wanted[here], side) for side in ("left", "right"))
            count = high - low
            hit = np.flatnonzero(count)
            low, count = low[hit], count[hit]
            ordinal = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
            yield np.repeat(here[hit], count), values[np.repeat(low, count) + ordinal]

    def oftener_than(self, limit: int) -> np.ndarray[Any, Any]:
        """The values of the first column that more than `limit` rows have: such a value stands so many rows after itself."""
        import numpy as np

        found: list[np.ndarray[Any, Any]] = []
        before = np.array([], dtype=self._first.type.to_pandas_dtype())
        for batch in self.blocks():
            values = np.concatenate([before, batch.column(0).to_numpy()])
            found.append(np.unique(values[limit:][values[limit:] == values[:-limit]]))
            before = values[-limit:]
        return np.unique(np.concatenate([before[:0], *found]))


def damaged(name: str) -> IntegrityFailure:
    return IntegrityFailure(
        "MUN-LINKAGE-003", f"The record index is damaged: {name} is not as built.", hint="Restore or rebuild it."
    )
