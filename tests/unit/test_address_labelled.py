"""Every labelled string comes out right: whole in `address_line`, and split into columns.

`data/addresses_labelled.csv` was made from parts and labelled against RULES.md ("Address: what is one"): every form it
names, unlucky names, placeholders in some forty languages and in every position, wrong places, foreign forms.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from muniment.intake.address import ParsedAddress, parse_address

CORPUS = Path(__file__).parent / "data" / "addresses_labelled.csv"
_PLACE = re.compile(r"(?P<line>.*),\s*(?P<city>[^,]+?),? (?P<state>[A-Z]{2}),? (?P<zip>\d{4,5}(?:-\d{4})?)", re.DOTALL)


def labelled() -> list[tuple[str, str]]:
    with CORPUS.open(encoding="utf-8", newline="") as f:
        return [(row["address"], row["expected"]) for row in csv.DictReader(f)]


def verdict(p: ParsedAddress) -> str:
    """What F02, F03 and F04 make of the facts (RULES.md)."""
    missing = p.address_empty or p.address_placeholder or p.address_bare
    malformed = not p.delivery_line or not p.locality or p.locality_conflict or p.address_hostile
    if missing or malformed:
        return "not_an_address"
    return "hold" if p.address_facility or p.address_care_of or p.address_general_delivery else "address"


def test_the_corpus_is_large_and_has_no_string_twice() -> None:
    strings = [a for a, _ in labelled()]
    assert len(strings) > 1200
    assert len(set(strings)) == len(strings)


@pytest.mark.parametrize("expected", ["address", "not_an_address", "hold"])
def test_every_labelled_string_whole_in_the_line(expected: str) -> None:
    wrong = [a for a, label in labelled() if label == expected and verdict(parse_address(a)) != expected]
    assert not wrong


@pytest.mark.parametrize("expected", ["address", "not_an_address", "hold"])
def test_every_labelled_string_split_into_columns(expected: str) -> None:
    tried, wrong = 0, []
    for address, label in labelled():
        found = _PLACE.fullmatch(address)
        if label != expected or not found or "," not in address or re.search(r"\d|\bst\b", found["city"], re.I):
            continue
        tried += 1
        for country in ("", "US", "United States"):
            p = parse_address(found["line"], found["city"], found["state"], found["zip"], country)
            if verdict(p) != expected:
                wrong.append((address, country))
    assert tried > 20
    assert not wrong


def test_whole_and_split_give_one_key() -> None:
    different = []
    for address, label in labelled():
        found = _PLACE.fullmatch(address)
        if label == "not_an_address" or not found or re.search(r"\d|\bst\b|^b ", found["city"], re.I):
            continue
        split = parse_address(found["line"], found["city"], found["state"], found["zip"])
        if split.address_key != parse_address(address).address_key:
            different.append(address)
    assert not different
