"""The register of officers: add, remove, list."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from muniment.formats import keyfiles, sshsig
from muniment.store.models import Officer
from muniment.store.rows import insert
from muniment.store.transaction import transaction
from muniment.usecases.acting import Attempt, Credentials, change_register
from muniment.usecases.files import must_be_file
from muniment.usecases.house import House
from muniment.usecases.journal import timestamp, write_act
from muniment.vocabulary.errors import LawSaysNo, UsageError
from muniment.vocabulary.outcomes import Role


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
    must_be_file(key_file)
    with Attempt(house, "officer_add_refused") as attempt:
        attempt.about(name=name)
        attempt.came(key_file=key_file)
        one, two = change_register(attempt, first, second, counsel=False)
        line = keyfiles.load_public_line(key_file)
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
            insert(Officer(name=name, roles=wanted, public_key=line, added_at=at, entry=entry))
    return {"officer": name, "roles": wanted, "key": sshsig.fingerprint(line), "entry": entry}


def remove_officer(
    house: House, name: str, *, first: Credentials | None = None, second: Credentials | None = None
) -> dict[str, object]:
    """End an officer's service. What the officer did stays as it was."""
    with Attempt(house, "officer_remove_refused") as attempt:
        officer = Officer.objects.filter(name=name, removed_at=None).first()
        if officer is None:
            raise UsageError("MUN-OFFICER-001", "No officer of this name is registered.")
        attempt.about(name=name)
        one, two = change_register(attempt, first, second, counsel=False)
        at = house.now()
        with transaction():
            entry = write_act(house, "officer_removed", at, {"name": name}, actor=one, second=two)
            ended = Officer.objects.filter(pk=officer.pk, removed_at=None).update(removed_at=at)
            if not ended:
                raise UsageError("MUN-OFFICER-001", "No officer of this name is registered.")
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
