"""The letter: what makes it no letter is refused, all of it at once; what the law would miss is read as silence."""

from __future__ import annotations

import copy
import json
from datetime import date
from typing import Any

import pytest

from muniment.intake.letter import read_letter
from muniment.vocabulary.errors import InputRefused

GOOD: dict[str, Any] = {
    "agreement": "example-2026",
    "authority": "us/usc26/6103-i-2",
    "request_id": "REQ-1",
    "signed_on": "2026-03-02",
    "signer": {
        "name": " Henrietta Head ",
        "title": "Director",
        "office": "agency_head",
        "agency": "Example Enforcement Agency",
        "acting": False,
        "signed_for": None,
    },
    "statement": "Each person is the subject of the investigation stated.",
    "sole_use": True,
    "use_statement": "Solely for the investigations stated.",
    "systems_of_storage": ["EEA case system"],
    "officers": [{"id": "O1", "name": "Agent Example", "engaged": True, "open_matters": 12}],
    "file": {"name": "persons.csv", "sha256": "ab" * 32, "rows": 3},
}


def letter(**changes: Any) -> bytes:
    body = copy.deepcopy(GOOD)
    for path, value in changes.items():
        at, *rest = path.split("__")
        if rest:
            body[at][rest[0]] = value
        else:
            body[at] = value
    return json.dumps({k: v for k, v in body.items() if v != "ABSENT"}).encode()


def defects(raw: bytes) -> set[tuple[str, str]]:
    with pytest.raises(InputRefused) as caught:
        read_letter(raw, "letter.yaml")
    assert caught.value.exit_code == 3
    return {(d.column, d.code) for d in caught.value.defects}


def test_a_good_letter_is_read_with_its_text_trimmed() -> None:
    read = read_letter(letter(), "letter.yaml")
    assert read.signed_on == date(2026, 3, 2)
    assert read.signer.name == "Henrietta Head"
    assert read.sole_use is True
    assert read.officers[0].open_matters == 12
    assert read.file.rows == 3


def test_yaml_with_a_bare_date_and_unknown_keys_reads_the_same() -> None:
    text = (
        letter().decode().replace('"2026-03-02"', "2026-03-02").replace('{"agreement"', '{"colour": "red", "agreement"')
    )
    assert read_letter(text.encode(), "letter.yaml") == read_letter(letter(), "letter.yaml")


def test_every_defect_is_listed_at_once() -> None:
    raw = letter(
        agreement="ABSENT", authority=7, request_id="  ", signed_on="2 March", signer__name=None, signer__office=3,
        file__sha256="abc", file__rows=-1,
        officers=[{"name": "x"}, "O2", {"id": 3}],
    )  # fmt: skip
    assert defects(raw) == {
        ("agreement", "MUN-LETTER-001"),
        ("authority", "MUN-LETTER-003"),
        ("request_id", "MUN-LETTER-001"),
        ("signed_on", "MUN-LETTER-002"),
        ("signer.name", "MUN-LETTER-001"),
        ("signer.office", "MUN-LETTER-003"),
        ("file.sha256", "MUN-LETTER-005"),
        ("file.rows", "MUN-LETTER-006"),
        ("officers[0].id", "MUN-LETTER-001"),
        ("officers[1]", "MUN-LETTER-004"),
        ("officers[2].id", "MUN-LETTER-003"),
    }


def test_an_officer_listed_twice_is_left_to_the_law() -> None:
    read = read_letter(letter(officers=[{"id": "O1", "role": "agent"}, {"id": " O1 ", "role": "clerk"}]), "letter.yaml")
    assert [(o.id, o.role) for o in read.officers] == [("O1", "agent"), ("O1", "clerk")]


@pytest.mark.parametrize("key", ["signer", "file", "officers"])
def test_a_missing_or_ill_typed_part_is_one_defect(key: str) -> None:
    assert {c for c, _ in defects(letter(**{key: "ABSENT"}))} == {key}
    assert {c for c, _ in defects(letter(**{key: "text"}))} == {key}


@pytest.mark.parametrize("raw", [b"", b"[1]", b"a: [", b"\xff", b"a: 1\na: 2"])
def test_what_is_no_yaml_mapping_is_refused(raw: bytes) -> None:
    with pytest.raises(InputRefused):
        read_letter(raw, "letter.yaml")


def test_what_the_law_may_miss_is_read_as_silence_and_never_guessed() -> None:
    raw = letter(
        sole_use="yes", use_statement="ABSENT", systems_of_storage="ABSENT", statement=None, signer__acting="no",
        officers=[{"id": "O1", "engaged": "yes", "open_matters": "12"}, {"id": "O2", "open_matters": True},
                  {"id": "O3", "open_matters": -1}],
    )  # fmt: skip
    read = read_letter(raw, "letter.yaml")
    assert (read.sole_use, read.use_statement, read.systems_of_storage, read.statement) == (None, "", (), "")
    assert read.signer.acting is None
    assert [(o.engaged, o.open_matters, o.name) for o in read.officers] == [(None, None, "")] * 3


def test_sole_use_false_stays_false() -> None:
    assert read_letter(letter(sole_use=False), "letter.yaml").sole_use is False


@pytest.mark.parametrize(
    ("given", "read"), [(None, ""), (False, ""), (" A. N. Other ", "A. N. Other"), ({"name": "x"}, "(given)")]
)
def test_signed_for_is_never_lost_for_its_type(given: object, read: str) -> None:
    assert read_letter(letter(signer__signed_for=given), "letter.yaml").signer.signed_for == read


def test_a_single_system_of_storage_may_stand_without_a_list() -> None:
    assert read_letter(letter(systems_of_storage=" EEA "), "letter.yaml").systems_of_storage == ("EEA",)


def test_an_unknown_office_and_an_empty_name_are_left_to_the_law() -> None:
    read = read_letter(letter(signer__office="chief wizard", signer__name=""), "letter.yaml")
    assert (read.signer.office, read.signer.name) == ("chief wizard", "")


def test_no_defect_repeats_a_value_of_the_letter() -> None:
    with pytest.raises(InputRefused) as caught:
        read_letter(letter(signed_on="SECRETVALUE", officers=["SECRETID"]), "letter.yaml")
    assert "SECRET" not in json.dumps(caught.value.as_json())


def test_what_the_letter_says_of_a_court_order_and_attests() -> None:
    said = {"court": " A Court ", "judge": "Magistrate Judge", "docket": 7, "granted_on": "2026-02-20",
            "findings": ["relevance", 3], "items": "address", "periods": [2023, "2024", True, -1]}  # fmt: skip
    read = read_letter(letter(court_order=said, attestations=["minimum_necessary"]), "letter.yaml")
    assert read.attestations == ("minimum_necessary",)
    order = read.court_order
    assert order is not None
    assert (order.court, order.judge, order.docket) == ("A Court", "Magistrate Judge", "")
    assert (order.granted_on, order.findings, order.items) == (date(2026, 2, 20), ("relevance",), ("address",))
    assert order.periods == (2023,)
    assert read_letter(letter(court_order="granted"), "letter.yaml").court_order is None
