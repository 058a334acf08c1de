"""Bytes to Pack, or every defect of them with its line and column. Nothing of the author's is run.

`build_pack` checks form and meaning; `load_pack` also runs the pack's scenarios and refuses one whose scenarios fail.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

from muniment.law import nodes as n
from muniment.law.constant import constant_value
from muniment.law.document import (
    Defects,
    Node,
    clip,
    items_of,
    mapping,
    nearest,
    read_document,
    text_of,
)
from muniment.law.identity import document_id
from muniment.law.pack import (
    ALWAYS,
    ORIGINS,
    RECORD_ORIGINS,
    Element,
    FactType,
    ListVersion,
    Pack,
    Period,
    Reading,
    Source,
    SwitchType,
)
from muniment.law.parse import RESERVED, ExpressionRefused, Scope, parse_test
from muniment.law.patterns import PatternRefused, safe_pattern
from muniment.law.scenario_table import read_scenarios
from muniment.law.values import atom, read_period
from muniment.vocabulary.outcomes import Basis, Outcome, Role

MAX_ITEMS: Final = 5_000
MAX_ELEMENTS: Final = 200
MAX_FACTS: Final = 500
SOURCE_KINDS: Final = ("statute", "opinion", "regulation", "agreement", "policy", "guidance")
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,59}")
_ID: Final = re.compile(r"[A-Za-z][A-Za-z0-9._-]{0,59}")
_AUTHORITY: Final = re.compile(r"[a-z0-9][a-z0-9_-]*(/[a-z0-9][a-z0-9_-]*){0,7}")
_FACIAL_OUTCOMES: Final = (Outcome.BLOCK, Outcome.REFUSE, Outcome.RETURN, Outcome.HOLD)


def build_pack(raw: bytes, file: str) -> Pack:
    """A pack whose every part is well formed and well typed; its scenarios are read but not run.

    Raises InputRefused (MUN-LAW-100) with every defect: line in `row`, key path in `column`.
    """
    return _Loader(read_document(raw, file), file).pack()


class _Loader:
    def __init__(self, root: Node, file: str) -> None:
        self.root, self.defects = root, Defects(file)
        self.sources: dict[str, Source] = {}
        self.facts: dict[str, FactType] = {}
        self.switches: dict[str, SwitchType] = {}
        self.lists: dict[str, tuple[ListVersion, ...]] = {}
        self.formats: dict[str, str] = {}
        self.places: dict[str, Node] = {}
        self.used: set[str] = set()
        self.scope = Scope({}, {}, {}, {}, {}, {})

    def pack(self) -> Pack:
        top = mapping(
            self.root,
            self.defects,
            ("pack", "format", "sources", "facts", "elements", "scenarios"),
            ("title", "note", "effective", "lists", "formats", "switches"),
            "The pack",
        )
        name = self.text(top.get("pack"), "The pack's name", 120)
        if "pack" in top and not _AUTHORITY.fullmatch(name):
            self.add(top["pack"], 20, "The pack's name is not an authority's id.", "Like us/usc26/6103-i-2.")
        if "format" in top and top["format"].value != 1:
            self.add(top["format"], 21, "This format of packs is not known.", "format: 1")
        effective = self.period(top.get("effective"), "The pack")
        self.read_sources(top.get("sources"))
        self.read_facts(top.get("facts"))
        self.read_switches(top.get("switches"))
        self.read_lists(top.get("lists"))
        self.read_formats(top.get("formats"))
        self.scope = Scope(
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
        elements = self.read_elements(top.get("elements"))
        self.unused()
        scenarios = read_scenarios(top.get("scenarios"), self.defects, self.facts, self.switches, elements, effective)
        self.defects.raise_if_any("MUN-LAW-100", "The pack")
        return Pack(
            name=name,
            id=document_id(self.root.plain()),
            title=self.text(top.get("title"), "The title"),
            note=self.text(top.get("note"), "The note"),
            effective=effective,
            sources=self.sources,
            facts=self.facts,
            switches=self.switches,
            lists=self.lists,
            formats=self.formats,
            elements=elements,
            scenarios=scenarios,
        )

    # --- small helpers ----------------------------------------------------------------------------------------------

    def add(
        self, node: Node, number: int, message: str, hint: str = "", *, at_key: bool = False, offset: int = -1
    ) -> None:
        self.defects.add(node, f"MUN-LAW-{number:03d}", message, hint, at_key=at_key, offset=offset)

    def text(self, node: Node | None, what: str, limit: int = 20_000) -> str:
        return text_of(node, self.defects, what, limit=limit)

    def period(self, node: Node | None, what: str) -> Period:
        return read_period(node, self.defects, what)

    def choice(self, node: Node | None, what: str, known: Iterable[str], default: str = "") -> str:
        """One of `known`; a defect and the default otherwise."""
        if node is None:
            return default
        value = self.text(node, what, 100)
        known = tuple(known)
        if value not in known:
            self.add(node, 22, f"{what} is none of those known.", nearest(value, known))
            return default
        return value

    def named(self, node: Node | None, what: str, limit: int) -> list[tuple[str, Node]]:
        """The entries of a block of named things, each name well formed and new."""
        if node is None or node.value is None:
            return []
        if not isinstance(node.value, dict):
            self.add(node, 10, f"{what} is not a mapping.", "Write `name: ...`.")
            return []
        if len(node.value) > limit:
            self.add(node, 23, f"{what} has more than {limit} entries.", "Divide the pack.")
            return []
        found = []
        for name, child in node.value.items():
            if not _NAME.fullmatch(name):
                message = f"The name '{clip(name)}' is not well formed."
                self.add(child, 24, message, "Small letters, digits and _, a letter first, at most 60.", at_key=True)
            elif name in RESERVED:
                self.add(child, 25, f"The name '{name}' is a word of the language.", "Choose another.", at_key=True)
            elif name in self.places:
                hint = "Facts, lists, formats and switches share one space of names."
                self.add(child, 26, f"The name '{name}' is taken already.", hint, at_key=True)
            else:
                self.places[name] = child
                found.append((name, child))
        return found

    # --- blocks -----------------------------------------------------------------------------------------------------

    def read_sources(self, node: Node | None) -> None:
        if node is None:
            return
        for key, child in mapping(node, self.defects, (), node.value or (), "`sources`").items():
            entry = mapping(
                child, self.defects, ("cite",), ("text", "kind", "url", "note"), f"The source '{clip(key)}'"
            )
            self.sources[key] = Source(
                id=key,
                cite=self.text(entry.get("cite"), "The citation", 500),
                text=self.text(entry.get("text"), "The source's text"),
                kind=self.choice(entry.get("kind"), "The kind of source", SOURCE_KINDS),
                url=self.text(entry.get("url"), "The address", 1_000),
                note=self.text(entry.get("note"), "The note"),
            )

    def read_facts(self, node: Node | None) -> None:
        for name, child in self.named(node, "`facts`", MAX_FACTS):
            entry = mapping(child, self.defects, ("type", "from"), ("role", "values", "note"), f"The fact '{name}'")
            kind = self.choice(entry.get("type"), "The type", list(n.Type))
            origin = self.choice(entry.get("from"), "The origin (`from`)", sorted(ORIGINS))
            role = self.choice(entry.get("role"), "The role", list(Role))
            if origin == "judgment" and "role" not in entry:
                self.add(child, 27, f"Nobody is named who may judge '{name}'.", "Add `role:`, e.g. counsel.")
            if origin and origin != "judgment" and "role" in entry:
                self.add(entry["role"], 28, f"'{name}' is not a judgment, so it has no role.", "Remove `role`.")
            values = self.atoms(entry.get("values"), n.Type.TEXT, "`values`")
            if values and kind not in ("text", "list_text"):
                self.add(entry["values"], 29, "Only texts have a closed set of values.", "Remove `values`.")
            if kind and origin:
                self.facts[name] = FactType(
                    name,
                    n.Type(kind),
                    origin,
                    Role(role) if role else None,
                    values,
                    self.text(entry.get("note"), "The note"),
                )

    def read_switches(self, node: Node | None) -> None:
        for name, child in self.named(node, "`switches`", 100):
            entry = mapping(child, self.defects, ("type", "default"), ("values", "note"), f"The switch '{name}'")
            kind = self.choice(entry.get("type"), "The type", ("bool", "number", "text"))
            if not kind or "default" not in entry:
                continue
            values = self.atoms(entry.get("values"), n.Type(kind), "`values`")
            default = self.atoms_of((entry["default"],), n.Type(kind), "The default")
            if default and values and default[0] not in values:
                self.add(entry["default"], 30, "The default is none of the values.", "Add it, or choose another.")
            if default:
                note = self.text(entry.get("note"), "The note")
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
                    items, note = entry["items"], self.text(entry.get("note"), "The note")
                    period = self.period(entry.get("effective"), f"The list '{name}'")
                    if "source" in entry:
                        self.known_source(entry["source"])
                members = self.list_members(items, name)
                for version, _ in versions:
                    if version.effective.overlaps(period):
                        message = f"Two versions of the list '{name}' are in effect on one day."
                        self.add(part, 31, message, "End one before the other.")
                    if version.members.member != members.member and version.members.items and members.items:
                        self.add(
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
            self.add(node, 33, f"The list '{name}' has more than {MAX_ITEMS} items.", "Make it a register fact.")
            return n.Members((), n.Type.TEXT)
        kind = n.Type.TEXT
        if items:
            first = items[0].value
            if isinstance(first, int | float) and not isinstance(first, bool):
                kind = n.Type.NUMBER
            elif not isinstance(first, str):
                kind = n.Type.DATE
        return n.Members(tuple(dict.fromkeys(self.atoms_of(items, kind, f"An item of the list '{name}'"))), kind)

    def atoms(self, node: Node | None, kind: n.Type, what: str) -> tuple[n.Atom, ...]:
        return self.atoms_of(items_of(node, self.defects, what), kind, what)

    def atoms_of(self, items: Iterable[Node], kind: n.Type, what: str) -> tuple[n.Atom, ...]:
        found = []
        for item in items:
            value = atom(item.value, kind)
            if value is None:
                hint = "Quote texts; leave numbers and dates bare."
                self.add(item, 34, f"{what} is not of type {kind.value}.", hint)
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
                self.add(place, 35, f"The format '{name}' is not a pattern.", "Write it in quotes.")
                continue
            try:
                self.formats[name] = safe_pattern(place.value)
            except PatternRefused as error:
                self.add(place, 36, error.message, error.hint, offset=error.offset)

    def known_source(self, node: Node) -> str:
        value = self.text(node, "The source", 200)
        if value not in self.sources:
            self.add(node, 37, f"There is no source '{clip(value)}'.", nearest(value, self.sources))
        return value

    # --- elements ---------------------------------------------------------------------------------------------------

    def read_elements(self, node: Node | None) -> tuple[Element, ...]:
        items = items_of(node, self.defects, "`elements`")
        if node is not None and not items:
            self.add(node, 38, "The pack has no element.", "A pack without elements would permit everything.")
        if len(items) > MAX_ELEMENTS:
            self.add(items[MAX_ELEMENTS], 39, f"More than {MAX_ELEMENTS} elements.", "Divide the pack.")
            return ()
        found: list[Element] = []
        slugs: dict[str, str] = {}
        for item in items:
            element = self.read_element(item)
            if element is None:
                continue
            if element.slug in slugs:
                message = f"The element id '{clip(element.id)}' is taken already, or differs by punctuation alone."
                self.add(item, 40, message, "Every element has an id of its own.")
                continue
            slugs[element.slug] = element.id
            found.append(element)
        return tuple(found)

    def read_element(self, node: Node) -> Element | None:
        entry = mapping(
            node,
            self.defects,
            ("id", "stage", "title", "on_not_met", "say"),
            ("rule", "source", "sources", "effective", "applies_when", "test", "readings", "default_reading",
             "decided_by", "basis", "flag", "flag_when", "note"),
            "The element",
        )  # fmt: skip
        if not entry:
            return None
        identity = self.identifier(entry.get("id"), "The element's id")
        rule = self.identifier(entry["rule"], "The rule") if "rule" in entry else identity
        stage = self.choice(entry.get("stage"), "The stage", ("B", "F", "M"))
        outcome = self.outcome(entry.get("on_not_met"), stage)
        role = self.role(entry.get("decided_by"))
        sources = self.element_sources(node, entry)
        applies = self.expression(entry.get("applies_when"), stage)
        flag_when = self.expression(entry.get("flag_when"), stage)
        flag = self.text(entry.get("flag"), "The flag", 60)
        if ("flag" in entry) != ("flag_when" in entry):
            self.add(node, 41, "`flag` and `flag_when` stand together.", "Add the other, or remove both.")
        if flag and not _NAME.fullmatch(flag):
            self.add(entry["flag"], 24, "The flag's name is not well formed.", "Small letters, digits and _.")
        readings, default = self.read_readings(node, entry, stage, outcome, role)
        say = self.text(entry.get("say"), "`say`", 2_000)
        if "{" in say.replace("{cite}", "") or "}" in say.replace("{cite}", ""):
            self.add(entry["say"], 42, "`say` has a brace other than {cite}.", "Only {cite} is filled in.")
        if not (identity and rule and stage and readings):
            return None
        return Element(
            id=identity,
            rule=rule,
            stage=stage,  # type: ignore[arg-type]
            title=self.text(entry.get("title"), "The title", 500),
            sources=sources,
            effective=self.period(entry.get("effective"), "The element"),
            applies_when=applies,
            applies_text=str(entry["applies_when"].value) if "applies_when" in entry else "",
            readings=readings,
            default_reading=default,
            basis=Basis(self.choice(entry.get("basis"), "The basis", list(Basis), "stated")),
            say=say,
            flag=flag,
            flag_when=flag_when,
            flag_text=str(entry["flag_when"].value) if "flag_when" in entry else "",
            note=self.text(entry.get("note"), "The note"),
        )

    def identifier(self, node: Node | None, what: str) -> str:
        value = self.text(node, what, 200)
        if node is not None and not _ID.fullmatch(value):
            self.add(
                node, 43, f"{what} is not well formed.", "Letters, digits, `.`, `_`, `-`; a letter first; at most 60."
            )
            return ""
        return value

    def outcome(self, node: Node | None, stage: str) -> Outcome | None:
        value = self.choice(node, "`on_not_met`", list(Outcome))
        if not value or not stage or node is None:
            return None
        allowed = (Outcome.NO_DISCLOSURE,) if stage == "M" else _FACIAL_OUTCOMES
        if value not in allowed:
            where = (
                "M elements have no_disclosure alone"
                if stage == "M"
                else "B and F elements have block, refuse, return or hold"
            )
            self.add(node, 44, f"The outcome '{value}' does not go with stage {stage}.", f"{where}.")
            return None
        return Outcome(value)

    def role(self, node: Node | None) -> Role | None:
        value = self.choice(node, "`decided_by`", list(Role))
        return Role(value) if value else None

    def element_sources(self, node: Node, entry: Any) -> tuple[str, ...]:
        if ("source" in entry) == ("sources" in entry):
            self.add(node, 45, "An element names its law: `source` or `sources`.", "Add one of the two.")
        listed = (entry["source"],) if "source" in entry else items_of(entry.get("sources"), self.defects, "`sources`")
        return tuple(self.known_source(item) for item in listed)

    def read_readings(
        self, node: Node, entry: Any, stage: str, outcome: Outcome | None, role: Role | None
    ) -> tuple[dict[str, Reading], str]:
        if ("test" in entry) == ("readings" in entry):
            self.add(node, 46, "An element has either `test` or `readings`.", "Keep one of the two.")
        if "readings" not in entry:
            self.hold_has_role(node, outcome, role)
            test = self.expression(entry.get("test"), stage, must_vary=True)
            if test is None or outcome is None:
                return {}, ""
            text = str(entry["test"].value)
            return {"default": Reading("default", test, text, "", ALWAYS, outcome, role, "")}, "default"
        found: dict[str, Reading] = {}
        place = entry["readings"]
        if not isinstance(place.value, dict) or not place.value:
            self.add(place, 47, "`readings` names no reading.", "Write `name: {test: ..., authority: ...}`.")
            return {}, ""
        for name, child in place.value.items():
            if not _NAME.fullmatch(name):
                self.add(
                    child, 24, "The reading's name is not well formed.", "Small letters, digits and _.", at_key=True
                )
            keys = ("test", "waived", "effective", "on_not_met", "decided_by", "note")
            inner = mapping(child, self.defects, ("authority",), keys, f"The reading '{clip(name)}'")
            waived = "waived" in inner and inner["waived"].value is True
            if waived == ("test" in inner):
                self.add(child, 48, "A reading has either `test` or `waived: true`.", "Keep one of the two.")
            its_outcome = self.outcome(inner["on_not_met"], stage) if "on_not_met" in inner else outcome
            its_role = self.role(inner["decided_by"]) if "decided_by" in inner else role
            if not waived:
                self.hold_has_role(child, its_outcome, its_role)
            test = self.expression(inner.get("test"), stage, must_vary=True)
            if (test is None and not waived) or its_outcome is None:
                continue
            found[name] = Reading(
                name=name,
                test=test,
                test_text=str(inner["test"].value) if "test" in inner else "",
                authority=self.text(inner.get("authority"), "The authority", 500),
                effective=self.period(inner.get("effective"), "The reading"),
                on_not_met=its_outcome,
                decided_by=its_role,
                note=self.text(inner.get("note"), "The note"),
            )
        default = self.text(entry.get("default_reading"), "`default_reading`", 60)
        if default not in place.value:
            where = entry.get("default_reading", place)
            self.add(where, 49, "`default_reading` names none of the readings.", nearest(default, place.value))
        return found, default

    def hold_has_role(self, node: Node, outcome: Outcome | None, role: Role | None) -> None:
        if outcome == Outcome.HOLD and role is None:
            self.add(node, 50, "A hold names nobody who decides it.", "Add `decided_by:`, e.g. reviewer.")

    def expression(self, node: Node | None, stage: str, *, must_vary: bool = False) -> n.Expr | None:
        if node is None:
            return None
        if not isinstance(node.value, str):
            # `test: true` in YAML is a boolean: as constant as it looks.
            self.add(
                node, 51, "The expression is not text.", "Write a test over facts; quote it if it holds `:` or `#`."
            )
            return None
        try:
            found = parse_test(node.value, self.scope)
        except ExpressionRefused as error:
            self.add(node, 52, error.message, error.hint, offset=error.offset)
            return None
        for part in n.walk(found):
            if isinstance(part, n.Fact | n.Switch | n.NamedList | n.Matches):
                self.used.add(part.name)
        if stage in ("B", "F"):
            for name in n.facts_in(found):
                if self.facts[name].origin in RECORD_ORIGINS:
                    message = (
                        f"A {stage} element uses '{name}', which comes from the custodian's {self.facts[name].origin}."
                    )
                    offset = _place_of(name, node.value)
                    hint = "A request stands on its own: take the fact from letter or row, or make it an M element."
                    self.add(node, 53, message, hint, offset=offset)
        constant = constant_value(found)
        if constant is not None:
            how = "always holds" if constant else "never holds"
            self.add(node, 54, f"The expression {how}, whatever the facts.", "Test a fact, or remove it.", offset=0)
        return found

    def unused(self) -> None:
        if any(d.code in ("MUN-LAW-051", "MUN-LAW-052") for d in self.defects.found):
            return  # names may be missed only because an expression could not be read
        for name, place in self.places.items():
            if name not in self.used:
                message = f"'{name}' is declared and used by no element."
                self.add(place, 55, message, "Use it or remove it; a rule may have been lost.", at_key=True)


def _place_of(name: str, text: str) -> int:
    found = re.search(rf"\b{re.escape(name)}\b", text)
    return found.start() if found else 0
