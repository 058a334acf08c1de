"""Items beside the address: their names, what the records say of them, and the answer that carries them."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import pytest
from linkage_support import rows_of, write_request, write_silo

from muniment.linkage import MatchOptions, build_index, link
from muniment.linkage.index import read_manifest
from muniment.release.opening import read_response
from muniment.release.response import Address, ResponseRow, build_response
from muniment.usecases.packages import fields_of
from muniment.vocabulary.columns import RESPONSE_COLUMNS
from muniment.vocabulary.errors import IntegrityFailure, LawSaysNo
from muniment.vocabulary.items import ITEM_COLUMNS, columns_beside_address, item, items_of
from muniment.vocabulary.outcomes import OutwardCode

ANA = {
    "person_id": "P1", "given_name": "Ana", "family_name": "Prueba", "date_of_birth": "1980-02-29", "tin": "900-00-0001",
    "address_line": "418 Maple St", "city": "Dayton", "state": "OH", "postal_code": "45402",
}  # fmt: skip
BIRTH, NUMBER, NAME, DEATH = "date of birth", "social security number", "name", "date of death"


@pytest.mark.parametrize(
    ("said", "name"),
    [("Last Known Address", "address"), ("date_of_birth", BIRTH), ("DOB", BIRTH), (" SSN ", NUMBER),
     ("Full-Name", NAME), ("tin", "taxpayer identifying number"), ("DNA analysis", "dna analysis")],
)  # fmt: skip
def test_one_name_for_each_item(said: str, name: str) -> None:
    assert item(said) == name
    assert items_of(f"{said}; ;{said}") == {name}


def test_columns_stand_in_one_order_and_once() -> None:
    assert columns_beside_address(["date of birth", "name", "address", "dna"]) == (
        "given_name", "middle_name", "family_name", "suffix", "date_of_birth",
    )  # fmt: skip
    assert columns_beside_address(["social security number", "taxpayer identifying number"]) == ("tin",)
    assert all(item(name) == name for name in ITEM_COLUMNS)


def test_a_pack_without_a_closed_list_gives_the_address_alone() -> None:
    def fields(closed: frozenset[str] | None) -> tuple[str, ...]:
        case = SimpleNamespace(
            pack=SimpleNamespace(list_on=lambda *_: closed), letter=SimpleNamespace(signed_on=date(2026, 3, 2)),
            agreement=SimpleNamespace(fields=("last known address", "DOB", "dna")),
        )  # fmt: skip
        return fields_of(case)  # type: ignore[arg-type]

    assert fields(None) == ("address",)
    assert fields(frozenset({"address", BIRTH, NUMBER})) == ("address", BIRTH)
    assert fields(frozenset()) == ()


# --- what the records say


def request(folder: Path, *asked: str) -> tuple[Path, Path]:
    """Facts and findings of rows that ask for `asked` of Ana."""
    facts, findings = write_request(folder, [ANA] * len(asked))
    keyed = folder / "keyed.parquet"
    cases = " ".join(f"WHEN {n} THEN '{cell}'" for n, cell in enumerate(asked, 1))
    duckdb.execute(f"COPY (SELECT *, CASE row {cases} END AS items_key FROM read_parquet('{facts}')) TO '{keyed}'")
    return keyed, findings


def given(
    folder: Path, records: Sequence[Mapping[str, Any]], *asked: str, fields: Sequence[str]
) -> list[dict[str, str]]:
    """What each row gets that asks for `asked` of Ana."""
    index = folder / "index"
    build_index(
        [write_silo(folder / "s.parquet", records)], index, built_on=date(2026, 1, 31), items=tuple(ITEM_COLUMNS)
    )
    keyed, findings = request(folder, *asked)
    link(index, keyed, findings, folder / "m.parquet", options=MatchOptions(fields=tuple(fields)))
    return [dict(row["items"] or {}) for row in rows_of(folder / "m.parquet")]


def test_a_row_gets_what_it_asks_for_and_is_agreed(tmp_path: Path) -> None:
    found = given(tmp_path, [ANA], "address", "name", f"name;{BIRTH}", NUMBER, fields=("address", "name", BIRTH))
    name = {"given_name": "Ana", "family_name": "Prueba"}
    assert found == [{}, name, {**name, "date_of_birth": "1980-02-29"}, {}]


@pytest.mark.parametrize("other", ["1980-02-28", "1908-02-29"])
def test_birth_dates_that_differ_give_none(tmp_path: Path, other: str) -> None:
    assert given(tmp_path, [ANA, {**ANA, "date_of_birth": other}], BIRTH, fields=(BIRTH,)) == [{}]


def test_one_number_written_in_two_ways_is_one(tmp_path: Path) -> None:
    (found,) = given(tmp_path, [ANA, {**ANA, "tin": "900000001"}], NUMBER, fields=(NUMBER,))
    assert found["tin"].replace("-", "") == "900000001"


def test_a_number_that_is_also_of_somebody_else_is_not_given(tmp_path: Path) -> None:
    other = {**ANA, "person_id": "P2", "given_name": "Tia", "family_name": "Andere", "date_of_birth": "1950-01-02"}
    assert given(tmp_path, [ANA, other], f"{NUMBER};{BIRTH}", fields=(NUMBER, BIRTH)) in (
        [{"date_of_birth": "1980-02-29"}],
        [{}],  # where linkage trusts no match by a shared number, nothing is given at all
    )


def test_a_number_typed_to_get_past_a_field_is_not_given(tmp_path: Path) -> None:
    assert given(tmp_path, [{**ANA, "tin": "999-99-9999"}], NUMBER, fields=(NUMBER,)) == [{}]


def test_the_newest_name_is_given_whole(tmp_path: Path) -> None:
    older = {**ANA, "middle_name": "Maria", "observed_on": "2019-01-01"}
    newer = {**ANA, "family_name": "Prueba", "suffix": "Jr", "observed_on": "2025-01-01"}
    assert given(tmp_path, [newer, older], NAME, fields=(NAME,)) == [
        {"given_name": "Ana", "family_name": "Prueba", "suffix": "Jr"}
    ]


def test_no_match_no_item(tmp_path: Path) -> None:
    stranger = {
        **ANA,
        "given_name": "Otto",
        "family_name": "Fremd",
        "date_of_birth": "1933-03-03",
        "tin": "900-00-0777",
    }
    assert given(tmp_path, [stranger], f"{NAME};{BIRTH}", fields=(NAME, BIRTH)) == [{}]


def test_an_index_for_addresses_alone_keeps_no_items_and_says_so(tmp_path: Path) -> None:
    silo = write_silo(tmp_path / "s.parquet", [ANA])
    build_index([silo], tmp_path / "index", built_on=date(2026, 1, 31), items=("address",))
    assert read_manifest(tmp_path / "index").items == ()
    assert not (tmp_path / "index" / "items.blocks").exists()
    facts, findings = request(tmp_path, BIRTH)
    with pytest.raises(LawSaysNo, match="date of birth"):
        link(tmp_path / "index", facts, findings, tmp_path / "m.parquet", options=MatchOptions(fields=(BIRTH,)))


def test_the_same_records_give_the_same_bytes(tmp_path: Path) -> None:
    records = [{**ANA, "person_id": f"P{n}", "tin": f"900-00-{n:04d}", "middle_name": f"M{n % 3}"} for n in range(200)]
    silo = write_silo(tmp_path / "s.parquet", records)
    for name, threads in (("a", 1), ("b", 2)):
        build_index([silo], tmp_path / name, built_on=date(2026, 1, 31), items=tuple(ITEM_COLUMNS), threads=threads)
    one, two = ((tmp_path / name / "items.blocks").read_bytes() for name in ("a", "b"))
    assert one == two


# --- the answer

HOME = Address("418 Maple St", "Dayton", "OH", "45402")


def opened(rows: Sequence[ResponseRow], *fields: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(read_response(build_response(rows, fields))[0].decode())))


def test_other_fields_stand_after_the_address() -> None:
    row = ResponseRow("r1", OutwardCode.DISCLOSED, (), HOME, (("date_of_birth", "1980-02-29"),))
    (line,) = opened([row], "address", BIRTH, NAME)
    assert tuple(line) == (
        *RESPONSE_COLUMNS, "given_name", "middle_name", "family_name", "suffix", "date_of_birth",
    )  # fmt: skip
    assert (line["city"], line["date_of_birth"], line["given_name"]) == ("Dayton", "1980-02-29", "")


def test_an_answer_of_addresses_is_what_it_was_to_the_byte() -> None:
    rows = [ResponseRow("r1", OutwardCode.DISCLOSED, (), HOME), ResponseRow("r2", OutwardCode.RETURNED, ("I2-F02",))]
    with zipfile.ZipFile(io.BytesIO(build_response(rows, ("address",)))) as archive:
        assert archive.read("response.csv") == (
            b"row_ref,code,rules,address_line,city,state,postal_code,country\r\n"
            b"r1,DISCLOSED,,418 Maple St,Dayton,OH,45402,\r\nr2,RETURNED,I2-F02,,,,,\r\n"
        )
        assert sum(i.file_size for i in archive.infolist()) == 64 + 2 * 512
    assert build_response(rows, ("address",)) == build_response(rows)


def test_an_address_needs_to_be_agreed_too() -> None:
    with pytest.raises(IntegrityFailure) as caught:
        build_response([ResponseRow("r1", OutwardCode.DISCLOSED, (), HOME)], (BIRTH,))
    assert caught.value.code == "MUN-RELEASE-009"


def test_the_size_says_nothing_of_the_items() -> None:
    silent = ResponseRow("r1", OutwardCode.NOT_DISCLOSED)
    full = ResponseRow("r1", OutwardCode.DISCLOSED, (), HOME, (("date_of_birth", "1980-02-29"), ("tin", "x" * 200)))
    fields = ("address", BIRTH, NUMBER)
    assert len(build_response([silent], fields)) == len(build_response([full], fields))


@pytest.mark.parametrize("text", ["=1+1", "a\x00b", "", "  ", "x" * 253, "safe;@SUM(A1)", "\ud800"])
def test_an_item_that_would_run_or_is_too_long_cannot_be_made(text: str) -> None:
    with pytest.raises(LawSaysNo) as caught:
        ResponseRow("r1", OutwardCode.DISCLOSED, (), None, (("place_of_birth", text),))
    assert caught.value.code == "MUN-RELEASE-008"


@pytest.mark.parametrize(
    "header",
    [
        (*RESPONSE_COLUMNS, "wages"),
        (*RESPONSE_COLUMNS, "date_of_birth", "given_name"),
        (*RESPONSE_COLUMNS, "tin", "tin"),
    ],
)
def test_an_answer_with_other_columns_does_not_open(header: tuple[str, ...]) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as out:
        out.writestr("response.csv", ",".join(header) + "\r\n")
    with pytest.raises(IntegrityFailure):
        read_response(archive.getvalue())
