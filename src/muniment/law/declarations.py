"""The blocks of a pack that declare names: sources, facts, switches, lists, formats. Each with its place, for defects."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from muniment.law import nodes as n
from muniment.law.document import Defects, Node, clip, day_of, items_of, mapping, nearest, text_of
from muniment.law.grammar import RESERVED, Scope
from muniment.law.pack import ALWAYS, ORIGINS, FactType, ListVersion, Source, SwitchType, Term, TermOption
from muniment.law.patterns import PatternRefused, safe_pattern
from muniment.law.values import atom, choice, read_period
from muniment.vocabulary.outcomes import Role

MAX_ITEMS: Final = 5_000
MAX_FACTS: Final = 500
SOURCE_KINDS: Final = ("statute", "opinion", "regulation", "agreement", "policy", "guidance")
NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,59}")


class Declarations:
    """What a pack declares. `places`: where each fact, list, format and switch stands; they share one space of names."""

    def __init__(self, defects: Defects) -> None:
        self.defects = defects
        self.sources: dict[str, Source] = {}
        self.facts: dict[str, FactType] = {}
        self.switches: dict[str, SwitchType] = {}
        self.lists: dict[str, tuple[ListVersion, ...]] = {}
        self.formats: dict[str, str] = {}
        self.terms: dict[str, Term] = {}
        self.places: dict[str, Node] = {}

    def scope(self) -> Scope:
        """The names an expression may use."""
        return Scope(
            facts={k: f.type for k, f in self.facts.items()},
            values={
                **{k: fact.values for k, fact in self.facts.items() if fact.values},
                **{k: switch.values for k, switch in self.switches.items() if switch.values},
            },
            switches={k: s.type for k, s in self.switches.items()},
            lists={k: versions[0].members.member for k, versions in self.lists.items()},
            list_items={k: tuple(i for v in vs for i in v.members.items) for k, vs in self.lists.items()},
            formats=self.formats,
        )

    def named(self, node: Node | None, what: str, limit: int) -> list[tuple[str, Node]]:
        """The entries of a block of named things, each name well formed and new."""
        if node is None or node.value is None:
            return []
        if not isinstance(node.value, dict):
            self.defects.law(node, 10, f"{what} is not a mapping.", "Write `name: ...`.")
            return []
        if len(node.value) > limit:
            self.defects.law(node, 23, f"{what} has more than {limit} entries.", "Divide the pack.")
            return []
        found = []
        for name, child in node.value.items():
            if not NAME.fullmatch(name):
                message = f"The name '{clip(name)}' is not well formed."
                self.defects.law(
                    child, 24, message, "Small letters, digits and _, a letter first, at most 60.", at_key=True
                )
            elif name in RESERVED:
                self.defects.law(
                    child, 25, f"The name '{name}' is a word of the language.", "Choose another.", at_key=True
                )
            elif name in self.places:
                hint = "Facts, lists, formats and switches share one space of names."
                self.defects.law(child, 26, f"The name '{name}' is taken already.", hint, at_key=True)
            else:
                self.places[name] = child
                found.append((name, child))
        return found

    def read_sources(self, node: Node | None) -> None:
        if node is None:
            return
        for key, child in mapping(node, self.defects, (), node.value or (), "`sources`").items():
            entry = mapping(
                child, self.defects, ("cite",), ("text", "kind", "url", "note", "on"), f"The source '{clip(key)}'"
            )
            self.sources[key] = Source(
                id=key,
                cite=text_of(entry.get("cite"), self.defects, "The citation", limit=500),
                text=text_of(entry.get("text"), self.defects, "The source's text"),
                kind=choice(entry.get("kind"), self.defects, "The kind of source", SOURCE_KINDS),
                url=text_of(entry.get("url"), self.defects, "The address", limit=1_000),
                note=text_of(entry.get("note"), self.defects, "The note"),
                on=day_of(entry.get("on"), self.defects, "The source's day"),
            )

    def read_facts(self, node: Node | None) -> None:
        for name, child in self.named(node, "`facts`", MAX_FACTS):
            entry = mapping(child, self.defects, ("type", "from"), ("role", "values", "note"), f"The fact '{name}'")
            kind = choice(entry.get("type"), self.defects, "The type", list(n.Type))
            origin = choice(entry.get("from"), self.defects, "The origin (`from`)", sorted(ORIGINS))
            role = choice(entry.get("role"), self.defects, "The role", list(Role))
            if origin == "judgment" and "role" not in entry:
                self.defects.law(child, 27, f"Nobody is named who may judge '{name}'.", "Add `role:`, e.g. counsel.")
            if origin and origin != "judgment" and "role" in entry:
                self.defects.law(entry["role"], 28, f"'{name}' is not a judgment, so it has no role.", "Remove `role`.")
            values = self.atoms(entry.get("values"), n.Type.TEXT, "`values`")
            if values and kind not in ("text", "list_text"):
                self.defects.law(entry["values"], 29, "Only texts have a closed set of values.", "Remove `values`.")
            if kind and origin:
                self.facts[name] = FactType(
                    name,
                    n.Type(kind),
                    origin,
                    Role(role) if role else None,
                    values,
                    text_of(entry.get("note"), self.defects, "The note"),
                )

    def read_switches(self, node: Node | None) -> None:
        for name, child in self.named(node, "`switches`", 100):
            entry = mapping(child, self.defects, ("type", "default"), ("values", "note"), f"The switch '{name}'")
            kind = choice(entry.get("type"), self.defects, "The type", ("bool", "number", "text"))
            if not kind or "default" not in entry:
                continue
            values = self.atoms(entry.get("values"), n.Type(kind), "`values`")
            default = self.atoms_of((entry["default"],), n.Type(kind), "The default")
            if default and values and default[0] not in values:
                self.defects.law(
                    entry["default"], 30, "The default is none of the values.", "Add it, or choose another."
                )
            if default:
                note = text_of(entry.get("note"), self.defects, "The note")
                self.switches[name] = SwitchType(name, n.Type(kind), default[0], values, note)

    def read_lists(self, node: Node | None) -> None:
        for name, child in self.named(node, "`lists`", 200):
            parts: tuple[Node, ...] = (child,)
            if isinstance(child.value, tuple) and child.value and isinstance(child.value[0].value, dict):
                parts = child.value
            versions: list[tuple[ListVersion, Node]] = []
            for part in parts:
                items, period, note = part, ALWAYS, ""
                if isinstance(part.value, dict):
                    entry = mapping(
                        part, self.defects, ("items",), ("effective", "source", "note"), f"The list '{name}'"
                    )
                    if "items" not in entry:
                        continue
                    items, note = entry["items"], text_of(entry.get("note"), self.defects, "The note")
                    period = read_period(entry.get("effective"), self.defects, f"The list '{name}'")
                    if "source" in entry:
                        self.known_source(entry["source"])
                members = self.list_members(items, name)
                for version, _ in versions:
                    if version.effective.overlaps(period):
                        message = f"Two versions of the list '{name}' are in effect on one day."
                        self.defects.law(part, 31, message, "End one before the other.")
                    if version.members.member != members.member and version.members.items and members.items:
                        self.defects.law(
                            part, 32, f"The versions of the list '{name}' are of different types.", "Use one type."
                        )
                versions.append((ListVersion(period, members, note), part))
            if versions:
                # An empty version takes the type of its fellows.
                kind = next((v.members.member for v, _ in versions if v.members.items), n.Type.TEXT)
                self.lists[name] = tuple(
                    ListVersion(v.effective, n.Members(v.members.items, kind), v.note) for v, _ in versions
                )

    def list_members(self, node: Node, name: str) -> n.Members:
        items = items_of(node, self.defects, f"The list '{name}'")
        if len(items) > MAX_ITEMS:
            self.defects.law(
                node, 33, f"The list '{name}' has more than {MAX_ITEMS} items.", "Make it a register fact."
            )
            return n.Members((), n.Type.TEXT)
        kind = n.Type.TEXT
        if items and all(atom(item.value, n.Type.DATE) is not None for item in items):
            kind = n.Type.DATE  # bare or quoted: a document and its canonical JSON mean the same
        elif items and not isinstance(items[0].value, str):
            first = items[0].value
            kind = n.Type.NUMBER if isinstance(first, int | float) and not isinstance(first, bool) else n.Type.DATE
        return n.Members(tuple(dict.fromkeys(self.atoms_of(items, kind, f"An item of the list '{name}'"))), kind)

    def atoms(self, node: Node | None, kind: n.Type, what: str) -> tuple[n.Atom, ...]:
        return self.atoms_of(items_of(node, self.defects, what), kind, what)

    def atoms_of(self, items: Iterable[Node], kind: n.Type, what: str) -> tuple[n.Atom, ...]:
        found = []
        for item in items:
            value = atom(item.value, kind)
            if value is None:
                hint = "Quote texts; leave numbers and dates bare."
                self.defects.law(item, 34, f"{what} is not of type {kind.value}.", hint)
            else:
                found.append(value)
        return tuple(found)

    def read_formats(self, node: Node | None) -> None:
        for name, child in self.named(node, "`formats`", 100):
            place = child
            if isinstance(child.value, dict):
                entry = mapping(child, self.defects, ("pattern",), ("note",), f"The format '{name}'")
                place = entry.get("pattern", child)
            if not isinstance(place.value, str):
                self.defects.law(place, 35, f"The format '{name}' is not a pattern.", "Write it in quotes.")
                continue
            try:
                self.formats[name] = safe_pattern(place.value)
            except PatternRefused as error:
                self.defects.law(place, 36, error.message, error.hint, offset=error.offset)

    def read_terms(self, node: Node | None) -> None:
        for name, child in self.named(node, "`terms`", 50):
            del self.places[name]  # no expression uses a term
            entry = mapping(child, self.defects, ("title", "options", "default"), (), f"The term '{name}'")
            place = entry.get("options", child)
            if not isinstance(place.value, dict) or not place.value:
                self.defects.law(place, 57, f"The term '{name}' has no option.", "Write `name: {authority: ...}`.")
                continue
            options = {key: self.term_option(key, option) for key, option in place.value.items()}
            default = choice(entry.get("default"), self.defects, "The default", options)
            if default and not options[default].offered:
                self.defects.law(entry["default"], 58, "The default is not offered.", "Choose one that is.")
            title = text_of(entry.get("title"), self.defects, "The title", limit=500)
            self.terms[name] = Term(name, title, options, default)

    def term_option(self, name: str, node: Node) -> TermOption:
        what = f"The option '{clip(name)}'"
        if not NAME.fullmatch(name):
            self.defects.law(node, 24, f"{what} is not well named.", "Small letters, digits and _.", at_key=True)
        entry = mapping(node, self.defects, ("authority",), ("offered", "effective", "note"), what)
        offered = entry.get("offered")
        if offered is not None and not isinstance(offered.value, bool):
            self.defects.law(offered, 59, "`offered` is not true or false.", "true or false")
        return TermOption(
            name,
            text_of(entry.get("authority"), self.defects, "The authority", limit=500),
            read_period(entry.get("effective"), self.defects, what),
            offered is None or offered.value is True,
            text_of(entry.get("note"), self.defects, "The note"),
        )

    def known_source(self, node: Node) -> str:
        value = text_of(node, self.defects, "The source", limit=200)
        if value not in self.sources:
            self.defects.law(node, 37, f"There is no source '{clip(value)}'.", nearest(value, self.sources))
        return value
