"""A YAML document with the position of every value, for files whose author we need not trust.

It reads and bounds; it does not know what a pack or a profile is. No tags, anchors or aliases are followed, so nothing
can expand; size, depth and number of values are bounded before any of them is built.
"""

from __future__ import annotations

import difflib
import io
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from muniment.vocabulary.errors import Defect, InputRefused

MAX_BYTES: Final = 512 * 1024
MAX_DEPTH: Final = 12
MAX_VALUES: Final = 20_000
MAX_INTEGER_DIGITS: Final = 15
MAX_DEFECTS: Final = 200

_INTEGER: Final = re.compile(r"[-+]?[0-9]+")
_FLOAT: Final = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_OTHER_NUMBER: Final = re.compile(r"0[xo][0-9a-fA-F]+|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")


@dataclass(frozen=True, slots=True)
class Node:
    """One value and where it stands. `value` is a scalar, a tuple of Node, or a dict of Node by key.

    `line` and `column` count from 1. `key_line`, `key_column` give the place of its key when it is a mapping's value.
    `style` is the scalar's quoting: '', "'", '"', '|' or '>'.
    """

    value: Any
    line: int
    column: int
    path: str = ""
    style: str = ""
    key_line: int = 0
    key_column: int = 0

    def plain(self) -> Any:
        """The value as plain data: dict, list, str, int, float, bool, None; dates as ISO text."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, tuple):
            return [node.plain() for node in self.value]
        return self.value.isoformat() if isinstance(self.value, date) else self.value


def clip(text: object, limit: int = 40) -> str:
    """A name from the document, safe to print: printable and short."""
    shown = "".join(c if c.isprintable() else "?" for c in str(text)[: limit + 1])
    return shown if len(shown) <= limit else shown[:limit] + "…"


@dataclass(slots=True)
class Defects:
    """Collects what is wrong with one file. Each defect's `row` is the line, `column` the key path."""

    file: str
    found: list[Defect] = field(default_factory=list)

    def add(
        self, node: Node, code: str, message: str, hint: str = "", *, at_key: bool = False, offset: int = -1
    ) -> None:
        """`offset` counts characters into an expression or pattern, from 0."""
        line, column = (node.key_line, node.key_column) if at_key and node.key_line else (node.line, node.column)
        where = f"line {line}, column {column}"
        if offset >= 0:
            if node.style in ("", "'", '"'):
                where = f"line {line}, column {column + offset + (1 if node.style else 0)}"
            where += f", character {offset + 1} of the expression"
        if len(self.found) < MAX_DEFECTS:
            self.found.append(Defect(self.file, line, node.path, code, f"{message} ({where})", hint))

    def law(
        self, node: Node, number: int, message: str, hint: str = "", *, at_key: bool = False, offset: int = -1
    ) -> None:
        """`add` with the law room's code of that number."""
        self.add(node, f"MUN-LAW-{number:03d}", message, hint, at_key=at_key, offset=offset)

    def raise_if_any(self, code: str, what: str) -> None:
        if self.found:
            first = self.found[0]
            count = len(self.found)
            raise InputRefused(
                code,
                f"{what} has {count} defect{'s' if count > 1 else ''}; the first: {first.message}",
                hint=first.hint or "Correct the places listed and load it again.",
                defects=self.found,
            )


def read_document(raw: bytes, file: str) -> Node:
    """The one mapping in `raw`, every value with its place.

    Guarantee: bounded time and memory for any bytes; the tree is built of plain scalars, tuples and dicts alone.
    Raises InputRefused (codes MUN-LAW-001 to 009) with the position.
    """
    defects = Defects(file)
    origin = Node(None, 1, 1)

    def refuse(node: Node, code: str, message: str, hint: str) -> InputRefused:
        defects.add(node, code, message, hint)
        return InputRefused(code, defects.found[0].message, hint=hint, defects=defects.found)

    if len(raw) > MAX_BYTES:
        raise refuse(origin, "MUN-LAW-001", f"The document is longer than {MAX_BYTES} bytes.", "Divide it.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise refuse(
            Node(None, line, 1), "MUN-LAW-002", "The document is not UTF-8.", "Save the file as UTF-8."
        ) from None
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise refuse(Node(None, line, 1), "MUN-LAW-002", "The document contains a NUL byte.", "Remove it.")
    try:
        root = _build(text, refuse)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Node(None, mark.line + 1, mark.column + 1) if mark else origin
        raise refuse(
            place, "MUN-LAW-003", "The document is not YAML 1.2.", "Check quotes and indentation here."
        ) from None
    except (YAMLError, ValueError, RecursionError, IndexError):
        raise refuse(origin, "MUN-LAW-003", "The document is not YAML 1.2.", "Check quotes and indentation.") from None
    if not isinstance(root.value, dict):
        raise refuse(
            root, "MUN-LAW-004", "The document is not a mapping of keys to values.", "Start with `key: value`."
        )
    return root


Refuse = Callable[[Node, str, str, str], InputRefused]


def _build(text: str, refuse: Refuse) -> Node:
    yaml = YAML(typ="safe", pure=True)
    yaml.version = (1, 2)
    root: Node | None = None
    # Each open collection: [items, place, path, waiting key]. A mapping's items is a dict, a sequence's a list.
    stack: list[tuple[dict[str, Node] | list[Node], Node, str]] = []
    waiting: list[Node | None] = []
    documents = seen = 0

    def path_for_next() -> str:
        if not stack:
            return ""
        items, _, path = stack[-1]
        key = waiting[-1]
        if isinstance(items, list):
            return f"{path}[{len(items)}]"
        return f"{path}.{clip(key.value)}".lstrip(".") if key else path

    def attach(node: Node) -> None:
        nonlocal root
        if not stack:
            root = node
            return
        items = stack[-1][0]
        if isinstance(items, list):
            items.append(node)
            return
        key = waiting[-1]
        if key is None:
            if not isinstance(node.value, str):
                raise refuse(node, "MUN-LAW-006", "A key is not text.", "Put quotes around it.")
            if not node.value.isascii():
                raise refuse(node, "MUN-LAW-006", "A key has signs beyond ASCII.", "Keys are plain; texts need not be.")
            if node.value in items:
                hint = "Keep one of the two."
                raise refuse(node, "MUN-LAW-005", f"The key '{clip(node.value)}' stands twice in one mapping.", hint)
            waiting[-1] = node
            return
        items[key.value] = Node(
            node.value, node.line, node.column, node.path, node.style, key_line=key.line, key_column=key.column
        )
        waiting[-1] = None

    for event in yaml.parse(io.StringIO(text)):
        if isinstance(event, DocumentStartEvent):
            documents += 1
            if documents > 1:
                place = Node(None, event.start_mark.line + 1, 1)
                raise refuse(place, "MUN-LAW-004", "The file holds more than one document.", "One file, one document.")
            continue
        if isinstance(event, MappingEndEvent | SequenceEndEvent):
            items, place, path = stack.pop()
            waiting.pop()
            value = items if isinstance(items, dict) else tuple(items)
            attach(Node(value, place.line, place.column, path))
            continue
        if not isinstance(event, ScalarEvent | MappingStartEvent | SequenceStartEvent | AliasEvent):
            continue
        place = Node(None, event.start_mark.line + 1, event.start_mark.column + 1, path_for_next())
        seen += 1
        if isinstance(event, AliasEvent) or event.anchor:
            raise refuse(place, "MUN-LAW-007", "Anchors and aliases are not allowed here.", "Write the value out.")
        if event.tag is not None:
            raise refuse(place, "MUN-LAW-007", "Tags are not allowed here.", "Remove the `!` and what follows it.")
        if seen > MAX_VALUES or len(stack) >= MAX_DEPTH:
            raise refuse(place, "MUN-LAW-008", "The document is too deep or holds too many values.", "Divide it.")
        if isinstance(event, ScalarEvent):
            attach(_scalar(event, place, refuse))
        else:
            is_map = isinstance(event, MappingStartEvent)
            if is_map and stack and isinstance(stack[-1][0], dict) and waiting[-1] is None:
                raise refuse(place, "MUN-LAW-006", "A key is not text.", "Put quotes around it.")
            stack.append(({} if is_map else [], place, place.path))
            waiting.append(None)
    return root or Node(None, 1, 1)


def _scalar(event: ScalarEvent, place: Node, refuse: Refuse) -> Node:
    text = event.value
    style = event.style or ""
    value: Any = text
    if "\x00" in text or (not text.isascii() and any(0xD800 <= ord(sign) <= 0xDFFF for sign in text)):
        raise refuse(place, "MUN-LAW-009", "A text holds a sign that is none.", "Remove the escape.")
    if not style:
        if text in ("", "~", "null", "Null", "NULL"):
            value = None
        elif text in ("true", "True", "TRUE", "false", "False", "FALSE"):
            value = text.lower() == "true"
        elif _DATE.fullmatch(text):
            try:
                value = date.fromisoformat(text)
            except ValueError:
                raise refuse(place, "MUN-LAW-009", "There is no such day.", "Write dates as YYYY-MM-DD.") from None
        elif _INTEGER.fullmatch(text):
            if len(text) > MAX_INTEGER_DIGITS:
                raise refuse(
                    place, "MUN-LAW-009", "The number is too long.", "At most 15 digits; quote it if it is text."
                )
            value = int(text)
        elif _FLOAT.fullmatch(text):
            value = float(text) if len(text) <= 40 else float("inf")
            if not (value == 0 or 1e-4 <= abs(value) <= 1e15):
                raise refuse(place, "MUN-LAW-009", "The number is too large or too small.", "0.0001 to 10^15.")
        elif _OTHER_NUMBER.fullmatch(text):
            raise refuse(place, "MUN-LAW-009", "Numbers are written in tens here.", "Quote it if it is text.")
    return Node(value, place.line, place.column, place.path, style)


def nearest(name: str, known: Iterable[str]) -> str:
    """A hint naming the closest known name, or listing a few."""
    names = sorted(set(known))
    close = difflib.get_close_matches(name[:60], names, n=1, cutoff=0.6)
    if close:
        return f"Did you mean '{close[0]}'?"
    return f"Known: {', '.join(names[:12])}{' …' if len(names) > 12 else ''}." if names else "None is defined."


def mapping(
    node: Node, defects: Defects, required: Iterable[str], optional: Iterable[str], what: str
) -> Mapping[str, Node]:
    """`node` as a mapping with known keys; an empty mapping, and a defect, where it is none."""
    if not isinstance(node.value, dict):
        defects.add(node, "MUN-LAW-010", f"{what} is not a mapping.", "Write `key: value` pairs.")
        return {}
    required = tuple(required)
    known = {*required, *optional}
    for key, child in node.value.items():
        if key not in known:
            message = f"{what} has no key '{clip(key)}'."
            defects.add(child, "MUN-LAW-011", message, nearest(key, known), at_key=True)
    for key in required:
        if key not in node.value:
            defects.add(node, "MUN-LAW-012", f"{what} lacks the key '{key}'.", f"Add `{key}:`.")
    return node.value


def text_of(node: Node | None, defects: Defects, what: str, *, limit: int = 4_000, empty: str = "") -> str:
    """The text of a node; `empty` where it is absent."""
    if node is None or node.value is None:
        return empty
    if not isinstance(node.value, str):
        defects.add(node, "MUN-LAW-013", f"{what} is not text.", "Put quotes around it.")
        return empty
    if len(node.value) > limit:
        defects.add(node, "MUN-LAW-014", f"{what} is longer than {limit} characters.", "Shorten it.")
        return empty
    return node.value


def day_of(node: Node | None, defects: Defects, what: str) -> date | None:
    """A date, bare or quoted; None where absent."""
    if node is None or node.value is None:
        return None
    value = node.value
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            value = node.value
    if not isinstance(value, date):
        defects.add(node, "MUN-LAW-015", f"{what} is not a date.", "Write dates as YYYY-MM-DD.")
        return None
    return value


def items_of(node: Node | None, defects: Defects, what: str) -> tuple[Node, ...]:
    """The members of a sequence; none, and a defect, where it is no sequence."""
    if node is None or node.value is None:
        return ()
    if not isinstance(node.value, tuple):
        defects.add(node, "MUN-LAW-016", f"{what} is not a sequence.", "Write `[a, b]` or one `- item` a line.")
        return ()
    return node.value
