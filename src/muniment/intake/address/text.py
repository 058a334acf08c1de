"""Text of an address: hygiene first, then one folded form split into segments of tokens.

Order matters and is the rule's own (RULES.md, Text): fractions before NFKC, zero-width characters out, then the tests.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from muniment.intake.address.lexicon import STATES

_FRACTIONS: Final = {
    ord(c): " " + unicodedata.normalize("NFKC", c).replace("⁄", "/") + " "
    for c in map(chr, range(0xBC, 0x218A))
    if unicodedata.decomposition(c).startswith("<fraction>") and len(unicodedata.normalize("NFKC", c)) > 2
}
_BIDI: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_INVISIBLE_MARKS: Final = frozenset([0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0, *range(0xFE00, 0xFE10)])
_SPACING_CONTROLS: Final = {0x09: " ", 0x0A: ",", 0x0D: ",", 0x0B: " ", 0x0C: " ", 0x85: ",", 0x2028: ",", 0x2029: ","}
_LATIN_LETTERS: Final = str.maketrans(
    {"đ": "d", "ð": "d", "ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i", "ħ": "h", "ŋ": "n", "ŧ": "t"}
)
_PUNCTUATION: Final = str.maketrans(
    {
        "’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "′": "'", "‛": "'", "ʻ": "'", "ʹ": "'", "“": '"', "”": '"',
        "–": "-", "—": "-", "‑": "-", "‐": "-", "−": "-", "‒": "-", "―": "-", "⁄": "/", "№": " no ",
        "،": ",", "、": ",", "，": ",", "；": ";", "؛": ";", "·": " ", "•": ",", "|": ",", "。": " ",
        "\\": "/", "°": "o", "_": " ",
    }
)  # fmt: skip
_LOOKALIKES: Final = str.maketrans(
    "авекмнорстухіјѕԁԛԝһьпгзαβεηικμνορτυχωγ",
    "abekmhopctyxijsdqwhbnr3abenikmvoptuxwy",
)
"""Cyrillic and Greek letters that pass for Latin ones; used only on words that mix scripts."""

_FORMULA: Final = re.compile(r"^[\s\"'\u200b\ufeff]*(?:[=+@\uff1d\uff0b\uff20]|-[\s]*(?:[^\W\d_]|[(\[{]))")
_WORD: Final = re.compile(r"[^\W\d_][^\W\d_\u0300-\u036f]*(?:[\u0300-\u036f]+[^\W\d_]*)*")
_KANJI_GROUP: Final = frozenset(
    {"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HANGUL", "BOPOMOFO", "IDEOGRAPHIC"}
)


@dataclass(frozen=True, slots=True)
class Folded:
    """One field after hygiene: `text` is folded (case, accents, punctuation); `hostile` says why not to trust it."""

    text: str
    hostile: str
    mixed_words: tuple[str, ...] = ()


@lru_cache(maxsize=4096)
def _script(character: str) -> str:
    name = unicodedata.name(character, "")
    first = name.split(" ", 1)[0]
    return "KANJI_GROUP" if first in _KANJI_GROUP else first


def _mixes_scripts(word: str) -> bool:
    """A word is hostile when its letters come from two scripts; kanji, kana and hangul count as one."""
    seen = ""
    for character in word:
        if not character.isalpha():
            continue
        script = _script(character)
        if script == "MODIFIER":
            continue
        if not seen:
            seen = script
        elif script != seen:
            return True
    return False


def _strip_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text)
    kept = "".join(c for c in decomposed if not "\u0300" <= c <= "\u036f")
    return unicodedata.normalize("NFC", kept)


def fold_field(raw: str) -> Folded:
    """Hygiene and folding of one field, total over all strings.

    `hostile` is '' or one of `formula`, `control`, `mixed_script` (RULES.md, Text). Tabs are spaces and line breaks are
    commas: a cell with an address on two lines is common and harmless.
    """
    if raw.isascii() and raw.isprintable():
        lead = raw.lstrip(" \"'")[:1]
        hostile = "formula" if lead and lead in "=+@-" and _FORMULA.match(raw) else ""
        return Folded(raw.lower().translate(_PUNCTUATION), hostile)
    hostile = "formula" if _FORMULA.match(raw) else ""
    text = unicodedata.normalize("NFKC", raw.translate(_FRACTIONS).translate(_SPACING_CONTROLS))
    kept: list[str] = []
    for character in text:
        if character.isascii() and character.isprintable():
            kept.append(character)
            continue
        category = unicodedata.category(character)
        if character in _BIDI or category in ("Cc", "Cs", "Co", "Cn"):
            hostile = hostile or "control"
            kept.append(" " if category == "Cc" else "")
        elif category == "Cf" or ord(character) in _INVISIBLE_MARKS:
            continue
        elif category.startswith("Z"):
            kept.append(" ")
        else:
            kept.append(character)
    text = "".join(kept)
    if not hostile and _FORMULA.match(text):
        hostile = "formula"
    mixed: list[str] = []
    for word in _WORD.findall(text):
        if not word.isascii() and _mixes_scripts(word):
            hostile = hostile or "mixed_script"
            mixed.append(word.casefold().translate(_LOOKALIKES))
    folded = _strip_accents(text.casefold()).translate(_LATIN_LETTERS).translate(_PUNCTUATION)
    return Folded(folded, hostile, tuple(mixed))


# --- tokens -------------------------------------------------------------------------------------------------------

_NOT_AVAILABLE: Final = re.compile(r"(?<![a-z0-9])n[ .]?/[ .]?a(?![a-z0-9])")
_CARE_OF: Final = re.compile(r"(?<![a-z0-9])c[ .]?/[ .]?o(?![a-z0-9])|(?<![a-z0-9])%(?=\s*[a-z])")
_NO_NUMBER: Final = re.compile(r"(?<![a-z0-9])s[ .]?/[ .]?n(?:o|um|ro)?(?![a-z0-9])")
_DASH_FRACTION: Final = re.compile(r"(\d)[ ]?-[ ]?(\d/\d)(?!\d)")
_DECIMAL_ZIP: Final = re.compile(r"(\d{5})\.0$")
_THOUSANDS: Final = re.compile(r"^\s*(\d{1,3}),(\d{3})(?= [a-z])")
_GLUED: Final = re.compile(
    r"(apt|apto|unit|ste|suite|room|lot|bldg|trlr|spc|depto|dpto|edif|blq|box|pobox|calle|hwy|km)(\d{1,5}[a-z]?)"
    r"|(\d{1,6})((?!th)[a-z]{4,})"
)
_TOKEN: Final = re.compile(
    r"\d+[.]\d+|[^\W_]+(?:[^\W_]|[\u0300-\u1fff]|['\-/](?=[^\W_])|[.](?=[a-z](?:[.]|\b)))*|[,;#&@/]|\s-\s"
)
_HAS_DIGIT: Final = re.compile(r"\d")


@lru_cache(maxsize=65536)
def _split_token(token: str) -> tuple[str, ...]:
    """Breaks a token at hyphens and slashes between words; keeps them where a number is involved."""
    if token in ("n/a", "c/o", "s/n"):
        return (token,)
    if "." in token and not token.replace(".", "").isdigit():
        token = token.replace(".", "")
    token = token.replace("'", "")
    if "/" in token:
        left, _, right = token.partition("/")
        if not (left.isdigit() and right.isdigit()):
            parts = (*_split_token(left), "/", *_split_token(right)) if left and right else (left or right,)
            return tuple(p for p in parts if p)
    if "-" not in token:
        return (token,) if token else ()
    if not _HAS_DIGIT.search(token):
        return tuple(p for p in token.split("-") if p)
    pieces = token.split("-")
    if len(pieces) == 2 and pieces[0] in STATES and pieces[1].isdigit():
        return (token,)  # 'OH-9' is a road; 'OH 9' is a state and a number
    # 'us-1', 'apt-3b', 'box-12': a word and a number are two tokens; '12-34', '123-a', 'b-14' stay one
    if len(pieces) == 2 and len(pieces[0]) >= 2 and pieces[0].isalpha() and pieces[1][:1].isdigit():
        return (pieces[0], pieces[1])
    if len(pieces) == 2 and pieces[0].isdigit() and pieces[1].isalpha() and len(pieces[1]) >= 2:
        return (pieces[0], pieces[1])
    if len(pieces) > 2 and sum(p.isalpha() and len(p) > 1 for p in pieces) >= 1:
        return tuple(p for p in pieces if p)
    return (token,)


def segments(folded: str) -> list[list[str]]:
    """The folded text as segments (split at commas, semicolons and free-standing dashes) of tokens.

    Punctuation that carries no meaning is gone; `#`, `&`, `@` and a free `/` stay as tokens of their own.
    """
    if "," in folded:
        folded = _THOUSANDS.sub(r"\1\2", folded)
    if "/" in folded or "%" in folded:
        folded = _NOT_AVAILABLE.sub(" n/a ", folded)
        folded = _CARE_OF.sub(" c/o ", folded)
        folded = _NO_NUMBER.sub(" s/n ", folded)
        folded = _DASH_FRACTION.sub(r"\1 \2", folded)
    result: list[list[str]] = []
    current: list[str] = []
    for token in _TOKEN.findall(folded):
        if token in (",", ";") or token[0].isspace():
            if current:
                result.append(current)
                current = []
        elif token.isalnum():
            glued = _GLUED.fullmatch(token) if len(token) > 3 else None
            if glued:
                current.extend(g for g in glued.groups() if g)
            else:
                current.append(token)
        elif len(token) == 1 or (token[0].isdigit() and token.replace(".", "").isdigit()):
            current.append(token)
        else:
            current.extend(_split_token(token))
    if current:
        result.append(current)
    return result


def tokens(folded: str) -> list[str]:
    """The folded text as one flat list of tokens."""
    return [token for segment in segments(folded) for token in segment]


def clean_zip_text(folded: str) -> str:
    """A postal code cell without the blanks and the '.0' spreadsheets leave."""
    return _DECIMAL_ZIP.sub(r"\1", folded.strip())
