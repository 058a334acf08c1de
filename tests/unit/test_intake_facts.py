"""Facts: every cell read once into one form, its state beside it, and no law decided."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

from intake_files import as_parquet, numbered

from muniment.intake.facts import ADDRESS_FACTS, addresses_unread, normalise_persons
from muniment.intake.persons import read_persons
from muniment.vocabulary.columns import ADDRESS_COLUMNS, PERSON_KEYS

COLUMNS = [
    "row", "row_ref", *PERSON_KEYS, *ADDRESS_COLUMNS, "given_state", "family_state", "tin_state", *ADDRESS_FACTS,
    "periods", "periods_state", "statute_key", "matter_id", "stage_key", "opened_on", "final_order_on",
    "order_class_key", "reason_key", "reason_state", "officer_id", "items_key", "sought_as",
]  # fmt: skip


def facts(tmp_path: Path, *changes: dict[str, str], addresses: bool = False, threads: int = 2) -> list[dict[str, Any]]:
    import pyarrow.parquet as pq

    source = as_parquet(tmp_path / "p.parquet", numbered(*changes))
    read_persons(source, tmp_path / "persons.parquet")
    parser = None if addresses else addresses_unread
    out = normalise_persons(tmp_path / "persons.parquet", tmp_path / "facts.parquet", parse_addresses=parser,
                            threads=threads, processes=1)  # fmt: skip
    return pq.read_table(out).to_pylist()


def test_the_columns_are_those_the_rooms_agreed_on_and_the_order_is_the_files(tmp_path: Path) -> None:
    rows = facts(tmp_path, {}, {}, {})
    assert list(rows[0]) == COLUMNS
    assert [(r["row"], r["row_ref"]) for r in rows] == [(1, "r1"), (2, "r2"), (3, "r3")]


def test_a_good_row(tmp_path: Path) -> None:
    row = facts(tmp_path, {})[0]
    keys = ("given_key", "family_key", "suffix_key", "tin_digits", "birth_date", "given_state")
    assert {k: row[k] for k in keys} == {
        "given_key": "ana", "family_key": "prueba lopez", "suffix_key": "", "tin_digits": "900000001",
        "birth_date": datetime.date(1980, 2, 29), "given_state": "name",
    }  # fmt: skip
    assert (row["periods"], row["periods_state"]) == ([2022, 2023], "ok")
    assert (row["statute_key"], row["order_class_key"]) == ("8 usc 1253(a)(1)(a)", "8 usc 1227(a)")
    assert (row["stage_key"], row["items_key"], row["reason_state"]) == ("investigation", "address", "text")
    assert (row["opened_on"], row["final_order_on"]) == (datetime.date(2026, 1, 5), datetime.date(2025, 5, 5))


def test_periods(tmp_path: Path) -> None:
    cases: list[tuple[str, str, list[int]]] = [
        ("2023", "ok", [2023]),
        (" 2023 ; 2021;2023;", "ok", [2021, 2023]),
        ("２０２３", "ok", [2023]),
        ("", "empty", []),
        (" ; ", "empty", []),
        ("\u200b", "empty", []),
        ("ALL", "unreadable", []),
        ("2023,2022", "unreadable", []),
        ("2021-2023", "unreadable", []),
        ("2023;23", "unreadable", [2023]),
        ("2023.0", "unreadable", []),
        (";".join(map(str, range(2010, 2020))), "ok", list(range(2010, 2020))),
        (";".join(map(str, range(2010, 2021))), "too_many", list(range(2010, 2021))),
        ("2023;" * 10_000, "unreadable", []),
    ]
    rows = facts(tmp_path, *({"taxable_periods": said} for said, _, _ in cases))
    assert [(r["periods_state"], r["periods"]) for r in rows] == [(state, years) for _, state, years in cases]


def test_dates_are_iso_8601_and_real_or_missing(tmp_path: Path) -> None:
    cases: list[tuple[str, datetime.date | None]] = [
        ("2024-02-29", datetime.date(2024, 2, 29)),
        (" 2024-02-29 ", datetime.date(2024, 2, 29)),
        ("2023-02-29", None),
        ("2024-2-9", None),
        ("02/29/2024", None),
        ("20240229", None),
        ("2024-02-29T00:00:00", None),
        ("0000-01-01", None),
        ("tomorrow", None),
        ("", None),
        ("2999-01-01", datetime.date(2999, 1, 1)),
    ]
    columns = ("matter_opened_on", "final_order_on", "date_of_birth")
    rows = facts(tmp_path, *(dict.fromkeys(columns, said) for said, _ in cases))
    assert [(r["opened_on"], r["final_order_on"], r["birth_date"]) for r in rows] == [(d, d, d) for _, d in cases]


def test_an_absurd_birth_date_is_missing(tmp_path: Path) -> None:
    rows = facts(
        tmp_path, {"date_of_birth": "0001-01-01"}, {"date_of_birth": "1111-11-11"}, {"date_of_birth": "1630-08-01"}
    )
    assert [r["birth_date"] for r in rows] == [None, None, datetime.date(1630, 8, 1)]


def test_suffixes_move_to_their_own_key(tmp_path: Path) -> None:
    cases = [
        ("Luis", "Muestra", "Jr.", ("luis", "muestra", "jr")),
        ("Luis", "Muestra Jr", "", ("luis", "muestra", "jr")),
        ("Luis", "Muestra, Sr.", "", ("luis", "muestra", "sr")),
        ("Luis Jr", "Muestra", "", ("luis", "muestra", "jr")),
        ("Luis", "Muestra", "Junior", ("luis", "muestra", "jr")),
        ("Luis", "Muestra 3rd", "", ("luis", "muestra", "iii")),
        ("Luis", "Muestra", "2nd", ("luis", "muestra", "ii")),
        ("Luis", "Muestra", "Jr, MD", ("luis", "muestra", "jr")),
        ("Luis", "Muestra", "MD", ("luis", "muestra", "")),
        ("Luis", "Muestra Jr", "Jr", ("luis", "muestra", "jr")),
        ("Luis", "Muestra Jr", "Sr", ("luis", "muestra", "jr sr")),  # in conflict: equals neither
        ("Junior", "Muestra", "", ("junior", "muestra", "")),
        ("Luis V", "Muestra", "", ("luis v", "muestra", "")),
        ("José", "Muéstra Jr", "", ("jose", "muestra", "jr")),
    ]
    rows = facts(tmp_path, *({"given_name": g, "family_name": f, "suffix": s} for g, f, s, _ in cases))
    assert [(r["given_key"], r["family_key"], r["suffix_key"]) for r in rows] == [keys for *_, keys in cases]


def test_words_that_are_names_beside_a_name_only(tmp_path: Path) -> None:
    cases = [
        ("Null", "Prueba", ("name", "name")),
        ("Kim", "Na", ("name", "name")),
        ("Null", "Null", ("placeholder", "placeholder")),
        ("NA", "NA", ("placeholder", "placeholder")),
        ("Test", "User", ("placeholder", "placeholder")),
        ("FNU", "Prueba", ("placeholder", "name")),
        ("Ana", "N/A", ("name", "placeholder")),
        ("", "", ("empty", "empty")),
    ]
    rows = facts(tmp_path, *({"given_name": g, "family_name": f} for g, f, _ in cases))
    assert [(r["given_state"], r["family_state"]) for r in rows] == [states for *_, states in cases]
    assert all(r["given_key"] == "" for r in rows if r["given_state"] == "placeholder")
    assert all(r["family_key"] == "" for r in rows if r["family_state"] == "placeholder")


def test_a_middle_name_that_says_there_is_none_is_empty(tmp_path: Path) -> None:
    rows = facts(tmp_path, *({"middle_name": m} for m in ("NMN", "N/A", "none", "M.", "María")))
    assert [r["middle_key"] for r in rows] == ["", "", "", "m", "maria"]


def test_stages_items_and_spaces_are_folded(tmp_path: Path) -> None:
    rows = facts(
        tmp_path,
        {"matter_stage": "Grand Jury", "requested_items": " Employer;ADDRESS ; ;address", "officer_id": " O1 "},
        {"matter_stage": "grand_jury", "requested_items": "", "matter_id": "\u00a0M-1\t"},
        {"matter_stage": "GRAND-JURY", "statute": "８ U.S.C.  §\u00a01253", "reason": "Ａ  reason\nin two lines"},
    )
    assert {r["stage_key"] for r in rows} == {"grand_jury"}
    assert [r["items_key"] for r in rows] == ["address;employer", "", "address"]
    assert (rows[0]["officer_id"], rows[1]["matter_id"]) == ("O1", "M-1")
    assert rows[2]["statute_key"] == "8 u.s.c. § 1253"
    assert rows[2]["reason_key"] == "a reason in two lines"


def test_an_over_long_cell_is_unreadable_and_the_row_stays(tmp_path: Path) -> None:
    long = "x" * 40_000
    columns = ("given_name", "tin", "statute", "reason", "date_of_birth", "officer_id")
    row = facts(tmp_path, dict.fromkeys(columns, long))[0]
    assert (row["given_state"], row["tin_state"], row["reason_state"]) == ("control", "malformed", "placeholder")
    assert (row["statute_key"], row["officer_id"], row["birth_date"]) == ("", "", None)


def test_the_bytes_do_not_depend_on_threads(tmp_path: Path) -> None:
    changes = [{"given_name": f"Ana{n % 7}é", "reason": f"Reason {n}"} for n in range(3000)]
    facts(tmp_path, *changes, threads=1)
    one = (tmp_path / "facts.parquet").read_bytes()
    facts(tmp_path, *changes, threads=4)
    assert (tmp_path / "facts.parquet").read_bytes() == one


def test_with_the_rooms_own_address_reader(tmp_path: Path) -> None:
    rows = facts(tmp_path, {}, {"address_line": "Failed to Provide"}, {"address_line": "", "city": "", "state": "",
                 "postal_code": "", "country": ""}, addresses=True)  # fmt: skip
    assert list(rows[0]) == COLUMNS
    assert (rows[0]["house_number"], rows[0]["street"], rows[0]["unit"], rows[0]["zip5"]) == (
        "418",
        "maple",
        "3",
        "45402",
    )
    assert rows[0]["delivery_line"] and rows[0]["locality"]
    assert rows[1]["address_placeholder"] and not rows[1]["delivery_line"]
    assert rows[2]["address_empty"]
