"""linkage fit, certify, decoys, conflicts and report, matches, matches explain."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from muniment.doors.cli.common import Answer, Door, command

PackageId = Annotated[str, typer.Argument(metavar="ID", help="The package's id, as `submit` printed it.")]


class ExportUnlessNamed(TyperGroup):
    """`matches ID --out FILE` is `matches export ID --out FILE`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] != "--help":
            args = ["export", *args]
        return super().parse_args(ctx, args)


def register(app: typer.Typer) -> None:
    _linkage(app)
    _matches(app)


def _linkage(app: typer.Typer) -> None:
    linkage = typer.Typer(no_args_is_help=True, help="The linkage model: fitted, tested, certified.")
    app.add_typer(linkage, name="linkage")

    @command(linkage, "fit", officer=True)
    def fit(
        door: Door,
        package: Annotated[str, typer.Option("--package", help="The package to fit on, assessed.")],
        labels: Annotated[
            Path | None, typer.Option("--labels", help="CSV: row_ref, person_id (empty: nobody on file).")
        ] = None,
    ) -> Answer:
        """Fit the model on a package and the index; with labels, choose the threshold and certify it."""
        from muniment.usecases.linkage import fit_linkage

        return fit_linkage(door.house(), package, labels, door.officer())

    @command(linkage, "certify", officer=True)
    def certify(
        door: Door,
        package: Annotated[str, typer.Option("--package", help="The package the labels are of, assessed.")],
        labels: Annotated[Path, typer.Option("--labels", help="CSV: row_ref, person_id (empty: nobody on file).")],
    ) -> Answer:
        """Put the agreement's newest model, as it is, to the test of new labels."""
        from muniment.usecases.linkage import fit_linkage

        return fit_linkage(door.house(), package, labels, door.officer(), refit=False)

    @command(linkage, "decoys", officer=True)
    def decoys(
        door: Door, file: Annotated[Path, typer.Argument(metavar="FILE", help="Persons who are in no record.")]
    ) -> Answer:
        """Plant decoys: linked beside every package from now on; one that is matched stops the release."""
        from muniment.usecases.decoys import plant_decoys

        return plant_decoys(door.house(), file, door.officer())

    @command(linkage, "conflicts", officer=True)
    def conflicts(door: Door, out: Annotated[Path, typer.Option("--out", help="The CSV file to write.")]) -> Answer:
        """What contradicts itself on file, and numbers given that are not the person's; never for the requester."""
        from muniment.usecases.conflicts import list_conflicts

        return list_conflicts(door.house(), out, door.officer())

    @command(linkage, "report", officer=True)
    def report(
        door: Door,
        agreement: Annotated[str, typer.Option("--agreement", help="The agreement's id.")],
        out: Annotated[Path, typer.Option("--out", help="The HTML file to write.")],
    ) -> Answer:
        """One page on the newest fit: weights, calibration with bounds, wrongful disclosures against recall, errors."""
        from muniment.usecases.linkage import write_report

        return write_report(door.house(), agreement, out, door.officer())


def _matches(app: typer.Typer) -> None:
    matches = typer.Typer(no_args_is_help=True, cls=ExportUnlessNamed, help="Who was found, and why. For inside use.")
    app.add_typer(matches, name="matches")

    @command(matches, "export", officer=True)
    def export(
        door: Door, package: PackageId, out: Annotated[Path, typer.Option("--out", help="A .csv or .parquet file.")]
    ) -> Answer:
        """Write the matches, one line for each row that reached linkage. `matches ID` is short for it."""
        from muniment.usecases.exports import export_matches

        return export_matches(door.house(), package, out, door.officer())

    @command(matches, "explain", officer=True, render=_waterfall)
    def explain(
        door: Door, package: PackageId, row: Annotated[int, typer.Option("--row", help="The row's number in the file.")]
    ) -> Answer:
        """Why one row got its match: the evidence by field, in words and numbers."""
        from muniment.usecases.exports import explain_match

        return explain_match(door.house(), package, row, door.officer())


def _waterfall(answer: dict[str, Any]) -> None:
    """The explanation for a person: the evidence as a waterfall, a bar of a character for each two bits."""
    print(f"row {answer['row']} ({answer['row_ref']}): {answer['decision']}, candidate {answer['person_id'] or 'none'}")
    print(
        f"probability {answer['probability']:.6g}, runner-up {answer['runner_up']:.6g}, {answer['candidates']} compared"
    )
    for bar in answer["evidence"]:
        drawn = ("+" if bar["bits"] > 0 else "-") * round(abs(bar["bits"]) / 2)
        print(f"  {bar['field']:<8} {bar['bits']:+7.1f}  {drawn:<15} {bar['finding']}; {bar['words']}")
    print(f"  {'total':<8} {answer['total_bits']:+7.1f}")
    for refusal in answer["refusals"]:
        print(f"  against it: {refusal['words']} [{refusal['reason']}]")
