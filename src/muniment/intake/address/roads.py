"""Highways and numbered roads: 'US Highway 1', 'FM 1960 Rd W', 'SR 9 N', 'Texas Highway 6', 'A1A', 'M-59'."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from muniment.intake.address.lexicon import PLAIN_DIRECTIONALS, STATE_NAMES, STRONG_SUFFIXES, SUFFIXES, UNIT_WORDS
from muniment.intake.address.wordlists import word_list

_HIGHWAY: Final = re.compile(
    r"(?P<old>old )?(?:"
    r"(?P<us>us (?:highway|hwy|route|rte|rt)|us|united states highway|federal highway)|"
    r"(?P<sr>state (?:route|rte|rt|highway|hwy|road|rd)|sr|sh|st (?:route|rte|rt|hwy|rd|highway|road))|"
    r"(?P<cr>county (?:road|rd|route|rte|rt|highway|hwy|trunk highway)|co (?:road|rd|hwy|highway|rte)|c ?r|cth|"
    r"cnty (?:rd|road|hwy))|"
    r"(?P<fm>farm to market(?: (?:road|rd))?|farm (?:road|rd)|fm(?: (?:road|rd))?)|"
    r"(?P<rm>ranch to market(?: (?:road|rd))?|ranch (?:road|rd)|rm)|"
    r"(?P<i>interstate(?: (?:highway|hwy))?|ih|i)|"
    r"(?P<twp>township (?:road|rd|highway|hwy)|twp (?:rd|road|hwy)|tr)|"
    r"(?P<fr>(?:forest|forest service|fs|usfs|nf|national forest) (?:road|rd|route|rte))|"
    r"(?P<bia>(?:bia|indian|indian service|navajo) (?:route|rte|rt|road|rd))|"
    r"(?P<rte>route|rte|rt)|(?P<hwy>highway|hwy|hiway)|(?P<loop>loop)|(?P<spur>spur)|(?P<bus>business (?:highway|"
    r"hwy|route|rte)|bus hwy)|(?P<road>road|rd)"
    r")[ -]?(?P<n>\d{1,5}[a-z]?|(?<=[ -])[a-z]{1,2})(?P<kind> (?:road|rd|highway|hwy|business|bus|alternate|alt|"
    r"bypass|byp|loop|spur|frontage road|frontage rd|service road|access road|truck))?"
    r"(?P<rest>(?: .*)?)"
)
_STATE_HIGHWAY: Final = re.compile(
    r"(?P<old>old )?(?P<state>[a-z]{2}|[a-z]{4,}(?: [a-z]{4,})??) (?:(?:state )?(?P<word>highway|hwy|route|rte|rt|"
    r"road|rd) )?(?P<n>\d{1,4}[a-z]?)(?P<rest>(?: .*)?)"
)
_LETTER_HIGHWAY: Final = re.compile(r"(?P<n>[a-z]-?\d{1,3}[a-z]?)(?P<rest>(?: .*)?)")
_KINDS: Final = word_list("us sr cr fm rm i twp fr bia rte hwy loop spur bus road")
_BRANCHES: Final = word_list("business bus alternate alt bypass byp loop spur truck")


@dataclass(slots=True)
class Street:
    """A street as read; `score` as in the module's text, `rest` the words behind it (units, a building, a facility)."""

    score: int = 0
    predir: str = ""
    street: str = ""
    suffix: str = ""
    postdir: str = ""
    rest: list[str] = field(default_factory=list)
    flags: tuple[str, ...] = ()


def read_road(words: list[str], state: str) -> Street | None:
    """Highways and numbered roads: 'US Highway 1', 'FM 1960 Rd W', 'SR 9 N', 'Texas Highway 6', 'A1A', 'M-59'."""
    start, predir = 0, ""
    if words[:2] == ["s", "r"] and words[2:3] and words[2][0].isdigit():
        words = ["sr", *words[2:]]  # 'S R 561'
    if not _may_be_road(words[0]) and not (
        len(words) > 1 and words[0] in PLAIN_DIRECTIONALS and _may_be_road(words[1])
    ):
        return None
    if len(words) > 1 and words[0] in PLAIN_DIRECTIONALS:
        start, predir = 1, PLAIN_DIRECTIONALS[words[0]]
    joined = " ".join(words[start:])
    joined = re.sub(r"^(old )?u s (?=\d|h|r)", r"\1us ", joined)
    match = _HIGHWAY.fullmatch(joined)
    if match:
        kind = next(k for k in _KINDS if match[k])
        n = match["n"]
        if not n[0].isdigit() and not _lettered(kind, match[kind], n):
            return None
        if kind in ("i", "us") and match[kind] in ("i", "us") and not n[0].isdigit():
            return None
        if kind == "us" and match["us"] == "us" and n.isdigit() and int(n) > 999:
            return None
        street = f"{match['old'] or ''}{'us hwy' if kind == 'us' else kind} {n}"
        if match["kind"] and match["kind"].split()[0] in _BRANCHES:
            street += " " + {"business": "bus", "alternate": "alt", "bypass": "byp"}.get(
                match["kind"].strip(), match["kind"].strip()
            )
        return _with_rest(predir, street, match["rest"].split())
    match = _STATE_HIGHWAY.fullmatch(re.sub(r"^(old )?([a-z]{2})-(?=\d)", r"\1\2 ", joined))
    # another state's name there is a street's: 'Ohio Rd 7C' in Fresno
    if match and STATE_NAMES.get(match["state"]) == state != "":
        return _with_rest(predir, f"{match['old'] or ''}sr {match['n']}", match["rest"].split())
    match = _LETTER_HIGHWAY.fullmatch(joined)
    if match and (match["n"] == "a1a" or (match["n"][0] in "mk" and state in ("mi", "ks"))):
        return _with_rest(predir, match["n"].replace("-", ""), match["rest"].split())
    return None


ROAD_STARTS: Final = frozenset(
    word_list(
        "old us u united federal state sr sh st county co c cr cth cnty farm fm ranch rm interstate i ih township "
        "twp tr forest fs usfs nf national bia indian navajo route rte rt highway hwy hiway loop spur business "
        "bus road rd"
    )
) | {name.split()[0] for name in STATE_NAMES}


@lru_cache(maxsize=65536)
def _may_be_road(word: str) -> bool:
    return word in ROAD_STARTS or any(c.isdigit() for c in word)


def _lettered(kind: str, written: str, letters: str) -> bool:
    """'County Road A', 'Highway K'; but 'Route St' and 'Road Rd' are names, and a bare code needs digits."""
    if letters in SUFFIXES or letters in PLAIN_DIRECTIONALS:
        return False
    return kind in ("cr", "hwy", "rte", "sr", "road") and written not in ("cr", "co", "rte", "rt", "rd", "sr", "sh")


def _with_rest(predir: str, street: str, rest: list[str]) -> Street | None:
    postdir = ""
    if rest and rest[0] in PLAIN_DIRECTIONALS:
        postdir, rest = PLAIN_DIRECTIONALS[rest[0]], rest[1:]
    if rest and rest[0] in STRONG_SUFFIXES and rest[0] not in UNIT_WORDS:
        return None  # '12 Loop 5 Rd' is a name with a suffix
    return Street(3, predir, street, "", postdir, rest)
