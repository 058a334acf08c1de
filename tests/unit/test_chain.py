"""Types carry the proof: no sealed answer without every step before it, by three different people."""

from __future__ import annotations

import ast
from dataclasses import FrozenInstanceError, replace
from pathlib import Path

import pytest

from muniment.vocabulary import chain
from muniment.vocabulary.chain import (
    Approved,
    Assessed,
    Determined,
    Hand,
    Matched,
    Received,
    Sealed,
    Warrant,
    check_sender,
)
from muniment.vocabulary.errors import LawSaysNo

SRC = Path(__file__).resolve().parents[2] / "src"
INTAKE, ASSESSOR, LINKER, DETERMINER, REVIEWER, APPROVER, SENDER = (Hand(name, f"SHA256:{name}") for name in "ialdrps")
WARRANT = Warrant("o" * 64, 5, 2, 0, 0)


def determined(warrant: Warrant = WARRANT) -> Determined:
    received = Received("PKG-000001", "l", "p", "f", 5, INTAKE)
    matched = Matched(Assessed(received, "findings", ASSESSOR), "matches", "index", LINKER)
    return Determined(matched, "o" * 64, DETERMINER, warrant)


def approved(approver: Hand = APPROVER, reviewers: tuple[Hand, ...] = (REVIEWER,)) -> Approved:
    return Approved(determined(), approver, reviewers)


@pytest.mark.parametrize("other", [replace(WARRANT, outcomes="x" * 64), replace(WARRANT, rows=4)])
def test_a_warrant_for_another_set_determines_nothing(other: Warrant) -> None:
    with pytest.raises(LawSaysNo) as caught:
        determined(other)
    assert caught.value.code == "MUN-GUARD-001"


def test_nothing_is_approved_while_an_item_is_open() -> None:
    with pytest.raises(LawSaysNo) as caught:
        Approved(determined(replace(WARRANT, open_items=1)), APPROVER, ())
    assert caught.value.code == "MUN-APPROVE-001"
    assert Approved(determined(replace(WARRANT, pending_confirmations=3)), APPROVER, ())


@pytest.mark.parametrize("hand", [INTAKE, ASSESSOR, LINKER, DETERMINER, REVIEWER])
def test_nobody_approves_who_took_part(hand: Hand) -> None:
    for same in (hand, Hand("other name", hand.key), Hand(hand.name, "SHA256:another key")):
        with pytest.raises(LawSaysNo) as caught:
            approved(same)
        assert caught.value.code == "MUN-APPROVE-003"


@pytest.mark.parametrize("hand", [INTAKE, ASSESSOR, LINKER, DETERMINER, REVIEWER, APPROVER])
def test_nobody_sends_who_took_part(hand: Hand) -> None:
    for same in (hand, Hand("other name", hand.key), Hand(hand.name, "SHA256:another key")):
        for attempt in (lambda: Sealed(approved(), same, "R1", "e"), lambda: check_sender(approved(), same)):  # noqa: B023
            with pytest.raises(LawSaysNo) as caught:
                attempt()
            assert caught.value.code == "MUN-RELEASE-003"


def test_three_different_people_can() -> None:
    sealed = Sealed(approved(), SENDER, "R1", "e" * 64)
    assert sealed.approved.determined.authors == (INTAKE, ASSESSOR, LINKER, DETERMINER)


def test_no_link_of_the_chain_can_be_changed() -> None:
    for value, field in ((WARRANT, "open_items"), (approved(), "approver"), (determined(), "outcomes")):
        with pytest.raises((FrozenInstanceError, AttributeError)):
            setattr(value, field, None)


def made_in(name: str) -> set[str]:
    """Files of the source that call `name(...)`, also by way of a module; `replace` of one would be a call as well."""
    found = set()
    for path in SRC.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if called == name:
                    found.add(path.relative_to(SRC / "muniment").as_posix())
    return found


@pytest.mark.parametrize(
    ("name", "places"),
    [
        ("Warrant", {"determination/guard.py"}),
        ("Determined", {"usecases/approve.py"}),
        ("Approved", {"usecases/approve.py", "usecases/release.py"}),
        ("Sealed", {"usecases/release.py"}),
    ],
)
def test_each_link_is_made_in_its_place(name: str, places: set[str]) -> None:
    assert hasattr(chain, name)
    assert made_in(name) == places
