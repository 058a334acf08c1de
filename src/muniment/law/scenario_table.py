"""The scenarios of a pack, as written: a clean case, and rows that say what they change and what must come out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from muniment.law.document import Defects, Node, clip, day_of, items_of, mapping, nearest, text_of
from muniment.law.nodes import Atom, Type
from muniment.law.pack import ELIGIBLE, STAGES, Element, FactType, Period, Scenario, Stage, SwitchType
from muniment.law.values import atom

MAX_SCENARIOS: Final = 3_000
MAX_TRIALS: Final = 100_000
"""Elements times scenarios: running them all stays within a second."""
ROW_KEYS: Final = (
    "name", "change", "outcome", "rules", "missing", "flags", "held", "stages", "readings", "switches", "decided",
    "as_of",
)  # fmt: skip
KEEP: Final = "_"
DECISIONS: Final = ("confirm", "refuse")
_FACIAL: Final = (ELIGIBLE, "hold", "return", "refuse", "block")
_MATCH: Final = ("disclose", "no_disclosure")

Value = Atom | tuple[Atom, ...] | None


def read_scenarios(
    node: Node | None,
    defects: Defects,
    facts: Mapping[str, FactType],
    switches: Mapping[str, SwitchType],
    elements: tuple[Element, ...],
    effective: Period,
) -> tuple[Scenario, ...]:
    """Every scenario, well typed; defects go to `defects`."""
    if node is None:
        return ()
    return _Table(defects, facts, switches, elements, effective).read(node)


class _Table:
    def __init__(
        self,
        defects: Defects,
        facts: Mapping[str, FactType],
        switches: Mapping[str, SwitchType],
        elements: tuple[Element, ...],
        effective: Period,
    ) -> None:
        self.defects, self.facts, self.switches, self.elements = defects, facts, switches, elements
        self.rules = {element.rule for element in elements}
        self.flags = {element.flag for element in elements if element.flag}
        self.by_id = {element.id: element for element in elements}
        self.stages: tuple[Stage, ...] = tuple(s for s in STAGES if any(e.stage == s for e in elements))
        starts = [e.readings[e.default_reading].effective.first for e in elements if e.default_reading in e.readings]
        self.as_of = max((day for day in (effective.first, *starts) if day is not None), default=date(2000, 1, 1))
        self.base: dict[str, Value] = {}

    def add(self, node: Node, number: int, message: str, hint: str) -> None:
        self.defects.law(node, number, message, hint)

    def read(self, node: Node) -> tuple[Scenario, ...]:
        entry = mapping(node, self.defects, ("rows",), ("base", "columns", "as_of"), "`scenarios`")
        self.as_of = day_of(entry.get("as_of"), self.defects, "`as_of`") or self.as_of
        if "base" in entry:
            self.base = self.values(entry["base"], "`base`")
        columns = [
            text_of(c, self.defects, "A column") for c in items_of(entry.get("columns"), self.defects, "`columns`")
        ]
        for column, place in zip(columns, items_of(entry.get("columns"), self.defects, "`columns`"), strict=True):
            if column not in ROW_KEYS and column not in self.facts:
                self.add(place, 70, f"There is no column '{clip(column)}'.", nearest(column, (*ROW_KEYS, *self.facts)))
        rows = items_of(entry.get("rows"), self.defects, "`rows`")
        if "rows" in entry and not rows:
            self.add(entry["rows"], 71, "The pack has no scenario.", "Show at least one case for each element.")
        if len(rows) > MAX_SCENARIOS:
            self.add(rows[MAX_SCENARIOS], 72, f"More than {MAX_SCENARIOS} scenarios.", "Keep those that decide.")
            return ()
        if len(rows) * len(self.elements) > MAX_TRIALS:
            message = f"{len(rows)} scenarios of {len(self.elements)} elements are too many."
            self.add(node, 62, message, f"Elements times scenarios: at most {MAX_TRIALS}.")
            return ()
        found: list[Scenario] = []
        names: set[str] = set()
        for row in rows:
            scenario = self.row(row, columns)
            if scenario is None:
                continue
            if scenario.name in names:
                self.add(row, 73, f"The scenario '{clip(scenario.name)}' stands twice.", "Give each its own name.")
            names.add(scenario.name)
            found.append(scenario)
        return tuple(found)

    def row(self, node: Node, columns: list[str]) -> Scenario | None:
        entry: Mapping[str, Node]
        changed: dict[str, Node] = {}
        if isinstance(node.value, tuple):
            if len(node.value) != len(columns):
                message = f"The row has {len(node.value)} cells and the table {len(columns)} columns."
                self.add(node, 74, message, f"Write `{KEEP}` where the base stays.")
                return None
            cells = {c: v for c, v in zip(columns, node.value, strict=True) if v.value != KEEP}
            entry = {c: v for c, v in cells.items() if c in ROW_KEYS}
            changed = {c: v for c, v in cells.items() if c not in ROW_KEYS}
            if "name" not in entry or "outcome" not in entry:
                self.add(node, 75, "A scenario has a name and an outcome.", "Add the two columns.")
                return None
        else:
            entry = mapping(node, self.defects, ("name", "outcome"), ROW_KEYS[1:], "The scenario")
        if not entry:
            return None
        facts = dict(self.base)
        if "change" in entry:
            facts.update(self.values(entry["change"], "`change`"))
        facts.update(self.values(Node(changed, node.line, node.column, node.path), "The row"))
        outcome = text_of(entry.get("outcome"), self.defects, "The outcome")
        if outcome and outcome not in (*_FACIAL, *_MATCH):
            self.add(
                entry["outcome"], 76, "The outcome is none of those there are.", nearest(outcome, (*_FACIAL, *_MATCH))
            )
            return None
        return Scenario(
            name=text_of(entry.get("name"), self.defects, "The name", limit=300),
            line=node.line,
            facts=facts,
            stages=self.read_stages(entry.get("stages"), outcome),
            as_of=day_of(entry.get("as_of"), self.defects, "`as_of`") or self.as_of,
            outcome=outcome,
            rules=self.known(entry.get("rules"), self.rules, "rule") or (),
            missing=self.known(entry.get("missing"), self.facts, "fact") or (),
            flags=self.known(entry.get("flags"), self.flags, "flag"),
            held=self.known(entry.get("held"), self.rules, "rule"),
            readings=self.readings(entry.get("readings")),
            switches=read_switch_values(entry.get("switches"), self.defects, self.switches),
            decided=self.decided(entry.get("decided")),
            column=node.column,
        )

    def read_stages(self, node: Node | None, outcome: str) -> tuple[Stage, ...]:
        if node is None or node.value is None:
            return ("M",) if outcome in _MATCH else tuple(s for s in self.stages if s != "M")
        wanted = [text_of(item, self.defects, "A stage") for item in items_of(node, self.defects, "`stages`")]
        if not wanted or not set(wanted) <= set(STAGES) or ("M" in wanted and len(wanted) > 1):
            self.add(node, 77, "These stages are not run together.", "[B], [F], [B, F] or [M].")
        elif (outcome in _MATCH) != ("M" in wanted):
            self.add(node, 78, "The outcome does not go with the stages.", "M gives disclose or no_disclosure.")
        return tuple(s for s in STAGES if s in wanted)

    def known(self, node: Node | None, known: Any, what: str) -> tuple[str, ...] | None:
        if node is None or node.value is None:
            return None
        if isinstance(node.value, str) and node.value:  # one name alone, or several joined by `;` as in outcomes.csv
            parts = tuple(Node(part.strip(), node.line, node.column, node.path) for part in node.value.split(";"))
        elif node.value == "":
            return ()
        else:
            parts = items_of(node, self.defects, f"The {what}s")
        names = tuple(text_of(part, self.defects, f"A {what}") for part in parts)
        for part, name in zip(parts, names, strict=True):
            if name not in known:
                self.add(part, 79, f"There is no {what} '{clip(name)}'.", nearest(name, known))
        return names

    def values(self, node: Node, what: str) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for name, child in mapping(node, self.defects, (), self.facts, what).items():
            fact = self.facts.get(name)
            if fact is None:
                continue
            found[name] = value = fact_value(child, fact.type)
            if value is None and child.value is not None:
                hint = "Quote texts; leave numbers, dates, true and false bare; null is unknown."
                self.add(child, 80, f"'{name}' is of type {fact.type.value}, and this is not.", hint)
            elif fact.values and value is not None:
                given = value if isinstance(value, tuple) else (value,)
                for part in given:
                    if part not in fact.values:
                        self.add(
                            child, 81, f"'{name}' never has this value.", nearest(str(part), map(str, fact.values))
                        )
        return found

    def readings(self, node: Node | None) -> dict[str, str]:
        return read_reading_choice(node, self.defects, self.by_id) if node is not None else {}

    def decided(self, node: Node | None) -> dict[str, str]:
        found = {}
        if node is not None and node.value is not None:
            for rule, child in mapping(node, self.defects, (), self.rules, "`decided`").items():
                decision = text_of(child, self.defects, "The decision")
                if decision not in DECISIONS:
                    self.add(child, 82, "The decision is neither confirm nor refuse.", "confirm or refuse.")
                found[rule] = decision
        return found


def fact_value(node: Node, kind: Type) -> Value:
    """A cell as a value of the fact's type; None when it is null or of another type."""
    member = kind.member
    if member is None:
        return atom(node.value, kind) if node.value is not None else None
    if not isinstance(node.value, tuple):
        return None
    items = tuple(atom(item.value, member) for item in node.value)
    return None if any(item is None for item in items) else tuple(item for item in items if item is not None)


def read_reading_choice(node: Node, defects: Defects, elements: Mapping[str, Element]) -> dict[str, str]:
    """`{element: reading}`, both known."""
    found = {}
    for element_id, child in mapping(node, defects, (), elements, "`readings`").items():
        name = text_of(child, defects, "The reading", limit=60)
        element = elements.get(element_id)
        if element is None:
            continue
        if name not in element.readings:
            message = f"The element '{element_id}' has no reading '{clip(name)}'."
            defects.add(child, "MUN-LAW-083", message, nearest(name, element.readings))
        else:
            found[element_id] = name
    return found


def read_switch_values(node: Node | None, defects: Defects, switches: Mapping[str, SwitchType]) -> dict[str, Atom]:
    """`{switch: value}`, known and of the switch's type and values."""
    if node is None or node.value is None:
        return {}
    found: dict[str, Atom] = {}
    for name, child in mapping(node, defects, (), switches, "`switches`").items():
        switch = switches.get(name)
        if switch is None:
            continue
        value = fact_value(child, switch.type)
        if value is None or isinstance(value, tuple) or (switch.values and value not in switch.values):
            hint = f"Of type {switch.type.value}" + (
                f": {', '.join(map(str, switch.values))}." if switch.values else "."
            )
            defects.add(child, "MUN-LAW-084", f"The switch '{name}' cannot have this value.", hint)
        else:
            found[name] = value
    return found
