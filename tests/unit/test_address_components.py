"""One normal form: what the post treats as one delivery point has one key (RULES.md I2-M02)."""

from __future__ import annotations

import pytest

from muniment.intake.address import parse_address

DAYTON = ("Dayton", "OH", "45402", "US")

SAME = [
    ["418 Maple St Apt 3", "418 Maple Street #3", "418 MAPLE ST. UNIT 3", "Apt 3, 418 Maple St",
    "418 Maple St Apt # 3", "418 Maple St Ste 03", "418 Maple St 3", "418 Maple St Apt3"],
    ["418 Maple St 3B", "418 Maple St Apt 3-B", "418 Maple St Apt 3 B", "418 Maple St #3b", "Unit 3B 418 Maple St"],
    ["RR 2 Box 152", "Rural Route 2, Box 152", "R.R. 2 Box 152", "RR2 BOX 152", "RFD 2, Box #152",
    "Box 152 Rural Route 2"],
    ["PO Box 310", "P.O. Box 310", "P O Box 310", "POB 310", "Post Office Box 310", "PO Box #310", "P.O.Box 0310"],
    ["HC 1 Box 44", "HC 01 Box 44", "Highway Contract 1 Box 44"],
    ["842 E 1700 S", "842 East 1700 South", "842E 1700 S"],
    ["12 Fifth Ave", "12 5th Avenue", "12 5 Ave"],
    ["12 Twenty-First St", "12 Twenty First Street", "12 21st St"],
    ["123½ Main St", "123 1/2 Main St", "123-1/2 Main Street"],
    ["123-A Main St", "123A Main St", "123 A Main St"],
    ["12 St Johns Pl", "12 Saint Johns Place", "12 St. John's Pl"],
    ["44 State Route 9 N", "44 SR 9 N", "44 State Hwy 9 North", "44 Ohio Highway 9 N", "44 OH-9 N"],
    ["12 US Highway 1", "12 U.S. Route 1", "12 US-1", "12 US 1"],
    ["12 County Road 12", "12 CR 12", "12 Co Rd 12"],
    ["2345 FM 1960 Rd W", "2345 FM 1960 W", "2345 Farm to Market Rd 1960 W"],
    ["12 Peñón Rd", "12 PENON ROAD"],
    ["12 Ave A", "12 Avenue A"],
    ["12 Mt Vernon Ave", "12 Mount Vernon Ave"],
    ["350 5th Ave Fl 34", "350 Fifth Ave 34th Floor"],
    ["12 Martin Luther King Jr Blvd", "12 MLK Blvd", "12 Dr. M.L. King Jr. Blvd"],
    ["418 Maple St Bldg 4 Apt 3", "418 Maple St Apt 3 Bldg 4"],
    ["N6W23001 Bluemound Rd", "N6 W23001 Bluemound Rd"],
    ["418 NW Maple St", "418 N.W. Maple St", "418 N W Maple St", "418 Northwest Maple Street"],
    ["One Main St", "1 Main St"],
]  # fmt: skip


@pytest.mark.parametrize("forms", SAME, ids=[forms[0] for forms in SAME])
def test_forms_of_one_delivery_point_have_one_key(forms: list[str]) -> None:
    keys = {parse_address(form, *DAYTON).address_key for form in forms}
    assert len(keys) == 1 and keys != {""}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("418 Maple St Apt 3", "418 Maple St Apt 4"), ("418 Maple St", "418 Maple Ave"), ("418 N Maple St",
        "418 S Maple St"),
        ("418 Maple St Apt 3", "418 Maple St Fl 3"), ("12-34 Main St", "1234 Main St"), ("PO Box 310", "310 Box St"),
        ("12 US Highway 9", "12 State Route 9"), ("RR 2 Box 152", "HC 2 Box 152"), ("418 Maple St Bldg 3",
        "418 Maple St Apt 3"),
        ("123 1/2 Main St", "123 Main St"), ("842 E 1700 S", "842 S 1700 E"),
    ],
)  # fmt: skip
def test_different_delivery_points_have_different_keys(one: str, other: str) -> None:
    assert parse_address(one, *DAYTON).address_key != parse_address(other, *DAYTON).address_key


@pytest.mark.parametrize(
    "forms",
    [
        ["Calle Luna B-14 Urb Mariolga", "Urb Mariolga B14 Calle Luna", "Urbanización Mariolga, Calle Luna #B-14"],
        ["Urb. Las Flores, 14 Calle 3", "14 Calle 3 Urb Las Flores", "Urb Las Flores Calle 3 #14"],
        ["Carr 172 Km 4.5 Bo Certenejas", "Bo. Certenejas Carr. 172 Km. 4.5", "PR-172 Km 4 Hm 5 Bo Certenejas"],
        ["Ave Ponce de Leon 1225", "1225 Ponce de Leon Ave", "1225 Avenida Ponce de León"],
    ],
    ids=lambda forms: forms[0],
)
def test_puerto_rican_forms_in_any_order_have_one_key(forms: list[str]) -> None:
    assert len({parse_address(form, "Caguas", "PR", "00725").address_key for form in forms}) == 1


def test_an_address_has_one_key_whole_or_in_columns() -> None:
    forms = [
        ("418 Maple St Apt 3, Dayton OH 45402",), ("418 Maple St Apt 3, Dayton, OH, 45402-1144, USA",),
        ("418 maple st #3 DAYTON ohio 45402",),
        ("418 Maple St Apt 3", "Dayton", "OH", "45402"), ("418 Maple St Apt 3, Dayton", "", "OH", "45402"),
        ("418 Maple St Apt 3", "Dayton, OH 45402"),
        ("418 Maple St Apt 3, Dayton OH 45402", "Dayton", "Ohio", "45402-1144", "United States"),
        ("418 Maple St Apt 3\nDayton OH 45402",),
    ]  # fmt: skip
    assert {parse_address(*form).address_key for form in forms} == {"418||maple|st||3||||dayton|oh|45402|us"}


def test_the_components_of_a_full_line() -> None:
    p = parse_address("418-A North Maple Street NW, Bldg. 4, Apt. 3-B", *DAYTON)
    assert (p.house_number, p.predir, p.street, p.street_suffix, p.postdir, p.unit, p.building) == (
        "418-a",
        "n",
        "maple",
        "st",
        "nw",
        "3b",
        "bldg 4",
    )
    assert (p.city_key, p.state_key, p.zip5, p.country_key) == ("dayton", "oh", "45402", "us")


def test_a_refused_line_has_no_components() -> None:
    p = parse_address("418 Unknown St Apt 3", *DAYTON)
    assert (p.house_number, p.street, p.unit) == ("", "", "")
    assert p.city_key == "dayton"


def test_foreign_number_forms_have_one_key() -> None:
    forms = ["Calle 5 #123", "Calle 5 No. 123", "calle 5 # 123", "Calle 5 Nro 123"]
    assert len({parse_address(f, "Tegucigalpa", "", "", "Honduras").address_key for f in forms}) == 1
