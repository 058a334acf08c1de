"""The whole story on input that the demo makes itself: two packages from submission to opened answers, then the table.

It drives the use cases as the command line does. The reviewer of the demo confirms every proposed match without
looking, so that the table shows what the linkage alone would have done; holds are left to people and go out PENDING.
"""

from __future__ import annotations

import csv
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from muniment.demo.inputs import DemoInputs, DemoPackage, DemoSize, build_inputs
from muniment.demo.judge import judge, run_script
from muniment.demo.letter import AGREEMENT_ID, RECIPIENTS, DemoKeys
from muniment.demo.table import Closing, print_table
from muniment.usecases import (
    agreements,
    approve,
    exports,
    initialise,
    ledger,
    officers,
    records,
    release,
    review,
    stages,
    submit,
)
from muniment.usecases import keyfiles as keyfile_cases
from muniment.usecases.acting import Credentials
from muniment.usecases.house import House, open_house
from muniment.vocabulary.errors import UsageError
from muniment.vocabulary.progress import Progress, silent

STAFF: Final = {"ada": "intake,assessor", "ben": "reviewer", "cy": "approver", "dee": "sender", "lex": "counsel"}
SCRIPT: Final = Path(__file__).resolve().parents[3] / "examples" / "name_and_number.py"


@dataclass(frozen=True, slots=True)
class Folders:
    """Where the demo keeps what: `data` is reused by the next run, everything else is made anew."""

    root: Path

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def keys(self) -> Path:
        return self.root / "keys"

    @property
    def workspace(self) -> Path:
        return self.root / "workspace"

    @property
    def answers(self) -> Path:
        return self.root / "answers"

    @property
    def work(self) -> Path:
        return self.root / "work"


def tell(
    root: Path, *, quiet: bool = False, size: DemoSize | None = None, progress: Progress = silent
) -> dict[str, object]:
    """Run the demo in `root` and print its table last. Raises UsageError when the extra or the script is not here."""
    say = _quiet if quiet else _say
    if not SCRIPT.is_file():
        raise UsageError(
            "MUN-DEMO-001",
            "The script to compare with is not here.",
            hint="Run the demo from a checkout: the script lies in examples/, outside the package.",
        )
    folders = Folders(root.resolve())
    _clear(folders)
    inputs = _inputs(folders, size, say)
    house = _custodian(folders, inputs, say, progress)
    for package in inputs.packages:
        _answer(house, folders, package, say)
    say("running the name-and-number script on the same rows, for comparison")
    sent = [run_script(SCRIPT, p.persons, inputs.records, folders.work / f"sent-{p.name}.csv") for p in inputs.packages]
    opened = sorted(folders.answers.glob("*/opened/*/response.csv")) + sorted(folders.answers.glob("*/returns.csv"))
    matches = sorted(folders.work.glob("matches-*.csv"))
    figures = judge(inputs.truth, sent, opened, matches, packages=len(inputs.packages), taxpayers=inputs.taxpayers)
    verified = ledger.verify_ledger(house)
    closing = Closing(
        ledger_root=str(verified["root"]),
        ledger_size=int(str(verified["size"])),
        verify_command=f"muniment ledger verify --workspace {_short(folders.workspace)}",
        look_next=(
            ("every row and why", f"{_short(folders.work)}/outcomes-a.csv"),
            ("an opened answer", f"{_short(opened[0])}" if opened else "-"),
            ("what the script sent", f"{_short(folders.work)}/sent-a.csv"),
            ("what waits for people", f"{_short(folders.work)}/held-a.csv"),
            ("the law as rules", "muniment law show us/usc26/6103-i-2"),
            (
                "two readings, with numbers",
                "muniment law compare PKG-000001 --profiles us/dc-circuit-2026,us/zip-like-2025"
                f" --workspace {_short(folders.workspace)}",
            ),
        ),
    )
    if not quiet:
        print_table(figures, closing)
    return {
        "rows": figures.rows,
        "script_sent": figures.script.sent,
        "script_unlawful": figures.script.unlawful,
        "script_wrong_person": figures.script.wrong_person,
        "disclosed": figures.muniment.disclosed,
        "not_disclosed": figures.muniment.not_disclosed,
        "returned": figures.muniment.returned,
        "refused": figures.muniment.refused,
        "held": figures.muniment.held,
        "unlawful": figures.muniment.unlawful,
        "wrong_person": figures.muniment.wrong_person,
        "wrong_person_upper_bound": figures.muniment_wrong_bound,
        "lawful_rows": figures.muniment.lawful_rows,
        "lawful_answered": figures.muniment.lawful_answered,
        "ledger_root": closing.ledger_root,
    }


def _clear(folders: Folders) -> None:
    """Make everything anew but the data; refuse a folder that holds something else."""
    known = {"data", "keys", "workspace", "answers", "work"}
    if folders.root.exists() and {p.name for p in folders.root.iterdir()} - known:
        raise UsageError("MUN-DEMO-002", "The folder holds other things than a demo.", hint="Give an empty folder.")
    for folder in (folders.keys, folders.workspace, folders.answers, folders.work):
        if folder.exists():
            shutil.rmtree(folder)
    folders.work.mkdir(parents=True)


def _inputs(folders: Folders, size: DemoSize | None, say: Callable[[str], None]) -> DemoInputs:
    say("making keys for requester, officers and recipients")
    for name in ("req", *STAFF):
        keyfile_cases.generate_key("officer", name, folders.keys, None)
    certificates = {}
    for officer in RECIPIENTS:
        keyfile_cases.generate_key("recipient", officer, folders.keys, None)
        certificates[officer] = (folders.keys / f"{officer}.crt").read_text()
    keys = DemoKeys(
        signer_key=(folders.keys / "req.pub").read_text().strip(),
        certificates=certificates,
        sign=lambda letter: keyfile_cases.sign_request(letter, folders.keys / "req"),
    )
    try:
        return build_inputs(folders.data, keys, size, say)
    except ModuleNotFoundError:
        raise UsageError(
            "MUN-DEMO-003",
            "The demo's data generator is not installed.",
            hint="Install the extra: pip install 'muniment[demo]'.",
        ) from None


def _custodian(folders: Folders, inputs: DemoInputs, say: Callable[[str], None], progress: Progress) -> House:
    say("opening a workspace: database, keys, ledger, gate")
    initialise.initialise(folders.workspace)
    house = open_house(folders.workspace, progress=progress)
    for name, roles in STAFF.items():
        officers.add_officer(house, name, roles.split(","), folders.keys / f"{name}.pub")
    agreements.add_agreement(house, inputs.agreement)
    say(f"building the record index: {inputs.record_rows:,} records of {inputs.taxpayers:,} taxpayers")
    records.build_records(house, inputs.records)
    return house


def _answer(house: House, folders: Folders, package: DemoPackage, say: Callable[[str], None]) -> None:
    """One package all the way: five people, each with a key of their own."""

    def who(name: str) -> Credentials:
        return Credentials(name, folders.keys / name)

    say(f"package {package.name}: {package.rows:,} rows come in, are assessed, linked and determined")
    files = submit.Submission(package.letter, package.persons, package.signature)
    package_id = str(submit.submit(house, AGREEMENT_ID, files, who("ada"))["package"])
    stages.process_package(house, package_id, who("ada"))
    say(f"package {package.name}: reviewed, approved and released by three other people")
    open_items = folders.work / f"open-{package.name}.csv"
    review.export_open(house, package_id, open_items, who("ben"))
    decisions, held = folders.work / f"decisions-{package.name}.csv", folders.work / f"held-{package.name}.csv"
    if _decide(open_items, decisions, held):
        review.decide(house, package_id, decisions, who("ben"))
    approve.approve_package(house, package_id, who("cy"))
    out = folders.answers / package.name
    release.release_package(house, package_id, out, who("dee"))
    exports.export_outcomes(house, package_id, folders.work / f"outcomes-{package.name}.csv")
    exports.export_matches(house, package_id, folders.work / f"matches-{package.name}.csv", who("ada"))
    by_recipient = {recipient["id"]: recipient["officer"] for recipient in _recipients(house)}
    for sealed in sorted(out.glob("*.cms")):
        key = folders.keys / f"{by_recipient[sealed.stem]}.key"
        keyfile_cases.open_sealed_answer(sealed, key, out / "opened" / sealed.stem)


def _recipients(house: House) -> list[dict[str, str]]:
    shown = agreements.show_agreement(house, AGREEMENT_ID)["recipients"]
    return list(shown) if isinstance(shown, list) else []


def _decide(open_items: Path, decisions: Path, held: Path) -> int:
    """Write a confirmation for every open match, and the holds to a list for people; returns how many decisions."""
    with open_items.open(newline="", encoding="utf-8") as source:
        reader = csv.DictReader(source)
        columns = list(reader.fieldnames or ())
        items = list(reader)
    matches = [item for item in items if item["kind"] != "hold"]
    with decisions.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(["row", "item", "decision", "reason"])
        writer.writerows(
            [i["row"], i["item"], "confirm", "the demo confirms what the linkage proposes"] for i in matches
        )
    with held.open("w", newline="", encoding="utf-8") as out:
        listed = csv.DictWriter(out, columns)
        listed.writeheader()
        listed.writerows(i for i in items if i["kind"] == "hold")
    return len(matches)


def _short(path: Path) -> str:
    """A path as a person would type it from here."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _say(text: str) -> None:
    print(f"· {text}", file=sys.stderr, flush=True)


def _quiet(text: str) -> None:
    return None
