"""Bytes to Profile: which reading of each element an agreement has chosen."""

from __future__ import annotations

import re
from typing import Final

from muniment.law.document import Defects, mapping, nearest, read_document, text_of
from muniment.law.identity import canonical_document, document_id
from muniment.law.nodes import Atom
from muniment.law.pack import Pack, Profile
from muniment.law.scenario_table import read_reading_choice, read_switch_values
from muniment.law.values import read_period

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
        ("title", "note", "effective", "readings", "switches", "comparison_only"),
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
    )
    defects.raise_if_any("MUN-LAW-110", "The profile")
    return profile
