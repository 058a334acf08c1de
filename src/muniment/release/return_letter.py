"""The return letter: what goes back to the signer as a letter, an accessible and archival PDF (PDF/UA-1, PDF/A-3a).

Does: hold what the letter says in a type that cannot hold more than the face of the request bears, and set it. Does not:
decide, read a record, or know why a row was not disclosed. All text of others reaches the template as JSON values, never
as markup; characters the fonts do not have, and those that would not be seen, are written out as `[U+202E]`.
The same letter gives the same bytes: fonts are those inside the typesetter, dates are given.
"""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib import resources
from pathlib import Path
from typing import Any, Final

from muniment.formats.canonical import canonical_json
from muniment.release.letters import ReturnRow
from muniment.vocabulary.errors import IntegrityFailure
from muniment.vocabulary.outcomes import Basis, Outcome, OutwardCode
from muniment.vocabulary.reasons import Reason
from muniment.vocabulary.request import Signer

FINDINGS_MEMBER: Final = "findings.json"
RETURNS_MEMBER: Final = "returns.csv"
MAX_LISTED: Final = 100
"""Rows the letter lists; the rest stand in the attachment alone."""
MAX_ATTACHED: Final = 128 * 2**20
"""Bytes of `returns.csv` up to which it is attached (some 300,000 rows). A longer one lies beside, named by its hash."""
MAX_TEXT: Final = 160
MAX_WORD: Final = 48

BASES: Final = {
    Basis.STATED: "What the request itself states or leaves out. Nobody has verified it.",
    Basis.FORMAT_CHECKED: "The form of what the request states. Nobody has verified that it is true.",
    Basis.JUDGED: "An officer's judgment of what the request states.",
    Basis.VERIFIED: "A comparison with the agreement or a register, never with a record about a person.",
}
"""On what a finding rests, and no more (invariant 13)."""
_DONE: Final = {
    Outcome.BLOCK: "No disclosure",
    Outcome.REFUSE: "Refused",
    Outcome.RETURN: "Returned",
    Outcome.HOLD: "Also found",
}
_TITLES: Final = {
    Outcome.BLOCK: "No disclosure in answer to request",
    Outcome.REFUSE: "Refusal of request",
    Outcome.RETURN: "Return of request",
}
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
# What the typesetter's own fonts have of Latin, Greek, Cyrillic and punctuation; a test sets every one of them.
_PRINTABLE: Final = frozenset(
    char
    for first, last in ((0x20, 0x7E), (0xA1, 0xAC), (0xAE, 0x24F), (0x370, 0x482), (0x48A, 0x4FF), (0x1E00, 0x1EFF),
                        (0x2010, 0x2015), (0x2018, 0x201E), (0x2020, 0x2022), (0x2030, 0x2034), (0x2039, 0x203A),
                        (0x2026, 0x2026), (0x20AC, 0x20AC), (0x2116, 0x2116), (0x2122, 0x2122))
    for char in map(chr, range(first, last + 1))
    if unicodedata.category(char) != "Cn"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """How many rows one reason concerns: those this letter returns, and those answered to a recipient under seal."""

    reason: Reason
    here: int
    sealed: int


@dataclass(frozen=True, slots=True)
class ReturnsFile:
    """`returns.csv` as written: every row that has no recipient. `first` are the first MAX_LISTED of them."""

    path: Path
    sha256: str
    returned: int
    refused: int
    first: tuple[ReturnRow, ...]


@dataclass(frozen=True, slots=True)
class ReturnLetter:
    """What one letter says.

    Guarantee: every reason rests on the face of the request, every row listed is a facial return or refusal (ReturnRow),
    and there is something to tell. `gates` are the reasons for which the whole package failed; what blocks is told
    there alone. `sealed_returned`, `sealed_refused`: facial ones answered under seal, by number only. Raises
    IntegrityFailure for anything else.
    """

    custodian: str
    requester: str
    agreement: str
    authority: str
    package: str
    request_id: str
    signer: Signer
    signed_on: date
    received_on: date
    dated: date
    release: int
    file_name: str
    file_sha256: str
    file_rows: int
    fields: tuple[str, ...]
    acknowledge_days: int
    return_days: int
    gates: tuple[Reason, ...]
    told: tuple[Told, ...]
    returns: ReturnsFile | None
    sealed_returned: int
    sealed_refused: int

    def __post_init__(self) -> None:
        blocked = any(told.reason.outcome is Outcome.BLOCK for told in self.told)
        facial = {Outcome.BLOCK, Outcome.REFUSE, Outcome.RETURN, Outcome.HOLD}
        reasons = [*self.gates, *(told.reason for told in self.told)]
        if blocked or not reasons or not all(reason.outcome in facial for reason in reasons):
            raise IntegrityFailure(
                "MUN-RELEASE-020",
                "A return letter says nothing, or more than the face of the request bears.",
                hint="Nothing was released. Report this to the operator.",
            )

    @property
    def whole(self) -> Outcome | None:
        """What the gates gave the whole package; None where rows were decided one by one."""
        return min((gate.outcome for gate in self.gates), key=lambda outcome: outcome.rank, default=None)

    @property
    def title(self) -> str:
        if self.whole is not None:
            return f"{_TITLES[self.whole]} {self.request_id}"
        return f"Rows returned or refused of request {self.request_id}"


def typeset(letter: ReturnLetter) -> bytes:
    """The letter as PDF, its findings inside: `findings.json`, and `returns.csv` byte for byte where there is one up to
    MAX_ATTACHED. Same letter, same bytes."""
    import typst

    attached = letter.returns if letter.returns and letter.returns.path.stat().st_size <= MAX_ATTACHED else None
    files: dict[str, object] = {
        "main.typ": resources.files("muniment.release").joinpath("templates", "return-letter.typ").read_bytes(),
        "letter.json": json.dumps(_shown(letter, attached is not None)).encode(),
        FINDINGS_MEMBER: canonical_json(findings(letter)),
    }
    if attached is not None:
        files[RETURNS_MEMBER] = attached.path
    compile_files: Any = typst.compile  # takes a mapping of names to bytes or paths, which the stub leaves out
    pdf: bytes = compile_files(
        files,
        format="pdf",
        pdf_standards=["a-3a", "ua-1"],
        ignore_system_fonts=True,
        timestamp=int(datetime(letter.dated.year, letter.dated.month, letter.dated.day, tzinfo=UTC).timestamp()),
    )
    return pdf


def findings(letter: ReturnLetter) -> dict[str, object]:
    """The machine-readable part: the same as the letter says, unshortened, without the single rows."""

    def reason(of: Reason) -> dict[str, object]:
        return {
            "element": of.id,
            "rule": of.rule,
            "outcome": of.outcome.value,
            "says": of.sentence,
            "citation": of.citation,
            "cure": of.cure,
            "basis": of.basis.value,
        }

    returns = letter.returns
    return {
        "format": 1,
        "package": letter.package,
        "request_id": letter.request_id,
        "release": letter.release,
        "dated": letter.dated.isoformat(),
        "whole_package": letter.whole.value if letter.whole else None,
        "gates": [reason(gate) for gate in letter.gates],
        "reasons": [{**reason(t.reason), "rows": t.here, "rows_under_seal": t.sealed} for t in letter.told],
        "returned": returns.returned if returns else 0,
        "refused": returns.refused if returns else 0,
        "returned_under_seal": letter.sealed_returned,
        "refused_under_seal": letter.sealed_refused,
        "returns_sha256": returns.sha256 if returns else None,
    }


def shown(text: str, limit: int = MAX_TEXT) -> str:
    """Text of others as it can be printed and seen: composed, one line, cut at `limit` characters with an ellipsis."""
    text = unicodedata.normalize("NFC", text)
    words = " ".join(word if len(word) <= MAX_WORD else word[: MAX_WORD - 1] + "…" for word in text.split(" "))
    cut = words if len(words) <= limit else words[: limit - 1] + "…"
    return "".join(char if char in _PRINTABLE else f"[U+{ord(char):04X}]" for char in cut)


def _shown(letter: ReturnLetter, attached: bool) -> dict[str, object]:
    """What the template prints: text and numbers as they are to stand."""

    def reason(of: Reason) -> dict[str, str]:
        return {
            "rule": of.id,
            "done": _DONE[of.outcome],
            "sentence": shown(of.sentence, 2_000),
            "citation": shown(of.citation, 1_000),
            "cure": shown(of.cure, 1_000),
            "basis": BASES[of.basis],
        }

    signer, returns = letter.signer, letter.returns
    rows = returns.returned + returns.refused if returns else 0
    return {
        "title": shown(letter.title),
        "custodian": shown(letter.custodian),
        "requester": shown(letter.requester),
        "to": [shown(part) for part in (signer.name, signer.title, signer.agency) if part],
        "date": {"year": letter.dated.year, "month": letter.dated.month, "day": letter.dated.day},
        "dated": _day(letter.dated),
        "reference": shown(letter.request_id),
        "package": letter.package,
        "release": letter.release,
        "signed_on": _day(letter.signed_on),
        "received_on": _day(letter.received_on),
        "agreement": shown(letter.agreement),
        "authority": shown(letter.authority, 400),
        "file": shown(letter.file_name),
        "file_sha256": letter.file_sha256,
        "file_rows": f"{letter.file_rows:,}",
        "fields": shown(", ".join(letter.fields), 400),
        "whole": letter.whole.value if letter.whole else None,
        "gates": [reason(gate) for gate in letter.gates],
        "reasons": [{**reason(t.reason), "here": f"{t.here:,}", "sealed": f"{t.sealed:,}"} for t in letter.told],
        "counts": [
            ["Returned", f"{returns.returned if returns else 0:,}", f"{letter.sealed_returned:,}"],
            ["Refused", f"{returns.refused if returns else 0:,}", f"{letter.sealed_refused:,}"],
        ],
        "rows": [
            {"ref": shown(row.row_ref, 40), "code": _CODES[row.code], "rules": ", ".join(row.rules)}
            for row in (returns.first if returns else ())
        ],
        "row_count": f"{rows:,}",
        "listed": f"{len(returns.first) if returns else 0:,}",
        "more": bool(returns and rows > len(returns.first)),
        "returns": {"sha256": returns.sha256, "attached": attached} if returns else None,
        "acknowledge_days": letter.acknowledge_days,
        "return_days": letter.return_days,
        "days_taken": (letter.dated - letter.received_on).days,
    }


_CODES: Final = {OutwardCode.RETURNED: "returned", OutwardCode.REFUSED: "refused"}


def _day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
