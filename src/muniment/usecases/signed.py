"""Was every act signed by the officers it names, with the keys the register gave them on the day of the act?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from muniment.formats import sshsig
from muniment.formats.canonical import canonical_json
from muniment.store.models import LogRun, Officer
from muniment.vocabulary.errors import Defect, MunimentError

SIGNERS: Final = (("officer", "officer_key", "signature"), ("second_officer", "second_officer_key", "second_signature"))
"""The fields of an act's record that name an officer, the key's fingerprint and the signature over all other fields."""


class Register:
    """The officers' keys by name, as the database has them now."""

    def __init__(self) -> None:
        self._officers = defaultdict[str, list[Officer]](list)
        for officer in Officer.objects.order_by("pk"):
            self._officers[officer.name].append(officer)

    def unsigned(self, run: LogRun, record: Mapping[str, Any]) -> Iterator[Defect]:
        """A finding for each officer whom an act's record names without a signature of a key that this officer had in
        service that day."""
        signatures = [name for _, _, name in SIGNERS]
        message = canonical_json({name: value for name, value in record.items() if name not in signatures})
        for names in SIGNERS:
            named, key, signature = (record.get(name) for name in names)
            if any(value is not None for value in (named, key, signature)) and not _bears_out(
                self._officers, run.day, message, named, key, signature
            ):
                text = f"Entry {run.first}: no signature of the officer named, by a key in service that day."
                yield Defect("ledger", None, run.kind, "MUN-DOCTOR-005", text)


def _bears_out(
    register: Mapping[str, list[Officer]], day: date, message: bytes, named: object, key: object, signature: object
) -> bool:
    in_service = [
        officer.public_key
        for officer in register.get(str(named), ())
        if officer.added_at.date() <= day and (officer.removed_at is None or day <= officer.removed_at.date())
    ]
    try:
        signer = sshsig.verify(message, str(signature), sshsig.ACT_NAMESPACE, in_service)
        return sshsig.fingerprint(signer) == key
    except MunimentError:
        return False
