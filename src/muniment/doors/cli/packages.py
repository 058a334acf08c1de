"""From submission to release: package check, submit, the stages, matches, outcomes, review, approve, release."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from muniment.doors.cli import show_tripwires
from muniment.doors.cli.common import Answer, Door, command
from muniment.vocabulary.errors import UsageError

PackageId = Annotated[str, typer.Argument(metavar="ID", help="The package's id, as `submit` printed it.")]
AgreementOption = Annotated[str, typer.Option("--agreement", help="The agreement's id.")]
LetterOption = Annotated[Path, typer.Option("--letter", help="letter.yaml")]
PersonsOption = Annotated[Path, typer.Option("--persons", help="persons.csv (or .parquet, .xlsx)")]
SignatureOption = Annotated[Path | None, typer.Option("--signature", help="Default: the letter's name with .sig")]
OutOption = Annotated[Path, typer.Option("--out", help="The file to write (.csv or .parquet).")]


def register(app: typer.Typer) -> None:
    _before(app)
    _stages(app)
    _after(app)
    _history(app)


def _before(app: typer.Typer) -> None:
    package = typer.Typer(no_args_is_help=True, help="For requesters.")
    app.add_typer(package, name="package")

    @command(package, "check")
    def check(
        door: Door,
        agreement: AgreementOption,
        letter: LetterOption,
        persons: PersonsOption,
        signature: SignatureOption = None,
    ) -> Answer:
        """What is wrong with a package before it is sent: all facial defects, no record touched, nothing stored."""
        from muniment.usecases.check import check_package
        from muniment.usecases.submit import Submission

        return check_package(door.house(), agreement, Submission(letter, persons, signature))

    @command(package, "rows")
    def rows(
        door: Door,
        letter: LetterOption,
        persons: PersonsOption,
        out: Annotated[Path, typer.Option("--out", help="Folder for the lists.")],
    ) -> Answer:
        """For each officer of the letter the list of rows to sign, where the agreement asks for each officer's own signature."""
        from muniment.usecases.engagement import write_row_lists

        return write_row_lists(letter, persons, out)

    @command(app, "submit", officer=True, render=lambda a: print(json.dumps(a)))
    def submit(
        door: Door,
        agreement: AgreementOption,
        letter: LetterOption,
        persons: PersonsOption,
        signature: SignatureOption = None,
    ) -> Answer:
        """Take a package in: a signed letter and a file of persons. Prints the package's id and its receipt."""
        from muniment.usecases import submit as use_case

        credentials = door.officer()
        return use_case.submit(door.house(), agreement, use_case.Submission(letter, persons, signature), credentials)


def _stages(app: typer.Typer) -> None:
    @command(app, "assess", officer=True)
    def assess(door: Door, package: PackageId) -> Answer:
        """Judge every row on its face. No record is opened."""
        from muniment.usecases.stages import assess_package

        return assess_package(door.house(), package, door.officer())

    @command(app, "link", officer=True)
    def link(door: Door, package: PackageId) -> Answer:
        """Look up the rows that are eligible on their face, and only those."""
        from muniment.usecases.stages import link_package

        return link_package(door.house(), package, door.officer())

    @command(app, "determine", officer=True)
    def determine(door: Door, package: PackageId) -> Answer:
        """Give every row its outcome."""
        from muniment.usecases.stages import determine_package

        return determine_package(door.house(), package, door.officer())

    @command(app, "process", officer=True)
    def process(door: Door, package: PackageId) -> Answer:
        """Assess, link and determine."""
        from muniment.usecases.stages import process_package

        return process_package(door.house(), package, door.officer())

    @command(app, "outcomes")
    def outcomes(door: Door, package: PackageId, out: OutOption) -> Answer:
        """Write every row's outcome."""
        from muniment.usecases.exports import export_outcomes

        return export_outcomes(door.house(), package, out)


def _after(app: typer.Typer) -> None:
    @command(app, "review", officer=True, render=show_tripwires.review)
    def review(
        door: Door,
        package: PackageId,
        export: Annotated[Path | None, typer.Option("--export", help="Write all open items as CSV.")] = None,
        decide: Annotated[Path | None, typer.Option("--decide", help="CSV: row, item, decision, reason.")] = None,
    ) -> Answer:
        """What is still open; export it, or record decisions on it."""
        from muniment.usecases import review as use_case

        if export is not None and decide is not None:
            raise UsageError("MUN-CLI-008", "Export first, then decide: not both at once.")
        house, credentials = door.house(), door.officer()
        if export is not None:
            return use_case.export_open(house, package, export, credentials)
        if decide is not None:
            return use_case.decide(house, package, decide, credentials)
        return use_case.list_open(house, package, credentials)

    @command(app, "tripwires", officer=True, render=show_tripwires.report)
    def tripwires(door: Door, package: PackageId) -> Answer:
        """What in the package as a whole looks unlike single requests, with its numbers; for officers only."""
        from muniment.usecases.tripwires import list_tripwires

        return list_tripwires(door.house(), package, door.officer())

    @command(app, "approve", officer=True)
    def approve(door: Door, package: PackageId) -> Answer:
        """Sign the exact outcome set; refused while any item is open."""
        from muniment.usecases.approve import approve_package

        return approve_package(door.house(), package, door.officer())

    @command(app, "release", officer=True)
    def release(
        door: Door, package: PackageId, out: Annotated[Path, typer.Option("--out", help="Folder for the answers.")]
    ) -> Answer:
        """Log, seal and deliver one answer for each recipient."""
        from muniment.usecases.release import release_package

        return release_package(door.house(), package, out, door.officer())

    @command(app, "replay")
    def replay(
        door: Door,
        package: PackageId,
        row: Annotated[
            int | None, typer.Option("--row", min=1, help="Also show one row: its number in the file.")
        ] = None,
    ) -> Answer:
        """Make everything a package rests on anew, from its letter to its answers, and compare; exit 4 on a difference."""
        from muniment.usecases.replay import replay_package

        return replay_package(door.house(), package, row)


def _history(app: typer.Typer) -> None:
    history = typer.Typer(no_args_is_help=True, help="Disclosures made before Muniment.")
    app.add_typer(history, name="history")

    @command(history, "import", officer=True)
    def import_(
        door: Door,
        file: Annotated[Path, typer.Argument(metavar="FILE", help="The persons columns, disclosed_on, recipient_id.")],
        agreement: AgreementOption,
        letter: LetterOption,
    ) -> Answer:
        """Take in disclosures made before Muniment, so that recall covers them."""
        from muniment.usecases.history import import_history

        return import_history(door.house(), file, agreement, letter, door.officer())

    @command(app, "recall", officer=True)
    def recall(
        door: Door,
        profile: Annotated[str, typer.Option("--profile", help="A shipped profile's id, or a file.")],
        out: OutOption,
    ) -> Answer:
        """List the disclosures on record that another reading of the law would not make."""
        from muniment.usecases.recall import recall as use_case

        return use_case(door.house(), profile, out, door.officer())
