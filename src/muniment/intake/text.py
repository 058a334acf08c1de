"""The one place where text is normalised: the Python reference, for any Unicode text.

`sql.py` says the same in DuckDB for printable ASCII, which is nearly all of a file; generated tests hold the two equal.
Nothing here decides law: it says what a cell is, never what follows from it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from muniment.intake.placeholders import (
    NAME_ANYWHERE,
    NAME_FILLER,
    NAME_MARKS,
    NAME_PHRASES,
    REASON_WORDS,
)

MAX_CELL: Final = 32_768
"""Characters. A longer cell is kept as received and counts as unreadable."""

MAX_NAME: Final = 256
"""Characters. A longer name is hostile input, not a name."""

# Invisible and without meaning for identity, the blank Hangul letters included: they would pass for a name.
_ZERO_WIDTH: Final = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u2064\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\U000e0100-\U000e01ef]+"
)
_FRACTION_AFTER_DIGIT: Final = re.compile("(?<=[0-9])(?=[\u00bc-\u00be\u2150-\u215f\u2189])")
_HOSTILE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_FORMULA: Final = re.compile(r"[=+@]|-[^\W\d_]|-[(\[{]")
_APOSTROPHES: Final = dict.fromkeys(map(ord, "'`\"´‘’‚‛“”„‟′″ʹʺʻʼʽʾʿˈ՚׳״ꞌ＇."))
_ACUTE_AS_APOSTROPHE: Final = {0x00B4: "'", 0x2044: "/"}
_LETTERS: Final = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ŧ": "t", "ŋ": "n"}
)
_MARKS: Final = re.compile("[\u0300-\u036f]+")
_LATIN_RUN: Final = re.compile("[a-z]+")


def clean(value: str) -> str:
    """`value` in NFKC with fractions split, zero-width characters removed and white space collapsed; case is kept.

    123½ becomes 123 1/2: plain NFKC would make it 1231/2 (RULES.md, Text).
    """
    if value.isascii():
        return " ".join(value.split())
    return " ".join(_visible(value).split())


def fold(value: str) -> str:
    """`clean` and casefolded: two texts that differ in nothing a reader sees, but for case, give the same."""
    text = clean(value)
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKC", text.casefold())
    return " ".join(_ZERO_WIDTH.sub("", folded).split())


def name_key(value: str) -> str:
    """The name's key: folded, accents and apostrophes and dots dropped, every other mark a space.

    Accents are dropped from Latin, Greek and Cyrillic letters only: the vowel signs of other scripts are no accents.
    """
    text = fold(value)
    if not text.isascii():
        text = unicodedata.normalize("NFC", _MARKS.sub("", unicodedata.normalize("NFD", text))).translate(_LETTERS)
    text = text.translate(_APOSTROPHES)
    return " ".join("".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in text).split())


def name_state(value: str) -> str:
    """What a given or family name's cell is: name, empty, placeholder, no_letter, formula, mixed_script or control.

    Zero-width characters are removed first. White space around the name is no defect; a control character inside is.
    """
    text = value.strip() if value.isascii() else _visible(value).strip()
    if not text:
        return "empty"
    if len(text) > MAX_NAME or any(unicodedata.category(c) in _HOSTILE for c in text):
        return "control"
    text = " ".join(text.split())
    if _FORMULA.match(text):
        return "formula"
    if not text.isascii() and any(mixes_scripts(word) for word in text.split()):
        return "mixed_script"
    if is_placeholder_name(text):
        return "placeholder"
    if not any(c.isalpha() for c in text):
        return "no_letter"
    return "name"


def is_placeholder_name(value: str) -> bool:
    """Whether `value` stands where a name should and names nobody, looked at alone (`placeholders.py`)."""
    if fold(value) in NAME_MARKS:
        return True
    words = [w for w in (w.strip("0123456789") for w in name_key(value).split()) if w]
    if not words:
        return False
    if any(w in NAME_ANYWHERE for w in words) or " ".join(words) in NAME_PHRASES:
        return True
    return all(w in NAME_FILLER for w in words) and words != ["x"]


def reason_state(value: str) -> str:
    """text, empty or placeholder. Without a letter, over-long, or made of empty words alone: placeholder."""
    text = fold(value)
    if not text:
        return "empty"
    if len(value) > MAX_CELL or not any(c.isalpha() for c in text):
        return "placeholder"
    if not text.isascii():
        plain = _MARKS.sub("", unicodedata.normalize("NFD", text))
        if any(c.isalpha() and not c.isascii() for c in plain):
            return "placeholder" if name_key(value) in NAME_PHRASES or name_key(value) in NAME_ANYWHERE else "text"
        text = plain
    return "placeholder" if all(w[0] in REASON_WORDS for w in _LATIN_RUN.finditer(text)) else "text"


def tin_digits(value: str) -> tuple[str, str]:
    """(state, digits) of a taxpayer number: absent, well_formed or malformed; digits only where well formed (F01b)."""
    if len(value) > MAX_CELL:
        return "malformed", ""
    given = clean(value)
    if not given:
        return "absent", ""
    text = _HYPHENS.sub("", given)
    return ("well_formed", text) if _NINE.fullmatch(text) else ("malformed", "")


_HYPHENS: Final = re.compile("[- \u2010-\u2015\u2212\ufe58\ufe63]")
_NINE: Final = re.compile("[0-9]{9}")


def mixes_scripts(word: str) -> bool:
    """Whether letters of two writing systems stand in one word. Han with kana, hangul or bopomofo is one system."""
    scripts = {s for s in map(_script, word) if s}
    return len(scripts) > 1 and not (scripts <= _JAPANESE or scripts <= _KOREAN or scripts <= _BOPOMOFO)


_JAPANESE: Final = {"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "IDEOGRAPHIC"}
_KOREAN: Final = {"CJK", "HANGUL"}
_BOPOMOFO: Final = {"CJK", "BOPOMOFO"}


@lru_cache(maxsize=4096)
def _script(char: str) -> str:
    """The script of a letter by its Unicode name; '' for what belongs to none (digits, marks, punctuation)."""
    if char.isascii():
        return "LATIN" if char.isalpha() else ""
    if unicodedata.category(char) not in ("Lu", "Ll", "Lt", "Lo"):
        return ""
    return unicodedata.name(char, "UNNAMED").split(" ", 1)[0]


def _visible(value: str) -> str:
    text = value
    while True:
        shorter = _FRACTION_AFTER_DIGIT.sub(" ", _ZERO_WIDTH.sub("", text)).translate(_ACUTE_AS_APOSTROPHE)
        normal = unicodedata.normalize("NFKC", shorter).replace("\u2044", "/")
        if normal == text:
            return normal
        text = normal
