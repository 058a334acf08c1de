"""What SQL reads without the reference it reads as the reference does; what is no plain street line it leaves alone."""

from __future__ import annotations

import csv
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muniment.intake.address import parse_address
from muniment.intake.address.bulk import BulkSummary, parse_addresses
from muniment.intake.address.lexicon import DIRECTIONALS, STRONG_SUFFIXES, SUFFIXES
from muniment.intake.address.model import OUTPUT_COLUMNS

DATA = Path(__file__).parent.parent / "unit" / "data"
CELLS = ("address_line", "city", "state", "postal_code", "country")
Address = tuple[str, str, str, str, str]


def bulk(addresses: list[Address]) -> tuple[list[tuple[object, ...]], BulkSummary]:
    with duckdb.connect() as con:
        columns = {c: pa.array([a[k] for a in addresses], pa.string()) for k, c in enumerate(CELLS)}
        con.register("given", pa.table({"row": pa.array(range(len(addresses)), pa.int64()), **columns}))
        summary = parse_addresses(con, "given", "parsed")
        found = con.execute(f"SELECT {', '.join(OUTPUT_COLUMNS)} FROM parsed ORDER BY row").fetchall()
    return found, summary


def agree(addresses: list[Address]) -> BulkSummary:
    found, summary = bulk(addresses)
    for address, got in zip(addresses, found, strict=True):
        parsed = parse_address(*address)
        assert got == tuple(getattr(parsed, c) for c in OUTPUT_COLUMNS), address
    return summary


numbers = st.one_of(
    st.integers(1, 999_999).map(str), st.sampled_from(["0", "007", "12-34", "123 1/2", "45b", "One", "#12"])
)
directions = st.sampled_from(["", "", "", *DIRECTIONALS, "N.", "s.w."])
names = st.lists(
    st.sampled_from(
        ["maple", "harbor", "kesselring", "oak", "hill", "42nd", "1st", "0th", "011th", "5", "a", "st", "saint", "the", "null",
         "homeless", "park", "lake", "first", "rear", "dayton", "ohio", "apt", "jail", "of", "o'brien", "mc", "é", "na", "us"]
    ), min_size=1, max_size=3,
).map(" ".join)  # fmt: skip
suffixes = st.sampled_from([*sorted(SUFFIXES), "", "St.", "St,"])
units = st.builds(
    lambda mark, value: mark + value,
    st.sampled_from(
        [
            "",
            "",
            " apt ",
            ", apt ",
            " Unit ",
            " #",
            ",#",
            " # ",
            ", # ",
            " ste #",
            " suite ",
            " apartment ",
            " fl ",
            " apt",
        ]
    ),
    st.sampled_from(["", "3", "3b", "b3", "12345", "123456", "007", "b", "3-b", "#4", "12ab"]),
)
places = st.sampled_from(
    [("Dayton", "OH", "45402"), ("Dayton", "OH", "45402-1144"), ("dayton", "Ohio", "454021144"), ("DAYTON", "oh", "45402-"),
     ("Dayton", "OH", "45402-11"), ("Daytn", "OH", "45402"), ("Dayton", "OH", "60601"), ("Dayton ", " OH", " 45402"),
     ("Maple Grove", "MN", "55369"), ("Park City", "UT", "84060"), ("Kapaa", "HI", "96746"), ("San Juan", "PR", "00901"),
     ("APO", "AE", "09012"), ("", "", "45402"), ("Dayton", "OH", ""), ("Unknown", "OH", "45402"), ("Dayton\t", "OH", "45402")]
)  # fmt: skip
countries = st.sampled_from(
    ["", "", "US", "us", "USA", "United States", "united states of america", "PR", "Honduras", "UK", "N/A"]
)
shapes = st.sampled_from([str, str.lower, str.upper, str.title, lambda s: f" {s} ", lambda s: s.replace(" ", "  ")])


@st.composite
def addresses(draw: st.DrawFn) -> Address:
    """Near the standard form, in columns or whole in the line, with capitals, spaces and places as people write them."""
    line = " ".join(
        part for part in (draw(numbers), draw(directions), draw(names), draw(suffixes), draw(directions)) if part
    )
    shape = draw(shapes)
    line = shape(line + draw(units))
    city, state, zip_code = draw(places)
    if draw(st.booleans()):
        return line, shape(city), shape(state), zip_code, draw(countries)
    return (
        f"{line}{draw(st.sampled_from([', ', ',', ' ']))}{shape(city)}, {state} {zip_code}",
        "",
        "",
        "",
        draw(countries),
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(addresses(), min_size=20, max_size=120))
def test_every_address_reads_as_the_reference_reads_it(made: list[Address]) -> None:
    agree(made)


def test_clear_lines_are_not_left_to_the_reference() -> None:
    clear: list[Address] = [
        (f"{number} {direction}{name} {suffix}{unit}", city, "oh", zip_code, country)
        for number in ("1", "418", "999999")
        for direction in ("", "N ", "southwest ")
        for name in ("Kesselring", "Quiet Harbor", "42nd")
        for suffix in ("St", "AVENUE", *sorted(STRONG_SUFFIXES)[:3])
        for unit in ("", " Apt 3", ", # 12b", " #B2")
        for city, zip_code, country in (("Dayton", "45402", ""), ("DAYTON", "45402-1144", "USA"))
    ]
    summary = agree(clear)
    assert summary.fast > 0.75 * len(clear)


def labelled(*expected: str) -> list[Address]:
    with (DATA / "addresses_generated.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["expected"] in expected]
    return [(r["address_line"], r["city"], r["state"], r["postal_code"], r["country"]) for r in rows]


def test_on_every_labelled_address_both_agree() -> None:
    every = labelled("address", "hold", "not_an_address")
    assert len(every) == 7114
    assert agree(every).fast > 500


def test_no_address_labelled_a_defect_is_taken_by_sql() -> None:
    """The negative control: what is to be returned was read by the reference alone."""
    assert bulk(labelled("not_an_address"))[1].fast == 0


@pytest.mark.parametrize(
    "line",
    [
        "PO Box 12", "P.O. Box 12", "RR 2 Box 14", "HC 1 Box 7", "PSC 12 Box 345", "Unit 2050 Box 12", "Apt 3", "# 12", "418", "Maple St",
        "Maple St Apt 3", "0 Maple St", "418 St", "418 Main", "418 Unknown St", "418 Null St", "418 Homeless Ave", "418 N/A St",
        "418 Na St", "418 XXX St", "418 Jail St", "418 Shelter Rd", "c/o Ana Prueba 418 Maple St", "General Delivery", "=418 Maple St",
        "418 M\u0430ple St", "418 Maple\u200b St", "418 Maple\x07 St", "418 Maple St\u202e", "418 Mápl\u0435 St", "418 Dayton St Dayton",
        "Maple St & Oak St", "418 Maple and Oak St", "418 State Route 9", "418 Avenue A", "418 E 1700 S", "418 Camino Real",
        "Calle Luna 14", "Avenida Juárez 12", "418 Old Mill Rd Bldg 4 Apt 3", "418 Maple St Rear", "418 Maple St Apt 3-B", "418 Maple St Fl 2",
        "123 1/2 Maple St", "12-34 Maple St", "418 Martin Luther King Blvd", "418 Saint James St", "418 First St", "418 Twenty First St",
    ],
)  # fmt: skip
def test_anything_but_a_plain_street_line_goes_to_the_reference(line: str) -> None:
    assert agree([(line, "Dayton", "OH", "45402", "")]).fast == 0


@pytest.mark.parametrize(
    "place",
    [
        ("Tegucigalpa", "", "", "Honduras"), ("APO", "AE", "09012", ""), ("San Juan", "PR", "00901", ""), ("Kapaa", "HI", "96746", ""),
        ("Dayton", "OH", "60601", ""), ("Dayton", "OH", "00000", ""), ("Unknown", "OH", "45402", ""), ("Dayton", "OH", "", ""),
        ("", "", "45402", ""), ("Dayton", "OH", "45402", "unknown"), ("D\u0430yton", "OH", "45402", ""), ("=Dayton", "OH", "45402", ""),
        ("Zzyzx", "OH", "45402", ""),
    ],
)  # fmt: skip
def test_a_street_at_no_sound_place_of_the_states_goes_to_the_reference(place: tuple[str, str, str, str]) -> None:
    assert agree([("418 Maple St", *place)]).fast == 0
