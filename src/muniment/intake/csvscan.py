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


def scan(path: Path, progress: Progress = silent) -> Scan:
    """Hash the file and say whether it is regular: UTF-8, no NUL, no blank line, and each quotation mark opens,
    closes or is doubled.

    The rule for marks, counted from 0: an even one opens a cell (what stands before it is a comma, a line end, the
    file's start, or the mark before it: a doubled one); an odd one closes (likewise after it). So `a"b` and `"a"b`
    are irregular.
    """
    import numpy as np

    total = path.stat().st_size
    digest, decoder = hashlib.sha256(), codecs.getincrementaldecoder("utf-8")()
    regular, marks, done, last = True, 0, 0, 10
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
            data = np.frombuffer(chunk, np.uint8)
            if start and chunk.startswith(codecs.BOM_UTF8):
                data = data[3:]
            start = False
            if not len(data):
                continue
            if not data.all():
                regular = False
                continue
            if pending and data[0] not in (_QUOTE, *_EDGE):
                regular = False
                continue
            at = np.flatnonzero(data == _QUOTE)
            before = np.where(at > 0, data[at - 1], last) if len(at) else at
            follow = np.minimum(at + 1, len(data) - 1)
            after = np.where(at + 1 < len(data), data[follow], _QUOTE)
            odd = (np.arange(len(at)) + marks) % 2 == 1
            opens = np.isin(before[~odd], (_QUOTE, *_EDGE))
            closes = np.isin(after[odd], (_QUOTE, *_EDGE))
            regular = bool(opens.all() and closes.all()) and not _blank_line(np, last, data, at, marks)
            marks += len(at)
            last = int(data[-1])
            pending = last == _QUOTE and marks % 2 == 0
    if regular:
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            regular = False
    return Scan(digest.hexdigest(), done, regular and marks % 2 == 0)


def _blank_line(np: Any, last: int, data: Any, at: Any, marks: int) -> bool:
    """Whether a line outside quotation marks is empty: the vectorised reader would make a row of it."""
    ends = np.flatnonzero((data == 10) | (data == 13))
    if not len(ends):
        return False
    # A line end right after another, CR LF apart, closes an empty line.
    before = np.where(ends > 0, data[ends - 1], last)
    empty = ends[((before == 10) | (before == 13)) & ~((before == 13) & (data[ends] == 10))]
    return bool(((np.searchsorted(at, empty) + marks) % 2 == 0).any())
