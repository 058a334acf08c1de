"""The verifier that stands alone: it accepts what we publish, and notices one byte changed anywhere."""

from __future__ import annotations

import ast
import base64
import hashlib
import struct
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from ledger_support import (
    DAY,
    LOG_KEY,
    OTHER_WITNESS_KEY,
    WITNESS_KEY,
    entries,
    files,
    publish,
    root_of,
    signed,
)

from muniment.ledger import verify
from muniment.ledger.entry import Entry, derive_salt
from muniment.ledger.fields import commit_fields, open_field
from muniment.ledger.proof import TlogProof
from muniment.ledger.publish import LogFolder

VKEY, WITNESS = LOG_KEY.verifier.vkey, WITNESS_KEY.verifier.vkey
SIZE = 65536 + 3 * 256 + 40
ACT = {"act": "release", "package": "P-1", "officer": "dee"}
SALT = derive_salt(bytes(32), 3)
ITEMS = [*entries(0, 3), Entry(DAY, commit_fields(ACT, SALT)).encode(), *entries(4, SIZE)]


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two levels of full tiles, a third level, and partial tiles of an older size."""
    directory = tmp_path_factory.mktemp("log")
    publish(directory, [], ITEMS[:700])
    publish(directory, ITEMS[:700], ITEMS[700:], cosigned=True)
    return directory


def run(*arguments: object) -> int:
    return verify.main([str(a) for a in arguments])


def test_it_stands_alone() -> None:
    tree = ast.parse(Path(verify.__file__).read_text())
    modules = {n.module.split(".")[0] for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.module}
    modules |= {a.name.split(".")[0] for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    assert modules - set(sys.stdlib_module_names) == {"cryptography"}


def test_as_a_script_it_prints_size_and_root(log: Path) -> None:
    # -I: neither the current folder nor the environment can lend it a module of ours.
    done = subprocess.run(
        [sys.executable, "-I", verify.__file__, log, VKEY, "--witness", WITNESS], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert f"size {SIZE}\nroot {root_of(ITEMS).hex()}\n" in done.stdout
    assert "cosigned example.org/witness 2026-03-02T12:00:00+00:00" in done.stdout


def independent(directory: Path, vkey: str) -> tuple[int, bytes]:
    """A reading of the log by nothing but the specifications: entries, level-0 tiles, root and signature."""
    name, _, key = vkey.split("+", 2)
    text, _, tail = (directory / "checkpoint").read_text().partition("\n\n")
    line = next(part for part in tail.splitlines() if part.startswith(f"— {name} "))
    blob = base64.b64decode(line.rsplit(" ", 1)[1])
    Ed25519PublicKey.from_public_bytes(base64.b64decode(key)[1:]).verify(blob[4:], f"{text}\n".encode())
    size, root = int(text.split("\n")[1]), base64.b64decode(text.split("\n")[2])
    stack: list[tuple[int, bytes]] = []  # (leaves below, hash): equal neighbours merge, as a binary counter carries
    for start in range(0, size, 256):
        width = min(256, size - start)
        folder, number = divmod(start // 256, 1000)
        where = (f"x{folder:03d}/" if folder else "") + f"{number:03d}" + (f".p/{width}" if width < 256 else "")
        raw, at = (directory / "tile/entries" / where).read_bytes(), 0
        tile = b""
        for _ in range(width):
            (length,) = struct.unpack_from(">H", raw, at)
            tile += hashlib.sha256(b"\0" + raw[at + 2 : at + 2 + length]).digest()
            stack.append((1, tile[-32:]))
            while len(stack) > 1 and stack[-1][0] == stack[-2][0]:
                (n, right), (_, left) = stack.pop(), stack.pop()
                stack.append((2 * n, hashlib.sha256(b"\1" + left + right).digest()))
            at += 2 + length
        assert at == len(raw) and (directory / "tile/0" / where).read_bytes() == tile
    top = stack.pop()[1]
    while stack:
        top = hashlib.sha256(b"\1" + stack.pop()[1] + top).digest()
    assert top == root
    return size, root


def test_a_second_reader_agrees(log: Path) -> None:
    assert independent(log, VKEY) == (SIZE, root_of(ITEMS))


KINDS = [
    "tile/entries/000",
    "tile/entries/258",
    "tile/entries/259.p/40",
    "tile/entries/002.p/188",
    "tile/0/000",
    "tile/0/255",
    "tile/0/259.p/40",
    "tile/0/002.p/188",
    "tile/1/000",
    "tile/1/001.p/3",
    "tile/1/000.p/2",
    "tile/2/000.p/1",
]


def test_the_log_under_test_has_every_kind_of_file(log: Path) -> None:
    assert set(KINDS) <= set(files(log))


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("change", ["first", "middle", "last", "shorter", "longer"])
def test_a_byte_changed_in_any_kind_of_file_is_noticed(
    log: Path, name: str, change: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path, before = log / name, (log / name).read_bytes()
    raw = bytearray(before)
    if change == "shorter":
        raw.pop()
    elif change == "longer":
        raw.append(0)
    else:
        raw[{"first": 0, "middle": len(raw) // 2, "last": -1}[change]] ^= 1
    try:
        path.write_bytes(raw)
        assert run(log, VKEY) == 4
        assert name in capsys.readouterr().err
    finally:
        path.write_bytes(before)


# Where a byte of each class lies in an entry of a bundle (length, version, day, commitment) and in a tile's hash.
BYTES = {"entries": [*range(7), 7, 20, 38], "hash": [0, 1, 15, 30, 31]}


@pytest.mark.parametrize("name", KINDS)
def test_every_class_of_byte_of_every_kind_of_file_is_noticed(log: Path, name: str) -> None:
    path, before = log / name, (log / name).read_bytes()
    width = 39 if "entries" in name else 32
    count = len(before) // width
    try:
        for at in BYTES["entries" if width == 39 else "hash"]:
            raw = bytearray(before)
            raw[count // 2 * width + at] ^= 1
            path.write_bytes(raw)
            try:
                found = verify.Log(log, verify.read_key(VKEY, 1), [], 0).problems
            except verify.Mismatch as mismatch:
                found = [str(mismatch)]
            assert any(name in problem for problem in found), at
    finally:
        path.write_bytes(before)


@pytest.mark.parametrize(
    "name", [k for k in KINDS if k not in {"tile/entries/002.p/188", "tile/0/002.p/188", "tile/1/000.p/2"}]
)
def test_a_file_missing_is_noticed(log: Path, name: str) -> None:
    path, before = log / name, (log / name).read_bytes()
    try:
        path.unlink()
        assert run(log, VKEY) == 4
    finally:
        path.write_bytes(before)


def test_every_byte_of_the_checkpoint_counts(log: Path) -> None:
    path, before = log / "checkpoint", (log / "checkpoint").read_bytes()
    try:
        for at in range(len(before)):
            raw = bytearray(before)
            raw[at] ^= 1
            path.write_bytes(raw)
            with pytest.raises(verify.Mismatch):
                keys = verify.read_key(VKEY, 1), [verify.read_key(WITNESS, 4)]
                verify.read_head(path.read_bytes(), *keys, 1)
        assert run(log, VKEY, "--witness", WITNESS) == 4
    finally:
        path.write_bytes(before)


def test_a_log_signed_over_other_entries_is_noticed(tmp_path: Path) -> None:
    """Tiles that agree with each other are not enough: the root signed must be theirs."""
    publish(tmp_path, [], entries(0, 300))
    (tmp_path / "checkpoint").write_bytes(signed(300, root_of(entries(0, 300, b"other"))))
    assert run(tmp_path, VKEY) == 4


def test_keys_and_witnesses_are_the_readers_choice(log: Path) -> None:
    other = OTHER_WITNESS_KEY.verifier.vkey
    assert run(log, VKEY) == run(log, VKEY, "--witness", WITNESS) == 0
    assert run(log, VKEY, "--witness", other) == 4
    assert run(log, VKEY, "--witness", WITNESS, "--witness", other) == 4
    assert run(log, VKEY, "--witness", WITNESS, "--witness", other, "--quorum", "1") == 0
    twice = WITNESS_KEY.verifier.vkey
    assert run(log, VKEY, "--witness", WITNESS, "--witness", twice, "--quorum", "2") == 4
    for wrong in (["nonsense"], [WITNESS], [VKEY, "--witness", VKEY], [VKEY, "--proof", "x"]):
        with pytest.raises(SystemExit) as left:
            run(log, *wrong)
        assert left.value.code == 2
    with pytest.raises(SystemExit) as left:
        run("-", VKEY)
    assert left.value.code == 2


def test_what_cannot_be_read_is_a_mismatch_and_no_traceback(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path / "nowhere", VKEY) == 4
    (tmp_path / "checkpoint").write_bytes(bytes(range(256)))
    assert run(tmp_path, VKEY) == 4
    assert run("-", VKEY, "--proof", tmp_path / "none", "--entry", tmp_path / "none") == 4
    assert "Traceback" not in capsys.readouterr().err


def proof_file(log: Path, directory: Path, index: int, size: int) -> list[object]:
    path = LogFolder(log).tree(SIZE).inclusion_proof(index, size)
    note = signed(size, root_of(ITEMS[:size]), cosigned=True)
    (directory / "proof").write_bytes(TlogProof(index, tuple(path), note).encode())
    (directory / "entry").write_bytes(ITEMS[index])
    return ["--proof", directory / "proof", "--entry", directory / "entry"]


@pytest.mark.parametrize("size", [4, 256, 700, 65536, SIZE])
def test_a_proof_verifies_with_and_without_the_log(log: Path, tmp_path: Path, size: int) -> None:
    proof = proof_file(log, tmp_path, 3, size)
    assert run("-", VKEY, *proof, "--witness", WITNESS) == 0
    assert run(log, VKEY, *proof) == 0


def test_every_byte_of_a_proof_counts(log: Path, tmp_path: Path) -> None:
    proof_file(log, tmp_path, 3, SIZE)
    before, entry = (tmp_path / "proof").read_bytes(), ITEMS[3]
    key, witness = verify.read_key(VKEY, 1), verify.read_key(WITNESS, 4)
    assert verify.verify_proof(before, entry, key, [witness], 1)[0] == 3
    for at in range(len(before)):
        raw = bytearray(before)
        raw[at] ^= 1
        with pytest.raises(verify.Mismatch):
            verify.verify_proof(bytes(raw), entry, key, [witness], 1)
    for at in range(len(entry)):
        other = bytearray(entry)
        other[at] ^= 1
        with pytest.raises(verify.Mismatch):
            verify.verify_proof(before, bytes(other), key, [witness], 1)


def test_a_proof_of_a_tree_the_copy_does_not_have_is_evidence(log: Path, tmp_path: Path) -> None:
    forked = [*ITEMS[:600], *entries(600, 700, b"fork")]
    publish(tmp_path / "fork", [], forked)
    folder = LogFolder(tmp_path / "fork").tree(700)
    note = signed(700, root_of(forked))
    (tmp_path / "proof").write_bytes(TlogProof(3, tuple(folder.inclusion_proof(3)), note).encode())
    (tmp_path / "entry").write_bytes(ITEMS[3])
    arguments = ["--proof", tmp_path / "proof", "--entry", tmp_path / "entry"]
    assert run("-", VKEY, *arguments) == 0  # it verifies by itself: the log signed it
    assert run(log, VKEY, *arguments) == 4  # and that is what convicts the log
    newer = proof_file(log, tmp_path, 3, SIZE)
    assert run(tmp_path / "fork", VKEY, *newer) == 4


def test_a_field_shown_to_an_auditor_verifies(log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "entry").write_bytes(ITEMS[3])
    before = open_field(ACT, SALT, "officer").encode()
    (tmp_path / "opening").write_bytes(before)
    arguments = ["--opening", tmp_path / "opening", "--entry", tmp_path / "entry"]
    assert run("-", VKEY, *arguments) == 0
    assert 'opened {"officer":"dee"}' in capsys.readouterr().out
    for changed in (before.replace(b"dee", b"cy"), before.replace(b"officer", b"package"), before[:-1], b"[]"):
        (tmp_path / "opening").write_bytes(changed)
        assert run("-", VKEY, *arguments) == 4


def test_files_beyond_the_checkpoint_and_strange_files(
    log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    publish(tmp_path, [], ITEMS[:300])
    (tmp_path / "tile/0/001").write_bytes(bytes(8192))
    assert run(tmp_path, VKEY) == 0
    assert "1 file(s) lie beyond" in capsys.readouterr().out
    for name in ("tile/0/1", "tile/0/000.p/0", "tile/x/000", "tile/0/note"):
        strange = tmp_path / name
        strange.parent.mkdir(exist_ok=True)
        strange.write_bytes(b"")
        assert run(tmp_path, VKEY) == 4
        strange.unlink()
