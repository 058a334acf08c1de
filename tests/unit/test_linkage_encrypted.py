"""Encrypted Parquet: what PyArrow writes DuckDB reads, over many row groups and for every type of the index."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from linkage_support import BUILT, person, write_request, write_silo

from muniment.formats.duck import ROW_GROUP
from muniment.linkage import (
    build_index,
    explain,
    find_conflicts,
    fit_model,
    link,
    persons_on_file,
    tables,
    verify_index,
)
from muniment.vocabulary.errors import IntegrityFailure

KEY = bytes(range(32))
ROWS = """SELECT hash(i) AS key, i::INTEGER AS pid, 'a word ' || i AS word, CASE WHEN i % 3 = 0 THEN NULL ELSE i % 7 || '' END AS rare,
  DATE '2000-01-01' + (i % 9999)::INTEGER AS day, i % 2 = 0 AS flag, (i % 100)::UTINYINT AS small, 'one' AS same, CASE WHEN i % 5 > 0 THEN ['a', i || ''] END AS some"""


def connect(folder: Path) -> duckdb.DuckDBPyConnection:
    return tables.connect(threads=2, memory_limit="1GB", spill=folder / "spill")


def test_what_is_written_is_read_over_row_groups(tmp_path: Path) -> None:
    query = f"{ROWS} FROM range({2 * ROW_GROUP + 5000}) r(i) ORDER BY key"
    sealed, clear = tmp_path / "sealed.parquet", tmp_path / "clear.parquet"
    with connect(tmp_path) as con:
        digest = tables.write_encrypted(con, query, sealed, KEY)
        assert tables.write_encrypted(con, query, clear, b"") == digest, "the digest is of the rows alone"
        for condition in ("true", "key BETWEEN 1000 AND 9000000000000000000", "word = 'a word 77'", "rare IS NULL"):
            kept = f"SELECT count(*), sum(pid), max(word), min(day), sum(small), bit_xor(hash(COLUMNS(*))) FROM {{}} WHERE {condition}"
            assert (
                con.sql(kept.format(tables.parquet(sealed))).fetchall() == con.sql(kept.format(f"({query})")).fetchall()
            )
    assert tables.is_encrypted(sealed) and not tables.is_encrypted(clear)
    assert b"a word" not in sealed.read_bytes()
    assert tables.content_digest(sealed, KEY) == tables.content_digest(clear, b"") == digest
    with pytest.raises(OSError):
        tables.content_digest(sealed, bytes(32))
    for key in (b"", bytes(32)):
        with connect(tmp_path) as con, pytest.raises(IntegrityFailure):
            tables.unlock(con, tmp_path, key)


@settings(max_examples=40, deadline=None)
@given(st.binary(min_size=1, max_size=1), st.integers(0, 10**6))
def test_no_byte_can_be_another(tmp_path_factory: pytest.TempPathFactory, flip: bytes, at: int) -> None:
    folder = tmp_path_factory.mktemp("flipped")
    path = folder / "x.parquet"
    with connect(folder) as con:
        tables.write_encrypted(con, f"{ROWS} FROM range(50) r(i) ORDER BY pid", path, KEY)
    data = bytearray(path.read_bytes())
    data[at % len(data)] ^= flip[0] or 1
    path.write_bytes(data)
    with pytest.raises((OSError, ValueError)):
        tables.content_digest(path, KEY)


PEOPLE = [
    {"person_id": f"p{n}", "record_id": f"r{n}", **person(given, family, number, line, "Erie", "PA", "16501")}
    for n, (given, family, number, line) in enumerate(
        (
            ("Ana Maria", "Muestra Prueba", "900-00-0001", "12 Elm St Apt 4"),
            ("Bo", "O'Ejemplo", "900-00-0001", "PO Box 7"),
            ("", "", "", ""),
        )
    )
]


def test_an_index_gives_the_same_with_a_key_and_without(tmp_path: Path) -> None:
    silo = write_silo(tmp_path / "silo.parquet", PEOPLE)
    one = build_index([silo], tmp_path / "clear", built_on=BUILT, items=("name",))
    two = build_index([silo], tmp_path / "sealed", built_on=BUILT, items=("name",), key=KEY)
    assert one == two == verify_index(tmp_path / "sealed", KEY) == verify_index(tmp_path / "clear")
    assert all(tables.is_encrypted(tmp_path / "sealed" / name) for name, _ in two.files)
    facts, findings = write_request(tmp_path / "package", PEOPLE)
    spill, found = tmp_path / "spill", []
    for name, key in (("clear", b""), ("sealed", KEY)):
        index, out = tmp_path / name, tmp_path / f"{name}.matches"
        link(index, facts, findings, out, key=key)
        found.append(
            (
                out.read_bytes(),
                explain(index, facts, findings, 1, key=key, spill=spill),
                fit_model(index, facts, findings, key=key, spill=spill),
                find_conflicts(index, key=key, spill=spill),
                persons_on_file(index, ["p1", "nobody"], key=key, spill=spill),
            )
        )
    assert found[0] == found[1]
    assert found[0][3] and found[0][4] == {"p1"}
    with pytest.raises(IntegrityFailure):
        verify_index(tmp_path / "sealed", bytes(32))
