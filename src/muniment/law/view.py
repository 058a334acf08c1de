"""A pack as plain data for people: the law's text, the rule and its readings side by side. It adds nothing to them."""

from __future__ import annotations

from typing import Any

from muniment.law.pack import Element, Pack, Period, Profile, Reading, TermOption

Shown = dict[str, Any]
"""Plain JSON values."""


def view_pack(pack: Pack, profile: Profile | None = None) -> Shown:
    """Everything of the pack that says what is lawful, elements in their order. With a profile, the readings and the
    options it chooses are marked; without, the defaults are."""
    readings = profile.readings if profile is not None else {}
    terms = profile.terms if profile is not None else {}
    return {
        "pack": pack.name,
        "id": pack.id,
        "title": pack.title,
        "note": pack.note,
        "effective": period_text(pack.effective),
        "profile": profile.name if profile is not None else None,
        "elements": [view_element(pack, e, readings.get(e.id, e.default_reading)) for e in pack.elements],
        "terms": [
            {
                "term": term.name,
                "title": term.title,
                "options": [
                    _option(pack, o, o.name == terms.get(term.name, term.default)) for o in term.options.values()
                ],
            }
            for term in pack.terms.values()
        ],
        "lists": {
            name: [
                {"effective": period_text(version.effective), "items": [_plain(i) for i in version.members.items]}
                for version in versions
            ]
            for name, versions in pack.lists.items()
        },
        "facts": [
            {
                "fact": fact.name,
                "type": fact.type.value,
                "from": fact.origin,
                "role": fact.role.value if fact.role else None,
                "note": fact.note,
            }
            for fact in pack.facts.values()
        ],
        "scenarios": len(pack.scenarios),
    }


def view_element(pack: Pack, element: Element, chosen: str) -> Shown:
    """One element: `law` is what its sources say, `readings` the rule under each; `chosen` is marked."""
    return {
        "element": element.id,
        "rule": element.rule,
        "stage": element.stage,
        "title": element.title,
        "law": [_source(pack, source) for source in element.sources],
        "effective": period_text(element.effective),
        "applies_when": element.applies_text or None,
        "readings": [_reading(pack, r, r.name == chosen, element) for r in element.readings.values()],
        "basis": element.basis.value,
        "flag": f"{element.flag} when {element.flag_text}" if element.flag else None,
        "says": element.say.replace("{cite}", pack.citation(element)),
        "note": element.note or None,
    }


def _source(pack: Pack, name: str) -> Shown:
    source = pack.sources[name]
    on = source.on.isoformat() if source.on else None
    return {"cite": source.cite, "text": source.text, "kind": source.kind, "on": on, "note": source.note}


def _reading(pack: Pack, reading: Reading, chosen: bool, element: Element) -> Shown:
    return {
        "reading": reading.name,
        "chosen": chosen,
        "default": reading.name == element.default_reading,
        "test": reading.test_text or None,
        "authority": pack.cite(reading.authority) or pack.citation(element),
        "effective": period_text(reading.effective),
        "not_met": reading.on_not_met.value if reading.test is not None else None,
        "decided_by": reading.decided_by.value if reading.decided_by and reading.test is not None else None,
        "comparison_only": reading.comparison_only,
        "note": reading.note or None,
    }


def _option(pack: Pack, option: TermOption, chosen: bool) -> Shown:
    return {
        "option": option.name,
        "chosen": chosen,
        "authority": pack.cite(option.authority),
        "effective": period_text(option.effective),
        "offered": option.offered,
        "note": option.note or None,
    }


def period_text(period: Period) -> str | None:
    """`from 1998-01-01`, `2025-08-01 to 2025-11-20`, or None for always."""
    if period.first is None and period.last is None:
        return None
    if period.last is None:
        return f"from {period.first}"
    return f"{period.first} to {period.last}" if period.first is not None else f"to {period.last}"


def _plain(value: object) -> object:
    return value if isinstance(value, str | float | bool) else str(value)
