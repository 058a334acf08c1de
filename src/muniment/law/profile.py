"""Bytes to Profile: which reading of each element an agreement has chosen."""

from __future__ import annotations

import re
from typing import Final

from muniment.law.document import Defects, Node, mapping, nearest, read_document, text_of
from muniment.law.identity import canonical_document, document_id
from muniment.law.nodes import Atom
from muniment.law.pack import Pack, Profile
from muniment.law.scenario_table import read_reading_choice, read_switch_values
from muniment.law.values import choice, read_period

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*){0,7}")


def load_profile(raw: bytes, file: str, pack: Pack | None) -> Profile:
    """A well-formed profile; with `pack` given, every element, reading and switch in it is known to the pack.

    Raises InputRefused (MUN-LAW-110) with every defect: line in `row`, key path in `column`. Without a pack the names
    are not looked up; `select` then refuses a profile that does not fit.
    """
    root = read_document(raw, file)
    defects = Defects(file)
    top = mapping(
        root,
        defects,
        ("profile", "format", "authority"),
        ("title", "note", "effective", "readings", "switches", "terms", "comparison_only"),
        "The profile",
    )
    name = text_of(top.get("profile"), defects, "The profile's name", limit=120)
    if "profile" in top and not _NAME.fullmatch(name):
        defects.add(top["profile"], "MUN-LAW-111", "The profile's name is not well formed.", "Like us/dc-circuit-2026.")
    if "format" in top and top["format"].value != 1:
        defects.add(top["format"], "MUN-LAW-112", "This format of profiles is not known.", "format: 1")
    authority = text_of(top.get("authority"), defects, "The authority", limit=120)
    comparison = top.get("comparison_only")
    if comparison is not None and not isinstance(comparison.value, bool):
        defects.add(comparison, "MUN-LAW-113", "`comparison_only` is not true or false.", "true or false")
    readings: dict[str, str] = {}
    switches: dict[str, Atom] = {}
    if pack is not None:
        if authority and authority != pack.name:
            message = "The profile is for another authority than this pack."
            defects.add(top["authority"], "MUN-LAW-114", message, nearest(authority, [pack.name]))
        elif authority:
            if "readings" in top and top["readings"].value is not None:
                readings = read_reading_choice(top["readings"], defects, {e.id: e for e in pack.elements})
                _refuse_comparison_readings(top["readings"], defects, pack, comparison)
            switches = read_switch_values(top.get("switches"), defects, pack.switches)
    else:
        if "readings" in top and top["readings"].value is not None:
            for key, node in mapping(top["readings"], defects, (), top["readings"].value, "`readings`").items():
                readings[key] = text_of(node, defects, "The reading", limit=60)
        if "switches" in top and top["switches"].value is not None:
            for key, node in mapping(top["switches"], defects, (), top["switches"].value, "`switches`").items():
                if isinstance(node.value, bool | int | float | str):
                    number = isinstance(node.value, int | float) and not isinstance(node.value, bool)
                    switches[key] = float(node.value) if number else node.value
                else:
                    defects.add(node, "MUN-LAW-084", f"The switch '{key}' cannot have this value.", "One plain value.")
    document = canonical_document(root.plain())
    profile = Profile(
        name=name,
        id=document_id(document),
        title=text_of(top.get("title"), defects, "The title", limit=500),
        note=text_of(top.get("note"), defects, "The note", limit=20_000),
        authority=authority,
        effective=read_period(top.get("effective"), defects, "The profile"),
        readings=readings,
        switches=switches,
        comparison_only=comparison is not None and comparison.value is True,
        document=document,
        terms=_terms(top.get("terms"), defects, pack, comparison),
    )
    defects.raise_if_any("MUN-LAW-110", "The profile")
    return profile


def _refuse_comparison_readings(node: Node, defects: Defects, pack: Pack, comparison: Node | None) -> None:
    """A profile that an agreement may adopt chooses no reading that serves comparison only."""
    if comparison is not None and comparison.value is True:
        return
    elements = {element.id: element for element in pack.elements}
    for key, child in node.value.items() if isinstance(node.value, dict) else ():
        reading = elements[key].readings.get(child.value) if key in elements and isinstance(child.value, str) else None
        if reading is not None and reading.comparison_only:
            message = f"The reading '{reading.name}' of {key} serves comparison only."
            defects.law(child, 115, message, "Choose another, or say `comparison_only: true`.")


def _terms(node: Node | None, defects: Defects, pack: Pack | None, comparison: Node | None) -> dict[str, str]:
    """Term -> option. With a pack, each known to it and, unless the profile serves comparison only, offered."""
    if node is None or node.value is None:
        return {}
    known = pack.terms if pack is not None else None
    entries = mapping(node, defects, (), known if known is not None else node.value, "`terms`")
    found: dict[str, str] = {}
    for key, child in entries.items():
        if known is None:
            found[key] = text_of(child, defects, "The option", limit=60)
        elif key in known:
            found[key] = choice(child, defects, f"The option of '{key}'", known[key].options, known[key].default)
            compared = comparison is not None and comparison.value is True
            if not known[key].options[found[key]].offered and not compared:
                defects.law(child, 116, "This option is on record, and not offered.", "Choose one that is offered.")
    return found
