"""The delivery part of a domestic address: what stands there besides the street, and which street it is.

Accepts a line by what an address *is* (RULES.md, "Address: what is one"): a number and a street, a box, a route, a
military or Puerto Rico form. What surrounds it is a unit, a building, a facility, a care-of; or it is not an address.
"""

from __future__ import annotations

import re
from typing import Final

from muniment.intake.address import puerto_rico
from muniment.intake.address.facilities import (
    CARE_OF,
    CARE_WORDS,
    GENERAL_DELIVERY,
    GENERAL_WORDS,
    is_facility,
)
from muniment.intake.address.lexicon import (
    BUILDING_WORDS,
    LONE_UNITS,
    MILITARY_STATES,
    NUMBER_WORDS,
    PLAIN_DIRECTIONALS,
    SPANISH_WAYS,
    STRONG_SUFFIXES,
    SUFFIXES,
    UNIT_WORDS,
)
from muniment.intake.address.model import Delivery
from muniment.intake.address.placeholders import is_label, only_soft
from muniment.intake.address.roads import Street
from muniment.intake.address.routes import TRIGGERS, read_route
from muniment.intake.address.streets import normal_name, read_street
from muniment.intake.address.units import read_bare_unit, read_units
from muniment.intake.address.wordlists import word_list

_NUMBER: Final = re.compile(r"0*[1-9]\d{0,5}")
_NUMBER_FORM: Final = re.compile(
    r"0*(?P<a>[1-9]\d{0,5})(?:-(?P<b>\d{1,5})|-(?P<frac>\d/\d)|-?(?P<l>[a-z]))?"
    r"|(?P<grid>[nsew]\d{1,5}[nsew]\d{1,5}|\d{1,3}[nsew]\d{1,5}|[nsew]-?\d{3,5})"
)
_FRACTION: Final = re.compile(r"[1-7]/[2-8]")
_GRID_PART: Final = re.compile(r"[nsew]\d{1,5}")
_GRID_HALF: Final = re.compile(r"[nsew]\d{1,4}[nsew]")
_STRAY: Final = frozenset(word_list("# no num number nbr house numero nro address addr at lives residing located"))
_RELATIVE_PREFIX: Final = frozenset(
    word_list(
        "near behind across opposite beside next corner cor intersection between off outside close by past frente "
        "cerca esquina detras around somewhere under"
    )
)


def attention_words() -> frozenset[str]:
    """Every word that changes how a line is read; see `streets.attention_words`."""
    return _STRAY | _RELATIVE_PREFIX | frozenset(["care", "of", "in", "usa", "us", "united", "states"])


def house_number(words: list[str], i: int) -> tuple[str, int, str]:
    """The house number at position i in normal form, the position behind it, and a direction it carried; '' if none."""
    word = words[i]
    n = len(words)
    if not word[0].isdigit() and not (len(word) > 1 and word[1:2].isdigit()) and word not in NUMBER_WORDS:
        return "", i, ""
    if word in NUMBER_WORDS:
        following = words[i + 1] if i + 1 < n else ""
        # 'Seven Hills Rd' and 'Eight Mile Rd' are names; 'One Microsoft Way' is a number, and 'One Way St' is none
        if (
            i
            or not following
            or (word != "one" and (following.endswith("s") or following in ("mile", "acre", "notch")))
        ):
            return "", i, ""
        if not following.isalpha() or following in UNIT_WORDS:
            return "", i, ""
        if following in SUFFIXES and (word != "one" or following == "way"):
            return "", i, ""
        return NUMBER_WORDS[word], i + 1, ""
    if i + 1 < n and _GRID_HALF.fullmatch(word) and words[i + 1].isdigit():
        return word + words[i + 1], i + 2, ""
    if _GRID_PART.fullmatch(word) and i + 1 < n and _GRID_PART.fullmatch(words[i + 1]):
        return word + words[i + 1], i + 2, ""
    match = _NUMBER_FORM.fullmatch(word)
    if match is None:
        return "", i, ""
    if match["grid"]:
        if re.fullmatch(r"[nsew]-?\d{3,5}", word):
            return word.replace("-", ""), i + 1, ""
        return word, i + 1, ""
    number = match["a"]
    if match["b"]:
        return f"{number}-{match['b']}", i + 1, ""
    if match["frac"]:
        return f"{number} {match['frac']}", i + 1, ""
    letter = match["l"] or ""
    j = i + 1
    if letter in ("n", "s", "e", "w") and "-" not in word and letter:
        return number, j, letter
    if letter:
        return f"{number}-{letter}", j, ""
    if j < n and _FRACTION.fullmatch(words[j]):
        return f"{number} {words[j]}", j + 1, ""
    if (
        j + 2 < n
        and len(words[j]) == 1
        and words[j].isalpha()
        and words[j] not in PLAIN_DIRECTIONALS
        and words[j + 1] not in SUFFIXES
        and words[j + 1].isalpha()
        and words[j + 1] not in UNIT_WORDS
        and any(w in STRONG_SUFFIXES for w in words[j + 2 :])
    ):
        return f"{number}-{words[j]}", j + 1, ""
    return number, j, ""


def read_domestic(segs: list[list[str]], state: str, *, military: bool) -> Delivery:
    """Reads the delivery part; total over all segments of tokens."""
    into = Delivery()
    flat = [w for s in segs for w in s]
    if not flat:
        return into
    words = set(flat)
    if not words.isdisjoint(GENERAL_WORDS) and GENERAL_DELIVERY.search(" ".join(flat)):
        into.ok = into.general = True
        into.kind, into.route = "po_box", "general delivery"
        return into
    if not words.isdisjoint(CARE_WORDS) and CARE_OF.search(" ".join(flat)):
        into.care_of = True
        segs = _without_care_words(segs)
        flat = [w for s in segs for w in s]
        words = set(flat)
    if not words.isdisjoint(TRIGGERS) or any(
        w.startswith(("po", "rr", "hc", "psc", "cmr", "pob")) and w[-1].isdigit() for w in words
    ):
        left = read_route(segs, into, military=military)
        if left is not None:
            _around_route([s for s in left if s], into, state)
            return into
    puerto_rican = state == "pr" or not words.isdisjoint(puerto_rico.SURE_WORDS)
    if puerto_rican and puerto_rico.read(segs, into, state):
        return into
    _read_street_line(segs, into, state)
    return into


def _without_care_words(segs: list[list[str]]) -> list[list[str]]:
    drop = {"c/o", "attn", "attention", "a/c", "p/a"}
    return [kept for s in segs if (kept := [w for w in s if w not in drop])]


def _around_route(left: list[list[str]], into: Delivery, state: str) -> None:
    """What stands beside a box or route: a street too, a unit, a facility."""
    if not left:
        return
    beside = Delivery()
    _read_street_line(left, beside, state)
    into.facility |= beside.facility
    into.placeholder |= beside.placeholder
    if not beside.ok:
        for segment in left:
            read_units(list(segment), beside)
    into.unit, into.building = beside.unit, beside.building
    if beside.ok:
        into.house_number, into.predir, into.street = beside.house_number, beside.predir, beside.street
        into.street_suffix, into.postdir = beside.street_suffix, beside.postdir
        if into.kind == "po_box":
            into.kind = beside.kind
        into.flags.extend(beside.flags)


def _candidates(segs: list[list[str]], state: str) -> tuple[Street, str, int, int] | None:
    """The best reading: the street, its number, the segment and the position the number stands at."""
    best: tuple[Street, str, int, int] | None = None
    fallback: tuple[Street, str, int, int] | None = None
    for s, segment in enumerate(segs):
        for i in range(len(segment)):
            number, j, direction = house_number(segment, i)
            if not number:
                continue
            behind = segment[j:]
            if not behind and len(segment) == 1 and s + 1 < len(segs):
                behind = segs[s + 1]  # '418, Maple St'
            if direction:
                behind = [direction, *behind]
            street = read_street(behind, state)
            if street.score and direction and not street.predir and street.street == direction:
                street.score = 0
            if street.score == 1 and not _opens(segment, i):
                continue
            if street.score == 2 and not _opens(segment, i) and any(w in SUFFIXES for w in segment[:i]):
                continue
            if not street.score:
                continue
            if i and _is_unit_value(segment, i):
                fallback = fallback or (street, number, s, i)
                continue
            if best is None or street.score > best[0].score:
                best = (street, number, s, i)
                if street.score < 3:
                    continue
                if j < len(segment) and (i or not segment[j].isdigit()) and _number_inside(street.street):
                    continue  # 'Motel 6 418 Maple St': the number before the name is the house's
                return best
            named = any(len(w) > 2 and w.isalpha() for w in street.street.split())
            if street.score == 3 and named and s == best[2] and _number_inside(best[0].street):
                best = (street, number, s, i)
    return best or fallback


def _number_inside(name: str) -> bool:
    """Whether a bare number stands inside a name of words ('eleven 418 maple')."""
    words = name.split()
    return len(words) > 1 and any(w.isdigit() for w in words)


def _is_unit_value(segment: list[str], i: int) -> bool:
    """'Unit 3B 418 Maple St': a number behind a designator is a unit's, if another is there for the house."""
    word = segment[i - 1]
    return word == "#" or (word in UNIT_WORDS and word not in ("no", "num", "number")) or word in BUILDING_WORDS


def _opens(segment: list[str], i: int) -> bool:
    """Whether nothing but a unit, a stray '#' or a caption stands before the number."""
    if i == 0:
        return True
    left = read_units(list(segment[:i]), Delivery())
    return all(w in _STRAY for w in left)


def _trailing_number(segs: list[list[str]]) -> tuple[Street, str, int, int] | None:
    """'Calle Luna 14': Spanish ways carry their number behind the name."""
    for s, segment in enumerate(segs):
        if segment[0] not in SPANISH_WAYS or len(segment) < 3:
            continue
        for j in range(2, len(segment)):
            word = segment[j]
            number = word if _NUMBER.fullmatch(word) else ""
            if number and segment[j - 1] not in ("#", "no", "num") and segment[j - 1] in UNIT_WORDS:
                break
            if number:
                name = [w for w in segment[1:j] if w not in ("#", "no", "num", "numero")]
                if name:
                    street = Street(3, "", normal_name(tuple(name)), SPANISH_WAYS[segment[0]], "", segment[j + 1 :])
                    return street, number.lstrip("0"), s, 0
    return None


def _read_street_line(segs: list[list[str]], into: Delivery, state: str) -> None:
    found = _candidates(segs, state) or _trailing_number(segs)
    if found is None:
        _describe(segs, into)
        return
    street, number, s, i = found
    segment = segs[s]
    before = segment[:i]
    taken_next = not segment[i + 1 :] and len(segment) == 1 and street.rest is not None and i == 0
    into.house_number, into.predir, into.street = number, street.predir, street.street
    into.street_suffix, into.postdir = street.suffix, street.postdir
    into.flags.extend(street.flags)
    into.ok, into.kind = True, "us_street"
    for other in segs[:s]:
        _surrounding(list(other), into, before=True)
    if before:
        _surrounding(list(before), into, before=True)
    rest = read_bare_unit(street.rest, into)
    _surrounding(rest, into, before=False)
    for other in segs[s + (2 if taken_next and s + 1 < len(segs) else 1) :]:
        left = read_bare_unit(list(other), into) if len(other) <= 2 else list(other)
        _surrounding(left, into, before=False)


def _surrounding(words: list[str], into: Delivery, *, before: bool) -> None:
    """Words beside the street: units and buildings, a facility, a soft placeholder, or a building's name."""
    if not words:
        return
    if is_facility(words):
        into.facility = True
        into.flags.append("facility_named")
        read_units(words, Delivery())
        return
    left = read_units(words, into)
    left = [w for w in left if w not in _STRAY] if before else left
    if not left:
        return
    if only_soft(tuple(left)) and not is_label(tuple(left)):
        into.placeholder = True
        return
    if before and not into.care_of and any(w in _RELATIVE_PREFIX for w in left[:2]):
        into.ok, into.kind = False, "none"
        into.flags.append("relative_place")
        return
    if not before and any(w in ("&", "@", "/") for w in left[:1]):
        into.flags.append("second_street")
        return
    if any(c.isalpha() for w in left for c in w):
        into.flags.append("words_beside_street")


def _describe(segs: list[list[str]], into: Delivery) -> None:
    """No street was found: say what stands there instead, for the officer."""
    flat = [w for s in segs for w in s]
    into.facility = is_facility(flat)
    for segment in segs:
        if only_soft(tuple(segment)):
            into.placeholder = True
    if len(flat) > 1 and only_soft(tuple(w for w in flat if not w.isdigit())):
        into.placeholder = True
    if any(w in SUFFIXES for w in flat) and not any(c.isdigit() for w in flat for c in w):
        into.flags.append("street_without_number")
    elif any(w in UNIT_WORDS or w in LONE_UNITS or w in BUILDING_WORDS for w in flat[:1]):
        into.flags.append("unit_without_street")


def is_military_place(city: str, state: str) -> bool:
    """Whether the place is a military post office: only there do PSC, CMR, Unit and ships deliver."""
    return state in MILITARY_STATES and city in ("apo", "fpo", "dpo", "")
