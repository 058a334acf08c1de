"""Witnesses elsewhere: real processes, k of n, refusals kept as evidence on both sides."""

from __future__ import annotations

import http.client
import json
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from ledger_support import LOG_KEY, entries, root_of, signed
from processes import Served, serving, start
from world import World, record, request_row, run

from muniment.ledger import verify
from muniment.ledger.edge import EMPTY, Growth
from muniment.ledger.note import cosigned_at, parse_note, parse_vkey
from muniment.ledger.tree import Tree
from muniment.ledger.witness import encode_request, parse_state
from muniment.usecases.witnessing import WitnessFolder


def made(folder: Path, name: str, vkey: str) -> str:
    ran = run("witness", "init", folder, "--name", f"example.org/{name}", "--log-vkey", vkey)
    assert ran.code == 0, ran.json
    return str(ran.json["vkey"])


def policy(w: World, quorum: int, pairs: list[tuple[str, str]], *more: object) -> dict[str, Any]:
    lines = [x for url, vkey in pairs for x in ("--witness", f"{url} {vkey}")]
    return w.must("witness", "policy", *lines, "--quorum", quorum, *more)


@pytest.fixture
def three(world: World, tmp_path: Path) -> Iterator[tuple[World, list[Served], list[str]]]:
    """A custodian whose checkpoints need two of three witnesses elsewhere."""
    w, log = world, world.must("ledger", "vkey")["vkey"]
    folders = [tmp_path / f"w{n}" for n in range(3)]
    vkeys = [made(folder, folder.name, log) for folder in folders]
    with serving(*(["witness", "serve", folder, "--listen", "127.0.0.1:0"] for folder in folders)) as served:
        pairs = [(s.url, vkey) for s, vkey in zip(served, vkeys, strict=True)]
        policy(w, 2, pairs, "--no-embedded")
        yield w, served, vkeys


def acts(kind: str) -> list[dict[str, Any]]:
    from muniment.store.models import LogRun

    return [json.loads(bytes(run.record)) for run in LogRun.objects.filter(kind=kind).order_by("first")]


def test_the_whole_way_under_two_of_three(three: tuple[World, list[Served], list[str]]) -> None:
    w, served, vkeys = three
    w.build_records([record(0)])
    package = w.submit([request_row(0)])
    keys = w.must("ledger", "vkey")
    assert (keys["witness_vkeys"], keys["quorum"]) == (vkeys, 2)
    receipt = ["receipt", "verify", w.ws / "receipts" / f"{package}.json", "--vkey", keys["vkey"]]
    assert run(*receipt, *(x for v in vkeys for x in ("--witness-vkey", v))).code == 0
    served[0].end()
    assert set(w.all_the_way(package)) == {"r0000"}  # two are enough
    assert w.must("ledger", "verify")["witnesses"] == ["example.org/w1", "example.org/w2"]
    proof = (w.dir / "release" / "R1.tlog-proof").read_bytes()
    entry = bytes.fromhex(json.loads((w.dir / "release" / "R1.receipt.json").read_text())["entry"])
    witnesses = [verify.read_key(line, 4) for line in vkeys]
    assert len(verify.verify_proof(proof, entry, verify.read_key(keys["vkey"], 1), witnesses, 2)[1].cosigned) == 2


def test_with_too_few_nothing_is_published_and_nothing_is_lost(three: tuple[World, list[Served], list[str]]) -> None:
    w, served, _ = three
    w.must("ledger", "checkpoint")
    before = (w.ws / "ledger" / "checkpoint").read_bytes()
    for one in served[:2]:
        one.end()
    late = w.run("submit", *w.submission([request_row(0)]), *w.act("ada"))
    assert (late.code, late.error) == (5, "MUN-LEDGER-053")
    assert (w.ws / "ledger" / "checkpoint").read_bytes() == before
    folders = [w.dir / f"w{n}" for n in range(2)]
    policy_urls = [s.url for s in served[:2]]
    for folder, url in zip(folders, policy_urls, strict=True):
        served.append(start("witness", "serve", folder, "--listen", urlsplit(url).netloc))
    again = w.must("submit", *w.submission([request_row(0)]), *w.act("ada"))
    assert again["package"] == "PKG-000001" and Path(again["receipt"]).exists()
    assert w.must("doctor")["packages"] == 1


def test_a_witness_that_joins_late_is_told_from_where_it_knows_nothing(
    three: tuple[World, list[Served], list[str]], tmp_path: Path
) -> None:
    w, served, vkeys = three
    w.must("ledger", "checkpoint")
    vkey = made(tmp_path / "late", "late", w.must("ledger", "vkey")["vkey"])
    with serving(["witness", "serve", tmp_path / "late", "--listen", f"unix:{tmp_path}/s"]) as (late,):
        pairs = [(s.url, v) for s, v in zip(served, vkeys, strict=True)]
        policy(w, 4, [*pairs, (late.url, vkey)], "--no-embedded")
        w.must("ledger", "checkpoint")
        assert len(w.must("ledger", "verify")["witnesses"]) == 4
        assert oct((tmp_path / "s").stat().st_mode & 0o777) == "0o600"


@pytest.mark.parametrize(("lost", "code"), [(1, "MUN-LEDGER-051"), (2, "MUN-LEDGER-041")])
def test_a_restored_backup_is_refused_by_witnesses_that_saw_more(
    three: tuple[World, list[Served], list[str]], lost: int, code: str
) -> None:
    """The database *and* the published folder are restored: only somebody outside can know. Where the new tree is as
    large as the one lost, it is a fork to them."""
    from django.db import connections

    w, _, _ = three
    w.must("ledger", "checkpoint")
    backup = w.dir / "backup"
    connections.close_all()
    shutil.copytree(w.ws, backup)
    for n in range(lost):
        w.submit([request_row(n)], name=f"p{n}")  # each publishes
    connections.close_all()
    shutil.rmtree(w.ws)
    shutil.copytree(backup, w.ws)
    w.must("order", "add", order(w), *w.act("lex"))  # nothing here can know yet
    halted = w.run("ledger", "checkpoint")
    assert (halted.code, halted.error) == (4, code)
    assert bool(acts("witness_refused")) is (code == "MUN-LEDGER-051")


def order(w: World) -> Path:
    path = w.dir / "order.yaml"
    path.write_text("{id: O, forum: F, issued_on: 2026-01-01, effective_from: 2199-01-01}")
    return path


def test_a_fork_is_refused_and_both_sides_keep_evidence(
    three: tuple[World, list[Served], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An insider signs another tree of the same log: every witness refuses, and the entry of it is in the log."""
    w, _, _ = three
    w.must("ledger", "checkpoint")
    from muniment.store import log
    from muniment.usecases import checkpoints, keys
    from muniment.usecases.house import open_house

    house = open_house(w.ws)
    size, root, _ = checkpoints._last(house)
    forged = checkpoints.Checkpoint(keys.origin(house.workspace), size, bytes(32))
    note = forged.sign(keys.log_key(house.workspace))
    with pytest.raises(checkpoints.IntegrityFailure) as refused:
        checkpoints.witnesses.collect(
            house,
            checkpoints.witnesses.policy_of(house),
            note,
            checkpoints.LogFolder(house.workspace.ledger).tree(size),
            log.last_signed_head()[1],  # type: ignore[index]
        )
    assert refused.value.code == "MUN-LEDGER-051"
    assert [one["reason"] for one in acts("witness_refused")] == ["refused"] * 3
    for n in range(3):
        (kept,) = [json.loads(p.read_text()) for p in (w.dir / f"w{n}" / "evidence").iterdir()]
        heads = [
            verify.read_head(x.encode(), verify.read_key(w.must("ledger", "vkey")["vkey"], 1), [], 0)
            for x in kept["notes"]
        ]
        assert {head.root for head in heads} == {root, bytes(32)} and {head.size for head in heads} == {size}
    w.must("ledger", "checkpoint")  # the honest log goes on


def test_a_witness_with_another_clock_does_not_count(world: World, tmp_path: Path) -> None:
    """Our clock an hour ahead: the cosignature is good, its time is not; the checkpoint is refused and it is on record."""
    from dataclasses import replace
    from datetime import timedelta

    from muniment.usecases import checkpoints
    from muniment.usecases.house import open_house

    w = world
    vkey = made(tmp_path / "w", "w", w.must("ledger", "vkey")["vkey"])
    with serving(["witness", "serve", tmp_path / "w", "--listen", "127.0.0.1:0"]) as (served,):
        policy(w, 1, [(served.url, vkey)], "--no-embedded")
        house = open_house(w.ws)
        for hours in (1, -1):
            wrong = replace(house, clock=lambda hours=hours: house.now() + timedelta(hours=hours))
            with pytest.raises(checkpoints.IntegrityFailure) as refused:
                checkpoints.publish(wrong)
            assert refused.value.code == "MUN-LEDGER-051"
        w.must("ledger", "checkpoint")
        assert [one["reason"] for one in acts("witness_refused")] == ["clock", "clock"]


def test_a_policy_that_cannot_be_met_or_is_no_policy_is_a_usage_error(world: World, tmp_path: Path) -> None:
    w = world
    vkey = made(tmp_path / "w", "w", w.must("ledger", "vkey")["vkey"])
    own = w.must("ledger", "vkey")["witness_vkey"]
    for arguments in (
        ["--quorum", 0],
        ["--quorum", 2],
        ["--quorum", 1, "--no-embedded"],
        ["--quorum", 1, "--witness", f"ftp://x {vkey}"],
        ["--quorum", 1, "--witness", "http://x nonsense"],
        ["--quorum", 1, "--witness", f"http://x {own}"],
        ["--quorum", 1, "--witness", f"http://x {vkey}", "--witness", f"http://y {vkey}"],
        ["--quorum", 1, "--witness", f"http://x {w.must('ledger', 'vkey')['vkey']}"],
    ):
        assert w.run("witness", "policy", *arguments).code == 2, arguments
    w.submit([request_row(0)])
    assert w.run("witness", "policy", "--quorum", 1, *w.act("lex")).error == "MUN-OFFICER-010"


# --- the witness as any log meets it

ITEMS = entries(0, 600)


def tree(size: int) -> Tree:
    return Tree(size, {f.tile: f.content for f in Growth(EMPTY).files(ITEMS[:size])}.__getitem__)


def request(old: int, new: int, items: list[bytes] = ITEMS) -> bytes:
    proof = tree(new).consistency_proof(old) if old <= new else []
    return encode_request(old, proof, signed(new, root_of(items[:new])))


def post(url: str, body: bytes, method: str = "POST", path: str = "/add-checkpoint") -> tuple[int, str, bytes]:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)
    connection.request(method, path, body)
    answer = connection.getresponse()
    return answer.status, answer.headers.get_content_type(), answer.read()


def too_long(url: str) -> int:
    """The status for a body that is announced as two megabytes: it is not waited for."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)
    connection.putrequest("POST", "/add-checkpoint")
    connection.putheader("Content-Length", str(1 << 21))
    connection.endheaders()
    return connection.getresponse().status


def test_the_protocol_over_http(tmp_path: Path) -> None:
    vkey = made(tmp_path / "w", "w", LOG_KEY.verifier.vkey)
    with serving(["witness", "serve", tmp_path / "w", "--listen", "127.0.0.1:0"]) as (served,):
        status, _, body = post(served.url, request(0, 256))
        assert status == 200
        note = parse_note(signed(256, root_of(ITEMS[:256])) + body)
        assert abs(cosigned_at(note, [parse_vkey(vkey)])[vkey] - time.time()) < 60
        assert post(served.url, request(0, 600)) == (409, "text/x.tlog.size", b"256\n")
        assert post(served.url, request(0, 100)) == (409, "text/x.tlog.size", b"256\n")
        forked = entries(0, 600, b"fork")
        assert post(served.url, request(256, 256, forked))[0] == 409
        assert post(served.url, request(256, 600, forked))[0] == 422
        assert post(served.url, request(601, 600))[0] == 400
        assert post(served.url, b"nonsense")[0] == 400
        assert post(served.url, request(256, 600).replace(b"example.org/ledger", b"example.org/other!"))[0] == 404
        assert post(served.url, request(256, 600).replace(b"\n600\n", b"\n601\n"))[0] == 403
        assert post(served.url, b"", "GET")[0] == 404 and post(served.url, b"", path="/x")[0] == 404
        assert too_long(served.url) == 413
        assert len(list((tmp_path / "w" / "evidence").iterdir())) == 3
        served.end()
        again = start("witness", "serve", tmp_path / "w", "--listen", urlsplit(served.url).netloc)
        try:  # what it saw, it still knows
            assert post(again.url, request(0, 600)) == (409, "text/x.tlog.size", b"256\n")
            assert post(again.url, request(256, 600))[0] == 200
        finally:
            again.end()


def test_two_requests_at_once_never_roll_it_back(tmp_path: Path) -> None:
    """Twenty threads race with checkpoints of rising sizes; what is cosigned last is what is remembered."""
    made(tmp_path / "w", "w", LOG_KEY.verifier.vkey)
    folder = WitnessFolder(tmp_path / "w", lambda: 1_772_452_800)
    sizes, cosigned, lock = list(range(10, 210, 10)), [], threading.Lock()

    def climb(size: int) -> None:
        old = 0
        while True:
            status, _, body = folder.add_checkpoint(request(old, size) if old <= size else request(size, size))
            if status == 200:
                with lock:
                    cosigned.append(size)
                return
            if status != 409 or int(body) > size:
                return
            old = int(body)

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(climb, sizes))
    state = parse_state((tmp_path / "w" / "state").read_bytes())
    assert state.logs["example.org/ledger"].checkpoint.size == max(cosigned) == 200


def test_a_witness_without_memory_does_not_serve(tmp_path: Path) -> None:
    made(tmp_path / "w", "w", LOG_KEY.verifier.vkey)
    (tmp_path / "w" / "state").write_bytes(b"{}")
    assert run("witness", "serve", tmp_path / "w").code == 4
    assert run("witness", "serve", tmp_path / "nowhere").code == 2
    assert run("witness", "init", tmp_path / "x", "--name", "a b", "--log-vkey", LOG_KEY.verifier.vkey).code == 2
    assert run("witness", "init", tmp_path / "x", "--name", "a", "--log-vkey", "nonsense").code == 2
    made(tmp_path / "y", "y", LOG_KEY.verifier.vkey)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert run("witness", "serve", tmp_path / "y", "--listen", f"127.0.0.1:{taken.getsockname()[1]}").code == 2
