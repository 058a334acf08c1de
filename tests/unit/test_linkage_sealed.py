"""The index's container: what was written is read, few rows or all; and nothing else is ever read out of it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from muniment.formats.duck import ROW_GROUP
from muniment.linkage import sealed
from muniment.linkage.sealed import NO_KEY, SALT, SealedFile
from muniment.vocabulary.errors import IntegrityFailure

KEY, OTHER, MADE_OF = bytes(range(32)), bytes(range(1, 33)), bytes(SALT)
ROWS = """SELECT (i // 3)::INTEGER AS pid, 'a word ' || i AS word, CASE WHEN i % 3 = 0 THEN NULL ELSE i % 7 || '' END AS rare,
  DATE '2000-01-01' + (i % 9999)::INTEGER AS day, i % 2 = 0 AS flag, (i % 100)::UTINYINT AS small,
  CASE WHEN i % 4 > 0 THEN i END AS gap, ['a', i || ''] AS some, hash(i) AS hashed"""


def reader(rows: int) -> pa.RecordBatchReader:
    return duckdb.sql(f"{ROWS} FROM range({rows}) r(i) ORDER BY i").to_arrow_reader(1000)


def write(path: Path, rows: int, key: bytes = KEY, salt: bytes = MADE_OF) -> str:
    path.parent.mkdir(exist_ok=True, parents=True)
    return sealed.write(reader(rows), path, key, salt)


def read(path: Path, key: bytes = KEY) -> pa.Table:
    file = SealedFile(path, key)
    try:
        return pa.Table.from_batches(file.blocks(), file.schema)
    finally:
        file.close()


@pytest.mark.parametrize("rows", [0, 1, 100, ROW_GROUP + 5000])
def test_what_is_written_is_read(tmp_path: Path, rows: int) -> None:
    path, again, open_to_all = tmp_path / "x.blocks", tmp_path / "a" / "x.blocks", tmp_path / "b" / "x.blocks"
    digest = write(path, rows)
    assert read(path).equals(reader(rows).read_all())
    assert write(again, rows) == digest and again.read_bytes() == path.read_bytes()
    assert write(open_to_all, rows, b"") == digest, "the digest is of the rows alone"
    assert open_to_all.read_bytes() != path.read_bytes() and read(open_to_all, NO_KEY).num_rows == rows
    for name, key in ((path, KEY), (open_to_all, b"")):
        file = SealedFile(name, key)
        assert file.digest() == digest
        file.close()
    assert write(tmp_path / "more.blocks", rows + 1) != digest
    assert b"a word" not in path.read_bytes() and b"pid" not in path.read_bytes()


def test_a_file_is_written_once(tmp_path: Path) -> None:
    """A second time would be under the same key with the same nonces."""
    write(tmp_path / "x.blocks", 10)
    with pytest.raises(FileExistsError):
        write(tmp_path / "x.blocks", 20)


def test_other_contents_are_sealed_under_another_key(tmp_path: Path) -> None:
    write(tmp_path / "x.blocks", 10)
    write(tmp_path / "a" / "x.blocks", 10, salt=bytes([1] * SALT))
    write(tmp_path / "y.blocks", 10)
    first = {(tmp_path / name).read_bytes()[8 + SALT :][:200] for name in ("x.blocks", "a/x.blocks", "y.blocks")}
    assert len(first) == 3


def test_what_stands_under_a_null_leaves_no_trace(tmp_path: Path) -> None:
    def with_junk(junk: int) -> pa.RecordBatchReader:
        data = pa.py_buffer(np.array([1, junk, 3], dtype="int32"))
        column = pa.Array.from_buffers(pa.int32(), 3, [pa.py_buffer(bytes([0b101 | junk << 3])), data])
        table = pa.table({"pid": pa.array([0, 1, 2], pa.int32()), "gap": column})
        assert table["gap"].to_pylist() == [1, None, 3]
        return table.to_reader()

    digests = {sealed.write(with_junk(junk), tmp_path / f"{junk}.blocks", KEY, MADE_OF) for junk in (0, 7)}
    assert len(digests) == 1


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(sealed, "BLOCK", 1)  # then a block has 64 rows
    yield


VALUES = st.lists(st.integers(0, 40), max_size=40)


@pytest.mark.usefixtures("small_blocks")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    spread=st.integers(1, 9),
    counts=st.lists(st.sampled_from((0, 1, 3, 70, 200)), min_size=1, max_size=40),
    wanted=VALUES,
)
def test_rows_found_are_those_of_a_plain_search(
    tmp_path_factory: pytest.TempPathFactory, spread: int, counts: list[int], wanted: list[int]
) -> None:
    """Values that fill several blocks, values between the blocks' first ones, values that nobody has."""
    values = [spread * i for i, n in enumerate(counts) for _ in range(n)]
    path = tmp_path_factory.mktemp("found") / "x.blocks"
    for kind in (pa.int32(), pa.uint64()):
        table = pa.table({"value": pa.array(values, kind), "at": pa.array(range(len(values)), pa.int32())})
        path.unlink(missing_ok=True)
        sealed.write(table.to_reader(), path, KEY, MADE_OF)
        file = SealedFile(path, KEY)
        asked = np.array(sorted(wanted), dtype=kind.to_pandas_dtype())
        pairs = [(int(p), int(v)) for places, found in file.pairs_of(asked) for p, v in zip(places, found, strict=True)]
        assert sorted(pairs) == [
            (p, at) for p, value in enumerate(asked.tolist()) for at, v in enumerate(values) if v == value
        ]
        rows = [row for batch in file.rows_of(np.unique(asked)) for row in batch.column("at").to_pylist()]
        assert rows == [at for at, value in enumerate(values) if value in wanted]
        for limit in (1, 69, 150):
            often = [value for value in dict.fromkeys(values) if values.count(value) > limit]
            assert file.oftener_than(limit).tolist() == often
        file.close()


def test_few_rows_open_few_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "x.blocks", 100_000)
    opened: list[int] = []
    plain = SealedFile._plain
    monkeypatch.setattr(SealedFile, "_plain", lambda self, number: opened.append(number) or plain(self, number))
    file = SealedFile(tmp_path / "x.blocks", KEY)
    assert sum(batch.num_rows for batch in file.rows_of(np.array([5, 20_000], dtype="int32"))) == 6
    assert 2 <= len(opened) <= 4 < len(file._sizes)
    file.close()


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("good") / "x.blocks"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sealed, "BLOCK", 1)
        write(path, 300)
    return path


def refuses(path: Path, data: bytes, key: bytes = KEY) -> bool:
    """Whether such a file is an error, and gives no row that was not written where it stands."""
    path.write_bytes(data)
    written = reader(300).read_all().to_pylist()
    got = []
    try:
        file = SealedFile(path, key)
        for batch in file.blocks():
            got += batch.to_pylist()
    except IntegrityFailure as error:
        assert error.code == "MUN-LINKAGE-003" and got == written[: len(got)]
        return True
    return False


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 10**6), flip=st.integers(1, 255))
def test_no_byte_can_be_another(good: Path, tmp_path: Path, at: int, flip: int) -> None:
    data = bytearray(good.read_bytes())
    data[at % len(data)] ^= flip
    assert refuses(tmp_path / "x.blocks", bytes(data))


def test_every_region_stands_where_it_was_written(good: Path, tmp_path: Path) -> None:
    data, path = good.read_bytes(), tmp_path / "x.blocks"
    assert not refuses(path, data), "the test can fail"
    file = SealedFile(good, KEY)
    ends = file._ends
    file.close()
    assert len(ends) > 4
    blocks = [data[a:b] for a, b in pairwise(ends)]
    head, tail = data[: ends[0]], data[ends[-1] :]
    length = len(blocks[0])
    swapped = [blocks[1], blocks[0], *blocks[2:]]
    write(tmp_path / "other" / "x.blocks", 300, OTHER)
    write(tmp_path / "y.blocks", 300)
    foreign = (tmp_path / "other" / "x.blocks").read_bytes()
    bad = {
        "swapped": head + b"".join(swapped) + tail,
        "twice": head + blocks[0] + blocks[0] + b"".join(blocks[2:]) + tail,
        "one left out": head + b"".join(blocks[1:]) + tail,
        "the last left out": head + b"".join(blocks[:-1]) + tail,
        "one more": head + b"".join(blocks) + blocks[0] + tail,
        "no block": head + tail,
        "something between": head + b"".join(blocks) + b"x" + tail,
        "something after": data + b"x" * 8,
        "another index's block": head + foreign[ends[0] : ends[0] + length] + b"".join(blocks[1:]) + tail,
        "another index's file": foreign,
        "another file's": (tmp_path / "y.blocks").read_bytes(),
        "another's footer": data[: ends[-1]] + foreign[-len(tail) :],
        "empty": b"",
        "a footer of any length": data[:-8] + (1 << 63).to_bytes(8, "big"),
    }
    assert [name for name, content in bad.items() if not refuses(path, content)] == []
    assert all(refuses(path, data[:kept]) for kept in range(0, len(data), 37)), "cut off"
    assert refuses(path, data, OTHER) and refuses(path, data, b"")


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(IntegrityFailure, match="damaged"):
        SealedFile(tmp_path / "none.blocks", KEY)
