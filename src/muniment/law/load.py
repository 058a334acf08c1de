"""Bytes to Pack, or every defect of them with its line and column. Nothing of the author's is run.

`build_pack` checks form and meaning; `check.load_pack` also runs the pack's scenarios and refuses one whose scenarios
fail.
"""

from __future__ import annotations

import re
from typing import Final

from muniment.law.declarations import Declarations
from muniment.law.document import Defects, mapping, read_document, text_of
from muniment.law.elements import Elements
from muniment.law.identity import canonical_document, document_id
from muniment.law.pack import Pack
from muniment.law.scenario_table import read_scenarios
from muniment.law.values import read_period

_AUTHORITY: Final = re.compile(r"[a-z0-9][a-z0-9_-]*(/[a-z0-9][a-z0-9_-]*){0,7}")


def build_pack(raw: bytes, file: str) -> Pack:
    """A pack whose every part is well formed and well typed; its scenarios are read but not run.

    Raises InputRefused (MUN-LAW-100) with every defect: line in `row`, key path in `column`.
    """
    root, defects = read_document(raw, file), Defects(file)
    top = mapping(
        root,
        defects,
        ("pack", "format", "sources", "facts", "elements", "scenarios"),
        ("title", "note", "effective", "lists", "formats", "switches", "terms"),
        "The pack",
    )
    name = text_of(top.get("pack"), defects, "The pack's name", limit=120)
    if "pack" in top and not _AUTHORITY.fullmatch(name):
        defects.law(top["pack"], 20, "The pack's name is not an authority's id.", "Like us/usc26/6103-i-2.")
    if "format" in top and top["format"].value != 1:
        defects.law(top["format"], 21, "This format of packs is not known.", "format: 1")
    effective = read_period(top.get("effective"), defects, "The pack")
    declared = Declarations(defects)
    declared.read_sources(top.get("sources"))
    declared.read_facts(top.get("facts"))
    declared.read_switches(top.get("switches"))
    declared.read_lists(top.get("lists"))
    declared.read_formats(top.get("formats"))
    declared.read_terms(top.get("terms"))
    reader = Elements(declared)
    elements = reader.read_elements(top.get("elements"))
    _refuse_unused(declared, reader.used)
    scenarios = read_scenarios(top.get("scenarios"), defects, declared.facts, declared.switches, elements, effective)
    defects.raise_if_any("MUN-LAW-100", "The pack")
    document = canonical_document(root.plain())
    return Pack(
        name=name,
        id=document_id(document),
        title=text_of(top.get("title"), defects, "The title"),
        note=text_of(top.get("note"), defects, "The note"),
        effective=effective,
        sources=declared.sources,
        facts=declared.facts,
        switches=declared.switches,
        lists=declared.lists,
        formats=declared.formats,
        terms=declared.terms,
        elements=elements,
        scenarios=scenarios,
        document=document,
    )


def _refuse_unused(declared: Declarations, used: set[str]) -> None:
    if any(d.code in ("MUN-LAW-051", "MUN-LAW-052", "MUN-LAW-063") for d in declared.defects.found):
        return  # names may be missed only because an expression could not be read
    for name, place in declared.places.items():
        if name not in used:
            message = f"'{name}' is declared and used by no element."
            declared.defects.law(place, 55, message, "Use it or remove it; a rule may have been lost.", at_key=True)
