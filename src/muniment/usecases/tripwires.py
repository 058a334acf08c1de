"""The tripwires of a package for its officers. A look at them is an entry."""

from __future__ import annotations

from collections.abc import Iterable

from muniment.assessment.tripwires import Earlier, Tripwire, TripwireInput, find_tripwires
from muniment.store import artefacts
from muniment.store.models import Package
from muniment.usecases.acting import Attempt, Credentials
from muniment.usecases.house import House
from muniment.usecases.inputs import ASSESS, DETERMINE
from muniment.usecases.packages import Case, current_stage, need_stage, open_case, standing_path
from muniment.usecases.stages import view
from muniment.vocabulary.outcomes import Role

WATCHING = frozenset({Role.ASSESSOR, Role.REVIEWER, Role.COUNSEL, Role.PRIVACY, Role.APPROVER})


def list_tripwires(house: House, package_id: str, credentials: Credentials) -> dict[str, object]:
    """Every tripwire with its explanation, numbers, and whose the held rows are to decide. Changes nothing of the package."""
    with Attempt(house, "tripwires_view_refused", package_id) as attempt:
        actor = attempt.by(credentials, WATCHING)
        case = open_case(house, package_id, house.today())
        found = tripwires_of(house, case)
        entry = view(house, "tripwires_viewed", case.package.id, actor, {"tripwires": counts(found)})
    return {
        "package": case.package.id,
        "rows": case.package.rows,
        "tripwires": [shown(wire) for wire in found],
        "entry": entry,
    }


def tripwires_of(house: House, case: Case) -> tuple[Tripwire, ...]:
    """The tripwires of a package as last assessed, over everything received before it, as far as its evidence stands. Raises LawSaysNo before it is assessed."""
    package = case.package
    assessed = need_stage(package, ASSESS, "assessed")
    given = TripwireInput(
        facts=case.facts(house),
        findings=artefacts.checked_path(house.workspace, assessed.artefact),
        limits=case.agreement.limits,
        signed_on=case.letter.signed_on,
        received_on=package.submitted_at.date(),
        law_as_of=case.letter.signed_on,
        open_matters={o.id.strip(): o.open_matters for o in case.letter.officers if o.open_matters is not None},
        earlier=tuple(_earlier(house, package)),
    )
    return find_tripwires(
        given, case.pack, case.profile, spill=house.spill(), threads=house.threads, memory_limit=house.memory_limit
    )


def _earlier(house: House, package: Package) -> Iterable[Earlier]:
    before = Package.objects.select_related("agreement").filter(number__lt=package.number).order_by("number")
    for one in before:
        determined = current_stage(one, DETERMINE)
        yield Earlier(
            facts=standing_path(house, one.id, one.facts),
            outcomes=standing_path(house, one.id, determined.artefact) if determined else None,
            received_on=one.submitted_at.date(),
            rows=one.rows,
            own=one.requester == package.requester,
            agreed=one.agreement.agreement_id == package.agreement.agreement_id,
        )


def counts(found: Iterable[Tripwire]) -> dict[str, dict[str, int]]:
    """What an entry says of them: how many rows each concerns and holds."""
    return {wire.name: {"rows": wire.rows, "held": wire.held} for wire in found if wire.rows}


def shown(wire: Tripwire) -> dict[str, object]:
    return {
        "tripwire": wire.name,
        "says": wire.says,
        "rows": wire.rows,
        "limit": wire.limit,
        "held": wire.held,
        "rules": list(wire.rules),
        "decided_by": list(wire.decided_by),
        "numbers": dict(wire.numbers),
        "shown": list(wire.shown),
    }
