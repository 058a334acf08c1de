"""The elements of a pack: conditions, their readings, and the expressions in them."""

from __future__ import annotations

import re
from typing import Any, Final

from muniment.law import nodes as n
from muniment.law.constant import constant_value
from muniment.law.declarations import NAME, Declarations
from muniment.law.document import Node, clip, items_of, mapping, nearest, text_of
from muniment.law.grammar import ExpressionRefused
from muniment.law.pack import ALWAYS, RECORD_ORIGINS, Element, Reading
from muniment.law.parse import parse_test
from muniment.law.values import choice, read_period
from muniment.vocabulary.outcomes import Basis, Outcome, Role

MAX_ELEMENTS: Final = 200
MAX_EXPRESSIONS: Final = 100_000
"""Characters of all expressions of a pack together: reading them stays within a second."""
_ID: Final = re.compile(r"[A-Za-z][A-Za-z0-9._-]{0,59}")
_FACIAL_OUTCOMES: Final = (Outcome.BLOCK, Outcome.REFUSE, Outcome.RETURN, Outcome.HOLD)


class Elements:
    """Reads elements over what is declared. `used`: the names they use."""

    def __init__(self, declared: Declarations) -> None:
        self.declared, self.defects, self.scope = declared, declared.defects, declared.scope()
        self.used: set[str] = set()
        self.length = 0

    def read_elements(self, node: Node | None) -> tuple[Element, ...]:
        items = items_of(node, self.defects, "`elements`")
        if node is not None and not items:
            self.defects.law(node, 38, "The pack has no element.", "A pack without elements would permit everything.")
        if len(items) > MAX_ELEMENTS:
            self.defects.law(items[MAX_ELEMENTS], 39, f"More than {MAX_ELEMENTS} elements.", "Divide the pack.")
            return ()
        found: list[Element] = []
        slugs: dict[str, str] = {}
        for item in items:
            element = self.read_element(item)
            if element is None:
                continue
            if element.slug in slugs:
                message = f"The element id '{clip(element.id)}' is taken already, or differs by punctuation alone."
                self.defects.law(item, 40, message, "Every element has an id of its own.")
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
        stage = choice(entry.get("stage"), self.defects, "The stage", ("B", "F", "M"))
        outcome = self.outcome(entry.get("on_not_met"), stage)
        role = self.role(entry.get("decided_by"))
        sources = self.element_sources(node, entry)
        applies = self.expression(entry.get("applies_when"), stage)
        flag_when = self.expression(entry.get("flag_when"), stage)
        flag = text_of(entry.get("flag"), self.defects, "The flag", limit=60)
        if ("flag" in entry) != ("flag_when" in entry):
            self.defects.law(node, 41, "`flag` and `flag_when` stand together.", "Add the other, or remove both.")
        if flag and not NAME.fullmatch(flag):
            self.defects.law(entry["flag"], 24, "The flag's name is not well formed.", "Small letters, digits and _.")
        readings, default = self.read_readings(node, entry, stage, outcome, role)
        say = text_of(entry.get("say"), self.defects, "`say`", limit=2_000)
        if "{" in say.replace("{cite}", "") or "}" in say.replace("{cite}", ""):
            self.defects.law(entry["say"], 42, "`say` has a brace other than {cite}.", "Only {cite} is filled in.")
        if not (identity and rule and stage and readings):
            return None
        return Element(
            id=identity,
            rule=rule,
            stage=stage,  # type: ignore[arg-type]
            title=text_of(entry.get("title"), self.defects, "The title", limit=500),
            sources=sources,
            effective=read_period(entry.get("effective"), self.defects, "The element"),
            applies_when=applies,
            applies_text=str(entry["applies_when"].value) if "applies_when" in entry else "",
            readings=readings,
            default_reading=default,
            basis=Basis(choice(entry.get("basis"), self.defects, "The basis", list(Basis), "stated")),
            say=say,
            flag=flag,
            flag_when=flag_when,
            flag_text=str(entry["flag_when"].value) if "flag_when" in entry else "",
            note=text_of(entry.get("note"), self.defects, "The note"),
            line=node.line,
            column=node.column,
        )

    def identifier(self, node: Node | None, what: str) -> str:
        value = text_of(node, self.defects, what, limit=200)
        if node is not None and not _ID.fullmatch(value):
            self.defects.law(
                node, 43, f"{what} is not well formed.", "Letters, digits, `.`, `_`, `-`; a letter first; at most 60."
            )
            return ""
        return value

    def outcome(self, node: Node | None, stage: str) -> Outcome | None:
        value = choice(node, self.defects, "`on_not_met`", list(Outcome))
        if not value or not stage or node is None:
            return None
        allowed = (Outcome.NO_DISCLOSURE,) if stage == "M" else _FACIAL_OUTCOMES
        if value not in allowed:
            where = (
                "M elements have no_disclosure alone"
                if stage == "M"
                else "B and F elements have block, refuse, return or hold"
            )
            self.defects.law(node, 44, f"The outcome '{value}' does not go with stage {stage}.", f"{where}.")
            return None
        return Outcome(value)

    def role(self, node: Node | None) -> Role | None:
        value = choice(node, self.defects, "`decided_by`", list(Role))
        return Role(value) if value else None

    def element_sources(self, node: Node, entry: Any) -> tuple[str, ...]:
        if ("source" in entry) == ("sources" in entry):
            self.defects.law(node, 45, "An element names its law: `source` or `sources`.", "Add one of the two.")
        listed = (entry["source"],) if "source" in entry else items_of(entry.get("sources"), self.defects, "`sources`")
        return tuple(self.declared.known_source(item) for item in listed)

    def read_readings(
        self, node: Node, entry: Any, stage: str, outcome: Outcome | None, role: Role | None
    ) -> tuple[dict[str, Reading], str]:
        if ("test" in entry) == ("readings" in entry):
            self.defects.law(node, 46, "An element has either `test` or `readings`.", "Keep one of the two.")
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
            self.defects.law(place, 47, "`readings` names no reading.", "Write `name: {test: ..., authority: ...}`.")
            return {}, ""
        for name, child in place.value.items():
            if not NAME.fullmatch(name):
                self.defects.law(
                    child, 24, "The reading's name is not well formed.", "Small letters, digits and _.", at_key=True
                )
            keys = ("test", "waived", "effective", "on_not_met", "decided_by", "note", "comparison_only")
            inner = mapping(child, self.defects, ("authority",), keys, f"The reading '{clip(name)}'")
            waived = "waived" in inner and inner["waived"].value is True
            if waived == ("test" in inner):
                self.defects.law(child, 48, "A reading has either `test` or `waived: true`.", "Keep one of the two.")
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
                authority=text_of(inner.get("authority"), self.defects, "The authority", limit=500),
                effective=read_period(inner.get("effective"), self.defects, "The reading"),
                on_not_met=its_outcome,
                decided_by=its_role,
                note=text_of(inner.get("note"), self.defects, "The note"),
                comparison_only=self.comparison_only(inner.get("comparison_only")),
            )
        default = text_of(entry.get("default_reading"), self.defects, "`default_reading`", limit=60)
        if default not in place.value:
            where = entry.get("default_reading", place)
            self.defects.law(where, 49, "`default_reading` names none of the readings.", nearest(default, place.value))
        elif default in found and found[default].comparison_only:
            hint = "The default is what an agreement without a choice gets."
            self.defects.law(entry["default_reading"], 60, "The default reading serves comparison only.", hint)
        return found, default

    def comparison_only(self, node: Node | None) -> bool:
        if node is not None and not isinstance(node.value, bool):
            self.defects.law(node, 61, "`comparison_only` is not true or false.", "true or false")
        return node is not None and node.value is True

    def hold_has_role(self, node: Node, outcome: Outcome | None, role: Role | None) -> None:
        if outcome == Outcome.HOLD and role is None:
            self.defects.law(node, 50, "A hold names nobody who decides it.", "Add `decided_by:`, e.g. reviewer.")

    def expression(self, node: Node | None, stage: str, *, must_vary: bool = False) -> n.Expr | None:
        if node is None:
            return None
        if not isinstance(node.value, str):
            # `test: true` in YAML is a boolean: as constant as it looks.
            self.defects.law(
                node, 51, "The expression is not text.", "Write a test over facts; quote it if it holds `:` or `#`."
            )
            return None
        before, self.length = self.length, self.length + len(node.value)
        if self.length > MAX_EXPRESSIONS:
            if before <= MAX_EXPRESSIONS:
                message = f"The expressions together are longer than {MAX_EXPRESSIONS} characters."
                self.defects.law(node, 63, message, "Divide the pack.")
            return None
        try:
            found = parse_test(node.value, self.scope)
        except ExpressionRefused as error:
            self.defects.law(node, 52, error.message, error.hint, offset=error.offset)
            return None
        for part in n.walk(found):
            if isinstance(part, n.Fact | n.Switch | n.NamedList | n.Matches):
                self.used.add(part.name)
        if stage in ("B", "F"):
            for name in n.facts_in(found):
                if self.declared.facts[name].origin in RECORD_ORIGINS:
                    message = f"A {stage} element uses '{name}', which comes from the custodian's {self.declared.facts[name].origin}."
                    offset = _place_of(name, node.value)
                    hint = "A request stands on its own: take the fact from letter or row, or make it an M element."
                    self.defects.law(node, 53, message, hint, offset=offset)
        constant = constant_value(found)
        if constant is not None:
            how = "always holds" if constant else "never holds"
            self.defects.law(
                node, 54, f"The expression {how}, whatever the facts.", "Test a fact, or remove it.", offset=0
            )
        return found


def _place_of(name: str, text: str) -> int:
    found = re.search(rf"\b{re.escape(name)}\b", text)
    return found.start() if found else 0
