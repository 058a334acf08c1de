"""Evidence of persons not disclosed goes on its day, key first; what was disclosed, and every entry, stays."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from test_auditor import verify
from test_orders import lift as lift_order
from test_orders import order
from world import World, record, request_row, run

from muniment.formats.canonical import read_canonical
from muniment.store import artefacts
from muniment.store.workspace import find_workspace

UNDISCLOSED = "Qwghlmia"
DAYS = 365


@pytest.fixture
def released(world: World) -> tuple[World, str]:
    """A released package: r0000 disclosed; r0001 looked up and not found; r0002 returned on its face."""
    w = world
    w.build_records([record(0)])
    rows = [
        request_row(0),
        request_row(1, family_name=UNDISCLOSED),
        request_row(2, matter_id="", given_name=UNDISCLOSED),
    ]
    package = w.submit(rows)
    answers = w.all_the_way(package)
    assert {ref: answer["code"] for ref, answer in answers.items()} == {
        "r0000": "DISCLOSED", "r0001": "NOT_DISCLOSED", "r0002": "RETURNED",
    }  # fmt: skip
    return w, package


def evidence(package: str) -> set[str]:
    from muniment.store.models import Package
    from muniment.usecases.evidence import evidence_of

    return evidence_of(Package.objects.get(id=package))


def last(kind: str) -> dict[str, Any]:
    from muniment.store.models import LogRun

    return dict(read_canonical(bytes(LogRun.objects.filter(kind=kind).order_by("-first")[0].record or b"")))


def whole(w: World) -> None:
    """Everything the ledger says still opens."""
    w.must("doctor")
    size = w.must("ledger", "verify")["size"]
    assert w.must("ledger", "drill", "--sample", 10_000)["opened"] >= size


def test_sealed_evidence_is_read_as_before_and_stands_nowhere_in_clear(released: tuple[World, str]) -> None:
    w, package = released
    before = w.outcomes(package)
    assert w.retention(0) == {"sealed": 0, "destroyed": []}, "somebody may still act on it"
    names = evidence(package)
    assert w.retention(2) == {"sealed": len(names), "destroyed": []}
    assert w.retention(2) == {"sealed": 0, "destroyed": []}
    workspace = find_workspace(w.ws)
    for name in names:
        assert artefacts.is_sealed(workspace, name) and not artefacts.path_of(workspace, name).exists()
        assert stat.S_IMODE((w.ws / "keys" / "evidence" / f"{name}.key").stat().st_mode) == 0o600
    assert not [p for p in w.ws.rglob("*") if p.is_file() and UNDISCLOSED.encode() in p.read_bytes()]
    assert w.outcomes(package) == before
    assert w.must("replay", package)["complete"]
    assert w.process(package)["stage"] == "determine"
    again = w.submit([request_row(0, address_line="9 Other St")], name="again")  # F13 reads the sealed facts
    w.process(again)
    assert w.outcomes(again)["r0000"]["rules"] == "I2-F13"
    whole(w)


def test_a_sealed_artefact_is_open_no_longer_than_it_is_read(released: tuple[World, str]) -> None:
    w, package = released
    w.retention(2)
    workspace = find_workspace(w.ws)
    first, *others = sorted(evidence(package))
    with artefacts.reading():
        path = artefacts.checked_path(workspace, first)
        before = path.read_bytes()
        with artefacts.reading():
            inside = [artefacts.checked_path(workspace, name) for name in (first, *others)]
            assert inside[0] == path and len({p.stat().st_ino for p in inside}) == len(inside)
        assert not any(p.exists() for p in inside[1:]), "what was opened inside is closed"
        assert path.read_bytes() == before, "what was open before stays"
    assert not path.exists()
    handles = Path("/proc/self/fd")
    open_before = len(list(handles.iterdir()))
    w.must("doctor")
    assert len(list(handles.iterdir())) <= open_before + 1


def test_on_its_day_the_evidence_is_gone_and_the_entries_open(released: tuple[World, str]) -> None:
    w, package = released
    w.retention(2)
    names = evidence(package)
    backup = w.dir / "backup"
    shutil.copytree(w.ws / "artefacts", backup)
    assert w.retention(DAYS) == {"sealed": 0, "destroyed": []}, "the last day is still kept"
    assert w.retention(DAYS + 1) == {"sealed": 0, "destroyed": [package]}
    assert w.retention(DAYS + 1) == {"sealed": 0, "destroyed": []}
    workspace = find_workspace(w.ws)
    assert not [name for name in names if artefacts.exists(workspace, name)]
    assert not list((w.ws / "keys" / "evidence").iterdir())
    entry = last("evidence_destroyed")
    assert set(entry["destroyed"]) == names and entry["officer"] == "lex" and entry["signature"]
    _only_the_disclosed_stays(w, workspace, entry["kept"])
    for command in (
        ["outcomes", package, "--out", w.dir / "o.csv"],
        ["matches", package, "--out", w.dir / "m.csv", *w.act("ada")],
        ["process", package, *w.act("ada")],
        ["review", package, *w.act("ben")],
        ["approve", package, *w.act("cy")],
        ["release", package, "--out", w.dir / "again", *w.act("dee")],
    ):
        ran = w.run(*command)
        assert (ran.code, ran.error) == (1, "MUN-RETENTION-001"), (command, ran.json)
        assert "destroyed on schedule" in ran.json["error"]["message"]
    replayed = w.must("replay", package)
    assert not replayed["complete"] and {s["found"] for s in replayed["steps"]} == {"evidence destroyed on schedule"}
    assert w.run("replay", package, "--row", 1).error == "MUN-RETENTION-001"
    recalled = w.must("recall", "--profile", "us/cautious-2026", "--out", w.dir / "r.csv", *w.act("lex"))
    assert recalled["evidence_destroyed"] == [package] and recalled["would_not_be_made"] == 0
    later = w.submit([request_row(0, address_line="9 Other St")], name="later")
    w.process(later)
    w.must("review", later, *w.act("ben"))
    w.must("tripwires", later, *w.act("ben"))
    w.must("linkage", "conflicts", "--out", w.dir / "conflicts.csv", *w.act("lex"))
    whole(w)
    kit = w.dir / "kit"
    w.must("ledger", "export", "--for-auditor", "--out", kit, *w.act("lex"))
    code, said = verify(w, kit)
    assert code == 0 and f"{len(names)} files of evidence were destroyed on schedule" in said, said
    for path in backup.rglob("*.sealed"):  # a backup of the store alone brings nothing back
        shutil.copy(path, w.ws / "artefacts" / path.parent.name / path.name)
    assert w.run("outcomes", package, "--out", w.dir / "o.csv").error == "MUN-RETENTION-001"


def _only_the_disclosed_stays(w: World, workspace: Any, kept: list[str]) -> None:
    import duckdb

    seen = 0
    for digest in kept:
        table = duckdb.sql(f"FROM read_parquet('{artefacts.checked_path(workspace, digest)}')")
        for line in (dict(zip(table.columns, row, strict=True)) for row in table.fetchall()):
            told = {"row", "row_ref", "outcome", "rules", "outward_code", "stratum"}
            if line["row"] != 1:
                assert {c for c, value in line.items() if value is not None} <= told
                assert "outcome" in line
            seen += line["row"] == 1
    assert seen >= 5, "persons, facts, findings, matches, outcomes of the person disclosed"


def test_holds_and_orders_keep_it(released: tuple[World, str]) -> None:
    w, package = released
    hold = ["hold", "add"]
    assert w.run(*hold, "H-1", "--reason", "1:26-cv-1", *w.act("ben")).error == "MUN-OFFICER-003"
    w.must(*hold, "H-1", "--reason", "1:26-cv-1", *w.act("lex"))
    assert w.run(*hold, "H-1", "--reason", "again", *w.act("lex")).error == "MUN-RETENTION-011"
    w.must(*hold, "H-2", "--reason", "1:26-cv-2", "--package", package, *w.act("lex"))
    w.must("order", "add", order(w, "ORD-1", {"persons": [{"tin": "900-00-1001"}]}), *w.act("lex"))
    assert w.retention(DAYS + 1)["destroyed"] == []
    assert w.must("retention", "list")["packages"][0]["held_by"] == ["H-1", "H-2", "ORD-1"]
    two = ["--second", "ada", "--second-key", w.keys / "ada"]
    lift = ["hold", "lift"]
    assert w.run(*lift, "H-1", *w.act("lex")).error == "MUN-RETENTION-012"
    assert w.run(*lift, "H-1", *w.act("ben"), *two).error == "MUN-RETENTION-012"
    for hold_id in ("H-1", "H-2"):
        w.must(*lift, hold_id, *w.act("lex"), *two)
        assert w.retention(DAYS + 1)["destroyed"] == []
        assert w.run(*lift, hold_id, *w.act("lex"), *two).error == "MUN-RETENTION-013"
    lift_order(w)
    assert [held["in_force"] for held in w.must("hold", "list")["holds"]] == [False, False]
    assert w.retention(DAYS + 1)["destroyed"] == [package]
    told = w.must(*hold, "H-3", "--reason", "too late", "--package", package, *w.act("lex"))
    assert told["already_destroyed"] == [package]
    whole(w)


def test_what_a_crash_left_is_finished(released: tuple[World, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut at each file: the entry is on record, so the rest goes; before the entry, nothing goes."""
    w, package = released
    w.retention(2)
    names = evidence(package)
    real: Callable[..., None] = artefacts.destroy
    left = [2]

    def dies(workspace: Any, digest: str) -> None:
        if not left[0]:
            raise RuntimeError
        left[0] -= 1
        real(workspace, digest)

    monkeypatch.setattr(artefacts, "destroy", dies)
    with pytest.raises(RuntimeError):
        w.retention(DAYS + 1)
    monkeypatch.undo()
    workspace = find_workspace(w.ws)
    assert len([name for name in names if artefacts.exists(workspace, name)]) == len(names) - 2
    whole(w)
    assert not [name for name in names if artefacts.exists(workspace, name)]


def test_a_loss_is_never_called_a_schedule(released: tuple[World, str]) -> None:
    w, package = released
    w.retention(2)
    keys = w.ws / "keys" / "evidence"
    keys.rename(keys.with_name("elsewhere"))
    assert (w.run("outcomes", package, "--out", w.dir / "o.csv")).error == "MUN-STORE-001"
    assert w.run("doctor").code == 4
    keys.with_name("elsewhere").rename(keys)
    w.must("doctor")


def test_evidence_of_two_packages_goes_with_the_last_of_them(released: tuple[World, str]) -> None:
    """The same file again, under another letter: one artefact, evidence of both."""
    from muniment.store.models import Package

    w, package = released
    shared = Package.objects.get(id=package).persons_file
    rows = [
        request_row(0),
        request_row(1, family_name=UNDISCLOSED),
        request_row(2, matter_id="", given_name=UNDISCLOSED),
    ]
    second = w.submit(rows, name="second")
    assert Package.objects.get(id=second).persons_file == shared
    w.must("hold", "add", "H-1", "--reason", "docket", "--package", second, *w.act("lex"))
    w.retention(2)
    assert w.retention(DAYS + 1)["destroyed"] == [package]
    assert artefacts.exists(find_workspace(w.ws), shared)
    whole(w)
    w.must("hold", "lift", "H-1", *w.act("lex"), "--second", "ada", "--second-key", w.keys / "ada")
    assert w.retention(DAYS + 1)["destroyed"] == [second]
    assert not artefacts.exists(find_workspace(w.ws), shared)
    whole(w)
    third = w.submit(rows, name="third")  # it may come a third time, and is new evidence then
    w.process(third)
    assert w.outcomes(third)["r0000"]["outcome"] == "disclose"
    assert run("retention", "list", "--workspace", w.ws).json["packages"][2]["destroyed"] is False
