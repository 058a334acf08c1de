"""A refused act is itself an entry (invariant 11): for every command that acts, exactly one, of the right kind, with
codes and hashes and nothing of a person; a wrong call is none."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from world import PERSON_COLUMNS, RECORD_COLUMNS, World, record, request_row, run, write_csv

from muniment.doors.cli.main import app
from muniment.formats.canonical import read_canonical

PACKAGE = "PKG-000001"
NAME, NUMBER = "Qwghlmia", "900-00-7654"

KINDS = {
    "submit": "submission_refused",
    "assess": "assessment_refused",
    "link": "linkage_refused",
    "determine": "determination_refused",
    "process": "processing_refused",
    "matches export": "matches_export_refused",
    "matches explain": "explanation_refused",
    "linkage fit": "linkage_fit_refused",
    "linkage certify": "linkage_fit_refused",
    "linkage decoys": "decoys_refused",
    "linkage conflicts": "conflicts_refused",
    "linkage report": "linkage_report_refused",
    "records report": "records_report_refused",
    "review": "review_view_refused",
    "tripwires": "tripwires_view_refused",
    "review --export": "review_export_refused",
    "review --decide": "review_decision_refused",
    "approve": "approval_refused",
    "release": "release_refused",
    "order add": "order_refused",
    "order lift": "order_lift_refused",
    "officers add": "officer_add_refused",
    "officers remove": "officer_remove_refused",
    "agreement add": "agreement_refused",
    "law compare": "law_comparison_refused",
    "law sign": "profile_signing_refused",
    "history import": "history_refused",
    "recall": "recall_refused",
    "ledger export": "auditor_export_refused",
    "ledger escrow": "salt_escrow_refused",
    "ledger rotate": "key_rotation_refused",
    "witness policy": "witness_policy_refused",
    "gate use": "gate_change_refused",
    "retention run": "retention_refused",
    "hold add": "retention_hold_refused",
    "hold lift": "retention_hold_lift_refused",
}
"""Every command that takes an officer, and the kind of the entry when it is refused."""

ALONE = {"order add", "law compare", "law sign", "recall"}
"""Any officer, and no second one."""
TWO_ONCE_A_PACKAGE_CAME = {
    "officers add", "officers remove", "agreement add", "ledger rotate", "witness policy", "gate use",
}  # fmt: skip
ANY_OFFICER = ALONE | TWO_ONCE_A_PACKAGE_CAME | {"order lift", "ledger escrow", "hold lift"}
"""No single role is needed; all but those of ALONE need a second officer."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A released package, an order, and an officer without any role that matters here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("DATABASE_URL", raising=False)
        w = World(tmp_path_factory.mktemp("refusals"))
        for name in ("aud", "new"):
            w.must("keys", "generate", "officer", "--name", name, "--out", w.keys)
        w.must("officers", "add", "aud", "--roles", "auditor", "--key", w.keys / "aud.pub")
        w.keys.joinpath("none").write_text(f"no key of {NAME}")
        w.build_records([record(0), record(2)])
        assert w.submit([request_row(0)]) == PACKAGE
        w.all_the_way(PACKAGE)
        w.must("order", "add", order_file(w, "O-1"), *w.act("lex"))
        yield w


def order_file(w: World, order_id: str) -> Path:
    file = w.dir / f"order-{order_id}.yaml"
    file.write_text(f"{{id: {order_id}, forum: F, issued_on: 2026-01-01, effective_from: 2199-01-01}}")
    return file


def commands(w: World) -> dict[str, list[object]]:
    """Each command as it would go through with the right officers, but for those."""
    decisions = w.dir / "decisions.csv"
    decisions.write_text("row,item,decision,reason\n1,match,confirm,looked at\n")
    labels, persons = w.dir / "labels.csv", w.dir / "decoys.csv"
    labels.write_text("row_ref,person_id\n")
    write_csv(persons, PERSON_COLUMNS, [request_row(9)])
    whole = {
        "submit": ["submit", *w.submission([request_row(1)], name="more")],
        "matches export": ["matches", PACKAGE, "--out", w.dir / "matches.csv"],
        "matches explain": ["matches", "explain", PACKAGE, "--row", 1],
        "linkage fit": ["linkage", "fit", "--package", PACKAGE],
        "linkage certify": ["linkage", "certify", "--package", PACKAGE, "--labels", labels],
        "linkage decoys": ["linkage", "decoys", persons],
        "linkage conflicts": ["linkage", "conflicts", "--out", w.dir / "conflicts.csv"],
        "records report": ["records", "report", "--out", w.dir / "report.html"],
        "linkage report": ["linkage", "report", "--agreement", "example-2026", "--out", w.dir / "report.html"],
        "review --export": ["review", PACKAGE, "--export", w.dir / "open.csv"],
        "review --decide": ["review", PACKAGE, "--decide", decisions],
        "release": ["release", PACKAGE, "--out", w.dir / "again"],
        "order add": ["order", "add", order_file(w, "O-2")],
        "order lift": ["order", "lift", "O-1"],
        "officers add": ["officers", "add", "new", "--roles", "sender", "--key", w.keys / "new.pub"],
        "officers remove": ["officers", "remove", "ben"],
        "agreement add": ["agreement", "add", w.write_agreement({}, version=2)],
        "ledger export": ["ledger", "export", "--for-auditor", "--out", w.dir / "kit"],
        "ledger escrow": ["ledger", "escrow", "--to", w.keys / "rc1.crt", "--out", w.dir / "escrow"],
        "ledger rotate": ["ledger", "rotate", "salts"],
        "witness policy": ["witness", "policy", "--quorum", 1],
        "gate use": ["gate", "use"],
        "retention run": ["retention", "run"],
        "hold add": ["hold", "add", "H-1", "--reason", "docket"],
        "hold lift": ["hold", "lift", "H-0"],
    }
    profile = w.dir / "mine.yaml"
    profile.write_text("profile: mine\nformat: 1\nauthority: us/usc26/6103-i-2\n")
    whole["law compare"] = ["law", "compare", PACKAGE, "--profiles", "us/dc-circuit-2026,us/zip-like-2025"]
    whole["law sign"] = ["law", "sign", profile, "--as", "author"]
    history = ["history", "import", w.dir / "more" / "persons.csv", "--agreement", "example-2026"]
    whole["history import"] = [*history, "--letter", w.dir / "more" / "letter.yaml"]
    whole["recall"] = ["recall", "--profile", "us/cautious-2026", "--out", w.dir / "recall.csv"]
    return {name: whole.get(name, [name, PACKAGE]) for name in KINDS}


def log_length() -> int:
    from muniment.store.models import LogRun

    return LogRun.objects.count()


def refused(w: World, kind: str, *arguments: object, code: int, error: str) -> dict[str, Any]:
    """Run what must be refused; returns the record of the one entry it made."""
    from muniment.store.models import LogRun

    before = log_length()
    ran = w.run(*arguments)
    assert (ran.code, ran.error) == (code, error), (arguments[:2], ran.json)
    assert log_length() == before + 1, "exactly one entry"
    run = LogRun.objects.order_by("-first")[0]
    assert run.kind == kind
    raw = bytes(run.record or b"")
    assert not any(text.encode() in raw for text in (NAME, NUMBER, NUMBER.replace("-", "")))
    written = dict(read_canonical(raw))
    assert written["code"] == error
    return written


def takes_an_officer(group: Any, path: tuple[str, ...] = ()) -> Iterator[str]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from takes_an_officer(command, (*path, name))
        elif any("--officer" in p.opts for p in command.params):
            yield " ".join((*path, name))


def test_the_table_has_every_command_that_takes_an_officer() -> None:
    """A new command of an officer belongs into KINDS and under `usecases.acting.Attempt`."""
    assert {name.split(" --")[0] for name in KINDS} == set(takes_an_officer(typer.main.get_command(app)))


@pytest.mark.parametrize("name", KINDS)
def test_who_is_not_entitled_is_on_record(house: World, name: str) -> None:
    w, kind, command = house, KINDS[name], commands(house)[name]
    unknown = refused(
        w, kind, *command, "--officer", NAME, "--key", w.keys / "ada", code=1, error="MUN-OFFICER-001"
    )  # a name that nobody registered is not written down
    assert "operator" in unknown and not {"officer", "claimed"} & set(unknown)
    other = refused(w, kind, *command, "--officer", "ben", "--key", w.keys / "ada", code=4, error="MUN-OFFICER-002")
    assert other["claimed"] == "ben" and "operator" in other and "officer" not in other
    no_key = refused(w, kind, *command, "--officer", "ben", "--key", w.keys / "none", code=3, error="MUN-KEY-004")
    assert no_key["claimed"] == "ben"
    if name not in ANY_OFFICER:
        unfit = "dee" if name in ("linkage decoys", "ledger export", "records report") else "aud"
        role = refused(w, kind, *command, *w.act(unfit), code=1, error="MUN-OFFICER-003")
        assert role["officer"] == unfit and role["signature"]
    elif name not in ALONE:
        alone = {
            "order lift": "MUN-ORDER-003", "ledger escrow": "MUN-ESCROW-001", "hold lift": "MUN-RETENTION-012",
        }.get(name, "MUN-OFFICER-010")  # fmt: skip
        assert refused(w, kind, *command, *w.act("lex"), code=1, error=alone)["officer"] == "lex"
        twice = [*w.act("lex"), "--second", "lex", "--second-key", w.keys / "lex"]
        assert refused(w, kind, *command, *twice, code=1, error="MUN-OFFICER-011")["second_officer"] == "lex"
        stolen = [*w.act("lex"), "--second", "cy", "--second-key", w.keys / "dee"]
        half = refused(w, kind, *command, *stolen, code=4, error="MUN-OFFICER-002")
        assert (half["officer"], half["claimed"]) == ("lex", "cy")
    assert w.must("ledger", "checkpoint") and w.must("ledger", "verify")["verified"] is True


@pytest.mark.parametrize("name", KINDS)
def test_a_wrong_call_is_no_refusal(house: World, name: str) -> None:
    w, command = house, commands(house)[name]
    before = log_length()
    if name in TWO_ONCE_A_PACKAGE_CAME | {"law compare"}:
        assert w.run(*command, "--officer", "ada").code == 2
    else:
        assert w.run(*command).code == 2
    assert w.run(*command, "--officer", "ada", "--key", w.keys / "no-such-file").code == 2
    if PACKAGE in command:
        absent = [*(("PKG-999999" if word == PACKAGE else word) for word in command)]
        entitled = {"approve": "cy", "release": "dee", "review": "ben"}.get(name.split()[0], "ada")
        assert w.run(*absent, *w.act(entitled)).code == 2
    assert log_length() == before
    w.must("ledger", "verify")


def test_what_the_law_refuses_is_on_record(house: World) -> None:
    w = house
    assert refused(w, "release_refused", "release", PACKAGE, "--out", w.dir / "x", *w.act("dee"), code=1,
                   error="MUN-RELEASE-011")["package"] == PACKAGE  # fmt: skip
    fresh = w.submit([request_row(2)], name="fresh")
    for command, who, kind in (
        (["link", fresh], "ada", "linkage_refused"), (["determine", fresh], "ada", "determination_refused"),
        (["matches", fresh, "--out", w.dir / "m.csv"], "ada", "matches_export_refused"),
        (["review", fresh], "ben", "review_view_refused"), (["approve", fresh], "cy", "approval_refused"),
    ):  # fmt: skip
        assert refused(w, kind, *command, *w.act(who), code=1, error="MUN-PACKAGE-003")["package"] == fresh
    w.process(fresh)
    refused(w, "approval_refused", "approve", fresh, *w.act("cy"), code=1, error="MUN-APPROVE-001")
    release = ["release", fresh, "--out", w.dir / "x", *w.act("dee")]
    refused(w, "release_refused", *release, code=1, error="MUN-RELEASE-010")
    assert not (w.dir / "x").exists()
    later = w.submit([request_row(6)], name="later")
    out = w.dir / "o.csv"
    by = refused(w, "outcomes_export_refused", "outcomes", later, "--out", out, code=1, error="MUN-PACKAGE-003")
    assert "operator" in by and not out.exists()
    counsel = ["--second", "cy", "--second-key", w.keys / "cy"]
    refused(w, "order_lift_refused", "order", "lift", "O-1", *w.act("dee"), *counsel, code=1, error="MUN-ORDER-003")
    add = ["agreement", "add", w.write_agreement({}, version=2), *w.act("dee"), *counsel]
    refused(w, "agreement_refused", *add, code=1, error="MUN-OFFICER-012")
    add = ["officers", "add", "twin", "--roles", "sender", "--key", w.keys / "ada.pub", *w.act("dee"), *counsel]
    assert refused(w, "officer_add_refused", *add, code=1, error="MUN-OFFICER-007")["second_officer"] == "cy"
    w.must("ledger", "verify")


def test_input_that_is_refused_came_and_is_on_record(house: World) -> None:
    w = house
    two = [*w.act("lex"), "--second", "cy", "--second-key", w.keys / "cy"]

    def file(name: str, text: str) -> Path:
        path = w.dir / name
        path.write_text(text)
        return path

    def digest(path: Path) -> str:
        return hashlib.sha256(path.read_bytes()).hexdigest()

    agreement = file("bad-agreement.yaml", f"{{id: x, title: {NAME}}}")
    written = refused(w, "agreement_refused", "agreement", "add", agreement, *two, code=3, error="MUN-AGREEMENT-000")
    assert written["document"] == digest(agreement) and written["defect_count"] > 3
    order = file("bad-order.yaml", f"{{id: X, forum: F, issued_on: {NAME}, effective_from: 2026-01-01}}")
    ran = w.run("order", "add", order, *w.act("lex"))
    written = refused(w, "order_refused", "order", "add", order, *w.act("lex"), code=3, error=ran.error)
    assert written["document"] == digest(order) and written["officer"] == "lex" and written["defects"]
    taken = file("taken.yaml", "{id: O-1, forum: Other, issued_on: 2026-01-01, effective_from: 2199-01-01}")
    refused(w, "order_refused", "order", "add", taken, *w.act("lex"), code=3, error="MUN-ORDER-001")

    good, bad = w.dir / "silo.csv", w.dir / "bad-silo.csv"
    write_csv(good, RECORD_COLUMNS, [record(0)])
    write_csv(bad, RECORD_COLUMNS, [record(0, given_name=NAME, tin=NUMBER), record(0)])
    ran = w.run("records", "build", good, bad)
    written = refused(w, "records_refused", "records", "build", good, bad, code=3, error=ran.error)
    assert written["sources"] == [digest(good), digest(bad)] and "operator" in written
    mapping = file("bad-map.yaml", f"given_nam: {NAME}\n")
    ran = w.run("records", "build", good, "--map", mapping)
    written = refused(w, "records_refused", "records", "build", good, "--map", mapping, code=3, error=ran.error)
    assert (written["sources"], written["map"]) == (digest(good), digest(mapping))

    decisions = file("bad-decisions.csv", f"row,item,decision,reason\n1,match,maybe,{NAME}\n")
    decide = ["review", PACKAGE, "--decide", decisions, *w.act("ben")]
    reviewed = w.run(*decide)
    written = refused(w, "review_decision_refused", *decide, code=reviewed.code, error=reviewed.error)
    assert written["file"] == digest(decisions) and written["package"] == PACKAGE

    key = file("bad.pub", f"no key of {NAME}")
    add = ["officers", "add", "eve", "--roles", "sender", "--key", key, *two]
    ran = w.run(*add)
    assert ran.code == 3
    assert refused(w, "officer_add_refused", *add, code=3, error=ran.error)["key_file"] == digest(key)

    submission = w.submission([request_row(3, given_name=NAME, tin=NUMBER)], name="bad", request_id="")
    submit = ["submit", *submission, *w.act("ada")]
    written = refused(w, "submission_refused", *submit, code=3, error="MUN-INTAKE-001")
    assert (written["letter"], written["persons_file"]) == (
        digest(Path(str(submission[3]))),
        digest(Path(str(submission[5]))),
    )
    assert written["agreement"] == "example-2026" and written["officer"] == "ada"
    w.must("ledger", "verify")


def test_checking_a_package_stores_nothing(house: World) -> None:
    w = house
    before = log_length()
    assert w.run("package", "check", *w.submission([request_row(4)], name="check", request_id="")).code == 3
    assert log_length() == before


def test_damage_is_refused_and_on_record(world: World) -> None:
    w = world
    w.build_records([record(0)])
    package = w.submit([request_row(0)])
    w.process(package)
    from muniment.store.models import AgreementVersion, Stage

    outcomes, document = Stage.objects.get(name="determine").artefact, AgreementVersion.objects.get().document
    for digest, kind, command in (
        (outcomes, "outcomes_export_refused", ["outcomes", package, "--out", w.dir / "o.csv"]),
        (outcomes, "review_export_refused", ["review", package, "--export", w.dir / "r.csv", *w.act("ben")]),
        (
            document,
            "agreement_publication_refused",
            ["agreement", "publish", "example-2026", "--out", w.dir / "public"],
        ),
        (document, "processing_refused", ["process", package, *w.act("ada")]),
    ):
        path = w.ws / "artefacts" / digest[:2] / digest
        good = path.read_bytes()
        path.chmod(0o600)
        path.write_bytes(good + b" ")
        refused(w, kind, *command, code=4, error="MUN-STORE-002")
        path.write_bytes(good)
    assert not any((w.dir / name).exists() for name in ("o.csv", "r.csv", "public"))
    w.must("doctor")


def test_a_refusal_that_cannot_be_recorded_is_still_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first error is the one to tell."""
    before = log_length()

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("muniment.store.log.append", full)
        ran = world.run("process", PACKAGE, *world.act("ben"))
    assert (ran.code, ran.error, log_length()) == (1, "MUN-OFFICER-003", before)


def test_a_restored_database_takes_no_act(world: World) -> None:
    """The published ledger is ahead: every act halts before it writes anything, refusals too; what reads still reads."""
    from django.db import connection, connections

    w, backup = world, world.dir / "backup.sqlite3"
    w.must("keys", "generate", "officer", "--name", "new", "--out", w.keys)
    w.build_records([record(0)])
    w.process(w.submit([request_row(0)]))
    w.must("order", "add", order_file(w, "O-1"), *w.act("lex"))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(backup)])
    w.submit([request_row(5)], name="later")  # publishes
    connections.close_all()
    for path in w.ws.glob("muniment.sqlite3*"):
        path.unlink()
    backup.rename(w.ws / "muniment.sqlite3")

    def files() -> set[Path]:
        return {path for path in w.ws.rglob("*") if path.is_file() and "sqlite3" not in path.name}

    before, kept = log_length(), files()
    operators = {
        "outcomes": ["outcomes", PACKAGE, "--out", w.dir / "o.csv"],
        "records build": ["records", "build", w.dir / "records.csv"],
        "agreement publish": ["agreement", "publish", "example-2026", "--out", w.dir / "public"],
        "ledger checkpoint": ["ledger", "checkpoint"],
        "init --upgrade": None,
    }
    for name, command in (commands(w) | operators).items():
        for officer in ("ada", "dee"):  # whether entitled or not
            acting = w.act(officer) if name in KINDS else []
            ran = w.run(*command, *acting) if command else run("init", w.ws, "--upgrade")
            assert (ran.code, ran.error) == (4, "MUN-LEDGER-041"), name
    assert (log_length(), files()) == (before, kept)
    for command in (["officers", "list"], ["ledger", "verify"], ["order", "list"]):
        w.must(*command)
    assert w.run("doctor").code == w.run("ledger", "fsck").code == 4


def test_a_ledger_published_meanwhile_is_no_restored_database(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process publishes between the two looks of an act, at the database and at the published checkpoint."""
    from muniment.ledger.publish import LogFolder
    from muniment.store.transaction import transaction
    from muniment.usecases import checkpoints
    from muniment.usecases.house import open_house
    from muniment.usecases.journal import write_act

    house, real, sizes = open_house(world.ws), LogFolder.checkpoint, []

    def meanwhile(folder: LogFolder) -> bytes | None:
        if not sizes:
            sizes.append(0)
            with transaction():
                write_act(house, "of_another_process", house.now(), {})
            sizes.append(checkpoints.publish(house).size)
        return real(folder)

    monkeypatch.setattr(LogFolder, "checkpoint", meanwhile)
    world.must("order", "add", order_file(world, "O-1"), *world.act("lex"))
    assert sizes[1] > 0
