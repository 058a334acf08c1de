"""Who signed a profile: an author and another person who approved it, one of them counsel (LAW.md, Semantics 6).

A profile that is shipped is covered by its hash and marked for counsel to verify. One that an agreement brings as a file is
signed in either of two ways: beforehand, each officer over its canonical id (`law sign`, files beside the profile), or by
the two officers who register the agreement, whose signed act names that id.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, get_args

from muniment.formats import sshsig
from muniment.formats.canonical import canonical_json
from muniment.law import Profile, load_profile, shipped_pack
from muniment.store import log
from muniment.store.models import AgreementVersion, Officer
from muniment.store.transaction import transaction
from muniment.usecases.acting import ANYBODY, Attempt, Credentials, hand_of
from muniment.usecases.files import read_file, write_whole
from muniment.usecases.house import House
from muniment.usecases.journal import Actor, write_act
from muniment.vocabulary.chain import Hand
from muniment.vocabulary.errors import IntegrityFailure, LawSaysNo, UsageError
from muniment.vocabulary.outcomes import Role

Duty = Literal["author", "approver"]
DUTIES: Final[tuple[Duty, ...]] = get_args(Duty)


@dataclass(frozen=True, slots=True)
class Signers:
    """Author and approver: two persons, one of them counsel when they signed."""

    author: Hand
    approver: Hand

    def as_json(self) -> dict[str, dict[str, str]]:
        return {
            duty: {"name": hand.name, "key": hand.key}
            for duty, hand in zip(DUTIES, (self.author, self.approver), strict=True)
        }


def sign_profile(house: House, file: Path, duty: str, credentials: Credentials) -> dict[str, object]:
    """Write an officer's signature over a profile's id beside the file, as its author or its approver."""
    if duty not in DUTIES:
        raise UsageError("MUN-LAW-160", "A profile is signed as author or as approver.", hint="--as author")
    raw = read_file(file)
    with Attempt(house, "profile_signing_refused") as attempt:
        attempt.came(profile_document=file)
        actor = attempt.by(credentials, ANYBODY)
        profile = load_profile(raw, file.name, shipped_pack(load_profile(raw, file.name, None).authority))
        signature = sshsig.sign(_statement(profile, duty), actor.key, sshsig.LAW_NAMESPACE)
        body = {"profile": profile.name, "profile_id": profile.id, "duty": duty}
        with transaction():
            entry = write_act(house, "profile_signed", house.now(), body, actor=actor)
        out = signature_file(file, duty)
        write_whole(out, signature.encode())
    return {"profile": profile.name, "id": profile.id, "as": duty, "file": str(out), "entry": entry}


def signature_file(file: Path, duty: str) -> Path:
    return file.with_name(f"{file.name}.{duty}.sig")


def signers_of(file: Path, profile: Profile, one: Actor | None, two: Actor | None) -> Signers | None:
    """Who signed a profile that an agreement brings: by the files beside it, else the two officers who register it.

    None where nobody has, which only an agreement before the first submission may bring. Raises IntegrityFailure for a
    signature that does not verify or is of nobody registered, LawSaysNo for one of two, for one person twice, and for
    two of whom none is counsel.
    """
    files = {duty: path for duty in DUTIES if (path := signature_file(file, duty)).is_file()}
    if not files:
        return _signers_of_the_act(one, two)
    missing = [duty for duty in DUTIES if duty not in files]
    if missing:
        raise LawSaysNo(
            "MUN-LAW-161",
            f"The profile is not signed by an {missing[0]}.",
            hint=f"`muniment law sign {file.name} --as {missing[0]}`, by another officer.",
        )
    author, approver = (_signed_by(files[duty], profile, duty) for duty in DUTIES)
    signers = Signers(hand_of(author), hand_of(approver))
    if signers.author.is_same_person(signers.approver):
        raise LawSaysNo("MUN-LAW-162", "One person cannot be author and approver of a profile.", hint="Another signs.")
    if not _has_counsel(author, approver):
        raise LawSaysNo("MUN-LAW-163", "Author or approver of a profile is counsel.", hint="See `officers list`.")
    return signers


def _signers_of_the_act(one: Actor | None, two: Actor | None) -> Signers | None:
    """The two officers of an act whose rule of two has been held already; None where the act needed none such."""
    if one is None or two is None:
        return None
    if not _has_counsel(*(Officer.objects.get(pk=actor.id) for actor in (one, two))):
        return None
    return Signers(one.hand, two.hand)


def _has_counsel(*officers: Officer) -> bool:
    return any(str(Role.COUNSEL) in officer.roles for officer in officers)


def signed_by(version: AgreementVersion) -> Mapping[str, object] | None:
    """Author and approver of an agreement's own profile, from the entry that registered it; None where nobody signed."""
    act = log.act(version.entry)
    record = json.loads(bytes(act.record)) if act is not None and act.record is not None else {}
    found = record.get("profile_signers")
    return found if isinstance(found, dict) else None


def _signed_by(path: Path, profile: Profile, duty: str) -> Officer:
    """The officer in service whose key made the signature in the file."""
    armour = read_file(path).decode("utf-8", "replace")
    officers = {o.public_key: o for o in Officer.objects.filter(removed_at=None)}
    try:
        return officers[sshsig.verify(_statement(profile, duty), armour, sshsig.LAW_NAMESPACE, officers)]
    except IntegrityFailure as error:
        raise IntegrityFailure(
            error.code, f"{path.name}: {error.message}", hint="Sign the profile as it is now."
        ) from None


def _statement(profile: Profile, duty: str) -> bytes:
    return canonical_json(
        {"format": 1, "kind": "profile", "profile": profile.name, "profile_id": profile.id, "as": duty}
    )
