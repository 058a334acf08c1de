"""One pass over a CSV file's bytes: its hash, and whether every reader would read the same rows in it.

Readers differ on quotation marks that stand where RFC 4180 has none, on NUL bytes and on broken encodings. A file
without them, and without blank lines, is *regular*: the vectorised reader may have it. Any other goes to the exact
one (`csvexact.py`).
"""

from __future__ import annotations

import codecs
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from muniment.vocabulary.progress import Progress, silent

CHUNK: Final = 8 * 1024 * 1024
_QUOTE: Final = 34
_EDGE: Final = (44, 10, 13)  # comma, line feed, carriage return


@dataclass(frozen=True, slots=True)
class Scan:
    sha256: str
    size: int
    regular: bool
    lines_are_rows: bool
    """Of a regular file: no cell holds a line end."""


def scan(path: Path, progress: Progress = silent) -> Scan:
    """Hash the file and say whether it is regular: UTF-8, no NUL, no blank line, and each quotation mark opens,
    closes or is doubled.

    The rule for marks, counted from 0: an even one opens a cell (what stands before it is a comma, a line end, the
    file's start, or the mark before it: a doubled one); an odd one closes (likewise after it). So `a"b` and `"a"b`
    are irregular.
    """
    import numpy as np

    edge = np.isin(np.arange(256), (_QUOTE, *_EDGE))
    total = path.stat().st_size
    digest, decoder = hashlib.sha256(), codecs.getincrementaldecoder("utf-8")()
    regular, within, marks, done, last = True, False, 0, 0, 10
    pending = False  # an odd mark ended the chunk before: what follows it is not known yet
    start = True
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            done += len(chunk)
            progress("read", done, 2 * total)
            if not regular:
                continue
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                regular = False
                continue
            if b"\0" in chunk:
                regular = False
                continue
            data = np.frombuffer(chunk, np.uint8)
            if start and chunk.startswith(codecs.BOM_UTF8):
                data = data[3:]
            start = False
            if not len(data):
                continue
            if pending and data[0] not in (_QUOTE, *_EDGE):
                regular = False
                continue
            at = np.flatnonzero(data == _QUOTE)
            ends = np.flatnonzero((data == 10) | (data == 13) if b"\r" in chunk else data == 10)
            opens, closes = at[marks % 2 :: 2], at[(marks + 1) % 2 :: 2]
            before = np.where(opens > 0, data[opens - 1], last)
            after = np.where(closes + 1 < len(data), data[np.minimum(closes + 1, len(data) - 1)], _QUOTE)
            regular = bool(edge[before].all() and edge[after].all()) and not _blank_line(
                np, last, data, ends, at, marks
            )
            within = within or _line_end_within(np, ends, opens, closes, marks % 2 == 1, len(data))
            marks += len(at)
            last = int(data[-1])
            pending = last == _QUOTE and marks % 2 == 0
    if regular:
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            regular = False
    regular = regular and marks % 2 == 0
    return Scan(digest.hexdigest(), done, regular, regular and not within)


def _line_end_within(np: Any, ends: Any, opens: Any, closes: Any, inside: bool, size: int) -> bool:
    """Whether one of the line ends stands within quotation marks; `inside`: some were open when the chunk began."""
    if inside:
        opens = np.concatenate((np.array([-1]), opens))
    if len(opens) > len(closes):
        closes = np.concatenate((closes, np.array([size])))
    filled = closes - opens > 1
    return bool((np.searchsorted(ends, opens[filled]) != np.searchsorted(ends, closes[filled])).any())


def _blank_line(np: Any, last: int, data: Any, ends: Any, at: Any, marks: int) -> bool:
    """Whether a line outside quotation marks is empty: the vectorised reader would make a row of it."""
    if not len(ends):
        return False
    # A line end right after another, CR LF apart, closes an empty line.
    before = np.where(ends > 0, data[ends - 1], last)
    empty = ends[((before == 10) | (before == 13)) & ~((before == 13) & (data[ends] == 10))]
    return bool(((np.searchsorted(at, empty) + marks) % 2 == 0).any())
