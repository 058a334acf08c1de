"""Types carry the proof: no sealed answer without every step before it, by three different people."""

from __future__ import annotations

import ast
from dataclasses import FrozenInstanceError, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muniment.vocabulary import chain
from muniment.vocabulary.chain import (
    Approved,
    Assessed,
    Determined,
    Hand,
    Hands,
    Matched,
    Received,
    Sealed,
    Sending,
    Warrant,
)
from muniment.vocabulary.errors import LawSaysNo

SRC = Path(__file__).resolve().parents[2] / "src"
INTAKE, ASSESSOR, LINKER, DETERMINER, REVIEWER, APPROVER, SENDER = (Hand(name, f"SHA256:{name}") for name in "ialdrps")
WARRANT = Warrant("o" * 64, 5, 2, 0, 0)


def determined(warrant: Warrant = WARRANT) -> Determined:
    received = Received("PKG-000001", "l", "p", "f", 5, INTAKE)
    matched = Matched(Assessed(received, "findings", ASSESSOR), "matches", "index", LINKER)
    return Determined(matched, "o" * 64, DETERMINER, warrant)


PREPARED = Hands((INTAKE, ASSESSOR, LINKER, DETERMINER, REVIEWER))


def approved(approver: Hand = APPROVER, hands: Hands = PREPARED) -> Approved:
    return Approved(determined(), approver, hands)


@pytest.mark.parametrize("other", [replace(WARRANT, outcomes="x" * 64), replace(WARRANT, rows=4)])
def test_a_warrant_for_another_set_determines_nothing(other: Warrant) -> None:
    with pytest.raises(LawSaysNo) as caught:
        determined(other)
    assert caught.value.code == "MUN-GUARD-001"


def test_nothing_is_approved_while_an_item_is_open() -> None:
    with pytest.raises(LawSaysNo) as caught:
        Approved(determined(replace(WARRANT, open_items=1)), APPROVER, PREPARED)
    assert caught.value.code == "MUN-APPROVE-001"
    assert Approved(determined(replace(WARRANT, pending_confirmations=3)), APPROVER, PREPARED)


OTHER = Hand("o", "SHA256:o")
"""Somebody of an earlier run or release."""


def same_person(hand: Hand) -> tuple[Hand, ...]:
    return hand, Hand("other name", hand.key), Hand(hand.name, "SHA256:another key")


@pytest.mark.parametrize("hand", [INTAKE, ASSESSOR, LINKER, DETERMINER, REVIEWER, OTHER, SENDER])
def test_nobody_approves_who_prepared_or_sent(hand: Hand) -> None:
    """In whichever run or release; who made this very outcome set is known also when the hands do not name them."""
    earlier = Hands((*PREPARED.prepared, OTHER), sent=(SENDER,))
    for same in same_person(hand):
        with pytest.raises(LawSaysNo) as caught:
            approved(same, Hands((REVIEWER, OTHER), sent=(SENDER,)))
        assert caught.value.code == "MUN-APPROVE-003"
    assert approved(APPROVER, replace(earlier, approved=(APPROVER,)))  # the same person approves again


@pytest.mark.parametrize("hand", [INTAKE, ASSESSOR, LINKER, DETERMINER, REVIEWER, APPROVER, OTHER])
def test_nobody_sends_who_prepared_or_approved(hand: Hand) -> None:
    for same in same_person(hand):
        for hands in (Hands((REVIEWER, OTHER)), Hands((REVIEWER,), approved=(OTHER,))):
            with pytest.raises(LawSaysNo) as caught:
                Sending(approved(hands=hands), same)
            assert caught.value.code == "MUN-RELEASE-003"
    assert Sending(approved(hands=replace(PREPARED, sent=(SENDER,))), SENDER)


@pytest.mark.parametrize("hand", [APPROVER, SENDER])
def test_nobody_prepares_who_approved_or_sent(hand: Hand) -> None:
    hands = Hands((INTAKE,), approved=(APPROVER,), sent=(SENDER,))
    for same in same_person(hand):
        with pytest.raises(LawSaysNo) as caught:
            hands.check_prepares(same)
        assert caught.value.code == "MUN-PACKAGE-004"
    hands.check_prepares(INTAKE)
    hands.check_prepares(REVIEWER)


def test_three_different_people_can() -> None:
    sealed = Sealed(Sending(approved(), SENDER), "R1", "e" * 64)
    assert sealed.sending.approved.determined.authors == (INTAKE, ASSESSOR, LINKER, DETERMINER)


few = st.builds(Hand, st.sampled_from("abcde"), st.sampled_from(["k1", "k2", "k3", "k4", "k5"]))
some = st.lists(few, max_size=3).map(tuple)


@given(some, some, some, few, few)
def test_a_sealed_answer_means_three_duties_in_different_hands(
    prepared: tuple[Hand, ...], before: tuple[Hand, ...], sent: tuple[Hand, ...], approver: Hand, sender: Hand
) -> None:
    """Whatever hands were in the package: what can be sealed has nobody of one duty in another."""
    hands = Hands(prepared, before, sent)

    def meet(some: tuple[Hand, ...], others: tuple[Hand, ...]) -> bool:
        return any(one.is_same_person(other) for one in some for other in others)

    authors = determined().authors
    lawful = not (
        meet((approver,), (*authors, *prepared, *sent)) or meet((sender,), (*authors, *prepared, *before, approver))
    )
    try:
        Sealed(Sending(Approved(determined(), approver, hands), sender), "R1", "e")
        sealed = True
    except LawSaysNo:
        sealed = False
    assert sealed is lawful


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
        ("Hands", {"usecases/packages.py"}),
        ("Sending", {"usecases/release.py"}),
        ("Sealed", {"usecases/release.py"}),
    ],
)
def test_each_link_is_made_in_its_place(name: str, places: set[str]) -> None:
    assert hasattr(chain, name)
    assert made_in(name) == places
