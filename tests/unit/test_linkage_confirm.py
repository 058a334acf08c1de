"""Address confirmation (I2-M02), component by component: what is tolerated, what is not."""

from __future__ import annotations

import duckdb
import pytest
from linkage_support import World, address, person

from muniment.linkage.confirm import confirms_sql

DAYTON = ("Dayton", "OH", "45402")


def confirms(given: tuple[str, ...], on_file: tuple[str, ...], *, units_known: bool = False) -> bool:
    """Whether the address given is the one on file, as the SQL answers."""
    left, right = address(*given), {**address(*on_file), "units_known": units_known}
    con = duckdb.connect()
    for name, row in (("l", left), ("r", right)):
        columns = ", ".join(f"? AS {column}" for column in row)
        con.execute(f"CREATE TABLE {name} AS SELECT {columns}", list(row.values()))
    return bool(con.execute(f"SELECT {confirms_sql()} FROM l, r").fetchall()[0][0])


@pytest.mark.parametrize(
    ("given", "on_file"),
    [
        (("418 Maple St", *DAYTON), ("418 Maple Street", *DAYTON)),
        (("418 Maple", *DAYTON), ("418 Maple St", *DAYTON)),  # suffix missing in the row
        (("418 Maple St", *DAYTON), ("418 Maple", *DAYTON)),  # suffix missing on file
        (("418 Maple St", *DAYTON), ("418 N Maple St", *DAYTON)),  # directional missing
        (("418 N Maple St", *DAYTON), ("418 North Maple St", *DAYTON)),
        (("418 Maple St", "Dayton", "OH", ""), ("418 Maple St", *DAYTON)),  # city for ZIP
        (("418 Maple St", "", "", "45402"), ("418 Maple St", *DAYTON)),  # ZIP for city
        (("418 Maple St", "Kettering", "OH", "45402"), ("418 Maple St", *DAYTON)),  # ZIP agrees
        (("418 Maple St", "Dayton", "", "45409"), ("418 Maple St", *DAYTON)),  # city agrees, no state
        (("418 Maple St Apt 3", *DAYTON), ("418 Maple St #3", *DAYTON)),
        (("PO Box 310", *DAYTON), ("P.O. Box 310", *DAYTON)),
        (("RR 2 Box 152", *DAYTON), ("Rural Route 2 Box 152", *DAYTON)),
        (("418 Maple St", *DAYTON, "us"), ("418 Maple St", *DAYTON)),
        (("12 Calle Luna", "Oaxaca", "", "", "mx"), ("12 Calle Luna", "Oaxaca", "", "", "mx")),
    ],
)
def test_one_place_written_in_two_ways_is_confirmed(given: tuple[str, ...], on_file: tuple[str, ...]) -> None:
    assert confirms(given, on_file)


@pytest.mark.parametrize(
    ("given", "on_file"),
    [
        (("418 Maple St", *DAYTON), ("418 Maple Ave", *DAYTON)),  # conflicting suffix
        (("418 N Maple St", *DAYTON), ("418 S Maple St", *DAYTON)),  # conflicting directional
        (("418 N Maple St", *DAYTON), ("418 Maple St S", *DAYTON)),  # in two places, in conflict all the same
        (("418 Maple St", *DAYTON), ("419 Maple St", *DAYTON)),
        (("418 Maple St", *DAYTON), ("418 Mable St", *DAYTON)),  # no probability: a slip is not the street
        (("418 Maple St", "Dayton", "OH", "45402"), ("418 Maple St", "Xenia", "OH", "45385")),
        (("418 Maple St", "Dayton", "TN", "37321"), ("418 Maple St", *DAYTON)),  # the city of another state
        (("418 Maple St", "", "OH", ""), ("418 Maple St", *DAYTON)),  # a state is no place
        (("418 Maple St Apt 3", *DAYTON), ("418 Maple St Apt 4", *DAYTON)),
        (("418 Maple St", *DAYTON), ("418 Maple St Apt 3", *DAYTON)),  # unit on file only
        (("418 Maple St Apt 3", *DAYTON), ("418 Maple St", *DAYTON)),  # unit in the row only
        (("PO Box 310", *DAYTON), ("PO Box 311", *DAYTON)),
        (("PO Box 310", *DAYTON), ("310 Maple St", *DAYTON)),
        (("RR 2 Box 152", *DAYTON), ("RR 3 Box 152", *DAYTON)),
        (("RR 2 Box 152", *DAYTON), ("PO Box 152", *DAYTON)),
        (("12 Calle Luna", "Oaxaca", "", "", "mx"), ("12 Calle Luna", "Oaxaca", "", "", "gt")),
        (("12 Calle Luna", "Oaxaca", "", "", "mx"), ("12 Calle Luna", "Puebla", "", "", "mx")),
        (("", *DAYTON), ("", *DAYTON)),  # nothing is not the same place as nothing
        (("Maple St", *DAYTON), ("Maple St", *DAYTON)),  # nor is a street without a number
    ],
)
def test_what_differs_in_one_component_is_not_confirmed(given: tuple[str, ...], on_file: tuple[str, ...]) -> None:
    assert not confirms(given, on_file)


def test_where_units_are_known_silence_of_both_sides_confirms_nothing() -> None:
    tower = ("400 Tower St", *DAYTON)
    assert confirms(tower, tower)
    assert not confirms(tower, tower, units_known=True)


def test_a_neighbours_record_makes_the_unit_known_and_the_building_needs_it(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    ivo = {"person_id": "ivo", **person("Ivo", "Testa", "900-00-0201", "400 Tower St", *DAYTON)}
    eva = {"person_id": "eva", **person("Eva", "Modelo", "900-00-0202", "400 Tower Apt 5B", *DAYTON)}
    row = person("Ivo", "Testa", "900-00-0201", "400 Tower St", *DAYTON)
    alone = World(tmp_path_factory.mktemp("alone"), [ivo]).one(row)
    beside = World(tmp_path_factory.mktemp("beside"), [ivo, eva]).one(row)
    assert alone["address_on_file"] and alone["address_is_last_known"]
    assert not beside["address_on_file"] and not beside["address_is_last_known"]
    assert alone["decision"] == beside["decision"] == "match"
