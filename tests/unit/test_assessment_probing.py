"""The same person asked for with different addresses (I2-F13)."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

import duckdb
import pytest
from assessment_support import SIGNED, row, run, write_facts

from muniment.assessment.probing import MAX_NAMES, probing_rows

MAPLE, OAK = "us|oh|dayton|45402|418 maple st", "us|oh|dayton|45403|77 oak ave"


def ana(number: int, **change: Any) -> dict[str, Any]:
    """Ana Prueba once more, in another row."""
    return row(1, **({"row": number, "row_ref": f"r{number:04d}", "address_key": MAPLE} | change))


def held(folder: Path, rows: list[dict[str, Any]], **given: Any) -> list[str]:
    found = run(folder, rows, **given)
    assert all(f["failed"] == (["I2-F13"] if f["outcome"] == "hold" else []) for f in found.values())
    return [ref for ref, f in found.items() if f["outcome"] == "hold"]


NO_NUMBER: dict[str, Any] = {"tin_digits": "", "tin_state": "absent"}


@pytest.mark.parametrize(
    ("second", "fires"),
    [
        ({}, False),
        ({"address_key": OAK}, True),
        ({"address_key": OAK, "birth_date": None}, True),
        ({"address_key": OAK, **NO_NUMBER}, True),
        ({"address_key": OAK, "birth_date": None, **NO_NUMBER}, False),
        ({"address_key": OAK, "birth_date": date(1961, 1, 1)}, True),
        ({"address_key": OAK, "birth_date": date(1961, 1, 1), "tin_digits": "900009999"}, False),
        ({"address_key": OAK, "given_key": "anna"}, True),
        ({"address_key": OAK, "given_key": "aan", "family_key": "pruebas"}, True),
        ({"address_key": OAK, "family_key": "preuba"}, True),
        ({"address_key": OAK, "given_key": "anita"}, True),
        ({"address_key": OAK, "given_key": "anita", "family_key": "pruebas"}, False),
        ({"address_key": OAK, "given_key": "juan", "family_key": "ejemplo"}, False),
    ],
)
def test_names_within_two_edits_and_the_same_number_or_birth_date(
    tmp_path: Path, second: dict[str, Any], fires: bool
) -> None:
    rows = [
        ana(1, reason_key="wilful failure to depart"),
        ana(2, **({"reason_key": "wilful failure to depart"} | second)),
    ]
    assert held(tmp_path, rows) == (["r0001", "r0002"] if fires else [])


def test_every_row_of_the_group_is_held_and_no_other(tmp_path: Path) -> None:
    rows = [ana(1), ana(2), ana(3, address_key=OAK), row(4), row(5)]
    assert held(tmp_path, rows) == ["r0001", "r0002", "r0003"]


def test_it_fires_whatever_came_of_the_first_request(tmp_path: Path) -> None:
    found = run(tmp_path, [ana(1, periods=[], periods_state="empty"), ana(2, address_key=OAK)])
    assert [f["failed"] for f in found.values()] == [["I2-F05", "I2-F13"], ["I2-F13"]]


def test_a_cell_that_states_no_address_is_no_other_address(tmp_path: Path) -> None:
    blank = {"address_key": "", "address_empty": True, "delivery_line": False, "locality": False}
    placeholder = {"address_key": "us|oh|dayton|45402", "address_placeholder": True, "delivery_line": False}
    found = run(tmp_path, [ana(1), ana(2, **blank), ana(3, **placeholder)])
    assert all("I2-F13" not in f["failed"] for f in found.values())


def test_earlier_packages_of_the_requester_count(tmp_path: Path) -> None:
    before = write_facts(tmp_path / "before.parquet", [ana(1, address_key=OAK)])
    same = write_facts(tmp_path / "same.parquet", [ana(1)])
    assert held(tmp_path, [ana(1), row(2)], history=(before,)) == ["r0001"]
    assert held(tmp_path, [ana(1), row(2)], history=(same,)) == []
    assert held(tmp_path, [ana(1), row(2)], history=(same, before)) == ["r0001"]


def test_package_check_does_not_look(tmp_path: Path) -> None:
    assert held(tmp_path, [ana(1), ana(2, address_key=OAK)], probing=False) == []


def test_a_birth_date_to_come_is_missing(tmp_path: Path) -> None:
    born = {"birth_date": date(2030, 1, 1), **NO_NUMBER}
    assert held(tmp_path, [ana(1, **born), ana(2, **{"address_key": OAK} | born)]) == []


def fired(rows: list[dict[str, Any]], folder: Path) -> set[int]:
    con = duckdb.connect()
    path = write_facts(folder / "facts.parquet", rows)
    con.execute(f"CREATE VIEW facts AS SELECT * FROM read_parquet('{path}')")
    probing_rows(con, "facts", [], f"DATE '{SIGNED}'", "found")
    return {r[0] for r in con.execute("SELECT row FROM found").fetchall()}


def test_a_number_on_thousands_of_rows_does_not_explode_and_equal_names_still_count(tmp_path: Path) -> None:
    many = [
        row(
            n,
            tin_digits="999999999",
            birth_date=date(1970, 1, 1),
            given_key=f"g{n:05d}x",
            family_key=f"f{n:05d}y",
            address_key=f"a{n}",
        )
        for n in range(1, MAX_NAMES + 1001)
    ]
    again = dict(many[0], row=len(many) + 1, address_key="elsewhere")
    assert fired([*many, again], tmp_path) == {1, len(many) + 1}


def test_blocking_finds_every_pair_that_comparing_all_finds(tmp_path: Path) -> None:
    """Exhaustive over short names, where keys by first and last letters could miss one: a brute-force reference must agree."""
    from rapidfuzz.distance import OSA

    givens = [
        "",
        "a",
        "b",
        "al",
        "la",
        "li",
        "lu",
        "ana",
        "eva",
        "mei",
        "rosa",
        "rsoa",
        "ross",
        "maria",
        "mraia",
        "mario",
    ]
    families = ["", "o", "ng", "gn", "lee", "leo", "abcd", "acbd", "abcde", "bacde", "demo"]
    names = [(g, f) for g in givens for f in families if g + f]
    rows = [
        row(n, given_key=g, family_key=f, tin_digits="900000001", birth_date=None, address_key=f"a{n}")
        for n, (g, f) in enumerate(names, 1)
    ]
    near = set()
    for (i, (g1, f1)), (j, (g2, f2)) in combinations(enumerate(names, 1), 2):
        if OSA.distance(g1, g2) + OSA.distance(f1, f2) <= 2:
            near |= {i, j}
    con = duckdb.connect()
    path = write_facts(tmp_path / "facts.parquet", rows)
    con.execute(f"CREATE VIEW facts AS SELECT * FROM read_parquet('{path}')")
    probing_rows(con, "facts", [], f"DATE '{SIGNED}'", "found")
    assert {r[0] for r in con.execute("SELECT row FROM found").fetchall()} == near


@pytest.mark.parametrize(
    "pair",
    [("abcd", "acbd"), ("lee", "leo"), ("li", "lu"), ("ng", "gn"), ("maria", "mraia"), ("a", "b"), ("demo", "emo")],
)
def test_one_edit_in_each_name_is_found(tmp_path: Path, pair: tuple[str, str]) -> None:
    rows = [
        row(n, given_key=name, family_key=name, tin_digits="900000001", birth_date=None, address_key=f"a{n}")
        for n, name in enumerate(pair, 1)
    ]
    assert fired(rows, tmp_path) == {1, 2}
