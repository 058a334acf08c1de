"""An order from its file (CONTRACT.md, `muniment order add`): a court's or counsel's suspension.

Where an order could be read two ways it is read the wider way: stopping too much can be cured, disclosing cannot.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from muniment.agreements.form import Form
from muniment.formats.yaml import as_date, read_mapping
from muniment.vocabulary.agreement import Order, OrderScope, ScopedPerson

SCOPE: Final = ("agreements", "authorities", "recipients", "persons")
PERSON: Final = ("tin", "given_name", "family_name", "date_of_birth", "name", "row_ref", "text")


def read_order(raw: bytes, file: str) -> Order:
    """The order in `raw` (YAML 1.2 or JSON). Raises InputRefused with every defect of its form.

    An empty or absent scope list means all. Persons are texts (a number, a full name, a row reference) or mappings with
    any of tin, given_name, family_name, date_of_birth; what is given is enough to be in scope.
    """
    form = Form(read_mapping(raw, file), file)
    begins, ends = form.day("effective_from"), form.optional_day("effective_to")
    if ends is not None and ends < begins:
        form.add("effective_to", "MUN-ORDER-001", "The order ends before it begins.")
    scope = form.section("scope", known=SCOPE)
    order = Order(
        id=form.text("id"),
        forum=form.text("forum"),
        docket=form.text("docket", missing=""),
        issued_on=form.day("issued_on"),
        effective_from=begins,
        effective_to=ends,
        scope=OrderScope(
            agreements=scope.texts("agreements"),
            authorities=scope.texts("authorities"),
            recipients=scope.texts("recipients"),
            persons=_persons(scope),
        ),
        text=form.text("text", missing=""),
    )
    form.refuse("MUN-ORDER-000", "The order")
    return order


def _persons(scope: Form) -> tuple[ScopedPerson, ...]:
    value = scope.body.get("persons")
    if value is None:
        return ()
    entries = value if isinstance(value, list) else [value]
    persons = []
    for at, entry in enumerate(entries):
        path = f"persons[{at}]"
        if isinstance(entry, Mapping):
            persons.append(_person(scope, path, entry))
        elif text := _text(entry):
            persons.append(ScopedPerson(text=text))
        else:
            scope.add(path, "MUN-ORDER-002", "This names no person.",
                      "Give a number, a full name, a row reference, or a mapping of these.")  # fmt: skip
    return tuple(persons)


def _person(scope: Form, path: str, entry: Mapping[str, Any]) -> ScopedPerson:
    for key in entry:
        if key not in PERSON:
            scope.add(f"{path}.{key}", "MUN-ORDER-003", "This says nothing here about a person.",
                      f"Known: {', '.join(PERSON)}.")  # fmt: skip
    texts: dict[str, str] = {}
    for key in PERSON:
        value = entry.get(key)
        texts[key] = "" if key == "date_of_birth" else _text(value)
        if key != "date_of_birth" and value is not None and not isinstance(value, str) and not texts[key]:
            scope.add(f"{path}.{key}", "MUN-FORM-003", "This is not text.", "Put it in quotation marks.")
    born = as_date(entry.get("date_of_birth"))
    if born is None and entry.get("date_of_birth") is not None:
        scope.add(f"{path}.date_of_birth", "MUN-FORM-004", "This is not a date.", "Write YYYY-MM-DD.")
    said = [texts[k] for k in ("text", "name", "row_ref") if texts[k]]
    if len(said) > 1:
        scope.add(path, "MUN-ORDER-004", "More than one of text, name and row_ref is given.", "Give each its entry.")
    person = ScopedPerson(
        text=said[0] if said else "",
        tin=texts["tin"],
        given_name=texts["given_name"],
        family_name=texts["family_name"],
        date_of_birth=born,
    )
    if person == ScopedPerson():
        scope.add(path, "MUN-ORDER-002", "This names no person.")
    return person


def _text(value: object) -> str:
    """A number without quotation marks is still one; the zeros YAML drops in front are put back, to nine digits."""
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return str(value).zfill(9)
    return value.strip() if isinstance(value, str) else ""
