"""Notes, keys, checkpoints and proofs, as C2SP writes them."""

from __future__ import annotations

import base64
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from ledger_support import LOG_KEY, NOON, ORIGIN, OTHER_WITNESS_KEY, WITNESS_KEY, entries, root_of, signed

from muniment.ledger.checkpoint import Checkpoint, parse_checkpoint, read_checkpoint, verify_checkpoint
from muniment.ledger.edge import EMPTY, Growth
from muniment.ledger.note import (
    LOG,
    Note,
    Signature,
    SigningKey,
    cosigned_at,
    parse_note,
    parse_skey,
    parse_vkey,
    verify_note,
)
from muniment.ledger.proof import TlogProof, parse_proof, verify_proof
from muniment.ledger.tree import Tree
from muniment.vocabulary.errors import IntegrityFailure

# A published note and key: the example of the signed-note module of Go's checksum database.
GO_VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)


def test_a_note_of_another_program_verifies() -> None:
    key = parse_vkey(GO_VKEY)
    note = verify_note(GO_NOTE.encode(), key)
    assert note.encode() == GO_NOTE.encode()
    assert key.vkey == GO_VKEY
    with pytest.raises(IntegrityFailure):
        verify_note(GO_NOTE.replace("cryptography", "Cryptography").encode(), key)


def test_openssl_verifies_the_logs_signature(tmp_path: Path) -> None:
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed: the signature was checked by `cryptography` alone")
    note = parse_note(signed(1, root_of(entries(0, 1))))
    public = Ed25519PublicKey.from_public_bytes(LOG_KEY.verifier.public)
    (tmp_path / "key.pem").write_bytes(public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    (tmp_path / "sig").write_bytes(note.signatures[0].blob[4:])
    command = [
        "openssl",
        "pkeyutl",
        "-verify",
        "-pubin",
        "-inkey",
        "key.pem",
        "-rawin",
        "-in",
        "text",
        "-sigfile",
        "sig",
    ]
    for text, good in ((note.text, True), (note.text.replace("1", "2", 1), False)):
        (tmp_path / "text").write_text(text)
        assert (subprocess.run(command, cwd=tmp_path, capture_output=True).returncode == 0) is good


def test_keys_are_lines_that_read_back() -> None:
    for key in (LOG_KEY, WITNESS_KEY):
        assert parse_vkey(key.verifier.vkey + "\n") == key.verifier
        assert parse_skey(key.skey) == key
        assert key.seed.hex() not in repr(key) and base64.b64encode(key.seed).decode() not in repr(key)


@pytest.mark.parametrize(
    "change",
    [
        lambda v: v.replace("example", "other"),
        lambda v: v[:-4] + "AAA=",
        lambda v: v.replace("+", " "),
        lambda v: "",
        lambda v: v.split("+")[0] + "+00000000+" + v.split("+", 2)[2],
        lambda v: v + "=",
    ],
)
def test_a_key_line_changed_is_no_key(change: object) -> None:
    with pytest.raises(IntegrityFailure):
        parse_vkey(change(LOG_KEY.verifier.vkey))  # type: ignore[operator]
    with pytest.raises(IntegrityFailure) as caught:
        parse_skey(change(LOG_KEY.skey))  # type: ignore[operator]
    assert base64.b64encode(LOG_KEY.seed).decode()[:12] not in str(caught.value.as_json())


@pytest.mark.parametrize("name", ["", "two words", "a+b", "a\tb", "a\u00a0b"])
def test_a_key_name_has_no_space_and_no_plus(name: str) -> None:
    with pytest.raises(ValueError):
        _ = SigningKey(name, LOG, bytes(32)).verifier


def test_a_log_key_does_not_cosign_and_a_witness_key_does_not_sign() -> None:
    text = "x\n"
    with pytest.raises(ValueError):
        LOG_KEY.cosign(text, NOON)
    with pytest.raises(ValueError):
        WITNESS_KEY.sign(text)
    with pytest.raises(ValueError):
        verify_note(b"", WITNESS_KEY.verifier)
    with pytest.raises(ValueError):
        cosigned_at(Note(text, ()), [LOG_KEY.verifier])
    for bad in ("no newline", "control\x01\n"):
        with pytest.raises(ValueError):
            LOG_KEY.sign(bad)
    with pytest.raises(ValueError):
        WITNESS_KEY.cosign(text, -1)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"text\n",
        b"text\n\n",
        b"text\n\n\xe2\x80\x94 a AAAAAAA=",
        b"text\n\n- a AAAAAAA=\n",
        b"text\n\n\xe2\x80\x94 a AAAAAB==\n",
        b"text\n\n\xe2\x80\x94 a AAAA\n",
        b"text\n\n\xe2\x80\x94 a  AAAAAAA=\n",
        b"te\x01xt\n\n\xe2\x80\x94 a AAAAAAA=\n",
        b"text\r\n\n\xe2\x80\x94 a AAAAAAA=\n",
        b"\xff\n\n\xe2\x80\x94 a AAAAAAA=\n",
        b"text\n\n" + b"\xe2\x80\x94 a AAAAAAA=\n" * 101,
        b"x" * 1_000_001,
    ],
)
def test_other_bytes_are_no_note(raw: bytes) -> None:
    with pytest.raises(IntegrityFailure):
        parse_note(raw)


def test_a_text_may_hold_empty_lines() -> None:
    assert parse_note(b"a\n\nb\n\n\xe2\x80\x94 a AAAAAAA=\n").text == "a\n\nb\n"


def test_unknown_signatures_are_ignored_and_a_bad_known_one_spoils_the_note() -> None:
    note = parse_note(signed(1, bytes(32)))
    stranger = SigningKey("stranger.example", LOG, bytes(32)).sign(note.text)
    assert verify_note(note.signed_by(stranger).encode(), LOG_KEY.verifier)
    bad = Signature(ORIGIN, LOG_KEY.verifier.id + bytes(64))
    short = Signature(ORIGIN, LOG_KEY.verifier.id + bytes(63))
    for spoiled in (note.signed_by(bad), note.signed_by(short), Note(note.text, (stranger,))):
        with pytest.raises(IntegrityFailure):
            verify_note(spoiled.encode(), LOG_KEY.verifier)


def test_a_cosignature_is_of_a_time() -> None:
    note = parse_note(signed(1, bytes(32), cosigned=True))
    assert cosigned_at(note, [WITNESS_KEY.verifier, OTHER_WITNESS_KEY.verifier]) == {WITNESS_KEY.verifier.vkey: NOON}
    blob = note.signatures[1].blob
    for changed in (blob[:4] + (NOON + 1).to_bytes(8, "big") + blob[12:], blob[:4] + b"\xff" * 8 + blob[12:]):
        spoiled = Note(note.text, (note.signatures[0], Signature(WITNESS_KEY.name, changed)))
        with pytest.raises(IntegrityFailure):
            cosigned_at(spoiled, [WITNESS_KEY.verifier])


def test_a_checkpoint_is_three_lines() -> None:
    head = Checkpoint(ORIGIN, 20852163, bytes(range(32)))
    assert head.text == f"{ORIGIN}\n20852163\n{base64.b64encode(bytes(range(32))).decode()}\n"
    assert parse_checkpoint(head.text) == head
    raw = signed(5, bytes(32))
    assert verify_checkpoint(raw, LOG_KEY.verifier)[0] == read_checkpoint(raw) == Checkpoint(ORIGIN, 5, bytes(32))


@pytest.mark.parametrize(
    "text",
    [
        "example.org\n5\n" + "A" * 43 + "=\nextension\n",
        "example.org\n05\n" + "A" * 43 + "=\n",
        "example.org\n-5\n" + "A" * 43 + "=\n",
        "example.org\n5\nAAAA\n",
        "example.org\n5\n" + "A" * 42 + "B=\n",
        "\n5\n" + "A" * 43 + "=\n",
        "two words\n5\n" + "A" * 43 + "=\n",
        "example.org\n5\n" + "A" * 43 + "=",
        "example.org\n99999999999999999999\n" + "A" * 43 + "=\n",
        "",
    ],
)
def test_any_other_text_is_no_checkpoint(text: str) -> None:
    with pytest.raises(IntegrityFailure):
        parse_checkpoint(text)


def test_a_log_signs_for_itself_only() -> None:
    with pytest.raises(ValueError):
        Checkpoint("other.example", 1, bytes(32)).sign(LOG_KEY)
    other = Checkpoint("other.example", 1, bytes(32))
    raw = Note(other.text, (LOG_KEY.sign(other.text),)).encode()
    with pytest.raises(IntegrityFailure):
        verify_checkpoint(raw, LOG_KEY.verifier)


def proof_of(index: int, size: int, *, extra: bytes | None = None) -> TlogProof:
    items = entries(0, size)
    held = {f.tile: f.content for f in Growth(EMPTY).files(items)}
    hashes = Tree(size, held.__getitem__).inclusion_proof(index)
    return TlogProof(index, tuple(hashes), signed(size, root_of(items), cosigned=True), extra)


@pytest.mark.parametrize("extra", [None, b"", b"anything"])
def test_a_proof_is_a_file_that_proves_its_entry(extra: bytes | None) -> None:
    proof = proof_of(3, 300, extra=extra)
    raw = proof.encode()
    assert raw.startswith(b"c2sp.org/tlog-proof@v1\n" + (b"extra " if extra is not None else b"index 3\n"))
    assert raw.endswith(b"\n\n" + proof.checkpoint)
    assert parse_proof(raw) == proof
    proven = verify_proof(raw, entries(3, 4)[0], LOG_KEY.verifier, [WITNESS_KEY.verifier])
    assert (proven.index, proven.checkpoint.size) == (3, 300)
    assert proven.cosigned == {WITNESS_KEY.verifier.vkey: NOON}


def test_a_proof_of_anything_else_is_refused() -> None:
    proof, entry, log, witness = proof_of(3, 300), entries(3, 4)[0], LOG_KEY.verifier, WITNESS_KEY.verifier
    refused = [
        (proof, entries(4, 5)[0], log, []),
        (replace(proof, index=4), entry, log, []),
        (replace(proof, hashes=proof.hashes[:-1]), entry, log, []),
        (replace(proof, hashes=(bytes(32), *proof.hashes[1:])), entry, log, []),
        (replace(proof, checkpoint=signed(300, bytes(32))), entry, log, []),
        (proof, entry, SigningKey(ORIGIN, LOG, bytes(32)).verifier, []),
        (proof, entry, log, [OTHER_WITNESS_KEY.verifier]),
        (proof, entry, log, [witness, OTHER_WITNESS_KEY.verifier]),
    ]
    for changed, shown, key, witnesses in refused:
        with pytest.raises(IntegrityFailure):
            verify_proof(changed.encode(), shown, key, witnesses)
    assert verify_proof(proof.encode(), entry, log, [witness, OTHER_WITNESS_KEY.verifier], quorum=1)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"c2sp.org/tlog-proof@v1\n\n",
        b"c2sp.org/tlog-proof@v2\nindex 0\n\nnote",
        b"c2sp.org/tlog-proof@v1\nindex 00\n\nnote",
        b"c2sp.org/tlog-proof@v1\nindex 0\nAAAA\n\nnote",
        b"c2sp.org/tlog-proof@v1\nextra !\nindex 0\n\nnote",
        b"c2sp.org/tlog-proof@v1\nindex 0\n" + (b"A" * 43 + b"=\n") * 64 + b"\nnote",
        b"\xff\n\n",
    ],
)
def test_other_bytes_are_no_proof(raw: bytes) -> None:
    with pytest.raises(IntegrityFailure):
        parse_proof(raw)
