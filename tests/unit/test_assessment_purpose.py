"""What a text says the information is for (I2-F10) and which gateway it in truth invokes (I2-F12)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from assessment_support import agreement, letter, officer, row, run
from purpose_sentences import CHILD, CIVIL, CRIMINAL, DANGER, FUGITIVE, NO_GATEWAY, NOT_READ

from muniment.assessment.purpose import fold, gateway, is_civil_purpose, sieve


def test_the_labelled_list_is_large_and_balanced() -> None:
    assert len(CIVIL) > 150 and len(CRIMINAL) > 150
    assert not set(CIVIL) & set(CRIMINAL)


@pytest.mark.parametrize("sentence", CIVIL)
def test_civil_enforcement_or_removal_itself_is_found(sentence: str) -> None:
    assert is_civil_purpose(sentence)


@pytest.mark.parametrize("sentence", CRIMINAL)
def test_an_offence_a_negation_or_a_past_removal_is_no_purpose(sentence: str) -> None:
    assert not is_civil_purpose(sentence)


def test_what_is_known_to_be_read_wrongly_is() -> None:
    """A sentence that is read rightly at last belongs into its list."""
    read = {s: (is_civil_purpose(s), gateway(s)) for s in NOT_READ}
    assert set(read.values()) == {(False, "none"), (False, "child")}
    assert [s for s, found in read.items() if found[1] == "child"] == [s for s in NOT_READ if "found the next day" in s]


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
    assert re.search(sieve(), fold(sentence))
    assert fold(sentence) == fold(fold(sentence))


def test_in_bulk_every_sentence_gets_its_label(tmp_path: Path) -> None:
    """Wordings, triggers and the row's own name change nothing: each sentence, with the subject named, in one package."""
    labelled = (
        [(s, "I2-F10") for s in CIVIL]
        + [(s, "I2-F12") for s in FUGITIVE + DANGER + CHILD]
        + [(s, "") for s in CRIMINAL + NO_GATEWAY]
    )
    rows = []
    for n, (sentence, _) in enumerate(labelled, 1):
        clean = row(n)
        named = sentence.casefold().replace("the subject", f"{clean['given_key']} {clean['family_key']}")
        rows.append(clean | {"reason_key": named, "statute_key": "18 usc 1001", "officer_id": f"O{n // 200}"})
    listed = [officer(f"O{n}") for n in range(len(rows) // 200 + 1)]
    found = run(tmp_path, rows, letter=letter(officers=listed, rows=len(rows)), agreement=agreement(officers=listed))
    for (sentence, rule), f in zip(labelled, found.values(), strict=True):
        assert [r for r in f["failed"] if r in ("I2-F10", "I2-F12")] == ([rule] if rule else []), sentence


@pytest.mark.parametrize(
    "reason", ["removal of ana prueba", "remove ana prueba", "deportation of ana prueba.", "ana prueba to be deported"]
)
def test_the_subject_by_name_hides_no_purpose(tmp_path: Path, reason: str) -> None:
    assert run(tmp_path, [row(1, reason_key=reason)])["r0001"]["failed"] == ["I2-F10"]


def test_a_person_whose_name_is_a_word_hides_no_purpose(tmp_path: Path) -> None:
    rows = [row(1, given_key="to", family_key="remove", reason_key="to locate and remove")]
    rows.append(
        row(2, given_key="will", family_key="may", reason_key="wilful failure to depart; agents may serve a summons")
    )
    assert [f["outcome"] for f in run(tmp_path, rows).values()] == ["refuse", "eligible"]
