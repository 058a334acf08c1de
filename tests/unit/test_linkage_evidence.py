"""What the records say of the person found: filer, death, periods, markers, and the last known address."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from linkage_support import World, person

from muniment.linkage import MatchOptions
from muniment.vocabulary.errors import UsageError

CITY = ("Reno", "NV", "89501")
ANY = MatchOptions(last_known="any")
NAMES = {
    "alma": ("Alma", "Primera"), "bruno": ("Bruno", "Segundo"), "celia": ("Celia", "Tercera"), "dario": ("Dario", "Cuarto"),
    "edna": ("Edna", "Quinta"), "felix": ("Felix", "Sexto"), "gilda": ("Gilda", "Septima"), "hugo": ("Hugo", "Octavo"),
    "irma": ("Irma", "Novena"), "jaime": ("Jaime", "Decimo"), "karl": ("Karl", "Undecimo"), "lena": ("Lena", "Duodecima"),
}  # fmt: skip


def record(who: str, line: str | None = None, **more: Any) -> dict[str, Any]:
    number = list(NAMES).index(who)
    home = f"{10 + number} {who.title()} St" if line is None else line
    return {"person_id": who, **person(*NAMES[who], f"900-00-03{number:02d}", home, *CITY), **more}


def row(who: str, **more: Any) -> dict[str, Any]:
    return {c: v for c, v in record(who).items() if c != "person_id"} | more


RECORDS = [
    record("alma", deceased_on="2020-06-30", tax_period="2019"),
    record("bruno", deceased_on="someday"),
    record("celia", filer_role="dependent"),
    # A dependent as a child, a filer of her own later.
    record("dario", filer_role="dependent", tax_period="2015"),
    record("dario", filer_role="primary", tax_period="2023"),
    record("edna", filer_role="secondary"),
    # A marker on the oldest record of another silo still stands; an unclear one stands too.
    record("felix", identity_theft="", impairment="false"),
    record("felix", observed_on="2009-04-10", tax_period="2008", identity_theft="true", protected="maybe"),
    record("gilda", "1 Old St", observed_on="2021-04-10", source="return"),
    record("gilda", "2 Middle St", observed_on="2022-04-10", source="ncoa"),
    record("gilda", "3 New St", observed_on="2023-04-10", source="information_return"),
    record("hugo", "4 Form St", observed_on="2023-04-10", source="information_return"),
    record("irma", "5 Notice St", observed_on="2022-04-10", source="notice", record_id="b"),
    record("irma", "6 Return St", observed_on="2022-04-10", source="return", record_id="c"),
    record("irma", "7 Return St", observed_on="2022-04-10", source="return", record_id="a", tax_period="2020"),
    record("jaime", "8 Dated St", observed_on="2001-04-10"),
    record("jaime", "9 Undated St", observed_on=""),
    record("karl", "", observed_on="2024-04-10"),
    record("karl", "11 Karl St", observed_on="2012-04-10"),
    record("lena", informant="Yes", impairment="1"),
]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return World(tmp_path_factory.mktemp("evidence"), RECORDS[:8], RECORDS[8:])


@pytest.fixture(scope="module")
def found(world: World) -> dict[str, dict[str, Any]]:
    return dict(zip(NAMES, world.link([row(who) for who in NAMES]), strict=True))


@pytest.fixture(scope="module")
def found_any(world: World) -> dict[str, dict[str, Any]]:
    return dict(zip(NAMES, world.link([row(who) for who in NAMES], options=ANY), strict=True))


def test_everybody_is_found(found: Any) -> None:
    assert {who: r["person_id"] for who, r in found.items()} == {who: who for who in NAMES}


@pytest.mark.parametrize(("who", "filer"), [("celia", False), ("dario", True), ("edna", True), ("alma", True)])
def test_a_filer_is_whoever_is_primary_or_secondary_on_any_record(found: Any, who: str, filer: bool) -> None:
    assert found[who]["filer"] is filer


@pytest.mark.parametrize(
    ("periods", "before"),
    [([2019], False), ([2020], False), ([2021], True), ([2021, 2022], True), ([2019, 2022], False)],
)
def test_deceased_before_the_first_period_asked(world: World, periods: list[int], before: bool) -> None:
    # A return is filed for the year of death.
    assert world.one(row("alma", periods=periods))["deceased_before"] is before


def test_a_date_of_death_nobody_can_read_is_unknown(found: Any) -> None:
    assert found["bruno"]["deceased_before"] is None
    assert found["edna"]["deceased_before"] is False


@pytest.mark.parametrize(
    ("periods", "on_file"), [([2008], True), ([2023], True), ([2007, 2008, 2009], True), ([2010], False)]
)
def test_a_record_in_any_period_asked(world: World, periods: list[int], on_file: bool) -> None:
    assert world.one(row("felix", periods=periods))["period_on_file"] is on_file


def test_a_marker_on_any_record_is_a_marker_of_the_person(found: Any) -> None:
    markers = ("identity_theft", "impairment", "informant", "protected")
    assert [found["felix"][m] for m in markers] == [True, False, False, True]
    assert [found["lena"][m] for m in markers] == [False, True, True, False]
    assert [found["edna"][m] for m in markers] == [False] * 4


def test_a_number_of_ones_own_is_neither_in_conflict_nor_of_somebody_else(world: World, found: Any) -> None:
    assert {(r["tin_conflict"], r["tin_of_other"]) for r in found.values()} == {(False, False)}
    none_given = world.one(row("alma", tin=""))
    assert (none_given["tin_conflict"], none_given["tin_of_other"]) == (False, False)


def test_own_name_and_address_with_the_number_of_another(world: World) -> None:
    found = world.one(row("alma", tin=row("bruno")["tin"]))
    assert (found["person_id"], found["decision"]) == ("alma", "none")
    assert (found["tin_conflict"], found["tin_of_other"]) == (True, True)


def last(found: dict[str, Any]) -> tuple[Any, ...]:
    return found["last_address_line"], found["last_source"], found["last_observed_on"]


def test_the_last_known_address_by_return_or_notice(found: Any) -> None:
    assert last(found["gilda"]) == ("2 Middle St", "ncoa", date(2022, 4, 10))
    assert last(found["hugo"]) == (None, None, None)


def test_the_last_known_address_by_any_source(found_any: Any) -> None:
    assert last(found_any["gilda"]) == ("3 New St", "information_return", date(2023, 4, 10))
    assert last(found_any["hugo"]) == ("4 Form St", "information_return", date(2023, 4, 10))


def test_of_one_day_the_return_stands_before_the_notice_and_the_later_period_before_the_earlier(found: Any) -> None:
    assert last(found["irma"]) == ("6 Return St", "return", date(2022, 4, 10))
    assert found["irma"]["last_record_id"] == "c"


def test_an_undated_record_is_older_than_any_dated_one(found: Any) -> None:
    assert last(found["jaime"])[0] == "8 Dated St"


def test_a_newer_record_without_an_address_leaves_the_older_address(found: Any) -> None:
    assert last(found["karl"])[0] == "11 Karl St"


@pytest.mark.parametrize(
    ("line", "on_file", "is_last"), [("2 Middle St", True, True), ("1 Old St", True, False), ("9 No St", False, False)]
)
def test_on_file_and_last_known_are_two_answers(world: World, line: str, on_file: bool, is_last: bool) -> None:
    found = world.one(row("gilda", address_line=line))
    assert (found["address_on_file"], found["address_is_last_known"]) == (on_file, is_last)


def test_an_unknown_rule_for_the_last_known_address_is_refused(world: World, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="last known"):
        world.link([row("alma")], options=MatchOptions(last_known="newest"))
