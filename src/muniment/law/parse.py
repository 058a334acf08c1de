"""Expression text to typed tree. Everything the language does not know is refused with its place and a hint.

The standard library's parser reads the text (it runs nothing); this module then builds our own nodes from the few
shapes it knows. What the author wrote never reaches an evaluator in any other way.
"""

from __future__ import annotations

import ast
import re
from datetime import date
from typing import Final

from muniment.law import nodes as n
from muniment.law.document import clip, nearest
from muniment.law.grammar import (
    COMPARISONS,
    CONSTANTS,
    CURES,
    FUNCTIONS,
    MAX_DEPTH,
    MAX_LENGTH,
    MAX_MEMBERS,
    MAX_NODES,
    MAX_NUMBER,
    MAX_SHIFT,
    REFUSED_FORMS,
    ExpressionRefused,
    Scope,
    named_type,
)
from muniment.law.nodes import Type

_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def parse_test(source: str, scope: Scope) -> n.Expr:
    """A well-typed yes-or-no expression. Raises ExpressionRefused with place and hint."""
    if len(source) > MAX_LENGTH:
        raise ExpressionRefused(
            f"The expression is longer than {MAX_LENGTH} characters.", MAX_LENGTH, "Divide the element."
        )
    if not source.strip():
        raise ExpressionRefused("The expression is empty.", 0, "Write a test.")
    for at, sign in enumerate(source):
        if not sign.isprintable():
            raise ExpressionRefused(
                "A line break or control character stands in the expression.", at, "Write one line."
            )
        if sign == "\\":
            raise ExpressionRefused("A backslash stands in the expression.", at, "Escapes belong into `formats:`.")
    stripped = source.lstrip()
    indent = len(source) - len(stripped)
    try:
        tree = ast.parse(stripped.rstrip(), mode="eval")
    except SyntaxError as error:
        at = max((error.offset or 1) - 1, 0) + indent
        hint = "Compare with `==`; combine with `and`, `or`, `not`; put text in quotes."
        raise ExpressionRefused("The expression cannot be read.", min(at, len(source)), hint) from None
    except (ValueError, MemoryError, RecursionError):
        raise ExpressionRefused("The expression is nested too deep.", 0, f"At most {MAX_DEPTH} levels.") from None
    builder = _Builder(stripped, indent, scope)
    for part in ast.walk(tree):
        # Python reads some other letters as these ones; a reader would not know which name is meant.
        if isinstance(part, ast.Name) and (not part.id.isascii() or builder.segment(part) != part.id):
            raise builder.refuse(part, "This name is not written plainly.", "Small letters a to z, digits and _.")
    return builder.boolean(tree.body, 0)


class _Builder:
    def __init__(self, source: str, indent: int, scope: Scope) -> None:
        self.source, self.indent, self.scope = source, indent, scope
        self.ascii = source.isascii()
        self.bytes = source.encode()
        self.seen = 0

    # --- places -----------------------------------------------------------------------------------------------------

    def refuse(self, tree: ast.AST, message: str, hint: str) -> ExpressionRefused:
        at = getattr(tree, "col_offset", 0)
        if not self.ascii:
            at = len(self.bytes[:at].decode(errors="ignore"))
        return ExpressionRefused(message, at + self.indent, hint)

    def segment(self, tree: ast.expr) -> str:
        return self.bytes[tree.col_offset : tree.end_col_offset].decode(errors="ignore")

    # --- typed doors ------------------------------------------------------------------------------------------------

    def boolean(self, tree: ast.expr, depth: int) -> n.Expr:
        found = self.expression(tree, depth)
        if found.type != Type.BOOL:
            hint = "Compare it, e.g. with `==`, `in` or `is not None`."
            raise self.refuse(tree, f"A yes or no is needed here, and this is {named_type(found.type)}.", hint)
        return found

    def typed(self, tree: ast.expr, wanted: Type, depth: int) -> n.Expr:
        found = self.expression(tree, depth)
        if found.type != wanted:
            raise self.refuse(
                tree,
                f"{named_type(wanted).capitalize()} is needed here, and this is {named_type(found.type)}.",
                CURES[wanted],
            )
        return found

    def list_fact(self, tree: ast.expr, depth: int) -> n.Fact:
        found = self.expression(tree, depth)
        if not isinstance(found, n.Fact) or found.type.member is None:
            raise self.refuse(
                tree, "A fact of a list type is needed here.", "Declare the fact as list_text or list_number."
            )
        return found

    # --- shapes -----------------------------------------------------------------------------------------------------

    def expression(self, tree: ast.expr, depth: int) -> n.Expr:
        self.seen += 1
        if depth > MAX_DEPTH:
            raise self.refuse(tree, "The expression is nested too deep.", f"At most {MAX_DEPTH} levels.")
        if self.seen > MAX_NODES:
            raise self.refuse(tree, "The expression has too many parts.", f"At most {MAX_NODES}; divide the element.")
        match tree:
            case ast.Name():
                return self.name(tree)
            case ast.Constant():
                return self.literal(tree)
            case ast.BoolOp(op=op, values=values):
                operands = tuple(self.boolean(value, depth + 1) for value in values)
                return n.And(operands) if isinstance(op, ast.And) else n.Or(operands)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return n.Not(self.boolean(operand, depth + 1))
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return n.Negative(self.typed(operand, Type.NUMBER, depth + 1))
            case ast.BinOp(op=ast.Add() | ast.Sub()):
                return self.arithmetic(tree, depth)
            case ast.Compare():
                return self.comparison(tree, depth)
            case ast.Call():
                return self.call(tree, depth)
            case ast.BinOp() | ast.UnaryOp():
                raise self.refuse(tree, "This operator is not in the language.", "Only `+` and `-` compute.")
        what, hint = REFUSED_FORMS.get(type(tree), ("This form", "See docs/law-language.md for the forms there are."))
        raise self.refuse(tree, f"{what} is not in the language.", hint)

    def name(self, tree: ast.Name) -> n.Expr:
        name = tree.id
        if name in CONSTANTS:
            return self.constant(tree, CONSTANTS[name])
        if name in self.scope.facts:
            return n.Fact(name, self.scope.facts[name])
        if name in self.scope.switches:
            return n.Switch(name, self.scope.switches[name])
        if name in self.scope.lists:
            raise self.refuse(tree, f"The list '{name}' cannot stand here.", "Write `fact in the_list`.")
        if name in self.scope.formats:
            raise self.refuse(tree, f"The format '{name}' cannot stand here.", f"Write `matches(fact, {name})`.")
        message = f"There is no fact, list, format or switch '{clip(name)}'."
        raise self.refuse(tree, message, nearest(name, self.scope.names()))

    def constant(self, tree: ast.expr, value: bool | None) -> n.Expr:
        if value is None:
            raise self.refuse(tree, "None stands only after `is` or `is not`.", "Write `fact is None`.")
        return n.Literal(value, Type.BOOL)

    def literal(self, tree: ast.Constant) -> n.Expr:
        value, written = tree.value, self.segment(tree)
        if isinstance(value, bool) or value is None:
            return self.constant(tree, value)
        if isinstance(value, str):
            if written[:1] not in ("'", '"') or written[1:-1] != value:
                hint = "One pair of plain quotes; a comma between the items of a list."
                raise self.refuse(tree, "This text is not written plainly.", hint)
            return n.Literal(value, Type.TEXT)
        if isinstance(value, int | float) and written.replace(".", "", 1).isdecimal() and written.isascii():
            if len(written) > 15 or abs(value) > MAX_NUMBER:
                raise self.refuse(tree, "The number is too long.", "At most 15 digits.")
            return n.Literal(float(value), Type.NUMBER)
        raise self.refuse(
            tree, "This literal is not in the language.", "Numbers in tens, text in plain quotes, true or false."
        )

    def arithmetic(self, tree: ast.BinOp, depth: int) -> n.Expr:
        op = "+" if isinstance(tree.op, ast.Add) else "-"
        left = self.expression(tree.left, depth + 1)
        right = self.expression(tree.right, depth + 1)
        if left.type == Type.NUMBER and right.type == Type.NUMBER:
            return n.Arithmetic(op, left, right)
        if left.type == Type.DATE and right.type == Type.DATE and op == "-":
            return n.Days(start=right, end=left)
        if left.type == Type.DATE and right.type == Type.NUMBER:
            days = right.value if isinstance(right, n.Literal) and isinstance(right.value, float) else 0.5
            if days.is_integer() and days <= MAX_SHIFT:
                return n.Shift(left, int(days) if op == "+" else -int(days))
            raise self.refuse(
                tree.right, "A date moves by a written number of days only.", f"A whole number up to {MAX_SHIFT}."
            )
        message = f"`{op}` does not go between {named_type(left.type)} and {named_type(right.type)}."
        raise self.refuse(tree, message, "number ± number, date - date, or date ± days.")

    def comparison(self, tree: ast.Compare, depth: int) -> n.Expr:
        found: list[n.Expr] = []
        left = tree.left
        for op, right in zip(tree.ops, tree.comparators, strict=True):
            found.append(self.one_comparison(left, op, right, depth + 1))
            left = right
        return found[0] if len(found) == 1 else n.And(tuple(found))

    def one_comparison(self, left: ast.expr, op: ast.cmpop, right: ast.expr, depth: int) -> n.Expr:
        if isinstance(op, ast.In | ast.NotIn):
            operand = self.expression(left, depth)
            return n.In(operand, self.members(right, operand, left, depth), isinstance(op, ast.NotIn))
        if isinstance(op, ast.Is | ast.IsNot):
            return self.identity(left, isinstance(op, ast.IsNot), right, depth)
        sign = COMPARISONS[type(op)]
        one, two = self.expression(left, depth), self.expression(right, depth)
        if one.type != two.type:
            raise self.refuse(
                right, f"{named_type(one.type).capitalize()} is compared with {named_type(two.type)}.", CURES[one.type]
            )
        if one.type.member is not None:
            raise self.refuse(left, "Lists are not compared whole.", "Use `all_in`, `any_in` or `count`.")
        if sign not in ("==", "!=") and one.type not in (Type.NUMBER, Type.DATE):
            raise self.refuse(
                left, f"`{sign}` has no meaning for {named_type(one.type)}.", "Only numbers and dates have an order."
            )
        if one == two:
            raise self.refuse(
                right, "Both sides are the same, so the answer is always the same.", "Compare two things."
            )
        self.closed(one, two, right)
        self.closed(two, one, left)
        return n.Compare(sign, one, two)

    def identity(self, left: ast.expr, negated: bool, right: ast.expr, depth: int) -> n.Expr:
        value: object = "?"
        if isinstance(right, ast.Name) and right.id in CONSTANTS:
            value = CONSTANTS[right.id]
        elif isinstance(right, ast.Constant):
            value = right.value
        if value is None:
            return n.IsNone(self.expression(left, depth), negated)
        if isinstance(value, bool):
            return n.IsBool(self.boolean(left, depth), value, negated)
        raise self.refuse(right, "After `is` stands true, false or None.", "Compare with `==`.")

    def members(self, tree: ast.expr, operand: n.Expr, left: ast.AST, depth: int) -> n.ListOperand:
        """What stands right of `in` (or second in all_in): its members must be of the operand's (member) type."""
        wanted = operand.type.member or operand.type
        found: n.ListOperand
        if isinstance(tree, ast.List):
            if len(tree.elts) > MAX_MEMBERS:
                raise self.refuse(tree, "The list is too long to stand in an expression.", "Declare it under `lists:`.")
            items: list[n.Atom] = []
            for element in tree.elts:
                item = self.expression(element, depth + 1)
                if not isinstance(item, n.Literal) or item.type != wanted:
                    raise self.refuse(
                        element, f"{named_type(wanted).capitalize()} written out is needed here.", CURES[wanted]
                    )
                self.closed(operand, item, element)
                items.append(item.value)
            found = n.Members(tuple(items), wanted)
        elif isinstance(tree, ast.Name) and tree.id in self.scope.lists:
            found = n.NamedList(tree.id, self.scope.lists[tree.id])
            if found.member == wanted:
                self.closed_list(operand, found, tree)
        elif isinstance(tree, ast.Name) and tree.id in self.scope.facts:
            found = self.list_fact(tree, depth + 1)
            if isinstance(operand, n.Literal):
                self.closed(found, operand, left)
        elif isinstance(tree, ast.Name):
            raise self.refuse(tree, f"There is no list '{clip(tree.id)}'.", nearest(tree.id, self.scope.lists))
        else:
            raise self.refuse(tree, "A list is needed here.", "A name under `lists:`, `['a', 'b']`, or a list fact.")
        member = found.type.member if isinstance(found, n.Fact) else found.member
        if member != wanted:
            raise self.refuse(tree, f"The list's members are of another type than {named_type(wanted)}.", CURES[wanted])
        if operand.type in (Type.BOOL,):
            raise self.refuse(left, "A yes or no is not looked up in a list.", "Use `is true` or `is false`.")
        return found

    def closed(self, side: n.Expr, other: n.Expr, at: ast.AST) -> None:
        """A literal compared with a fact of closed values must be one of them."""
        if isinstance(side, n.Fact | n.Switch) and isinstance(other, n.Literal):
            values = self.scope.values.get(side.name)
            if values and other.value not in values:
                hint = nearest(str(other.value), (str(v) for v in values))
                raise self.refuse(at, f"'{side.name}' never has this value.", hint)

    def closed_list(self, side: n.Expr, named: n.NamedList, at: ast.AST) -> None:
        values = self.scope.values.get(side.name) if isinstance(side, n.Fact | n.Switch) else None
        if values and not set(self.scope.list_items[named.name]) <= set(values):
            message = f"The list '{named.name}' holds values that '{clip(getattr(side, 'name', ''))}' never has."
            raise self.refuse(at, message, "Correct the list, or the fact's `values`.")

    # --- functions --------------------------------------------------------------------------------------------------

    def call(self, tree: ast.Call, depth: int) -> n.Expr:
        if not isinstance(tree.func, ast.Name) or tree.func.id not in FUNCTIONS:
            name = tree.func.id if isinstance(tree.func, ast.Name) else ""
            raise self.refuse(tree, "This call is not in the language.", nearest(name, FUNCTIONS))
        if tree.keywords:
            raise self.refuse(tree, "Arguments have no names here.", "Write them in order.")
        name, given, below = tree.func.id, tree.args, depth + 1
        wanted = 1 if name in ("length", "count", "year", "max", "min", "date") else 2
        if len(given) != wanted:
            raise self.refuse(
                tree, f"'{name}' takes {wanted} argument{'s' if wanted > 1 else ''}.", "See docs/law-language.md."
            )
        match name:
            case "starts_with" | "ends_with" | "contains":
                text, part = (self.typed(argument, Type.TEXT, below) for argument in given)
                return n.TextTest(name, text, part)
            case "length":
                return n.Length(self.typed(given[0], Type.TEXT, below))
            case "matches":
                return self.matches(given, below)
            case "count":
                return n.Count(self.list_fact(given[0], below))
            case "max" | "min":
                numbers = self.list_fact(given[0], below)
                if numbers.type != Type.LIST_NUMBER:
                    raise self.refuse(
                        given[0], f"'{name}' takes a list of numbers.", "Declare the fact as list_number."
                    )
                return n.Extreme(name, numbers)
            case "all_in" | "any_in":
                operand = self.list_fact(given[0], below)
                return n.Quantified(name, operand, self.members(given[1], operand, given[0], below))
            case "days":
                start, end = (self.typed(argument, Type.DATE, below) for argument in given)
                return n.Days(start, end)
            case "year":
                day = self.typed(given[0], Type.DATE, below)
                if not isinstance(day, n.Fact | n.Literal):
                    raise self.refuse(given[0], "'year' takes a date fact.", "Move the sum out of it.")
                return n.Year(day)
        return self.date(given[0], below)

    def matches(self, given: list[ast.expr], depth: int) -> n.Expr:
        text = self.typed(given[0], Type.TEXT, depth)
        form = given[1]
        if not isinstance(form, ast.Name) or form.id not in self.scope.formats:
            name = form.id if isinstance(form, ast.Name) else ""
            raise self.refuse(form, "'matches' takes the name of a format.", nearest(name, self.scope.formats))
        return n.Matches(text, form.id, self.scope.formats[form.id])

    def date(self, tree: ast.expr, depth: int) -> n.Expr:
        text = self.expression(tree, depth)
        if isinstance(text, n.Literal) and isinstance(text.value, str) and _DATE.fullmatch(text.value):
            try:
                return n.Literal(date.fromisoformat(text.value), Type.DATE)
            except ValueError:
                pass
        raise self.refuse(tree, "'date' takes one day, written out.", "date('2025-04-07')")
