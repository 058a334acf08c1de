"""What a text says the information is for (I2-F10) and which gateway it in truth invokes (I2-F12)."""

from __future__ import annotations

import re

import pytest
from purpose_sentences import CHILD, CIVIL, CRIMINAL, DANGER, FUGITIVE, NO_GATEWAY  # type: ignore[import-not-found]

from muniment.assessment.purpose import TRIGGER_SQL, fold, gateway, is_civil_purpose


def test_the_labelled_list_is_large_and_balanced() -> None:
    assert len(CIVIL) > 150 and len(CRIMINAL) > 150
    assert not set(CIVIL) & set(CRIMINAL)


@pytest.mark.parametrize("sentence", CIVIL)
def test_civil_enforcement_or_removal_itself_is_found(sentence: str) -> None:
    assert is_civil_purpose(sentence)


@pytest.mark.parametrize("sentence", CRIMINAL)
def test_an_offence_a_negation_or_a_past_removal_is_no_purpose(sentence: str) -> None:
    assert not is_civil_purpose(sentence)


@pytest.mark.parametrize("sentence", CRIMINAL)
def test_a_civil_sentence_beside_a_criminal_one_is_still_found(sentence: str) -> None:
    assert is_civil_purpose(f"{sentence.rstrip('.')}. To locate and remove the subject.")


@pytest.mark.parametrize("sentence", CIVIL)
def test_case_accents_and_spaces_hide_nothing(sentence: str) -> None:
    assert is_civil_purpose(sentence.upper())
    assert is_civil_purpose("  " + sentence.replace(" ", "  "))


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [(s, "fugitive") for s in FUGITIVE] + [(s, "danger") for s in DANGER] + [(s, "child") for s in CHILD]
    + [(s, "none") for s in NO_GATEWAY + CRIMINAL],
)  # fmt: skip
def test_gateway(sentence: str, expected: str) -> None:
    assert gateway(sentence) == expected


@pytest.mark.parametrize("sentence", CIVIL + FUGITIVE + DANGER + CHILD)
def test_the_cheap_test_in_bulk_lets_every_such_sentence_through(sentence: str) -> None:
    assert re.search(TRIGGER_SQL, sentence.casefold())
    assert fold(sentence) == fold(fold(sentence))
