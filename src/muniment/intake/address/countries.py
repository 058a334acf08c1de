"""Country names of some thirty languages, and which of them are served as domestic by the US Postal Service."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from muniment.intake.address.lexicon import STATE_NAMES, read_table
from muniment.intake.address.text import fold_field, tokens
from muniment.intake.address.wordlists import word_list

DOMESTIC_TERRITORIES: Final = {
    "pr": "pr",
    "vi": "vi",
    "gu": "gu",
    "as": "as",
    "mp": "mp",
    "fm": "fm",
    "mh": "mh",
    "pw": "pw",
}
_CODE_IN_TEXT: Final = frozenset(
    word_list(
        "mx hn gt sv ni cr cu do ht jm ec pe br uy py bo ve cl gb uk fr es it pt pl ru ua cn jp kr tw vn ph bd pk "
        "np lk kh th tr ir iq sy lb jo eg gh ng ke et er so sd sn gm cm cd cg ci bf tg bj ug tz rw zw zm"
    )
)
"""Two-letter codes that are no state's, nor a word of an address; read only in a segment of their own."""
_AFTER_COUNTRY: Final = (
    ("c", "a"),
    ("ca",),
    ("centro", "america"),
    ("centroamerica",),
    ("central", "america"),
    ("sa",),
)


_AFTER_ENDINGS: Final = frozenset(tail[-1] for tail in _AFTER_COUNTRY)


@lru_cache(maxsize=1)
def names() -> dict[str, str]:
    """Folded names and three-letter codes to two-letter codes, lower case."""
    return {row["name"]: row["code"] for row in read_table("countries.csv")}


@lru_cache(maxsize=1)
def codes() -> frozenset[str]:
    return frozenset(names().values())


@lru_cache(maxsize=1)
def _last_words() -> frozenset[str]:
    return frozenset(n.rsplit(" ", 1)[-1] for n in names())


@lru_cache(maxsize=4096)
def country_code(raw: str) -> str:
    """The code of a country cell: '' for empty, the two-letter code where known, else the folded name."""
    words = tokens(fold_field(raw).text)
    while words and not words[-1].isalnum():
        words.pop()
    name = " ".join(words)
    if not name:
        return ""
    if name == "uk":
        return "gb"
    known = names().get(name)
    if known:
        return known
    if len(name) == 2 and name in codes():
        return name
    if name in STATE_NAMES and name not in codes():  # a state written in the country's place
        return "us"
    return name


def trailing_country(words: list[str], *, alone: bool) -> tuple[str, int]:
    """The country at the end of the words and how many words it takes; ('', 0) when there is none.

    `alone` says that the words are a whole segment, where three-letter and unambiguous two-letter codes count too.
    """
    if not words:
        return "", 0
    extra = 0
    if words[-1] not in _last_words() and words[-1] not in _AFTER_ENDINGS and not (alone and len(words) == 1):
        return "", 0
    for tail in _AFTER_COUNTRY:
        if len(words) > len(tail) and tuple(words[-len(tail) :]) == tail:
            extra = len(tail)
            break
    for skipped in (extra, 0) if extra else (0,):
        body = words[: len(words) - skipped] if skipped else words
        if body[-1] not in _last_words() and not alone:
            continue
        for length in range(min(5, len(body)), 0, -1):
            name = " ".join(body[-length:])
            code = names().get(name)
            if code and (
                len(name) > 3 or (alone and length == len(body)) or code == "us" or name in ("uae", "drc", "uk", "prc")
            ):
                return code, length + skipped
        if alone and len(body) == 1 and body[0] in _CODE_IN_TEXT:
            return ("gb" if body[0] == "uk" else body[0]), 1 + skipped
    return "", 0
