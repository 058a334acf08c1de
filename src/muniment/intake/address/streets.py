"""A US street: number, direction, name, suffix, direction; and the forms that need no suffix.

`read_street` takes the words behind a house number and says how sure it is: 3 a suffix or a closed form, 2 a noun
suffix ('South Park'), 1 other words that hold no placeholder (flagged `no_suffix`), 0 no street.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from muniment.intake.address.facilities import is_facility
from muniment.intake.address.lexicon import (
    BUILDING_WORDS,
    CLOSED_NAMES,
    DIRECTIONALS,
    FLOOR_WORDS,
    NEVER_A_NAME,
    ORDINAL_ONES,
    ORDINAL_TENS,
    ORDINALS,
    PLAIN_DIRECTIONALS,
    SPANISH_WAYS,
    STRONG_SUFFIXES,
    SUFFIXES,
    UNIT_WORDS,
    WEAK_SUFFIXES,
    ordinal,
)
from muniment.intake.address.placeholders import is_vague, only_soft
from muniment.intake.address.roads import ROAD_STARTS, Street, read_road
from muniment.intake.address.units import designator_at
from muniment.intake.address.wordlists import word_list

_ORDINAL: Final = re.compile(r"\d+(?:st|nd|rd|th)")
_GRID: Final = re.compile(r"\d{1,5}")
_COUNTED: Final = frozenset(
    word_list(
        "block blocks blk blks mile miles mi minutes mins minute km kms kilometers feet ft yards doors houses "
        "days years months people kids persons cuadras cuadra varas metros millas hours weeks"
    )
)
_RELATIVE: Final = frozenset(word_list("of from near behind beside opposite between off outside"))
_JOINS: Final = frozenset({"&", "@", "/", "and", "y", "at"})
_SAINT: Final = {
    "saint": "st",
    "sainte": "ste",
    "mount": "mt",
    "fort": "ft",
    "doctor": "dr",
    "santa": "santa",
    "sta": "santa",
}
_KING: Final = re.compile(
    r"(?:(?:dr|rev|reverend|rev dr) )?(?:martin luther king|martin l king|m l king|ml king|mlk)(?: (?:jr|junior))?"
)
_NORTH_SOUTH: Final = frozenset({"n", "s", "north", "south"})
_EAST_WEST: Final = frozenset({"e", "w", "east", "west"})
_FACILITY_NOUNS: Final = frozenset({"anx", "cp", "ctr", "ctrs", "msn", "fld", "cor"})
_ORDINARY_SUFFIX: Final = frozenset(word_list("st ave pl rd ter ct dr ln way blvd"))


def attention_words() -> frozenset[str]:
    """Every word this grammar treats as more than a name: the fast path leaves lines with one to the reference."""
    return (
        _COUNTED
        | _RELATIVE
        | _JOINS
        | ROAD_STARTS
        | _FACILITY_NOUNS
        | frozenset(_SAINT)
        | frozenset(word_list("the martin luther king mlk ml dr rev reverend doctor"))
    )


@lru_cache(maxsize=65536)
def normal_name(words: tuple[str, ...]) -> str:
    """A street name in its normal form: ordinals as digits, saint and mount short, one word for Dr. King's streets."""
    out: list[str] = []
    i = 0
    while i < len(words):
        word = words[i]
        following = words[i + 1] if i + 1 < len(words) else ""
        if word in ORDINAL_TENS and following in ORDINAL_ONES:
            out.append(ordinal(ORDINAL_TENS[word] + ORDINAL_ONES[following]))
            i += 2
            continue
        if word in ORDINALS:
            out.append(ORDINALS[word])
        elif _ORDINAL.fullmatch(word):
            out.append(ordinal(int(re.sub(r"\D", "", word))))
        else:
            out.append(_SAINT.get(word, word))
        i += 1
    name = " ".join(out)
    king = _KING.fullmatch(name)
    return "mlk" if king else name


def _cut_at_unit(words: list[str]) -> int:
    """Where units begin: a designator behind at least one name word that is no mere direction."""
    for i in range(1, len(words)):
        word = words[i]
        if i + 1 < len(words) and words[i + 1] in FLOOR_WORDS and (word in ORDINALS or _ORDINAL.fullmatch(word)):
            return i
        if (word == "#" or word in UNIT_WORDS or word in BUILDING_WORDS or i + 1 == len(words)) and designator_at(
            words, i
        ):
            if i == 1 and words[0] in PLAIN_DIRECTIONALS and word != "#":
                continue
            return i
    return len(words)


def read_street(words: list[str], state: str) -> Street:
    """The street these words are, with its score; total over all words."""
    if not words:
        return Street()
    numbered = read_road(words, state)
    if numbered is not None:
        return numbered
    cut = _cut_at_unit(words)
    body, rest = words[:cut], words[cut:]
    spanish = _spanish(body, rest)
    if spanish is not None:
        return spanish
    grid = _grid(body, rest)
    if grid is not None:
        return grid
    suffix_at = _suffix_position(body)
    if suffix_at:
        return _suffixed(body, suffix_at, rest)
    return _unsuffixed(body, rest)


def _grid(body: list[str], rest: list[str]) -> Street | None:
    """'842 E 1700 S': a number for a name, with directions for a suffix."""
    i, predir = 0, ""
    if body and body[0] in PLAIN_DIRECTIONALS:
        i, predir = 1, PLAIN_DIRECTIONALS[body[0]]
    if len(body) <= i or not _GRID.fullmatch(body[i]) or not body[i].strip("0"):
        return None
    after = body[i + 1 :]
    if after and after[0] in PLAIN_DIRECTIONALS and not (len(after) > 1 and after[1] in SUFFIXES):
        return Street(3, predir, body[i], "", PLAIN_DIRECTIONALS[after[0]], after[1:] + rest)
    if predir and not after and len(body[i]) > 1:
        return Street(1, predir, body[i], "", "", rest, ("no_suffix",))
    return None


def _spanish(body: list[str], rest: list[str]) -> Street | None:
    """'Calle Luna', 'Camino Real', 'Avenue A': the way stands before the name and takes the suffix's place."""
    i, predir = 0, ""
    if (
        len(body) > 2
        and body[0] in PLAIN_DIRECTIONALS
        and (body[1] in SPANISH_WAYS or body[1] in ("avenue", "ave", "aven"))
    ):
        i, predir = 1, PLAIN_DIRECTIONALS[body[0]]
    if len(body) <= i + 1:
        return None
    way = body[i]
    after = body[i + 1 :]
    if way in ("avenue", "ave", "av", "aven"):
        if len(after[0]) == 1 and after[0].isalpha() and (len(after) == 1 or after[1] not in STRONG_SUFFIXES):
            postdir, tail = _postdir(after[1:])
            return Street(3, predir, after[0], "ave", postdir, tail + rest)
        if _GRID.fullmatch(after[0]) and len(after) == 1 and after[0].strip("0"):
            return Street(3, predir, f"avenue {after[0]}", "", "", rest)  # California's 'Avenue 288'
        if after[0] in ("of", "de", "del", "des", "du") and len(after) > 1:
            return Street(3, predir, " ".join(body[i:]), "", "", rest)
        if way == "av" and _GRID.fullmatch(after[0]):
            return None
        if way != "av":
            return None
    if way not in SPANISH_WAYS:
        return None
    ends_english = after[-1] in STRONG_SUFFIXES and len(after) >= 2 and after[-1] not in ("la", "pl", "cir")
    if ends_english and way not in ("calle",):
        return None  # '12 Camino Real Dr', '5 Via Roma Ct': an English suffix closes the name
    return Street(3, predir, normal_name(tuple(after)), SPANISH_WAYS[way], "", rest)


def _postdir(words: list[str]) -> tuple[str, list[str]]:
    if words and words[0] in PLAIN_DIRECTIONALS:
        return PLAIN_DIRECTIONALS[words[0]], words[1:]
    return "", words


def _suffix_position(body: list[str]) -> int:
    """Where the suffix stands (0: nowhere): the last word for a way, else a noun suffix in the last place."""
    n = len(body)
    for i in range(n - 1, 0, -1):
        if body[i] in STRONG_SUFFIXES and _usable(body, i):
            return i
    end = n
    while end > 1 and (body[end - 1] in PLAIN_DIRECTIONALS or _unit_like(body[end - 1])):
        end -= 1
    for i in (end - 1, n - 1):
        if i >= 1 and body[i] in WEAK_SUFFIXES:
            return i
    return 0


def _usable(body: list[str], i: int) -> bool:
    """'St' before a name is a saint, 'la' and 'dr' before one an article and a doctor."""
    word = body[i]
    if i + 1 < len(body) and word in (
        "st",
        "la",
        "dr",
        "ct",
        "pl",
        "cir",
        "pk",
        "lp",
        "track",
        "tracks",
        "trace",
        "place",
        "court",
        "square",
        "circle",
    ):
        following = body[i + 1]
        if word in ("st", "dr") and i == 0:
            return False
        if word == "la":
            return False
        if (
            word == "st"
            and i == 1
            and body[0] in PLAIN_DIRECTIONALS
            and following.isalpha()
            and following not in PLAIN_DIRECTIONALS
            and len(following) > 1
            and following not in UNIT_WORDS
        ):
            return False
        if (
            following.isalpha()
            and len(following) > 2
            and following not in PLAIN_DIRECTIONALS
            and word in ("dr", "pk", "lp")
            and i == 1
        ):
            return False
    return True


def _unit_like(word: str) -> bool:
    return any(c.isdigit() for c in word) and not _ORDINAL.fullmatch(word)


def _name(words: list[str]) -> tuple[str, list[str]]:
    """Splits a leading direction off a name of more than one word."""
    if len(words) > 2 and words[0] in _NORTH_SOUTH and words[1] in _EAST_WEST:
        return PLAIN_DIRECTIONALS[words[0]] + PLAIN_DIRECTIONALS[words[1]], words[2:]
    if len(words) > 1 and words[0] in PLAIN_DIRECTIONALS:
        return PLAIN_DIRECTIONALS[words[0]], words[1:]
    return "", words


def _suffixed(body: list[str], at: int, rest: list[str]) -> Street:
    suffix = SUFFIXES[body[at]]
    strong = body[at] in STRONG_SUFFIXES
    predir, name = _name(body[:at])
    postdir, after = _postdir(body[at + 1 :])
    if _impossible(name):
        return Street()
    if not any(c.isalnum() for w in name for c in w):
        return Street()
    if suffix in ("rte", "hwy") and len(name) == 1 and name[0] in ("state", "us", "rural", "star"):
        return Street()  # 'State Route' waits for its number
    if not strong and is_facility(body[: at + 1]) and (suffix in _FACILITY_NOUNS or not is_facility(body[:at])):
        return Street()  # 'Example Detention Center': the noun suffix belongs to a facility's name
    if len(name) == 1 and _GRID.fullmatch(name[0]) and suffix in _ORDINARY_SUFFIX:
        if not name[0].strip("0"):
            return Street()
        street = ordinal(int(name[0]))
    else:
        street = normal_name(tuple(name))
    return Street(3 if strong else 2, predir, street, suffix, postdir, after + rest)


def _impossible(name: list[str]) -> bool:
    """A corner, a distance or a place beside a street is no street's name."""
    if len(name) > 1 and name[0] in _COUNTED and any(w in _RELATIVE or w in PLAIN_DIRECTIONALS for w in name[1:3]):
        return True
    if "@" in name or "/" in name:
        return True
    if "&" not in name:
        return False
    at = name.index("&")
    sides = name[at - 1 : at] + name[at + 1 : at + 2]  # 'Hook & Ladder' is a name, '5th & Main' a corner
    return len(sides) < 2 or any(
        not w.isalpha() or w in STRONG_SUFFIXES or w in PLAIN_DIRECTIONALS for w in name[:at] + sides[1:]
    )


def _unsuffixed(body: list[str], rest: list[str]) -> Street:
    predir, name = _name(body)
    end = len(name)
    while end > 1 and _unit_like(name[end - 1]):
        end -= 1
    name, behind = name[:end], name[end:]
    postdir = ""
    if len(name) > 1 and name[-1] in PLAIN_DIRECTIONALS:
        postdir, name = PLAIN_DIRECTIONALS[name[-1]], name[:-1]
    elif len(name) > 2 and len(name[-1]) == 1 and name[-1].isalpha() and not behind:
        behind, name = [name[-1]], name[:-1]
    rest = behind + rest
    if not name:
        return Street()
    if len(name) == 1 and name[0] in CLOSED_NAMES:
        return Street(3, predir, name[0], "", postdir, rest)
    if (
        name[0] == "the"
        and len(name) > 1
        and not is_vague(tuple(name[1:]))
        and not is_vague(tuple(name))
        and not is_facility(name)
    ):
        return Street(3, predir, normal_name(tuple(name)), "", postdir, rest)
    if name[0] in _COUNTED or name[0] in _RELATIVE or _impossible(name) or any(w in _JOINS for w in name):
        return Street()
    if any(
        a in ("corner", "cor", "intersection", "near", "behind", "opposite", "across") and b
        for a, b in zip(name, [*name[1:], ""], strict=True)
    ):
        return Street()
    if is_vague(tuple(name)) or only_soft(tuple(name)) or is_facility(name):
        return Street()
    if len(name) == 1 and _ORDINAL.fullmatch(name[0]):
        return Street(1, predir, normal_name(tuple(name)), "", postdir, rest, ("no_suffix",))
    if (
        name[0] in SUFFIXES
        and len(name) > 1
        and name[0] in ("avenue", "boulevard", "court", "circle", "plaza", "place", "square")
    ):
        return Street(1, predir, " ".join(name), "", postdir, rest, ("no_suffix",))
    if name == ["boulevard"] and postdir:
        return Street(3, predir, "boulevard", "", postdir, rest)
    telling = [w for w in name if len(w) > 1 and w.isalpha() and w not in NEVER_A_NAME and w not in DIRECTIONALS]
    if not telling or all(w in UNIT_WORDS or w in BUILDING_WORDS for w in telling):
        return Street()
    return Street(1, predir, normal_name(tuple(name)), "", postdir, rest, ("no_suffix",))
