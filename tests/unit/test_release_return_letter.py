"""The return letter by itself: accessible, the same bytes each time, and text of others only as text."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muniment.assessment.explain import decided, facial_reasons
from muniment.law import shipped_pack, shipped_packs, shipped_profile, shipped_profiles
from muniment.release import return_letter
from muniment.release.letters import ReturnRow, write_returns
from muniment.release.return_letter import ReturnLetter, ReturnsFile, Told, shown, typeset
from muniment.vocabulary.errors import IntegrityFailure
from muniment.vocabulary.outcomes import Basis, Outcome, OutwardCode
from muniment.vocabulary.reasons import Reason
from muniment.vocabulary.request import Signer

REASONS = facial_reasons(shipped_pack("us/usc26/6103-i-2"), shipped_profile("us/dc-circuit-2026"))


def told(*ids: str, here: int = 1, sealed: int = 0) -> tuple[Told, ...]:
    return tuple(Told(REASONS[i], here, sealed) for i in ids)


def returns(folder: Path, rows: list[ReturnRow]) -> ReturnsFile:
    path = folder / "returns.csv"
    write_returns(rows, path)
    refused = sum(row.code is OutwardCode.REFUSED for row in rows)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return ReturnsFile(path, digest, len(rows) - refused, refused, tuple(rows[: return_letter.MAX_LISTED]))


def letter(**changes: Any) -> ReturnLetter:
    fields: dict[str, Any] = {
        "custodian": "Example Revenue Service", "requester": "Example Enforcement Agency",
        "agreement": "Example agreement (example-2026, version 1)", "authority": "Return information (us/usc26/6103-i-2)",
        "package": "PKG-000001", "request_id": "REQ-2026-0001",
        "signer": Signer("Henrietta Head", "Director", "agency_head", "Example Enforcement Agency", False, ""),
        "signed_on": date(2026, 3, 2), "received_on": date(2026, 3, 4), "dated": date(2026, 3, 10), "release": 1,
        "file_name": "persons.csv", "file_sha256": "ab" * 32, "file_rows": 1280, "fields": ("address",),
        "acknowledge_days": 5, "return_days": 10, "gates": (), "told": told("I2-F02"), "returns": None,
        "sealed_returned": 1, "sealed_refused": 0,
    }  # fmt: skip
    return ReturnLetter(**fields | changes)


def read(pdf: bytes) -> tuple[pypdf.PdfReader, str]:
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    return reader, " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_the_pdf_is_tagged_titled_and_in_a_language(tmp_path: Path) -> None:
    rows = [ReturnRow(f"r{n}", OutwardCode.RETURNED, ("I2-F09",), "Why.") for n in range(3)]
    reader, _ = read(typeset(letter(returns=returns(tmp_path, rows))))
    root: Any = reader.trailer["/Root"]
    assert bool(root["/MarkInfo"]["/Marked"]) and root["/Lang"] == "en-US"
    assert bool(root["/ViewerPreferences"]["/DisplayDocTitle"])
    assert reader.metadata is not None and reader.metadata.title == "Rows returned or refused of request REQ-2026-0001"
    xmp = root["/Metadata"].get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp and "<pdfaid:part>3</pdfaid:part>" in xmp
    tags = str(_names(root["/StructTreeRoot"]))
    assert all(f"/{tag}" in tags for tag in ("H1", "H2", "Table", "TH", "TD"))


def _names(element: Any, depth: int = 0) -> set[str]:
    element = element.get_object() if hasattr(element, "get_object") else element
    if isinstance(element, list):
        return set().union(*(_names(kid, depth) for kid in element)) if element else set()
    if not isinstance(element, dict) or depth > 30:
        return set()
    kids = _names(element["/K"], depth + 1) if "/K" in element else set()
    return kids | ({element["/S"]} if "/S" in element else set())


def test_same_letter_same_bytes() -> None:
    assert typeset(letter()) == typeset(letter())
    assert typeset(letter()) != typeset(letter(dated=date(2026, 3, 11)))


def test_a_long_list_stands_in_the_attachment_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [ReturnRow(f"row-{n:06d}", OutwardCode.RETURNED, ("I2-F09",), "Why.") for n in range(5_000)]
    written = returns(tmp_path, rows)
    reader, text = read(typeset(letter(returns=written)))
    assert len(reader.pages) < 10
    assert "The first 100 of 5,000 rows" in text and "row-000099" in text and "row-000100" not in text
    assert reader.attachments["returns.csv"] == [written.path.read_bytes()]
    monkeypatch.setattr(return_letter, "MAX_ATTACHED", 1_000)
    reader, text = read(typeset(letter(returns=written)))
    assert list(reader.attachments) == ["findings.json"]
    assert "too long to be attached" in text and written.sha256 in text


def test_a_letter_must_have_something_to_say_and_tells_a_block_of_the_package_alone() -> None:
    with pytest.raises(IntegrityFailure):
        letter(told=())
    with pytest.raises(IntegrityFailure):
        letter(told=told("I2-B03"))
    assert letter(told=(), gates=(REASONS["I2-B03"],)).whole is Outcome.BLOCK
    for outcome in (Outcome.DISCLOSE, Outcome.NO_DISCLOSURE):
        with pytest.raises(IntegrityFailure):
            letter(told=(Told(replace(REASONS["I2-F02"], outcome=outcome), 1, 0),))


@pytest.mark.parametrize("kind", ["I2-B03", "I2-B05.office", "I2-B04.one_letter"])
def test_each_kind_of_whole_package_letter_sets(kind: str) -> None:
    reader, text = read(typeset(letter(told=(), gates=(REASONS[kind],))))
    assert REASONS[kind].sentence in text and REASONS[kind].citation.split(";")[0] in text
    assert reader.metadata is not None and "REQ-2026-0001" in str(reader.metadata.title)


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60), st.text(min_size=1, max_size=60))
def test_any_text_sets_and_stands_as_it_is_shown(name: str, request_id: str) -> None:
    """No text of others can stop a letter, hide in it or become markup."""
    signer = Signer(name, "", "agency_head", "=#*_[", False, "")
    _, text = read(typeset(letter(signer=signer, request_id=request_id, file_name=name)))
    assert "Example Revenue Service" in text
    assert all(char.isprintable() for char in shown(name) + shown(request_id))


MARKUP = (
    "#panic(1)",
    "*b*",
    "_i_",
    "$x$",
    "<a>",
    "@r",
    "[c]",
    "// x",
    "= h",
    "\\",
    "`r`",
    '"#{1+1}"',
    "~",
    "--",
    "https://x.example",
)


@pytest.mark.parametrize("markup", MARKUP)
def test_markup_is_not_markup(markup: str) -> None:
    reader, text = read(typeset(letter(request_id=f"A{markup}B")))
    assert f"A{markup}B" in text
    assert reader.metadata is not None and f"A{markup}B" in str(reader.metadata.title)
    assert not any("/Annots" in page for page in reader.pages)


def test_every_character_said_to_be_printable_is_in_the_fonts() -> None:
    chars = sorted(return_letter._PRINTABLE)
    for at in range(0, len(chars), 140):
        typeset(letter(file_name=" ".join(chars[at : at + 70]), request_id="".join(chars[at + 70 : at + 110])))


def test_no_reason_is_of_a_match_or_an_order_in_any_pack() -> None:
    profiles = [shipped_profile(name) for name in shipped_profiles()]
    assert len(shipped_packs()) > 5
    for name in shipped_packs():
        pack = shipped_pack(name)
        for profile in (p for p in profiles if p.authority == name):
            reasons = facial_reasons(pack, profile)
            left_out = {element.rule.split("-")[-1][:3] for element in pack.elements if element.id not in reasons}
            assert "B01" in left_out and {rule for rule in left_out if not rule.startswith("M")} == {"B01"}
            for reason in reasons.values():
                assert reason.sentence and reason.citation and reason.cure.endswith(".") and "{" not in reason.said


def test_what_an_officer_decided_is_told_as_judged() -> None:
    held = REASONS["I2-F04.care_of"]
    assert (held.outcome, held.basis) == (Outcome.HOLD, Basis.FORMAT_CHECKED)
    after = decided(held)
    assert (after.outcome, after.basis) == (Outcome.RETURN, Basis.JUDGED)
    assert "no ground of return" not in after.cure.lower()
    assert isinstance(after, Reason) and REASONS["I2-F07.closed"].basis is Basis.JUDGED
