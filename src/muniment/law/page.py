"""A pack as a page of the documentation, in Markdown. docs/packs/ holds what this writes, and a test holds them equal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from muniment.law.pack import Pack, Profile
from muniment.law.view import view_pack

STAGES = {
    "B": "Gates: the letter, the agreement, the orders",
    "F": "The face of each row",
    "M": "The match and the record",
}


def pack_page(pack: Pack, profiles: Iterable[Profile]) -> str:
    """The page of a pack: each element with the law's text, its rule and its readings, and the profiles that choose."""
    shown = view_pack(pack)
    lines = [f"# {pack.name}", "", f"{pack.title}.", ""]
    lines += [
        "Written by `make docs` from the pack; change the pack, not this page. **For counsel to verify; not legal advice.**",
        "",
    ]
    if shown["effective"]:
        lines += [f"In effect {shown['effective']}. {len(pack.elements)} elements, {shown['scenarios']} scenarios.", ""]
    lines += list(_profiles(pack, profiles))
    for stage, title in STAGES.items():
        elements = [element for element in shown["elements"] if element["stage"] == stage]
        if elements:
            lines += [f"## {title}", ""]
            for element in elements:
                lines += list(_element(element))
    if shown["terms"]:
        lines += ["## What a profile settles beside the elements", ""]
        for term in shown["terms"]:
            lines += [f"**{term['term']}**: {term['title']}.", ""]
            lines += [f"- {_option(option)}" for option in term["options"]] + [""]
    lines += ["## Facts", "", "| fact | type | from | |", "|---|---|---|---|"]
    for fact in shown["facts"]:
        origin = fact["from"] + (f" ({fact['role']})" if fact["role"] else "")
        lines.append(f"| `{fact['fact']}` | {fact['type']} | {origin} | {_cell(fact['note'])} |")
    return "\n".join(lines) + "\n"


def _profiles(pack: Pack, profiles: Iterable[Profile]) -> Iterator[str]:
    mine = [profile for profile in profiles if profile.authority == pack.name]
    disputed = [element for element in pack.elements if len(element.readings) > 1]
    if not mine or not disputed:
        return
    yield "## Readings by profile"
    yield ""
    names = [f"`{p.name}`" + (" (comparison only)" if p.comparison_only else "") for p in mine]
    yield f"| element | {' | '.join(names)} |"
    yield "|---" * (len(mine) + 1) + "|"
    for element in disputed:
        chosen = [profile.readings.get(element.id, element.default_reading) for profile in mine]
        yield f"| {element.id} {_cell(element.title)} | {' | '.join(chosen)} |"
    yield ""


def _element(element: Mapping[str, Any]) -> Iterator[str]:
    rule = f" (rule {element['rule']})" if element["rule"] != element["element"] else ""
    yield f"### {element['element']}{rule}: {element['title']}"
    yield ""
    for source in element["law"]:
        day = f", {source['on']}" if source["on"] else ""
        yield f"> {source['cite']}{day}" + (f": *{source['text']}*" if source["text"] else "")
        yield ""
    if element["applies_when"]:
        yield f"Applies when `{element['applies_when']}`."
        yield ""
    yield "| reading | test | not met | authority |"
    yield "|---|---|---|---|"
    for reading in element["readings"]:
        name = f"**{reading['reading']}**" if reading["chosen"] else reading["reading"]
        if reading["comparison_only"]:
            name += " (comparison only)"
        test = f"`{_cell(reading['test'])}`" if reading["test"] else "waived"
        decided = f", decided by {reading['decided_by']}" if reading["decided_by"] else ""
        period = f" ({reading['effective']})" if reading["effective"] else ""
        yield f"| {name} | {test} | {reading['not_met'] or ''}{decided} | {_cell(reading['authority'])}{period} |"
    yield ""
    yield f"Says: {element['says']}"
    yield ""


def _option(option: Mapping[str, Any]) -> str:
    name = f"**{option['option']}**" if option["chosen"] else option["option"]
    return f"{name}: {option['authority']}" + ("" if option["offered"] else " (on record, not offered)")


def _cell(text: str | None) -> str:
    return (text or "").replace("|", "\\|")
