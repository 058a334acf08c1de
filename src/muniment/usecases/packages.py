"""A package as it stands: which artefacts are its current ones, and the law it is judged by."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from typing import Any

from muniment.formats.canonical import canonical_json
from muniment.intake.letter import read_letter
from muniment.law import Pack, Profile, load_pack, load_profile, shipped_pack, shipped_profile
from muniment.store import artefacts
from muniment.store.models import Approval, Destruction, Judgment, Officer, Package, Release, Stage
from muniment.store.rows import insert
from muniment.usecases import agreements
from muniment.usecases.acting import hand_of
from muniment.usecases.house import House
from muniment.usecases.journal import Actor, write_act
from muniment.vocabulary.agreement import Agreement
from muniment.vocabulary.chain import Hand, Hands
from muniment.vocabulary.errors import LawSaysNo, UsageError
from muniment.vocabulary.items import ADDRESS, item
from muniment.vocabulary.request import Letter


@dataclass(frozen=True, slots=True)
class Case:
    """A package with everything that is frozen for it, and the agreement as it stands today."""

    package: Package
    letter: Letter
    agreement: Agreement
    pack: Pack
    profile: Profile

    def facts(self, house: House) -> Path:
        return artefacts.checked_path(house.workspace, self.package.facts)


def fields_of(case: Case) -> tuple[str, ...]:
    """The items that may leave under this package: those the agreement names, and of these those in the authority's closed
    list (`items_allowed`) on the day of the law; the address alone where the authority has none."""
    agreed = tuple(dict.fromkeys(map(item, case.agreement.fields)))
    closed = case.pack.list_on("items_allowed", case.letter.signed_on)
    return tuple(name for name in agreed if name in (frozenset({ADDRESS}) if closed is None else closed))


def find_package(package_id: str) -> Package:
    found = Package.objects.select_related("agreement", "intake_officer").filter(id=package_id).first()
    if found is None:
        raise UsageError("MUN-PACKAGE-001", "No package of this id is here.", hint="`submit` prints a package's id.")
    return found


def open_case(house: House, package_id: str, today: date, known: datetime | None = None) -> Case:
    """The package with its frozen law, and its agreement as it stands `today`, by what was registered until `known`
    (None: until now)."""
    package = find_package(package_id)
    letter = read_letter(artefacts.read(house.workspace, package.letter), "letter.yaml")
    agreement = agreements.as_it_stands(house, package.agreement, today, known)
    pack, profile = frozen_law(house, package, agreement)
    return Case(package, letter, agreement, pack, profile)


def frozen_law(house: House, package: Package, agreement: Agreement) -> tuple[Pack, Profile]:
    """The pack and the profile the package was received under, whatever this release ships.

    Raises LawSaysNo for a package of a release that did not yet keep its law, where the shipped one has changed.
    """
    pack = shipped_pack(agreement.authority)
    if pack.id != package.pack:
        if not artefacts.exists(house.workspace, package.pack):
            raise LawSaysNo(
                "MUN-PACKAGE-002",
                "The authority pack shipped with this release is not the one this package was received under.",
                hint="Use the release that the package was received with, or ask the requester to submit again.",
            )
        pack = load_pack(artefacts.read(house.workspace, package.pack), "pack.json")
    if package.profile:
        return pack, load_profile(artefacts.read(house.workspace, package.profile), "profile.json", pack)
    return pack, shipped_profile(agreement.profile)


def standing(house: House, package: str, digest: str) -> str:
    """The artefact itself; where it was destroyed on schedule, the artefact of what was kept of it ('': nothing)."""
    if artefacts.exists(house.workspace, digest):
        return digest
    kept = Destruction.objects.filter(package=package, digest=digest).values_list("kept", flat=True).first()
    return digest if kept is None else kept


def standing_path(house: House, package: str, digest: str) -> Path:
    """The path of what stands of an artefact with rows: for what reads packages other than the one that is acted on."""
    return artefacts.checked_path(house.workspace, standing(house, package, digest))


def current_stage(package: Package, name: str) -> Stage | None:
    return Stage.objects.select_related("officer").filter(package=package, name=name).order_by("-pk").first()


def need_stage(package: Package, name: str, verb: str) -> Stage:
    stage = current_stage(package, name)
    if stage is None:
        raise LawSaysNo("MUN-PACKAGE-003", f"The package has not been {verb} yet.", hint="Run `muniment process ID`.")
    return stage


def input_hash(inputs: Mapping[str, Any]) -> str:
    """The key under which a stage's run is the same run."""
    return hashlib.sha256(canonical_json(inputs)).hexdigest()


def record_stage(
    house: House,
    case: Case,
    name: str,
    inputs: Mapping[str, Any],
    artefact: str,
    summary: Mapping[str, Any],
    actor: Actor,
    *,
    at_kind: str,
) -> Stage:
    """Write the stage and its act. Called inside the use case's transaction. Raises LawSaysNo when the actor approved
    or sent the package."""
    hands_of(case.package).check_prepares(actor.hand)
    at = house.now()
    body = {"stage": name, "inputs": dict(inputs), "artefact": artefact, "summary": dict(summary)}
    entry = write_act(house, at_kind, at, body, actor=actor, package=case.package.id)
    return insert(
        Stage(
            package=case.package,
            name=name,
            input_hash=input_hash(inputs),
            artefact=artefact,
            inputs=dict(inputs),
            summary=dict(summary),
            officer_id=actor.id,
            at=at,
            entry=entry,
        )
    )


def hands_of(package: Package) -> Hands:
    """Everybody who had a duty in this package until now."""

    def hands(*ids: Iterable[int]) -> tuple[Hand, ...]:
        return tuple(hand_of(o) for o in Officer.objects.filter(pk__in=set(chain.from_iterable(ids))).order_by("pk"))

    def officers(acts: type[Stage | Judgment | Approval | Release]) -> Iterable[int]:
        return acts._default_manager.filter(package=package).values_list("officer_id", flat=True).distinct()

    return Hands(
        prepared=hands([package.intake_officer_id], officers(Stage), officers(Judgment)),
        approved=hands(officers(Approval)),
        sent=hands(officers(Release)),
    )


def write_judgments(house: House, package: Package, before: int | None = None) -> str:
    """All decisions on a package (those whose entry is below `before`) as an artefact; '' when there is none. Same
    decisions, same bytes.

    Columns: row, item, decision, basis, officer (fingerprint), rule (of a hold, else '').
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    decisions = Judgment.objects.filter(package=package)
    if before is not None:
        decisions = decisions.filter(entry__lt=before)
    rows = list(decisions.order_by("pk").values_list("row", "item", "decision", "basis", "officer_id"))
    if not rows:
        return ""
    deciders = Officer.objects.filter(pk__in={r[4] for r in rows})
    prints = {officer.pk: hand_of(officer).key for officer in deciders}
    table = pa.table(
        {
            "row": pa.array([r[0] for r in rows], pa.int32()),
            "item": pa.array([r[1] for r in rows], pa.string()),
            "decision": pa.array([r[2] for r in rows], pa.string()),
            "basis": pa.array([r[3] for r in rows], pa.string()),
            "officer": pa.array([prints[r[4]] for r in rows], pa.string()),
            "rule": pa.array(
                [r[1].removeprefix("hold:") if r[1].startswith("hold:") else "" for r in rows], pa.string()
            ),
        }
    )
    return artefacts.make(house.workspace, lambda out: pq.write_table(table, out))
