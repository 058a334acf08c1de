"""Which fact an address trips, in the columns the outside world uses."""

from __future__ import annotations

import pytest

from muniment.intake.address import parse_address
from muniment.intake.address.columns import MAX_LENGTH
from muniment.intake.address.lexicon import read_table
from muniment.intake.address.localities import names_of_state, place_of
from muniment.intake.address.placeholders import find_hard

DAYTON = ("Dayton", "OH", "45402", "US")


@pytest.mark.parametrize("line", ["", "   .", "-", "\u200b", "\n"])
def test_nothing_given_trips_both_rules(line: str) -> None:
    p = parse_address(line, *DAYTON)
    assert p.address_empty and p.address_bare and not p.delivery_line


@pytest.mark.parametrize(
    "line", ["Failed to Provide", "Unknown Address", "NA NA", "Homeless", "U N K N O W N", "Unkn\u200bown", "Unknоwn"]
)
def test_a_placeholder_trips_both_rules(line: str) -> None:
    p = parse_address(line, *DAYTON)
    assert p.address_placeholder and not p.delivery_line


@pytest.mark.parametrize("line", ["418", "00000", "Dayton", "Dayton OH 45402", "418 Dayton", "418 OH", "Ohio 418"])
def test_digits_and_place_alone_are_bare(line: str) -> None:
    p = parse_address(line, *DAYTON)
    assert p.address_bare and not p.delivery_line


@pytest.mark.parametrize(
    "line",
    ["Maple St", "Example County Jail", "Apt 3", "RR 2", "PO Box", "Corner of 5th and Main", "Near 418 Maple St"],
)
def test_an_incomplete_line_is_no_delivery_line(line: str) -> None:
    p = parse_address(line, *DAYTON)
    assert not p.delivery_line and not p.address_placeholder


def test_general_delivery_is_held_and_nothing_else() -> None:
    p = parse_address("General Delivery", *DAYTON)
    assert p.address_general_delivery and p.delivery_line and p.locality
    assert not (p.address_empty or p.address_bare or p.address_placeholder or p.locality_conflict or p.address_facility)
    assert p.address_kind == "po_box"


@pytest.mark.parametrize(
    ("line", "facility", "care_of"),
    [
        ("Example Detention Ctr, 500 Justice Way", True, False),
        ("701 N San Jacinto St Harris County Jail", True, False),
        ("c/o Example Agency, 925 Federal Plz", False, True),
        ("88 Jail St", False, False),
        ("12 Hospital Dr", False, False),
        ("9 Embassy Row Apt 2", False, False),
    ],
)  # fmt: skip
def test_a_facility_beside_the_street_is_held_and_one_in_its_name_is_not(
    line: str, facility: bool, care_of: bool
) -> None:
    p = parse_address(line, *DAYTON)
    assert p.delivery_line
    assert (p.address_facility, p.address_care_of) == (facility, care_of)


@pytest.mark.parametrize(
    ("city", "state", "zip5", "locality", "conflict"),
    [
        ("Dayton", "OH", "45402", True, False),
        ("Kettering", "OH", "45402", True, False),  # a place of that state
        ("Daytn", "OH", "45402", True, False),  # two edits
        ("Chicago", "OH", "45402", True, True),
        ("Dayton", "CA", "45402", True, True),
        ("Dayton", "OH", "60601", True, True),
        ("Dayton", "OH", "00000", True, True),  # not assigned
        ("Dayton", "OH", "4540", True, True),
        ("Dayton", "OH", "", True, False),
        ("", "", "45402", True, False),
        ("", "OH", "", False, False),
        ("Dayton", "", "", False, False),
        ("", "", "00000", False, True),
        ("St. Louis", "MO", "63101", True, False),
        ("Saint Louis", "MO", "63101-1234", True, False),
        ("Ft Worth", "TX", "76102", True, False),
        ("Dayton, OH", "", "45402", True, False),
    ],
)
def test_city_state_and_zip_agree_or_conflict(city: str, state: str, zip5: str, locality: bool, conflict: bool) -> None:
    p = parse_address("418 Maple St", city, state, zip5)
    assert (p.locality, p.locality_conflict) == (locality, conflict)


@pytest.mark.parametrize(
    "line",
    [
        "=418 Maple St",
        "+418 Maple St",
        "@A1",
        "-A1 Maple St",
        "418 M\u0430ple St",
        "418 Maple\u202e St",
        "418 Maple\x07 St",
    ],
)
def test_hostile_text_is_flagged(line: str) -> None:
    assert parse_address(line, *DAYTON).address_hostile


@pytest.mark.parametrize(
    "line", ["-1 Maple St", "418 Maple St\n", "418\tMaple St", "418 Peñón St", "4\u00ad18 Maple St", "４１８ Maple St"]
)
def test_harmless_oddities_are_not_hostile(line: str) -> None:
    assert not parse_address(line, *DAYTON).address_hostile


@pytest.mark.parametrize(
    ("line", "city", "state", "zip5", "kind"),
    [
        ("418 Maple St", "Dayton", "OH", "45402", "us_street"),
        ("PO Box 310", "Fresno", "CA", "93701", "po_box"),
        ("Rural Route 2, Box 152", "Paris", "TX", "75460", "rural_route"),
        ("HC 1 Box 44", "Paris", "TX", "75460", "highway_contract"),
        ("PSC 1234 Box 567", "APO", "AE", "09012", "military"),
        ("Urb Las Flores 14 Calle 3", "Ponce", "PR", "00716", "puerto_rico"),
        ("Maple St", "Dayton", "OH", "45402", "none"),
    ],
)
def test_the_kind_of_delivery_line(line: str, city: str, state: str, zip5: str, kind: str) -> None:
    assert parse_address(line, city, state, zip5).address_kind == kind


def test_a_foreign_address_needs_line_locality_and_country() -> None:
    assert parse_address("Calle 5 #123", "Tegucigalpa", "", "", "Honduras").address_kind == "foreign"
    assert parse_address("Calle 5 #123", "Tegucigalpa", "", "", "HN").country_key == "hn"
    assert not parse_address("Calle 5 #123", "", "", "", "Honduras").locality
    assert not parse_address("Calle 5 #123", "Tegucigalpa").locality


def test_a_line_that_contradicts_its_columns_conflicts() -> None:
    assert parse_address("418 Maple St, Dayton OH 45402", "Chicago", "IL", "60601").locality_conflict
    assert not parse_address("418 Maple St, Dayton OH 45402", "Dayton", "OH", "45402").locality_conflict


def test_placeholders_in_the_other_columns_count() -> None:
    for columns in (
        ("Unknown", "OH", "45402", ""),
        ("Dayton", "N/A", "45402", ""),
        ("Dayton", "OH", "unk", ""),
        ("Dayton", "OH", "45402", "none"),
    ):
        assert parse_address("418 Maple St", *columns).address_placeholder


def test_over_long_text_is_cut_and_flagged() -> None:
    assert "over_long" in parse_address("418 Maple St " * MAX_LENGTH, *DAYTON).address_flags.split(";")


def test_no_place_of_the_country_is_a_placeholder() -> None:
    """The placeholder list must never swallow a city: every name of every ZIP code is tried."""
    names = {n for row in read_table("places.csv") for n in f"{row['cities']}|{row['other_names']}".split("|")}
    swallowed = {name for name in names if find_hard(name.split())}
    assert swallowed <= {"washington na", "aaa"}  # two firms' names for a ZIP of their own


def test_the_place_table_knows_what_is_assigned() -> None:
    assert place_of("45402") is not None
    assert place_of("00000") is None
    assert place_of("99999") is None
    assert "kettering" in names_of_state("oh")


@pytest.mark.parametrize("line", ["Box 12", "box #12", "Bx 12", "PO 12", "P.O. 12", "PO Box", "Box 12 Apt 3", "Bin 12"])
def test_a_box_is_a_po_box_only_by_that_name(line: str) -> None:
    assert not parse_address(f"{line}, Dayton OH 45402").delivery_line
    assert not parse_address(line, "Dayton", "OH", "45402").delivery_line


@pytest.mark.parametrize("line", ["PO Box 12", "POB 12", "P.O. Drawer 12", "Lockbox 12", "Post Office Box 12"])
def test_the_postal_words_for_a_po_box(line: str) -> None:
    assert parse_address(f"{line}, Dayton OH 45402").address_kind == "po_box"


@pytest.mark.parametrize(
    ("city", "state", "conflict"),
    [
        ("Dayton", "OH", False), ("Daytn", "OH", False), ("Dytn", "OH", True), ("Dayton", "CA", True),
        ("Lima", "OH", False), ("Lime", "OH", True), ("Queens", "NY", False), ("Chicago", "OH", True),
        ("APO", "AE", False), ("APX", "AE", True),
    ],
)  # fmt: skip
def test_without_a_zip_only_a_postal_city_within_one_edit_stands(city: str, state: str, conflict: bool) -> None:
    assert parse_address("418 Maple St Apt 3", city, state).locality_conflict is conflict
    assert parse_address(f"418 Maple St Apt 3, {city} {state}").locality_conflict is conflict


def test_with_its_zip_a_city_may_be_two_edits_away() -> None:
    assert not parse_address("418 Maple St", "Dytn", "OH", "45402").locality_conflict
