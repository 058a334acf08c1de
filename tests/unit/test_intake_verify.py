"""The letter's signature and what it says of its file: integrity, exit 4."""

from __future__ import annotations

import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from test_intake_letter import GOOD

from muniment.formats import sshsig
from muniment.intake.letter import read_letter
from muniment.intake.verify import check_against_file, verify_letter
from muniment.vocabulary.errors import IntegrityFailure

RAW = json.dumps(GOOD).encode()
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def test_the_key_that_signed_comes_back() -> None:
    signature = sshsig.sign(RAW, KEY, "muniment-request")
    assert sshsig.same_key(verify_letter(RAW, signature), sshsig.public_line(KEY))
    assert sshsig.same_key(verify_letter(RAW, signature.encode()), sshsig.public_line(KEY))


def test_one_changed_byte_fails() -> None:
    signature = sshsig.sign(RAW, KEY, "muniment-request")
    with pytest.raises(IntegrityFailure):
        verify_letter(RAW.replace(b"Director", b"director"), signature)


def test_a_signature_made_for_another_purpose_fails() -> None:
    with pytest.raises(IntegrityFailure):
        verify_letter(RAW, sshsig.sign(RAW, KEY, "file"))


@pytest.mark.parametrize("signature", [None, "", b" \n", b"\xff\xfe", "no armour"])
def test_a_missing_or_unreadable_signature_fails_and_says_what_to_do(signature: str | bytes | None) -> None:
    with pytest.raises(IntegrityFailure) as caught:
        verify_letter(RAW, signature)
    assert caught.value.exit_code == 4
    assert caught.value.hint


def test_hash_and_rows_must_both_agree_and_both_differences_are_named() -> None:
    letter = read_letter(RAW, "letter.yaml")
    check_against_file(letter, "ab" * 32, 3)
    with pytest.raises(IntegrityFailure) as caught:
        check_against_file(letter, "cd" * 32, 4)
    assert [d.column for d in caught.value.defects] == ["file.sha256", "file.rows"]
    with pytest.raises(IntegrityFailure):
        check_against_file(letter, "ab" * 32, 2)
