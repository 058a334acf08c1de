"""The commands of docs/verify-a-disclosure.md, run as they stand by a shell that has nothing of ours in reach."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from world import World, record, request_row

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "verify-a-disclosure.md"
TOOLS = ("bash", "openssl", "sed", "od", "base64", "diff")
missing = [tool for tool in TOOLS if shutil.which(tool) is None]


def blocks(label: str) -> list[str]:
    """The fenced blocks of exactly that label, in order."""
    return re.findall(rf"^```{label}\n(.*?)^```$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


@pytest.fixture
def desk(world: World, tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """A recipient's desk: the three files, the certificate and key, and the two lines got from elsewhere."""
    w = world
    w.build_records([record(n) for n in range(3)])
    w.all_the_way(w.submit([request_row(n, officer_id="O1") for n in range(3)]))
    folder = tmp_path / "desk"
    folder.mkdir()
    for name in ("R1.cms", "R1.tlog-proof", "R1.receipt.json"):
        shutil.copy(w.dir / "release" / name, folder)
    shutil.copy(w.keys / "rc1.crt", folder / "recipient.crt")
    shutil.copy(w.keys / "rc1.key", folder / "recipient.key")
    keys = w.must("ledger", "vkey")
    return folder, {"VKEY": keys["vkey"], "WITNESS_VKEY": keys["witness_vkey"]}


def follow(folder: Path, lines: dict[str, str], script: str, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8"} | lines | more
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script], cwd=folder, env=environment, capture_output=True, text=True
    )


@pytest.mark.skipif(bool(missing), reason=f"not installed: {', '.join(missing)}")
def test_a_stranger_follows_it_to_the_end(desk: tuple[Path, dict[str, str]]) -> None:
    folder, lines = desk
    assert len(blocks("sh")) == 6
    done = follow(folder, lines, "\n".join(blocks("sh")))
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("Signature Verified Successfully") == 2
    assert "is in the tree" in done.stdout and "are those of the entry" in done.stdout
    assert len((folder / "answer" / "response.csv").read_text().splitlines()) == 4


ALTERED = {
    "R1.cms": lambda raw: raw[:-1] + bytes([raw[-1] ^ 1]),
    "R1.tlog-proof": lambda raw: raw.replace(b"index 5", b"index 4"),
    "R1.receipt.json": lambda raw: raw.replace(b'"value": "R1"', b'"value": "R2"'),
    "recipient.crt": None,
}


@pytest.mark.skipif(bool(missing), reason=f"not installed: {', '.join(missing)}")
@pytest.mark.parametrize("name", ALTERED)
def test_whatever_is_altered_stops_the_stranger(desk: tuple[Path, dict[str, str]], world: World, name: str) -> None:
    folder, lines = desk
    change = ALTERED[name]
    before = (folder / name).read_bytes()
    after = (world.keys / "rc2.crt").read_bytes() if change is None else change(before)
    assert after != before
    (folder / name).write_bytes(after)
    assert follow(folder, lines, "\n".join(blocks("sh")[:5])).returncode != 0


@pytest.mark.skipif(bool(missing), reason=f"not installed: {', '.join(missing)}")
def test_another_logs_key_stops_the_stranger(desk: tuple[Path, dict[str, str]]) -> None:
    folder, lines = desk
    other = lines["VKEY"][:-4] + "AAA="
    assert follow(folder, lines | {"VKEY": other}, blocks("sh")[0]).returncode != 0


@pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed")
def test_nodes_verifier_agrees(desk: tuple[Path, dict[str, str]], tmp_path: Path) -> None:
    folder, lines = desk
    command = [
        "npm",
        "install",
        "--silent",
        "--no-fund",
        "--no-audit",
        "--prefix",
        str(tmp_path),
        "@sigstore/verify",
        "@sigstore/core",
    ]
    try:
        installed = subprocess.run(command, capture_output=True, timeout=120).returncode == 0
    except subprocess.TimeoutExpired:
        installed = False
    if not installed:
        pytest.skip("the packages of npm cannot be installed here")
    (node,) = blocks("sh node")
    where = {"NODE_PATH": str(tmp_path / "node_modules")}
    done = follow(folder, lines, blocks("sh")[0] + node, **where)
    assert done.returncode == 0 and "in the tree" in done.stdout, done.stderr
    receipt = folder / "R1.receipt.json"
    receipt.write_text(re.sub(r'("entry": ")01', r"\g<1>02", receipt.read_text()))
    assert follow(folder, lines, node, **where).returncode != 0
