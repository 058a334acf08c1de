"""The letter: what makes it no letter at all is refused here; what the law finds missing in it is not looked at.

"submit decides no law: a letter that reads, verifies and agrees with its file is accepted" (CONTRACT.md, Submitting).
So an element that is absent, or of a type that says nothing, becomes '' or None, and never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from muniment.formats.yaml import as_date, read_mapping
from muniment.intake.defects import Defects
from muniment.vocabulary.request import CourtOrder, FileClaim, Letter, LetterOfficer, Signer

_SHA256: Final = re.compile("[0-9a-f]{64}")


def read_letter(raw: bytes, file: str) -> Letter:
    """The letter in `raw` (YAML 1.2 or JSON). Raises InputRefused with every defect that makes it no letter.

    Those are: not YAML, or without agreement, authority, request_id, a date signed_on, a signer's name and office, the
    file's hash and rows, a list of officers each with an id. An id that stands twice is no defect: which of the two a row
    means is for the law to say, and it returns those rows alone (I2-F09).
    """
    body = read_mapping(raw, file)
    defects = Defects(file)
    reader = _Reader(body, "", defects)
    agreement, authority = reader.needed("agreement"), reader.needed("authority")
    request_id = reader.needed("request_id")
    signed_on = as_date(body.get("signed_on"))
    if signed_on is None:
        defects.add("MUN-LETTER-002", "The day of signing is not a date.", column="signed_on", hint="Write YYYY-MM-DD.")
    signer = _signer(reader.mapping("signer"), defects)
    claim = _claim(reader.mapping("file"), defects)
    officers = _officers(body, defects)
    defects.refuse("MUN-LETTER-000", "The letter")
    assert signed_on is not None and signer is not None and claim is not None  # each absence was a defect
    return Letter(
        agreement=agreement,
        authority=authority,
        request_id=request_id,
        signed_on=signed_on,
        signer=signer,
        statement=_said(body.get("statement")),
        sole_use=_flag(body.get("sole_use")),
        use_statement=_said(body.get("use_statement")),
        systems_of_storage=_several(body.get("systems_of_storage")),
        officers=officers,
        file=claim,
        attestations=_several(body.get("attestations")),
        court_order=_court_order(body.get("court_order")),
    )


class _Reader:
    """One mapping of the letter; what is needed and not there becomes a defect at its path."""

    def __init__(self, body: Mapping[str, Any], path: str, defects: Defects) -> None:
        self.body, self._path, self._defects = body, path, defects

    def needed(self, key: str, *, empty: bool = False) -> str:
        value = self.body.get(key)
        if isinstance(value, str) and (empty or value.strip()):
            return value.strip()
        if value is None or isinstance(value, str):
            self._defects.add("MUN-LETTER-001", "This is missing from the letter.", column=self._path + key)
        else:
            self._defects.add("MUN-LETTER-003", "This is not text.", column=self._path + key,
                              hint="Put it in quotation marks.")  # fmt: skip
        return ""

    def mapping(self, key: str) -> Mapping[str, Any] | None:
        value = self.body.get(key)
        if isinstance(value, Mapping):
            return value
        code, text = ("MUN-LETTER-001", "This is missing from the letter.") if value is None else (
            "MUN-LETTER-004", "This is not a mapping of keys to values.")  # fmt: skip
        self._defects.add(code, text, column=self._path + key)
        return None


def _signer(body: Mapping[str, Any] | None, defects: Defects) -> Signer | None:
    if body is None:
        return None
    reader = _Reader(body, "signer.", defects)
    # An empty name or office is text: it equals nobody's in the register, and the law refuses it (B05).
    return Signer(
        name=reader.needed("name", empty=True),
        title=_said(body.get("title")),
        office=reader.needed("office", empty=True),
        agency=_said(body.get("agency")),
        acting=_flag(body.get("acting")),
        signed_for=_signed_for(body.get("signed_for")),
    )


def _signed_for(value: object) -> str:
    """Anything but silence or a plain no says that somebody signed for another; it must not be lost for its type."""
    if value is None or value is False:
        return ""
    return value.strip() if isinstance(value, str) else "(given)"


def _claim(body: Mapping[str, Any] | None, defects: Defects) -> FileClaim | None:
    if body is None:
        return None
    sha256 = body.get("sha256")
    digest = sha256.strip().lower() if isinstance(sha256, str) else ""
    if not _SHA256.fullmatch(digest):
        defects.add("MUN-LETTER-005", "The file's SHA-256 is not 64 hexadecimal digits.", column="file.sha256",
                    hint="In quotation marks, as sha256sum prints it.")  # fmt: skip
    rows = body.get("rows")
    if not isinstance(rows, int) or isinstance(rows, bool) or rows < 0:
        defects.add("MUN-LETTER-006", "The number of rows is not a whole number.", column="file.rows",
                    hint="Rows of the persons file without its header.")  # fmt: skip
        rows = 0
    return FileClaim(_said(body.get("name")), digest, rows)


def _officers(body: Mapping[str, Any], defects: Defects) -> tuple[LetterOfficer, ...]:
    listed = body.get("officers")
    if not isinstance(listed, list):
        code, text = ("MUN-LETTER-001", "This is missing from the letter.") if listed is None else (
            "MUN-LETTER-007", "The officers are not a list.")  # fmt: skip
        defects.add(code, text, column="officers", hint="An empty list says that there is none.")
        return ()
    officers: list[LetterOfficer] = []
    for at, entry in enumerate(listed):
        path = f"officers[{at}]"
        if not isinstance(entry, Mapping):
            defects.add("MUN-LETTER-004", "This is not a mapping of keys to values.", column=path)
            continue
        identifier = _Reader(entry, path + ".", defects).needed("id")
        officers.append(
            LetterOfficer(
                id=identifier,
                name=_said(entry.get("name")),
                title=_said(entry.get("title")),
                agency=_said(entry.get("agency")),
                employment=_said(entry.get("employment")),
                role=_said(entry.get("role")),
                engaged=_flag(entry.get("engaged")),
                open_matters=_count(entry.get("open_matters")),
                signature=_said(entry.get("signature")),
            )
        )
    return tuple(officers)


def _court_order(body: object) -> CourtOrder | None:
    """What the letter says of a court's order; None where it speaks of none. What cannot be read says nothing."""
    if not isinstance(body, Mapping):
        return None
    years = body.get("periods")
    return CourtOrder(
        court=_said(body.get("court")),
        judge=_said(body.get("judge")),
        docket=_said(body.get("docket")),
        granted_on=as_date(body.get("granted_on")),
        authorised_by=_said(body.get("authorised_by")),
        findings=_several(body.get("findings")),
        items=_several(body.get("items")),
        periods=tuple(y for y in years if _count(y) is not None) if isinstance(years, list) else (),
    )


def _said(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _flag(value: object) -> bool | None:
    """Only a real true or false says anything; the words yes and true in quotation marks do not."""
    return value if isinstance(value, bool) else None


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _several(value: object) -> tuple[str, ...]:
    texts = value if isinstance(value, list) else [value]
    return tuple(said for said in map(_said, texts) if said)
