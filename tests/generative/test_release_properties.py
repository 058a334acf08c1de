"""Sealing, signatures and answers held to their guarantees on generated input."""

from __future__ import annotations

import csv
import io
import os
import zipfile
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from muniment.formats import keyfiles, sshsig
from muniment.release import cms
from muniment.release.opening import read_response
from muniment.release.response import Address, ResponseRow, build_response, is_releasable
from muniment.vocabulary.errors import IntegrityFailure, LawSaysNo
from muniment.vocabulary.outcomes import OutwardCode

NOW = datetime(2026, 3, 2, tzinfo=UTC)
GATE, RECIPIENT = (ec.generate_private_key(ec.SECP384R1()) for _ in range(2))
GATE_CRT, RECIPIENT_CRT = (keyfiles.self_signed(key, name, NOW) for key, name in ((GATE, "gate"), (RECIPIENT, "R1")))
OFFICER = Ed25519PrivateKey.generate()
OFFICER_LINE = sshsig.public_line(OFFICER)
FACIAL = (OutwardCode.RETURNED, OutwardCode.REFUSED)

references = st.text(min_size=1, max_size=60)
rule_lists = st.lists(st.from_regex(r"I2-F(0[1-9]|1[0-3])b?", fullmatch=True), min_size=1, max_size=4, unique=True)
cells = st.text(max_size=30)
addresses = st.builds(Address, cells, cells, cells, cells, cells)
SAMPLED = (
    Address("1 A St", "Dayton", "OH", "45402", "US"),
    Address("9" * 300 + " Long Rd"),
    Address('Villa "Rosa", 3', "Straßburg", "", "", "Deutschland"),
)


@given(st.binary(max_size=400), st.binary(min_size=32, max_size=32))
@settings(max_examples=60, deadline=None)
def test_what_is_sealed_opens_to_the_same_bytes_before_and_after_the_gate(plaintext: bytes, leaf: bytes) -> None:
    sealed = cms.seal(plaintext, GATE_CRT, os.urandom)
    assert cms.open_sealed(sealed, GATE, GATE_CRT) == plaintext
    released = cms.rewrap(sealed, cms.KeyInMemory(GATE), RECIPIENT_CRT, bound_to=leaf, random=os.urandom)
    assert cms.open_sealed(released, RECIPIENT, RECIPIENT_CRT) == plaintext
    assert cms.bound_leaf(released) == leaf
    assert cms.ciphertext_digest(released) == cms.ciphertext_digest(sealed)


SEALED = cms.seal(bytes(range(200)), RECIPIENT_CRT, os.urandom)


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_a_sealed_file_altered_anyhow_does_not_open(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(SEALED)))
    stop = data.draw(st.integers(start, min(len(SEALED), start + 40)))
    altered = SEALED[:start] + data.draw(st.binary(max_size=40)) + SEALED[stop:]
    assume(altered != SEALED)
    with pytest.raises(IntegrityFailure):
        cms.open_sealed(altered, RECIPIENT)


@given(st.binary(max_size=300))
@settings(max_examples=200, deadline=None)
def test_any_bytes_at_all_get_an_answer_and_no_crash(raw: bytes) -> None:
    with pytest.raises(IntegrityFailure):
        cms.open_sealed(raw, RECIPIENT)
    with pytest.raises(IntegrityFailure):
        read_response(raw)
    with pytest.raises(IntegrityFailure):
        sshsig.verify(b"", raw.decode("latin-1"), sshsig.ACT_NAMESPACE, OFFICER_LINE)


@given(st.binary(max_size=200), st.data())
@settings(max_examples=200, deadline=None)
def test_a_signature_verifies_until_one_character_is_another(message: bytes, data: st.DataObject) -> None:
    armored = sshsig.sign(message, OFFICER, sshsig.ACT_NAMESPACE)
    sshsig.verify(message, armored, sshsig.ACT_NAMESPACE, OFFICER_LINE)
    at = data.draw(st.integers(0, len(armored) - 1))
    other = data.draw(st.characters(codec="utf-8"))
    altered = armored[:at] + other + armored[at + 1 :]
    # Where a line ends says nothing: base64 is read across line ends, as OpenSSH reads it.
    assume(altered.replace("\r\n", "\n").split("\n") != armored.split("\n"))
    with pytest.raises(IntegrityFailure):
        sshsig.verify(message, altered, sshsig.ACT_NAMESPACE, OFFICER_LINE)


@given(st.binary(max_size=200), st.binary(max_size=200))
@settings(max_examples=100, deadline=None)
def test_a_signature_is_for_one_message_only(signed: bytes, other: bytes) -> None:
    assume(signed != other)
    armored = sshsig.sign(signed, OFFICER, sshsig.REQUEST_NAMESPACE)
    with pytest.raises(IntegrityFailure):
        sshsig.verify(other, armored, sshsig.REQUEST_NAMESPACE, OFFICER_LINE)


@given(references, st.sampled_from(OutwardCode), st.none() | rule_lists, st.none() | addresses)
@settings(max_examples=300, deadline=None)
def test_a_row_can_only_be_made_in_a_right_state(
    row_ref: str, code: OutwardCode, rules: list[str] | None, address: Address | None
) -> None:
    right = (address is not None) == (code is OutwardCode.DISCLOSED) and bool(rules) == (code in FACIAL)
    try:
        row = ResponseRow(row_ref, code, tuple(rules or ()), address)
    except LawSaysNo:
        assert right
        assert address is not None
        assert not is_releasable(address)
        return
    except IntegrityFailure:
        assert not right
        return
    assert right
    if code in (OutwardCode.NOT_DISCLOSED, OutwardCode.PENDING):
        assert row.cells() == (row_ref, code.value, "", "", "", "", "", "")


def _row(row_ref: str, kind: int, rules: list[str]) -> ResponseRow:
    """kind 0 to 2: disclosed, with one of three addresses; 3: not disclosed; 4: pending; 5, 6: facial."""
    if kind < 3:
        return ResponseRow(row_ref, OutwardCode.DISCLOSED, address=SAMPLED[kind])
    if kind < 5:
        return ResponseRow(row_ref, (OutwardCode.NOT_DISCLOSED, OutwardCode.PENDING)[kind - 3])
    return ResponseRow(row_ref, FACIAL[kind - 5], tuple(rules))


short_references = st.lists(st.from_regex(r"[a-zA-Z0-9=,\" é-]{1,12}", fullmatch=True), max_size=25, unique=True)


@given(short_references, st.data())
@settings(max_examples=80, deadline=None)
def test_the_sealed_size_depends_on_the_number_of_rows_and_on_nothing_else(
    refs: list[str], data: st.DataObject
) -> None:
    def sealed_size() -> int:
        kinds = data.draw(st.lists(st.integers(0, 6), min_size=len(refs), max_size=len(refs)))
        rules = data.draw(rule_lists)
        rows = [_row(ref, kind, rules) for ref, kind in zip(refs, kinds, strict=True)]
        return len(cms.seal(build_response(rows), RECIPIENT_CRT, os.urandom))

    plain = [ResponseRow(f"r{i}", OutwardCode.NOT_DISCLOSED) for i in range(len(refs))]
    expected = len(cms.seal(build_response(plain), RECIPIENT_CRT, os.urandom))
    assert sealed_size() == sealed_size() == expected


@given(st.lists(st.text(min_size=1, max_size=700), min_size=1, max_size=8, unique=True), st.data())
@settings(max_examples=80, deadline=None)
def test_with_references_of_any_length_the_size_still_says_nothing_of_disclosures(
    refs: list[str], data: st.DataObject
) -> None:
    kinds = data.draw(st.lists(st.integers(0, 4), min_size=len(refs), max_size=len(refs)))
    rows = [_row(ref, kind, []) for ref, kind in zip(refs, kinds, strict=True)]
    none = [ResponseRow(ref, OutwardCode.NOT_DISCLOSED) for ref in refs]
    assert len(build_response(rows)) == len(build_response(none))


@given(st.lists(st.tuples(references, addresses), max_size=10, unique_by=lambda pair: pair[0]))
@settings(max_examples=150, deadline=None)
def test_every_cell_arrives_as_it_was_and_none_begins_as_a_formula(pairs: list[tuple[str, Address]]) -> None:
    rows = [
        ResponseRow(ref, OutwardCode.DISCLOSED, address=address)
        if is_releasable(address)
        else ResponseRow(ref, OutwardCode.NOT_DISCLOSED)
        for ref, address in pairs
    ]
    archive = build_response(rows)
    with zipfile.ZipFile(io.BytesIO(archive)) as members:
        assert members.testzip() is None
        table = list(csv.reader(io.StringIO(members.read("response.csv").decode(), newline="")))
    assert [tuple(line) for line in table[1:]] == [row.cells() for row in rows]
    assert not any(cell.startswith(tuple("=+-@\t\r\n")) for line in table[1:] for cell in line[3:])
    assert read_response(archive)[1] == len(rows)
