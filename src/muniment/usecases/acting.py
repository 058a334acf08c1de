"""An attempt at an act: who acts, with which role, and the entry that is written when the act is refused (invariant 11).

    with Attempt(house, "approval_refused", package_id) as attempt:
        actor = attempt.by(credentials, {Role.APPROVER})
        ...                                   # the act and its own entry, in one transaction

What the law, the agreement, an order or the separation of duties says no to, what does not verify, and input that
cannot be accepted is refused: one entry, then the error goes on. A wrong call and what is not here are no refusals;
nor is `package check`, which stores nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from muniment.formats import keyfiles, sshsig
from muniment.store import artefacts
from muniment.store.models import Officer, Package
from muniment.store.transaction import transaction
from muniment.usecases import checkpoints
from muniment.usecases.house import House
from muniment.usecases.journal import Actor, write_act
from muniment.vocabulary.chain import Hand
from muniment.vocabulary.errors import InputRefused, IntegrityFailure, LawSaysNo, MunimentError
from muniment.vocabulary.outcomes import Role

ANYBODY: frozenset[Role] = frozenset()
"""For acts that any officer may do."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """What the person at the keyboard gives: a registered name and the file of a private key."""

    name: str
    key: Path


class Attempt:
    """One attempt at an act. Whatever refuses it inside the `with` is written as one entry of kind `refused`, in a
    transaction of its own: error and defect codes, hashes of what came, who acted; never content.

    The officers who proved who they are sign the entry; otherwise the operator is named, and beside it the officer in
    whose registered name somebody came. Raises IntegrityFailure on entry, and writes nothing, where the published
    ledger is ahead of the database.
    """

    def __init__(self, house: House, refused: str, package: str = "") -> None:
        self.house, self.refused, self.package = house, refused, package
        self.actor: Actor | None = None
        self.second: Actor | None = None
        self._claimed = ""
        self._about: dict[str, Any] = {}
        self._files: dict[str, Sequence[Path]] = {}

    def by(self, credentials: Credentials, roles: Collection[Role]) -> Actor:
        """The officer who acts, with one of `roles` (ANYBODY: any officer). Named in the entry also when refused.

        Raises LawSaysNo for a name that is not registered or lacks the role, IntegrityFailure for another's key.
        """
        self._claimed = credentials.name
        self.actor = _identify(credentials)
        self._claimed = ""
        need_role(self.actor, roles)
        return self.actor

    def seconded_by(self, credentials: Credentials) -> Actor:
        """The second officer of an act that needs two: another person than the first. Raises as `by`."""
        self._claimed = credentials.name
        self.second = _identify(credentials)
        self._claimed = ""
        if self.actor is not None and self.actor.hand.is_same_person(self.second.hand):
            raise LawSaysNo(
                "MUN-OFFICER-011", "The two officers are one person.", hint="Another officer must sign too."
            )
        return self.second

    def about(self, **fields: Any) -> None:
        """Ids and hashes that the entry of a refusal names: canonical JSON values, nothing of a person."""
        self._about |= fields

    def came(self, **files: Path | Sequence[Path]) -> None:
        """Files that came: the entry of a refusal holds their hashes, taken only then."""
        self._files |= {name: [given] if isinstance(given, Path) else given for name, given in files.items()}

    def __enter__(self) -> Self:
        checkpoints.halt_if_behind(self.house)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, LawSaysNo | IntegrityFailure | InputRefused):
            with suppress(Exception):  # the first error is the one to tell
                self._write(error)

    def _write(self, error: MunimentError) -> None:
        checkpoints.halt_if_behind(self.house)  # it may be what refused the act
        body: dict[str, Any] = {"code": error.code, **self._about}
        for name, files in self._files.items():
            hashes = [artefacts.sha256_file(file) if file.is_file() else "" for file in files]
            body[name] = hashes[0] if len(hashes) == 1 else hashes
        if error.defects:
            body["defects"] = sorted({defect.code for defect in error.defects})
            body["defect_count"] = len(error.defects)
        if self._claimed and _registered(self._claimed) is not None:
            body["claimed"] = self._claimed
        known = Package.objects.filter(id=self.package).exists()
        with transaction():
            write_act(
                self.house,
                self.refused,
                self.house.now(),
                body,
                actor=self.actor,
                second=self.second,
                package=self.package if known else "",
            )


def _registered(name: str) -> Officer | None:
    return Officer.objects.filter(name=name, removed_at=None).first()


def _identify(credentials: Credentials) -> Actor:
    officer = _registered(credentials.name)
    if officer is None:
        raise LawSaysNo(
            "MUN-OFFICER-001", "No officer of this name is registered.", hint="See `muniment officers list`."
        )
    key = keyfiles.load_ssh_private(credentials.key)
    if not sshsig.same_key(sshsig.public_line(key), officer.public_key):
        raise IntegrityFailure(
            "MUN-OFFICER-002", "The key is not the one registered for this officer.", hint="Give the officer's own key."
        )
    return Actor(officer.pk, hand_of(officer), key)


def hand_of(officer: Officer) -> Hand:
    return Hand(officer.name, sshsig.fingerprint(officer.public_key))


def need_role(actor: Actor, roles: Collection[Role]) -> None:
    """Raises LawSaysNo when the officer has none of `roles` (ANYBODY asks for none)."""
    if roles and not roles_of(actor) & {str(role) for role in roles}:
        wanted = " or ".join(sorted(str(role) for role in roles))
        raise LawSaysNo("MUN-OFFICER-003", f"This act needs the role {wanted}.", hint="See `muniment officers list`.")


def roles_of(actor: Actor) -> frozenset[str]:
    return frozenset(Officer.objects.get(pk=actor.id).roles)


def counsel_and_second(
    attempt: Attempt, first: Credentials, second: Credentials | None, code: str, message: str
) -> tuple[Actor, Actor]:
    """Two different officers, one of them counsel. Raises LawSaysNo with `code` and `message` otherwise."""
    one = attempt.by(first, ANYBODY)
    two = attempt.seconded_by(second) if second is not None else None
    if two is None or not _counsel_among(one, two):
        hint = "Give --officer --key --second --second-key; one of the two must have the role counsel."
        raise LawSaysNo(code, message, hint=hint)
    return one, two


def _counsel_among(one: Actor, two: Actor) -> bool:
    return str(Role.COUNSEL) in roles_of(one) | roles_of(two)


def change_register(
    attempt: Attempt, first: Credentials | None, second: Credentials | None, *, counsel: bool
) -> tuple[Actor | None, Actor | None]:
    """Who changes officers, agreements or profiles: nobody in particular before the first submission, two different
    officers after it. `counsel`: one of the two must be counsel (agreements and profiles)."""
    one = attempt.by(first, ANYBODY) if first is not None else None
    two = attempt.seconded_by(second) if second is not None else None
    if not Package.objects.exists():
        return one, two
    if one is None or two is None:
        raise LawSaysNo(
            "MUN-OFFICER-010",
            "After the first submission this needs two officers' signatures.",
            hint="Give --officer --key --second --second-key.",
        )
    if counsel and not _counsel_among(one, two):
        raise LawSaysNo("MUN-OFFICER-012", "One of the two must be counsel.", hint="See `muniment officers list`.")
    return one, two
