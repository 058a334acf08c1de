"""Named formats: a small safe subset of regular expressions that Python and DuckDB (RE2) read alike.

A pattern is parsed here and written out anew, so what reaches an engine is only what this grammar knows. Patterns that
a backtracking engine could take long over are refused by a bound on the number of ways they can match.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MAX_PATTERN: Final = 500
MAX_REPEAT: Final = 256
MAX_TEXT: Final = 4_096
"""Longer texts match no format, in either engine."""
MAX_WORK: Final = 2**24
_UNBOUNDED: Final = MAX_TEXT
_SPECIAL: Final = set("\\.[](){}|?*+^$")
_MAX_NESTING: Final = 8


class PatternRefused(ValueError):
    """What is wrong, where (character from 0), and a hint."""

    def __init__(self, message: str, offset: int, hint: str) -> None:
        super().__init__(message)
        self.message, self.offset, self.hint = message, offset, hint


def safe_pattern(source: str) -> str:
    """The pattern written anew for a full match. Raises PatternRefused with position and hint."""
    if len(source) > MAX_PATTERN:
        raise PatternRefused(f"The pattern is longer than {MAX_PATTERN} characters.", MAX_PATTERN, "Divide it.")
    if not source:
        raise PatternRefused("The pattern is empty.", 0, "Write what the whole text looks like.")
    reader = _Reader(source)
    text, work = reader.alternatives(0)
    if reader.at < len(source):
        raise PatternRefused("A closing bracket has no opening one.", reader.at, "Put `\\` before it if it is meant.")
    if work > MAX_WORK:
        hint = "Use fewer repetitions, or bound them with {n,m}."
        raise PatternRefused("The pattern can match in too many ways and could run away.", 0, hint)
    return text


@dataclass(slots=True)
class _Reader:
    source: str
    at: int = 0

    def peek(self) -> str:
        return self.source[self.at] if self.at < len(self.source) else ""

    def refuse(self, message: str, hint: str) -> PatternRefused:
        return PatternRefused(message, min(self.at, len(self.source)), hint)

    def alternatives(self, depth: int) -> tuple[str, int]:
        if depth > _MAX_NESTING:
            raise self.refuse("The pattern is nested too deep.", f"At most {_MAX_NESTING} groups inside each other.")
        texts, total = [], 0
        while True:
            text, work = self.sequence(depth)
            texts.append(text)
            total += work
            if self.peek() != "|":
                return "|".join(texts), total
            self.at += 1

    def sequence(self, depth: int) -> tuple[str, int]:
        texts: list[str] = []
        work = 1
        while self.peek() not in ("", "|", ")"):
            text, one = self.repeated(depth)
            texts.append(text)
            work = min(work * one, MAX_WORK + 1)
        return "".join(texts), work

    def repeated(self, depth: int) -> tuple[str, int]:
        text, work = self.single(depth)
        low, high, mark = self.repeat()
        if mark:
            width = _UNBOUNDED if high is None else high - low + 1
            if high is None and work > 1:
                hint = "Bound the repetition with {n,m}, or make what is repeated fixed."
                raise self.refuse("A repetition without bound repeats something that varies.", hint)
            work = min(work ** min(high or 1, 64) * width, MAX_WORK + 1)
            text += mark
            if self.peek() in ("?", "*", "+", "{"):
                raise self.refuse("Two repetitions follow each other.", "Keep one.")
        return text, work

    def repeat(self) -> tuple[int, int | None, str]:
        sign = self.peek()
        if sign in ("?", "*", "+") and sign:
            self.at += 1
            return {"?": (0, 1, "?"), "*": (0, None, "*"), "+": (1, None, "+")}[sign]
        if sign != "{":
            return 1, 1, ""
        end = self.source.find("}", self.at)
        inside = self.source[self.at + 1 : end] if end > 0 else ""
        low_text, comma, high_text = inside.partition(",")
        for part in (low_text, high_text or ("" if comma else "0")):
            if part and not (part.isascii() and part.isdigit() and len(part) <= 3):
                raise self.refuse("This repetition cannot be read.", "Write {n} or {n,m}.")
        if not low_text:
            raise self.refuse("This repetition cannot be read.", "Write {n} or {n,m}.")
        low = int(low_text)
        high = (int(high_text) if high_text else None) if comma else low
        if low > MAX_REPEAT or (high is not None and not low <= high <= MAX_REPEAT) or high == 0:
            raise self.refuse("The repetition's bounds are not allowed.", f"1 to {MAX_REPEAT}, the smaller first.")
        self.at = end + 1
        return low, high, f"{{{inside}}}"

    def single(self, depth: int) -> tuple[str, int]:
        sign = self.peek()
        if sign == "(":
            if self.source[self.at + 1 : self.at + 2] == "?":
                raise self.refuse("Only plain groups are allowed.", "Write `(...)`: no look-around, names or options.")
            self.at += 1
            text, work = self.alternatives(depth + 1)
            if self.peek() != ")":
                raise self.refuse("A group is not closed.", "Add `)`.")
            self.at += 1
            return f"(?:{text})", work
        if sign == "[":
            return self.character_class(), 1
        if sign == ".":
            self.at += 1
            return "(?s:.)", 1
        if sign == "\\":
            return self.escaped(), 1
        if sign in _SPECIAL:
            raise self.refuse(
                "This sign has no meaning here.", "Put `\\` before it; a format always means the whole text."
            )
        self.at += 1
        return _literal(sign), 1

    def escaped(self) -> str:
        sign = self.source[self.at + 1 : self.at + 2]
        if sign == "d":
            self.at += 2
            return "[0-9]"
        if not sign or sign.isalnum() or not sign.isascii():
            raise self.refuse("This escape is not in the language.", "`\\d`, or `\\` before punctuation.")
        self.at += 2
        return _literal(sign)

    def character_class(self) -> str:
        self.at += 1
        negated = self.peek() == "^"
        self.at += negated
        parts: list[str] = []
        while self.peek() != "]":
            first = self.member()
            if isinstance(first, str):
                parts.append(first)
                continue
            last = first
            if self.peek() == "-" and self.source[self.at + 1 : self.at + 2] not in ("]", ""):
                self.at += 1
                member = self.member()
                if isinstance(member, str) or member < first:
                    raise self.refuse(
                        "A range in a class is not in order.", "Write the smaller sign first, e.g. [a-z]."
                    )
                last = member
            parts.append(_in_class(first) if first == last else f"{_in_class(first)}-{_in_class(last)}")
        if not parts:
            raise self.refuse("A class is empty.", "Put a sign between `[` and `]`.")
        self.at += 1
        return f"[{'^' if negated else ''}{''.join(parts)}]"

    def member(self) -> int | str:
        sign = self.peek()
        if not sign:
            raise self.refuse("A class is not closed.", "Add `]`.")
        if sign == "[":
            raise self.refuse("`[` stands inside a class.", "Put `\\` before it.")
        if sign == "\\":
            following = self.source[self.at + 1 : self.at + 2]
            if following == "d":
                self.at += 2
                return "0-9"
            if not following or following.isalnum() or not following.isascii():
                raise self.refuse("This escape is not in the language.", "`\\d`, or `\\` before punctuation.")
            self.at += 1
            sign = following
        self.at += 1
        return ord(sign)


def _literal(sign: str) -> str:
    plain = sign.isalnum() or sign in "_ " or not (sign.isascii() and sign.isprintable())
    return sign if plain else f"\\{sign}"


def _in_class(code: int) -> str:
    return _literal(chr(code))
