"""The exact CSV reader: every row with its number, and what is wrong with it. Slow beside `csvfast.py`, and it misses
nothing.

RFC 4180 with a comma and double quotation marks. A mark inside an unquoted cell is text; text after a closing mark,
and a mark that never closes, are defects. Line ends are LF, CRLF or CR. Bytes that are no UTF-8 come through as lone
surrogates.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Final

MAX_QUOTED: Final = 16 * 1024 * 1024
"""Characters a quoted cell may span. Beyond, its opening mark counts as never closed."""

_PLAIN: Final = 100_000
"""Characters up to which the standard library's reader takes a record (its own limit on a cell is 131,072)."""


def rows(path: Path) -> Iterator[tuple[list[str], str]]:
    """(cells, problem) for each record of the file, the header first; problem is '', 'unclosed', 'after_mark' or
    'blank'.

    Blank lines at the end of the file are no records. After a defective mark reading resumes on the next line, so that
    what follows is looked at too.
    """
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        lines = _Lines(file)
        blank = 0
        while (line := lines.next()) is not None:
            body = line.rstrip("\r\n") if line.endswith(("\n", "\r")) else line
            if not body:
                blank += 1
                continue
            for _ in range(blank):
                yield [], "blank"
            blank = 0
            if '"' not in body:
                yield body.split(","), ""
            else:
                yield _by_library(line, lines) or _quoted(line, lines)


def _by_library(line: str, lines: _Lines) -> tuple[list[str], str] | None:
    """The record that begins with `line`, by the standard library's strict reader; None where it will not have it.

    It gets as many lines as it takes for quotation marks to be even in number, and gives back those it did not need.
    """
    taken, size, marks = [line], len(line), line.count('"')
    while marks % 2 and size < _PLAIN and (following := lines.next()) is not None:
        taken.append(following)
        size += len(following)
        marks += following.count('"')
    used = 1
    record = None
    if size < _PLAIN and marks % 2 == 0:
        reader = csv.reader(taken, strict=True)
        try:
            record = next(reader), ""
            used = reader.line_num
        except csv.Error:
            pass
    lines.put_back(taken[used:])
    return record


class _Lines:
    """Lines with a way back: what a mark that never closes has swallowed is read again."""

    def __init__(self, source: Iterator[str]) -> None:
        self._source = source
        self._again: list[str] = []

    def next(self) -> str | None:
        if self._again:
            return self._again.pop()
        return next(self._source, None)

    def put_back(self, lines: list[str]) -> None:
        self._again.extend(reversed(lines))


def _quoted(line: str, lines: _Lines) -> tuple[list[str], str]:
    cells: list[str] = []
    swallowed: list[str] = []
    at = 0
    while True:
        if not line.startswith('"', at):
            end = line.find(",", at)
            if end < 0:
                return [*cells, line[at:].rstrip("\r\n")], ""
            cells.append(line[at:end])
            at = end + 1
            continue
        parts, spanned, at = [], 0, at + 1
        while True:
            mark = line.find('"', at)
            if mark < 0:
                parts.append(line[at:])
                spanned += len(line) - at
                following = lines.next() if spanned <= MAX_QUOTED else None
                if following is None:
                    lines.put_back(swallowed)
                    return cells, "unclosed"
                swallowed.append(following)
                line, at = following, 0
            elif line.startswith('"', mark + 1):
                parts.append(line[at : mark + 1])
                at = mark + 2
            else:
                parts.append(line[at:mark])
                at = mark + 1
                break
        cells.append("".join(parts))
        rest = line[at : at + 1]
        if rest == ",":
            at += 1
        elif rest in ("", "\n", "\r"):
            return cells, ""
        else:
            lines.put_back(swallowed)
            return cells, "after_mark"
