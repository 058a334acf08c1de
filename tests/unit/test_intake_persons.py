"""The persons file: defects of the file refuse it, all listed with row and column; nothing a cell says ever does."""

from __future__ import annotations

import csv
import datetime
import hashlib
import json
from pathlib import Path

import pytest
from intake_files import BASE, as_csv, as_parquet, as_xlsx, numbered, person, received

from muniment.intake import defects as defects_module
from muniment.intake.persons import PersonsFile, read_persons
from muniment.vocabulary.columns import PERSON_COLUMNS, PERSON_REQUIRED
from muniment.vocabulary.errors import InputRefused


def read(tmp_path: Path, raw: bytes) -> tuple[PersonsFile, list[dict[str, str]]]:
    source, out = tmp_path / "persons.csv", tmp_path / "out.parquet"
    source.write_bytes(raw)
    result = read_persons(source, out)
    rows = received(out)
    assert result.rows == len(rows)
    assert result.sha256 == hashlib.sha256(raw).hexdigest()
    return result, rows


def refused(tmp_path: Path, raw: bytes) -> list[tuple[int | None, str, str]]:
    source = tmp_path / "persons.csv"
    source.write_bytes(raw)
    return refused_file(tmp_path, source)


def refused_file(tmp_path: Path, source: Path) -> list[tuple[int | None, str, str]]:
    with pytest.raises(InputRefused) as caught:
        read_persons(source, tmp_path / "out.parquet")
    assert [p.name for p in tmp_path.iterdir()] == [source.name], "a refused file leaves nothing behind"
    assert "SECRET" not in json.dumps(caught.value.as_json()), "a defect never repeats a value"
    return [(d.row, d.column, d.code[-3:]) for d in caught.value.defects]


def with_cell(raw: bytes, row: int, cell: bytes) -> bytes:
    """The file with the last cell of a row replaced by raw bytes."""
    lines = raw.split(b"\r\n")
    lines[row] = lines[row].rsplit(b",", 1)[0] + b"," + cell
    return b"\r\n".join(lines)


def test_cells_are_kept_exactly(tmp_path: Path) -> None:
    odd = [
        "",
        " ",
        "NA",
        "NULL",
        "null",
        "N/A",
        "nan",
        "  spaced  ",
        "12.0",
        "007",
        "=cmd",
        '"',
        "a,b",
        "l\nm",
        "1e5",
        "TRUE",
    ]
    rows = numbered(*({"given_name": o, "reason": o} for o in odd))
    assert read(tmp_path, as_csv(rows))[1] == rows
    assert read(tmp_path, as_csv(rows, quoting=csv.QUOTE_ALL, end="\n"))[1] == rows


def test_a_byte_order_mark_and_any_line_end_are_fine(tmp_path: Path) -> None:
    rows = numbered({}, {"city": "Köln"})
    for end in ("\n", "\r\n", "\r"):
        assert read(tmp_path, b"\xef\xbb\xbf" + as_csv(rows, end=end))[1] == rows
    assert read(tmp_path, as_csv(rows).removesuffix(b"\r\n"))[1] == rows


def test_no_rows_are_a_file_and_no_header_is_none(tmp_path: Path) -> None:
    assert read(tmp_path, as_csv([]))[1] == []
    assert read(tmp_path, as_csv([]).strip())[0].rows == 0
    (tmp_path / "out.parquet").unlink()
    assert refused(tmp_path, b"") == [(None, "", "003")]
    assert refused(tmp_path, b"\n\n") == [(None, "", "003")]


def test_optional_columns_are_empty_when_absent_and_order_does_not_matter(tmp_path: Path) -> None:
    columns = tuple(reversed(PERSON_REQUIRED))
    result, rows = read(tmp_path, as_csv(numbered({}), columns))
    assert rows == [person(**{c: "" for c in PERSON_COLUMNS if c not in PERSON_REQUIRED})]
    assert set(result.columns) == set(PERSON_REQUIRED)


def test_missing_doubled_and_nameless_columns_are_all_named(tmp_path: Path) -> None:
    columns = [c for c in PERSON_COLUMNS if c not in ("reason", "statute")] + ["city", "", "Statute"]
    raw = as_csv([{**BASE, "": "", "Statute": "x"}], columns)
    assert refused(tmp_path, raw) == [(0, "", "012"), (0, "city", "011"), (0, "reason", "010"), (0, "statute", "010")]


def test_an_unknown_column_is_left_out_and_noted(tmp_path: Path) -> None:
    raw = as_csv([{**BASE, "SECRET": "x"}], (*PERSON_COLUMNS, "SECRET"))
    result, rows = read(tmp_path, raw)
    assert rows == [dict(BASE)]
    assert result.notes and "SECRET" not in result.notes[0]


def test_every_ragged_row_is_listed(tmp_path: Path) -> None:
    lines = as_csv(numbered({}, {}, {}, {})).split(b"\r\n")
    lines[2] += b",more"
    lines[4] = lines[4].rsplit(b",", 2)[0]
    assert refused(tmp_path, b"\r\n".join(lines)) == [(2, "", "005"), (4, "officer_id", "005")]


def test_blank_lines_are_defects_but_at_the_end(tmp_path: Path) -> None:
    raw = as_csv(numbered({}, {}))
    assert len(read(tmp_path, raw + b"\r\n\r\n")[1]) == 2
    (tmp_path / "out.parquet").unlink()
    lines = raw.split(b"\r\n")
    assert refused(tmp_path, b"\r\n".join([*lines[:2], b"", *lines[2:]])) == [(2, "", "005")]


def test_empty_and_doubled_row_refs_are_listed_spaces_apart(tmp_path: Path) -> None:
    raw = as_csv([person(row_ref=r) for r in ("SECRET-1", "", "SECRET-2", "SECRET-1 ", " ", "SECRET-1")])
    assert refused(tmp_path, raw) == [
        (2, "row_ref", "013"), (4, "row_ref", "014"), (5, "row_ref", "013"), (6, "row_ref", "014"),
    ]  # fmt: skip


def test_a_nul_byte_or_broken_encoding_names_row_and_column(tmp_path: Path) -> None:
    raw = as_csv(numbered({}, {"city": "SECRETx"}, {"reason": "SECRETy"}))
    raw = raw.replace(b"SECRETx", b"K\xf6ln").replace(b"SECRETy", b"a\0b")
    assert refused(tmp_path, raw) == [(2, "city", "002"), (3, "reason", "002")]


def test_utf_16_is_one_defect_with_advice(tmp_path: Path) -> None:
    assert refused(tmp_path, as_csv(numbered({}, {})).decode().encode("utf-16")) == [(None, "", "001")]


def test_another_separator_is_one_defect_with_advice(tmp_path: Path) -> None:
    for mark in (b";", b"\t"):
        assert refused(tmp_path, as_csv(numbered({})).replace(b",", mark)) == [(0, "", "015")]


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        (b'"address', [(1, "requested_items", "004")]),  # never closed: what follows is still looked at
        (b'"address"x', [(1, "requested_items", "004")]),
        (b'"a""', [(1, "requested_items", "004")]),
    ],
)
def test_a_stray_quotation_mark_is_found_where_it_stands(tmp_path: Path, cell: bytes, found: list[object]) -> None:
    assert refused(tmp_path, with_cell(as_csv(numbered({}, {}, {})), 1, cell)) == found


def test_a_mark_inside_an_unquoted_cell_is_text(tmp_path: Path) -> None:
    _, rows = read(tmp_path, with_cell(as_csv(numbered({}, {})), 1, b'the "address"'))
    assert rows[0]["requested_items"] == 'the "address"'


def test_defects_of_every_kind_are_listed_together(tmp_path: Path) -> None:
    raw = as_csv([person(row_ref=r) for r in ("a", "b", "a", "", "c")])
    lines = raw.split(b"\r\n")
    lines[2] += b",more"
    lines[5] = lines[5].replace(b"Dayton", b"\xffDayton")
    assert refused(tmp_path, b"\r\n".join(lines)) == [
        (2, "", "005"), (3, "row_ref", "014"), (4, "row_ref", "013"), (5, "city", "002"),
    ]  # fmt: skip


def test_a_thousand_defects_are_listed_and_all_are_counted(tmp_path: Path) -> None:
    source = tmp_path / "persons.csv"
    source.write_bytes(as_csv([person(row_ref="same") for _ in range(1500)]))
    with pytest.raises(InputRefused) as caught:
        read_persons(source, tmp_path / "out.parquet")
    assert len(caught.value.defects) == defects_module.LISTED
    assert "1499 defects" in caught.value.message


def test_hostile_cells_refuse_nothing(tmp_path: Path) -> None:
    rows = numbered(
        {"given_name": "=HYPERLINK(1)", "family_name": "x" * 40_000, "date_of_birth": "soon", "tin": "\u202e1",
         "reason": "\ufeff", "address_line": "\x07", "taxable_periods": "ALL"},
    )  # fmt: skip
    assert read(tmp_path, as_csv(rows))[1] == rows


def test_a_cell_longer_than_a_block_of_the_fast_reader_is_kept(tmp_path: Path) -> None:
    rows = numbered({"reason": "long, " * 2_000_000}, {})
    assert read(tmp_path, as_csv(rows))[1] == rows


def test_the_same_rows_give_the_same_bytes_by_either_reader(tmp_path: Path) -> None:
    plain, other = tmp_path / "plain.parquet", tmp_path / "other.parquet"
    rows = numbered(*({} for _ in range(50)))
    (tmp_path / "a.csv").write_bytes(as_csv(rows))
    (tmp_path / "b.csv").write_bytes(as_csv(rows, quoting=csv.QUOTE_ALL) + b"\r\n\r\n")  # the exact reader's work
    read_persons(tmp_path / "a.csv", plain)
    read_persons(tmp_path / "b.csv", other)
    assert plain.read_bytes() == other.read_bytes()


def test_xlsx_numbers_and_dates_become_exact_text(tmp_path: Path) -> None:
    header = ["row_ref", *(c for c in PERSON_COLUMNS if c != "row_ref")]
    row: list[object] = [BASE[c] for c in header]
    for column, value in (
        ("row_ref", 17), ("postal_code", 45402.0), ("date_of_birth", datetime.date(1980, 2, 29)), ("tin", 900000001),
        ("matter_opened_on", datetime.datetime(2026, 1, 5)), ("taxable_periods", 2023), ("reason", "=1+1"),
        ("city", 0.5),
    ):  # fmt: skip
        row[header.index(column)] = value
    out = tmp_path / "out.parquet"
    read_persons(as_xlsx(tmp_path / "persons.xlsx", [[], header, row, ["", None]]), out)
    got = received(out)[0]
    said = ("row_ref", "postal_code", "date_of_birth", "tin", "matter_opened_on", "city", "reason")
    assert {k: got[k] for k in said} == {
        "row_ref": "17", "postal_code": "45402", "date_of_birth": "1980-02-29", "tin": "900000001",
        "matter_opened_on": "2026-01-05", "city": "0.5", "reason": "=1+1",
    }  # fmt: skip


def test_xlsx_defects_have_row_and_column(tmp_path: Path) -> None:
    columns = list(PERSON_COLUMNS)
    rows = [columns, list(BASE.values()), [], [*BASE.values(), "SECRET"]]
    path = as_xlsx(tmp_path / "persons.xlsx", rows)
    assert refused_file(tmp_path, path) == [(2, "row_ref", "013"), (3, "", "005"), (3, "row_ref", "014")]


def test_parquet_types_become_exact_text(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = {c: pa.array([v, None]) for c, v in BASE.items()}
    columns |= {
        "row_ref": pa.array([1, 2]),
        "date_of_birth": pa.array([datetime.date(1980, 2, 29), None]),
        "matter_opened_on": pa.array([datetime.datetime(2026, 1, 5), None]),
        "taxable_periods": pa.array([[2022, 2023], None]),
        "city": pa.array(["Dayton", None]).dictionary_encode(),
        "postal_code": pa.array([45402.0, None]),
        "suffix": pa.nulls(2),
    }
    path = tmp_path / "persons.parquet"
    pq.write_table(pa.table(columns), path)
    out = tmp_path / "out.parquet"
    read_persons(path, out)
    assert received(out) == [person(row_ref="1"), {**dict.fromkeys(PERSON_COLUMNS, ""), "row_ref": "2"}]


def test_parquet_defects_are_listed(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = {c: pa.array([v]) for c, v in BASE.items()}
    pq.write_table(
        pa.table(columns | {"city": pa.array([b"x"]), "state": pa.array([{"a": 1}])}), tmp_path / "a.parquet"
    )
    assert refused_file(tmp_path, tmp_path / "a.parquet") == [(0, "city", "008"), (0, "state", "008")]
    (tmp_path / "a.parquet").unlink()
    broken = pa.array([b"ok", b"\xff", b"a\0b"], pa.binary()).cast(pa.string(), safe=False).view(pa.string())
    rows = {c: pa.array([v] * 3) for c, v in BASE.items()} | {"city": broken, "row_ref": pa.array(["1", "1", "3"])}
    pq.write_table(pa.table(rows), tmp_path / "b.parquet")
    assert refused_file(tmp_path, tmp_path / "b.parquet") == [
        (2, "city", "002"), (2, "row_ref", "014"), (3, "city", "002"),
    ]  # fmt: skip


@pytest.mark.parametrize("raw", [b"PAR1 no", b"PK\x03\x04 no", b"\xd0\xcf\x11\xe0old", b"\x1f\x8bzip", b"%PDF-1.7"])
def test_what_only_looks_like_a_format_is_refused(tmp_path: Path, raw: bytes) -> None:
    assert refused(tmp_path, raw) == [(None, "", "006")]


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefused):
        read_persons(tmp_path / "none.csv", tmp_path / "out.parquet")


def test_parquet_text_equals_csv_text(tmp_path: Path) -> None:
    rows = numbered({}, {"given_name": "José", "middle_name": ""})
    out = tmp_path / "out.parquet"
    read_persons(as_parquet(tmp_path / "p.parquet", rows), out)
    assert received(out) == rows
