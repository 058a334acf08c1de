"""Reading is the inverse of writing: any text, in CSV, Parquet and XLSX, comes back character for character."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from intake_files import as_csv, as_parquet, as_xlsx, received

from muniment.intake import csvexact
from muniment.intake.csvscan import scan
from muniment.intake.persons import read_persons
from muniment.vocabulary.columns import PERSON_COLUMNS
from muniment.vocabulary.errors import InputRefused

FEW = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)

anything = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
awkward = st.sampled_from(
    [
        '"',
        '""',
        ",",
        "\n",
        "\r",
        "\r\n",
        ' "x" ',
        "'",
        "NA",
        "NULL",
        "",
        " ",
        "\t",
        "=1",
        "\ufeff",
        "#",
        "\\",
        '\\"',
        "1.0",
    ]
)
cell = st.one_of(anything, awkward, st.lists(awkward, max_size=3).map("".join))
in_xml = st.text(st.characters(codec="utf-8", min_codepoint=32, exclude_characters="\ufffe\uffff_"), max_size=12)


def rows_of(cells: st.SearchStrategy[str]) -> st.SearchStrategy[list[dict[str, str]]]:
    row = st.fixed_dictionaries(dict.fromkeys(("given_name", "address_line", "reason", "requested_items"), cells))
    return st.lists(row, max_size=4).map(
        lambda rows: [{**dict.fromkeys(PERSON_COLUMNS, ""), **r, "row_ref": f"r{n}"} for n, r in enumerate(rows)]
    )


@FEW
@given(
    rows=rows_of(cell),
    style=st.sampled_from([(csv.QUOTE_MINIMAL, "\r\n"), (csv.QUOTE_ALL, "\n"), (csv.QUOTE_ALL, "\r\n")]),
)
def test_csv(tmp_path: Path, rows: list[dict[str, str]], style: tuple[int, str]) -> None:
    # With LF as its line end Python's writer leaves a CR unquoted, which nobody could read back.
    quoting, end = style
    source, out = tmp_path / "p.csv", tmp_path / "out.parquet"
    source.write_bytes(as_csv(rows, quoting=quoting, end=end))
    assert scan(source).regular
    read_persons(source, out)
    assert received(out) == rows


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("block", range(600, 640))
def test_csv_in_small_blocks(tmp_path: Path, end: str, block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A block may end anywhere: within a line, between CR and LF, behind either."""
    row = {**dict.fromkeys(PERSON_COLUMNS, ""), "given_name": 'Ana, "A"'}
    rows = [{**row, "row_ref": f"r{n}", "reason": "x" * (n % 7)} for n in range(60)]
    source, out = tmp_path / "p.csv", tmp_path / "out.parquet"
    source.write_bytes(as_csv(rows, end=end))
    monkeypatch.setattr("muniment.intake.csvfile.BLOCK", block)
    assert scan(source).lines_are_rows
    read_persons(source, out)
    assert received(out) == rows


@FEW
@given(rows=rows_of(cell))
def test_parquet(tmp_path: Path, rows: list[dict[str, str]]) -> None:
    out = tmp_path / "out.parquet"
    read_persons(as_parquet(tmp_path / "p.parquet", rows), out)
    assert received(out) == rows


@FEW
@given(rows=rows_of(in_xml))
def test_xlsx(tmp_path: Path, rows: list[dict[str, str]]) -> None:
    out = tmp_path / "out.parquet"
    read_persons(as_xlsx(tmp_path / "p.xlsx", [PERSON_COLUMNS, *([*r.values()] for r in rows)]), out)
    assert received(out) == rows


# --- the exact reader against the standard library's, on any text at all ---

pieces = st.lists(st.sampled_from(['"', '""', ",", "\n", "\r\n", "\r", "a", "b c", "é", "\n\n"]), max_size=14).map(
    "".join
)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=pieces)
@example('a,"b"c\nd,e')
@example('a,"b\nc"d\ne')
@example('"a\nb,c')
def test_the_exact_reader_agrees_with_the_strict_standard_reader(tmp_path: Path, text: str) -> None:
    source = tmp_path / "t.csv"
    source.write_bytes(text.encode())
    mine = list(csvexact.rows(source))
    try:
        theirs = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error:
        assert any(problem in ("unclosed", "after_mark") for _, problem in mine)
        return
    while theirs and not theirs[-1]:
        theirs.pop()
    assert [cells for cells, _ in mine] == theirs
    assert all(problem == ("" if cells else "blank") for cells, problem in mine)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=pieces, size=st.integers(1, 6))
def test_a_regular_file_is_one_in_which_every_mark_is_in_its_place(
    tmp_path: Path, text: str, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "t.csv"
    source.write_bytes(text.encode())
    monkeypatch.setattr("muniment.intake.csvscan.CHUNK", size)  # marks, letters and line ends across chunks
    scanned = scan(source)
    regular = scanned.regular
    exact = list(csvexact.rows(source))
    quoted = r'(?:"(?:[^"]|"")*"|[^",\r\n]*)'
    strict = re.fullmatch(rf"(?:{quoted}(?:,|\r\n|\n|\r))*{quoted}", text) is not None
    outside = re.sub(r'"(?:[^"]|"")*"', "x", text)
    blank = re.search(r"(?:^|\n|\r(?!\n))(?:\r|\n)", outside) is not None
    assert regular == (strict and not blank)
    if regular:
        assert all(not problem for _, problem in exact)
        assert scanned.lines_are_rows == (not any("\n" in c or "\r" in c for cells, _ in exact for c in cells))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=60))
def test_reading_is_total(tmp_path: Path, body: bytes) -> None:
    source, out = tmp_path / "p.csv", tmp_path / "out.parquet"
    for raw in (body, as_csv([]) + body):
        source.write_bytes(raw)
        try:
            read_persons(source, out)
        except InputRefused as refusal:
            assert refusal.defects
