"""What goes back to the signer: the letter, its findings inside, and nothing that rests on a record."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pypdf
import pytest
from world import World, officer, read_csv, record, request_row

from muniment.release.return_letter import FINDINGS_MEMBER, RETURNS_MEMBER


def read_letter(folder: Path) -> tuple[str, dict[str, Any], bytes | None]:
    """Its text on one line, its findings, and the returns attached to it."""
    reader = pypdf.PdfReader(io.BytesIO((folder / "return-letter.pdf").read_bytes()))
    inside = {name: data[0] for name, data in reader.attachments.items()}
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    return text, json.loads(inside[FINDINGS_MEMBER]), inside.get(RETURNS_MEMBER)


def release(w: World, package: str, name: str = "out") -> Path:
    w.process(package)
    matches = {(i["row"], i["item"]): "confirm" for i in w.open_items(package) if i["kind"] != "hold"}
    if matches:
        assert w.decide(package, matches).code == 0
    w.must("approve", package, *w.act("cy"))
    w.must("release", package, "--out", w.dir / name, *w.act("dee"))
    return w.dir / name


def body_of_the_release(package: str) -> dict[str, Any]:
    from muniment.formats.canonical import read_canonical
    from muniment.store import log
    from muniment.store.models import Release

    act = log.act(Release.objects.filter(package=package).order_by("-number").first().entry)  # type: ignore[union-attr]
    assert act is not None and act.record is not None
    return dict(read_canonical(bytes(act.record)))


def test_the_signer_learns_every_facial_reason_and_no_other(world: World) -> None:
    w = world
    w.build_records([record(0), record(1, impairment="true"), record(6)])
    package = w.submit(
        [
            request_row(0),
            request_row(1),  # on file, impaired: NOT_DISCLOSED
            request_row(2, address_line="Failed to Provide"),
            request_row(3, statute="8 USC 1227(a)(1)(B)"),
            request_row(4, officer_id="O9"),
            request_row(5, officer_id="", taxable_periods="", statute="26 USC 7203"),
            request_row(6, address_line="1 Nowhere Blvd"),
        ]
    )
    out = release(w, package)
    text, findings, returns = read_letter(out)
    assert returns == (out / "returns.csv").read_bytes()
    lines = {line["row_ref"]: line for line in read_csv(out / "returns.csv")}
    assert {ref: line["code"] for ref, line in lines.items()} == {"r0004": "RETURNED", "r0005": "REFUSED"}
    assert lines["r0004"]["reason"].startswith(
        "The row names no officer, or one whom the letter does not list (26 U.S.C."
    )
    assert "One or more of these" not in lines["r0005"]["reason"]

    assert (findings["returned"], findings["refused"]) == (1, 1)
    assert (findings["returned_under_seal"], findings["refused_under_seal"]) == (1, 1)
    rows = {reason["element"]: (reason["rows"], reason["rows_under_seal"]) for reason in findings["reasons"]}
    assert rows["I2-F02"] == (0, 1) and rows["I2-F09.known"] == (2, 0) and rows["I2-F06.criminal"] == (1, 1)
    for reason in findings["reasons"]:
        assert all(reason[key] for key in ("says", "citation", "cure", "basis")) and reason["outcome"] != "block"
        assert not reason["rule"].startswith("I2-M")

    assert all(
        part in text for part in ("REQ-p", package, "Henrietta Head", "Example Revenue Service", "r0004", "r0005")
    )
    assert "The form of what the request states. Nobody has verified that it is true." in text
    for silent in ("r0000", "r0001", "r0002", "r0003", "r0006", "NOT_DISCLOSED", "I2-M", "impair"):
        assert silent not in text + json.dumps(findings)
    body = body_of_the_release(package)
    from muniment.store import artefacts
    from muniment.store.workspace import find_workspace

    assert artefacts.read(find_workspace(w.ws), body["letter"]) == (out / "return-letter.pdf").read_bytes()
    assert w.must("doctor")["ok"] is True


def test_the_letter_is_the_same_whatever_the_records_say(
    world: World, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Invariant 5: the same package over other records gives the same letter, but for keys and dates, byte for byte."""
    rows = [request_row(0), request_row(1), request_row(2, officer_id="O9"), request_row(3, address_line="")]
    letters = []
    for at, records in enumerate(([record(0), record(1)], [record(0, impairment="true")], [record(8)])):
        w = world if at == 0 else World(tmp_path_factory.mktemp("other"))
        w.build_records(records)
        letters.append(release(w, w.submit(rows)) / "return-letter.pdf")
    assert len({path.read_bytes() for path in letters}) == 1


def test_a_gate_refuses_the_whole_package(world: World) -> None:
    w = world
    w.build_records([record(0)])
    package = w.submit([request_row(0), request_row(1)], signer={"office": "other"})
    text, findings, returns = read_letter(release(w, package))
    assert returns is None
    assert findings["whole_package"] == "refuse" and "Refusal of request REQ-p" in text
    assert {gate["rule"] for gate in findings["gates"]} == {"I2-B05"}
    assert findings["refused_under_seal"] == 2
    assert "The signer does not hold an office that may make this request" in text


def test_a_gate_blocks_the_whole_package(world: World) -> None:
    w = world
    w.build_records([record(0)])
    w.must("agreement", "add", w.write_agreement({"safeguards": {"open_findings": 2}}, version=2))
    package = w.submit([request_row(0), request_row(1, address_line="")])
    text, findings, returns = read_letter(release(w, package))
    assert findings["whole_package"] == "block" and returns is None
    assert [gate["rule"] for gate in findings["gates"]] == ["I2-B03"] and not findings["reasons"]
    assert "No information is disclosed in answer to your request" in text and "r0001" not in text


def test_an_order_is_never_told(world: World) -> None:
    """A row under an order is told like any other negative: not at all, whatever else it failed."""
    w = world
    w.build_records([record(0)])
    order = w.dir / "order.json"
    order.write_text(json.dumps({
        "id": "ORD-1", "forum": "Example court", "docket": "1:26-cv-1", "issued_on": "2026-02-05",
        "effective_from": "2026-02-05", "effective_to": None, "text": "Stay.", "scope": {"persons": ["r0001", "r0002"]},
    }))  # fmt: skip
    w.must("order", "add", order, *w.act("lex"))
    rows = [request_row(1, address_line=""), request_row(2, officer_id="O9"), request_row(4, officer_id="O9")]
    text, findings, returns = read_letter(release(w, w.submit(rows)))
    assert returns is not None and b"r0002" not in returns
    for said in (text, json.dumps(findings)):
        assert not any(word in said for word in ("r0001", "r0002", "B01", "ORD-1", "An order in force", "suspends"))
    assert (findings["returned"], findings["returned_under_seal"]) == (1, 0)


def test_an_officers_decision_is_told_as_one(world: World) -> None:
    w = world
    w.build_records([record(0)])
    package = w.submit([request_row(0), request_row(2, address_line="c/o Ana Demo, 114 Oak Ave")])
    w.process(package)
    held = {(i["row"], i["item"]): "refuse" for i in w.open_items(package) if i["kind"] == "hold"}
    assert w.decide(package, held).code == 0
    text, findings, _ = read_letter(release(w, package))
    (reason,) = findings["reasons"]
    assert (reason["rule"], reason["basis"], reason["outcome"]) == ("I2-F04", "judged", "return")
    assert "An officer looked at it on the face of the request and returned the row." in text


def test_nothing_facial_no_letter(world: World) -> None:
    w = world
    w.build_records([record(0)])
    out = release(w, w.submit([request_row(0), request_row(1)]))
    assert not (out / "return-letter.pdf").exists() and body_of_the_release("PKG-000001")["letter"] == ""


HOSTILE = '#panic("x") *b* _i_ $x$ <lab> @ref [c] \\ // /* = h\n- \u202egnp.exe \u200b 中文'


def test_hostile_text_is_text(world: World) -> None:
    w = world
    w.build_records([record(0)])
    rows = [request_row(0), request_row(2, officer_id="O9", row_ref=HOSTILE + "x" * 300)]
    letter = {"request_id": HOSTILE, "signer": {"title": HOSTILE}, "officers": [officer("O1"), officer("O2")]}
    out = release(w, w.submit(rows, **letter))
    text, findings, returns = read_letter(out)
    assert findings["request_id"] == HOSTILE and returns == (out / "returns.csv").read_bytes()
    assert '#panic("x") *b* _i_ $x$ <lab> @ref [c]' in text
    assert "\u202e" not in text and "[U+202E]" in text and "[U+4E2D]" in text


def test_a_resumed_release_delivers_the_same_letter(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from muniment.usecases import release as release_case

    w = world
    w.build_records([record(0)])
    package = w.submit([request_row(0), request_row(2, officer_id="O9")])
    w.process(package)
    w.decide(package, "confirm")
    w.must("approve", package, *w.act("cy"))
    with monkeypatch.context() as patch:
        patch.setattr(
            release_case, "_deliver", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device"))
        )
        assert w.run("release", package, "--out", w.dir / "a", *w.act("dee")).code == 5
    for name in ("a", "b"):
        ran = w.run("release", package, "--out", w.dir / name, *w.act("dee"))
        assert ran.code == (0 if name == "a" else 1)
    _, _, returns = read_letter(w.dir / "a")
    assert returns == (w.dir / "a" / "returns.csv").read_bytes()
