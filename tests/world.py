"""A small custodian driven through the command line, in this process. Persons are fictional."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from muniment.doors.cli.main import main
from muniment.formats import keyfiles, sshsig
from muniment.vocabulary.columns import PERSON_COLUMNS, RECORD_COLUMNS

SIGNED = date(2026, 3, 2)
AGREEMENT = "example-2026"
OFFICERS = {"ada": "intake,assessor", "ben": "reviewer", "cy": "approver", "dee": "sender", "lex": "counsel,privacy"}


@dataclass(frozen=True)
class Ran:
    """What a command gave: its exit code, its JSON (empty when it printed none), and what it said to a person."""

    code: int
    json: dict[str, Any]
    out: str
    err: str

    @property
    def error(self) -> str:
        return str(self.json.get("error", {}).get("code", ""))


def run(*arguments: object) -> Ran:
    """Run one command in this process, with --json."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main([*map(str, arguments), "--json"])
    text = out.getvalue()
    return Ran(code, json.loads(text) if text.startswith("{") else {}, text, err.getvalue())


class World:
    """One workspace with officers, an agreement and two recipients (R1 for O1, R2 for O2)."""

    def __init__(self, folder: Path, agreement: Mapping[str, Any] | None = None) -> None:
        self.dir = folder
        self.ws = folder / "ws"
        self.keys = folder / "keys"
        self.must("init", self.ws)
        for name in ("req", *OFFICERS):
            self.must("keys", "generate", "officer", "--name", name, "--out", self.keys)
        for number in (1, 2):
            self.must("keys", "generate", "recipient", "--name", f"rc{number}", "--out", self.keys)
        for name, roles in OFFICERS.items():
            self.must("officers", "add", name, "--roles", roles, "--key", self.keys / f"{name}.pub")
        self.agreement = self.write_agreement(agreement or {})
        self.must("agreement", "add", self.agreement)

    # --- commands

    def run(self, *arguments: object) -> Ran:
        return run(*arguments, "--workspace", self.ws)

    def must(self, *arguments: object) -> dict[str, Any]:
        """A command that has to work; returns its JSON."""
        ran = run(*arguments) if arguments[0] in ("init", "keys", "open") else self.run(*arguments)
        assert ran.code == 0, (arguments[:2], ran.code, ran.json or ran.out, ran.err)
        return ran.json

    def act(self, officer: str) -> list[object]:
        return ["--officer", officer, "--key", self.keys / officer]

    def submit(self, rows: Sequence[Mapping[str, str]], *, name: str = "p", **letter: Any) -> str:
        """Submit rows under a signed letter; returns the package's id."""
        return str(self.must("submit", *self.submission(rows, name=name, **letter), *self.act("ada"))["package"])

    def process(self, package: str) -> dict[str, Any]:
        return self.must("process", package, *self.act("ada"))

    def outcomes(self, package: str) -> dict[str, dict[str, str]]:
        """Outcome lines by row_ref."""
        out = self.dir / f"{package}.csv"
        self.must("outcomes", package, "--out", out)
        return {line["row_ref"]: line for line in read_csv(out)}

    def open_items(self, package: str, officer: str = "ben") -> list[dict[str, str]]:
        out = self.dir / "items.csv"
        self.must("review", package, "--export", out, *self.act(officer))
        return read_csv(out)

    def decide(self, package: str, decisions: Mapping[tuple[str, str], str] | str, officer: str = "ben") -> Ran:
        """Decide items: one decision for all that are open, or one for each (row, item)."""
        if isinstance(decisions, str):
            decisions = {(i["row"], i["item"]): decisions for i in self.open_items(package, officer)}
        file = self.dir / "decisions.csv"
        lines = [
            {"row": row, "item": item, "decision": d, "reason": "looked at"} for (row, item), d in decisions.items()
        ]
        write_csv(file, ("row", "item", "decision", "reason"), lines)
        return self.run("review", package, "--decide", file, *self.act(officer))

    def answers(self, folder: Path) -> dict[str, dict[str, str]]:
        """All rows of all sealed answers in a folder, opened by their recipients, by row_ref."""
        found: dict[str, dict[str, str]] = {}
        for number in (1, 2):
            sealed = folder / f"R{number}.cms"
            if sealed.exists():
                out = folder / f"opened-{number}"
                self.must("open", sealed, "--key", self.keys / f"rc{number}.key", "--out", out)
                found |= {line["row_ref"]: line for line in read_csv(out / "response.csv")}
        return found

    def all_the_way(self, package: str, out: str = "release") -> dict[str, dict[str, str]]:
        """Process, confirm every item, approve, release, open."""
        self.process(package)
        assert self.decide(package, "confirm").code == 0
        self.must("approve", package, *self.act("cy"))
        self.must("release", package, "--out", self.dir / out, *self.act("dee"))
        return self.answers(self.dir / out)

    def retention(self, days: int) -> dict[str, object]:
        """`retention run`, so many days from now."""
        from muniment.usecases import retention
        from muniment.usecases.acting import Credentials
        from muniment.usecases.house import open_house

        house = open_house(self.ws)
        later = replace(house, clock=lambda: house.clock() + timedelta(days=days))
        return retention.run(later, Credentials("lex", self.keys / "lex"))

    # --- files

    def write_agreement(self, changes: Mapping[str, Any], version: int = 1) -> Path:
        document: dict[str, Any] = {
            "id": AGREEMENT, "version": version, "title": "Example agreement",
            "parties": {
                "custodian": {"name": "Example Revenue Service", "short": "ERS"},
                "requester": {"name": "Example Enforcement Agency", "short": "EEA"},
            },
            "authority": "us/usc26/6103-i-2", "profile": "us/dc-circuit-2026",
            "effective": {"from": "2025-04-07", "to": None},
            "signers": [{
                "name": "Henrietta Head", "office": "agency_head", "key": (self.keys / "req.pub").read_text().strip(),
                "from": "2025-01-01", "to": None,
            }],
            "recipients": [
                {"id": f"R{n}", "name": f"Agent Example {n}", "officer": f"O{n}",
                 "certificate": (self.keys / f"rc{n}.crt").read_text()}
                for n in (1, 2)
            ],
            "fields": ["address"],
            "safeguards": {"last_review_on": "2026-01-15", "open_findings": 0, "corrective_plan_on": None},
            "clauses": [
                {"id": "c1", "heading": "Purpose", "text": "To state the terms.", "withheld": None},
                {"id": "c2", "heading": "Contacts", "text": "A telephone number.",
                 "withheld": {"reason": "points of contact", "until": None}},
            ],
        }  # fmt: skip
        path = self.dir / f"agreement-{version}.yaml"
        path.write_text(json.dumps(merged(document, changes), indent=1))
        return path

    def submission(
        self, rows: Sequence[Mapping[str, str]], *, name: str = "p", sign: bool = True, **letter: Any
    ) -> list[object]:
        """Write letter, persons and signature; returns the arguments of `submit`."""
        folder = self.dir / name
        folder.mkdir(exist_ok=True)
        persons = folder / "persons.csv"
        write_csv(persons, PERSON_COLUMNS, rows)
        officers = [officer(f"O{n}") for n in (1, 2)]
        document = merged({
            "agreement": AGREEMENT, "authority": "us/usc26/6103-i-2", "request_id": f"REQ-{name}",
            "signed_on": SIGNED.isoformat(),
            "signer": {"name": "Henrietta Head", "title": "Director", "office": "agency_head",
                       "agency": "Example Enforcement Agency", "acting": False, "signed_for": None},
            "statement": "Each person named is the subject of the criminal investigation stated in the row.",
            "sole_use": True, "use_statement": "Solely for the criminal investigations and proceedings stated.",
            "systems_of_storage": ["EEA case system"], "officers": officers,
            "file": {"name": persons.name, "sha256": hashlib.sha256(persons.read_bytes()).hexdigest(),
                     "rows": len(rows)},
        }, letter)  # fmt: skip
        path = folder / "letter.yaml"
        path.write_text(json.dumps(document, indent=1))
        signature = folder / "letter.yaml.sig"
        if sign:
            key = keyfiles.load_ssh_private(self.keys / "req")
            signature.write_text(sshsig.sign(path.read_bytes(), key, sshsig.REQUEST_NAMESPACE))
        return ["--agreement", AGREEMENT, "--letter", path, "--persons", persons, "--signature", signature]

    def build_records(self, rows: Sequence[Mapping[str, str]], name: str = "records.csv") -> None:
        path = self.dir / name
        write_csv(path, RECORD_COLUMNS, rows)
        self.must("records", "build", path)


PLACES = (("Dayton", "OH", "45402"), ("Fresno", "CA", "93701"), ("Boise", "ID", "83702"), ("Erie", "PA", "16501"))
STREETS = ("Maple St", "Oak Ave", "Birch Ct", "Elm St", "Pine Rd")
GIVEN = ("Ana", "Juan", "Mei", "Luis", "Rosa", "Carl", "Omar", "Eva", "Ivo", "Kim")
FAMILY = ("Prueba", "Ejemplo", "Testa", "Muestra", "Demo", "Fiktiv", "Modelo", "Forma", "Beispiel")


def person(number: int) -> dict[str, str]:
    """A fictional person: the columns a request and a record have in common."""
    city, state, postal_code = PLACES[number % len(PLACES)]
    born = date(1960, 1, 1) + timedelta(days=37 * number + 11)
    return {
        "given_name": GIVEN[number % len(GIVEN)], "family_name": FAMILY[(number * 7 + number // 10) % len(FAMILY)],
        "date_of_birth": born.isoformat(), "tin": f"900-00-{1000 + number:04d}",
        "address_line": f"{101 + 13 * number} {STREETS[number % len(STREETS)]}", "city": city, "state": state,
        "postal_code": postal_code, "country": "US",
    }  # fmt: skip


def request_row(number: int, **changes: str) -> dict[str, str]:
    """A row that meets every facial element."""
    who = person(number)
    order = SIGNED - timedelta(days=200 + number)
    row = dict.fromkeys(PERSON_COLUMNS, "") | who | {
        "row_ref": f"r{number:04d}", "taxable_periods": "2023", "statute": "8 USC 1253(a)(1)(A)",
        "matter_id": f"M-{2025000 + number}", "matter_stage": "investigation",
        "matter_opened_on": (SIGNED - timedelta(days=60)).isoformat(), "final_order_on": order.isoformat(),
        "order_class": "8 USC 1227(a)", "officer_id": f"O{1 + number % 2}", "requested_items": "address",
    }  # fmt: skip
    row |= changes
    row.setdefault("reason", "")
    if "reason" not in changes:
        row["reason"] = (
            f"Subject {row['given_name']} {row['family_name']} was served the final order of {row['final_order_on']} "
            f"under 8 USC 1227(a) and did not depart; the address is needed to serve process in matter "
            f"{row['matter_id']}."
        )
    return row


def record(number: int, **changes: str) -> dict[str, str]:
    """The custodian's record of the same person."""
    return dict.fromkeys(RECORD_COLUMNS, "") | person(number) | {
        "record_id": f"rec{number}", "person_id": f"P{number}", "observed_on": "2024-04-10", "source": "return",
        "tax_period": "2023", "filer_role": "primary",
    } | changes  # fmt: skip


def officer(officer_id: str, **changes: Any) -> dict[str, Any]:
    number = officer_id.lstrip("O")
    return {
        "id": officer_id, "name": f"Agent Example {number}", "title": "Special Agent",
        "agency": "Example Enforcement Agency", "employment": "federal_employee", "role": "case agent",
        "engaged": True, "open_matters": 12,
    } | changes  # fmt: skip


def merged(document: dict[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """`document` with `changes`: mappings are merged, everything else replaced."""
    result = dict(document)
    for key, value in changes.items():
        mapping = isinstance(value, Mapping) and isinstance(result.get(key), Mapping)
        result[key] = merged(dict(result[key]), value) if mapping else value
    return result


def write_csv(path: Path, columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))
