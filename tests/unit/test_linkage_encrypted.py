"""An index under a key: the same answers, the same version, and no byte of it to be read without the key."""

from __future__ import annotations

from pathlib import Path

import pytest
from linkage_support import BUILT, person, write_request, write_silo

from muniment.linkage import (
    build_index,
    explain,
    find_conflicts,
    fit_model,
    link,
    persons_on_file,
    verify_index,
)
from muniment.vocabulary.errors import IntegrityFailure

KEY = bytes(range(32))

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
    assert not any(b"muestra" in (tmp_path / "sealed" / name).read_bytes() for name, _ in two.files)
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
                persons_on_file(index, ["p1", "nobody"], key=key),
            )
        )
    assert found[0] == found[1]
    assert found[0][3] and found[0][4] == {"p1"}
    with pytest.raises(IntegrityFailure):
        verify_index(tmp_path / "sealed", bytes(32))


def test_a_link_over_a_damaged_file_is_an_error_or_the_same(tmp_path: Path) -> None:
    """Sizes are right and a byte is not: what is needed of the file does not open, and what is not needed changes nothing."""
    silo = write_silo(tmp_path / "silo.parquet", PEOPLE)
    built = build_index([silo], tmp_path / "index", built_on=BUILT, key=KEY)
    facts, findings = write_request(tmp_path / "package", PEOPLE)
    out = tmp_path / "out"
    link(tmp_path / "index", facts, findings, out, key=KEY)
    good, refused = out.read_bytes(), 0
    for name, _ in built.files:
        path = tmp_path / "index" / name
        whole = path.read_bytes()
        changed = bytearray(whole)
        changed[60] ^= 1
        path.write_bytes(changed)
        try:
            link(tmp_path / "index", facts, findings, out, key=KEY)
            assert out.read_bytes() == good, name
        except IntegrityFailure as error:
            assert error.code == "MUN-LINKAGE-003" and name in str(error)
            refused += 1
        path.write_bytes(whole)
    assert refused >= len(built.files) - 6
