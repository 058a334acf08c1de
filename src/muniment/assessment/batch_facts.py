"""Facts that one letter, agreement and day give every row alike, and what the letter says of each officer. Pure Python, no file read."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from muniment.assessment.purpose import gateway, is_civil_purpose
from muniment.formats.sshsig import same_key
from muniment.vocabulary.agreement import Agreement
from muniment.vocabulary.items import ITEM_COLUMNS, item
from muniment.vocabulary.request import CourtOrder, Letter, LetterOfficer

_SAYS_NOTHING: Final = frozenset(
    {"n/a", "na", "none", "nil", "-", "--", ".", "tbd", "unknown", "not applicable", "null", "x"}
)
_EMPLOYMENTS: Final = ("federal_employee", "contractor", "state_or_local", "other")

OFFICER_COLUMNS: Final[Mapping[str, str]] = {
    "officer_id": "VARCHAR",
    "officer_complete": "BOOLEAN",
    "officer_employment": "VARCHAR",
    "officer_of_agency": "BOOLEAN",
    "officer_engaged": "BOOLEAN",
    "officer_open_matters": "BIGINT",
    "officer_is_recipient": "BOOLEAN",
    "officer_signed": "BOOLEAN",
}


@dataclass(frozen=True, slots=True)
class OfficeAddress:
    """One of the requester's own addresses, normalised as the facts artefact normalises (ADDRESS_COLUMNS). '' when absent."""

    house_number: str = ""
    street: str = ""
    box: str = ""
    route: str = ""
    city_key: str = ""
    state_key: str = ""
    zip5: str = ""
    country_key: str = "us"


def plain(text: str) -> str:
    """For comparing names of persons and bodies: NFKC, casefolded, letters and digits, single spaces."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.sub(r"[^\w]|_", " ", folded.replace(".", "").replace("'", "")).split())


def token(text: str) -> str:
    """A closed vocabulary's word: trimmed, casefolded, spaces and hyphens as underscores."""
    return re.sub(r"[\s-]+", "_", unicodedata.normalize("NFKC", text).casefold().strip())


def stated(text: str) -> str:
    """`text` trimmed, or '' where it says nothing (`n/a`, `-`)."""
    trimmed = " ".join(text.split())
    return "" if trimmed.casefold() in _SAYS_NOTHING else trimmed


def batch_facts(letter: Letter, agreement: Agreement, signer_key: str, today: date) -> dict[str, object]:
    """One value for each fact of letter, agreement and register that is the same for all rows.

    `signer_key` is the public key line that verified the letter; '' when none did. Facts of the letter are judged on `signed_on`,
    agreement and safeguards also on `today` (CONTRACT.md, Time).
    """
    signer, limits, safeguards = letter.signer, agreement.limits, agreement.safeguards
    registered, as_registered = _signer(letter, agreement, signer_key)
    said = (letter.statement, letter.use_statement)
    return {
        "signed_on": letter.signed_on,
        "signature_verified": signer_key != "",
        "signer_key_registered": registered,
        "signer_as_registered": as_registered,
        "signer_office": token(signer.office),
        "signer_acting": signer.acting,
        "signed_for": signer.signed_for.strip(),
        "sole_use": letter.sole_use,
        "use_statement": stated(letter.use_statement),
        "systems_of_storage": sum(1 for s in letter.systems_of_storage if stated(s)),
        "letter_purpose": "civil" if any(map(is_civil_purpose, said)) else "none",
        "letter_gateway": next((g for g in map(gateway, said) if g != "none"), "none"),
        "rows_stated": letter.file.rows,
        "agreement_in_force_on_signing": agreement.in_force_on(letter.signed_on),
        "agreement_in_force_today": agreement.in_force_on(today),
        "authority_covered": letter.authority == agreement.authority and letter.agreement == agreement.id,
        # What no record can carry is agreed in vain: a row that asks for it is refused, not answered in part.
        "agreement_fields": tuple(dict.fromkeys(i for i in map(item, agreement.fields) if i in ITEM_COLUMNS)),
        "address_confirmation": agreement.matching.address,
        "engagement": agreement.engagement,
        "limit_rows": limits.max_rows,
        "limit_officer_rows": limits.max_rows_per_officer,
        "limit_reason_rows": limits.identical_reason_rows,
        "limit_address_rows": limits.shared_address_rows,
        "open_findings": safeguards.open_findings,
        "open_high_findings": safeguards.open_high_findings,
        "corrective_plan_on": safeguards.corrective_plan_on,
        "attestations": tuple(dict.fromkeys(token(a) for a in letter.attestations if stated(a))),
        **_court_order(letter.court_order),
    }


def _court_order(order: CourtOrder | None) -> dict[str, object]:
    """What the letter says of a court's order; without one every text and list is empty and the day is not known."""
    if order is None:
        order = CourtOrder("", "", "", None, "", (), (), ())
    return {
        "court_order_court": stated(order.court),
        "court_order_judge": token(order.judge),
        "court_order_docket": stated(order.docket),
        "court_order_on": order.granted_on,
        "court_order_authorised_by": token(order.authorised_by),
        "court_order_findings": tuple(dict.fromkeys(map(token, order.findings))),
        "court_order_items": tuple(dict.fromkeys(map(item, order.items))),
        "court_order_periods": tuple(dict.fromkeys(order.periods)),
    }


def _signer(letter: Letter, agreement: Agreement, signer_key: str) -> tuple[bool, bool]:
    """Is the key a signer's on the day of signing; do name and office equal one of its entries (true without an entry)."""
    if not signer_key:
        return False, True
    entries = [s for s in agreement.signers if s.valid_on(letter.signed_on) and same_key(s.key, signer_key)]
    if not entries:
        return False, True
    name, office = plain(letter.signer.name), token(letter.signer.office)
    return True, any(name != "" and plain(s.name) == name and token(s.office) == office for s in entries)


def officer_rows(letter: Letter, agreement: Agreement, own_signatures: Mapping[str, str]) -> list[tuple[object, ...]]:
    """OFFICER_COLUMNS, one row for each officer the letter lists exactly once: an id listed twice says two things and so nothing.

    `own_signatures`: by officer, the public key line that signed the list of his rows.
    """
    # The agency that asks is the one the agreement is with: what a letter calls its signer's agency proves nothing.
    agencies = {plain(a) for a in (agreement.requester.name, agreement.requester.short)} - {""}
    recipients: dict[str, list[str]] = {}
    for recipient in agreement.recipients:
        recipients.setdefault(recipient.officer.strip(), []).append(recipient.key)
    times = Counter(o.id.strip() for o in letter.officers)
    return [
        _officer(o, agencies, recipients.get(o.id.strip()), own_signatures.get(o.id.strip(), ""))
        for o in letter.officers
        if o.id.strip() and times[o.id.strip()] == 1
    ]


def _officer(officer: LetterOfficer, agencies: set[str], keys: list[str] | None, signed: str) -> tuple[object, ...]:
    """`keys`: those registered for the officer, None when no recipient is his; `signed`: the key that signed his rows."""
    employment = token(officer.employment)
    if employment not in _EMPLOYMENTS:
        employment = "unstated"
    matters = officer.open_matters if officer.open_matters is not None and officer.open_matters >= 0 else None
    agency = plain(stated(officer.agency))
    complete = (
        bool(stated(officer.name) and agency and stated(officer.role))
        and matters is not None
        and employment != "unstated"
    )
    return (
        officer.id.strip(),
        complete,
        employment,
        agency in agencies if agency else None,
        officer.engaged,
        matters,
        keys is not None,
        signed != "" and any(key != "" and same_key(key, signed) for key in keys or ()),
    )
