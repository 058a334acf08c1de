"""Reads a statute citation as people write it and says what kind of provision it designates.

Does: citations in the usual spellings (`8 USC 1253(a)(1)(A)`, `Title 8, United States Code, Section 1253 (a) (1) (A)`, `INA § 243(a)(1)(A)`,
several joined by `;`, `,`, `and`, `&`, ranges with all that lies between), looked up in a table of federal provisions to the
subsection; and matters that are civil, administrative or tax by name alone. Does not: decide an outcome (the pack does) or
understand the law; the table is marked *for counsel to verify*.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Final

CRIMINAL: Final = "criminal"
CLASSES: Final = ("criminal", "civil", "administrative", "tax", "unknown", "unspecific", "unreadable", "empty")
"""Every class a citation text can get. `unspecific`: a section without the subsection that makes the offence."""

_WORST_FIRST: Final = ("tax", "civil", "administrative", "unreadable", "unknown", "unspecific", "criminal")
MAX_LENGTH: Final = 2_000
ORDER_OFFENCE: Final = ("8", "1253", "a", "1")
"""8 U.S.C. 1253(a)(1): its (A) to (D) all rest on a final order of removal; (A) alone on 90 days."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the table. `last` is the last lettered subsection of a section ('' none, '*' not listed)."""

    kind: str
    last: str
    needs_subsection: bool
    closed: bool


@dataclass(frozen=True, slots=True)
class Citation:
    """What a citation text designates: the worst class of all it names, and every provision in one spelling."""

    kind: str
    provisions: tuple[str, ...] = ()
    needs_order: bool = False
    needs_ninety_days: bool = False


class StatuteTable:
    """Provisions by title, section and path; a lookup never guesses: what is not there is `unknown`."""

    def __init__(
        self,
        entries: Mapping[tuple[str, ...], Entry],
        acts: Mapping[tuple[str, str], tuple[str, str]],
        names: Mapping[str, str] | None = None,
    ) -> None:
        self._entries = dict(entries)
        self._acts = dict(acts)
        self._names = {re.compile(rf"\b{re.escape(name)}\b"): kind for name, kind in (names or {}).items()}
        self._sections: dict[str, list[str]] = {}
        for act, section in [*((e[0], e[1]) for e in self._entries if len(e) == 2), *self._acts]:
            self._sections.setdefault(act, []).append(section)

    def named(self, text: str) -> set[str]:
        """The classes of the matters that a folded text without a citation names."""
        return {kind for pattern, kind in self._names.items() if pattern.search(text)}

    def knows(self, act: str, section: str) -> bool:
        return section in self._sections.get(act, ())

    def between(self, act: str, first: str, last: str) -> list[str]:
        """Every listed section from `first` to `last`, these two in any case; empty when they run backwards."""
        if _order(first) > _order(last):
            return []
        listed = [s for s in self._sections.get(act, ()) if _order(first) < _order(s) < _order(last)]
        return list(dict.fromkeys([first, *sorted(listed, key=_order), last]))

    def section_of_act(self, act: str, section: str) -> tuple[str, str] | None:
        """Title and section of the Code where a named act's section is codified."""
        return self._acts.get((act, section))

    def classify(self, title: str, section: str, path: tuple[str, ...]) -> str:
        """The class of one provision; the longest listed prefix of its path decides."""
        if (title, "*") in self._entries:
            return self._entries[title, "*"].kind
        head = self._entries.get((title, section))
        if head is None:
            return "unknown"
        for depth in range(len(path), -1, -1):
            entry = self._entries.get((title, section, *path[:depth]))
            if entry is not None:
                return _judge(entry, head, path, depth)
        return "unknown"


def _order(section: str) -> tuple[int, int, str, int]:
    """`1324`, `1324a`, `1325`, and `78z` before `78aa`: a section's place in its title."""
    found = re.match(r"(\d+)([a-z]*)(?:-(\d+))?", section)
    return (int(found[1]), len(found[2]), found[2], int(found[3] or 0)) if found else (0, 0, section, 0)


def _judge(entry: Entry, head: Entry, path: tuple[str, ...], depth: int) -> str:
    kind = "unspecific" if entry.kind == "none" else entry.kind
    if depth == len(path):
        return "unspecific" if entry.needs_subsection else kind
    if entry.closed:
        return "unknown"
    if depth == 0 and not _has_subsection(head, path[0]):
        return "unknown"
    # A listed subsection makes the offence here; another one of the same section does not.
    return "unspecific" if entry.needs_subsection else kind


def _has_subsection(head: Entry, first: str) -> bool:
    if head.last == "*" or first.isdigit():
        return True
    return (len(first) == 1 and first <= head.last) or (len(first) > 1 and head.last != "")


@cache
def table_for(pack: str) -> StatuteTable:
    """The shipped table nearest to the pack's path (`us/statutes.csv` for `us/usc26/...`); an empty one where there is none."""
    parts = pack.split("/")
    for n in range(len(parts) - 1, 0, -1):
        file = resources.files("muniment.law").joinpath("packs", *parts[:n], "statutes.csv")
        if file.is_file():
            return read_table(file.read_text(encoding="utf-8"))
    return StatuteTable({}, {})


def read_table(text: str) -> StatuteTable:
    """The table from its CSV. Columns: title, section, subsection (parts joined by '.'), kind, last, needs_subsection, closed, name, ina, source.
    A line without title is the name of a matter."""
    entries: dict[tuple[str, ...], Entry] = {}
    acts: dict[tuple[str, str], tuple[str, str]] = {}
    names: dict[str, str] = {}
    for line in csv.DictReader(io.StringIO(text)):
        if not line["title"]:
            names[line["name"].casefold()] = line["kind"]
            continue
        section = line["section"].casefold()
        path = tuple(p for p in line["subsection"].casefold().split(".") if p)
        entries[line["title"], section, *path] = Entry(
            line["kind"], line["last"], line["needs_subsection"] == "yes", line["closed"] == "yes"
        )
        if line["ina"]:
            acts["ina", line["ina"].casefold()] = (line["title"], section)
    return StatuteTable(entries, acts, names)


# --- reading -------------------------------------------------------------------------------------------------------

_SPELLINGS: Final = (
    (re.compile(r"[‐‑‒–—−]"), "-"),
    (re.compile(r"§+"), " sec "),
    (
        re.compile(
            r"\bunited\s+states\s+code(?:\s+annotated)?\b|\bu\.?\s?s\.?\s*code\b|\bu\.?\s?s\.?\s?c\.?(?:\s?a\.?)?(?![a-z])"
        ),
        " usc ",
    ),
    (re.compile(r"(?<=\d)usca?(?=\s*\d)"), " usc "),
    (re.compile(r"\bcode\s+of\s+federal\s+regulations\b|\bc\.?\s?f\.?\s?r\.?(?![a-z])"), " cfr "),
    (re.compile(r"\bimmigration\s+(?:and|&)\s+nationality\s+act\b|\bi\.\s?n\.\s?a\.?"), " ina "),
    (re.compile(r"\b(?:internal\s+revenue\s+code|i\.\s?r\.\s?c\.?|irc)\b\.?"), " irc "),
    (re.compile(r"\b(?:sections?|secs?|ss?)\b\.?"), " sec "),
    (re.compile(r"[\[{]"), "("),
    (re.compile(r"[\]}]"), ")"),
    (re.compile(r"\((?:19|20)\d{2}(?: ed[^()]*)?\)"), " "),  # the edition cited
    (re.compile(r"\b\d{4}-\d{2}-\d{2}\b|\b\d+ (?:days?|months?|years?|counts?)\b"), " "),
    (re.compile(r"\b(\d{1,2})-\s*usc\s*-"), r"\1 usc "),
    (re.compile(r"[ ,]*\b(?:sub)*(?:section|sec|paragraph|par|para|clause|cl)s?\b\.?,? ?(?=\()"), ""),
    (re.compile(r"\s+"), " "),
)
_SECTION: Final = re.compile(r"(\d{1,6}(?:[a-z]{1,3}(?![a-z]))?(?:-\d{1,3}[a-z]?)?)(?![a-z0-9])")
_GROUP: Final = re.compile(r"\s*\(\s*([ivx]{1,5}|[a-z]|([a-z])\2|\d{1,3}[a-z]?)\s*\)")
_SPACE: Final = re.compile(r"(?:[\s,;:&/+.]|\b(?:and|or|with|of|the|in|via|under|violations?)\b)+")
_CODE: Final = re.compile(r"(?:title )?(\d{1,2})(?: ?, ?| )usc(?: ?,)?(?: sec)*")
_TITLE_SEC: Final = re.compile(r"title (\d{1,2}) ?,? sec")
_NAMED: Final = re.compile(r"(ina|irc)\b(?: ?,)?(?: (?:act|sec))*")
_REGULATION: Final = re.compile(r"(?:title )?(\d{1,2}) ?cfr(?: (?:part|sec))* ?[\d.]*")
_REVERSED: Final = re.compile(
    r"(?:sec ?)(\S+?(?: ?\([^)]{1,5}\))*),? (?:of )?(?:title (\d{1,2})(?: ?,? (?:of )?(?:the )?usc)?|(?:the )?(ina|irc)\b|(\d{1,2}) usc)"
)
_WORD: Final = re.compile(r"[^\W\d_]+")
_RANGE: Final = re.compile(
    r" ?(?P<by>-|through\b|thru\b|to\b) ?(?:and including )?(?:sec )?(?:(?:title )?(?P<title>\d{1,2}) usc (?:sec )*)?"
)


@lru_cache(maxsize=65_536)  # a reason cites what its row and the rows beside it cite
def read_citation(text: str, table: StatuteTable) -> Citation:
    """What `text` designates, in the table. Never raises; what cannot be read is `unreadable`."""
    folded = unicodedata.normalize("NFKC", text).casefold().strip()
    if not folded:
        return Citation("empty")
    if len(folded) > MAX_LENGTH:
        return Citation("unreadable")
    for pattern, spelling in _SPELLINGS:
        folded = pattern.sub(spelling, folded)
    kinds: set[str] = set()
    provisions: list[str] = []
    order = ninety = False
    for found in _scan(folded.strip(), table):
        if isinstance(found, str):
            kinds.add(found)
            continue
        act, section, path = found
        where = (act, section) if act.isdigit() else table.section_of_act(act, section)
        if where is None:
            kinds.add("unknown")
            continue
        kinds.add(table.classify(where[0], where[1], path))
        provisions.append(f"{where[0]} usc {where[1]}" + "".join(f"({p})" for p in path))
        key = (*where, *path)
        if key[:4] == ORDER_OFFENCE:
            order = True
            ninety = ninety or key in (ORDER_OFFENCE, (*ORDER_OFFENCE, "a"))
    if not provisions:
        kinds |= table.named(folded)
    if not provisions and not kinds - {"unreadable"}:
        return Citation("unreadable")
    kind = next(k for k in _WORST_FIRST if k in kinds)
    return Citation(kind, tuple(dict.fromkeys(provisions)), order, ninety)


_Found = tuple[str, str, tuple[str, ...]]


def _scan(text: str, table: StatuteTable) -> Iterator[_Found | str]:
    """Provisions named in `text`, left to right, and the class name of what is no provision."""
    at, act = 0, ""
    last: _Found | None = None
    while at < len(text):
        if found := _SPACE.match(text, at):
            at = found.end()
        elif found := _REGULATION.match(text, at):
            at, last = found.end(), None
            while group := _GROUP.match(text, at):
                at = group.end()
            yield "tax" if found[1] == "26" else "administrative" if found[1] == "8" else "unknown"
        elif found := _REVERSED.match(text, at):
            act = found[2] or found[4] or ("26" if found[3] == "irc" else found[3])
            at = found.end()
            for part in _scan(f"{act} usc {found[1]}" if act.isdigit() else f"{act} {found[1]}", table):
                last = part if isinstance(part, tuple) else None
                yield part
        elif (found := _CODE.match(text, at)) or (found := _TITLE_SEC.match(text, at)):
            act, at, last = str(int(found[1])), found.end(), None
            if act == "26":
                yield "tax"  # the whole title is tax, also when no section follows
        elif found := _NAMED.match(text, at):
            act, at, last = ("26" if found[1] == "irc" else found[1]), found.end(), None
            if act == "26":
                yield "tax"
        elif last and (through := _range(text, at, last, table)):
            inside, last, at = through
            yield from inside
        elif last and (found := _GROUP.match(text, at)):
            path, at = _path(text, at)
            last = (last[0], last[1], _sibling(last[2], path))
            yield last
        elif act and (found := _SECTION.match(text, at)):
            section = _section(act, found[1], table)
            path, at = _path(text, found.start() + len(section))
            last = (act, section, path)
            yield last
        elif found := _WORD.match(text, at):
            # Words beside a citation (`failure to depart`) are tolerated; `et seq.` makes it no designation at all.
            if found[0] in ("seq", "sqq", "chapter", "ch", "subchapter"):
                yield "unspecific"
            at = found.end()
        else:
            if text[at].isdigit():
                yield "unreadable"
                while at < len(text) and text[at].isalnum():
                    at += 1
            else:
                at += 1


def _section(act: str, written: str, table: StatuteTable) -> str:
    """The section as written, or its first part: `1320a-7b` is a section, `371-373` are several."""
    first, dash, last = written.partition("-")
    return first if dash and not table.knows(act, written) and _order(first) < _order(last) else written


def _range(text: str, at: int, last: _Found, table: StatuteTable) -> tuple[list[_Found | str], _Found, int] | None:
    """What a range that starts at `last` adds, its end, and the place behind it; None when none is written here.

    All that lies between is designated: `8 USC 1325(a)-(d)` names the civil (b) too. One that runs backwards is unreadable.
    """
    found = _RANGE.match(text, at)
    if found is None or (found["title"] and (found["by"] == "-" or str(int(found["title"])) != last[0])):
        return None
    act, section, path = last
    if path and not found["title"] and _GROUP.match(text, found.end()):
        other, at = _path(text, found.end())
        end = _sibling(path, other)
        steps = _steps(path, end)
        return [(act, section, step) for step in steps] or ["unreadable"], (act, section, end), at
    if written := _SECTION.match(text, found.end()):
        other, at = _path(text, written.end())
        sections = table.between(act, section, written[1])
        to: _Found = (act, written[1], other)
        return [*((act, s, ()) for s in sections[1:-1]), to] if sections else ["unreadable"], to, at
    return None


def _steps(path: tuple[str, ...], end: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The paths behind `path` up to `end` where they differ in their last part alone; [] when that is no range."""
    if path[:-1] != end[:-1]:
        return []
    a, b = path[-1], end[-1]
    if a.isdigit() and b.isdigit():
        parts = [str(n) for n in range(int(a) + 1, int(b) + 1)]
    elif len(a) == len(b) == 1 and a.isalpha() and b.isalpha():
        parts = [chr(n) for n in range(ord(a) + 1, ord(b) + 1)]
    else:
        parts = list(_ROMAN[_ROMAN.index(a) + 1 : _ROMAN.index(b) + 1]) if a in _ROMAN and b in _ROMAN else []
    return [(*path[:-1], part) for part in parts]


_ROMAN: Final = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv")


def _path(text: str, at: int) -> tuple[tuple[str, ...], int]:
    parts: list[str] = []
    while group := _GROUP.match(text, at):
        parts.append(group[1])
        at = group.end()
    return tuple(parts), at


def _sibling(path: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    """`(a)(1)(A) and (B)`: the second stands where the last part of its own kind stood."""
    for n in range(len(path) - 1, -1, -1):
        if path[n].isdigit() == other[0].isdigit():
            return (*path[:n], *other)
    return other


_BARE_CLASS: Final = re.compile(r"§?\s*(1227|237)\s*\(a\)")
ORDER_CLASSES: Final = ("1227a", "other", "unreadable", "empty")


def read_order_class(text: str, table: StatuteTable) -> str:
    """The class of removability an order rests on: `1227a` when every provision named is in 8 U.S.C. 1227(a) (INA 237(a))."""
    citation = read_citation(text, table)
    if citation.kind == "empty":
        return "empty"
    if bare := _BARE_CLASS.match(text.strip()):
        citation = read_citation(("8 usc " if bare[1] == "1227" else "ina ") + text.strip().lstrip("§ "), table)
    if not citation.provisions:
        return "unreadable"
    inside = all(p == "8 usc 1227(a)" or p.startswith("8 usc 1227(a)(") for p in citation.provisions)
    return "1227a" if inside and "unreadable" not in citation.kind else "other"
