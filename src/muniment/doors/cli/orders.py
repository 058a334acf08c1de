"""order add, lift, list."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from muniment.doors.cli import show
from muniment.doors.cli.common import Answer, Door, command


def register(app: typer.Typer) -> None:
    order = typer.Typer(no_args_is_help=True, help="Suspensions by a court or by counsel.")
    app.add_typer(order, name="order")

    @command(order, "add", officer=True)
    def add(door: Door, file: Annotated[Path, typer.Argument(metavar="FILE")]) -> Answer:
        """Put an order in force: everything in its scope stops, at whatever stage."""
        from muniment.usecases.orders import add_order

        return add_order(door.house(), file, door.officer())

    @command(order, "lift", officer=True, second=True)
    def lift(door: Door, order_id: Annotated[str, typer.Argument(metavar="ID")]) -> Answer:
        """End an order: counsel and a second officer."""
        from muniment.usecases.orders import lift_order

        return lift_order(door.house(), order_id, door.officer(), door.second())

    @command(order, "list", render=lambda a: show.table(a["orders"], "No order is registered."))  # type: ignore[arg-type]
    def list_(door: Door) -> Answer:
        """All orders and whether they are in force today."""
        from muniment.usecases.orders import list_orders

        return {"orders": list_orders(door.house())}
