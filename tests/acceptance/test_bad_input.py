"""What cannot be read is refused whole, with every defect named and placed, one entry, and nothing kept.

Every file here holds a marker name and number; no answer and no error may repeat them.
"""

from __future__ import annotations

import codecs
import hashlib
import io
import json
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest
from world import PERSON_COLUMNS, RECORD_COLUMNS, Ran, World, record, request_row, write_csv

from muniment.doors.cli.main import main
from muniment.formats import keyfiles, sshsig

NAME, NUMBER = "Qwghlmia", "900-00-7654"
MARKERS = (NAME, NUMBER, NUMBER.replace("-", ""))


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One world for all refusals: a refusal leaves nothing, so the next starts where this one did."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("DATABASE_URL", raising=False)
        yield World(tmp_path_factory.mktemp("bad"))


def marked(number: int = 0, **changes: str) -> dict[str, str]:
    return request_row(number, **({"given_name": NAME, "tin": NUMBER} | changes))


def say(w: World, *arguments: object) -> tuple[int, str]:
    """The same command as a person sees it, without --json."""
    out = io.StringIO()
    with redirect_stdout(out), redirect_stderr(out):
        code = main([*map(str, arguments), "--workspace", str(w.ws)])
    return code, out.getvalue()


def kept(w: World) -> tuple[int, int, frozenset[str], int]:
    """What a refusal must leave as it was: packages, agreements and orders, artefacts, and (last) refusal entries."""
    from muniment.store import boot
    from muniment.store.models import AgreementVersion, LogRun, Package, RecordIndex, SuspensionOrder
    from muniment.store.workspace import find_workspace

    boot.connect(find_workspace(w.ws))  # another test's world may have come between
    files = frozenset(p.name for p in w.ws.joinpath("artefacts").rglob("*") if p.is_file())
    rows = AgreementVersion.objects.count() + RecordIndex.objects.count() + SuspensionOrder.objects.count()
    return Package.objects.count(), rows, files, LogRun.objects.filter(kind="submission_refused").count()


def check_shape(ran: Ran) -> dict[str, Any]:
    """CONTRACT.md: one JSON object, nothing else; no traceback; no person's data."""
    assert ran.json["ok"] is False and set(ran.json) == {"ok", "error"}, ran.out
    error = ran.json["error"]
    assert {"code", "message", "hint", "citation"} <= set(error) <= {"code", "message", "hint", "citation", "defects"}
    assert error["code"].startswith("MUN-") and error["code"] != "MUN-CLI-006" and error["message"]
    for defect in error.get("defects", []):
        assert set(defect) == {"file", "row", "column", "code", "message", "hint"}
        assert defect["code"] and defect["message"]
    assert "Traceback" not in ran.err
    assert not any(marker in ran.out + ran.err for marker in MARKERS)
    return dict(error)


def refused_submission(w: World, arguments: list[object], code: int) -> list[dict[str, Any]]:
    """Submit what must be refused; returns the defects."""
    before = kept(w)
    command = ["submit", *arguments, *w.act("ada")]
    error = check_shape(w.run(*command))
    shown, text = say(w, *command)
    assert shown == code and "Traceback" not in text and not any(marker in text for marker in MARKERS)
    after = kept(w)
    assert after[:3] == before[:3], "something of a refused submission was kept"
    assert after[3] == before[3] + 2, "each refused submission is one entry"
    assert error.get("defects"), "a refusal lists its defects"
    return list(error["defects"])


def signed(
    w: World, letter: bytes, persons: bytes | None = None, namespace: str = sshsig.REQUEST_NAMESPACE
) -> list[object]:
    """Arguments of `submit` for a letter of these bytes, signed as it is."""
    folder = w.dir / "raw"
    folder.mkdir(exist_ok=True)
    paths = [folder / "letter.yaml", folder / "persons.csv", folder / "letter.yaml.sig"]
    paths[0].write_bytes(letter)
    if persons is not None:
        paths[1].write_bytes(persons)
    else:
        write_csv(paths[1], PERSON_COLUMNS, [marked()])
    paths[2].write_text(sshsig.sign(letter, keyfiles.load_ssh_private(w.keys / "req"), namespace))
    return ["--agreement", "example-2026", "--letter", paths[0], "--persons", paths[1], "--signature", paths[2]]


def letter_of(w: World, rows: int = 1) -> dict[str, Any]:
    path = w.submission([marked(n) for n in range(rows)], name="template")[3]
    return dict(json.loads(Path(str(path)).read_text()))


def persons_bytes(rows: list[dict[str, str]], columns: tuple[str, ...] = PERSON_COLUMNS) -> bytes:
    path = io.StringIO(newline="")
    import csv

    writer = csv.DictWriter(path, columns, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return path.getvalue().encode()


def claiming(w: World, persons: bytes, rows: int) -> list[object]:
    """A letter that tells the truth about this file, whatever the file is."""
    letter = letter_of(w)
    letter["file"] = {"name": "persons.csv", "sha256": hashlib.sha256(persons).hexdigest(), "rows": rows}
    return signed(w, json.dumps(letter).encode(), persons)


# --- letters


LETTERS: dict[str, tuple[Callable[[dict[str, Any]], bytes], set[str]]] = {
    "not YAML": (lambda d: b"a: [" + NAME.encode(), {""}),
    "a list": (lambda d: json.dumps([d]).encode(), {""}),
    "nothing": (lambda d: b"", {""}),
    "a doubled key": (lambda d: json.dumps(d).encode()[:-1] + b', "agreement": "other"}', {""}),
    "a NUL byte": (lambda d: json.dumps(d).encode() + b"\x00", {""}),
    "not UTF-8": (lambda d: json.dumps(d).encode() + b"\n# \xff", {""}),
    "a tag that builds objects": (lambda d: b"a: !!python/object:os.system {}", {""}),
    "missing keys": (
        lambda d: json.dumps({k: v for k, v in d.items() if k not in ("request_id", "signer", "officers")}).encode(),
        {"request_id", "signer", "officers"},
    ),
    "wrong types": (
        lambda d: json.dumps(d | {"agreement": 7, "signed_on": "yesterday", "officers": {}, "signer": NAME}).encode(),
        {"agreement", "signed_on", "officers", "signer"},
    ),
    "a claim that is none": (
        lambda d: json.dumps(d | {"file": {"name": "persons.csv", "sha256": "abc", "rows": "one"}}).encode(),
        {"file.sha256", "file.rows"},
    ),
    "officers nameless": (
        lambda d: json.dumps(d | {"officers": [d["officers"][0], {}, NAME]}).encode(),
        {"officers[1].id", "officers[2]"},
    ),
    "another agreement": (lambda d: json.dumps(d | {"agreement": "example-2027"}).encode(), {"agreement"}),
}  # fmt: skip


@pytest.mark.parametrize("case", LETTERS)
def test_letters_that_are_none(house: World, case: str) -> None:
    write, columns = LETTERS[case]
    defects = refused_submission(house, signed(house, write(letter_of(house))), 3)
    assert {d["column"] for d in defects} == columns
    assert {d["file"] for d in defects} == {"letter.yaml"}


# --- signatures


def test_signatures_that_bear_nothing_out(house: World) -> None:
    w = house
    letter = json.dumps(letter_of(w)).encode()
    good = signed(w, letter)
    path, signature = Path(str(good[3])), Path(str(good[7]))

    assert len(refused_submission(w, [*good[:6], "--signature", w.dir / "none.sig"], 4)) == 1
    refused_submission(w, signed(w, letter, namespace="muniment-act"), 4)
    arguments = signed(w, letter)
    path.write_bytes(letter.replace(b"Director", b"Directrix"))
    refused_submission(w, arguments, 4)
    path.write_bytes(letter)
    for wrong in ("", "no signature " + NAME, signature.read_text()[:80], signature.read_text().replace("A", "B", 9)):
        signature.write_text(wrong)
        refused_submission(w, arguments, 4)
    signature.write_bytes(b"\xff\xfe\x00" * 30)
    refused_submission(w, arguments, 4)


def test_a_letter_with_defects_and_a_bad_signature_lists_both(house: World) -> None:
    arguments = signed(house, json.dumps(letter_of(house) | {"request_id": ""}).encode(), namespace="other")
    defects = refused_submission(house, arguments, 3)
    assert {d["column"] for d in defects} == {"request_id", ""}


# --- persons


def utf16(rows: list[dict[str, str]]) -> bytes:
    return codecs.BOM_UTF16_LE + persons_bytes(rows).decode().encode("utf-16-le")


def without(column: str, rows: list[dict[str, str]]) -> bytes:
    return persons_bytes(rows, tuple(c for c in PERSON_COLUMNS if c != column))


def ragged(rows: list[dict[str, str]]) -> bytes:
    lines = persons_bytes(rows).splitlines(keepends=True)
    lines[1] = lines[1].rstrip(b"\r\n") + b",more\r\n"
    lines[3] = b"short," + NAME.encode() + b"\r\n"
    return b"".join(lines)


def unbalanced(rows: list[dict[str, str]]) -> bytes:
    return persons_bytes(rows) + b'"r9999,' + NAME.encode() + b"\r\n"


PERSONS: dict[str, tuple[Callable[[list[dict[str, str]]], bytes], set[tuple[int | None, str]]]] = {
    "latin-1": (lambda r: persons_bytes(r).replace(b"Maple", "Mäple".encode("latin-1")), {(1, "address_line")}),
    "UTF-16": (utf16, {(None, "")}),
    "a NUL byte": (lambda r: persons_bytes(r).replace(b"Oak", b"O\x00k"), {(2, "address_line")}),
    "a column missing": (lambda r: without("statute", r), {(0, "statute")}),
    "two columns missing": (
        lambda r: persons_bytes(r, tuple(c for c in PERSON_COLUMNS if c not in ("row_ref", "reason"))),
        {(0, "row_ref"), (0, "reason")},
    ),
    "a column doubled": (lambda r: persons_bytes(r).replace(b",suffix,", b",tin,", 1), {(0, "tin")}),
    "a row_ref doubled": (
        lambda r: persons_bytes([*r, r[0] | {"given_name": NAME}, r[2]]), {(4, "row_ref"), (5, "row_ref")},
    ),
    "a row_ref empty": (lambda r: persons_bytes([*r, r[0] | {"row_ref": ""}]), {(4, "row_ref")}),
    "ragged rows": (ragged, {(1, ""), (3, "middle_name")}),
    "a quotation mark never closed": (unbalanced, {(4, "row_ref")}),
    "semicolons": (lambda r: persons_bytes(r).replace(b",", b";"), {(0, "")}),
    "nothing": (lambda r: b"", {(None, "")}),
    "an old workbook": (lambda r: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), {(None, "")}),
    "torn Parquet": (lambda r: b"PAR1" + bytes(60), {(None, "")}),
    "torn XLSX": (lambda r: b"PK\x03\x04" + bytes(60), {(None, "")}),
    "a PDF": (lambda r: b"%PDF-1.7 " + NAME.encode(), {(None, "")}),
}  # fmt: skip


@pytest.mark.parametrize("case", PERSONS)
def test_persons_files_that_are_none(house: World, case: str) -> None:
    write, places = PERSONS[case]
    raw = write([marked(n) for n in range(3)])
    defects = refused_submission(house, claiming(house, raw, 3), 3)
    found = {(d["row"], d["column"]) for d in defects if d["code"] != "MUN-INTAKE-053"}
    assert {row for row, _ in found} == {row for row, _ in places}
    assert {column for _, column in places if column} <= {column for _, column in found}


def test_a_file_that_is_not_the_signed_one(house: World) -> None:
    w = house
    raw = persons_bytes([marked(0)])
    arguments = claiming(w, raw, 1)
    Path(str(arguments[5])).write_bytes(raw.replace(b"grand", b"other").replace(b"Maple", b"Mapel"))
    assert {d["column"] for d in refused_submission(w, arguments, 4)} == {"file.sha256"}
    assert {d["column"] for d in refused_submission(w, claiming(w, raw, 2), 4)} == {"file.rows"}
    arguments = claiming(w, raw, 2)
    Path(str(arguments[5])).write_bytes(raw.replace(b"\r\n", b"\r\n\r\n", 1))
    refused_submission(w, arguments, 3)  # a blank line is a defect of the file too


def test_doctor_is_clean_after_all_refusals(house: World) -> None:
    refused_submission(house, signed(house, b"no letter"), 3)
    found = house.must("doctor")
    assert (found["ok"], found["packages"]) == (True, 0)
    assert not list(house.ws.joinpath("scratch").iterdir())


# --- the same rows in other clothes


def test_parquet_and_xlsx_and_a_marked_csv_give_the_same(world: World) -> None:
    """CSV with a byte-order mark, Parquet and XLSX of the same rows: the same outcomes, and two of them are not one."""
    import pyarrow as pa
    import pyarrow.parquet as pq
    from openpyxl import Workbook

    w = world
    w.build_records([record(0), record(1)])
    rows = [request_row(0), request_row(1, address_line="N/A"), request_row(2, tin="12"), request_row(3, officer_id="")]
    sheet = Workbook()
    page = sheet.active
    assert page is not None
    page.append(list(PERSON_COLUMNS))
    for row in rows:
        page.append([row[c] for c in PERSON_COLUMNS])
    workbook, parquet = io.BytesIO(), io.BytesIO()
    sheet.save(workbook)
    pq.write_table(pa.table({c: pa.array([r[c] for r in rows], pa.string()) for c in PERSON_COLUMNS}), parquet)
    plain = persons_bytes(rows)
    seen = []
    for at, raw in enumerate((plain, codecs.BOM_UTF8 + plain, parquet.getvalue(), workbook.getvalue())):
        letter = letter_of(w) | {
            "request_id": f"REQ-{at}",
            "file": {"name": "persons", "sha256": hashlib.sha256(raw).hexdigest(), "rows": len(rows)},
        }
        package = w.must("submit", *signed(w, json.dumps(letter).encode(), raw), *w.act("ada"))["package"]
        assert package == f"PKG-{at + 1:06d}"
        w.process(package)
        seen.append([(o["row"], o["row_ref"], o["outcome"], o["rules"]) for o in w.outcomes(package).values()])
    assert seen[0] == seen[1] == seen[2] == seen[3]
    assert {outcome for _, _, outcome, _ in seen[0]} == {"disclose", "return"}


# --- agreements, orders, records, decisions, ids


AGREEMENTS: dict[str, tuple[dict[str, Any], set[str]]] = {
    "fields missing": ({"title": None, "signers": None, "fields": None}, {"title", "signers", "fields"}),
    "wrong kinds": ({"version": "two", "effective": {"from": "soon"}, "reviews": 3}, {"version", "effective.from", "reviews"}),
    "a certificate that is none": (
        {"recipients": [{"id": "R1", "name": NAME, "officer": "O1", "certificate": "-----BEGIN CERTIFICATE-----x"}]},
        {"recipients[0].certificate"},
    ),
    "a profile for comparison": ({"profile": "us/name-and-number"}, {"profile"}),
    "a profile that is not there": ({"profile": "nobody/s"}, {"profile"}),
    "an authority without a pack": ({"authority": "us/usc26/9999"}, {"authority"}),
}  # fmt: skip


@pytest.mark.parametrize("case", AGREEMENTS)
def test_agreements_that_are_none(house: World, case: str) -> None:
    from muniment.usecases.agreements import comparison_profiles

    changes, columns = AGREEMENTS[case]
    if case == "a profile for comparison":
        changes = {"profile": sorted(comparison_profiles())[0]}
    before = kept(house)
    ran = house.run("agreement", "add", house.write_agreement(changes, version=changes.get("version", 9)))
    assert ran.code == 3
    assert {d["column"] for d in check_shape(ran)["defects"]} == columns
    assert kept(house) == before


def test_an_agreement_is_checked_for_form_only(house: World) -> None:
    """Expired, not in force yet, with open findings: accepted; a version is not replaced."""
    w = house
    for version, changes in (
        (2, {"effective": {"from": "2019-01-01", "to": "2020-01-01"}}),
        (3, {"effective": {"from": "2199-01-01", "to": None}}),
        (4, {"safeguards": {"open_findings": 3}}),
    ):
        w.must("agreement", "add", w.write_agreement(changes, version=version))
    assert w.run("agreement", "add", w.write_agreement({"title": "Changed"}, version=4)).code == 3
    assert w.must("agreement", "add", w.agreement.parent / "agreement-1.yaml")["already"] is True


def test_orders_that_are_none(house: World) -> None:
    before = kept(house)
    for name, body, columns in (
        ("list", f"- {NAME}", {""}),
        ("empty", "{}", {"id", "forum", "issued_on", "effective_from"}),
        ("dates", f"{{id: X, forum: F, issued_on: {NAME}, effective_from: '2026-02-30', effective_to: 2026-01-01}}",
         {"issued_on", "effective_from"}),
        ("scope", f"{{id: X, forum: F, issued_on: 2026-01-01, effective_from: 2026-01-01, scope: {{person: [{NAME}]}}}}",
         {"scope.person"}),
        ("person", f"{{id: X, forum: F, issued_on: 2026-01-01, effective_from: 2026-01-01, scope: {{persons: [{{ssn: '{NUMBER}'}}]}}}}",
         {"scope.persons[0].ssn", "scope.persons[0]"}),
    ):  # fmt: skip
        file = house.dir / f"order-{name}.yaml"
        file.write_text(body)
        ran = house.run("order", "add", file, *house.act("lex"))
        assert ran.code == 3, name
        assert {d["column"] for d in check_shape(ran)["defects"]} >= columns, name
    assert kept(house) == before


def test_records_that_are_none(house: World) -> None:
    w = house
    before = kept(w)
    good, bad = w.dir / "good.csv", w.dir / "bad.csv"
    write_csv(good, RECORD_COLUMNS, [record(0)])
    doubled = [record(0, given_name=NAME), record(0), record(1, record_id="")]
    for write, places in (
        (lambda: write_csv(bad, RECORD_COLUMNS, doubled), {(2, "record_id"), (3, "record_id")}),
        (lambda: write_csv(bad, ("record_id", "person_id"), doubled), {(0, "given_name"), (2, "record_id"), (3, "record_id")}),
        (lambda: bad.write_bytes(b"\xff\xfenothing"), {(None, "")}),
        (lambda: bad.write_bytes(b"PAR1" + bytes(40)), {(None, "")}),
    ):  # fmt: skip
        write()
        ran = w.run("records", "build", good, bad)
        assert ran.code == 3
        defects = check_shape(ran)["defects"]
        assert {(d["row"], d["column"]) for d in defects} >= places
        assert {d["file"] for d in defects} == {"bad.csv"}
    mapping = w.dir / "map.yaml"
    mapping.write_text("given_nam: first\nfamily_name: [1]\n")
    ran = w.run("records", "build", good, "--map", mapping)
    assert (ran.code, len(check_shape(ran)["defects"])) == (3, 2)
    assert kept(w) == before
    assert not list(w.ws.joinpath("scratch").iterdir()) and not list(w.ws.joinpath("indexes").iterdir())


def test_decisions_that_are_none(world: World) -> None:
    from muniment.store.models import Judgment

    w = world
    w.build_records([record(0), record(1)])
    package = w.submit([request_row(0), request_row(1)])
    w.process(package)
    before = kept(w)
    file = w.dir / "decisions.csv"
    head = "row,item,decision,reason\n"
    for text, places in (
        ("row,item,decision\n1,match,confirm\n", {(0, "reason")}),
        (head + f"1,match,maybe,{NAME}\n1,match,confirm,\n9,match,confirm,x\nx,hold:I2-F04,refuse,x\n",
         {(1, "decision"), (2, "item"), (2, "reason"), (3, "item"), (4, "item")}),
        (head + "1,match,confirm\n2,match,confirm,a,b\n", {(1, ""), (1, "reason"), (2, "")}),
        (head + '1,match,confirm,"never closed\n', {(None, "")}),
    ):  # fmt: skip
        file.write_text(text)
        ran = w.run("review", package, "--decide", file, *w.act("ben"))
        assert ran.code == 3
        assert {(d["row"], d["column"]) for d in check_shape(ran)["defects"]} == places
    file.write_bytes(b"\xff\xfe\x00")
    assert w.run("review", package, "--decide", file, *w.act("ben")).code == 3
    assert Judgment.objects.count() == 0 and kept(w) == before


def test_what_is_not_here_is_a_wrong_call(house: World) -> None:
    w, none = house, house.dir / "no-such-file"
    out = house.dir / "x.csv"
    files = w.submission([marked()], name="called")
    for command, who in (
        (["submit", "--agreement", "none-2026", *files[2:]], "ada"),
        (["submit", *files[:2], "--letter", none, *files[4:]], "ada"),
        (["submit", *files[:4], "--persons", none], "ada"),
        (["submit", "--agreement", "example-2026"], "ada"),
        *((([stage, "PKG-999999"]), "ada") for stage in ("assess", "link", "determine", "process")),
        (["matches", "PKG-999999", "--out", out], "ada"),
        (["review", "PKG-999999"], "ben"),
        (["review", "PKG-999999", "--export", out, "--decide", out], "ben"),
        (["approve", "PKG-999999"], "cy"),
        (["release", "PKG-999999", "--out", out], "dee"),
        (["order", "lift", "none", "--second", "ada", "--second-key", w.keys / "ada"], "lex"),
        (["order", "add", none], "lex"),
    ):
        ran = w.run(*command, *w.act(who))
        assert (ran.code, "Traceback" in ran.err) == (2, False), command
        check_shape(ran)
    for command in (
        ["outcomes", "PKG-999999", "--out", out], ["agreement", "show", "none"], ["agreement", "add", none],
        ["records", "build", none], ["ledger", "prove", "999999"], ["ledger", "prove", "many"], ["nothing"],
        ["package", "check", "--agreement", "none", *files[2:]], ["officers", "remove", "nobody"],
        ["officers", "add", "eve", "--roles", "king", "--key", w.keys / "ada.pub"],
        ["officers", "add", "eve", "--roles", "sender", "--key", none], ["agreement", "publish", "none", "--out", out],
    ):  # fmt: skip
        ran = w.run(*command)
        assert ran.code == 2, command
        check_shape(ran)
    elsewhere = w.dir / "empty"
    elsewhere.mkdir(exist_ok=True)
    from world import run

    assert run("doctor", "--workspace", elsewhere).code == 2
    assert run("init", w.ws).code == 2
    assert run("init", w.dir).code == 2  # holds something else


def test_stages_out_of_order_are_told_so(world: World) -> None:
    w = world
    package = w.submit([request_row(0)])
    for command, who in (
        (["link", package], "ada"), (["determine", package], "ada"), (["review", package], "ben"),
        (["approve", package], "cy"), (["release", package, "--out", w.dir / "o"], "dee"),
        (["matches", package, "--out", w.dir / "m.csv"], "ada"),
    ):  # fmt: skip
        assert (w.run(*command, *w.act(who)).code, w.run(*command, *w.act(who)).error) == (1, "MUN-PACKAGE-003")
    w.must("assess", package, *w.act("ada"))
    assert w.run("link", package, *w.act("ada")).error == "MUN-LINK-001"  # no records have been built
    assert w.run("outcomes", package, "--out", w.dir / "o.csv").code == 1
    assert w.run("outcomes", package, "--out", w.dir / "o.txt").code in (1, 2)
