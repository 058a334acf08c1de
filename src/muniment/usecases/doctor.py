"""`doctor`: does the workspace bear itself out? Database, artefacts, indexes and ledger, every finding listed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Final

from muniment.linkage import verify_index
from muniment.store import artefacts, log
from muniment.store.models import (
    AgreementVersion,
    Approval,
    DecoySet,
    Delivery,
    Destruction,
    Envelope,
    HistoricDisclosures,
    Judgment,
    LinkageFit,
    LogRun,
    Officer,
    Package,
    RecordIndex,
    Release,
    RetentionHold,
    Stage,
    SuspensionOrder,
)
from muniment.store.transaction import transaction
from muniment.usecases import checkpoints, ledger, opened, retention
from muniment.usecases.house import House
from muniment.usecases.indexes import opened as opened_index
from muniment.usecases.selfcheck import known_answers, provider
from muniment.usecases.signed import Register
from muniment.vocabulary.errors import Defect, IntegrityFailure, LawSaysNo, MunimentError

STAGE_ACTS: Final = {"assess": "package_assessed", "link": "package_matched", "determine": "package_determined"}

NAMED_IN_ACTS: Final = {
    "review_decided": ("file",),
    "package_released": ("returns", "letter"),
    "records_built": ("survey",),
}
"""Artefacts that no row refers to, only an act's record."""


def examine(house: House) -> dict[str, object]:
    """Check everything; what a crash left half-done and unreferenced is swept away. Raises IntegrityFailure (exit 4)
    with every finding when something is damaged."""
    known_answers()
    swept = artefacts.sweep(house.workspace)
    retention.finish(house)
    checkpoint_error = _checkpoint(house)
    found = [
        *checkpoint_error,
        *_artefacts(house),
        *_indexes(house),
        *_pairs(),
        *opened.damage(house, register=Register()),
    ]
    found += ledger.differences(house)
    if found:
        raise IntegrityFailure(
            "MUN-DOCTOR-001",
            f"{len(found)} findings.",
            defects=found,
            hint="Restore what is named from the backup; do not release until this is clean.",
        )
    return {
        "ok": True,
        "packages": Package.objects.count(),
        "entries": log.next_index(),
        "swept": swept,
        "crypto": provider(),
    }


def _checkpoint(house: House) -> list[Defect]:
    """Is the published checkpoint one this database made? If so, publish what a crash left unpublished."""
    try:
        checkpoints.publish(house)
    except MunimentError as error:
        return [Defect("ledger/checkpoint", None, "", error.code, error.message, error.hint)]
    return []


def _references() -> Iterator[tuple[str, str]]:
    """Every artefact a row refers to, with who refers to it."""
    for version in AgreementVersion.objects.all():
        yield version.document, f"agreement {version.agreement_id}"
        yield version.profile_document, f"agreement {version.agreement_id}"
    for package in Package.objects.all():
        for digest in (
            package.letter,
            package.signature,
            package.persons_file,
            package.persons,
            package.facts,
            package.profile,
            package.pack if package.profile else "",  # a release before this kept neither
        ):
            yield digest, package.id
    for stage in Stage.objects.all():
        yield stage.artefact, f"{stage.package_id} {stage.name}"
        yield stage.inputs.get("judgments", ""), f"{stage.package_id} {stage.name}"
    for planted in DecoySet.objects.all():
        yield planted.facts, "decoys"
    for fit in LinkageFit.objects.all():
        for digest in (fit.model, fit.labels, fit.reviewed, fit.spent, fit.certificate):
            yield digest, f"{fit.agreement_id} linkage fit {fit.version}"
    for approval in Approval.objects.all():
        yield approval.outcomes, f"{approval.package_id} approval"
    for release in Release.objects.all():
        yield release.answered, f"{release.package_id} release"
    for envelope in Envelope.objects.all():
        yield envelope.sealed, f"release {envelope.release_id}"
    for delivery in Delivery.objects.all():
        yield delivery.artefact, f"envelope {delivery.envelope_id}"
    for done in Destruction.objects.all():
        yield done.kept, f"{done.package_id} kept"
    for order in SuspensionOrder.objects.all():
        yield order.document, f"order {order.order_id}"
    for history in HistoricDisclosures.objects.all():
        for digest in (history.letter, history.file, history.persons, history.facts):
            yield digest, history.id
    for act in LogRun.objects.filter(kind__in=NAMED_IN_ACTS).iterator(chunk_size=100):
        with suppress(ValueError, AttributeError):  # a record that is none is found by `opened`
            record = json.loads(bytes(act.record or b""))
            for name in NAMED_IN_ACTS[act.kind]:
                yield str(record.get(name, "")), f"entry {act.first}"


def _artefacts(house: House) -> list[Defect]:
    found, checked = [], set()
    for digest, owner in _references():
        if not digest or digest in checked:
            continue
        checked.add(digest)
        try:
            with artefacts.reading():
                artefacts.checked_path(house.workspace, digest)
        except LawSaysNo:
            continue  # destroyed on schedule
        except IntegrityFailure as error:
            found.append(Defect("artefacts", None, owner, error.code, error.message, error.hint))
    return found


def _indexes(house: House) -> list[Defect]:
    found = []
    for index in RecordIndex.objects.all():
        try:
            records = opened_index(house, index)
            verify_index(records.folder, records.key)
        except MunimentError as error:
            found.append(Defect("indexes", None, index.digest[:12], error.code, error.message, error.hint))
    return found


def _pairs() -> list[Defect]:
    """Every business row has its ledger entry, of the right kind."""
    wanted = [
        ("package_received", Package.objects.values_list("entry", flat=True)),
        ("package_approved", Approval.objects.values_list("entry", flat=True)),
        ("package_released", Release.objects.values_list("entry", flat=True)),
        ("disclosure", Envelope.objects.values_list("entry", flat=True)),
        ("gate_released", Delivery.objects.values_list("entry", flat=True)),
        ("order_added", SuspensionOrder.objects.values_list("entry", flat=True)),
        ("agreement_added", AgreementVersion.objects.values_list("entry", flat=True)),
        ("officer_added", Officer.objects.values_list("entry", flat=True)),
        ("records_built", RecordIndex.objects.values_list("entry", flat=True)),
        ("decoys_planted", DecoySet.objects.values_list("entry", flat=True)),
        ("linkage_fitted", LinkageFit.objects.values_list("entry", flat=True)),
        ("history_imported", HistoricDisclosures.objects.values_list("entry", flat=True)),
        ("evidence_destroyed", Destruction.objects.values_list("entry", flat=True)),
        ("retention_hold_added", RetentionHold.objects.filter(lifted=False).values_list("entry", flat=True)),
        ("retention_hold_lifted", RetentionHold.objects.filter(lifted=True).values_list("entry", flat=True)),
        ("review_decided", Judgment.objects.values_list("entry", flat=True)),
        *((kind, Stage.objects.filter(name=name).values_list("entry", flat=True)) for name, kind in STAGE_ACTS.items()),
    ]
    found = []
    with transaction():  # no other process writes between reading the one side and the other
        for kind, entries in wanted:
            found += _pairing(kind, list(entries))
    return found


def _pairing(kind: str, rows: list[int]) -> list[Defect]:
    logged = set(LogRun.objects.filter(kind=kind).values_list("first", flat=True))
    found = [
        Defect("database", None, kind, "MUN-DOCTOR-002", f"No ledger entry {entry} for a row.")
        for entry in sorted(set(rows) - logged)
    ]
    if logged - set(rows):
        found.append(Defect("database", None, kind, "MUN-DOCTOR-003", "A ledger entry has no row."))
    return found
