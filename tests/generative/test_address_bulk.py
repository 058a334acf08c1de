"""The bulk path equals the reference on everything it accepts, and nothing is lost or doubled."""

from __future__ import annotations

import random

import duckdb
import pyarrow as pa
import pytest

from muniment.intake.address import parse_address
from muniment.intake.address.bulk import parse_addresses
from muniment.intake.address.lexicon import SUFFIXES, UNIT_WORDS
from muniment.intake.address.model import OUTPUT_COLUMNS
from muniment.intake.address.wordlists import word_list

Row = tuple[int, str | None, str | None, str | None, str | None, str | None]

WORDS = word_list(
    "maple oak hill park st saint ave broadway avenue the a e n north e. n.w. ohio dayton null blank unknown none "
    "na xx aaa test jail shelter court lake view first fifth 5th 21st 42 1st 3d old county road highway us state "
    "route fm loop box po rr unit apt suite rear upper floor lot no and & of de la el camino calle real mc donald "
    "o'brien martin luther king jr mlk homeless unkown same somewhere corner near c/o attn general delivery one "
    "two eleven hundred mount ft dr doctor san juan urb cond kansas city salt springs mile grove"
)
PLACES = [
    ("Dayton", "OH", "45402"), ("dayton", "ohio", "45402-1144"), ("DAYTON", "OH", "60601"), ("Daytn", "OH", "45402"),
    ("Kapaa", "HI", "96746"),
    ("Park City", "UT", "84060"), ("San Juan", "PR", "00901"), ("APO", "AE", "09012"), ("Maple Grove", "MN",
    "55369"), ("St. Louis", "MO", "63101"),
    ("Saint Louis", "MO", "63101"), ("Unknown", "OH", "45402"), ("", "", "45402"), ("Dayton", "", "45402"), ("",
    "OH", ""), ("Dayton, OH", "", "45402"),
    ("Kansas City", "KS", "66101"), ("N/A", "N/A", "N/A"), ("Tegucigalpa", "", ""), ("Dayton", "OH", "00000"),
    ("Lima", "OH", "45801.0"),
]  # fmt: skip
COUNTRIES = ["", "", "", "", "US", "US", "US", "USA", "USA", "United States", "Honduras", "PR", "unknown", None]
SEPARATORS = [" ", " ", " ", " ", ", ", "  ", ". ", ",", "-", " # ", " #"]


def made(rng: random.Random) -> tuple[str | None, str | None, str | None, str | None, str | None]:
    """One address: mostly near the standard form, so that the fast path is tried at its edges."""
    kind = rng.random()
    number = rng.choice([str(rng.randint(0, 99999)), "007", "12-34", "123 1/2", "45b", "One", "1234567", "#12"])
    suffix = rng.choice([rng.choice(list(SUFFIXES)), "St", "Ave.", "RD", "lane"])
    direction = rng.choice(["", "", "N", "s.", "East", "NW"])
    unit = rng.choice(
        [
            "",
            "",
            "Apt 3",
            "#3B",
            "# 4",
            ", Apt 5",
            "unit 12c",
            "ste 007",
            "apt",
            "3",
            f"{rng.choice(list(UNIT_WORDS))} {rng.choice(['2', 'b', 'b2', 'st', '12ab'])}",
        ]
    )
    if kind < 0.45:
        plain = (["", "N ", "SW "], ["Maple", "Oak Hill", "Willow Run", "42nd"], [" St", " Avenue", " Ln", " Ct"])
        line = f"{rng.randint(1, 9999)} " + "".join(rng.choice(part) for part in plain)
        line += rng.choice(["", " Apt 3", " #12b", ", Unit 4"])
        if rng.random() < 0.5:  # one edit away from the standard form
            at = rng.randrange(len(line))
            line = (
                line[:at]
                + rng.choice(["", " ", ",", ".", "x", "7", "#", "-", " na ", "é", "'"])
                + line[at + rng.randint(0, 2) :]
            )
    elif kind < 0.8:
        name = " ".join(
            rng.choice(WORDS) if rng.random() < 0.4 else rng.choice(["maple", "harbor", "Willow", "kings"])
            for _ in range(rng.choice([1, 1, 1, 2, 2, 3]))
        )
        parts = [
            number if rng.random() < 0.3 else str(rng.randint(1, 9999)),
            direction,
            name,
            suffix,
            rng.choice(["", "", "W", "north"]),
            unit,
        ]
        line = " ".join(p for p in parts if p)
    else:
        line = "".join(rng.choice(WORDS) + rng.choice(SEPARATORS) for _ in range(rng.randint(0, 7)))
    if rng.random() < 0.1:
        line = rng.choice(
            [
                line.upper(),
                line.title(),
                f" {line} ",
                line + ",",
                line + ".",
                line.replace(" ", "\u00a0"),
                "é" + line,
                line + "\u200b",
            ]
        )
    city, state, zip5 = rng.choice(PLACES) if rng.random() < 0.4 else PLACES[0]
    if rng.random() < 0.25:
        line = (
            f"{line}{rng.choice([', ', ' ', ','])}{city}{rng.choice([', ', ' '])}{state}{rng.choice([' ', ', '])}{zip5}"
        )
        city, state, zip5 = "", "", ""
    return line or None, city, state, zip5, rng.choice(COUNTRIES)


def bulk(rows: list[Row], processes: int = 1) -> tuple[list[tuple[object, ...]], float]:
    con = duckdb.connect()
    names = ("row", "address_line", "city", "state", "postal_code", "country")
    kinds = (pa.int64(), *[pa.string()] * 5)
    columns = {n: pa.array([r[k] for r in rows], kind) for k, (n, kind) in enumerate(zip(names, kinds, strict=True))}
    con.register("given", pa.table(columns))
    summary = parse_addresses(con, "given", "parsed", processes=processes)
    found = con.execute(f"SELECT row, {', '.join(OUTPUT_COLUMNS)} FROM parsed ORDER BY row").fetchall()
    con.close()
    return found, summary.fast / max(summary.rows, 1)


@pytest.mark.parametrize("seed", range(4))
def test_bulk_equals_the_reference_on_thousands_of_nasty_addresses(seed: int) -> None:
    rng = random.Random(seed)
    rows: list[Row] = [(i, *made(rng)) for i in range(2500)]
    found, fast = bulk(rows)
    assert fast > 0.15  # the comparison means nothing if the fast path takes nothing
    for given, got in zip(rows, found, strict=True):
        parsed = parse_address(*given[1:])
        assert got == (given[0], *(getattr(parsed, c) for c in OUTPUT_COLUMNS)), given


def test_standard_lines_take_the_fast_path() -> None:
    names = ["Maple", "Oak Hill", "Birch Bluffton", "42nd"]
    rows: list[Row] = [
        (i, f"{i + 1} {names[i % 4]} St{' Apt 3' if i % 3 else ''}", "Dayton", "OH", "45402", "US") for i in range(400)
    ]
    _, fast = bulk(rows)
    assert fast > 0.95


def test_equal_rows_get_equal_answers_and_every_row_one() -> None:
    rows: list[Row] = [
        (i, "418 Maple St" if i % 2 else "Failed to Provide", "Dayton", "OH", "45402", None) for i in range(50)
    ]
    found, _ = bulk(rows)
    assert [r[0] for r in found] == list(range(50))
    assert len({r[1:] for r in found}) == 2


def test_an_empty_source_gives_an_empty_table() -> None:
    con = duckdb.connect()
    con.execute(
        "CREATE TABLE given (row BIGINT, address_line VARCHAR, city VARCHAR, state VARCHAR, postal_code VARCHAR, "
        "country VARCHAR)"
    ).fetchall()
    summary = parse_addresses(con, "given", "parsed", processes=2)
    assert (summary.rows, summary.fast) == (0, 0)
    assert con.execute("SELECT count(*) FROM parsed").fetchall() == [(0,)]


def test_several_processes_give_the_same_table_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("muniment.intake.address.bulk.SMALL", 1)
    monkeypatch.setattr("muniment.intake.address.bulk.CHUNK", 5)
    rng = random.Random(99)
    rows: list[Row] = [
        (
            i,
            f"{i} {rng.choice(WORDS)} Old Mill Rd {i % 7}" if i % 2 else f"{i} Kesselring St",
            *rng.choice(PLACES),
            "US",
        )
        for i in range(1, 300)
    ]
    assert bulk(rows, processes=2)[0] == bulk(rows, processes=1)[0]
