"""Takes city, state, ZIP code and country off the end of an address written in one piece."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from muniment.intake.address.cities import city_key_of
from muniment.intake.address.countries import trailing_country
from muniment.intake.address.lexicon import (
    LONE_UNITS,
    MILITARY_STATES,
    STATE_ENDINGS,
    STATE_NAMES,
    STATES,
    STRONG_SUFFIXES,
    SUFFIXES,
    SURE_UNITS,
)
from muniment.intake.address.localities import city_fits, is_city, place_of
from muniment.intake.address.wordlists import word_list

_ZIP: Final = re.compile(r"(\d{5})(?:-?\d{4}|-)?")
_BAD_ZIP: Final = re.compile(r"\d{4}|\d{6,8}|\d{5}-\d{1,3}|\d{10,}")
_BEFORE_A_NUMBER: Final = SURE_UNITS | frozenset(word_list("box km ruta highway hwy route rte cr sr fm po"))
_NOT_A_CITY: Final = frozenset(word_list("apt unit ste suite floor rear upper lower basement")) | frozenset(LONE_UNITS)


@dataclass(slots=True)
class Tail:
    """What was found behind the delivery part; texts as written, '' when absent. `rest` is the delivery part."""

    rest: list[list[str]]
    city: tuple[str, ...] = ()
    state: str = ""
    zip_digits: str = ""
    country: str = ""


def _drop_empty(segs: list[list[str]]) -> None:
    while segs and not segs[-1]:
        segs.pop()


def take_zip(segs: list[list[str]], given: str) -> str:
    """Removes a ZIP (or what stands in its place after a state) from the end; with one `given` only an equal one."""
    _drop_empty(segs)
    if not segs:
        return ""
    last = segs[-1]
    before = last[-2] if len(last) > 1 else (segs[-2][-1] if len(segs) > 1 and segs[-2] else "")
    if before in _BEFORE_A_NUMBER and len(last) > 1:
        return ""
    found = _ZIP.fullmatch(last[-1])
    if found:
        if given and found[1] != given[:5]:
            # another ZIP than the column's, after a state: the address contradicts itself
            return last.pop() if _state_before(segs) else ""
        last.pop()
        return found[1]
    if len(last) > 1 and re.fullmatch(r"\d{4}", last[-1]) and re.fullmatch(r"\d{5}", before):
        if given and before != given[:5]:
            return ""
        last.pop()
        last.pop()
        return before
    if not given and _BAD_ZIP.fullmatch(last[-1]) and _state_before(segs):
        return last.pop()
    return ""


def _state_before(segs: list[list[str]]) -> bool:
    """Whether a state stands before the last token."""
    flat = [w for s in segs[-3:] for w in s][:-1]
    return any(" ".join(flat[-k:]) in STATE_NAMES for k in (1, 2, 3) if len(flat) > k)


def _state_at_end(words: list[str]) -> tuple[str, int]:
    if not words or words[-1] not in STATE_ENDINGS:
        return "", 0
    for length in range(min(4, len(words)), 0, -1):
        code = STATE_NAMES.get(" ".join(words[-length:]))
        if code:
            return code, length
    return "", 0


def _longest_city(words: list[str], state: str, zip5: str) -> int:
    """How many words at the end are a known city: the ZIP's own first, then the state's, then customary names."""
    limit = min(6, len(words))
    if zip5:
        for k in range(limit, 0, -1):
            if is_city(tuple(words[-k:]), "", zip5) and city_key_of(words[-k:]) in _own(zip5):
                return k
    for customary in (False, True):
        for k in range(limit, 0, -1):
            if is_city(tuple(words[-k:]), state, zip5, customary=customary):
                if customary and k == 1 and words[-1] in SUFFIXES:
                    continue
                return k
    return 0


def _own(zip5: str) -> tuple[str, ...]:
    place = place_of(zip5)
    return place.cities if place else ()


def take_state(segs: list[list[str]], given: str, zip_found: bool, zip5: str, city_given: str) -> str:
    """Removes a state from the end where it can only be a state: 'Ct' may be a court, 'La' a lane."""
    _drop_empty(segs)
    if not segs:
        return ""
    last = segs[-1]
    state, length = _state_at_end(last)
    if not state or (given and state != given and not zip_found):
        return ""
    before = last[:-length] or (segs[-2] if len(segs) > 1 else [])
    whole = length == len(last)
    doubtful = " ".join(last[-length:]) in SUFFIXES
    if whole or (zip_found and not doubtful):
        certain = True
    elif city_given:
        certain = city_key_of(before).endswith(city_given)
    else:
        own_segment = len(segs) > 1 and not any(c.isdigit() for w in before for c in w)
        certain = (own_segment and not doubtful) or bool(_longest_city(before, state, zip5)) or not _digits(last)
        if not certain and not doubtful and state not in MILITARY_STATES and not zip_found:
            certain = _after_street(before) > 0
    if not certain:
        return ""
    del last[-length:]
    _drop_empty(segs)
    return state


def _digits(words: list[str]) -> bool:
    return any(c.isdigit() for w in words for c in w)


def _after_street(words: list[str]) -> int:
    """How many words stand behind the last street suffix or unit value, when they could be a city's name."""
    for k, word in enumerate(reversed(words)):
        if _digits([word]) or word in STRONG_SUFFIXES or not word.isalpha():
            behind = words[len(words) - k :]
            return k if 0 < k <= 4 and not any(w in _NOT_A_CITY for w in behind) else 0
    return 0


def take_city(segs: list[list[str]], state: str, zip5: str) -> tuple[str, ...]:
    """Removes a city from the end: a segment of its own, a name the table knows, or the words behind the street."""
    _drop_empty(segs)
    if not segs:
        return ()
    last = segs[-1]
    if len(segs) > 1 and len(last) <= 6 and city_fits(city_key_of(last), state, zip5) == "exact":
        segs.pop()
        return tuple(last)
    known = _longest_city(last, state, zip5) if state or zip5 else 0
    if known:
        city = tuple(last[-known:])
        del last[-known:]
        _drop_empty(segs)
        return city
    if (
        len(segs) > 1
        and not _digits(last)
        and all(w.isalnum() for w in last)
        and len(last) <= 5
        and not any(w in _NOT_A_CITY for w in last)
        and (state or city_fits(city_key_of(last), state, zip5))
    ):
        city = tuple(last)
        segs.pop()
        return city
    if state:
        k = _after_street(last)
        if k and _digits(last):
            city = tuple(last[-k:])
            del last[-k:]
            return city
    elif zip5:
        k = _after_street(last)
        fit = city_fits(city_key_of(last[-k:]), "", zip5) if k and _digits(last) else ""
        # '7238 Chestnut Row' is a street, though a place two edits away is in the state
        if fit == "exact" or (fit and any(c.isalpha() for w in last[:-k] for c in w)):
            city = tuple(last[-k:])
            del last[-k:]
            return city
    return ()


def split_tail(segs: list[list[str]], *, city: str, state: str, zip_digits: str, foreign: str) -> Tail:
    """The tail of a line whose own columns are `city` (key), `state` (code), `zip_digits` and `foreign` (country code).

    A part given in its own column is removed from the line only where it repeats the column.
    """
    work = [list(s) for s in segs]
    tail = Tail(work)
    _drop_empty(work)
    if foreign:
        _take_foreign(work, tail, foreign)
        return tail
    _drop_central_america(work)
    if work:
        code, length = trailing_country(work[-1], alone=len(work) > 1)
        if code == "us" and (len(work) > 1 or length < len(work[-1])) and not _is_name_part(work[-1], length):
            del work[-1][-length:]
            tail.country = "us"
            _drop_empty(work)
    found_zip = take_zip(work, zip_digits)
    tail.zip_digits = found_zip
    zip5 = found_zip or zip_digits
    zip5 = zip5 if len(zip5) == 5 and place_of(zip5) else ""
    found_state = take_state(work, state, bool(found_zip), zip5, city)
    tail.state = found_state
    if not city:
        given_place = found_state or state
        tail.city = take_city(work, given_place, zip5) if (given_place or zip5) else ()
    elif work:
        _take_given_city(work, city, bool(found_state or found_zip))
    if not found_zip and not zip_digits and not state:
        _maybe_foreign(segs, tail, found_state)
    return tail


_CENTRAL_AMERICA: Final = frozenset({"gt", "hn", "sv", "ni", "cr", "pa", "bz"})


def _drop_central_america(work: list[list[str]]) -> None:
    """'Honduras, C.A.' is not in California."""
    if not work or work[-1][-1] not in ("ca", "a", "centroamerica", "america"):
        return
    flat = [w for s in work[-2:] for w in s]
    for tail in (["ca"], ["c", "a"], ["centroamerica"], ["centro", "america"], ["central", "america"]):
        if flat[-len(tail) :] == tail and trailing_country(flat[: -len(tail)], alone=False)[0] in _CENTRAL_AMERICA:
            for _ in tail:
                work[-1].pop()
                _drop_empty(work)
            return


def _is_name_part(words: list[str], length: int) -> bool:
    """'us' before nothing but a highway: 'Old US' is a road's beginning, not a country."""
    return (
        length == 1
        and words[-1] in ("us", "america")
        and len(words) > 1
        and not (_digits(words) or words[-2] in STATE_NAMES)
    )


def _take_given_city(work: list[list[str]], city: str, certain: bool) -> None:
    last = work[-1]
    for k in range(min(6, len(last)), 0, -1):
        if city_key_of(last[-k:]) == city:
            whole = k == len(last)
            if (whole and (len(work) > 1 or certain)) or certain or _street_ends_before(last[:-k]):
                del last[-k:]
                _drop_empty(work)
            return


def _street_ends_before(words: list[str]) -> bool:
    """Whether the words already are a street with suffix or unit, so that the city behind them repeats the column."""
    return len(words) >= 3 and (words[-1] in STRONG_SUFFIXES or _digits(words[-1:]))


def _take_foreign(work: list[list[str]], tail: Tail, foreign: str) -> None:
    tail.country = foreign
    if work:
        code, length = trailing_country(work[-1], alone=True)
        if code == foreign:
            del work[-1][-length:]
            _drop_empty(work)


def _maybe_foreign(segs: list[list[str]], tail: Tail, found_state: str) -> None:
    """A country at the end of a line without state or ZIP; 'Georgia' after a city that is not Georgia's is one too."""
    work = [list(s) for s in segs]
    _drop_empty(work)
    _drop_central_america(work)
    if not work or (tail.country == "us" and found_state):
        return
    code, length = trailing_country(work[-1], alone=len(work) > 1 or len(work[-1]) == 1)
    if not code or code == "us":
        return
    if code in STATES and code in ("pr", "vi", "gu", "as", "mp"):
        return
    if found_state and not (
        STATE_NAMES.get(" ".join(work[-1][-length:]))
        and tail.city
        and not city_fits(city_key_of(tail.city), found_state, "")
    ):
        return
    del work[-1][-length:]
    _drop_empty(work)
    tail.rest, tail.country, tail.city, tail.state, tail.zip_digits = work, code, (), "", ""
