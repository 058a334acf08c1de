"""Orders: read the wider way where there is a doubt, refused where a typing error would let somebody out of scope."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from muniment.agreements.orders import read_order
from muniment.vocabulary.agreement import Order, OrderScope, ScopedPerson
from muniment.vocabulary.errors import InputRefused

GOOD: dict[str, Any] = {
    "id": "ORD-1", "forum": "Example court", "docket": "1:26-cv-1", "issued_on": "2026-02-05",
    "effective_from": "2026-02-05", "effective_to": None,
    "scope": {"agreements": ["example-2026"], "authorities": [], "recipients": [], "persons": []}, "text": "Stay.",
}  # fmt: skip


def read(**changes: Any) -> Order:
    body = {k: v for k, v in {**GOOD, **changes}.items() if v != "ABSENT"}
    return read_order(json.dumps(body).encode(), "order.yaml")


def defects(**changes: Any) -> set[str]:
    with pytest.raises(InputRefused) as caught:
        read(**changes)
    assert "SECRET" not in json.dumps(caught.value.as_json())
    return {d.column for d in caught.value.defects}


def test_a_good_order() -> None:
    order = read()
    assert order.scope == OrderScope(agreements=("example-2026",))
    assert order.in_force_on(date(2026, 2, 5)) and not order.in_force_on(date(2026, 2, 4))


@pytest.mark.parametrize("scope", ["ABSENT", None, {}, {"agreements": None, "persons": None}])
def test_an_empty_scope_means_all(scope: object) -> None:
    assert read(scope=scope).scope == OrderScope()


def test_persons_are_texts_or_mappings() -> None:
    persons = [
        " 900-00-0001 ", "Ana Prueba", 900000001, 12345678, {"tin": 12345678},
        {"given_name": "Ana", "family_name": "Prueba", "date_of_birth": "1980-02-29"}, {"name": "Ana Prueba"},
        {"row_ref": "r1", "tin": "900-00-0001"},
    ]  # fmt: skip
    assert read(scope={"persons": persons}).scope.persons == (
        ScopedPerson(text="900-00-0001"),
        ScopedPerson(text="Ana Prueba"),
        ScopedPerson(text="900000001"),
        ScopedPerson(text="012345678"),  # YAML dropped the zero
        ScopedPerson(tin="012345678"),
        ScopedPerson(given_name="Ana", family_name="Prueba", date_of_birth=date(1980, 2, 29)),
        ScopedPerson(text="Ana Prueba"),
        ScopedPerson(text="r1", tin="900-00-0001"),
    )


def test_one_text_stands_for_a_list() -> None:
    assert read(scope={"recipients": "R1", "persons": "Ana Prueba"}).scope == OrderScope(
        recipients=("R1",), persons=(ScopedPerson(text="Ana Prueba"),)
    )


def test_every_defect_is_listed_at_once() -> None:
    days = {"issued_on": "x", "effective_from": "2026-03-01", "effective_to": "2026-02-01"}
    assert defects(id=" ", forum="ABSENT", docket=5, **days) == {
        "id", "forum", "issued_on", "effective_to", "docket",
    }  # fmt: skip


def test_a_misspelt_scope_is_refused_for_it_would_otherwise_not_be_what_was_meant() -> None:
    persons = [
        {},
        None,
        " ",
        {"tn": "SECRET"},
        {"date_of_birth": "SECRET"},
        {"tin": ["SECRET"]},
        {"text": "a", "name": "b"},
    ]
    assert defects(scope={"agreement": ["SECRET"], "recipients": [1], "persons": persons}) == {
        "scope.agreement", "scope.recipients[0]", "scope.persons[0]", "scope.persons[1]", "scope.persons[2]",
        "scope.persons[3]", "scope.persons[3].tn", "scope.persons[4]", "scope.persons[4].date_of_birth",
        "scope.persons[5]", "scope.persons[5].tin", "scope.persons[6]",
    }  # fmt: skip
