"""City names in one key form: whole words, accents gone, `st` and `saint` equal, compass letters written out."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from muniment.intake.address.text import fold_field, tokens

_WORDS: Final = {
    "st": "saint", "sta": "santa", "ste": "sainte", "ft": "fort", "mt": "mount", "mtn": "mountain", "mtns": "mountains",
    "pt": "point", "hts": "heights", "hgts": "heights", "spg": "spring", "spgs": "springs", "sprgs": "springs",
    "bch": "beach", "ctr": "center", "centre": "center", "jct": "junction", "twp": "township", "vlg": "village",
    "vly": "valley", "lk": "lake", "lks": "lakes", "hbr": "harbor", "harbour": "harbor", "is": "island", "pk": "park",
    "gdns": "gardens", "est": "estates", "ests": "estates", "hl": "hill", "hls": "hills", "cy": "city", "rvr": "river",
    "riv": "river", "bluf": "bluff", "xing": "crossing", "sq": "square", "ter": "terrace", "plns": "plains",
    "fls": "falls",
    "grv": "grove", "crk": "creek", "brk": "brook", "isl": "island", "isle": "isle", "prt": "port", "vw": "view",
}  # fmt: skip
_FIRST: Final = {"n": "north", "s": "south", "e": "east", "w": "west", "no": "north", "so": "south",
                 "ne": "northeast", "nw": "northwest", "se": "southeast", "sw": "southwest"}  # fmt: skip
_ALIASES: Final = {"new york city": "new york", "nyc": "new york", "ny city": "new york", "n y c": "new york",
                   "la": "los angeles", "l a": "los angeles", "philly": "philadelphia", "sf": "san francisco",
                   "washington dc": "washington", "washington d c": "washington", "slc": "salt lake city",
                   "okc": "oklahoma city", "the bronx": "bronx", "coeur dalene": "coeur d alene"}  # fmt: skip


def city_key_of(words: list[str] | tuple[str, ...]) -> str:
    """The key of a city given as folded tokens."""
    return _key(tuple(words))


_ALIAS_WORDS: Final = frozenset(w for alias in _ALIASES for w in alias.split())


def may_be_part(word: str, keys: str) -> bool:
    """Whether the word may belong to one of the city keys, which `keys` lists between spaces; never wrongly False."""
    return (
        f" {_WORDS.get(word, word)} " in keys
        or (word in _FIRST and f" {_FIRST[word]} " in keys)
        or f" {word} " in keys
        or word in _ALIAS_WORDS
    )


@lru_cache(maxsize=65536)
def _key(words: tuple[str, ...]) -> str:
    named = [w for w in words if any(c.isalnum() for c in w)]
    if not named:
        return ""
    key = [_WORDS.get(w, w) for w in named]
    if len(key) > 1 and key[0] in _FIRST:
        key[0] = _FIRST[key[0]]
    joined = " ".join(key)
    return _ALIASES.get(joined, joined)


@lru_cache(maxsize=65536)
def city_key(raw: str) -> str:
    """The key of a city as written; '' when nothing is left. Idempotent."""
    return city_key_of(tokens(fold_field(raw).text))
