"""What `muniment law check` reports: defects, failing scenarios, and elements no scenario holds in place."""

from __future__ import annotations

from dataclasses import dataclass

from muniment.law.document import read_document
from muniment.law.load import build_pack
from muniment.law.pack import Pack
from muniment.law.scenarios import ScenarioFailure, Survivor, mutation_check, run_scenarios
from muniment.vocabulary.errors import Defect, InputRefused


@dataclass(frozen=True, slots=True)
class PackReport:
    """`pack` is None when there are defects. `ok`: it would load. `tight`: and every element is held by a scenario."""

    file: str
    pack: Pack | None
    defects: tuple[Defect, ...]
    failures: tuple[ScenarioFailure, ...]
    survivors: tuple[Survivor, ...]

    @property
    def ok(self) -> bool:
        return not self.defects and not self.failures

    @property
    def tight(self) -> bool:
        return self.ok and not self.survivors


def check_pack(raw: bytes, file: str) -> PackReport:
    """Everything there is to say about a pack, without raising for what is wrong with it."""
    try:
        pack = build_pack(raw, file)
    except InputRefused as error:
        return PackReport(file, None, error.defects, (), ())
    return PackReport(file, pack, (), run_scenarios(pack), mutation_check(pack))


def is_profile(raw: bytes, file: str) -> bool:
    """Whether a document is a profile rather than a pack. Raises InputRefused where it is no document at all."""
    return "profile" in read_document(raw, file).value


def survivor_defect(file: str, pack: Pack, survivor: Survivor) -> Defect:
    """A mutation that no scenario notices, at the place of its element."""
    element = pack.element(survivor.element)
    what = f"{survivor.mutation} {survivor.reading}".strip()
    message = f"No scenario notices: {what} (line {element.line}, column {element.column})."
    return Defect(file, element.line, element.id, "MUN-LAW-003", message, "Add a scenario that it alone decides.")


def load_pack(raw: bytes, file: str) -> Pack:
    """A checked pack whose every scenario gives what its author wrote.

    Raises InputRefused: MUN-LAW-100 with every defect, or MUN-LAW-101 with every failing scenario; `row` is the line.
    """
    pack = build_pack(raw, file)
    failures = run_scenarios(pack)
    if failures:
        defects = [
            Defect(file, failure.line, "scenarios", "MUN-LAW-101", f"{failure.name}: {failure.placed}")
            for failure in failures
        ]
        message = f"{len(failures)} of the pack's {len(pack.scenarios)} scenarios fail; the first: {defects[0].message}"
        raise InputRefused("MUN-LAW-101", message, hint="Correct the rule, or the scenario.", defects=defects)
    return pack
