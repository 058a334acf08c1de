"""Regular expressions that are run only on texts holding what every match of theirs must hold.

A hundred patterns cost half a millisecond on a text of two sentences, and on most texts none of them can match. From a
pattern's syntax tree follow pieces of text that stand in every match (`needs`). A `Lexicon` finds in one pass which of all
pieces a text holds, and says which patterns are worth running. Nothing is guessed: a pattern without pieces always runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from operator import or_
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any, Final

SHORTEST: Final = 3
SHORT: Final = 5
"""Shorter pieces stand in many texts and cost more than they spare: only the best two groups of a way may have them."""
COMMON: Final = frozenset(
    [
        "a",
        "and",
        "are",
        "be",
        "by",
        "for",
        "from",
        "has",
        "her",
        "his",
        "in",
        "is",
        "of",
        "on",
        "the",
        "to",
        "was",
        "with",
    ]
)
"""Words of every text: as pieces they say nothing."""

Way = tuple[frozenset[str], ...]
"""Of each group at least one piece stands in every match of this way; the group that says most comes first."""


def needs(pattern: str) -> tuple[Way, ...]:
    """The ways in which `pattern` can match, one for each alternative when it is nothing but alternatives.

    A way without groups says nothing: the pattern may then match anywhere.
    """
    nodes = [(kind, value) for kind, value in _parser.parse(pattern) if kind is not _constants.AT]
    if len(nodes) == 1 and nodes[0][0] is _constants.BRANCH:
        return tuple(_way(branch) for branch in nodes[0][1][1])
    return (_way(nodes),)


def _way(nodes: Iterable[tuple[Any, Any]]) -> Way:
    groups = sorted(set(_groups(nodes)), key=lambda g: (_strength(g), sorted(g)), reverse=True)
    return tuple(g for n, g in enumerate(groups) if _strength(g)[0] >= (SHORT if n > 1 else SHORTEST))


def _strength(group: frozenset[str]) -> tuple[int, int]:
    return min(0 if piece.strip() in COMMON else len(piece) for piece in group), -len(group)


def _groups(sequence: Iterable[tuple[Any, Any]]) -> list[frozenset[str]]:
    """Groups of a sequence of syntax nodes. What is optional, negative or only looked at gives none."""
    found: list[frozenset[str]] = []
    run = ""
    for kind, value in [*sequence, (None, None)]:
        if kind is _constants.LITERAL:
            run += chr(value)
            continue
        if run:
            found.append(frozenset([run]))
            run = ""
        if kind is _constants.SUBPATTERN:
            found += _groups(value[3])
        elif kind is _constants.BRANCH:
            found += _any_of(value[1])
        elif kind in (_constants.MAX_REPEAT, _constants.MIN_REPEAT) and value[0] >= 1:
            found += _groups(value[2])
    return found


def _any_of(branches: Iterable[Any]) -> list[frozenset[str]]:
    """One group for an alternative: the strongest of each branch together; none where a branch has none."""
    best = [max(groups, key=_strength) if (groups := _groups(branch)) else None for branch in branches]
    return [] if None in best else [frozenset[str]().union(*(g for g in best if g is not None))]


@dataclass(frozen=True, slots=True, eq=False)
class Guarded:
    """A pattern and what it needs: `any` of these bits, and in one of its ways of each mask a bit."""

    pattern: re.Pattern[str]
    any: int
    ways: tuple[tuple[int, ...], ...]


class Lexicon:
    """The pieces of several groups of patterns. Which of them a text holds is told as the bits of a number."""

    def __init__(self, **groups: Sequence[re.Pattern[str]]) -> None:
        from ahocorasick_rs import AhoCorasick

        patterns = [p for group in groups.values() for p in group]
        if any(p.flags & re.IGNORECASE for p in patterns):
            raise ValueError("a piece has one case")
        needed = self._needed = {p.pattern: needs(p.pattern) for p in patterns}
        words = sorted({word for ways in needed.values() for way in ways for group in way for word in group})
        bit = {word: 2 << n for n, word in enumerate(words)}
        self._bits: Final = tuple(bit.values())
        self._find: Final = AhoCorasick(words).find_matches_as_indexes

        def guarded(pattern: re.Pattern[str]) -> Guarded:
            ways = [tuple(sum(bit[w] for w in group) for group in way) or (_ALWAYS,) for way in needed[pattern.pattern]]
            return Guarded(pattern, reduce(or_, (way[0] for way in ways)), tuple(ways))

        guards = {name: tuple(map(guarded, group)) for name, group in groups.items()}
        self._any: Final = {name: reduce(or_, (g.any for g in group)) for name, group in guards.items()}

        @lru_cache(maxsize=16_384)  # the same few sets of pieces are met again and again
        def worth(group: str, pieces: int) -> tuple[Guarded, ...]:
            return still_worth(guards[group], pieces)

        self._worth: Final = worth

    def sieve(self, groups: Iterable[Sequence[re.Pattern[str]]]) -> str:
        """A regular expression (RE2) found in every text in which a pattern of `groups` is found.

        ValueError when one of them can match anywhere.
        """
        ways = [way for group in groups for p in group for way in self._needed[p.pattern]]
        if not all(ways):
            raise ValueError("a pattern that needs nothing cannot be sifted")
        return "|".join(sorted({re.escape(piece) for way in ways for piece in way[0]}))

    def pieces(self, text: str) -> int:
        """Which pieces stand in `text`."""
        found, bits = _ALWAYS, self._bits
        for n in {match[0] for match in self._find(text, overlapping=True)}:
            found |= bits[n]
        return found

    def worth(self, group: str, pieces: int) -> tuple[Guarded, ...]:
        """Those of the group, in their order, that a text of these pieces may match; the others match nowhere in it."""
        return self._worth(group, pieces) if pieces & self._any[group] else ()


_ALWAYS: Final = 1
"""The bit of every text: a pattern that needs no piece needs this one."""


def still_worth(group: tuple[Guarded, ...], pieces: int) -> tuple[Guarded, ...]:
    """Those of `group` that a text of these pieces may match."""
    return tuple([g for g in group if pieces & g.any and any(all(pieces & mask for mask in way) for way in g.ways)])
