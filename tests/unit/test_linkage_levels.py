"""Levels told the quick way are the levels: names of single words without lists, dates and numbers that are not near."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import product

import duckdb
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from muniment.linkage import names
from muniment.linkage.candidates import Births, near
from muniment.linkage.compare import birth_level_sql, number_level_sql

WORDS = (
    "ana",
    "anna",
    "an",
    "a",
    "mario",
    "maria",
    "jo",
    "joe",
    "joseph",
    "de",
    "la",
    "muestra",
    "prueba",
    "jr",
    "sir",
    "dad",
    "",
)
"""Few words, so that names have some in common, exchanged and joined: 'an' and 'na' beside 'anna' and 'ana'."""
NAME = st.tuples(
    *(st.lists(st.sampled_from((*WORDS, "na")), max_size=most).map(" ".join) for most in (2, 2, 3)), st.just("")
)


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as con:
        for statement in names.lookup_tables_sql():
            con.execute(statement)
        con.execute(
            "CREATE TABLE made (n INTEGER, given_key VARCHAR, middle_key VARCHAR, family_key VARCHAR, suffix_key VARCHAR)"
        )
        yield con


@settings(deadline=None)
@example([("ana", "an", "na", ""), ("ana", "", "anna", "")])
@given(st.lists(NAME, min_size=1, max_size=12))
def test_plain_names_have_the_levels_of_all_names(
    con: duckdb.DuckDBPyConnection, made: list[tuple[str, str, str, str]]
) -> None:
    con.execute("DELETE FROM made")
    con.executemany("INSERT INTO made VALUES (?, ?, ?, ?, ?)", [(n, *name) for n, name in enumerate(made)])
    con.execute(f"CREATE OR REPLACE TEMP TABLE parts AS {names.parts_sql('made')}")

    def levels(plain: bool) -> list[tuple[int | None, ...]]:
        return con.execute(f"""SELECT l.n, r.n, {names.given_level_sql(plain=plain)}, {names.middle_level_sql(plain=plain)},
          {names.family_level_sql(plain=plain)} FROM parts l, parts r WHERE l.plain AND r.plain ORDER BY l.n, r.n""").fetchall()

    assert levels(plain=True) == levels(plain=False)


def test_who_has_a_plain_name(con: duckdb.DuckDBPyConnection) -> None:
    made = [
        ("ana", "j", "muestra"),
        ("ana maria", "", "muestra"),
        ("ana maria", "j", "muestra"),
        ("ana", "", "prueba muestra"),
        ("", "", ""),
    ]
    con.execute("DELETE FROM made")
    con.executemany("INSERT INTO made VALUES (?, ?, ?, ?, '')", [(n, *name) for n, name in enumerate(made)])
    found = con.execute(f"SELECT plain FROM ({names.parts_sql('made')}) ORDER BY n").fetchall()
    assert [plain for (plain,) in found] == [True, True, False, False, True]


DATES = st.dates(date(1850, 1, 1), date(2026, 12, 31))


@settings(deadline=None)
@given(DATES, DATES, st.integers(0, 7), st.integers(0, 9))
def test_a_slip_in_a_date_is_seen(
    con: duckdb.DuckDBPyConnection, one: date, other: date, place: int, digit: int
) -> None:
    """Any two dates, and two of which one is the other with a digit changed or two exchanged."""
    digits = one.strftime("%Y%m%d")
    changed = digits[:place] + str(digit) + digits[place + 1 :]
    turned = digits[:place] + digits[place : place + 2][::-1] + digits[place + 2 :]
    for found in (other.strftime("%Y%m%d"), changed, turned):
        try:
            second = date(int(found[:4]), int(found[4:6]), int(found[6:]))
        except ValueError:
            continue
        (level,) = con.execute(
            f"SELECT {birth_level_sql()} FROM (SELECT ?::DATE AS birth_date) l, (SELECT ?::DATE AS birth_date) r",
            [one, second],
        ).fetchall()[0]
        (steps,) = con.execute("SELECT damerau_levenshtein(?, ?)", [digits, found]).fetchall()[0]
        exchanged = one.year == second.year and (one.month, one.day) == (second.day, second.month)
        assert (level in {3, 4, 5}) == (steps <= 1 or exchanged)
        wrong = sum(a != b for a, b in zip(digits, found, strict=True))
        assert (level == 3) == (wrong == 1) and (level != 5 or wrong > 1) and (level != 6 or steps == 2)


@settings(deadline=None)
@given(
    st.text("0123456789", min_size=1, max_size=10),
    st.integers(0, 9),
    st.sampled_from(("", "5", "50")),
    st.integers(0, 2),
)
def test_a_slip_in_a_number_is_seen(con: duckdb.DuckDBPyConnection, one: str, place: int, put: str, taken: int) -> None:
    turned = one[:place] + one[place : place + 2][::-1] + one[place + 2 :]
    for other in (one[:place] + put + one[place + taken :], turned, one[::-1]):
        if not other:
            continue
        (level, steps) = con.execute(
            f"""SELECT {number_level_sql()}, damerau_levenshtein(l.tin_digits, r.tin_digits)
            FROM (SELECT ?::VARCHAR AS tin_digits) l, (SELECT ?::VARCHAR AS tin_digits) r""",
            [one, other],
        ).fetchall()[0]
        assert level == (2 if one == other else 1 if steps <= 1 else 0)


@settings(deadline=None)
@given(DATES, st.lists(DATES, max_size=3), st.integers(0, 3000))
def test_birth_dates_that_can_be_errors_of_the_pen_are_near(
    con: duckdb.DuckDBPyConnection, asked: date, on_file: list[date], later: int
) -> None:
    """Of all pairs those are left that could be one person's: of one level 2 to 5, or with a date unknown."""
    on_file = [*on_file, date.fromordinal(min(asked.toordinal() + later, date(2026, 12, 31).toordinal()))]
    con.execute(
        "CREATE OR REPLACE TEMP TABLE req AS SELECT 1 AS row, ?::DATE AS birth_date UNION ALL SELECT 2, NULL", [asked]
    )
    con.execute("CREATE OR REPLACE TEMP TABLE on_file (pid INTEGER, birth_date DATE)")
    con.executemany("INSERT INTO on_file VALUES (?, ?)", list(enumerate(on_file)))
    rows, pids = (np.array(side, "int32") for side in zip(*product((1, 2), range(len(on_file) + 1)), strict=True))
    births = Births(np.arange(len(on_file)), np.array(on_file, "datetime64[D]"))
    kept = near(Births(np.array([1]), np.array([asked], "datetime64[D]")), births, rows, pids)
    left = set(zip(rows[kept].tolist(), pids[kept].tolist(), strict=True))
    could = con.execute(f"SELECT row, pid FROM req l, on_file r WHERE {birth_level_sql()} BETWEEN 2 AND 5").fetchall()
    unknown = {(1, len(on_file)), *((2, pid) for pid in range(len(on_file) + 1))}
    assert left >= {*could, *unknown}
    far = con.execute(f"""SELECT row, pid FROM req l, on_file r WHERE {birth_level_sql()} = 0
      AND hamming(strftime(l.birth_date, '%Y%m%d'), strftime(r.birth_date, '%Y%m%d')) > 3""").fetchall()
    assert not left & set(far)
    # Whatever order they come in.
    turned = Births(np.arange(len(on_file))[::-1], np.array(on_file, "datetime64[D]")[::-1])
    of_both = Births(np.array([3, 1]), np.array([date(1900, 1, 1), asked], "datetime64[D]"))
    assert (near(of_both, turned, rows, pids) == kept).all()
    # Where one person has all of these dates, one that is near is enough.
    of_one = Births(np.zeros(len(on_file), "int32"), np.array(on_file, "datetime64[D]"))
    (one,) = near(Births(np.array([1]), np.array([asked], "datetime64[D]")), of_one, rows[:1], np.zeros(1, "int32"))
    assert one == any((1, pid) in left for pid in range(len(on_file)))
