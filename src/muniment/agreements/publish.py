"""The public edition of an agreement: from the same data, what is withheld left out with its reason, nobody named."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from muniment.vocabulary.agreement import Agreement, Clause

_OFFICES: Final = {
    "fbi_director": "FBI Director",
    "dea_administrator": "DEA Administrator",
    "us_attorney": "U.S. Attorney",
}
_SPECIAL: Final = re.compile(r"([\\`*_{}\[\]()#+\-.!|~])")


@dataclass(frozen=True, slots=True)
class PublicEdition:
    """The same content twice: for readers and for programs. Both depend on the agreement and the day alone."""

    markdown: str
    json_text: str


def public_edition(agreement: Agreement, sha256: str, on: date) -> PublicEdition:
    """The edition of the agreement as of `on`. `sha256` is the hash of the agreement's file, so that it can be
    pointed at.

    Left out: the text and heading of a withheld clause until its date (its id and the reason stand), names and keys of
    signers, recipients and certificates, offices' addresses, and the values of limits, so that no package is cut to
    fit them.
    """
    content = _content(agreement, sha256, on)
    text = json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    return PublicEdition(_markdown(agreement, sha256, on), text)


def withheld_on(clause: Clause, on: date) -> bool:
    """Whether the clause is left out on that day; it is public from `withheld_until` on."""
    return bool(clause.withheld_reason) and (clause.withheld_until is None or on < clause.withheld_until)


def _content(agreement: Agreement, sha256: str, on: date) -> dict[str, object]:
    return {
        "id": agreement.id,
        "version": agreement.version,
        "title": agreement.title,
        "edition_of": on.isoformat(),
        "agreement_sha256": sha256,
        "custodian": agreement.custodian.name,
        "requester": agreement.requester.name,
        "authority": agreement.authority,
        "profile": agreement.profile,
        "effective_from": agreement.effective_from.isoformat(),
        "effective_to": agreement.effective_to.isoformat() if agreement.effective_to else None,
        "fields": list(agreement.fields),
        "signing_offices": _offices(agreement),
        "recipients": len(agreement.recipients),
        "engagement_attested_by": agreement.engagement,
        "address_confirmation": agreement.matching.address,
        "wrongful_disclosure_limit": agreement.matching.wrongful_disclosure_limit,
        "confidence": agreement.matching.confidence,
        "reviews": agreement.reviews,
        "safeguards_last_review_on": (
            agreement.safeguards.last_review_on.isoformat() if agreement.safeguards.last_review_on else None
        ),
        "safeguards_open_findings": agreement.safeguards.open_findings,
        "clocks": dict(agreement.clocks),
        "retention_undisclosed_evidence_days": agreement.retention_days,
        "clauses": [
            {
                "id": clause.id,
                "withheld": clause.withheld_reason,
                "until": clause.withheld_until.isoformat() if clause.withheld_until else None,
            }
            if withheld_on(clause, on)
            else {"id": clause.id, "heading": clause.heading, "text": clause.text}
            for clause in agreement.clauses
        ],
    }


def _markdown(agreement: Agreement, sha256: str, on: date) -> str:
    safeguards = agreement.safeguards
    facts = [
        ("Custodian", agreement.custodian.name),
        ("Requester", agreement.requester.name),
        ("Authority", agreement.authority),
        ("Reading of the law (profile)", agreement.profile),
        ("In effect from", agreement.effective_from.isoformat()),
        ("In effect to", agreement.effective_to.isoformat() if agreement.effective_to else "no end agreed"),
        ("What may be disclosed", ", ".join(agreement.fields)),
        ("Who may sign a request", ", ".join(_offices(agreement)) or "nobody"),
        ("Recipients", f"{len(agreement.recipients)}, each with a key of their own; not named here"),
        ("Address confirmed against", agreement.matching.address.replace("_", " ")),
        ("Agreed limit on wrongful disclosures", f"{agreement.matching.wrongful_disclosure_limit:.10g}"),
        ("Reviewers of a doubtful match", str(agreement.reviews)),
        (
            "Safeguards last reviewed",
            safeguards.last_review_on.isoformat() if safeguards.last_review_on else "not stated",
        ),
        (
            "Open safeguard findings",
            "not stated" if safeguards.open_findings is None else str(safeguards.open_findings),
        ),
        *((name.replace("_", " ").capitalize(), str(value)) for name, value in agreement.clocks),
        ("Evidence on persons not disclosed is kept", f"{agreement.retention_days} days"),
        ("Limits on volume", "agreed; rows over a limit wait for an officer"),
    ]
    lines = [
        f"# {_plain(agreement.title)}",
        "",
        f"Public edition of agreement {_plain(agreement.id)}, version {agreement.version}, as of {on.isoformat()}.",
        "",
        "| | |",
        "|---|---|",
        *(f"| {_plain(name)} | {_plain(value)} |" for name, value in facts),
        "",
    ]
    for clause in agreement.clauses:
        if withheld_on(clause, on):
            until = f" Withheld until {clause.withheld_until.isoformat()}." if clause.withheld_until else ""
            lines += [
                f"## {_plain(clause.id)}",
                "",
                f"Left out of this edition: {_plain(clause.withheld_reason)}.{until}",
                "",
            ]
        else:
            lines += [f"## {_plain(clause.id)} {_plain(clause.heading)}", ""]
            lines += [_plain(line) for line in clause.text.splitlines()]
            lines += [""]
    lines += [f"The agreement's file has the SHA-256 `{sha256}`.", ""]
    return "\n".join(lines)


def _offices(agreement: Agreement) -> list[str]:
    offices = dict.fromkeys(signer.office for signer in agreement.signers)
    return [_OFFICES.get(office, office.replace("_", " ").capitalize()) for office in offices]


def _plain(text: str) -> str:
    """Text that Markdown shows as it is: no markup of the agreement's becomes markup of the page."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\n", " ")
    return _SPECIAL.sub(r"\\\1", escaped)
