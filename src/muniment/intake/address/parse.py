"""The reference parser: one address as received, to its components and to what the facial rules F02 to F04 ask of it.

It decides by what an address is, and only then by what people write instead of one; a placeholder anywhere unmakes the
delivery line. It reads no clock and no network, and it never raises on any text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from muniment.intake.address.cities import city_key_of, spellings
from muniment.intake.address.countries import DOMESTIC_TERRITORIES, country_code
from muniment.intake.address.foreign import read_foreign
from muniment.intake.address.lexicon import STATE_NAMES, STATES
from muniment.intake.address.localities import is_city, judge_locality, place_of
from muniment.intake.address.model import Delivery, ParsedAddress, address_key
from muniment.intake.address.placeholders import find_hard, is_label, is_vague, only_soft
from muniment.intake.address.tail import Tail, split_tail
from muniment.intake.address.text import clean_zip_text, fold_field, segments, tokens
from muniment.intake.address.us import is_military_place, read_domestic

MAX_LENGTH: Final = 2000
"""Characters read of a field; what is longer is no address line and is flagged `over_long`."""

_ZIP_CELL: Final = re.compile(r"(\d{5})(?:-?\d{4}|-)?")
_CANADIAN: Final = re.compile(r"[a-z]\d[a-z] ?\d[a-z]\d")


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
    while len(words) > 1 and (_ZIP_CELL.fullmatch(words[-1]) or (" ".join(words[-2:]) in STATE_NAMES and len(words) > 2)):
        take = 1 if _ZIP_CELL.fullmatch(words[-1]) else 2
        behind = words[-take:] + behind
        words = words[:-take]
    if len(words) > 1 and len(words[-1]) == 2 and words[-1] in STATES and (len(segs) > 1 or behind or words[-1] == "dc"):
        behind = [words[-1], *behind]
        words = words[:-1]
    key = city_key_of(words)
    hard = find_hard(words) or bool(folded.mixed_words and find_hard(folded.mixed_words)) or (only_soft(tuple(words)) and key != "nada")
    return _Cell(tuple(words), key, folded.hostile, hard, bool(words)), tuple(behind)


@lru_cache(maxsize=4096)
def _state_cell(raw: str) -> tuple[_Cell, str]:
    """The state cell and its two letters ('' when nothing known stands there)."""
    folded = fold_field(raw[:MAX_LENGTH])
    words = tuple(w for w in tokens(folded.text) if w.isalnum())
    name = " ".join(words)
    code = STATE_NAMES.get(name, "") or (STATE_NAMES.get(words[0], "") if words and len(words) == 2 else "")
    placeholder = not code and (find_hard(tokens(folded.text)) or only_soft(words))
    return _Cell(words, name, folded.hostile, placeholder, bool(words)), code


@lru_cache(maxsize=65536)
def _zip_cell(raw: str) -> _Cell:
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
    placeholder = (len(key) != 2 or key == "na") and bool(words) and (find_hard(words) or only_soft(words))
    return _Cell(words, key, folded.hostile, placeholder, bool(words))


def parse_address(
    line: str | None,
    city: str | None = "",
    state: str | None = "",
    postal_code: str | None = "",
    country: str | None = "",
) -> ParsedAddress:
    """Gives the components and facts of one address; equal addresses get equal keys, and no text makes it raise.

    The address may stand in its columns or whole in `line`. Domestic when the country is empty or the United States and
    its territories, unless the line itself ends in another country. Source: RULES.md F02 to F04 and "Address: what is one".
    """
    line, city, state = line or "", city or "", state or ""
    postal_code, country = postal_code or "", country or ""
    flags: list[str] = []
    if len(line) > MAX_LENGTH:
        line = line[:MAX_LENGTH]
        flags.append("over_long")
    folded = fold_field(line)
    segs = segments(folded.text)
    city_cell, behind_city = _city_cell(city)
    state_cell, state_code = _state_cell(state)
    zip_cell = _zip_cell(postal_code)
    country_cell = _country_cell(country)

    hostile = folded.hostile or city_cell.hostile or state_cell.hostile or zip_cell.hostile or country_cell.hostile
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
    if code == "na" and (state_code or place_of(zip_digits[:5])):
        foreign = False
    if country_cell.placeholder:
        foreign = False

    tail = split_tail(
        segs, city=city_cell.key, state=state_code, zip_digits=zip_digits if not foreign else "", foreign=code if foreign else ""
    )
    columns_placeholder = (
        zip_cell.placeholder
        or state_cell.placeholder
        or country_cell.placeholder
        or (city_cell.placeholder and not (city_cell.words and is_city(city_cell.words, state_code, zip_digits[:5])))
    )
    mixed = bool(folded.mixed_words) and find_hard(folded.mixed_words)
    has_text = any(c.isalnum() for c in folded.text)
    if foreign or (tail.country and tail.country != "us"):
        return _foreign(tail, city_cell, state_cell, code if foreign else tail.country, hostile, columns_placeholder or mixed, has_text, flags)
    return _domestic(
        tail, city_cell, state_cell, state_code, zip_digits, hostile, columns_placeholder or mixed, has_text, flags
    )


def _hard_somewhere(tail: Tail, *, hawaii: bool) -> bool:
    flat = [w for s in tail.rest for w in s]
    return find_hard(flat, hawaii=hawaii) or bool(tail.city and find_hard(tail.city))


def _domestic(
    tail: Tail,
    city_cell: _Cell,
    state_cell: _Cell,
    state_code: str,
    zip_digits: str,
    hostile: str,
    placeholder: bool,
    has_text: bool,
    flags: list[str],
) -> ParsedAddress:
    city_words = city_cell.words or tail.city
    city = city_cell.key or city_key_of(tail.city)
    contradiction = bool(zip_digits and tail.zip_digits and tail.zip_digits != zip_digits[:5]) or bool(
        state_code and tail.state and tail.state != state_code
    )
    state = state_code or ("" if state_cell.given else tail.state)
    locality = judge_locality(city, state, zip_digits or tail.zip_digits, state_cell.given or bool(state))
    flags.extend(locality.flags)
    placeholder = placeholder or _hard_somewhere(tail, hawaii=locality.state == "hi")
    flat = tuple(w for s in tail.rest for w in s)
    if flat and (only_soft(flat) or only_soft(tuple(w for w in flat if not w.isdigit()))):
        placeholder = True
    if tail.city and only_soft(tail.city) and not is_city(tail.city, locality.state, locality.zip5):
        placeholder = True
    bare = _bare(flat, city_words, locality.zip5, city)
    delivery = read_domestic(tail.rest, locality.state, military=is_military_place(city, locality.state)) if flat else Delivery()
    placeholder = placeholder or delivery.placeholder
    if not delivery.ok and flat and (is_label(flat) or is_vague(tuple(w for w in flat if not w[0].isdigit()))):
        placeholder = True
    if bare or placeholder:
        delivery.ok = False
    return _compose(
        delivery,
        city=city,
        state=locality.state,
        zip5=locality.zip5,
        country="us",
        empty=not has_text,
        placeholder=placeholder,
        bare=bare or not has_text,
        locality=locality.present,
        conflict=locality.conflict or contradiction,
        hostile=hostile,
        flags=flags,
    )


def _bare(flat: tuple[str, ...], city_words: tuple[str, ...], zip5: str, city: str) -> bool:
    """Whether nothing is left without digits, the city, states and the country."""
    words = [w for w in flat if not w.isdigit() and any(c.isalpha() for c in w)]
    if not words:
        return True
    if len(words) > 8:
        return False
    keys, possible = _place_words(city_words, city, zip5)
    if any(w not in possible for w in words):
        return False
    i = 0
    while i < len(flat):
        if not any(c.isalpha() for c in flat[i]):
            i += 1
            continue
        for k in range(min(4, len(flat) - i), 0, -1):
            run = flat[i : i + k]
            following = flat[i + k] if i + k < len(flat) else ""
            if run == city_words or city_key_of(run) in keys or _is_state(run, following) or (" ".join(run) in _HOME and not following[:1].isdigit()):
                i += k
                break
        else:
            return False
    return True


@lru_cache(maxsize=65536)
def _place_words(city_words: tuple[str, ...], city: str, zip5: str) -> tuple[frozenset[str], frozenset[str]]:
    """The keys of the cities meant, and every word that may be part of a place: a line with another word is not bare."""
    place = place_of(zip5) if zip5 else None
    keys = frozenset({city, *(place.cities if place else ())} - {""})
    words = {w for k in keys for w in spellings(k)} | set(city_words) | _STATE_WORDS
    return keys, frozenset(words)


_STATE_WORDS: Final = frozenset(w for name in STATE_NAMES for w in name.split()) | {"usa", "us", "united", "states", "u", "s", "a"}
_HOME: Final = frozenset({"usa", "us", "united states", "u s a"})
_SUFFIX_LIKE: Final = frozenset({"ct", "la", "ne", "al", "fm", "as", "mp", "pr", "vi"})


def _is_state(run: tuple[str, ...], following: str) -> bool:
    """A state's name; its two letters only where they are not a suffix ('Ct') or a road ('CA 299')."""
    name = " ".join(run)
    if name not in STATE_NAMES:
        return False
    return len(name) > 2 or not (name in _SUFFIX_LIKE or following[:1].isdigit())


def _foreign(
    tail: Tail,
    city_cell: _Cell,
    state_cell: _Cell,
    code: str,
    hostile: str,
    placeholder: bool,
    has_text: bool,
    flags: list[str],
) -> ParsedAddress:
    placeholder = placeholder or _hard_somewhere(tail, hawaii=False)
    delivery, place = read_foreign(tail.rest, city_cell.key, state_cell.key)
    city = city_cell.key or (place if place != state_cell.key else "")
    flat = [w for s in tail.rest for w in s]
    letters = [w for w in flat if any(c.isalpha() for c in w)]
    bare = not letters or (city_key_of(letters) or "?") in {city, state_cell.key}
    placeholder = placeholder or delivery.placeholder
    if flat and only_soft(tuple(w for w in flat if not w.isdigit())):
        placeholder = True
    located = bool(place) and any(c.isalpha() for c in place)
    if bare or placeholder:
        delivery.ok = False
    return _compose(
        delivery,
        city=city,
        state="",
        zip5="",
        country=code,
        empty=not has_text,
        placeholder=placeholder,
        bare=bare,
        locality=located,
        conflict=False,
        hostile=hostile,
        flags=flags,
    )


def _compose(
    delivery: Delivery,
    *,
    city: str,
    state: str,
    zip5: str,
    country: str,
    empty: bool,
    placeholder: bool,
    bare: bool,
    locality: bool,
    conflict: bool,
    hostile: str,
    flags: list[str],
) -> ParsedAddress:
    if hostile:
        flags.append(hostile)
    flags.extend(delivery.flags)
    parts = (
        (
            delivery.house_number, delivery.predir, delivery.street, delivery.street_suffix, delivery.postdir, delivery.unit,
            delivery.building, delivery.box, delivery.route,
        )
        if delivery.ok
        else ("",) * 9
    )  # fmt: skip
    return ParsedAddress(
        *parts,
        city,
        state,
        zip5,
        country,
        address_key(*parts, city, state, zip5, country) if any(parts) or city or state or zip5 else "",
        empty,
        placeholder,
        bare,
        delivery.kind if delivery.ok else "none",
        delivery.ok,
        locality,
        conflict,
        bool(hostile),
        delivery.facility,
        delivery.care_of,
        delivery.general,
        ";".join(dict.fromkeys(flags)),
    )
