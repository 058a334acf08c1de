"""The custodian's records: what a record says is counted and flagged, never refused; only the file's form is."""

from __future__ import annotations

import csv
import datetime
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from muniment.intake.facts import addresses_unread
from muniment.intake.records import QUALITY, ColumnMap, Silo, normalise_records, read_map
from muniment.vocabulary.columns import ADDRESS_COLUMNS, PERSON_KEYS, RECORD_COLUMNS
from muniment.vocabulary.errors import InputRefused

BASE = {
    "record_id": "rec1", "person_id": "P1", "tin": "900-00-0001", "given_name": "Ana", "middle_name": "",
    "family_name": "Prueba López", "suffix": "", "date_of_birth": "1980-02-29", "address_line": "418 Maple St Apt 3",
    "city": "Dayton", "state": "OH", "postal_code": "45402", "country": "US", "observed_on": "2024-04-10",
    "source": "return", "tax_period": "2023", "filer_role": "primary", "identity_theft": "", "impairment": "",
    "informant": "", "deceased_on": "", "protected": "",
}  # fmt: skip


def write(path: Path, rows: list[dict[str, str]], names: Mapping[str, str] | None = None) -> Path:
    columns = [c for c in RECORD_COLUMNS if c in rows[0]]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow([(names or {}).get(c, c) for c in columns])
        writer.writerows([r[c] for c in columns] for r in rows)
    return path


def build(tmp_path: Path, *changes: dict[str, str], **options: Any) -> tuple[Silo, list[dict[str, Any]]]:
    import pyarrow.parquet as pq

    rows = [{**BASE, "record_id": f"rec{n}", **c} for n, c in enumerate(changes)]
    source = write(tmp_path / "payroll.csv", rows)
    (silo,) = normalise_records([source], None, tmp_path / "out", parse_addresses=addresses_unread, **options)
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["payroll.parquet"]
    return silo, pq.read_table(silo.path).to_pylist()


def test_columns_and_normalised_values(tmp_path: Path) -> None:
    silo, (row,) = build(tmp_path, {})
    assert list(row) == [
        "row",
        *RECORD_COLUMNS,
        *PERSON_KEYS,
        *ADDRESS_COLUMNS,
        "observed",
        "period",
        "deceased",
        "silo",
        *QUALITY,
    ]
    assert (silo.name, silo.rows, row["silo"]) == ("payroll", 1, "payroll")
    assert (row["given_key"], row["family_key"], row["tin_digits"]) == ("ana", "prueba lopez", "900000001")
    assert (row["observed"], row["period"], row["deceased"]) == (datetime.date(2024, 4, 10), 2023, None)
    assert row["family_name"] == "Prueba López"


def test_a_doubtful_marker_counts_as_set(tmp_path: Path) -> None:
    cases: list[tuple[str, bool | None, bool]] = [
        ("", None, False), (" ", None, False), ("\u200b", None, False), ("false", False, False), ("0", False, False),
        ("No", False, False), ("true", True, False), ("TRUE", True, False), ("1", True, False), ("yes", True, False),
        ("maybe", True, True), ("x" * 40_000, True, True),
    ]  # fmt: skip
    _, rows = build(tmp_path, *({"informant": said} for said, _, _ in cases))
    assert [(r["informant"], r["q_marker_unclear"]) for r in rows] == [
        (marker, unclear) for _, marker, unclear in cases
    ]
    assert {r["impairment"] for r in rows} == {None}


def test_every_doubt_is_counted_and_none_refuses(tmp_path: Path) -> None:
    silo, rows = build(
        tmp_path,
        {"person_id": "", "given_name": "FNU", "tin": "9", "date_of_birth": "soon", "observed_on": "",
         "tax_period": "ALL", "deceased_on": "x", "filer_role": "boss", "source": "rumour",
         "address_line": "", "city": "", "state": "", "postal_code": "", "impairment": "?"},
        {"tin": "999999999", "date_of_birth": "2030-01-01", "observed_on": "2030-01-01", "deceased_on": "2030-01-01"},
        {"tin": "900-00-0005"},
        {"tin": "900000005", "person_id": "P2"},
        as_of=datetime.date(2026, 3, 2),
    )  # fmt: skip
    assert dict(silo.quality.counts) == {
        "q_person_missing": 1, "q_name_missing": 1, "q_tin_malformed": 1, "q_tin_junk": 1, "q_tin_shared": 2,
        "q_birth_unreadable": 1, "q_birth_future": 1, "q_observed_missing": 1, "q_observed_future": 1,
        "q_period_unreadable": 1, "q_deceased_unreadable": 1, "q_deceased_future": 1, "q_role_unknown": 1,
        "q_source_unknown": 1, "q_marker_unclear": 1, "q_address_missing": 1, "q_address_incomplete": 3,
    }  # fmt: skip
    assert rows[1]["birth_date"] == datetime.date(2030, 1, 1), "a future date is flagged, not dropped"


def test_without_a_day_no_date_is_in_the_future(tmp_path: Path) -> None:
    silo, _ = build(tmp_path, {"observed_on": "2999-01-01"})
    assert dict(silo.quality.counts)["q_observed_future"] == 0


def test_defects_of_all_files_are_listed_together_and_nothing_is_left(tmp_path: Path) -> None:
    one = write(tmp_path / "one.csv", [BASE, BASE])
    two = write(tmp_path / "two.csv", [{k: v for k, v in BASE.items() if k not in ("person_id", "family_name")}])
    good = write(tmp_path / "good.csv", [BASE])
    with pytest.raises(InputRefused) as caught:
        normalise_records([one, two, good], None, tmp_path / "out", parse_addresses=addresses_unread)
    assert [(d.file, d.row, d.column) for d in caught.value.defects] == [
        ("one.csv", 2, "record_id"), ("two.csv", 0, "family_name"), ("two.csv", 0, "person_id"),
    ]  # fmt: skip
    assert list((tmp_path / "out").iterdir()) == []


def test_two_files_cannot_be_one_silo_and_no_file_is_none(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    files = [write(tmp_path / "x.csv", [BASE]), write(tmp_path / "a" / "x.csv", [BASE])]
    for paths in (files, []):
        with pytest.raises(InputRefused):
            normalise_records(paths, None, tmp_path / "out", parse_addresses=addresses_unread)


def test_a_mapping_gives_our_columns_their_names(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    names = {"given_name": "first", "family_name": "state", "state": "region"}
    source = write(tmp_path / "hospital.csv", [BASE], names)
    (silo,) = normalise_records([source], ColumnMap(names), tmp_path / "out", parse_addresses=addresses_unread)
    row = pq.read_table(silo.path).to_pylist()[0]
    assert (row["given_name"], row["family_name"], row["state"]) == ("Ana", "Prueba López", "OH")
    with pytest.raises(InputRefused) as caught:
        normalise_records(
            [source], ColumnMap({**names, "tin": "ssn"}), tmp_path / "out", parse_addresses=addresses_unread
        )
    assert [d.column for d in caught.value.defects] == ["tin"]


def test_absent_columns_are_empty_and_said(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    source = write(tmp_path / "x.csv", [{k: v for k, v in BASE.items() if k not in ("tin", "protected")}])
    (silo,) = normalise_records([source], None, tmp_path / "out", parse_addresses=addresses_unread)
    assert silo.absent == ("tin", "protected")
    row = pq.read_table(silo.path).to_pylist()[0]
    assert (row["tin"], row["tin_digits"], row["protected"]) == ("", "", None)


def test_each_silo_may_have_names_of_its_own(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    common, own = {"given_name": "first", "tin": "ssn"}, {"given_name": "forename", "city": "town"}
    files = [write(tmp_path / "a.csv", [BASE], common), write(tmp_path / "b.csv", [BASE], {**common, **own})]
    names = ColumnMap(common, {"b": own})
    silos = normalise_records(files, names, tmp_path / "out", parse_addresses=addresses_unread)
    rows = [pq.read_table(s.path).to_pylist()[0] for s in silos]
    assert [(r["given_name"], r["tin"], r["city"]) for r in rows] == [("Ana", "900-00-0001", "Dayton")] * 2
    assert [s.absent for s in silos] == [(), ()]


def test_the_mapping_file_is_read_for_all_and_for_each() -> None:
    both = read_map(b"tin: ssn\nnotices: {tin: number, city: town}\n", "map.yaml", ["notices", "returns"])
    assert both.of("returns") == {"tin": "ssn"}
    assert both.of("notices") == {"tin": "number", "city": "town"}
    # A silo may be called like a column of ours: what stands behind it says which is meant.
    assert read_map(b"source: {tin: ssn}\n", "map.yaml", ["source"]).of("source") == {"tin": "ssn"}


def test_the_mapping_file_is_checked_whole() -> None:
    with pytest.raises(InputRefused) as caught:
        read_map(
            b"first: given_name\ntin: 3\ncity: x\nstate: x\na: {first: y, tin: null, country: x}\nb: {}\n",
            "map.yaml",
            ["a"],
        )
    assert {(d.column, d.code[-3:]) for d in caught.value.defects} == {
        ("first", "030"), ("tin", "031"), ("state", "032"), ("a.first", "030"), ("a.tin", "031"),
        ("a.country", "032"), ("b", "035"),
    }  # fmt: skip


def test_both_sides_get_the_same_keys(tmp_path: Path) -> None:
    from intake_files import as_parquet, person

    from muniment.intake.facts import normalise_persons
    from muniment.intake.persons import read_persons

    names = {"given_name": "José  Luis", "family_name": "O’Brien-Núñez Jr", "suffix": "", "tin": "900 00 0001"}
    _, (record,) = build(tmp_path, names)
    read_persons(as_parquet(tmp_path / "p.parquet", [person(**names)]), tmp_path / "persons.parquet")
    import pyarrow.parquet as pq

    out = normalise_persons(tmp_path / "persons.parquet", tmp_path / "facts.parquet", parse_addresses=addresses_unread)
    fact = pq.read_table(out).to_pylist()[0]
    assert {k: fact[k] for k in PERSON_KEYS} == {k: record[k] for k in PERSON_KEYS}
