"""The auditor's kit, verified elsewhere by one file; whatever is altered in it is found. The drill; the escrow."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from world import World, record, request_row, run

from muniment.ledger.entry import derive_salt, opens
from muniment.ledger.fields import commit_fields


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Two packages: one released with a row answered later, one only received and determined."""
    w = World(tmp_path_factory.mktemp("custodian"))
    w.must("keys", "generate", "officer", "--name", "aud", "--out", w.keys)
    w.must("officers", "add", "aud", "--roles", "auditor", "--key", w.keys / "aud.pub")
    w.build_records([record(n) for n in range(4)])
    rows = [request_row(0), request_row(1), request_row(2, city="", state="", postal_code="", address_line="")]
    w.all_the_way(w.submit(rows, name="one"))
    w.process(w.submit([request_row(3)], name="two"))
    yield w


@pytest.fixture(scope="module")
def kits(house: World, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A kit of everything, and one that shows the first package only."""
    folder = tmp_path_factory.mktemp("kits")
    house.must("ledger", "export", "--for-auditor", "--out", folder / "all", *house.act("aud"))
    house.must(
        "ledger", "export", "--for-auditor", "--out", folder / "one", "--package", "PKG-000001", *house.act("lex")
    )
    return {"all": folder / "all", "one": folder / "one"}


def verify(house: World, kit: Path, *more: object) -> tuple[int, str]:
    """The kit's own verify.py, as on another machine: isolated, in another folder, nothing of ours importable."""
    keys = house.must("ledger", "vkey")
    command = [sys.executable, "-I", "verify.py", "log", keys["vkey"], "--witness", keys["witness_vkey"], "--kit", "."]
    done = subprocess.run([*command, *map(str, more)], cwd=kit, capture_output=True, text=True)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout + done.stderr


def test_it_verifies_alone(house: World, kits: dict[str, Path]) -> None:
    code, said = verify(house, kits["all"])
    assert code == 0, said
    assert "requests 2, numbered without a gap" in said
    assert "disclosures 2, gate releases 2, release entries 2" in said
    assert "4 rows, 0 closed" in said and "sealed files 4 compared, 0 opened" in said


def test_a_recipients_key_shows_that_the_sealed_file_says_what_its_entry_says(
    house: World, kits: dict[str, Path]
) -> None:
    for keys, opened in ((("rc1",), 1), (("rc1", "rc2"), 2)):
        code, said = verify(house, kits["all"], *(x for k in keys for x in ("--key", house.keys / f"{k}.key")))
        assert code == 0 and f"{opened} opened" in said, said
    code, said = verify(house, kits["all"], "--key", house.ws / "keys" / "gate.key")
    assert code == 0 and "2 opened" in said


def test_of_other_packages_it_shows_no_more_than_that_nothing_is_missing(house: World, kits: dict[str, Path]) -> None:
    code, said = verify(house, kits["one"])
    assert code == 0, said
    assert "requests 2, numbered without a gap" in said and "3 rows, 1 closed" in said
    text = (kits["one"] / "openings" / "acts.jsonl").read_text()
    lines = [json.loads(line) for line in text.splitlines()]
    other = [line for line in lines if "fields" in line]
    assert {f["name"] for line in other for f in line["fields"]} == {"kind", "number", "package"}
    assert not any(b"REQ-two" in path.read_bytes() for path in kits["one"].rglob("*") if path.is_file())


def test_an_export_is_an_entry_of_the_log_it_exports_and_needs_a_role(house: World, kits: dict[str, Path]) -> None:
    lines = [json.loads(x) for x in (kits["all"] / "openings" / "acts.jsonl").read_text().splitlines()]
    assert lines[-1]["record"]["kind"] == "exported_for_auditor" and lines[-1]["record"]["officer"] == "aud"
    refused = house.run("ledger", "export", "--for-auditor", "--out", house.dir / "no", *house.act("dee"))
    assert (refused.code, refused.error) == (1, "MUN-OFFICER-003") and not (house.dir / "no").exists()
    full = house.run("ledger", "export", "--for-auditor", "--out", kits["all"], *house.act("aud"))
    assert full.code == 2
    unknown = house.run(
        "ledger", "export", "--for-auditor", "--out", house.dir / "no", "--package", "P", *house.act("aud")
    )
    assert unknown.code == 2
    assert all(path.stat().st_mode & 0o077 == 0 for path in kits["all"].rglob("*") if path.is_file())


def lines_of(kit: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (kit / "openings" / name).read_text().splitlines()]


def write_lines(kit: Path, name: str, lines: list[dict[str, Any]]) -> None:
    text = "".join(json.dumps(line, sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n" for line in lines)
    (kit / "openings" / name).write_text(text)


def edit(name: str, change: Callable[[list[dict[str, Any]]], Any]) -> Callable[[Path], None]:
    def apply(kit: Path) -> None:
        lines = lines_of(kit, name)
        change(lines)
        write_lines(kit, name, lines)

    return apply


def act(lines: list[dict[str, Any]], kind: str) -> dict[str, Any]:
    return next(line for line in lines if line["record"]["kind"] == kind)


def swap_sealed(kit: Path) -> None:
    one, two = sorted(p for p in (kit / "sealed").glob("*.cms") if ".gate." not in p.name)
    held = one.read_bytes()
    one.write_bytes(two.read_bytes())
    two.write_bytes(held)


def swap_certificates(kit: Path) -> None:
    one, two = sorted((kit / "sealed").glob("*.crt"))
    held = one.read_bytes()
    one.write_bytes(two.read_bytes())
    two.write_bytes(held)


def damage_evidence(kit: Path) -> None:
    path = next((kit / "evidence").iterdir())
    path.chmod(0o600)
    path.write_bytes(path.read_bytes() + b"x")


def forget_release(kit: Path) -> None:
    held = json.loads((kit / "gate.json").read_text())
    held["releases"].pop()
    (kit / "gate.json").write_text(json.dumps(held))


ALTERATIONS: dict[str, tuple[Callable[[Path], None], str]] = {
    "an act's record": (
        edit("acts.jsonl", lambda x: act(x, "package_received")["record"].update(rows=99)),
        "not the record",
    ),
    "an act's salt": (edit("acts.jsonl", lambda x: act(x, "disclosure").update(salt="00" * 32)), "not the record"),
    "an act left out": (edit("acts.jsonl", lambda x: x.remove(act(x, "disclosure"))), "left out"),
    "an act shown twice": (edit("acts.jsonl", lambda x: x.append(x[0])), "shown twice"),
    "an act called padding": (
        edit("padding.jsonl", lambda x: x.append({"first": 0, "salts": ["00" * 32]})),
        "shown twice",
    ),
    "a row's record": (
        edit("rows.jsonl", lambda x: x[0].update(record=x[0]["record"].replace("r0000", "r0009"))),
        "not the row",
    ),
    "rows called closed": (edit("closed.jsonl", lambda x: x.append({"first": 0, "count": 1})), "shown twice"),
    "padding": (edit("padding.jsonl", lambda x: x[0]["salts"].reverse()), "no padding"),
    "sealed files exchanged": (swap_sealed, "another file"),
    "certificates exchanged": (swap_certificates, "another recipient"),
    "evidence damaged": (damage_evidence, "not the file"),
    "a release the gate forgot": (forget_release, "what the gate says"),
}


@pytest.mark.parametrize("what", ALTERATIONS)
@pytest.mark.parametrize("listed", [True, False], ids=["list made anew", "list kept"])
def test_whatever_is_altered_is_found(
    house: World, kits: dict[str, Path], tmp_path: Path, what: str, listed: bool
) -> None:
    """Also by somebody who makes the list of hashes anew."""
    change, said = ALTERATIONS[what]
    kit = tmp_path / "kit"
    shutil.copytree(kits["all"], kit)
    change(kit)
    if listed:
        manifest = json.loads((kit / "manifest.json").read_text())
        for name in manifest["files"]:
            manifest["files"][name] = hashlib.sha256((kit / name).read_bytes()).hexdigest()
        (kit / "manifest.json").write_text(json.dumps(manifest))
    code, output = verify(house, kit)
    assert code == 4 and "MISMATCH kit" in output
    assert (said if listed else "not the file that was listed") in output


def test_files_missing_or_beside_the_list_are_found(house: World, kits: dict[str, Path], tmp_path: Path) -> None:
    kit = tmp_path / "kit"
    shutil.copytree(kits["all"], kit)
    (kit / "extra").write_text("x")
    next((kit / "law").rglob("*.yaml")).unlink()
    code, output = verify(house, kit)
    assert code == 4 and "extra: not in the list" in output and "yaml: missing" in output


def test_the_drill_opens_everything_and_says_so(house: World) -> None:
    from muniment.store import log
    from muniment.usecases.openings import act_of

    size = house.must("ledger", "checkpoint")["size"]
    done = house.must("ledger", "drill", "--sample", 100_000)
    run_ = log.act(done["entry"])
    assert done["opened"] == size and run_ is not None
    assert (act_of(run_)["kind"], act_of(run_)["failures"], act_of(run_)["drawn"]) == ("opening_drill", 0, size)
    assert house.must("ledger", "drill", "--sample", 5)["opened"] == 5
    assert house.run("ledger", "drill", "--sample", 0).code == 2


def test_the_drill_finds_rows_acts_and_salts_that_no_longer_open(world: World) -> None:
    """Negative control: evidence gone, a record altered in the database, another salt key."""
    from django.db import connection

    from muniment.store.append_only import remove

    w = world
    w.build_records([record(0)])
    w.process(w.submit([request_row(0)]))
    sample = ["ledger", "drill", "--sample", 100_000]
    assert w.run(*sample).code == 0
    outcomes = w.must("outcomes", "PKG-000001", "--out", w.dir / "o.csv")["outcomes"]
    artefact = w.ws / "artefacts" / outcomes[:2] / outcomes
    held = artefact.read_bytes()
    artefact.unlink()
    assert w.run(*sample).error == "MUN-DRILL-002"
    artefact.write_bytes(held)
    assert w.run(*sample).code == 0
    salt = w.ws / "keys" / "salt.key"
    good = salt.read_bytes()
    salt.write_bytes(bytes(32))
    assert len(w.run(*sample).json["error"]["defects"]) > 5
    salt.write_bytes(good)
    with connection.schema_editor() as editor:
        remove(None, editor)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE store_logrun SET record = replace(CAST(record AS TEXT), 'ada', 'eve') WHERE first = 1")
    found = w.run(*sample)
    assert (found.code, found.error) == (4, "MUN-DRILL-002")


def test_entries_open_from_the_escrow_alone(house: World, kits: dict[str, Path], tmp_path: Path) -> None:
    """With the escrow, the published log and the evidence: no key of the workspace."""
    w = house
    w.must("keys", "generate", "recipient", "--name", "escrow", "--out", tmp_path)
    act_ = [*w.act("lex"), "--second", "ben", "--second-key", w.keys / "ben"]
    made = w.must("ledger", "escrow", "--to", tmp_path / "escrow.crt", "--out", tmp_path / "salts.cms", *act_)
    assert made["epochs"] == 1
    assert w.run("ledger", "escrow", "--to", tmp_path / "escrow.crt", "--out", tmp_path / "x", *w.act("lex")).code == 1
    back = run("ledger", "recover", tmp_path / "salts.cms", "--key", tmp_path / "escrow.key", "--out", tmp_path / "k")
    assert back.code == 0 and back.json["files"] == ["salt.key"]
    key = (tmp_path / "k" / "salt.key").read_bytes()
    lines = lines_of(kits["all"], "acts.jsonl")
    bundles = sorted((kits["all"] / "log" / "tile" / "entries").iterdir())
    raw = b"".join(path.read_bytes() for path in bundles)
    entries = [raw[at + 2 : at + 39] for at in range(0, len(raw), 39)]
    for line in lines:
        assert commit_fields(line["record"], derive_salt(key, line["index"])) == entries[line["index"]][5:]
    rows = lines_of(kits["all"], "rows.jsonl")
    assert lines and rows
    for x in rows:
        assert opens(entries[x["index"]][5:], x["record"].encode(), derive_salt(key, x["index"]))
    other = run("ledger", "recover", tmp_path / "salts.cms", "--key", w.keys / "rc1.key", "--out", tmp_path / "n")
    assert other.code == 4
