"""Counts what a name-and-number script would have done and what Muniment did, against the truth only the demo knows.

Judged by person, never by the look of an address: members of one household share theirs.
"""

from __future__ import annotations

import csv
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from muniment.demo.requester import NO_ADDRESS
from muniment.vocabulary.rates import upper_bound

WRONG_PERSON: Final = "the address of somebody else"
NO_ADDRESS_GIVEN: Final = "the request gave no address at all"
NEVER_THEIRS: Final = "the address given was never theirs"
ONE_OFFICER: Final = "one officer named for every row"
OTHER: Final = "another element or safeguard not met"
REASONS: Final = (WRONG_PERSON, NO_ADDRESS_GIVEN, NEVER_THEIRS, ONE_OFFICER, OTHER)
"""Why a row must not have been sent; each row counts once, under the first that fits."""

_NO_ADDRESS_WHY: Final = NO_ADDRESS | {"no_street"}
_NOT_THEIRS_WHY: Final = frozenset({"never_theirs", "address_miswritten"})


@dataclass(frozen=True, slots=True)
class ScriptFigures:
    """sent = by_number + by_address. unlawful = the sum of `reasons`; wrong_person is the first of them."""

    sent: int
    by_number: int
    by_address: int
    unlawful: int
    wrong_person: int
    reasons: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class MunimentFigures:
    """Rows by outward code; `unanswered` counts rows with no code at all (0 when all went well).

    wrong_person: disclosed although the record belongs to somebody else. unlawful: disclosed although the truth says
    it must not be. lawful_rows: rows that could lawfully be answered; lawful_answered: those of them disclosed.
    """

    disclosed: int
    not_disclosed: int
    returned: int
    refused: int
    held: int
    unanswered: int
    wrong_person: int
    unlawful: int
    lawful_rows: int
    lawful_answered: int


@dataclass(frozen=True, slots=True)
class DemoFigures:
    """All the table says. `confidence` is that of both upper bounds."""

    rows: int
    packages: int
    taxpayers: int
    script: ScriptFigures
    muniment: MunimentFigures
    confidence: float = 0.95

    @property
    def script_wrong_bound(self) -> float:
        return upper_bound(self.script.wrong_person, self.script.sent, self.confidence)

    @property
    def muniment_wrong_bound(self) -> float:
        return upper_bound(self.muniment.wrong_person, self.muniment.disclosed, self.confidence)


@dataclass(frozen=True, slots=True)
class TrueRow:
    """One line of `truth.csv`."""

    row_ref: str
    person_id: str
    defect: str
    lawful: bool
    why: str


def read_truth(path: Path) -> dict[str, TrueRow]:
    """`truth.csv` by row_ref; row references are unique over both packages."""
    return {
        r["row_ref"]: TrueRow(r["row_ref"], r["person_id"], r["defect"], r["lawful"] == "yes", r["why"])
        for r in _rows(path)
    }


def run_script(script: Path, persons: Path, records: Sequence[Path], out: Path) -> Path:
    """Run `examples/name_and_number.py` on one package, as anybody would, and return `out`. Raises
    CalledProcessError.
    """
    command = [sys.executable, str(script), str(persons), *(str(r) for r in records), "--out", str(out)]
    subprocess.run(command, check=True, capture_output=True, text=True)
    return out


def read_codes(files: Iterable[Path]) -> dict[str, str]:
    """Outward code by row_ref, from opened `response.csv` files and `returns.csv` (columns row_ref and code at
    least).
    """
    return {r["row_ref"]: r["code"] for path in files for r in _rows(path)}


def read_matches(files: Iterable[Path]) -> dict[str, str]:
    """Person id by row_ref, from the files `muniment matches` writes; rows matched with nobody are left out."""
    return {r["row_ref"]: r["person_id"] for path in files for r in _rows(path) if r["person_id"]}


def judge_script(truth: Mapping[str, TrueRow], sent_files: Iterable[Path]) -> ScriptFigures:
    """Count what the script sent. Raises KeyError where it sent a row the truth does not know."""
    branches: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for row in (r for path in sent_files for r in _rows(path)):
        branches[row["branch"]] += 1
        true = truth[row["row_ref"]]
        if row["person_id"] != true.person_id:
            reasons[WRONG_PERSON] += 1
        elif not true.lawful:
            reasons[_reason(true)] += 1
    return ScriptFigures(
        sent=branches.total(),
        by_number=branches["number"],
        by_address=branches["address"],
        unlawful=reasons.total(),
        wrong_person=reasons[WRONG_PERSON],
        reasons=tuple((r, reasons[r]) for r in REASONS),
    )


def judge_muniment(
    truth: Mapping[str, TrueRow], codes: Mapping[str, str], matches: Mapping[str, str]
) -> MunimentFigures:
    """Count what Muniment did.

    `codes` are those the requester received (`read_codes`), `matches` whose record each was (`read_matches`). A row
    disclosed without a match counts as a wrong person: what cannot be shown to be right is not right.
    """
    counted = Counter(codes.get(ref, "") for ref in truth)
    disclosed = [truth[ref] for ref in truth if codes.get(ref) == "DISCLOSED"]
    lawful = [t for t in truth.values() if t.lawful]
    return MunimentFigures(
        disclosed=counted["DISCLOSED"],
        not_disclosed=counted["NOT_DISCLOSED"],
        returned=counted["RETURNED"],
        refused=counted["REFUSED"],
        held=counted["PENDING"],
        unanswered=counted[""],
        wrong_person=sum(1 for t in disclosed if not t.person_id or matches.get(t.row_ref) != t.person_id),
        unlawful=sum(1 for t in disclosed if not t.lawful),
        lawful_rows=len(lawful),
        lawful_answered=sum(1 for t in lawful if codes.get(t.row_ref) == "DISCLOSED"),
    )


def judge(
    truth_file: Path,
    sent_files: Iterable[Path],
    response_files: Iterable[Path],
    match_files: Iterable[Path],
    *,
    packages: int,
    taxpayers: int,
) -> DemoFigures:
    """All figures of the demo from the files it left behind; anybody can run it again on the same files."""
    truth = read_truth(truth_file)
    return DemoFigures(
        rows=len(truth),
        packages=packages,
        taxpayers=taxpayers,
        script=judge_script(truth, sent_files),
        muniment=judge_muniment(truth, read_codes(response_files), read_matches(match_files)),
    )


def _reason(true: TrueRow) -> str:
    if true.why in _NO_ADDRESS_WHY:
        return NO_ADDRESS_GIVEN
    if true.why in _NOT_THEIRS_WHY:
        return NEVER_THEIRS
    return ONE_OFFICER if true.why == "one_officer_for_all" else OTHER


def _rows(path: Path) -> Iterable[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        yield from csv.DictReader(stream)
