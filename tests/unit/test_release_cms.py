"""Sealing: stock OpenSSL opens what we seal and re-wrap; here, nothing opens that was touched."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from muniment.formats import keyfiles
from muniment.release import cms
from muniment.vocabulary.errors import InputRefused, IntegrityFailure

NOW = datetime(2026, 3, 2, tzinfo=UTC)
LEAF = bytes(range(32))
OPENSSL = shutil.which("openssl")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Key pairs of a gate and two recipients."""
    folder = tmp_path_factory.mktemp("keys")
    for name in ("gate", "R1", "R2"):
        keyfiles.generate_recipient(folder, name, NOW)
    return folder


def _key(folder: Path, name: str) -> ec.EllipticCurvePrivateKey:
    return keyfiles.load_recipient_private(folder / f"{name}.key")


def _certificate(folder: Path, name: str) -> str:
    return (folder / f"{name}.crt").read_text()


@pytest.mark.skipif(OPENSSL is None, reason="openssl is not installed")
@pytest.mark.parametrize("with_recip", [True, False], ids=["-recip", "key only"])
@pytest.mark.parametrize("size", [0, 1, 65_537, 5_000_000])
def test_stock_openssl_opens_what_is_sealed_and_what_is_rewrapped(
    size: int, with_recip: bool, folder: Path, tmp_path: Path
) -> None:
    plaintext = random.Random(size).randbytes(size)
    sealed = cms.seal(plaintext, _certificate(folder, "gate"), os.urandom)
    rewrapped = cms.rewrap(
        sealed, cms.KeyInMemory(_key(folder, "gate")), _certificate(folder, "R1"), bound_to=LEAF, random=os.urandom
    )
    for name, data in (("gate", sealed), ("R1", rewrapped)):
        (tmp_path / "in").write_bytes(data)
        command = ["openssl", "cms", "-decrypt", "-binary", "-inform", "DER", "-in", tmp_path / "in"]
        command += ["-inkey", folder / f"{name}.key", "-out", tmp_path / "out"]
        command += ["-recip", folder / f"{name}.crt"] if with_recip else []
        result = subprocess.run(command, capture_output=True, check=False)
        assert result.returncode == 0, result.stderr
        assert (tmp_path / "out").read_bytes() == plaintext


def test_rewrapping_changes_the_recipient_and_nothing_else(folder: Path) -> None:
    sealed = cms.seal(b"answer", _certificate(folder, "gate"), os.urandom)
    rewrapped = cms.rewrap(
        sealed, cms.KeyInMemory(_key(folder, "gate")), _certificate(folder, "R1"), bound_to=LEAF, random=os.urandom
    )
    assert cms.ciphertext_digest(rewrapped) == cms.ciphertext_digest(sealed)
    assert (cms.bound_leaf(sealed), cms.bound_leaf(rewrapped)) == (None, LEAF)
    assert cms.open_sealed(rewrapped, _key(folder, "R1"), _certificate(folder, "R1")) == b"answer"
    for stranger in ("gate", "R2"):
        with pytest.raises(IntegrityFailure) as refused:
            cms.open_sealed(rewrapped, _key(folder, stranger))
        assert refused.value.code == "MUN-SEAL-003"
    with pytest.raises(IntegrityFailure):
        cms.rewrap(
            sealed, cms.KeyInMemory(_key(folder, "R2")), _certificate(folder, "R1"), bound_to=LEAF, random=os.urandom
        )


def test_another_content_has_another_digest(folder: Path) -> None:
    gate = _certificate(folder, "gate")
    digests = {cms.ciphertext_digest(cms.seal(text, gate, os.urandom)) for text in (b"a", b"b", b"a")}
    assert len(digests) == 3  # also for equal plaintext: keys and nonces are fresh


def test_every_single_byte_is_guarded(folder: Path) -> None:
    """Each byte of a small file, altered by one bit and by all bits; also each truncation, and a byte too many."""
    key = _key(folder, "R1")
    sealed = cms.rewrap(
        cms.seal(b"r1,NOT_DISCLOSED", _certificate(folder, "gate"), os.urandom),
        cms.KeyInMemory(_key(folder, "gate")),
        _certificate(folder, "R1"),
        bound_to=LEAF,
        random=os.urandom,
    )
    assert cms.open_sealed(sealed, key) == b"r1,NOT_DISCLOSED"
    altered = [
        sealed[:i] + bytes([sealed[i] ^ mask]) + sealed[i + 1 :]
        for i in range(len(sealed))
        for mask in (0x01, 0x80, 0xFF)
    ]
    for bad in [*altered, *(sealed[:i] for i in range(len(sealed))), sealed + b"\0", b""]:
        with pytest.raises(IntegrityFailure):
            cms.open_sealed(bad, key)


def test_a_file_made_elsewhere_in_another_encoding_is_refused(folder: Path) -> None:
    """BER with an indefinite length says the same to a lenient reader; two encodings of one file are one too many."""
    sealed = cms.seal(b"x", _certificate(folder, "gate"), os.urandom)
    assert sealed[:2] == b"\x30\x82"
    lenient = b"\x30\x80" + sealed[4:] + b"\0\0"
    with pytest.raises(IntegrityFailure) as refused:
        cms.open_sealed(lenient, _key(folder, "gate"))
    assert refused.value.code == "MUN-SEAL-001"


def test_the_addressee_is_bound_although_cms_does_not_bind_it(folder: Path) -> None:
    sealed = cms.seal(b"x", _certificate(folder, "R1"), os.urandom)
    with pytest.raises(IntegrityFailure) as refused:
        cms.open_sealed(sealed, _key(folder, "R1"), _certificate(folder, "R2"))
    assert refused.value.code == "MUN-SEAL-002"


def test_nothing_is_sealed_to_what_is_no_recipients_certificate() -> None:
    pem = keyfiles.self_signed(ec.generate_private_key(ec.SECP256R1()), "p256", NOW)
    with pytest.raises(InputRefused):
        cms.seal(b"x", pem, os.urandom)


def test_same_randomness_same_file(folder: Path) -> None:
    """The room has no random source of its own: what the caller passes in decides every byte."""
    made = {cms.seal(b"x", _certificate(folder, "R1"), random.Random(7).randbytes) for _ in range(2)}
    assert len(made) == 1
