"""What no amount of agreement elsewhere makes good: another birth date, another middle name, a suffix, a number of several."""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb
import pytest
from linkage_support import World, person

from muniment.linkage import names
from muniment.linkage.compare import birth_level_sql

HILL = ("197 Hill Rd", "Hebron", "NH", "03241")
VALE = ("31 Vale Ln", "Keene", "NH", "03431")
MOOR = ("5 Moor Dr", "Concord", "NH", "03301")
DALE = ("88 Dale Ct", "Dover", "NH", "03820")

WILLIAM = person("William", "Beispiel", "900-00-0101", *HILL, middle_name="R", date_of_birth="1968-04-01")
VERA = person("Vera", "Esempio", "900-00-0103", *VALE, middle_name="Maria", date_of_birth="1975-09-24")
RECORDS: list[dict[str, Any]] = [
    # The father's records carry the son's number once: borrowed. The son has no record of his own.
    {"person_id": "william", **WILLIAM},
    {"person_id": "william", **WILLIAM, "tin": "900-00-0102"},
    {"person_id": "william", **WILLIAM, "middle_name": ""},
    {"person_id": "vera", **VERA},
    {"person_id": "vera", **VERA, "date_of_birth": "1957-09-24", "middle_name": "Lucia"},
    {"person_id": "sam", **person("Sam", "Exemplo", "900-00-0104", *MOOR, date_of_birth="1950-05-05")},
    {"person_id": "tim", **person("Tim", "Exemplo", "900-00-0105", *DALE, suffix="Sr", date_of_birth="1951-06-06")},
    {"person_id": "tim", **person("Tim", "Exemplo", "900-00-0105", *DALE, date_of_birth="1951-06-06")},
    {"person_id": "uma", **person("Uma", "Exemplo", "900-00-0106", *DALE, date_of_birth="2517-08-13")},
    {"person_id": "al", **person("Al", "Muster", "900-00-0107", *MOOR, date_of_birth="1962-02-11")},
    {"person_id": "james", **person("James", "Muster", "900-00-0108", *DALE)},
    {"person_id": "james", **person("Wlxtis", "Muster", "900-00-0108", *DALE)},
    {"person_id": "bo", **person("Bo", "Muster", "900-00-0107", *VALE, date_of_birth="1964-03-12")},
]
ROWS: dict[str, dict[str, Any]] = {
    "son": person("Liam", "Beispiel", "900-00-0102", *HILL, middle_name="E", date_of_birth="2002-04-16"),
    "namesake son": {**WILLIAM, "tin": "900-00-0102", "middle_name": "", "date_of_birth": "2002-04-16"},
    "same birthday": {**WILLIAM, "date_of_birth": "2002-04-01"},
    "year only": {**WILLIAM, "date_of_birth": "1968-11-29"},
    "wrong digit": {**WILLIAM, "date_of_birth": "1966-04-01"},
    "day before month": {**WILLIAM, "date_of_birth": "1968-01-04"},
    "a year off": {**WILLIAM, "date_of_birth": "1969-04-01"},
    "either date": {**VERA, "date_of_birth": "1957-09-24"},
    "absurd on file": person("Uma", "Exemplo", "900-00-0106", *DALE, date_of_birth="1987-08-13"),
    "absurd in the row": {**WILLIAM, "date_of_birth": "2968-04-01"},
    "short form, other initial": {**WILLIAM, "given_name": "Bill", "middle_name": "E"},
    "other initial, no date": {**WILLIAM, "middle_name": "E", "date_of_birth": ""},
    "other initial, all else": {**WILLIAM, "middle_name": "E"},
    "short form, own initial": {**WILLIAM, "given_name": "Bill"},
    "short form, address alone": {**WILLIAM, "given_name": "Bill", "tin": "", "date_of_birth": ""},
    "slip, address alone": {**WILLIAM, "given_name": "Wiliam", "tin": "", "date_of_birth": ""},
    "short form, own date": {**WILLIAM, "given_name": "Bill", "tin": ""},
    "either middle name": {**VERA, "given_name": "Vera", "middle_name": "L", "date_of_birth": ""},
    "junior": person("Sam", "Exemplo", "", *MOOR, suffix="Jr"),
    "junior with date": person("Sam", "Exemplo", "", *MOOR, suffix="Jr", date_of_birth="1950-05-05"),
    "junior with number": person("Sam", "Exemplo", "900-00-0104", *MOOR, suffix="Jr"),
    "no suffix, one on file": person("Tim", "Exemplo", "", *DALE),
    "junior, senior on file": person("Tim", "Exemplo", "900-00-0105", *DALE, suffix="Jr"),
    "shared number": person("Al", "Muster", "900-00-0107", *MOOR, date_of_birth="1962-02-11"),
    "own date, no number": person("Al", "Muster", "", *MOOR, date_of_birth="1962-02-11"),
    "another name, garbled on file": person("Walter", "Muster", "", *DALE),
    "wrong number": {**WILLIAM, "tin": "900-00-0199"},
    "digit of the number": {**WILLIAM, "tin": "900-00-0111"},
    "number once on file": {**WILLIAM, "tin": "900-00-0102"},
}  # fmt: skip


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Rows do not look at one another, so all of them are one package."""
    world = World(tmp_path_factory.mktemp("refusals"), RECORDS)
    return dict(zip(ROWS, world.link(list(ROWS.values())), strict=True))


@pytest.mark.parametrize("row", ["son", "namesake son", "same birthday", "year only"])
def test_another_birth_date_refuses_though_number_and_address_agree(found: Any, row: str) -> None:
    assert (found[row]["person_id"], found[row]["tin_level"], found[row]["address_level"]) == ("william", 2, 5)
    assert found[row]["decision"] == "none" and "birth_date_conflict" in found[row]["refusals"]


@pytest.mark.parametrize("row", ["wrong digit", "day before month", "a year off", "either date"])
def test_a_birth_date_miswritten_or_equal_to_any_on_file_is_no_conflict(found: Any, row: str) -> None:
    assert (found[row]["decision"], found[row]["refusals"]) == ("match", "")


@pytest.mark.parametrize("row", ["absurd on file", "absurd in the row"])
def test_a_birth_date_in_the_future_is_no_birth_date(found: Any, row: str) -> None:
    assert (found[row]["decision"], found[row]["dob_level"]) == ("match", None)


@pytest.mark.parametrize("row", ["son", "short form, other initial", "other initial, no date"])
def test_a_middle_name_that_is_none_of_those_on_file_refuses_beside_a_weak_point(found: Any, row: str) -> None:
    # One record leaves the middle name out; the others still say that it is another.
    assert found[row]["decision"] == "none" and "middle_name_conflict" in found[row]["refusals"]


@pytest.mark.parametrize("row", ["other initial, all else", "short form, own initial", "either middle name"])
def test_a_middle_name_alone_refuses_nobody(found: Any, row: str) -> None:
    assert (found[row]["decision"], found[row]["refusals"]) == ("match", "")


@pytest.mark.parametrize("row", ["short form, address alone", "slip, address alone"])
def test_a_first_name_not_quite_the_one_on_file_needs_more_than_the_house(found: Any, row: str) -> None:
    assert found[row]["decision"] == "none" and "first_name_unsure" in found[row]["refusals"]
    assert found["short form, own date"]["decision"] == "match"


@pytest.mark.parametrize("row", ["junior", "no suffix, one on file"])
def test_a_suffix_on_one_side_leaves_two_of_the_name(found: Any, row: str) -> None:
    assert found[row]["decision"] == "none" and "suffix_unresolved" in found[row]["refusals"]


@pytest.mark.parametrize("row", ["junior with date", "junior with number"])
def test_number_or_birth_date_says_which_of_two_of_the_name(found: Any, row: str) -> None:
    assert (found[row]["person_id"], found[row]["decision"]) == ("sam", "match")


def test_a_suffix_in_conflict_on_one_record_is_not_hidden_by_a_record_without(found: Any) -> None:
    row = found["junior, senior on file"]
    assert row["decision"] == "none" and "suffix_conflict" in row["refusals"]


def test_a_number_of_two_persons_identifies_neither_and_is_evidence_of_it(found: Any) -> None:
    assert (found["shared number"]["decision"], found["shared number"]["refusals"]) == ("none", "shared_number")
    assert found["shared number"]["tin_of_other"] and not found["shared number"]["tin_conflict"]
    assert found["own date, no number"]["decision"] == "match"


@pytest.mark.parametrize("row", ["wrong number", "digit of the number"])
def test_a_number_not_on_file_is_a_conflict_be_it_by_one_digit(found: Any, row: str) -> None:
    assert (found[row]["person_id"], found[row]["decision"], found[row]["tin_conflict"]) == ("william", "none", True)
    assert not found[row]["tin_of_other"]


def test_a_number_on_any_one_record_of_the_person_is_no_conflict(found: Any) -> None:
    assert not found["number once on file"]["tin_conflict"]


def test_a_garbled_name_on_file_does_not_hide_that_the_person_is_called_otherwise(found: Any) -> None:
    row = found["another name, garbled on file"]
    assert row["decision"] == "none" and "first_name_veto" in row["refusals"].split(";")


def test_every_refused_row_ranks_below_every_row_that_stands(found: Any) -> None:
    refused = {r["score"] for r in found.values() if set(r["refusals"].split(";")) - {"", "below_threshold"}}
    standing = {r["score"] for r in found.values() if not r["refusals"]}
    assert refused and standing and max(refused) < min(standing)
    assert {r["decision"] for r in found.values() if r["score"] in refused} == {"none"}


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [
        ("1968-04-01", "1968-04-01", 4),
        ("1968-04-01", "1968-04-07", 3),  # one digit
        ("1968-04-01", "1986-04-01", 5),  # two digits exchanged
        ("1968-04-01", "1968-01-04", 5),  # day and month exchanged
        ("1968-04-01", "1968-04-23", 2),  # the day
        ("1968-04-01", "1968-12-01", 2),  # the month
        ("1989-12-31", "1990-12-31", 2),  # the year by one
        ("1968-04-19", "1968-01-01", 2),  # the first of January: only the year was known
        ("1968-04-19", "1968-12-01", 1),  # the year
        ("1968-04-16", "2002-04-16", 1),  # a birthday in common
        ("1968-04-19", "1988-04-17", 6),  # two digits
        ("1968-04-19", "1969-04-23", 1),  # three
        ("1968-04-19", "1973-08-23", 0),
        ("1968-04-19", "2002-11-30", 0),
    ],
)
def test_levels_of_two_birth_dates(left: str, right: str, level: int) -> None:
    sql = f"SELECT {birth_level_sql()}, {birth_level_sql('r.birth_date', 'l.birth_date')} FROM (SELECT ?::DATE AS birth_date) l, (SELECT ?::DATE AS birth_date) r"
    assert duckdb.execute(sql, [date.fromisoformat(left), date.fromisoformat(right)]).fetchall() == [(level, level)]


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [
        ("alexis", "qlrxis", 3),  # most of the letters
        ("alexis", "qlrxos", 11),  # half
        ("walter", "wlxtis", 11),  # a third, and the initial
        ("walter", "qaxtis", 8),  # a third
        ("walter", "wqxzis", 8),  # the initial
        ("lorraine", "bruvce", 9),
        ("debra", "d", 5),
        ("debra", "s", 10),
        ("d", "s", 10),
        ("mario", "maria", 1),
        ("james", "walter", 0),
        ("walter", "wakter", 4),
        ("william", "bill", 6),
        ("walter", "", None),
    ],
)
def test_levels_of_two_first_names(left: str, right: str, level: int | None) -> None:
    with duckdb.connect() as con:
        for statement in names.lookup_tables_sql():
            con.execute(statement)
        for side, given in (("l", left), ("r", right)):
            con.execute(f"""CREATE TABLE one AS
              SELECT '{given}' AS given_key, '' AS middle_key, 'muster' AS family_key, '' AS suffix_key""")
            con.execute(f"CREATE TABLE {side} AS {names.parts_sql('one')}")
            con.execute("DROP TABLE one")
        sql = f"SELECT {names.given_level_sql()}, {names.given_level_sql('r', 'l')} FROM l, r"
        assert con.execute(sql).fetchall() == [(level, level)]


@pytest.mark.parametrize(
    ("given", "family", "first", "rest", "joined"),
    [
        ("lady of the", "house", "", [], "house"),  # House is a name
        ("ana", "lady of the house", "ana", [], ""),
        ("ana", "de la casa", "ana", [], ""),
        ("ana", "no last name", "ana", [], ""),
        ("ana", "unknown", "ana", [], ""),
        ("ana", "de la cruz", "ana", [], "delacruz"),
        ("ana", "of the", "ana", [], "ofthe"),
        ("ana", "casa muster", "ana", [], "casamuster"),
        ("child f", "muster", "", [], "muster"),
        ("male child", "muster", "", [], "muster"),
        ("mr tom", "muster", "", ["tom"], "muster"),
        ("tom f", "muster", "tom", ["f"], "muster"),
    ],
)
def test_words_that_stand_where_a_name_should_are_no_name(
    given: str, family: str, first: str, rest: list[str], joined: str
) -> None:
    with duckdb.connect() as con:
        for statement in names.lookup_tables_sql():
            con.execute(statement)
        con.execute(f"""CREATE TABLE one AS
          SELECT '{given}' AS given_key, '' AS middle_key, '{family}' AS family_key, '' AS suffix_key""")
        found = con.execute(f"SELECT first, rest, family_joined FROM ({names.parts_sql('one')})").fetchall()
    assert found == [(first, rest, joined)]
