"""An officer's own signature over the list of his rows: what the list is, and what counts as signed."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from assessment_support import agreement, letter, officer, row, run
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from intake_files import as_csv, numbered

from muniment.formats import keyfiles, sshsig
from muniment.intake.engagement import FORMAT, STATEMENT, own_signatures, row_lists
from muniment.intake.persons import read_persons
from muniment.vocabulary.agreement import Recipient
from muniment.vocabulary.columns import PERSON_COLUMNS
from muniment.vocabulary.request import Letter

KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes([1] * 32))
ROWS = numbered(
    {"officer_id": "O1"}, {"officer_id": " O2 "}, {"officer_id": "O1", "given_name": "Zoë\n"}, {"officer_id": ""}
)


def received(folder: Path, rows: Sequence[dict[str, str]] = ROWS) -> Path:
    (folder / "persons.csv").write_bytes(as_csv(rows))
    read_persons(folder / "persons.csv", folder / "persons.parquet")
    return folder / "persons.parquet"


def papers(**signatures: str) -> Letter:
    return letter(officers=[officer(f"O{n}", signature=signatures.get(f"O{n}", "")) for n in (1, 2, 3)])


def sign(content: bytes, key: Ed25519PrivateKey = KEY, namespace: str = sshsig.ENGAGEMENT_NAMESPACE) -> str:
    return sshsig.sign(content, key, namespace)


def signed(folder: Path, **change: Any) -> dict[str, str]:
    """Who is found to have signed, when O1 signs what the letter `change`d from the standard one would have him sign."""
    content = dict(row_lists(received(folder), replace(papers(), **change)))["O1"]
    return own_signatures(received(folder), papers(O1=sign(content)))


def test_the_list_is_the_request_and_the_officers_rows_as_received(tmp_path: Path) -> None:
    lists = dict(row_lists(received(tmp_path), papers()))
    assert sorted(lists) == ["O1", "O2"]  # O3 is in no row
    head, *rows = map(json.loads, lists["O1"].decode().splitlines())
    assert head == {
        "format": FORMAT, "agreement": "example-2026", "authority": "us/usc26/6103-i-2", "request_id": "REQ-1", "officer": "O1",
        "name": "Agent O1", "rows": 2, "statement": STATEMENT,
    }  # fmt: skip
    assert rows == [{c: ROWS[n][c] for c in PERSON_COLUMNS} for n in (0, 2)]
    assert lists["O1"].endswith(b"}\n")


def test_a_good_signature_gives_the_key_that_made_it(tmp_path: Path) -> None:
    assert signed(tmp_path) == {"O1": sshsig.public_line(KEY)}


@pytest.mark.parametrize(
    "change", [{"request_id": "REQ-2"}, {"agreement": "another"}, {"authority": "us/usc26/6103-i-1"}]
)
def test_a_signature_for_another_request_is_none(tmp_path: Path, change: dict[str, str]) -> None:
    assert signed(tmp_path, **change) == {}


def test_what_is_no_signature_of_these_rows_by_this_officer_is_none(tmp_path: Path) -> None:
    persons = received(tmp_path)
    lists = dict(row_lists(persons, papers()))
    bad = [
        "", "no signature", sign(lists["O2"]), sign(lists["O1"], namespace=sshsig.REQUEST_NAMESPACE), sign(lists["O1"])[:-40],
        sign(lists["O1"].rstrip(b"\n")),
    ]  # fmt: skip
    assert [own_signatures(persons, papers(O1=text)) for text in bad] == [{}] * len(bad)
    assert own_signatures(persons, papers(O3=sign(b""))) == {}  # nothing is attested of no row


@pytest.mark.parametrize(
    "rows",
    [
        ROWS[:2],
        [*ROWS, {**ROWS[0], "row_ref": "more"}],
        [{**ROWS[0], "matter_id": "M-2"}, *ROWS[1:]],
        [{**ROWS[0], "reason": ROWS[0]["reason"] + " "}, *ROWS[1:]],
        [ROWS[2], ROWS[1], ROWS[0]],
    ],
)
def test_any_other_rows_break_the_signature(tmp_path: Path, rows: list[dict[str, str]]) -> None:
    content = dict(row_lists(received(tmp_path), papers()))["O1"]
    assert own_signatures(received(tmp_path, rows), papers(O1=sign(content))) == {}


def test_rows_of_others_are_not_what_an_officer_signs(tmp_path: Path) -> None:
    content = dict(row_lists(received(tmp_path), papers()))["O1"]
    rows = [ROWS[0], {**ROWS[1], "matter_id": "M-9"}, ROWS[2], {**ROWS[3], "officer_id": "O2"}]
    assert set(own_signatures(received(tmp_path, rows), papers(O1=sign(content)))) == {"O1"}


def test_an_officer_listed_twice_has_no_list(tmp_path: Path) -> None:
    twice = letter(officers=[officer("O1"), officer("O1"), officer("O2")])
    assert [o for o, _ in row_lists(received(tmp_path), twice)] == ["O2"]


@pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="needs ssh-keygen")
def test_ssh_keygen_makes_what_is_asked(tmp_path: Path) -> None:
    pair = keyfiles.generate_ssh(tmp_path, "officer", None)
    content = dict(row_lists(received(tmp_path), papers()))["O1"]
    (tmp_path / "O1.rows").write_bytes(content)
    subprocess.run(
        ["ssh-keygen", "-q", "-Y", "sign", "-n", "muniment-engagement", "-f", str(pair.private), str(tmp_path / "O1.rows")],
        check=True, capture_output=True,
    )  # fmt: skip
    found = own_signatures(received(tmp_path), papers(O1=(tmp_path / "O1.rows.sig").read_text().strip()))
    assert sshsig.same_key(found["O1"], pair.public.read_text())


# ------------------------------------------------------------------------------------------------ what the law makes of it

MINE, HIS = sshsig.public_line(KEY), sshsig.public_line(OTHER)


def judged(folder: Path, engagement: str, key: str, signatures: dict[str, str], **change: Any) -> tuple[str, list[str]]:
    terms = agreement(engagement=engagement, recipients=(Recipient("R1", "Agent O1", "O1", "PEM", key),))
    found = run(folder, [row(1)], agreement=terms, own_signatures=signatures, letter=letter([officer(**change)]))
    return found["r0001"]["outcome"], found["r0001"]["failed"]


@pytest.mark.parametrize(
    ("engagement", "key", "signatures", "change", "outcome"),
    [
        ("officer", MINE, {"O1": MINE}, {}, "eligible"),
        ("officer", MINE + " his key", {"O1": MINE}, {}, "eligible"),
        ("officer", MINE, {}, {}, "return"),
        ("officer", MINE, {"O2": MINE}, {}, "return"),
        ("officer", HIS, {"O1": MINE}, {}, "return"),
        ("officer", "", {"O1": MINE}, {}, "return"),
        ("officer", MINE, {"O1": MINE}, {"engaged": None}, "return"),
        ("officer", MINE, {"O1": MINE}, {"engaged": False}, "return"),
        ("officer", MINE, {"O1": MINE}, {"employment": "contractor"}, "refuse"),
        ("signer", MINE, {}, {}, "eligible"),
        ("signer", "", {}, {}, "eligible"),
    ],
)
def test_where_the_agreement_asks_it_an_officer_without_a_valid_signature_has_his_rows_returned(
    tmp_path: Path, engagement: str, key: str, signatures: dict[str, str], change: dict[str, Any], outcome: str
) -> None:
    failed = [] if outcome == "eligible" else ["I2-F09"]
    assert judged(tmp_path, engagement, key, signatures, **change) == (outcome, failed)


def test_the_agency_that_asks_is_the_agreements_whatever_the_letter_calls_its_signers(tmp_path: Path) -> None:
    said = letter([officer(agency="Another Agency")], agency="Another Agency")
    found = run(tmp_path, [row(1)], letter=said)["r0001"]
    assert (found["outcome"], found["failed"]) == ("refuse", ["I2-F09"])
