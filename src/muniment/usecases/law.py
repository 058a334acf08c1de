"""Law for people: check packs and profiles, list what is shipped, show a pack, and say what changed between two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from muniment.law import (
    Pack,
    Profile,
    check_pack,
    diff_packs,
    diff_profiles,
    is_profile,
    load_pack,
    load_profile,
    scenarios_that_turn,
    shipped_document,
    shipped_pack,
    shipped_packs,
    shipped_profile,
    shipped_profiles,
    survivor_defect,
    view_pack,
)
from muniment.usecases.files import read_file
from muniment.vocabulary.errors import Defect, InputRefused, UsageError


def check_law(names: Sequence[str]) -> dict[str, object]:
    """Check packs and profiles (files, or shipped ids; none: all that is shipped). Raises InputRefused with every
    defect of all, each at its line and column.

    An element that no scenario flips is a defect too: nobody would notice if it said something else.
    """
    packs: list[dict[str, object]] = []
    profiles: list[dict[str, object]] = []
    defects: list[Defect] = []
    for name in names or (*shipped_packs(), *shipped_profiles()):
        raw, file = _document(name)
        try:
            if is_profile(raw, file):
                profile = load_profile(raw, file, _pack_of(raw, file))
                profiles.append({"profile": profile.name, "id": profile.id, "authority": profile.authority})
            else:
                found = _pack_defects(raw, file, packs)
                defects += found
        except InputRefused as error:
            defects += error.defects
    if defects:
        raise InputRefused(
            "MUN-LAW-001",
            f"{len(defects)} defects in {len(names) or 'the shipped'} documents.",
            defects=defects,
            hint="Correct them and check again.",
        )
    return {"packs": packs, "profiles": profiles}


def _pack_defects(raw: bytes, file: str, sound: list[dict[str, object]]) -> list[Defect]:
    """The defects of a pack; one without any is added to `sound`."""
    report = check_pack(raw, file)
    found = list(report.defects)
    found += [Defect(file, f.line, f.name, "MUN-LAW-002", f.placed) for f in report.failures]
    if report.pack is not None:
        pack = report.pack
        found += [survivor_defect(file, pack, survivor) for survivor in report.survivors]
        if not found:
            counts = {"elements": len(pack.elements), "scenarios": len(pack.scenarios)}
            sound.append({"pack": pack.name, "id": pack.id, **counts})
    return found


def list_law() -> dict[str, object]:
    packs = [{"pack": pack.name, "title": pack.title, "id": pack.id} for pack in map(shipped_pack, shipped_packs())]
    profiles = [
        {"profile": p.name, "authority": p.authority, "comparison_only": p.comparison_only, "id": p.id}
        for p in map(shipped_profile, shipped_profiles())
    ]
    return {"packs": packs, "profiles": profiles}


def show_law(name: str, profile_name: str | None) -> dict[str, object]:
    """A pack for a lawyer: for each element the law's text, the rule and its readings. For counsel to verify."""
    raw, file = _document(name)
    if is_profile(raw, file):
        profile = load_profile(raw, file, _pack_of(raw, file))
        return view_pack(_pack_of(raw, file), profile)
    pack = load_pack(raw, file)
    return view_pack(pack, _profile(profile_name, pack) if profile_name else None)


def diff_law(before: str, after: str) -> dict[str, object]:
    """What changed between two packs, or two profiles of one authority; for packs also the scenarios of the first that
    come out otherwise under the second."""
    one, two = _document(before), _document(after)
    kinds = [is_profile(*document) for document in (one, two)]
    if kinds[0] != kinds[1]:
        raise UsageError("MUN-LAW-151", "A pack and a profile cannot be compared.", hint="Give two of a kind.")
    if not kinds[0]:
        packs = load_pack(*one), load_pack(*two)
        changes = diff_packs(*packs)
        turned = [{"scenario": name, "how": how} for name, how in scenarios_that_turn(*packs)]
        return {**_sides(*packs), "changes": [asdict(c) for c in changes], "scenarios_that_turn": turned}
    pack = _pack_of(*one)
    profiles = load_profile(*one, pack), load_profile(*two, pack)
    return {**_sides(*profiles), "changes": [asdict(change) for change in diff_profiles(*profiles, pack)]}


def _sides(one: Pack | Profile, two: Pack | Profile) -> dict[str, object]:
    return {"before": {"name": one.name, "id": one.id}, "after": {"name": two.name, "id": two.id}}


def _document(name: str) -> tuple[bytes, str]:
    """A pack or profile by a file or a shipped id: its bytes, and what to call it in defects."""
    path = Path(name)
    return (read_file(path), path.name) if path.is_file() else (shipped_document(name), name)


def _pack_of(raw: bytes, file: str) -> Pack:
    """The shipped pack of a profile's authority."""
    return shipped_pack(load_profile(raw, file, None).authority)


def _profile(name: str, pack: Pack) -> Profile:
    raw, file = _document(name)
    return load_profile(raw, file, pack)
