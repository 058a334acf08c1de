"""The demo's input on disk: records, two packages, the truth, the agreement and the letters. One call makes all of it.

Records, persons files and truth are the same bytes on every run of one version of pseudopeople; they are kept and
reused. The agreement and the letters carry the keys of the run and are written anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Final

from muniment.demo import people
from muniment.demo.custodian import INFORMATION_YEARS, RETURN_YEARS, write_records
from muniment.demo.letter import OFFICERS, ONE_OFFICER, DemoKeys, write_agreement, write_letter
from muniment.demo.requester import Writer, withheld_persons, write_truth

EDITION: Final = 1
"""Raised whenever this package writes other bytes than before, so that kept files are made again."""


@dataclass(frozen=True, slots=True)
class DemoSize:
    """How much of the world to make. The default is the demo; tests make less of the same."""

    rows_a: int = 6000
    rows_b: int = 400
    return_years: tuple[int, ...] = RETURN_YEARS
    information_years: tuple[int, ...] = INFORMATION_YEARS


@dataclass(frozen=True, slots=True)
class DemoPackage:
    """One package of the requester."""

    name: str
    folder: Path
    persons: Path
    letter: Path
    signature: Path
    rows: int


@dataclass(frozen=True, slots=True)
class DemoInputs:
    """Where everything lies. `truth` is for the judge only. `records` in the order they are to be built."""

    records: tuple[Path, ...]
    agreement: Path
    packages: tuple[DemoPackage, ...]
    truth: Path
    taxpayers: int
    record_rows: int


def build_inputs(
    folder: Path, keys: DemoKeys, size: DemoSize | None = None, say: Callable[[str], None] = lambda _: None
) -> DemoInputs:
    """Make the demo's input in `folder`, or reuse what a former run left there whole; then write and sign agreement
    and letters.

    Raises ModuleNotFoundError where the `demo` extra (pseudopeople) is not installed.
    """
    size = size or DemoSize()
    manifest = build_data(folder, size, say)
    write_agreement(folder / "agreement.yaml", keys)
    packages = []
    for name, rows, one in (("a", size.rows_a, False), ("b", size.rows_b, True)):
        where = folder / f"package-{name}"
        letter = write_letter(where, f"REQ-2026-{name.upper()}", rows, keys, one_officer=one)
        packages.append(DemoPackage(name, where, where / "persons.csv", letter, where / "letter.yaml.sig", rows))
    return DemoInputs(
        records=tuple(folder / f for f in ("records/returns.csv", "records/information_returns.csv")),
        agreement=folder / "agreement.yaml",
        packages=tuple(packages),
        truth=folder / "truth.csv",
        taxpayers=manifest["taxpayers"],
        record_rows=manifest["record_rows"],
    )


def build_data(folder: Path, size: DemoSize, say: Callable[[str], None] = lambda _: None) -> dict[str, int]:
    """Records, persons files and truth, by fixed seeds; returns {taxpayers, record_rows}. Kept files are reused when
    their hashes hold.
    """
    made_of = {"edition": EDITION, "pseudopeople": version("pseudopeople"), "size": _as_json(size)}
    manifest = folder / "manifest.json"
    kept = _kept(manifest, folder, made_of)
    if kept is not None:
        say("using the data of a former run")
        return kept
    (folder / "records").mkdir(parents=True, exist_ok=True)
    manifest.unlink(missing_ok=True)
    say("simulating people and households")
    census = people.census(people.LATEST_CENSUS)
    say("writing tax records of many years")
    on_file, numbers = write_records(
        folder / "records", withheld_persons(census), size.return_years, size.information_years
    )
    say("writing the requester's packages")
    writer = Writer(census, on_file, numbers, people.true_numbers(size.return_years))
    truths = writer.package(folder / "package-a", "a", size.rows_a, tuple(OFFICERS))
    truths += writer.package(folder / "package-b", "b", size.rows_b, (ONE_OFFICER[0],), one_officer=True)
    write_truth(folder / "truth.csv", truths)
    people.forget()
    counts = {"taxpayers": len(on_file.persons), "record_rows": on_file.records}
    manifest.write_text(
        json.dumps({"made_of": made_of, "counts": counts, "sha256": {f: _hash(folder / f) for f in _FILES}}, indent=1),
        encoding="utf-8",
    )
    return counts


_FILES: Final = (
    "records/returns.csv",
    "records/information_returns.csv",
    "package-a/persons.csv",
    "package-b/persons.csv",
    "truth.csv",
)


def _kept(manifest: Path, folder: Path, made_of: dict[str, object]) -> dict[str, int] | None:
    """The counts of a former run if every file it left is still whole and made of the same things."""
    try:
        former = json.loads(manifest.read_text(encoding="utf-8"))
        if former["made_of"] != json.loads(json.dumps(made_of)):
            return None
        if any(_hash(folder / f) != former["sha256"][f] for f in _FILES):
            return None
        return {k: int(v) for k, v in former["counts"].items()}
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _hash(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _as_json(size: DemoSize) -> dict[str, int | Sequence[int]]:
    return {
        "rows_a": size.rows_a,
        "rows_b": size.rows_b,
        "return_years": list(size.return_years),
        "information_years": list(size.information_years),
    }
