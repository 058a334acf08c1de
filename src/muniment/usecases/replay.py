"""`replay`: everything a package rests on made anew from what it was made of, and compared; its acts and rows held
against the ledger (invariant 12).

Nothing is asked of today: agreement, orders, judgments, model and index are those that each stage's key names. It needs
no network and changes nothing. Records are opened for the rows that were looked up then, and for no other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from muniment.formats.canonical import read_canonical
from muniment.intake.letter import read_letter
from muniment.intake.persons import read_persons
from muniment.intake.verify import check_against_file, verify_letter
from muniment.release.cms import ciphertext_digest
from muniment.store import artefacts, log
from muniment.store.models import Approval, Envelope, Package, Release, Stage
from muniment.usecases import ledger, opened
from muniment.usecases.acting import Attempt
from muniment.usecases.facts import write_facts
from muniment.usecases.house import House
from muniment.usecases.inputs import ASSESS, DETERMINE, LINK, MAKERS, repr_agreement
from muniment.usecases.packages import find_package, open_case, write_judgments
from muniment.usecases.release import answers_to, write_answered
from muniment.usecases.returns import reasons_of
from muniment.usecases.row import row_as_it_stands
from muniment.usecases.stages import view
from muniment.vocabulary.errors import Defect, IntegrityFailure, MunimentError

SAME: Final = "same bytes"
ALIKE: Final = "same content"
"""Other bytes, every row alike: another release of a library writes Parquet in another way."""
OTHER: Final = "differs"
GONE: Final = "evidence destroyed on schedule"
MADE: Final = {ASSESS: "findings", LINK: "matches", DETERMINE: "outcomes"}
SHOWN: Final = 20
"""Rows named one by one of an artefact that differs; beyond them their number is told."""


@dataclass(frozen=True, slots=True)
class Step:
    """One artefact made anew: by which step, the entry of the act that first made it, and how the two compare. Of
    evidence destroyed on schedule (GONE) nothing more is said than that."""

    step: str
    made: str
    entry: int
    artefact: str
    found: str


@dataclass(slots=True)
class Replayed:
    steps: list[Step] = field(default_factory=list)
    defects: list[Defect] = field(default_factory=list)

    def defect(self, step: str, code: str, message: str, hint: str = "", row: int | None = None) -> None:
        self.defects.append(Defect(step, row, "", code, message, hint))

    @contextmanager
    def listing(self, step: str, entry: int) -> Iterator[None]:
        """What stops one step is listed, and the next goes on. Evidence destroyed on schedule is told as that, no defect."""
        try:
            yield
        except MunimentError as error:
            if error.code == artefacts.DESTROYED:
                self.steps.append(Step(step, "", entry, "", GONE))
            else:
                self.defect(step, error.code, error.message, error.hint)


def replay_package(house: House, package_id: str, row: int | None = None) -> dict[str, object]:
    """Make everything of this package anew, from its letter and file to its answers, and compare.

    Raises IntegrityFailure (exit 4) with every difference: an artefact that is missing, damaged or does not come out
    again, a row of the database that its act does not say, an entry that is not opened, a published file that is not
    the database's. A replay is an entry, whatever it finds. `row`: a row of the file to show, with all it rests on.
    """
    package = find_package(package_id)
    with Attempt(house, "replay_refused", package.id):
        found = _replay(house, package)
        shown = row_as_it_stands(house, package, row) if row is not None and not found.defects else None
        body = {
            "steps": [asdict(step) for step in found.steps],
            "defects": sorted({defect.code for defect in found.defects}),
            "defect_count": len(found.defects),
            "row": row,
        }
        entry = view(house, "package_replayed", package.id, None, body)
    if found.defects:
        raise IntegrityFailure(
            "MUN-REPLAY-001",
            f"The package is not borne out: {len(found.defects)} findings.",
            hint="Restore what is named from the backup, run `muniment doctor`, and tell the privacy officer.",
            defects=found.defects,
        )
    return {
        "ok": True,
        "package": package.id,
        "rows": package.rows,
        "complete": all(step.found != GONE for step in found.steps),
        "steps": [asdict(step) for step in found.steps],
        "row": shown,
        "entry": entry,
    }


def _replay(house: House, package: Package) -> Replayed:
    found = Replayed()
    todo: list[tuple[str, int, Callable[[], None]]] = [
        ("submit", package.entry, lambda: _received(house, package, found))
    ]
    for stage in Stage.objects.filter(package=package).order_by("pk"):
        todo.append((stage.name, stage.entry, lambda stage=stage: _stage(house, package, stage, found)))  # type: ignore[misc]
    for approval in Approval.objects.filter(package=package).order_by("pk"):
        todo.append(("approve", approval.entry, lambda approval=approval: _approval(approval, found)))  # type: ignore[misc]
    for release in Release.objects.filter(package=package).order_by("number"):
        todo.append(("release", release.entry, lambda release=release: _release(house, package, release, found)))  # type: ignore[misc]
    for done, (step, entry, run) in enumerate(todo):
        house.progress("replay", done, len(todo) + 1)
        with found.listing(step, entry):
            run()
    found.defects += opened.damage(house, package.id)
    found.defects += ledger.differences(house)
    house.progress("replay", len(todo) + 1, len(todo) + 1)
    return found


def _received(house: House, package: Package, found: Replayed) -> None:
    """Signature, hashes and normal form: the request is what came."""
    workspace, step = house.workspace, "submit"
    same = ("letter", "persons_file", "persons", "facts", "rows", "pack", "profile", "signer_key", "number")
    _said(step, package.entry, {name: getattr(package, name) for name in same}, found)
    raw = artefacts.read(workspace, package.letter)
    letter = read_letter(raw, "letter.yaml")
    if verify_letter(raw, artefacts.read(workspace, package.signature)) != package.signer_key:
        found.defect(step, "MUN-REPLAY-002", "The letter was signed with another key than the package says.")
    check_against_file(letter, package.persons_file, package.rows)
    persons = artefacts.scratch_path(workspace, ".parquet")
    try:
        read_persons(artefacts.checked_path(workspace, package.persons_file), persons)
        compared(house, (step, "persons", package.entry), package.persons, persons, found)
        with _scratch(house) as facts:
            write_facts(house, artefacts.checked_path(workspace, package.persons), facts)
            compared(house, (step, "facts", package.entry), package.facts, facts, found)
    finally:
        persons.unlink(missing_ok=True)


def _stage(house: House, package: Package, stage: Stage, found: Replayed) -> None:
    said = {"stage": stage.name, "inputs": stage.inputs, "artefact": stage.artefact, "summary": stage.summary}
    _said(stage.name, stage.entry, said, found)
    today = stage.inputs.get("today")
    case = open_case(house, package.id, date.fromisoformat(today) if today else stage.at.date(), known=stage.at)
    if stage.inputs.get("agreement_today", stood := repr_agreement(case)) != stood:
        found.defect(stage.name, "MUN-REPLAY-007", "The agreement did not stand as the assessment says.")
    if "judgments" in stage.inputs and write_judgments(house, package, stage.entry) != stage.inputs["judgments"]:
        found.defect(stage.name, "MUN-REPLAY-008", "The decisions on record are not those the stage rests on.")
    with _scratch(house) as out:
        MAKERS[stage.name](house, case, stage.inputs, out)
        compared(house, (stage.name, MADE[stage.name], stage.entry), stage.artefact, out, found)


def _approval(approval: Approval, found: Replayed) -> None:
    """What was approved is an outcome set that a determination made before."""
    _said("approve", approval.entry, {"outcomes": approval.outcomes}, found)
    made = Stage.objects.filter(package=approval.package, name=DETERMINE, artefact=approval.outcomes)
    if not made.filter(entry__lt=approval.entry).exists():
        found.defect("approve", "MUN-REPLAY-003", "No determination before the approval made these outcomes.")


def _release(house: House, package: Package, release: Release, found: Replayed) -> None:
    """The rows answered, and to whom, follow from the outcomes approved and the matches they rest on."""
    step, approval = "release", release.approval
    said = {"release": release.number, "answered": release.answered, "outcomes": approval.outcomes}
    _said(step, release.entry, said, found)
    case = open_case(house, package.id, release.at.date(), known=release.at)
    determined = (
        Stage.objects.filter(package=package, name=DETERMINE, artefact=approval.outcomes, entry__lt=approval.entry)
        .order_by("-pk")
        .first()
    )
    if determined is None:
        return  # `_approval` tells
    earlier = list(Release.objects.filter(package=package, number__lt=release.number).order_by("number"))
    reasons = reasons_of(case, artefacts.checked_path(house.workspace, determined.inputs["findings"]))
    answers = answers_to(house, case, approval.outcomes, determined.inputs["matches"], earlier, reasons)
    with _scratch(house) as out:
        write_answered(out, answers)
        compared(house, (step, "answered", release.entry), release.answered, out, found)
    sealed = {e.recipient: e for e in Envelope.objects.filter(release=release)}
    for recipient, rows, disclosed in answers.by_recipient:
        envelope = sealed.pop(recipient.id, None)
        if envelope is None or (envelope.rows, envelope.disclosed) != (len(rows), disclosed):
            found.defect(step, "MUN-REPLAY-004", "An answer has other rows or disclosures than the outcomes give.")
        if envelope is not None:
            digest = ciphertext_digest(artefacts.read(house.workspace, envelope.sealed)).hex()
            told = {"rows": envelope.rows, "disclosed": envelope.disclosed, "recipient": envelope.recipient}
            _said("disclosure", envelope.entry, told | {"ciphertext_sha256": digest}, found)
    if sealed:
        found.defect(step, "MUN-REPLAY-005", f"{len(sealed)} answers went to recipients whom no row is for.")


@contextmanager
def _scratch(house: House) -> Iterator[Path]:
    out = artefacts.scratch_path(house.workspace, ".parquet")
    try:
        yield out
    finally:
        out.unlink(missing_ok=True)


def compared(house: House, of: tuple[str, str, int], digest: str, made: Path, found: Replayed) -> None:
    """An artefact against the same made anew: by bytes, and where these differ row by row. `of`: step, what, entry."""
    step, what, entry = of
    with found.listing(step, entry):
        stored = artefacts.checked_path(house.workspace, digest)
        if artefacts.sha256_file(made) == digest:
            found.steps.append(Step(step, what, entry, digest, SAME))
            return
        rows = _differing(house, stored, made)
        found.steps.append(Step(step, what, entry, digest, OTHER if rows else ALIKE))
        for row in rows[:SHOWN]:
            found.defect(step, "MUN-REPLAY-010", "The row does not come out again as it is stored.", row=row)
        if len(rows) > SHOWN:
            found.defect(step, "MUN-REPLAY-010", f"{len(rows)} rows in all do not come out again as they are stored.")


def _differing(house: House, stored: Path, made: Path) -> list[int]:
    a, b = (f"read_parquet('{path}')" for path in (stored, made))
    with house.bulk() as con:
        shapes = [
            con.execute(f"SELECT column_name, column_type FROM (DESCRIBE FROM {side})").fetchall() for side in (a, b)
        ]
        if shapes[0] != shapes[1]:
            return [0]
        query = f"SELECT DISTINCT row FROM ((FROM {a} EXCEPT ALL FROM {b}) UNION ALL (FROM {b} EXCEPT ALL FROM {a})) ORDER BY row"
        return [row for (row,) in con.execute(query).fetchall()]


def _said(step: str, entry: int, expected: Mapping[str, Any], found: Replayed) -> None:
    """The act's record, which its entry commits to, says what the database says."""
    act = log.act(entry)
    record = read_canonical(bytes(act.record)) if act is not None and act.record is not None else {}
    differing = [name for name, value in expected.items() if record.get(name) != value]
    if differing:
        message = f"Entry {entry} does not say what the database says: {', '.join(differing)}."
        found.defect(step, "MUN-REPLAY-006", message)
