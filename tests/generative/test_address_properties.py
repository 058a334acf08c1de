"""What holds for every address, whatever its text (Hypothesis)."""

from __future__ import annotations

import string

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from muniment.intake.address import ParsedAddress, parse_address
from muniment.intake.address.lexicon import read_table
from muniment.intake.address.wordlists import word_list
from muniment.vocabulary.columns import ADDRESS_COLUMNS

PLACES = [
    ("Dayton", "OH", "45402"), ("Fresno", "CA", "93701"), ("Boise", "ID", "83702"), ("Salt Lake City", "UT", "84105"),
    ("St. Louis", "MO", "63101"), ("New York", "NY", "10001"), ("Washington", "DC", "20500"), ("Paris", "TX", "75460"),
]  # fmt: skip
NAMES = [
    "Maple",
    "Oak Hill",
    "Fifth",
    "21st",
    "St Johns",
    "Old Mill",
    "Martin Luther King Jr",
    "Harbor View",
    "Ohio",
    "O'Brien",
]
SUFFIXES = word_list("St Street Ave Rd Blvd Ct Court Ln Way Pl")
UNITS = ["", "", " Apt 3", " #3B", " Unit 12", ", Apt 4", " Bldg 2 Apt 5", " Ste 100", " Rear", " 7C"]
PHRASES = sorted(r["phrase"] for r in read_table("placeholders.csv") if r["kind"] == "hard")

places = st.sampled_from(PLACES)
numbers = st.integers(1, 99999).map(str) | st.sampled_from(["12-34", "123 1/2", "123-A", "45B", "9½"])
streets = st.builds(
    lambda n, pre, name, suffix, post, unit: f"{n} {pre}{name} {suffix}{post}{unit}",
    numbers,
    st.sampled_from(["", "", "N ", "East ", "SW "]),
    st.sampled_from(NAMES),
    st.sampled_from(SUFFIXES),
    st.sampled_from(["", "", " NW", " South"]),
    st.sampled_from(UNITS),
)
lines = streets | st.sampled_from(
    ["PO Box 310", "RR 2 Box 152", "HC 1 Box 44", "842 E 1700 S", "12 State Route 9 N", "1 Broadway"]
)
anything = st.text(max_size=60) | st.text(string.printable, max_size=60) | lines


def accepted(p: ParsedAddress) -> bool:
    """Neither F02 nor F03 trips: the address may go on."""
    return p.delivery_line and p.locality and not (
        p.locality_conflict or p.address_hostile or p.address_placeholder or p.address_bare or p.address_empty
    )  # fmt: skip


@settings(max_examples=600, deadline=None)
@given(lines, places)
def test_a_good_address_is_accepted_whole_and_in_columns_with_one_key(line: str, place: tuple[str, str, str]) -> None:
    city, state, zip5 = place
    apart = parse_address(line, city, state, zip5, "US")
    whole = parse_address(f"{line}, {city} {state} {zip5}")
    assert accepted(apart)
    assert whole == apart


@settings(max_examples=500, deadline=None)
@given(lines, places, st.sampled_from(PHRASES), st.integers(0, 12), st.booleans())
def test_a_placeholder_in_any_position_unmakes_a_good_address(
    line: str, place: tuple[str, str, str], phrase: str, position: int, whole: bool
) -> None:
    words = line.split(" ")
    words.insert(min(position, len(words)), phrase)
    city, state, zip5 = place
    spoilt = " ".join(words)
    p = parse_address(f"{spoilt}, {city} {state} {zip5}") if whole else parse_address(spoilt, city, state, zip5)
    assert p.address_placeholder and not p.delivery_line


@settings(max_examples=500, deadline=None)
@given(lines, places)
def test_without_its_letters_no_address_is_one(line: str, place: tuple[str, str, str]) -> None:
    bare = "".join(c for c in line if not c.isalpha())
    city, state, zip5 = place
    for p in (
        parse_address(bare, city, state, zip5),
        parse_address(f"{bare} {city} {state} {zip5}"),
        parse_address(bare),
    ):
        assert not accepted(p)
        assert not p.delivery_line


@settings(max_examples=800, deadline=None)
@given(st.data(), places)
def test_digits_city_and_state_in_any_order_are_no_address(data: st.DataObject, place: tuple[str, str, str]) -> None:
    city, state, zip5 = place
    part = st.sampled_from([city, state, zip5, city.upper(), state.lower(), ",", "-"]) | st.integers(0, 9999).map(str)
    text = " ".join(data.draw(st.lists(part, max_size=7)))
    assert not accepted(parse_address(text))
    assert not accepted(parse_address(text, city, state, zip5))


@settings(max_examples=1500, deadline=None)
@given(anything, anything, anything, anything, anything)
@example("\x00", "\ud800", "", "", "")
@example("#", "#", "#", "#", "#")
@example("&", "/", "@", "-", "%")
def test_no_text_makes_the_parser_raise(line: str, city: str, state: str, zip5: str, country: str) -> None:
    p = parse_address(line, city, state, zip5, country)
    assert all(isinstance(getattr(p, c), str) for c in ADDRESS_COLUMNS)
    assert p.delivery_line == (p.address_kind != "none")
    assert not (p.delivery_line and (p.address_placeholder or p.address_bare))


@settings(max_examples=600, deadline=None)
@given(st.text(max_size=40))
def test_text_alone_is_never_an_address(text: str) -> None:
    assert not accepted(parse_address(text))


@settings(max_examples=600, deadline=None)
@given(lines, places, st.sampled_from(["upper", "lower", "title"]), st.integers(1, 3), st.booleans())
def test_case_spacing_and_full_stops_never_change_the_key(
    line: str, place: tuple[str, str, str], case: str, spaces: int, stops: bool
) -> None:
    city, state, zip5 = place
    changed = getattr(line, case)().replace(" ", " " * spaces)
    if stops and changed[-1].isalpha():
        changed += "."
    first = parse_address(line, city, state, zip5)
    second = parse_address(f"  {changed} ", getattr(city, case)(), state.lower(), f"{zip5}-1144", "usa")
    assert first.address_key == second.address_key


@settings(max_examples=600, deadline=None)
@given(streets, places)
def test_the_normal_form_is_its_own_normal_form(line: str, place: tuple[str, str, str]) -> None:
    p = parse_address(line, *place)
    assume(p.delivery_line)
    again = " ".join(filter(None, (p.house_number, p.predir, p.street, p.street_suffix, p.postdir, p.building)))
    again += f" # {p.unit}" if p.unit else ""
    assert parse_address(again, p.city_key, p.state_key, p.zip5).address_key == p.address_key
