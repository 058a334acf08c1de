"""The system of record: append-only in the database itself, contiguous, and halting where it does not bear itself out."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from world import AGREEMENT, World, record, request_row, write_csv

from muniment.store.append_only import APPEND_ONLY, KEPT
from muniment.vocabulary.columns import DISCLOSED_COLUMNS, PERSON_COLUMNS
from muniment.vocabulary.errors import IntegrityFailure, MunimentError


def full(w: World) -> str:
    """Every table has a row: a released package and an order."""
    w.build_records([record(0)])
    package = w.submit([request_row(0)])
    w.all_the_way(package)
    w.must("linkage", "fit", "--package", package, *w.act("ada"))
    persons = w.dir / "persons.csv"
    write_csv(persons, PERSON_COLUMNS, [request_row(90)])
    w.must("linkage", "decoys", persons, *w.act("lex"))
    lex_and_ben = [*w.act("lex"), "--second", "ben", "--second-key", w.keys / "ben"]
    w.must("witness", "policy", "--quorum", "1", *lex_and_ben)
    w.must("ledger", "rotate", "salts", *lex_and_ben)
    disclosed = w.dir / "disclosed.csv"
    row = request_row(0) | {"disclosed_on": "2026-03-07", "recipient_id": "R1"}
    write_csv(disclosed, (*PERSON_COLUMNS, *DISCLOSED_COLUMNS), [row])
    letter = w.dir / "p" / "letter.yaml"
    w.must("history", "import", disclosed, "--agreement", AGREEMENT, "--letter", letter, *w.act("ada"))
    order = w.dir / "order.yaml"
    order.write_text("{id: O, forum: F, issued_on: 2026-01-01, effective_from: 2199-01-01}")
    w.must("order", "add", order, *w.act("lex"))
    return package


def house_of(w: World):  # type: ignore[no-untyped-def]
    from muniment.usecases.house import open_house

    return open_house(w.ws)


def test_the_database_refuses_to_forget(world_on_both: World) -> None:
    """UPDATE, DELETE and TRUNCATE raise in the database, whoever is connected; a row's end may be written once it is
    there, nothing else of it."""
    from django.db import DatabaseError, connection, transaction

    w = world_on_both
    package = full(w)
    assert w.retention(366)["destroyed"] == [package]
    w.must("hold", "add", "H", "--reason", "docket", *w.act("lex"))

    def refused(statement: str) -> bool:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
        except DatabaseError as error:
            return "append-only" in str(error)
        return False

    with connection.cursor() as cursor:
        for table in APPEND_ONLY + KEPT:
            columns = [c.name for c in connection.introspection.get_table_description(cursor, table)]
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone()[0] > 0, f"{table} is empty: the test would prove nothing"
            assert refused(f"DELETE FROM {table}"), table
            changed = [c for c in columns if c not in ("removed_at", "lifted_at")]
            for column in changed:
                assert refused(f"UPDATE {table} SET {column} = {column}"), (table, column)
            if connection.vendor == "postgresql":
                assert refused(f"TRUNCATE {table} CASCADE"), table
    assert not refused("UPDATE store_officer SET removed_at = added_at WHERE name = 'ben'")
    assert refused("UPDATE store_officer SET removed_at = NULL WHERE name = 'ben'")


def test_every_table_is_append_only_or_named_here() -> None:
    """A new table must be put under the rule, or its exception written down."""
    from django.apps import apps

    from muniment.store import boot

    boot.setup()
    tables = {model._meta.db_table for model in apps.get_app_config("store").get_models()}
    assert tables - set(APPEND_ONLY) - set(KEPT) == {"store_witnessstate"}


def test_runs_follow_one_another(world: World) -> None:
    from datetime import date

    from muniment.store import log
    from muniment.store.transaction import transaction

    house_of(world)
    size, day = log.next_index(), date(2026, 3, 2)
    for first, leaves, count in ((size + 1, b"x", 1), (size - 1, b"x", 1), (size, b"", 0), (size, b"xyz", 2)):
        with pytest.raises(IntegrityFailure), transaction():
            log.append(first, kind="test", day=day, leaves=leaves, count=count)
    assert (log.next_index(), log.gaps()) == (size, [])
    with transaction():
        log.append(size, kind="test", day=day, leaves=b"xxyy", count=2)
    assert log.entries(size, 2) == [b"xx", b"yy"]
    assert log.next_index() == size + 2


def test_what_fails_in_a_transaction_leaves_neither_row_nor_entry(world: World) -> None:
    from muniment.store import log
    from muniment.store.transaction import transaction
    from muniment.usecases.journal import write_act

    house = house_of(world)
    size = log.next_index()
    with pytest.raises(ZeroDivisionError), transaction():
        write_act(house, "test", house.now(), {})
        raise ZeroDivisionError
    assert log.next_index() == size


def test_an_error_passed_over_in_a_transaction_leaves_neither_row_nor_entry(world_on_both: World) -> None:
    """The database's own: a second row under a unique key. The commit does not take place, and says so."""
    from contextlib import suppress

    from django.db import IntegrityError, connection
    from django.db.transaction import TransactionManagementError, atomic

    from muniment.store import log
    from muniment.store.models import SuspensionOrder
    from muniment.store.rows import insert
    from muniment.store.transaction import transaction
    from muniment.usecases.journal import write_act

    house = house_of(world_on_both)
    size = log.next_index()

    def act(name: str) -> None:
        entry = write_act(house, "order_added", house.now(), {"order": name})
        insert(SuspensionOrder(order_id=name, document="", added_at=house.now(), entry=entry))

    def names() -> set[str]:
        return set(SuspensionOrder.objects.values_list("order_id", flat=True))

    with transaction():
        act("A")
    assert (names(), log.next_index()) == ({"A"}, size + 1)
    with pytest.raises(TransactionManagementError), transaction():
        act("B")
        with suppress(IntegrityError):
            act("A")
    with pytest.raises(IntegrityError), transaction():
        act("A")
    assert (names(), log.next_index(), connection.in_atomic_block) == ({"A"}, size + 1, False)
    with transaction():  # a block inside may fail alone
        act("C")
        with suppress(IntegrityError), atomic():
            act("A")
        with transaction():
            act("D")
    assert (names(), log.next_index(), log.gaps()) == ({"A", "C", "D"}, size + 3, [])


# --- damage


def doctor_finds(w: World, *, code: int = 4) -> list[dict[str, object]]:
    ran = w.run("doctor")
    assert (ran.code, ran.error) == (code, "MUN-DOCTOR-001")
    return list(ran.json["error"]["defects"])


def owned(package: str) -> dict[str, Callable[[], str]]:
    from muniment.store.models import AgreementVersion, Envelope, LogRun, Package, RecordIndex, Stage

    assert RecordIndex.objects.exists()
    decided = LogRun.objects.get(kind="review_decided")
    return {
        package: lambda: Package.objects.get().facts,
        f"{package} determine": lambda: Stage.objects.filter(name="determine").latest("pk").artefact,
        "agreement example-2026": lambda: AgreementVersion.objects.get().document,
        "release 1": lambda: Envelope.objects.get().sealed,
        f"entry {decided.first}": lambda: json.loads(bytes(decided.record))["file"],
    }


def test_damaged_artefacts_are_found_and_their_owner_named(world: World) -> None:
    w = world
    package = full(w)
    for owner, digest in owned(package).items():
        path = w.ws / "artefacts" / digest()[:2] / digest()
        good = path.read_bytes()
        path.chmod(0o600)
        path.write_bytes(good[:-1] + bytes([good[-1] ^ 1]))
        assert [d["column"] for d in doctor_finds(w)] == [owner]
        path.unlink()
        assert [(d["column"], d["code"]) for d in doctor_finds(w)] == [(owner, "MUN-STORE-001")]
        path.write_bytes(good)
    file = next(p for p in (w.ws / "indexes").rglob("persons.blocks"))
    file.chmod(0o600)
    good = file.read_bytes()
    file.write_bytes(good + b"x")
    assert [d["file"] for d in doctor_finds(w)] == ["indexes"]
    file.write_bytes(good)
    w.must("doctor")


def test_a_stage_reads_no_damaged_artefact(world: World) -> None:
    from muniment.store.models import Stage

    w = world
    w.build_records([record(0)])
    package = w.submit([request_row(0)])
    w.process(package)
    w.decide(package, "confirm")
    stage = Stage.objects.filter(name="determine").latest("pk")
    path = w.ws / "artefacts" / stage.artefact[:2] / stage.artefact
    path.chmod(0o600)
    path.write_bytes(path.read_bytes() + b"\x00")
    assert w.run("approve", package, *w.act("cy")).code == 4
    assert w.run("outcomes", package, "--out", w.dir / "o.csv").code == 4


def test_a_damaged_tile_is_found_three_ways(world: World) -> None:
    w = world
    w.submit([request_row(0)])
    w.must("ledger", "checkpoint")
    tiles = sorted(p for p in (w.ws / "ledger" / "tile").rglob("*") if p.is_file())
    assert tiles
    for tile in tiles:
        good = tile.read_bytes()
        tile.chmod(0o600)
        tile.write_bytes(good[:-1] + bytes([good[-1] ^ 1]))
        for command in (["ledger", "verify"], ["ledger", "fsck"], ["doctor"]):
            ran = w.run(*command)
            assert (ran.code, bool(ran.json["error"]["defects"])) == (4, True), (tile.name, command)
        tile.write_bytes(good)
    w.must("doctor")


def test_a_changed_checkpoint_is_found(world: World) -> None:
    w = world
    path = w.ws / "ledger" / "checkpoint"
    good = path.read_bytes()
    for bad in (
        b"",
        good[:-8],
        good.replace(b"\n256\n", b"\n255\n"),
        good.replace(b"muniment.example", b"muniment.exampla"),
    ):
        assert bad != good
        path.write_bytes(bad)
        for command in (["ledger", "verify"], ["doctor"]):
            assert w.run(*command).code == 4, bad[:30]
    path.write_bytes(good)
    w.must("doctor")


def test_a_row_without_its_entry_and_an_entry_without_its_row_are_found(world: World) -> None:
    """With the triggers out of the way, as somebody with the database's own password could do."""
    from django.db import connection

    from muniment.store.append_only import remove

    w = world
    w.build_records([record(0)])
    package = w.submit([request_row(0)])
    w.process(package)
    with connection.schema_editor() as editor:
        remove(None, editor)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE store_officer SET entry = 5000 WHERE name = 'ben'")
        cursor.execute("DELETE FROM store_stage WHERE name = 'determine'")
    found = {(d["column"], d["code"]) for d in doctor_finds(w)}
    assert found == {
        ("officer_added", "MUN-DOCTOR-002"), ("officer_added", "MUN-DOCTOR-003"),
        ("package_determined", "MUN-DOCTOR-003"), ("row_outcomes", "MUN-DOCTOR-004"),
    }  # fmt: skip


def test_a_changed_entry_is_found(world: World) -> None:
    """An entry rewritten in the database differs from the published files; a lost one leaves a gap."""
    from django.db import connection

    from muniment.store.append_only import remove
    from muniment.store.models import LogRun

    w = world
    w.submit([request_row(0)])
    with connection.schema_editor() as editor:
        remove(None, editor)
    run = LogRun.objects.get(kind="package_received")
    leaves = bytes(run.leaves)
    LogRun.objects.filter(pk=run.pk).update(leaves=leaves[:-1] + bytes([leaves[-1] ^ 1]))
    assert w.run("ledger", "fsck").code == 4
    assert {d["code"] for d in doctor_finds(w)} == {"MUN-LEDGER-093", "MUN-DOCTOR-004"}
    LogRun.objects.filter(pk=run.pk).delete()
    assert "MUN-LEDGER-091" in {d["code"] for d in doctor_finds(w)}


def test_every_entry_opens_and_the_one_that_does_not_is_named(world: World) -> None:
    """Records, rows, dummies and what the database says of them: each changed alone, each named by its index."""
    from django.db import connection

    from muniment.store.append_only import remove
    from muniment.store.models import LogRun

    w = world
    package = full(w)
    second = w.submit([request_row(2), request_row(0, row_ref="again")], name="second")
    w.process(second)
    with connection.schema_editor() as editor:
        remove(None, editor)

    def one(kind: str) -> LogRun:
        return LogRun.objects.filter(kind=kind).order_by("first")[0]

    def flipped(raw: object, at: int) -> bytes:
        data = bytearray(bytes(raw))  # type: ignore[call-overload]
        data[at] ^= 1
        return bytes(data)

    submitted, rows, padding = one("package_received"), one("row_outcomes"), one("padding")
    other = LogRun.objects.filter(kind="row_outcomes", package=second)[0]
    record_ = bytes(submitted.record)
    cases = [
        (submitted, {"record": record_.replace(b'"rows":1', b'"rows":2')}, submitted.first),
        (submitted, {"record": record_ + b" "}, submitted.first),
        (submitted, {"record": b"[]"}, submitted.first),
        (submitted, {"kind": "officer_removed"}, submitted.first),
        (submitted, {"day": submitted.day.replace(year=2020)}, submitted.first),
        (submitted, {"package": second}, submitted.first),
        (rows, {"leaves": flipped(rows.leaves, -1)}, rows.first),
        (other, {"leaves": flipped(other.leaves, -1)}, other.first + 1),
        (rows, {"artefact": other.artefact}, rows.first),
        (rows, {"kind": "padding"}, rows.first),
        (padding, {"leaves": flipped(padding.leaves, 37 + 36)}, padding.first + 1),
        (padding, {"kind": "other"}, padding.first),
    ]
    for run, change, index in cases:
        LogRun.objects.filter(pk=run.pk).update(**change)
        found = [d["message"] for d in doctor_finds(w) if d["code"] == "MUN-DOCTOR-004"]
        assert [m for m in found if str(m).startswith(f"Entry {index}:")], (change.keys(), found)
        LogRun.objects.filter(pk=run.pk).update(**{name: getattr(run, name) for name in change})
    w.must("doctor")
    assert package != second


def test_a_restored_backup_halts_and_never_signs_another_tree(world: World) -> None:
    """The database goes back, the published ledger does not: nothing is signed for a size that was signed before."""
    w = world
    w.submit([request_row(0)], name="one")
    backup = w.dir / "backup.sqlite3"
    vacuum(w, backup)
    w.submit([request_row(1)], name="two")
    published = w.ws.joinpath("ledger", "checkpoint").read_bytes()
    close()
    for path in w.ws.glob("muniment.sqlite3*"):
        path.unlink()
    shutil.copyfile(backup, w.ws / "muniment.sqlite3")
    for command in (
        ["ledger", "checkpoint"],
        ["doctor"],
        ["submit", *w.submission([request_row(2)], name="three"), *w.act("ada")],
    ):
        ran = w.run(*command)
        assert ran.code == 4, (command[:2], ran.json)
        assert w.ws.joinpath("ledger", "checkpoint").read_bytes() == published
    from muniment.store import log

    head = log.last_tree_head()
    assert head is not None and f"\n{head[0]}\n".encode() not in published  # it never took up the newer tree


def test_a_database_of_nothing_beside_a_published_ledger_halts(world: World) -> None:
    from django.db import connection

    from muniment.store.append_only import remove

    with connection.schema_editor() as editor:
        remove(None, editor)
    with connection.cursor() as cursor:
        for table in ("store_treehead", "store_signedhead", "store_witnessstate"):
            cursor.execute(f"DELETE FROM {table}")
    published = world.ws.joinpath("ledger", "checkpoint").read_bytes()
    assert world.run("doctor").code == 4
    assert world.run("ledger", "checkpoint").code == 4
    assert world.ws.joinpath("ledger", "checkpoint").read_bytes() == published


def vacuum(w: World, to: Path) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(to)])


def close() -> None:
    from django.db import connections

    connections.close_all()


# --- unfinished work


def test_doctor_sweeps_what_dead_processes_left_and_nothing_of_the_living(world: World) -> None:
    w = world
    left = w.ws / "scratch" / "left.parquet"
    left.write_bytes(b"half")
    assert w.must("doctor")["swept"] == 1
    assert not left.exists()
    at_work = (
        "import sys, time\nfrom muniment.store import artefacts, workspace\n"
        "ws = workspace.find_workspace(__import__('pathlib').Path(sys.argv[1]))\n"
        "artefacts.scratch_path(ws, '.parquet').write_bytes(b'half')\nprint('ready', flush=True)\ntime.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", at_work, str(w.ws)], stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None and other.stdout.readline() == "ready\n"
        assert w.must("doctor")["swept"] == 0
        assert len(list(w.ws.joinpath("scratch").iterdir())) == 1
        other.kill()
    assert w.must("doctor")["swept"] == 1


def test_a_failing_writer_leaves_nothing(world: World) -> None:
    from muniment.store import artefacts

    workspace = house_of(world).workspace
    before = list(workspace.artefacts.rglob("*"))

    def write(path: Path) -> None:
        path.write_bytes(b"half")
        raise OSError

    with pytest.raises(OSError):
        artefacts.make(workspace, write)
    assert list(workspace.scratch.iterdir()) == [] and list(workspace.artefacts.rglob("*")) == before


def test_a_locked_database_is_try_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    import sqlite3

    from muniment.store import settings, transaction

    house_of(world)
    monkeypatch.setattr(settings, "SQLITE_PRAGMAS", settings.SQLITE_PRAGMAS.replace("60000", "100"))
    close()
    other = sqlite3.connect(world.ws / "muniment.sqlite3", timeout=0)
    other.execute("BEGIN IMMEDIATE")
    try:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout=100")
        with pytest.raises(MunimentError) as caught, transaction.transaction():
            pass
    finally:
        other.close()
    assert caught.value.exit_code == 5
