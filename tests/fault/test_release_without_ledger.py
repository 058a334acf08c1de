"""Account first: where the ledger cannot be written, signed, witnessed or published, nothing is released (DOMAIN.md,
section 9, row 70). When it can again, the same command completes the release, once."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from copy import copy
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from world import World, record, request_row

from muniment.ledger.witness import Refused, Witness

PACKAGE = "PKG-000001"


@contextmanager
def append_fails(w: World, kind: str) -> Iterator[None]:
    """The store cannot write entries of this kind."""
    from muniment.store import log

    real = log.append

    def append(first: int, **given: Any) -> None:
        if given["kind"] == kind:
            raise OSError(errno.EIO, "Input/output error")
        real(first, **given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(log, "append", append)
        yield


@contextmanager
def pragma(w: World, fault: str, cure: str) -> Iterator[None]:
    """The database itself refuses, by a setting of this very connection."""
    from django.db import connection

    def set_to(value: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA {value}")

    set_to(fault)
    try:
        yield
    finally:
        set_to(cure)


def database_is_full(w: World) -> AbstractContextManager[None]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM")  # no free page is left in the file
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
    return pragma(w, f"max_page_count={pages}", f"max_page_count={2**31}")


@contextmanager
def disk_says(w: World, number: int) -> Iterator[None]:
    """The disk with the ledger's folder refuses every write."""
    real = os.open

    def refuse(path: Any, flags: int, *more: Any, **named: Any) -> int:
        if str(path).startswith(str(w.ws / "ledger")) and flags & (os.O_WRONLY | os.O_RDWR):
            raise OSError(number, os.strerror(number))
        return real(path, flags, *more, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "open", refuse)
        yield


@contextmanager
def away(path: Path) -> Iterator[None]:
    """A file or folder is gone for a while."""
    path.rename(path.with_name(path.name + ".away"))
    try:
        yield
    finally:
        path.with_name(path.name + ".away").rename(path)


@contextmanager
def witness(change: Callable[[Any], Any]) -> Iterator[None]:
    real = Witness.cosign
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Witness, "cosign", lambda *given: change(lambda by: real(*given[:-1], given[-1] + by)))
        yield


@contextmanager
def sync_fails(w: World) -> Iterator[None]:
    def fail(_: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("muniment.ledger.publish.syncfs", fail)
        yield


FAULTS: dict[str, tuple[Callable[[World], AbstractContextManager[None]], bool]] = {
    "the act cannot be written": (lambda w: append_fails(w, "package_released"), False),
    "the disclosure cannot be written": (lambda w: append_fails(w, "disclosure"), False),
    "the gate's entry cannot be written": (lambda w: append_fails(w, "gate_released"), True),
    "padding cannot be written": (lambda w: append_fails(w, "padding"), True),
    "the database is full": (database_is_full, False),
    "the database cannot be written": (lambda w: pragma(w, "query_only=ON", "query_only=OFF"), False),
    "the ledger's disk is full": (lambda w: disk_says(w, errno.ENOSPC), True),
    "the ledger's folder is read-only": (lambda w: disk_says(w, errno.EROFS), True),
    "the ledger's disk does not sync": (sync_fails, True),
    "the ledger's tiles are gone": (lambda w: away(w.ws / "ledger" / "tile"), True),
    "the log's key is gone": (lambda w: away(w.ws / "keys" / "log.key"), True),
    "the witness's key is gone": (lambda w: away(w.ws / "keys" / "witness.key"), True),
    "the witness is dead": (lambda w: witness(lambda cosign: Refused(503, "clock", 0)), True),
    "the witness's word is old": (lambda w: witness(lambda cosign: cosign(-3600)), True),
    "the salts' key is gone": (lambda w: away(w.ws / "keys" / "salt.key"), False),
}
"""Each fault, and whether the disclosures are logged by then: logged and not disclosed, never the reverse."""


@pytest.fixture(scope="module")
def approved(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A world with a package that is approved and waits for its release; each test works on a copy."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("DATABASE_URL", raising=False)
        w = World(tmp_path_factory.mktemp("approved"))
        w.build_records([record(0), record(1)])
        assert w.submit([request_row(0), request_row(1)]) == PACKAGE
        w.process(PACKAGE)
        assert w.decide(PACKAGE, "confirm").code == 0
        w.must("approve", PACKAGE, *w.act("cy"))
    return w


@pytest.fixture
def ready(approved: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    from django.db import connections

    monkeypatch.delenv("DATABASE_URL", raising=False)
    connections.close_all()  # the write-ahead log goes into the file that is copied
    w = copy(approved)
    w.dir = tmp_path / "w"
    w.ws, w.keys = w.dir / "ws", w.dir / "keys"
    shutil.copytree(approved.dir, w.dir)
    w.must("officers", "list")  # connects
    return w


def release(w: World) -> list[object]:
    return ["release", PACKAGE, "--out", w.dir / "out", *w.act("dee")]


def delivered(w: World) -> list[str]:
    """Whatever of an answer is outside, unfinished files too."""
    return sorted(p.name for p in w.dir.joinpath("out").rglob("*")) if w.dir.joinpath("out").exists() else []


def count(kind: str) -> int:
    from muniment.store.models import LogRun

    return LogRun.objects.filter(kind=kind).count()


@pytest.mark.parametrize("fault", FAULTS)
def test_nothing_leaves_without_its_entry(ready: World, monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    from muniment.store.models import Delivery, Envelope, GateMemory, Release
    from muniment.usecases.house import House

    w = ready
    install, logged = FAULTS[fault]
    for _ in range(2):  # trying again while it lasts changes nothing
        with install(w):
            ran = w.run(*release(w))
        assert ran.code in (1, 4, 5) and ran.json["ok"] is False, ran.json
        assert "Traceback" not in ran.err
        assert delivered(w) == []
        assert Delivery.objects.count() == GateMemory.objects.count() == count("gate_released") == 0
        assert Release.objects.count() == logged and Envelope.objects.count() == count("disclosure") == 2 * logged
    w.must("doctor")

    later = datetime.now(UTC) + timedelta(hours=3)  # longer than a witness's word is good for
    monkeypatch.setattr(House, "now", lambda self: later)
    w.must(*release(w))
    assert {name for name in delivered(w) if name.endswith(".cms")} == {"R1.cms", "R2.cms"}
    assert {line["code"] for line in w.answers(w.dir / "out").values()} == {"DISCLOSED"}
    assert w.run(*release(w)).error == "MUN-RELEASE-011"
    assert Release.objects.count() == 1
    assert Envelope.objects.count() == Delivery.objects.count() == GateMemory.objects.count() == 2
    assert count("disclosure") == count("gate_released") == 2 and count("package_released") == 1
    w.must("ledger", "verify")
    w.must("doctor")


def test_the_answer_comes_after_the_ledger(ready: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: at the first byte of an answer its disclosure is published and verifies."""
    from muniment.store import log
    from muniment.usecases import release as module

    w, seen = ready, []
    real = module.write_whole

    def write(path: Path, data: bytes) -> None:
        if path.suffix == ".cms":
            verified = w.must("ledger", "verify")
            seen.append((path.name, count("disclosure"), verified["size"] >= log.next_index() - 2, delivered(w)))
        real(path, data)

    monkeypatch.setattr(module, "write_whole", write)
    w.must(*release(w))
    assert [(name, disclosures, whole) for name, disclosures, whole, _ in seen] == [
        ("R1.cms", 2, True), ("R2.cms", 2, True),
    ]  # fmt: skip
    assert seen[0][3] == [] and "R1.cms" in seen[1][3]
