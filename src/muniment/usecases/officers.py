"""The register of officers, and how an act finds out who is acting."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from muniment.formats import keyfiles, sshsig
from muniment.store.models import Officer, Package
from muniment.store.transaction import transaction
from muniment.usecases.house import House
from muniment.usecases.journal import Actor, timestamp, write_act
from muniment.vocabulary.chain import Hand
from muniment.vocabulary.errors import IntegrityFailure, LawSaysNo, UsageError
from muniment.vocabulary.outcomes import Role


@dataclass(frozen=True, slots=True)
class Credentials:
    """What the person at the keyboard gives: a registered name and the file of a private key."""

    name: str
    key: Path


def hand_of(officer: Officer) -> Hand:
    return Hand(officer.name, sshsig.fingerprint(officer.public_key))


def identify(credentials: Credentials, roles: Collection[Role]) -> Actor:
    """The officer who acts now, with one of `roles` (empty: any officer).

    Raises LawSaysNo for a name that is not registered or lacks the role, IntegrityFailure for another's key.
    """
    officer = Officer.objects.filter(name=credentials.name, removed_at=None).first()
    if officer is None:
        raise LawSaysNo(
            "MUN-OFFICER-001", "No officer of this name is registered.", hint="See `muniment officers list`."
        )
    key = keyfiles.load_ssh_private(credentials.key)
    if not sshsig.same_key(sshsig.public_line(key), officer.public_key):
        raise IntegrityFailure(
            "MUN-OFFICER-002", "The key is not the one registered for this officer.", hint="Give the officer's own key."
        )
    actor = Actor(officer.pk, hand_of(officer), key)
    if roles:
        need_role(actor, roles)
    return actor


def need_role(actor: Actor, roles: Collection[Role]) -> None:
    """Raises LawSaysNo when the officer has none of `roles`."""
    if not roles_of(actor) & {str(role) for role in roles}:
        wanted = " or ".join(sorted(str(role) for role in roles))
        raise LawSaysNo("MUN-OFFICER-003", f"This act needs the role {wanted}.", hint="See `muniment officers list`.")


def roles_of(actor: Actor) -> frozenset[str]:
    return frozenset(Officer.objects.get(pk=actor.id).roles)


def first_submission_made() -> bool:
    """After it officers, agreements and profiles change only with two officers."""
    return Package.objects.exists()


def change_officers(
    house: House, first: Credentials | None, second: Credentials | None, *, counsel: bool
) -> tuple[Actor | None, Actor | None]:
    """Who changes the register: nobody in particular before the first submission, two different officers after it.

    `counsel`: one of the two must be counsel (agreements and profiles).
    """
    if not first_submission_made():
        return (identify(first, ()) if first else None), (identify(second, ()) if second else None)
    if first is None or second is None:
        raise LawSaysNo(
            "MUN-OFFICER-010",
            "After the first submission this needs two officers' signatures.",
            hint="Give --officer --key --second --second-key.",
        )
    one, two = identify(first, ()), identify(second, ())
    if one.hand.is_same_person(two.hand):
        raise LawSaysNo("MUN-OFFICER-011", "The two officers are one person.", hint="Another officer must sign too.")
    if counsel and not {str(Role.COUNSEL)} & (roles_of(one) | roles_of(two)):
        raise LawSaysNo("MUN-OFFICER-012", "One of the two must be counsel.", hint="See `muniment officers list`.")
    return one, two


def add_officer(
    house: House,
    name: str,
    roles: Iterable[str],
    key_file: Path,
    *,
    first: Credentials | None = None,
    second: Credentials | None = None,
) -> dict[str, object]:
    """Register an officer with an OpenSSH public key. One key is one person: a key in service is not taken again."""
    wanted = sorted({role.strip() for role in roles if role.strip()})
    unknown = [role for role in wanted if role not in {str(r) for r in Role}]
    if unknown or not wanted:
        raise UsageError(
            "MUN-OFFICER-004",
            f"Unknown role: {', '.join(unknown)}." if unknown else "No role is given.",
            hint=f"Roles: {', '.join(str(r) for r in Role)}.",
        )
    if not name.strip():
        raise UsageError("MUN-OFFICER-005", "The officer's name is empty.")
    line = keyfiles.load_public_line(key_file)
    one, two = change_officers(house, first, second, counsel=False)
    at = house.now()
    with transaction():
        for officer in Officer.objects.filter(removed_at=None):
            if officer.name == name:
                raise UsageError(
                    "MUN-OFFICER-006", "An officer of this name is registered.", hint="Remove that entry first."
                )
            if sshsig.same_key(officer.public_key, line):
                raise LawSaysNo(
                    "MUN-OFFICER-007",
                    "This key belongs to another officer.",
                    hint="Each person has a key of their own.",
                )
        body = {"name": name, "roles": wanted, "key": sshsig.fingerprint(line)}
        entry = write_act(house, "officer_added", at, body, actor=one, second=two)
        Officer.objects.create(name=name, roles=wanted, public_key=line, added_at=at, entry=entry)
    return {"officer": name, "roles": wanted, "key": sshsig.fingerprint(line), "entry": entry}


def remove_officer(
    house: House, name: str, *, first: Credentials | None = None, second: Credentials | None = None
) -> dict[str, object]:
    """End an officer's service. What the officer did stays as it was."""
    one, two = change_officers(house, first, second, counsel=False)
    at = house.now()
    with transaction():
        officer = Officer.objects.filter(name=name, removed_at=None).first()
        if officer is None:
            raise UsageError("MUN-OFFICER-001", "No officer of this name is registered.")
        entry = write_act(house, "officer_removed", at, {"name": name}, actor=one, second=two)
        Officer.objects.filter(pk=officer.pk).update(removed_at=at)
    return {"officer": name, "removed": True, "entry": entry}


def list_officers(house: House) -> list[dict[str, object]]:
    return [
        {
            "name": officer.name,
            "roles": officer.roles,
            "key": sshsig.fingerprint(officer.public_key),
            "since": timestamp(officer.added_at),
            "removed": timestamp(officer.removed_at) if officer.removed_at else None,
        }
        for officer in Officer.objects.order_by("pk")
    ]
