"""Which rows an order in force covers (I2-B01). The wider reading is taken, but an order about somebody else covers nobody here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from assessment_support import PACK, TODAY, agreement, letter, officer, row, run, write_facts

from muniment.assessment.scope import in_force_anywhere, persons_in_scope, reach
from muniment.vocabulary.agreement import Order, OrderScope, Recipient, ScopedPerson

OFFICERS = [officer("O1"), officer("O2")]


def order(**scope: Any) -> Order:
    return Order(
        "ORD-1", "Example court", "1:26-cv-1", date(2026, 2, 5), date(2026, 2, 5), None, OrderScope(**scope), "Stay."
    )


ROWS = [row(1, middle_key="maria"), row(2, officer_id="O2")]
"""Two persons with an officer each: r0001 Ana Prueba of O1, r0002 somebody else of O2."""


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    con = duckdb.connect()
    path = write_facts(tmp_path_factory.mktemp("scope") / "facts.parquet", ROWS)
    con.execute(f"CREATE VIEW facts AS SELECT * FROM read_parquet('{path}')")
    yield con
    con.close()


def covered(con: duckdb.DuckDBPyConnection, *orders: Order) -> list[str]:
    """Rows the orders reach."""
    found = reach(orders, agreement(officers=OFFICERS), letter(officers=OFFICERS, rows=2), TODAY)
    persons_in_scope(con, "facts", found, "reached")
    persons = {r[0] for r in con.execute("SELECT row FROM reached").fetchall()}
    return [r["row_ref"] for r in ROWS if found.package or r["officer_id"] in found.officers or r["row"] in persons]


BOTH = ["r0001", "r0002"]


@pytest.mark.parametrize(
    ("scope", "rows"),
    [
        ({}, BOTH),
        ({"agreements": ("example-2026",)}, BOTH),
        ({"agreements": ("EXAMPLE-2026@1",)}, BOTH),
        ({"agreements": ("another-2026",)}, []),
        ({"authorities": (PACK,)}, BOTH),
        ({"authorities": ("us/usc26",)}, BOTH),
        ({"authorities": ("us/usc26/6103-i-1",)}, []),
        ({"agreements": ("example-2026",), "authorities": ("us/usc26/6103-i-1",)}, []),
        ({"recipients": ("R-O1",)}, ["r0001"]),
        ({"recipients": ("Agent O2",)}, ["r0002"]),
        ({"recipients": ("R-O1", "R-O2")}, BOTH),
        ({"recipients": ("Example Enforcement Agency",)}, BOTH),
        ({"recipients": ("eea",)}, BOTH),
        ({"recipients": ("Another Agency",)}, []),
        ({"persons": (ScopedPerson(tin="900-00-1000"),)}, ["r0001"]),
        ({"persons": (ScopedPerson(text="900001000"),)}, ["r0001"]),
        ({"persons": (ScopedPerson(text="R0002"),)}, ["r0002"]),
        ({"persons": (ScopedPerson(text="Ana Prueba"),)}, ["r0001"]),
        ({"persons": (ScopedPerson(text="PRUEBA, Ana"),)}, ["r0001"]),
        ({"persons": (ScopedPerson(text="Ana Maria Prueba Ejemplo"),)}, ["r0001"]),
        ({"persons": (ScopedPerson(text="Juan Prueba"),)}, []),
        ({"persons": (ScopedPerson(given_name="Ána", family_name="Prueba"),)}, ["r0001"]),
        ({"persons": (ScopedPerson(given_name="Ana", family_name="Otra"),)}, []),
        ({"persons": (ScopedPerson(family_name="prueba"),)}, ["r0001"]),
        ({"persons": (ScopedPerson(tin="900-00-9999", given_name="Ana", family_name="Prueba"),)}, ["r0001"]),
        ({"persons": (ScopedPerson(date_of_birth=date(1960, 1, 1)),)}, ["r0001"]),
        ({"persons": (ScopedPerson(text="Ana Prueba"), ScopedPerson(text="r0002"))}, BOTH),
        ({"persons": (ScopedPerson(text="Nobody Here"),)}, []),
        ({"persons": (ScopedPerson(),)}, BOTH),
        ({"persons": (ScopedPerson(text="Ana Prueba"),), "recipients": ("R-O2",)}, []),
        ({"persons": (ScopedPerson(text="Ana Prueba"),), "recipients": ("R-O1",)}, ["r0001"]),
        ({"persons": (ScopedPerson(text="Ana Prueba"),), "agreements": ("another-2026",)}, []),
    ],
)  # fmt: skip
def test_the_rows_an_order_covers(facts: duckdb.DuckDBPyConnection, scope: dict[str, Any], rows: list[str]) -> None:
    assert covered(facts, order(**scope)) == rows


@pytest.mark.parametrize(
    ("scope", "anywhere"),
    [
        ({"agreements": ("another-2026",)}, True),
        ({"recipients": ("Somebody else",)}, True),
        ({"authorities": ("us/usc26",), "agreements": ("another-2026",)}, True),
        ({"authorities": ("us/usc26/6103-i-1",)}, False),
    ],
)
def test_an_order_between_others_is_known_to_be_in_force(scope: dict[str, Any], anywhere: bool) -> None:
    """Read under the nationwide reading of I2-B01 alone."""
    given = (agreement(officers=OFFICERS), letter(officers=OFFICERS, rows=2))
    assert in_force_anywhere([order(**scope)], *given, TODAY) is anywhere
    assert not in_force_anywhere([order(**scope)], *given, date(2026, 2, 4))
    assert not in_force_anywhere([], *given, TODAY)


def test_several_orders_block_what_each_covers_and_say_by_which_limb(tmp_path: Path) -> None:
    person, recipient = order(persons=(ScopedPerson(text="Ana Prueba"),)), order(recipients=("R-O2",))
    given = {"letter": letter(officers=OFFICERS, rows=2), "agreement": agreement(officers=OFFICERS)}
    found = list(run(tmp_path, ROWS, orders=(person, recipient), **given).values())
    assert [(f["outcome"], f["failed"]) for f in found] == [("block", ["I2-B01"])] * 2
    limbs = ("s_i2_b01_package", "s_i2_b01_recipient", "s_i2_b01_person")
    assert [[f[limb] for limb in limbs] for f in found] == [[1, 1, 0], [1, 0, 1]]
    expired = replace(person, effective_to=date(2026, 3, 1))
    found = list(run(tmp_path, ROWS, orders=(expired, recipient), **given).values())
    assert [f["outcome"] for f in found] == ["eligible", "block"]


def test_an_order_for_an_officer_who_is_no_recipient_covers_nobody(tmp_path: Path) -> None:
    rows = [row(1)]
    given = agreement(recipients=(Recipient("R9", "Agent O1", "O1", "PEM"),))
    found = run(tmp_path, rows, orders=(order(recipients=("R-O1",)),), agreement=given)
    assert found["r0001"]["outcome"] == "eligible"
