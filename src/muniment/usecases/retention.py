"""Retention: evidence of persons not disclosed is kept as long as the agreement says, under keys that are then destroyed.

`run` does what is due and nothing else: it seals what has rested for a day, and destroys what is past its day and under
no hold. What the ledger's entries commit to and the evidence of persons disclosed stay, and so do the entries.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from muniment.assessment.scope import reach
from muniment.store import artefacts
from muniment.store.models import Approval, Destruction, Judgment, LogRun, Package, Release, RetentionHold, Stage
from muniment.store.rows import insert
from muniment.store.transaction import transaction
from muniment.usecases.acting import Attempt, Credentials, counsel_and_second
from muniment.usecases.evidence import evidence_of, kept_of, still_kept
from muniment.usecases.house import House
from muniment.usecases.journal import Actor, timestamp, write_act
from muniment.usecases.orders import orders_in_force
from muniment.usecases.packages import Case, open_case
from muniment.usecases.release import WRITTEN
from muniment.vocabulary.errors import InputRefused, UsageError
from muniment.vocabulary.outcomes import Role

HOLDERS: Final = frozenset({Role.COUNSEL, Role.PRIVACY})
RESTING: Final = timedelta(days=1)
"""Evidence is sealed once nobody has acted on its package for so long; until then stages still write it."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """A package's evidence: the day after which it is destroyed, what keeps it longer, and whether it is gone."""

    package: Package
    rested: date
    due: date
    held_by: tuple[str, ...]
    destroyed: bool

    def is_due(self, today: date) -> bool:
        return today > self.due and not self.held_by and not self.destroyed


def run(house: House, credentials: Credentials) -> dict[str, object]:
    """Seal what rests, destroy what is due; one entry for each package whose evidence is destroyed. Cut short, it goes
    on where it stopped: an entry comes before its destruction, and a destruction on record is always finished."""
    with Attempt(house, "retention_refused") as attempt:
        actor = attempt.by(credentials, HOLDERS)
        today = house.today()
        finish(house)
        sealed = 0
        destroyed: list[str] = []
        for package in Package.objects.select_related("agreement").order_by("number"):
            found = _schedule(house, package)
            if found.destroyed:
                continue
            if found.rested + RESTING <= today:
                sealed += sum(artefacts.seal(house.workspace, d, house.random) for d in sorted(evidence_of(package)))
            if found.is_due(today) and _destroy(house, found, actor):
                destroyed.append(package.id)
    return {"sealed": sealed, "destroyed": destroyed}


def _destroy(house: House, found: Schedule, actor: Actor) -> bool:
    package = found.package
    kept = {digest: kept_of(house, package, digest) for digest in sorted(evidence_of(package))}
    at = house.now()
    with transaction():
        if not _schedule(house, package).is_due(at.date()) or evidence_of(package) != kept.keys():
            return False  # an order or a hold came meanwhile, or somebody acts on the package
        body = {
            "agreement": package.agreement.agreement_id,
            "agreement_version": package.agreement.version,
            "due": found.due.isoformat(),
            "destroyed": sorted(kept),
            "kept": sorted(set(kept.values()) - {""}),
        }
        entry = write_act(house, "evidence_destroyed", at, body, actor=actor, package=package.id)
        Destruction.objects.bulk_create(
            Destruction(package=package, digest=digest, kept=stays, at=at, entry=entry)
            for digest, stays in kept.items()
        )
    finish(house)
    return True


def finish(house: House) -> None:
    """Destroy whatever a destruction on record says is gone and a crash left: keys first. An artefact that is evidence
    of another package too goes with the last of them. A copy in clear is new evidence, come again since."""
    gone = Destruction.objects.values_list("digest", flat=True).distinct()
    sealed = {digest for digest in gone if artefacts.is_sealed(house.workspace, digest)}
    for digest in sealed - still_kept() if sealed else ():
        artefacts.destroy(house.workspace, digest)


def schedule(house: House) -> list[dict[str, object]]:
    """Of each package: the last day of its evidence, what holds it, and whether it is destroyed."""
    return [
        {
            "package": found.package.id,
            "due": found.due.isoformat(),
            "held_by": list(found.held_by),
            "destroyed": found.destroyed,
        }
        for found in (
            _schedule(house, package) for package in Package.objects.select_related("agreement").order_by("number")
        )
    ]


def _schedule(house: House, package: Package) -> Schedule:
    case = open_case(house, package.id, house.today())
    acts = [package.submitted_at]
    for table in (Stage, Judgment, Approval, Release):
        acts += table._default_manager.filter(package=package).order_by("-at").values_list("at", flat=True)[:1]
    last = max(acts).date()
    days = timedelta(days=case.agreement.retention_days)
    gone = Destruction.objects.filter(package=package).exists()
    return Schedule(package, last, last + days, tuple(_held_by(house, case)), gone)


def _held_by(house: House, case: Case) -> list[str]:
    """What keeps the evidence beyond its day: holds, orders in force that reach into the package, a release that is not
    finished."""
    today = house.today()
    found = [hold for hold, packages in _holds().items() if not packages or case.package.id in packages]
    for _, order in orders_in_force(house, today):
        touched = reach([order], case.agreement, case.letter, today)
        if touched.package or touched.officers or touched.keys:
            found.append(order.id)
    written = LogRun.objects.filter(kind=WRITTEN, package=case.package.id).count()
    if written < Release.objects.filter(package=case.package).count():
        found.append("unfinished release")
    return found


# --- litigation holds


def add_hold(house: House, hold: str, reason: str, packages: list[str], credentials: Credentials) -> dict[str, object]:
    """Keep the evidence of `packages` (none named: of all, also those to come) until the hold is lifted."""
    if not hold.strip() or not reason.strip():
        raise UsageError("MUN-RETENTION-010", "A hold has an id and a reason.")
    with Attempt(house, "retention_hold_refused") as attempt:
        attempt.about(hold=hold, packages=packages)
        actor = attempt.by(credentials, HOLDERS)
        unknown = sorted(set(packages) - set(Package.objects.filter(id__in=packages).values_list("id", flat=True)))
        if unknown:
            raise UsageError("MUN-PACKAGE-001", f"No package of this id is here: {', '.join(unknown)}.")
        at = house.now()
        with transaction():
            if RetentionHold.objects.filter(hold=hold).exists():
                raise InputRefused(
                    "MUN-RETENTION-011", "A hold of this id is on record.", hint="Give the hold an id of its own."
                )
            body = {"hold": hold, "reason": reason, "packages": sorted(packages)}
            entry = write_act(house, "retention_hold_added", at, body, actor=actor)
            insert(RetentionHold(hold=hold, lifted=False, packages=sorted(packages), reason=reason, at=at, entry=entry))
    gone = [p for p in packages if Destruction.objects.filter(package=p).exists()]
    return {"hold": hold, "packages": sorted(packages), "entry": entry, "already_destroyed": gone}


def lift_hold(house: House, hold: str, first: Credentials, second: Credentials | None) -> dict[str, object]:
    """End a hold: counsel and a second officer, both signing."""
    with Attempt(house, "retention_hold_lift_refused") as attempt:
        attempt.about(hold=hold)
        message = "Lifting a hold needs counsel and a second officer."
        one, two = counsel_and_second(attempt, first, second, "MUN-RETENTION-012", message)
        if hold not in _holds():
            raise UsageError("MUN-RETENTION-013", "No hold of this id is in force.", hint="See `hold list`.")
        at = house.now()
        with transaction():
            if hold not in _holds():
                return {"hold": hold, "already": True}
            entry = write_act(house, "retention_hold_lifted", at, {"hold": hold}, actor=one, second=two)
            insert(RetentionHold(hold=hold, lifted=True, packages=[], reason="", at=at, entry=entry))
    return {"hold": hold, "lifted": True, "entry": entry}


def list_holds() -> list[dict[str, object]]:
    lifted = set(RetentionHold.objects.filter(lifted=True).values_list("hold", flat=True))
    return [
        {
            "hold": held.hold,
            "reason": held.reason,
            "packages": held.packages or "all",
            "at": timestamp(held.at),
            "in_force": held.hold not in lifted,
        }
        for held in RetentionHold.objects.filter(lifted=False).order_by("pk")
    ]


def _holds() -> dict[str, list[str]]:
    """The packages of each hold in force."""
    lifted = RetentionHold.objects.filter(lifted=True).values_list("hold", flat=True)
    return dict(RetentionHold.objects.filter(lifted=False).exclude(hold__in=lifted).values_list("hold", "packages"))
