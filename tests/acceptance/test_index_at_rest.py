"""The record index is encrypted at rest: nothing of a person stands in its folder, and nothing reads it without its key."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from world import World, record, request_row

from muniment.linkage import build_index
from muniment.linkage.reader import IndexReader

MARKED = {
    "person_id": "Kestrelid", "record_id": "Kestrelrec", "family_name": "Kestrelname", "given_name": "Kestrelgiven",
    "tin": "900-00-7654", "address_line": "7 Kestrelroad Rd", "city": "Kestrelton",
}  # fmt: skip
WORDS = (b"kestrel", b"900007654", b"900-00-7654")


def folder(world: World) -> Path:
    (found,) = (world.ws / "indexes").iterdir()
    return found


def found_in(place: Path) -> set[bytes]:
    bytes_of = [path.read_bytes().lower() for path in place.rglob("*") if path.is_file()]
    assert bytes_of
    return {word for word in WORDS if any(word in data for data in bytes_of)}


@pytest.fixture
def built(world: World) -> World:
    world.build_records([record(1), record(2, **MARKED)])
    return world


def test_nothing_of_a_person_is_in_any_byte(built: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert found_in(folder(built)) == set()
    assert not list((built.ws / "scratch").iterdir()), "what the build wrote in clear is gone"
    silos = tmp_path / "kept"

    def keep(paths: list[Path], *args: object, **options: object) -> object:
        shutil.copytree(paths[0].parent, silos, dirs_exist_ok=True)
        return build_index(paths, *args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr("muniment.usecases.records.build_index", keep)
    built.must("records", "build", built.dir / "records.csv")
    from datetime import date

    manifest = build_index([silos / "records.parquet"], tmp_path / "clear", built_on=date(2026, 1, 31))
    (tmp_path / "rows").mkdir()
    with IndexReader(tmp_path / "clear") as index:
        for name, _ in manifest.files:
            rows = [batch.to_pylist() for batch in index.file(Path(name).stem).blocks()]
            (tmp_path / "rows" / name).write_text(repr(rows))
    assert len(found_in(tmp_path / "rows")) >= 2, "the test can fail: in the rows themselves they are"


def test_two_workspaces_have_one_version_and_other_bytes(built: World, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = World(tmp_path / "other")
    other.build_records([record(1), record(2, **MARKED)])
    one, two = folder(built), folder(other)
    assert one.name == two.name
    for name in ("persons.blocks", "key.wrapped", "files.json"):
        assert (one / name).read_bytes() != (two / name).read_bytes()
    assert (one / "manifest.json").read_bytes() == (two / "manifest.json").read_bytes()


def test_without_its_key_nothing_reads_it(built: World) -> None:
    w = built
    package = w.submit([request_row(1)])
    w.process(package)
    key = w.ws / "keys" / "index.key"
    assert key.stat().st_mode & 0o777 == 0o600
    good = key.read_bytes()
    labels = w.dir / "labels.csv"
    labels.write_text(f"row_ref,person_id\n{request_row(1)['row_ref']},P1\n")
    readers = {
        "explain": ["matches", "explain", package, "--row", 1, *w.act("ada")],
        "fit": ["linkage", "fit", "--package", package, "--labels", labels, *w.act("ada")],
        "conflicts": ["linkage", "conflicts", "--out", w.dir / "c.csv", *w.act("ada")],
        "replay": ["replay", package],
        "doctor": ["doctor"],
    }
    assert {name: w.run(*words).code for name, words in readers.items()} == dict.fromkeys(readers, 0)
    for bad, code in ((None, "MUN-KEYS-001"), (os.urandom(32), "MUN-KEYS-005"), (b"short", "MUN-KEYS-004")):
        key.unlink(missing_ok=True)
        if bad is not None:
            key.write_bytes(bad)
        for name, words in readers.items():
            ran = w.run(*words)
            assert ran.code == 4, (name, bad, ran.out, ran.err)
            codes = {ran.error, *(d["code"] for d in ran.json["error"].get("defects", []))}
            assert code in codes, (name, codes)
        later = w.submit([request_row(2)], name=f"q{code[-1]}")
        assert w.run("process", later, *w.act("ada")).code == 4
    key.write_bytes(good)
    assert {name: w.run(*words).code for name, words in readers.items()} == dict.fromkeys(readers, 0)


def test_an_index_whose_key_is_lost_is_built_again(built: World) -> None:
    w = built
    version = folder(w).name
    (w.ws / "keys" / "index.key").unlink()
    assert w.run("doctor").code == 4
    w.must("records", "build", w.dir / "records.csv")
    assert folder(w).name == version
    w.must("doctor")


def test_other_rows_under_the_right_key_are_noticed(built: World, tmp_path: Path) -> None:
    """Who holds the key can write a file that opens, and say in files.json that it is the right one; the version knows."""
    import duckdb

    from muniment.linkage import sealed, tables
    from muniment.usecases.house import open_house
    from muniment.usecases.indexes import opened

    records = opened(open_house(built.ws), folder(built).name)
    path, other = records.folder / "numbers.blocks", tmp_path / "numbers.blocks"
    with IndexReader(records.folder, records.key) as index:
        ((pid, number),) = [(r["pid"], r["tin_digits"]) for b in index.file("numbers").blocks() for r in b.to_pylist()][
            :1
        ]
    rows = duckdb.sql(f"SELECT {pid}::INTEGER AS pid, reverse('{number}') AS tin_digits").to_arrow_reader()
    sealed.write(rows, other, records.key, bytes(32))
    import json

    listed = json.loads((records.folder / "files.json").read_text())
    listed[path.name] = {"sha256": tables.file_sha256(other), "bytes": other.stat().st_size}
    for target, data in ((path, other.read_bytes()), (records.folder / "files.json", json.dumps(listed).encode())):
        target.chmod(0o600)
        target.write_bytes(data)
    ran = built.run("doctor")
    assert ran.code == 4 and [d["code"] for d in ran.json["error"]["defects"]] == ["MUN-LINKAGE-003"]


def test_the_key_is_told_nowhere(built: World) -> None:
    """Neither the workspace's key nor an index's stands in a file of the workspace but its own."""
    from muniment.usecases.house import open_house
    from muniment.usecases.indexes import opened

    own = built.ws / "keys" / "index.key"
    secret = opened(open_house(built.ws), folder(built).name)
    assert secret.key.hex() not in repr(secret)
    for path in built.ws.rglob("*"):
        if path.is_file() and path != own:
            data = path.read_bytes()
            assert own.read_bytes() not in data and secret.key not in data, path
