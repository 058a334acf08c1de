"""Taxpayer numbers nobody can hold.

pseudopeople invents numbers that look issuable. Every one is replaced by a number with area 900 to 999 (no social
security number) and group 00 to 49 (no individual taxpayer number), so that a row of the demo can never be mistaken
for a person's. Slips of the pen are kept: a wrong digit in the source is a wrong digit in the result, a number
borrowed from another person is that person's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from muniment.demo.places import draw

_SPACE = 100 * 50 * 10_000
_NINE_DIGITS = re.compile(r"9\d\d-[0-4]\d-\d{4}")


def is_unissuable(number: str) -> bool:
    """True for `9xx-gg-xxxx` with gg from 00 to 49: neither a social security number nor an ITIN."""
    return _NINE_DIGITS.fullmatch(number) is not None


class FictionalNumbers:
    """A one-to-one replacement of the source's numbers, fixed by the set of numbers alone."""

    def __init__(self, true_numbers: Iterable[str]) -> None:
        self._map: dict[str, str] = {}
        taken: set[int] = set()
        for number in sorted(set(true_numbers)):
            slot = draw("number", number) % _SPACE
            while slot in taken or slot % 10_000 == 0:
                slot = (slot + 1) % _SPACE
            taken.add(slot)
            self._map[number] = f"{900 + slot // 500_000}-{slot // 10_000 % 50:02d}-{slot % 10_000:04d}"

    def of(self, true_number: str) -> str:
        """The replacement of a number of the source. KeyError for a number that is in no record."""
        return self._map[true_number]

    def written(self, as_written: str, true_number: str) -> str:
        """The replacement of a number as somebody wrote it: blank stays blank, another person's stays theirs, a slip
        stays a slip.
        """
        if not as_written:
            return ""
        if as_written in self._map:
            return self._map[as_written]
        base = self._map[true_number]
        if len(as_written) != len(true_number):
            return _kept_fictional(base[: len(as_written)])
        slipped = "".join(
            b if w == t else _shifted(b, t, w) for b, t, w in zip(base, true_number, as_written, strict=True)
        )
        return _kept_fictional(slipped)


def _shifted(base: str, true: str, written: str) -> str:
    """The same slip on another digit: as far off as the source's was; a letter or sign written for a digit stays that
    letter or sign.
    """
    if base.isdigit() and true.isdigit() and written.isdigit():
        return str((int(base) + int(written) - int(true)) % 10)
    return written


def _kept_fictional(number: str) -> str:
    """`number` with its first digit and its group forced back out of the issuable ranges wherever nine digits
    remain.
    """
    if sum(c.isdigit() for c in number) != 9 or len(number) != 11:
        return number
    group = number[4] if number[4] in "01234" else str(int(number[4]) % 5) if number[4].isdigit() else number[4]
    return "9" + number[1:4] + group + number[5:]
