"""What a certificate of linkage takes, on fictional people and through the command line, as a custodian would do it.

    python bench/linkage_certificate.py [--dir FOLDER] [--rows N]      (wants the extra `demo`)

One package of rows that are mostly in order, under an agreement that bears one wrongful disclosure in 1,000. Its reviewed sample
(here: the generator's truth) is put to the test; the same labels are tried again; the next version of the agreement asks for 1 in
10,000; then decoys: persons said to be absent, one of whom is on file. Not run by the tests, which hold each step on small data.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import shutil
import tempfile
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from muniment.demo import requester, story
from muniment.demo.inputs import DemoSize
from muniment.demo.letter import AGREEMENT_ID
from muniment.doors.cli.main import main as muniment

KEPT = Path(__file__).parent / "out"
IN_ORDER = {"right_with_number": 50.0, "right_without_number": 25.0, "never_theirs": 5.0}
ABSENT = {"not_in_records": 20.0}


class Custodian:
    """A workspace and its officers' keys; commands in this process."""

    def __init__(self, folders: story.Folders) -> None:
        self.folders = folders

    def run(self, officer: str, *arguments: object) -> tuple[int, dict[str, Any]]:
        """A command's exit code and JSON."""
        key = self.folders.keys / officer
        out, err = io.StringIO(), io.StringIO()
        words = [*arguments, "--officer", officer, "--key", key, "--workspace", self.folders.workspace, "--json"]
        with redirect_stdout(out), redirect_stderr(err):
            code = muniment([str(word) for word in words])
        return code, json.loads(out.getvalue() or "{}")

    def must(self, officer: str, *arguments: object) -> dict[str, Any]:
        code, said = self.run(officer, *arguments)
        if code:
            raise SystemExit(f"{arguments[:2]}: exit {code}: {said}")
        return said


def labels(folders: story.Folders, package: str) -> Path:
    """The truth of a package's rows as a reviewed sample."""
    out = folders.work / f"labels-{package}.csv"
    with (folders.data / "truth.csv").open(newline="", encoding="utf-8") as source, out.open("w", newline="") as into:
        writer = csv.writer(into)
        writer.writerow(["row_ref", "person_id"])
        writer.writerows((t["row_ref"], t["person_id"]) for t in csv.DictReader(source) if t["package"] == package)
    return out


def decoys(folders: story.Folders, absent: int) -> Path:
    """Rows about persons who are not on file, as the truth says, and one about a person who is."""
    with (folders.data / "truth.csv").open(newline="", encoding="utf-8") as source:
        truth = {t["row_ref"]: t for t in csv.DictReader(source)}
    with (folders.data / "package-a" / "persons.csv").open(newline="", encoding="utf-8") as source:
        reader = csv.DictReader(source)
        rows, columns = list(reader), list(reader.fieldnames or ())
    chosen = [r for r in rows if not truth[r["row_ref"]]["person_id"]][:absent]
    chosen.append(next(r for r in rows if truth[r["row_ref"]]["lawful"] == "yes" and r["tin"]))
    out = folders.work / "decoys.csv"
    with out.open("w", newline="", encoding="utf-8") as into:
        writer = csv.DictWriter(into, columns)
        writer.writeheader()
        writer.writerows({**row, "row_ref": f"decoy{i}"} for i, row in enumerate(chosen))
    return out


def with_limit(folders: story.Folders, limit: float, version: int) -> Path:
    agreement = YAML(typ="safe").load(folders.data / "agreement.yaml")
    agreement["matching"]["wrongful_disclosure_limit"] = limit
    agreement["version"] = version
    out = folders.work / f"agreement-{version}.yaml"
    out.write_text(json.dumps(agreement))
    return out


def say(step: str, said: dict[str, Any]) -> None:
    kept = ("certified", "why", "sample_size", "wrong", "upper_bound", "threshold", "attempts")
    print(f"{step}:", {k: said[k] for k in kept if k in said} or said.get("error", said))


def run(root: Path, rows: int) -> None:
    requester.PRESENT, requester.ABSENT = IN_ORDER, ABSENT
    story.STAFF["vic"] = "auditor"
    folders = story.Folders(root)
    story._clear(folders)
    inputs = story._inputs(folders, DemoSize(rows_a=rows, rows_b=300), print)
    strict = with_limit(folders, 0.0001, 2)
    inputs.agreement.write_text(with_limit(folders, 0.001, 1).read_text())
    story._custodian(folders, inputs, print, lambda *_: None)
    custodian = Custodian(folders)
    a, b = inputs.packages

    def submitted(package: Any) -> str:
        files = ("--letter", package.letter, "--persons", package.persons, "--signature", package.signature)
        found = str(custodian.must("ada", "submit", "--agreement", AGREEMENT_ID, *files)["package"])
        custodian.must("ada", "assess", found)
        return found

    first, given = submitted(a), labels(folders, "a")
    say("1 in 1,000", custodian.must("ada", "linkage", "fit", "--package", first, "--labels", given))
    report = folders.work / "report.html"
    custodian.must("ada", "linkage", "report", "--agreement", AGREEMENT_ID, "--out", report)
    say("the same labels again", custodian.must("ada", "linkage", "certify", "--package", first, "--labels", given))
    custodian.must("lex", "agreement", "add", strict, "--second", "cy", "--second-key", folders.keys / "cy")
    second = submitted(b)
    fresh = labels(folders, "b")
    say("1 in 10,000", custodian.must("ada", "linkage", "fit", "--package", second, "--labels", fresh))
    custodian.must("vic", "linkage", "decoys", decoys(folders, 20))
    custodian.must("ada", "process", first)
    say("decoys beside the package", custodian.must("ada", "link", first)["decoys"])
    everything = folders.work / "open.csv"
    custodian.must("ben", "review", first, "--export", everything)
    story._decide(everything, folders.work / "decisions.csv", folders.work / "held.csv")
    custodian.must("ben", "review", first, "--decide", folders.work / "decisions.csv")
    code, said = custodian.run("cy", "approve", first)
    say(f"approve, exit {code}", said)
    KEPT.mkdir(exist_ok=True)
    print("report:", shutil.copy(report, KEPT / "linkage-report.html"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dir", type=Path)
    parser.add_argument("--rows", type=int, default=5_500)
    args = parser.parse_args()
    if args.dir:
        run(args.dir.resolve(), args.rows)
        return
    with tempfile.TemporaryDirectory() as folder:
        run(Path(folder), args.rows)


if __name__ == "__main__":
    main()
