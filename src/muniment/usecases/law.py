"""Law for people: check packs, list what is shipped, set a pack's text, rules and readings side by side."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources
from pathlib import Path

from muniment.law import Pack, PackReport, check_pack, shipped_pack, shipped_packs, shipped_profile, shipped_profiles
from muniment.usecases.files import read_file
from muniment.vocabulary.errors import Defect, InputRefused, UsageError


def check_packs(names: Sequence[str]) -> dict[str, object]:
    """Check each pack (a file, or a shipped id; none: all shipped). Raises InputRefused with every defect of all.

    An element that no scenario flips is a defect too: nobody would notice if it said something else.
    """
    reports = [_report(name) for name in names or shipped_packs()]
    defects = [defect for report in reports for defect in _defects(report)]
    if defects:
        raise InputRefused(
            "MUN-LAW-001",
            f"{len(defects)} defects in {len(reports)} packs.",
            defects=defects,
            hint="Correct the packs and check again.",
        )
    return {
        "packs": [
            {
                "pack": report.pack.name,
                "id": report.pack.id,
                "elements": len(report.pack.elements),
                "scenarios": len(report.pack.scenarios),
            }
            for report in reports
            if report.pack is not None
        ]
    }


def _report(name: str) -> PackReport:
    if Path(name).is_file():
        return check_pack(read_file(Path(name)), Path(name).name)
    if name not in shipped_packs():
        raise UsageError("MUN-LAW-140", f"There is no pack and no file {name}.", hint="See `muniment law list`.")
    raw = resources.files("muniment.law").joinpath("packs", *f"{name}.yaml".split("/")).read_bytes()
    return check_pack(raw, name)


def _defects(report: PackReport) -> list[Defect]:
    found = list(report.defects)
    for failure in report.failures:
        found.append(Defect(report.file, failure.line, failure.name, "MUN-LAW-002", failure.message))
    for survivor in report.survivors:
        found.append(
            Defect(
                report.file,
                None,
                survivor.element,
                "MUN-LAW-003",
                f"No scenario notices: {survivor.mutation} {survivor.reading}".strip() + ".",
                "Add a scenario that it alone decides.",
            )
        )
    return found


def list_law() -> dict[str, object]:
    packs = [{"pack": pack.name, "title": pack.title, "id": pack.id} for pack in map(shipped_pack, shipped_packs())]
    profiles = [
        {"profile": p.name, "authority": p.authority, "comparison_only": p.comparison_only, "id": p.id}
        for p in map(shipped_profile, shipped_profiles())
    ]
    return {"packs": packs, "profiles": profiles}


def show_pack(name: str, profile_name: str | None) -> dict[str, object]:
    """The pack as a text for a lawyer, for counsel to verify."""
    if Path(name).is_file():
        report = check_pack(read_file(Path(name)), Path(name).name)
        if report.pack is None:
            raise InputRefused("MUN-LAW-001", "The pack does not load.", defects=report.defects)
        pack = report.pack
    else:
        pack = shipped_pack(name)
    picked = dict(shipped_profile(profile_name).readings) if profile_name else {}
    return {"pack": pack.name, "id": pack.id, "text": _text(pack, picked)}


def _text(pack: Pack, picked: dict[str, str]) -> str:
    lines = [f"{pack.name}: {pack.title}", "For counsel to verify; not legal advice.", ""]
    for source_id, source in pack.sources.items():
        lines.append(f"[{source_id}] {source.cite}" + (f": {source.text}" if source.text else ""))
    for element in pack.elements:
        lines += ["", f"{element.id} ({element.stage}) {element.title}"]
        lines.append(f"  source: {', '.join(element.sources)}")
        if element.applies_text:
            lines.append(f"  applies when: {element.applies_text}")
        chosen = picked.get(element.id, element.default_reading)
        for reading_name, reading in element.readings.items():
            mark = "*" if reading_name == chosen else " "
            if len(element.readings) > 1:
                lines.append(f" {mark} reading {reading_name} ({reading.authority})")
            lines.append(f"    test: {reading.test_text or 'waived'}")
            role = f", decided by {reading.decided_by}" if reading.decided_by else ""
            lines.append(f"    not met: {reading.on_not_met}{role}")
        lines.append(f"  says: {element.say}")
    return "\n".join(lines)
