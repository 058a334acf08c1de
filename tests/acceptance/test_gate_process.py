"""The gate in a process of its own: seven attacks refused through it, the whole way through it, and its memory."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from gate_support import LOG_KEY, STRANGER, WITNESS_1, GateWorld, entry_of, make_world
from processes import Served, serving, start
from world import World, record, request_row, run

from muniment.formats.keyfiles import load_recipient_private
from muniment.ledger.tree import leaf_hash
from muniment.release import cms
from muniment.release.gate import DisclosureClaim, GateEvidence
from muniment.usecases.gatehouse import Memory
from muniment.usecases.gates import Passed, RemoteGate
from muniment.vocabulary.errors import IntegrityFailure, TryAgainLater


class Attacked:
    """A gate process and a custodian who has the log's and a witness's key, and may be anybody."""

    def __init__(self, folder: Path, world: GateWorld, served: Served) -> None:
        self.folder, self.world, self.served = folder, world, served
        self.sealed = cms.seal(b"the answer", (folder / "gate.crt").read_bytes(), os.urandom)
        claim = DisclosureClaim.of("P-1", "R1", world.certificates["R1"], self.sealed)
        self.record: dict[str, Any] = {**claim.as_fields(), "rows": 12}
        self.entries = list(world.entries)
        self.entries[3] = entry_of(self.record, world.salt)

    def evidence(self, index: int = 3, **changes: Any) -> GateEvidence:
        known = {"entries": self.entries, "record": self.record, "seen_at": int(time.time())}
        return self.world.evidence(index, **known | changes)

    def ask(
        self, evidence: GateEvidence, sealed: bytes = b"", to: str = "R1", certificate: str = "", package: str = "P-1"
    ) -> Passed:
        pem = self.world.certificates[certificate or to]
        gate = RemoteGate(self.served.url)
        return gate.release(sealed or self.sealed, pem, evidence, package=package, recipient=to)

    def refused(self, evidence: GateEvidence, **changes: Any) -> str:
        with pytest.raises(IntegrityFailure) as refused:
            self.ask(evidence, **changes)
        return refused.value.code


@pytest.fixture
def attacked(tmp_path: Path) -> Iterator[Attacked]:
    world = make_world(tmp_path)
    folder = tmp_path / "gate-process"
    made = run("gate", "init", folder, "--log-vkey", LOG_KEY.verifier.vkey, "--witness-vkey", WITNESS_1.verifier.vkey)
    assert made.code == 0, made.json
    with serving(["gate", "serve", folder, "--listen", f"unix:{tmp_path}/gate.sock"]) as (served,):
        yield Attacked(folder, world, served)


def test_an_honest_release_and_the_same_again(attacked: Attacked) -> None:
    a = attacked
    passed = a.ask(a.evidence())
    key = a.world.keys["R1"]
    assert cms.open_sealed(passed.sealed, key, a.world.certificates["R1"]) == b"the answer"
    assert passed.leaf == leaf_hash(a.entries[3])
    assert a.ask(a.evidence()).sealed == passed.sealed
    (mark,) = RemoteGate(a.served.url).releases()
    assert (mark["leaf_index"], mark["ciphertext_sha256"]) == (3, cms.ciphertext_digest(a.sealed).hex())


def test_seven_attacks_are_refused_through_the_process(attacked: Attacked) -> None:
    a, w = attacked, attacked.world
    now = int(time.time())
    edited = {**a.record, "rows": 13}
    other = cms.seal(b"another answer", (a.folder / "gate.crt").read_bytes(), os.urandom)
    attacks = {
        "1 edited entry": [
            a.refused(a.evidence(record=edited)),
            a.refused(a.evidence(record=edited, entry=entry_of(edited, w.salt))),
        ],
        "2 other package": [a.refused(a.evidence(), package="P-2"), a.refused(a.evidence(), sealed=other)],
        "3 other recipient": [a.refused(a.evidence(), to="R2"), a.refused(a.evidence(), certificate="R2")],
        "4 no witness": [
            a.refused(a.evidence(witnesses=())),
            a.refused(a.evidence(witnesses=(STRANGER,))),
            a.refused(a.evidence(seen_at=now - 700)),
        ],
        "5 other leaf": [a.refused(a.evidence(4)), a.refused(a.evidence(4, entry=a.entries[4]))],
    }
    assert attacks == {
        "1 edited entry": ["MUN-GATE-004", "MUN-LEDGER-061"],
        "2 other package": ["MUN-GATE-005", "MUN-GATE-005"],
        "3 other recipient": ["MUN-GATE-005", "MUN-GATE-005"],
        "4 no witness": ["MUN-GATE-002"] * 3,
        "5 other leaf": ["MUN-LEDGER-061", "MUN-GATE-004"],
    }
    assert RemoteGate(a.served.url).releases() == []

    assert a.ask(a.evidence()).sealed  # the honest release, which 6 and 7 come after
    claim = DisclosureClaim.of("P-1", "R2", w.certificates["R2"], a.sealed)
    second = {**a.record, **claim.as_fields()}
    grown = [*a.entries, entry_of(second, w.salt)]
    replay = a.evidence(7, entries=grown, record=second, entry=grown[7])
    assert a.refused(replay, to="R2") == "MUN-GATE-008"
    replaced = {**a.record, **DisclosureClaim.of("P-1", "R1", w.certificates["R1"], other).as_fields()}
    forked = [*a.entries, a.entries[0]]
    forked[3] = entry_of(replaced, w.salt)
    assert a.refused(a.evidence(entries=forked, record=replaced), sealed=other) == "MUN-GATE-008"
    assert a.refused(a.evidence(entries=a.entries[:5])) == "MUN-GATE-006"
    assert a.refused(a.evidence(entries=[*a.entries[:6], a.entries[0]])) == "MUN-GATE-007"
    assert len(RemoteGate(a.served.url).releases()) == 1


def test_it_remembers_across_a_kill_or_stays_shut(attacked: Attacked) -> None:
    a = attacked
    first = a.ask(a.evidence())
    a.served.end()
    with pytest.raises(TryAgainLater):
        a.ask(a.evidence())
    memory = a.folder / "memory"
    with memory.open("ab") as file:
        file.write(b'{"leaf_index":9')  # a death in the middle of a line: nothing was delivered for it
    again = start("gate", "serve", a.folder, "--listen", a.served.url)
    try:
        assert a.ask(a.evidence()).sealed == first.sealed
        assert a.refused(a.evidence(entries=a.entries[:5])) == "MUN-GATE-006"
    finally:
        again.end()
    good = memory.read_bytes()
    assert good.endswith(b"}\n") and len(good.splitlines()) == 1
    for damaged in (b"{}\n" + good, good.replace(b'"size":7', b'"size":x')):
        memory.write_bytes(damaged)
        with pytest.raises(IntegrityFailure):
            Memory(memory)
        assert run("gate", "serve", a.folder).code == 4
    memory.unlink()
    assert run("gate", "serve", a.folder).code == 2


def test_what_is_no_request_is_refused_and_nothing_is_let_go(attacked: Attacked) -> None:
    from muniment.usecases.gatehouse import encode_request
    from muniment.usecases.wire import ask

    url = attacked.served.url
    for body in (b"", b"{}\n", b"[]\nx", b"\xff", encode_request(attacked.sealed, entry="zz", proof=1)):
        assert ask("POST", url, "/release", body).status in (400, 403)
    assert ask("GET", url, "/release").status == 404
    assert RemoteGate(url).releases() == []


def officers(w: World) -> list[object]:
    return [*w.act("lex"), "--second", "ben", "--second-key", w.keys / "ben"]


def test_the_whole_way_through_a_gate_elsewhere(world: World, tmp_path: Path) -> None:
    """And back to the embedded one. The workspace's own gate key opens nothing of it."""
    w = world
    w.build_records([record(n) for n in range(2)])
    folder, keys = tmp_path / "elsewhere", w.must("ledger", "vkey")
    believed = ["--log-vkey", keys["vkey"], "--witness-vkey", keys["witness_vkey"]]
    assert run("gate", "init", folder, *believed).code == 0
    assert run("gate", "init", folder, *believed).code == 2
    with serving(["gate", "serve", folder, "--listen", f"unix:{tmp_path}/g.sock"]) as (served,):
        w.must("gate", "use", served.url, "--certificate", folder / "gate.crt")
        package = w.submit([request_row(0)], name="a")
        assert set(w.all_the_way(package, "a")) == {"r0000"}
        assert w.must("gate", "reconcile")["gate"] == 1
        own = load_recipient_private(w.ws / "keys" / "gate.key")
        with pytest.raises(IntegrityFailure):
            cms.open_sealed(next((w.ws / "artefacts").rglob(sealed_of())).read_bytes(), own)
        # The gate is down: logged, not disclosed; and up again: the same release goes on.
        package = w.submit([request_row(1)], name="b")
        w.process(package)
        w.decide(package, "confirm")
        w.must("approve", package, *w.act("cy"))
        served.end()
        release = ["release", package, "--out", w.dir / "b-out", *w.act("dee")]
        assert w.run(*release).code == 5 and not (w.dir / "b-out").exists()
        assert w.run("gate", "use", *officers(w)).error == "MUN-ROTATE-001"
        again = start("gate", "serve", folder, "--listen", served.url)
        try:
            w.must(*release)
            assert set(w.answers(w.dir / "b-out")) == {"r0001"}
            assert w.must("gate", "reconcile")["entries"] == 2
            w.must("ledger", "export", "--for-auditor", "--out", w.dir / "kit", *w.act("lex"))
            assert len(json.loads((w.dir / "kit" / "gate.json").read_text())["releases"]) == 2
        finally:
            again.end()
    w.must("gate", "use", *officers(w))
    assert w.must("doctor")["ok"]


def sealed_of() -> str:
    from muniment.store.models import Envelope

    return str(Envelope.objects.get().sealed)


def test_reconciling_finds_what_the_gate_let_go_without_an_entry_and_the_reverse(world: World) -> None:
    from django.db import connection

    from muniment.store.append_only import remove

    w = world
    w.build_records([record(n) for n in range(2)])
    w.all_the_way(w.submit([request_row(0), request_row(1)]))
    assert w.must("gate", "reconcile")["entries"] == 2
    with connection.schema_editor() as editor:
        remove(None, editor)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM store_gatememory WHERE leaf_index = (SELECT max(leaf_index) FROM store_gatememory)")
        cursor.execute("UPDATE store_gatememory SET leaf_index = 7")
    found = w.run("gate", "reconcile")
    assert (found.code, found.error, len(found.json["error"]["defects"])) == (4, "MUN-GATE-032", 3)


def test_wrong_calls_of_the_gate(world: World, tmp_path: Path) -> None:
    keys = world.must("ledger", "vkey")
    log, witness = ["--log-vkey", keys["vkey"]], ["--witness-vkey", keys["witness_vkey"]]
    for arguments in (
        [*log, *witness, "--quorum", 2],
        [*log, *witness, "--max-age", 0],
        ["--log-vkey", keys["witness_vkey"], *witness],
        ["--log-vkey", "x", *witness],
    ):
        assert run("gate", "init", tmp_path / "g", *arguments).code == 2, arguments
        assert not (tmp_path / "g" / "gate.key").exists()
    assert world.run("gate", "use", "unix:/nowhere").code == 2
    assert world.run("gate", "use", "ftp://x", "--certificate", world.keys / "rc1.crt").code == 2
    assert run("gate", "serve", tmp_path / "nowhere").code == 2
