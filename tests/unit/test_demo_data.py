"""The demo's generated input: nobody real, places that exist, the same bytes every time, and a truth that adds up."""

from __future__ import annotations

import csv
import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("pseudopeople")

from muniment.demo.custodian import RECORD_COLUMNS
from muniment.demo.inputs import DemoInputs, DemoSize, build_data, build_inputs
from muniment.demo.letter import OFFICERS, RECIPIENTS, DemoKeys
from muniment.demo.numbers import FictionalNumbers, is_unissuable
from muniment.demo.people import moved_date
from muniment.demo.places import all_places, place_of
from muniment.demo.requester import ABSENT, NO_ADDRESS, PERSON_COLUMNS, PRESENT, differing_number
from muniment.formats.yaml import read_mapping
from muniment.vocabulary import columns

SMALL = DemoSize(rows_a=600, rows_b=60, return_years=(2023, 2024), information_years=(2024,))
KEYS = DemoKeys(
    signer_key="ssh-ed25519 AAAAexample head\n",
    certificates={o: f"-----BEGIN CERTIFICATE-----\n{o}\n-----END CERTIFICATE-----\n" for o in RECIPIENTS},
    sign=lambda raw: f"signature over {hashlib.sha256(raw).hexdigest()}\n",
)


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, DemoInputs]]:
    folder = tmp_path_factory.mktemp("demo")
    yield folder, build_inputs(folder, KEYS, SMALL)


def test_columns_are_those_of_the_contract() -> None:
    assert RECORD_COLUMNS == columns.RECORD_COLUMNS
    assert PERSON_COLUMNS == columns.PERSON_COLUMNS


def test_the_shares_of_a_package_are_a_hundred() -> None:
    assert sum(PRESENT.values()) + sum(ABSENT.values()) == pytest.approx(100)


def test_every_number_is_one_nobody_can_hold(made: tuple[Path, DemoInputs]) -> None:
    _, inputs = made
    rows = [r for f in (*inputs.records, *(p.persons for p in inputs.packages)) for r in read(f)]
    nine = [r["tin"] for r in rows if sum(c.isdigit() for c in r["tin"]) == 9]
    assert len(nine) > 10_000
    assert [t for t in nine if not is_unissuable(t)] == []


def test_every_place_exists_and_a_building_has_one(made: tuple[Path, DemoInputs]) -> None:
    _, inputs = made
    known = {(p.city.upper(), p.state, p.postal_code) for p in all_places()}
    rows = [r for f in inputs.records for r in read(f)]
    assert {(r["city"], r["state"], r["postal_code"]) for r in rows} <= known
    assert place_of("12|elm st") == place_of("12|elm st") != place_of("14|elm st")
    for package in inputs.packages:
        for row in read(package.persons):
            if row["city"]:
                assert (row["city"].upper(), row["state"], row["postal_code"][:5]) in known


def test_the_custodian_has_three_roles_two_sources_and_markers(made: tuple[Path, DemoInputs]) -> None:
    _, inputs = made
    returns, statements = (read(f) for f in inputs.records)
    assert {r["filer_role"] for r in returns} == {"primary", "secondary", "dependent"}
    assert {r["source"] for r in returns} == {"return"}
    assert {r["source"] for r in statements} == {"information_return"}
    assert {r["tax_period"] for r in returns} == {"2023", "2024"}
    for marker in ("identity_theft", "impairment", "informant", "protected"):
        assert any(r[marker] == "true" for r in returns), marker
    assert len({r["record_id"] for r in returns + statements}) == len(returns) + len(statements) == inputs.record_rows


def test_the_truth_covers_every_row_once(made: tuple[Path, DemoInputs]) -> None:
    _, inputs = made
    truth = read(inputs.truth)
    asked = [r["row_ref"] for p in inputs.packages for r in read(p.persons)]
    assert [t["row_ref"] for t in truth] == asked
    assert len(set(asked)) == SMALL.rows_a + SMALL.rows_b
    for t in truth:
        assert (t["lawful"] == "yes") == (t["why"] == ""), t
    on_file = {r["person_id"] for f in inputs.records for r in read(f)}
    assert {t["person_id"] for t in truth} - {""} <= on_file


def test_about_a_quarter_of_the_persons_asked_for_have_no_record(made: tuple[Path, DemoInputs]) -> None:
    _, inputs = made
    truth = read(inputs.truth)
    assert 0.22 < sum(t["person_id"] == "" for t in truth) / len(truth) < 0.30


def test_a_person_said_to_be_absent_is_in_no_silo(made: tuple[Path, DemoInputs]) -> None:
    """Nobody with that name, birth date and number is on file; somebody with a borrowed number is."""
    _, inputs = made
    records = [r for f in inputs.records for r in read(f)]
    on_file = {(r["tin"], r["date_of_birth"], r["given_name"]) for r in records}
    numbers = {r["tin"] for r in records}
    persons = {r["row_ref"]: r for p in inputs.packages for r in read(p.persons)}
    for t in read(inputs.truth):
        row = persons[t["row_ref"]]
        if t["defect"] == "not_in_records" and row["tin"]:
            assert (row["tin"], row["date_of_birth"], row["given_name"]) not in on_file
        if t["defect"] == "identity_of_another":
            assert row["tin"] in numbers


def test_a_differing_number_is_on_file_for_nobody() -> None:
    tin, taken = "900-70-1234", set[str]()
    while number := differing_number("p1", tin, taken):
        assert sum(a != b for a, b in zip(number, tin, strict=True)) == 1 and number[:7] == tin[:7]
        assert number not in taken
        taken.add(number)
    assert len(taken) == 36


def test_each_defect_looks_like_what_it_is_called(made: tuple[Path, DemoInputs]) -> None:
    _, inputs = made
    persons = {r["row_ref"]: r for p in inputs.packages for r in read(p.persons)}
    truth = read(inputs.truth)
    numbers = {r["tin"] for f in inputs.records for r in read(f)}
    assert set(PRESENT) | set(ABSENT) == {t["defect"] for t in truth}
    for t in truth:
        row, kind = persons[t["row_ref"]], t["defect"]
        if kind in NO_ADDRESS:
            assert row["address_line"] in ("", "00000") or not row["address_line"][0].isdigit() or kind == "zip_only"
        if kind == "right_without_number":
            assert row["tin"] == ""
        if t["why"] == "number_differs":
            assert row["tin"] not in numbers
        if kind == "no_period":
            assert row["taxable_periods"] == ""
        if kind == "contractor" and t["row_ref"].startswith("a"):
            assert row["officer_id"] == "OX"


def test_a_lawful_row_names_an_address_on_file_for_that_person(made: tuple[Path, DemoInputs]) -> None:
    """Slips of the pen on either side may part the words, never the place."""
    _, inputs = made
    places: dict[str, set[tuple[str, str]]] = {}
    for row in (r for f in inputs.records for r in read(f)):
        places.setdefault(row["person_id"], set()).add((row["city"], row["postal_code"]))
    persons = {r["row_ref"]: r for p in inputs.packages for r in read(p.persons)}
    lawful = [t for t in read(inputs.truth) if t["lawful"] == "yes"]
    assert len(lawful) > 80
    for t in lawful:
        row = persons[t["row_ref"]]
        if row["city"]:
            assert (row["city"].upper(), row["postal_code"][:5]) in places[t["person_id"]]


def test_reasons_are_individual_and_no_limit_of_the_agreement_is_met_by_chance(made: tuple[Path, DemoInputs]) -> None:
    _, inputs = made
    rows = read(inputs.packages[0].persons)
    assert max(Counter(r["reason"] for r in rows).values()) == 1
    complete = [(r["address_line"], r["postal_code"]) for r in rows if r["address_line"][:1].isdigit() and r["city"]]
    assert max(Counter(complete).values()) < 25
    assert len(OFFICERS) * 300 >= DemoSize().rows_a


def test_package_b_names_one_officer_and_nothing_in_it_is_lawful(made: tuple[Path, DemoInputs]) -> None:
    _, inputs = made
    assert {r["officer_id"] for r in read(inputs.packages[1].persons)} == {"O90"}
    assert {t["lawful"] for t in read(inputs.truth) if t["package"] == "b"} == {"no"}
    assert DemoSize().rows_b > 300


def test_the_letter_agrees_with_its_file_and_is_signed_as_written(made: tuple[Path, DemoInputs]) -> None:
    _, inputs = made
    for package in inputs.packages:
        raw = package.letter.read_bytes()
        letter = read_mapping(raw, "letter.yaml")
        assert letter["file"]["rows"] == package.rows == len(read(package.persons))
        assert letter["file"]["sha256"] == hashlib.sha256(package.persons.read_bytes()).hexdigest()
        assert package.signature.read_text() == KEYS.sign(raw)
        named = {o["id"] for o in letter["officers"]}
        assert {r["officer_id"] for r in read(package.persons)} <= named
        assert len(letter["statement"]) > 20


def test_the_agreement_reads_and_gives_each_officer_a_mailbox(made: tuple[Path, DemoInputs]) -> None:
    _, inputs = made
    agreement = read_mapping(inputs.agreement.read_bytes(), "agreement.yaml")
    assert {r["officer"] for r in agreement["recipients"]} == set(RECIPIENTS)
    assert all(r["certificate"] == KEYS.certificates[r["officer"]] for r in agreement["recipients"])
    assert agreement["signers"][0]["key"] == "ssh-ed25519 AAAAexample head"


def test_the_same_bytes_on_every_run(made: tuple[Path, DemoInputs], tmp_path: Path) -> None:
    folder, _ = made
    build_data(tmp_path, SMALL)
    assert (tmp_path / "manifest.json").read_bytes() == (folder / "manifest.json").read_bytes()


def test_a_former_run_is_reused_only_while_it_is_whole(made: tuple[Path, DemoInputs], tmp_path: Path) -> None:
    folder, inputs = made
    said: list[str] = []
    build_data(folder, SMALL, said.append)
    assert said == ["using the data of a former run"]
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["sha256"]["truth.csv"] == hashlib.sha256(inputs.truth.read_bytes()).hexdigest()


def test_a_slip_of_the_pen_stays_a_slip() -> None:
    numbers = FictionalNumbers(["123-45-6789", "234-56-7890"])
    own, other = numbers.of("123-45-6789"), numbers.of("234-56-7890")
    assert own != other
    assert numbers.written("", "123-45-6789") == ""
    assert numbers.written("234-56-7890", "123-45-6789") == other
    slipped = numbers.written("123-45-6780", "123-45-6789")
    assert slipped[:10] == own[:10] and slipped[10] != own[10]
    assert is_unissuable(numbers.written("923-95-6789", "123-45-6789"))


@pytest.mark.parametrize(
    ("written", "moved"),
    [
        ("05/06/1994", "1978-05-06"),
        ("19191204", "1903-12-04"),
        ("2039-12-31", "2023-12-31"),
        ("19160229", "1900-02-28"),  # 1900 was no leap year
        ("05/O6/1994", "05/O6/1994"),
        ("", ""),
    ],
)
def test_dates_move_with_the_world_and_slips_stay(written: str, moved: str) -> None:
    assert moved_date(written) == moved
