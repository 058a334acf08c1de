"""The city, state, ZIP and country columns of an address, read once for each distinct set of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from muniment.intake.address.cities import city_key_of
from muniment.intake.address.countries import DOMESTIC_TERRITORIES, codes, country_code
from muniment.intake.address.lexicon import STATE_NAMES, STATES
from muniment.intake.address.localities import is_city, place_of
from muniment.intake.address.placeholders import find_hard, only_soft
from muniment.intake.address.text import clean_zip_text, fold_field, segments, tokens

MAX_LENGTH: Final = 2000
"""Characters read of a field; what is longer is no address line and is flagged `over_long`."""

_ZIP_CELL: Final = re.compile(r"(\d{5})(?:-?\d{4}|-)?")


@dataclass(frozen=True, slots=True)
class _Cell:
    """A city, state, ZIP or country cell after folding."""

    words: tuple[str, ...]
    key: str
    hostile: str
    placeholder: bool
    given: bool


@lru_cache(maxsize=65536)
def _city_cell(raw: str) -> tuple[_Cell, tuple[str, ...]]:
    """The city cell; a state or ZIP that stands behind the city in the same cell is returned beside it."""
    folded = fold_field(raw[:MAX_LENGTH])
    segs = segments(folded.text)
    words = [w for s in segs for w in s]
    behind: list[str] = []
    while len(words) > 1 and (
        _ZIP_CELL.fullmatch(words[-1]) or (" ".join(words[-2:]) in STATE_NAMES and len(words) > 2)
    ):
        take = 1 if _ZIP_CELL.fullmatch(words[-1]) else 2
        behind = words[-take:] + behind
        words = words[:-take]
    if (
        len(words) > 1
        and len(words[-1]) == 2
        and words[-1] in STATES
        and (len(segs) > 1 or behind or words[-1] == "dc")
    ):
        behind = [words[-1], *behind]
        words = words[:-1]
    key = city_key_of(words)
    hard = (
        find_hard(words)
        or bool(folded.mixed_words and find_hard(folded.mixed_words))
        or (only_soft(tuple(words)) and key != "nada")
    )
    return _Cell(tuple(words), key, folded.hostile, hard, bool(words)), tuple(behind)


@lru_cache(maxsize=4096)
def _state_cell(raw: str) -> tuple[_Cell, str]:
    """The state cell and its two letters ('' when nothing known stands there)."""
    folded = fold_field(raw[:MAX_LENGTH])
    words = tuple(w for w in tokens(folded.text) if w.isalnum())
    name = " ".join(words)
    code = STATE_NAMES.get(name, "")
    if not code and len({STATE_NAMES.get(w, "") for w in words}) == 1:  # 'Ohio (OH)'
        code = STATE_NAMES.get(words[0], "")
    placeholder = not code and (find_hard(tokens(folded.text)) or only_soft(words))
    return _Cell(words, name, folded.hostile, placeholder, bool(words)), code


@lru_cache(maxsize=65536)
def _zip_cell(raw: str) -> _Cell:
    plain = _ZIP_CELL.fullmatch(raw) if raw.isascii() else None
    if plain:
        return _Cell((raw,), plain[1], "", False, True)
    folded = fold_field(raw[:MAX_LENGTH])
    text = clean_zip_text(folded.text).replace(" ", "") if any(c.isdigit() for c in folded.text) else folded.text
    words = tuple(w for w in tokens(folded.text))
    placeholder = bool(words) and (find_hard(words) or only_soft(words)) and not any(c.isdigit() for c in folded.text)
    match = _ZIP_CELL.fullmatch(text)
    digits = match[1] if match else text.strip(" .-")
    return _Cell(words, digits, folded.hostile, placeholder, bool(digits))


@lru_cache(maxsize=4096)
def _country_cell(raw: str) -> _Cell:
    folded = fold_field(raw[:MAX_LENGTH])
    words = tuple(w for w in tokens(folded.text))
    key = country_code(raw[:MAX_LENGTH])
    placeholder = (key not in codes() or key == "na") and bool(words) and (find_hard(words) or only_soft(words))
    return _Cell(words, key, folded.hostile, placeholder, bool(words))


@dataclass(frozen=True, slots=True)
class Columns:
    """What the columns beside the line say: city (words and key), state and ZIP as read, the country when foreign.

    `state_given` is true when something stood in the state's place, readable or not; `foreign` is '' for domestic.
    """

    city_words: tuple[str, ...]
    city: str
    state: str
    state_words: str
    state_given: bool
    zip_digits: str
    foreign: str
    hostile: str
    placeholder: bool


@lru_cache(maxsize=65536)
def read_columns(city: str, state: str, postal_code: str, country: str) -> Columns:
    """Reads the four columns together: a state or ZIP in the city's cell, a territory in the country's."""
    city_cell, behind_city = _city_cell(city)
    state_cell, state_code = _state_cell(state)
    zip_cell = _zip_cell(postal_code)
    country_cell = _country_cell(country)
    zip_digits = zip_cell.key
    for word in behind_city:
        if _ZIP_CELL.fullmatch(word):
            zip_digits = zip_digits or word[:5]
    if behind_city and not state_cell.given:
        names = [w for w in behind_city if not w[0].isdigit()]
        state_code = STATE_NAMES.get(" ".join(names), "") if names else state_code

    code = country_cell.key
    foreign = bool(code) and code != "us" and code not in DOMESTIC_TERRITORIES
    if code in DOMESTIC_TERRITORIES and not state_code and not state_cell.given:
        state_code = DOMESTIC_TERRITORIES[code]
    if country_cell.placeholder or (code == "na" and (state_code or place_of(zip_digits[:5]))):
        foreign = False
    placeholder = (
        zip_cell.placeholder
        or state_cell.placeholder
        or country_cell.placeholder
        or (city_cell.placeholder and not (city_cell.words and is_city(city_cell.words, state_code, zip_digits[:5])))
    )
    hostile = city_cell.hostile or state_cell.hostile or zip_cell.hostile or country_cell.hostile
    return Columns(
        city_cell.words,
        city_cell.key,
        state_code,
        state_cell.key,
        state_cell.given,
        zip_digits,
        code if foreign else "",
        hostile,
        placeholder,
    )
