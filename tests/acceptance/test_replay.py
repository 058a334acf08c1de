"""Every outcome comes out again from what is stored, whatever has happened since; and nothing that was altered does."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from world import World, record, request_row

from muniment.formats.canonical import read_canonical
from muniment.store import artefacts

PACKAGE = "PKG-000001"
DISCLOSED, HELD = 1, 5


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A package answered twice (a hold went out pending, was confirmed, and answered), and a custodian that has moved on:
    other records, an order, another version of the agreement, another package of the same requester, new salts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("DATABASE_URL", raising=False)
        w = World(tmp_path_factory.mktemp("replay"))
        general = record(3, address_line="General Delivery")
        w.build_records([record(0), record(1, impairment="true"), general])
        w.submit(
            [
                request_row(0),
                request_row(1),
                request_row(2, address_line="Failed to Provide"),
                request_row(0, row_ref="again"),
                request_row(3, address_line="General Delivery"),
            ]
        )
        w.process(PACKAGE)
        matches = {(i["row"], i["item"]): "confirm" for i in w.open_items(PACKAGE) if i["kind"] != "hold"}
        assert w.decide(PACKAGE, matches).code == 0
        w.must("approve", PACKAGE, *w.act("cy"))
        w.must("release", PACKAGE, "--out", w.dir / "first", *w.act("dee"))
        w.decide(PACKAGE, "confirm")
        w.process(PACKAGE)
        w.decide(PACKAGE, "confirm")
        w.must("approve", PACKAGE, *w.act("cy"))
        w.must("release", PACKAGE, "--out", w.dir / "second", *w.act("dee"))
        assert w.answers(w.dir / "second").keys() == {"r0003"}
        w.build_records([record(0, family_name="Otra"), record(7)], "later.csv")
        changed = w.write_agreement({"safeguards": {"open_findings": 3}}, version=2)
        second = ["--second", "ben", "--second-key", w.keys / "ben"]
        w.must("agreement", "add", changed, *w.act("lex"), *second)
        w.submit([request_row(0, address_line="5 Elsewhere St")], name="later")
        w.must("ledger", "rotate", "salts", *w.act("lex"), *second)
        order = w.dir / "order.yaml"
        order.write_text("{id: O-1, forum: F, issued_on: 2026-01-01, effective_from: 2026-01-01}")
        w.must("order", "add", order, *w.act("lex"))
        yield w


@pytest.fixture
def copy(released: World, tmp_path: Path) -> World:
    """The same workspace, to be damaged."""
    w = World.__new__(World)
    w.dir, w.keys, w.ws = tmp_path, released.keys, tmp_path / "ws"
    shutil.copytree(released.ws, w.ws)
    return w


def test_everything_comes_out_again_to_the_same_bytes(released: World) -> None:
    ran = released.must("replay", PACKAGE)
    made = [step["made"] for step in ran["steps"]]
    assert made[:2] == ["persons", "facts"] and made.count("answered") == 2
    assert {"findings", "matches", "outcomes"} < set(made) and made.count("outcomes") >= 3
    assert {step["found"] for step in ran["steps"]} == {"same bytes"}


def test_a_replay_is_an_entry_and_changes_nothing(released: World) -> None:
    from muniment.store import log
    from muniment.store.models import Stage

    before = list(Stage.objects.values_list("pk", flat=True))
    entry = released.must("replay", PACKAGE, "--row", "1")["entry"]
    act = log.act(entry)
    assert act is not None and act.kind == "package_replayed" and act.record is not None
    told = read_canonical(bytes(act.record))
    assert told["defect_count"] == 0 and told["row"] == 1 and "operator" in told
    assert list(Stage.objects.values_list("pk", flat=True)) == before


def test_a_row_is_shown_with_all_it_rests_on(released: World) -> None:
    shown = released.must("replay", PACKAGE, "--row", DISCLOSED)["row"]
    assert {f["status"] for f in shown["findings"]} <= {"met", "not_applicable"}
    assert all(f["basis"] and f["citation"] for f in shown["findings"])
    assert shown["match"]["decision"] == "match"
    assert [(a["release"], a["code"], a["recipient"]) for a in shown["answers"]] == [(1, "DISCLOSED", "R1")]
    assert shown["outcomes"][0]["entry"] is not None
    assert "Prueba" not in json.dumps(shown) and "P0" not in json.dumps(shown)

    held = released.must("replay", PACKAGE, "--row", HELD)["row"]
    assert [a["code"] for a in held["answers"]] == ["PENDING", "NOT_DISCLOSED"]
    assert {d["item"] for d in held["decisions"]} == {"hold:I2-F04"}
    assert released.must("replay", PACKAGE, "--row", 3)["row"]["match"] is None


def test_a_row_that_is_not_there_is_a_wrong_call(released: World) -> None:
    assert released.run("replay", PACKAGE, "--row", 6).code == 2
    assert released.run("replay", "PKG-000009").code == 2


def stored(w: World, query: str) -> str:
    with sqlite3.connect(w.ws / "muniment.sqlite3") as db:
        return str(db.execute(query).fetchone()[0])


ARTEFACTS = {
    "letter": "SELECT letter FROM store_package WHERE number = 1",
    "signature": "SELECT signature FROM store_package WHERE number = 1",
    "file": "SELECT persons_file FROM store_package WHERE number = 1",
    "facts": "SELECT facts FROM store_package WHERE number = 1",
    "findings": "SELECT artefact FROM store_stage WHERE name = 'assess' ORDER BY id LIMIT 1",
    "matches": "SELECT artefact FROM store_stage WHERE name = 'link' ORDER BY id LIMIT 1",
    "outcomes": "SELECT artefact FROM store_stage WHERE name = 'determine' ORDER BY id DESC LIMIT 1",
    "answered": "SELECT answered FROM store_release WHERE number = 1",
}


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[] if name in ("letter", "answered") else pytest.mark.slow) for name in ARTEFACTS]
)
def test_an_artefact_altered_or_gone_is_named(copy: World, name: str) -> None:
    digest = stored(copy, ARTEFACTS[name])
    path = copy.ws / "artefacts" / digest[:2] / digest
    whole = path.read_bytes()
    path.chmod(0o600)
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    ran = copy.run("replay", PACKAGE)
    assert ran.code == 4 and "MUN-STORE-002" in {d["code"] for d in ran.json["error"]["defects"]}


def test_an_artefact_that_is_gone_is_named(copy: World) -> None:
    digest = stored(copy, ARTEFACTS["facts"])
    (copy.ws / "artefacts" / digest[:2] / digest).unlink()
    ran = copy.run("replay", PACKAGE)
    assert ran.code == 4 and "MUN-STORE-001" in {d["code"] for d in ran.json["error"]["defects"]}


def forge(w: World, digest: str, column: str, row: int, value: str) -> str:
    """An artefact with one cell changed, kept under its own true hash."""
    table = pq.read_table(w.ws / "artefacts" / digest[:2] / digest)
    cells = table.column(column).to_pylist()
    cells[row - 1] = value
    place = table.schema.get_field_index(column)
    table = table.set_column(place, column, pa.array(cells, table.schema.field(column).type))
    path = w.dir / "forged"
    pq.write_table(table, path)
    new = artefacts.sha256_file(path)
    target = w.ws / "artefacts" / new[:2] / new
    target.parent.mkdir(exist_ok=True)
    path.rename(target)
    return new


def put_in_its_place(w: World, old: str, new: str) -> None:
    """As somebody with the database's password would: triggers away, and every mention of the one made the other's."""
    with sqlite3.connect(w.ws / "muniment.sqlite3") as db:
        for (trigger,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            db.execute(f'DROP TRIGGER "{trigger}"')
        for table, column in (
            ("stage", "artefact"),
            ("stage", "inputs"),
            ("approval", "outcomes"),
            ("logrun", "artefact"),
        ):
            db.execute(f"UPDATE store_{table} SET {column} = replace({column}, ?, ?)", (old, new))


def test_an_outcome_forged_everywhere_in_the_database_does_not_come_out(copy: World) -> None:
    old = stored(copy, ARTEFACTS["outcomes"])
    put_in_its_place(copy, old, forge(copy, old, "outcome", 2, "disclose"))
    ran = copy.run("replay", PACKAGE)
    assert ran.code == 4
    found = {(d["code"], d["row"]) for d in ran.json["error"]["defects"]}
    assert ("MUN-REPLAY-010", 2) in found  # the row, by what it rests on
    assert "MUN-REPLAY-006" in {code for code, _ in found}  # the acts say otherwise


def test_a_match_forged_everywhere_in_the_database_does_not_come_out(copy: World) -> None:
    old = stored(copy, ARTEFACTS["matches"])
    put_in_its_place(copy, old, forge(copy, old, "person_id", 1, "P3"))
    ran = copy.run("replay", PACKAGE)
    assert ran.code == 4
    assert ("MUN-REPLAY-010", 1) in {(d["code"], d["row"]) for d in ran.json["error"]["defects"]}


def test_the_same_rows_written_otherwise_are_the_same_content(copy: World, tmp_path: Path) -> None:
    """Another release of a library may write other bytes; what counts then is every cell."""
    old = stored(copy, ARTEFACTS["findings"])
    path = tmp_path / "again"
    pq.write_table(pq.read_table(copy.ws / "artefacts" / old[:2] / old), path, compression="none")
    from muniment.usecases.house import open_house
    from muniment.usecases.replay import Replayed, compared

    found = Replayed()
    compared(open_house(copy.ws), ("assess", "findings", 0), old, path, found)
    assert [step.found for step in found.steps] == ["same content"] and not found.defects
