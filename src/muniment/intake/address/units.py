"""Units and buildings: 'Apt 3', '#3' and 'Unit 3' have one value; buildings and floors stand beside it."""

from __future__ import annotations

import re
from typing import Final

from muniment.intake.address.lexicon import (
    BUILDING_WORDS,
    FLOOR_WORDS,
    LONE_UNITS,
    ORDINALS,
    PLAIN_DIRECTIONALS,
    STRONG_SUFFIXES,
    SUFFIXES,
    SURE_UNITS,
    UNIT_WORDS,
)
from muniment.intake.address.model import Delivery

_VALUE: Final = re.compile(
    r"[a-z]{0,2}-?\d{1,6}(?:-?[a-z]{1,2})?(?:[-/]\d{1,5}[a-z]?)?|\d{1,4}[-/][a-z0-9]{1,4}|[a-z]\d+[a-z]\d*"
)
_LETTERS: Final = re.compile(r"[a-z]{1,2}")
_ORDINAL: Final = re.compile(r"\d+(?:st|nd|rd|th)")
_MARKERS: Final = frozenset({"#", "no", "num", "number"})
_BARE_UNIT: Final = re.compile(r"\d{1,5}[a-z]{0,2}|[a-z]{1,2}-?\d{1,4}[a-z]?|\d{1,4}-[a-z0-9]{1,3}|[a-z]")


def unit_value(text: str) -> str:
    """The normal form of a unit's value: hyphens out, leading zeros out."""
    value = text.replace("-", "") if not re.fullmatch(r"\d+-\d+", text) else text
    return value.lstrip("0") or "0"


def value_at(words: list[str], i: int, *, sure: bool) -> tuple[str, int]:
    """A unit's value at position i and the position behind it; ('', i) when none stands there."""
    while i < len(words) and words[i] in _MARKERS:
        i += 1
    if i >= len(words):
        return "", i
    word = words[i]
    if _VALUE.fullmatch(word):
        following = words[i + 1] if i + 1 < len(words) else ""
        # 'Apt 5 B': a single letter closes the value, when nothing stands behind it
        if word.isdigit() and len(following) == 1 and following.isalpha() and i + 2 == len(words):
            return unit_value(word) + following, i + 2
        return unit_value(word), i + 1
    if (
        _LETTERS.fullmatch(word)
        and word not in STRONG_SUFFIXES
        and (word not in PLAIN_DIRECTIONALS or sure or i + 1 == len(words))
    ):
        following = words[i + 1] if i + 1 < len(words) else ""
        if len(word) == 1 and following.isdigit():
            return word + following, i + 2
        return word, i + 1
    if sure and word in LONE_UNITS:
        return LONE_UNITS[word], i + 1
    return "", i


def designator_at(words: list[str], i: int) -> bool:
    """Whether a unit or building designator with its value (or one that stands alone at the end) begins here."""
    word = words[i]
    if word == "#":
        return True
    if word in UNIT_WORDS or word in BUILDING_WORDS:
        sure = word in SURE_UNITS
        value, _ = value_at(words, i + 1, sure=sure)
        if value:
            return not (
                word in ("key", "stop", "local", "int", "door", "villa", "sp") and not any(c.isdigit() for c in value)
            )
        if sure and word not in ("no", "num", "lot"):
            return True
    return word in LONE_UNITS and i + 1 == len(words) and word not in ("up", "down", "ph")


def read_units(words: list[str], into: Delivery) -> list[str]:
    """Reads units and buildings off the front of the words; what is none of them is returned."""
    left: list[str] = []
    i = 0
    while i < len(words):
        word = words[i]
        if i + 1 < len(words) and words[i + 1] in FLOOR_WORDS and (word in ORDINALS or _ORDINAL.fullmatch(word)):
            _add_unit(into, "fl ", ORDINALS.get(word, word)[:-2])
            i += 2
            continue
        if word in BUILDING_WORDS:
            value, j = value_at(words, i + 1, sure=True)
            if value and not (len(value) == 2 and value.isalpha() and value in SUFFIXES):
                _add_building(into, f"{BUILDING_WORDS[word]} {value}")
                i = j
                continue
        if word == "#" or word in UNIT_WORDS:
            value, j = value_at(words, i + 1, sure=word in SURE_UNITS or word == "#")
            if value:
                _add_unit(into, UNIT_WORDS.get(word, ""), value)
                i = j
                continue
            if word in SURE_UNITS or word == "#":
                into.flags.append("unit_without_value")
                i += 1
                continue
        if word in LONE_UNITS:
            _add_unit(into, "", LONE_UNITS[word])
            i += 1
            continue
        left.append(word)
        i += 1
    return left


def read_bare_unit(words: list[str], into: Delivery) -> list[str]:
    """A unit without designator behind a complete street ('418 Maple St 3B'); returns what is left."""
    if len(words) > 1 and words[1] in FLOOR_WORDS and _ORDINAL.fullmatch(words[0]):
        return words
    if words and not into.unit and _BARE_UNIT.fullmatch(words[0]):
        if len(words) > 1 and words[0].isdigit() and len(words[1]) == 1 and words[1].isalpha():
            _add_unit(into, "", unit_value(words[0]) + words[1])
            return words[2:]
        _add_unit(into, "", unit_value(words[0]))
        return words[1:]
    return words


def _add_unit(into: Delivery, prefix: str, value: str) -> None:
    if prefix.startswith("fl"):
        floor = f"fl {value}"
        if into.unit:
            _add_building(into, floor)
        else:
            into.unit = floor
        return
    full = f"{prefix}{value}".replace("pmb ", "pmb ") if prefix else value
    if not into.unit:
        into.unit = full
    elif into.unit.startswith("fl "):
        _add_building(into, into.unit)
        into.unit = full
    elif into.unit != full:
        into.unit = f"{into.unit} {full}"


def _add_building(into: Delivery, value: str) -> None:
    if value not in into.building.split("; "):
        into.building = "; ".join(sorted(filter(None, [*into.building.split("; "), value])))
