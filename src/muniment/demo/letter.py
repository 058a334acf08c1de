"""What the two parties write: the agreement, and for each package the requester's signed letter.

Every office, officer and agency is invented. The engaged officers of package A have a few hundred matters each;
package B names one officer for every row, as the file of August 2025 did.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from muniment.demo.requester import SIGNED_ON

AGREEMENT_ID: Final = "example-2026"
AUTHORITY: Final = "us/usc26/6103-i-2"
PROFILE: Final = "us/dc-circuit-2026"
SIGNER_NAME: Final = "Henrietta Head"
AGENCY: Final = "Example Enforcement Agency"

_SURNAMES: Final = (
    "Archer", "Baker", "Carver", "Draper", "Eldridge", "Fletcher", "Glover", "Harper", "Ironside", "Joiner", "Keeler",
    "Lorimer", "Mercer", "Napier", "Ostler", "Potter", "Quilter", "Reeve", "Sawyer", "Tanner", "Underhill", "Venner",
    "Wright", "Yeoman",
)  # fmt: skip

OFFICERS: Final = {f"O{i:02d}": f"Agent {name} Example" for i, name in enumerate(_SURNAMES, 1)}
"""Package A: id and name of each engaged officer; each is a recipient."""

ONE_OFFICER: Final = ("O90", "Oswald Only")
"""Package B: the one officer named for every row."""

CONTRACTOR: Final = ("OX", "Carl Contract")
"""Named for a few rows of package A; no recipient."""

RECIPIENTS: Final = {**OFFICERS, ONE_OFFICER[0]: ONE_OFFICER[1]}
"""Officers who need a certificate: officer id to name. Recipient ids are the officer's with R for O."""


@dataclass(frozen=True, slots=True)
class DemoKeys:
    """Public halves as text, and the requester's hand.

    signer_key: OpenSSH public key line of the agency head. certificates: officer id (every key of RECIPIENTS) to PEM
    text. sign: bytes of a letter to its armoured SSH signature in the namespace `muniment-request`.
    """

    signer_key: str
    certificates: Mapping[str, str]
    sign: Callable[[bytes], str]


def write_agreement(path: Path, keys: DemoKeys) -> None:
    """Write the memorandum as data. Raises KeyError where an officer of RECIPIENTS has no certificate."""
    recipients = [
        {"id": recipient_id(officer), "name": name, "officer": officer, "certificate": keys.certificates[officer]}
        for officer, name in RECIPIENTS.items()
    ]
    agreement = {
        "id": AGREEMENT_ID,
        "version": 1,
        "title": "Memorandum on requests for last known addresses in criminal investigations (example)",
        "parties": {
            "custodian": {"name": "Example Revenue Service", "short": "ERS"},
            "requester": {"name": AGENCY, "short": "EEA"},
        },
        "authority": AUTHORITY,
        "profile": PROFILE,
        "effective": {"from": "2025-04-07", "to": None},
        "signers": [
            {
                "name": SIGNER_NAME,
                "office": "agency_head",
                "key": keys.signer_key.strip(),
                "from": "2025-01-01",
                "to": None,
            }
        ],
        "recipients": recipients,
        "engagement": "signer",
        "fields": ["address"],
        "limits": {
            "max_rows": 2_000_000,
            "max_rows_per_officer": 300,
            "shared_address_rows": 25,
            "identical_reason_rows": 50,
        },
        "matching": {
            "address": "any_on_file",
            "last_known": "return_or_notice",
            "joint": False,
            "wrongful_disclosure_limit": 0.0001,
            "confidence": 0.95,
        },
        "safeguards": {"last_review_on": "2026-01-15", "open_findings": 0, "corrective_plan_on": None},
        "clocks": {"acknowledge_days": 5, "return_days": 10, "breach_hours": 24},
        "retention": {"undisclosed_evidence_days": 365},
        "requester_offices": [],
        "reviews": 1,
        "clauses": [
            {
                "id": "c1",
                "heading": "Purpose",
                "text": "The requester asks only for the last known address of a person under criminal investigation, "
                "and states every element the statute asks for.",
                "withheld": None,
            },
            {
                "id": "c2",
                "heading": "Sole use",
                "text": "An address is used solely by the officer named, in the matter named. "
                "It is not used to remove anybody.",
                "withheld": None,
            },
            {
                "id": "c3",
                "heading": "Points of contact",
                "text": "The custodian's and the requester's points of contact.",
                "withheld": {"reason": "names and telephone numbers of staff", "until": None},
            },
        ],
    }
    path.write_bytes(_yaml(agreement))


def write_letter(folder: Path, request_id: str, rows: int, keys: DemoKeys, *, one_officer: bool) -> Path:
    """Write and sign `folder/letter.yaml` over `folder/persons.csv`; returns the letter's path (signature beside it,
    `.sig`).
    """
    officers = (
        [_one_officer(rows)] if one_officer else [*(_officer(i, o) for i, o in enumerate(OFFICERS)), _contractor()]
    )
    letter = {
        "agreement": AGREEMENT_ID,
        "authority": AUTHORITY,
        "request_id": request_id,
        "signed_on": SIGNED_ON,
        "signer": {
            "name": SIGNER_NAME,
            "title": "Director",
            "office": "agency_head",
            "agency": AGENCY,
            "acting": False,
            "signed_for": None,
        },
        "statement": "Each person named is the subject of the criminal investigation stated in that person's row.",
        "sole_use": True,
        "use_statement": "The addresses will be used solely by the officers named, "
        "in the investigations and proceedings stated.",
        "systems_of_storage": ["EEA case system"],
        "officers": officers,
        "file": {
            "name": "persons.csv",
            "sha256": hashlib.sha256((folder / "persons.csv").read_bytes()).hexdigest(),
            "rows": rows,
        },
    }
    path = folder / "letter.yaml"
    raw = _yaml(letter)
    path.write_bytes(raw)
    (folder / "letter.yaml.sig").write_text(keys.sign(raw), encoding="ascii")
    return path


def recipient_id(officer: str) -> str:
    """The recipient id of an officer: `R01` for `O01`."""
    return "R" + officer[1:]


def _officer(index: int, officer: str) -> dict[str, Any]:
    return {
        "id": officer,
        "name": OFFICERS[officer],
        "title": "Special Agent",
        "agency": AGENCY,
        "employment": "federal_employee",
        "role": "case agent",
        "engaged": True,
        "open_matters": 250 + index,
    }


def _one_officer(rows: int) -> dict[str, Any]:
    number, name = ONE_OFFICER
    return {
        **_officer(0, "O01"),
        "id": number,
        "name": name,
        "title": "Assistant Director",
        "role": "lead",
        "open_matters": rows,
    }


def _contractor() -> dict[str, Any]:
    number, name = CONTRACTOR
    return {**_officer(0, "O01"), "id": number, "name": name, "title": "Analyst", "employment": "contractor"}


def _yaml(document: dict[str, Any]) -> bytes:
    """Block-style YAML 1.2 in the order given; certificates as literal text."""
    from ruamel.yaml import YAML
    from ruamel.yaml.scalarstring import walk_tree

    walk_tree(document)
    yaml = YAML()
    yaml.width = 120
    stream = io.BytesIO()
    yaml.dump(document, stream)
    return stream.getvalue()
