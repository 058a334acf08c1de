"""The answer: what each code may say, how it is written, and what goes out in the clear."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import pytest

from muniment.release.letters import ReturnRow, write_returns
from muniment.release.response import Address, ResponseRow, build_response, is_releasable
from muniment.vocabulary.columns import RESPONSE_COLUMNS
from muniment.vocabulary.errors import IntegrityFailure, LawSaysNo
from muniment.vocabulary.outcomes import OutwardCode

MAPLE = Address("101 Maple St", "Dayton", "OH", "45402", "US")


def _rows(archive: bytes) -> list[dict[str, str]]:
    with zipfile.ZipFile(io.BytesIO(archive)) as members:
        return list(csv.DictReader(io.StringIO(members.read("response.csv").decode(), newline="")))


def test_an_answer_reads_with_a_plain_zip_and_csv_library() -> None:
    answer = build_response(
        [
            ResponseRow("r2", OutwardCode.DISCLOSED, address=MAPLE),
            ResponseRow("r1", OutwardCode.NOT_DISCLOSED),
            ResponseRow("r3", OutwardCode.RETURNED, ("I2-F02", "I2-F03")),
            ResponseRow("r4", OutwardCode.PENDING),
        ]
    )
    with zipfile.ZipFile(io.BytesIO(answer)) as members:
        text = members.read("response.csv").decode()
    assert text.split("\r\n") == [
        ",".join(RESPONSE_COLUMNS),
        "r2,DISCLOSED,,101 Maple St,Dayton,OH,45402,US",
        "r1,NOT_DISCLOSED,,,,,,",
        "r3,RETURNED,I2-F02;I2-F03,,,,,",
        "r4,PENDING,,,,,,",
        "",
    ]
    assert [row["row_ref"] for row in _rows(answer)] == ["r2", "r1", "r3", "r4"]


@pytest.mark.parametrize("code", [c for c in OutwardCode if c is not OutwardCode.DISCLOSED])
def test_only_a_disclosed_row_can_hold_an_address(code: OutwardCode) -> None:
    rules = ("I2-F02",) if code in (OutwardCode.RETURNED, OutwardCode.REFUSED) else ()
    ResponseRow("r1", code, rules)
    with pytest.raises(IntegrityFailure):
        ResponseRow("r1", code, rules, MAPLE)


def test_a_disclosed_row_must_hold_one() -> None:
    with pytest.raises(IntegrityFailure):
        ResponseRow("r1", OutwardCode.DISCLOSED)
    with pytest.raises(LawSaysNo):
        ResponseRow("r1", OutwardCode.DISCLOSED, address=Address("  ", "Dayton"))


@pytest.mark.parametrize("code", [OutwardCode.NOT_DISCLOSED, OutwardCode.PENDING, OutwardCode.DISCLOSED])
def test_rules_are_for_facial_returns_and_refusals_only(code: OutwardCode) -> None:
    with pytest.raises(IntegrityFailure):
        ResponseRow("r1", code, ("I2-M02",), MAPLE if code is OutwardCode.DISCLOSED else None)


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@x", "\t=1", " =1", '"=1', "＝1", "a;=1", "a\rb", "a\nb", "a\0b"]
)
def test_an_address_that_would_run_in_a_spreadsheet_is_never_made_to_look_like_another(cell: str) -> None:
    for address in (Address(cell), Address("1 Maple St", cell), Address("1 Maple St", country=cell)):
        assert not is_releasable(address)
        with pytest.raises(LawSaysNo) as refused:
            ResponseRow("r1", OutwardCode.DISCLOSED, address=address)
        assert cell not in refused.value.message


@pytest.mark.parametrize(
    "line",
    ["12-34 31st Ave", "123 1/2 Oak St # 4", "C/ Mayor, 5", 'Villa "Rosa" 3', "Straße des 17. Juni 135", "O'Hara Rd 1"],
)
def test_real_addresses_arrive_unaltered(line: str) -> None:
    (row,) = _rows(build_response([ResponseRow("r1", OutwardCode.DISCLOSED, address=Address(line, "Town"))]))
    assert row["address_line"] == line


def test_a_reference_is_given_back_to_the_byte() -> None:
    reference = '=ref,"1"\r\nß'
    (row,) = _rows(build_response([ResponseRow(reference, OutwardCode.NOT_DISCLOSED)]))
    assert row["row_ref"] == reference


def test_two_rows_with_one_reference_are_no_answer() -> None:
    with pytest.raises(IntegrityFailure):
        build_response([ResponseRow("r1", OutwardCode.PENDING), ResponseRow("r1", OutwardCode.NOT_DISCLOSED)])


def test_same_rows_same_bytes() -> None:
    rows = [ResponseRow("r1", OutwardCode.DISCLOSED, address=MAPLE)]
    assert build_response(rows) == build_response(rows)


def test_returns_go_out_with_their_reasons(tmp_path: Path) -> None:
    row = ReturnRow("r9", OutwardCode.RETURNED, ("I2-F09",), "The officer is not named in the letter.")
    write_returns([row], tmp_path / "returns.csv")
    assert (tmp_path / "returns.csv").read_bytes() == (
        b"row_ref,code,rules,reason\r\nr9,RETURNED,I2-F09,The officer is not named in the letter.\r\n"
    )


@pytest.mark.parametrize("code", [OutwardCode.DISCLOSED, OutwardCode.NOT_DISCLOSED, OutwardCode.PENDING])
def test_nothing_that_rests_on_a_record_goes_out_in_the_clear(code: OutwardCode) -> None:
    with pytest.raises(IntegrityFailure):
        ReturnRow("r9", code, ("I2-M01",), "No such person.")


def test_the_size_is_the_same_at_every_length_of_reference() -> None:
    """The longest address allowed fits beside any reference, also where the width of a row is about to double."""
    longest = Address("9" * 320)
    assert is_releasable(longest)
    assert not is_releasable(Address("9" * 321))
    for length in range(1, 1200):
        disclosed = ResponseRow("r" * length, OutwardCode.DISCLOSED, address=longest)
        silent = ResponseRow("r" * length, OutwardCode.NOT_DISCLOSED)
        assert len(build_response([disclosed])) == len(build_response([silent]))
