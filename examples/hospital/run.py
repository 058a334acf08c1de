#!/usr/bin/env python3
"""A hospital answers a police request, from its own records to the opened answer. Everybody here is fictional.

Usage: python examples/hospital/run.py [DIR]        (a new folder; without it a temporary one)

It only runs commands of `muniment`, prints each, and at the end what every row got. No line of it knows the law: which
items may leave is in the authority pack, the agreement and the rows.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from muniment.formats import keyfiles, sshsig

HERE = Path(__file__).resolve().parent
OFFICERS = {"ivy": "intake,assessor", "rex": "reviewer", "pat": "approver", "sam": "sender", "lou": "counsel,privacy"}


def muniment(*words: object) -> dict[str, object]:
    """Run one command and give its JSON; a command that says no ends the run."""
    print("$ muniment", *words)
    done = subprocess.run(
        [sys.executable, "-m", "muniment", *map(str, words), "--json"], stdout=subprocess.PIPE, text=True, check=False
    )
    if done.returncode != 0:
        sys.exit(f"exit code {done.returncode}: {done.stdout}")
    answer: dict[str, object] = json.loads(done.stdout)
    return answer


def fill(template: str, out: Path, values: dict[str, str]) -> Path:
    """The template with each @name@ replaced, in `out`."""
    text = (HERE / template).read_text(encoding="utf-8")
    for name, value in values.items():
        text = text.replace(f"@{name}@", value)
    out.write_text(text, encoding="utf-8")
    return out


def run(folder: Path) -> dict[str, dict[str, str]]:
    """The whole way in `folder`; the opened answer's rows by their reference."""
    keys, workspace = folder / "keys", folder / "workspace"
    os.environ["MUNIMENT_WORKSPACE"] = str(workspace)

    # The hospital sets itself up.
    muniment("init", workspace)
    for name, roles in OFFICERS.items():
        muniment("keys", "generate", "officer", "--name", name, "--out", keys)
        muniment("officers", "add", name, "--roles", roles, "--key", keys / f"{name}.pub")
    # The police make their keys and give the public halves.
    muniment("keys", "generate", "requester", "--name", "captain", "--out", keys)
    muniment("keys", "generate", "recipient", "--name", "detective", "--out", keys)
    certificate = (keys / "detective.crt").read_text(encoding="utf-8").replace("\n", "\\n")
    captain = (keys / "captain.pub").read_text(encoding="utf-8").strip()
    agreement = fill(
        "agreement.yaml", folder / "agreement.yaml", {"captain.pub": captain, "detective.crt": certificate}
    )
    muniment("agreement", "add", agreement)
    # After the agreement: the index carries the items it names, and no other.
    muniment("records", "build", HERE / "patients.csv", "--map", HERE / "map.yaml")

    # The police write, sign (as `ssh-keygen -Y sign -n muniment-request` does) and check before sending.
    persons = (HERE / "persons.csv").read_bytes()
    facts = {"sha256": hashlib.sha256(persons).hexdigest(), "rows": str(len(persons.splitlines()) - 1)}
    letter = fill("letter.yaml", folder / "letter.yaml", facts)
    signature = sshsig.sign(letter.read_bytes(), keyfiles.load_ssh_private(keys / "captain"), sshsig.REQUEST_NAMESPACE)
    letter.with_name("letter.yaml.sig").write_text(signature, encoding="utf-8")
    request = ("--agreement", "hospital-2026", "--letter", letter, "--persons", HERE / "persons.csv")
    muniment("package", "check", *request)

    # Three people at least: one takes in and assesses, one reviews, one approves, one sends.
    def act(name: str) -> tuple[object, ...]:
        return ("--officer", name, "--key", keys / name)

    package = muniment("submit", *request, *act("ivy"))["package"]
    muniment("process", package, *act("ivy"))
    muniment("review", package, "--export", folder / "open.csv", *act("rex"))
    confirm_all(folder / "open.csv", folder / "decisions.csv")
    muniment("review", package, "--decide", folder / "decisions.csv", *act("rex"))
    muniment("approve", package, *act("pat"))
    muniment("release", package, "--out", folder / "answers", *act("sam"))

    # The detective opens the answer; anybody verifies the ledger.
    muniment("open", folder / "answers" / "R1.cms", "--key", keys / "detective.key", "--out", folder / "opened")
    muniment("ledger", "verify")
    with (folder / "opened" / "response.csv").open(encoding="utf-8", newline="") as file:
        return {row["row_ref"]: row for row in csv.DictReader(file)}


def confirm_all(open_items: Path, decisions: Path) -> None:
    """What a reviewer who found every match right would write; a real one looks at each."""
    with open_items.open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    with decisions.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(("row", "item", "decision", "reason"))
        writer.writerows((item["row"], item["item"], "confirm", "compared with the chart") for item in found)


def show(answers: dict[str, dict[str, str]]) -> None:
    print()
    for reference, row in sorted(answers.items()):
        given = {c: v for c, v in row.items() if v and c not in ("row_ref", "code", "rules")}
        print(f"{reference}  {row['code']:13}  {row['rules'] or '; '.join(f'{c}: {v}' for c, v in given.items())}")


if __name__ == "__main__":
    place = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp(prefix="muniment-hospital-"))
    place.mkdir(parents=True, exist_ok=True)
    show(run(place))
    print(f"\nEverything is in {place}.")
