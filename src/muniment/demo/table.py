"""The demo's last word: one table a minister can read, at eighty columns, with or without colour."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from muniment.demo.judge import DemoFigures

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

WIDTH: Final = 80
_LABEL: Final = WIDTH - 4 - 18


@dataclass(frozen=True, slots=True)
class Closing:
    """What the table ends with: the ledger's root, the command that verifies it, and where to look next (label,
    command or place).
    """

    ledger_root: str
    ledger_size: int
    verify_command: str
    look_next: tuple[tuple[str, str], ...]


def print_table(figures: DemoFigures, closing: Closing, console: Console | None = None) -> None:
    """Print the table on `console` (standard output by default): plain text where it is no terminal, never wider than
    it.
    """
    from rich.console import Console

    console = console or Console()
    if not console.is_terminal:
        console = Console(file=console.file, width=WIDTH, color_system=None, highlight=False)
    console.print(demo_table(figures, closing))


def demo_table(figures: DemoFigures, closing: Closing) -> Table:
    """The table itself: asked, script, Muniment, the wrong persons with their bound, the ledger, what to look at
    next.
    """
    from rich import box
    from rich.table import Table

    f, s, m = figures, figures.script, figures.muniment
    table = Table(box=box.ASCII2, width=WIDTH, show_header=False)
    table.add_column(overflow="fold")
    table.add_row(_line("ASKED FOR", f.rows, label_style="bold"))
    table.add_row(
        _text(f"In {f.packages} packages, of a custodian with {f.taxpayers:,} taxpayers. Everybody is fictional.")
    )
    _section(table, "WHAT A NAME-AND-NUMBER SCRIPT WOULD HAVE SENT")
    table.add_row(_line("Addresses sent", s.sent, f.rows))
    table.add_row(_line("  by number: nobody looked at the address given", s.by_number, s.sent))
    table.add_row(_line("Of these unlawful or to the wrong person", s.unlawful, s.sent, style="bold red"))
    for reason, count in s.reasons:
        table.add_row(_line(f"  {reason}", count, s.sent))
    _section(table, "WHAT MUNIMENT DID WITH THE SAME ROWS")
    table.add_row(
        _line("Sent: every element of the law met, address confirmed", m.disclosed, f.rows, style="bold green")
    )
    table.add_row(_line("Not disclosed: the records do not bear it out", m.not_disclosed, f.rows))
    table.add_row(_line("Returned, with the reason: the request lacks something", m.returned, f.rows))
    table.add_row(_line("Refused: this law does not allow it", m.refused, f.rows))
    table.add_row(_line("Held: waits for a person to decide", m.held, f.rows))
    if m.unanswered:
        table.add_row(_line("Not answered", m.unanswered, f.rows, style="bold red"))
    table.add_row(_line("Lawful rows answered, of all that are lawful", m.lawful_answered, m.lawful_rows))
    table.add_row(
        _line("Sent although a rule forbids it", m.unlawful, m.disclosed, style="bold red" if m.unlawful else "")
    )
    _section(table, "HOW MANY WENT TO THE WRONG PERSON (the demo knows the truth)")
    table.add_row(_text(_wrong("Script", s.wrong_person, s.sent, f.script_wrong_bound, f.confidence)))
    table.add_row(_text(_wrong("Muniment", m.wrong_person, m.disclosed, f.muniment_wrong_bound, f.confidence)))
    _section(table, f"THE LEDGER: {closing.ledger_size:,} entries, root")
    table.add_row(_text(closing.ledger_root))
    table.add_row(_text(f"verify: {closing.verify_command}"))
    _section(table, "LOOK NEXT")
    for label, where in closing.look_next:
        table.add_row(_text(f"{label}: {where}"))
    return table


def plain_lines(figures: DemoFigures, closing: Closing) -> Sequence[str]:
    """The table as lines of plain text, for files and tests."""
    from rich.console import Console

    stream = io.StringIO()
    print_table(figures, closing, Console(file=stream))
    return stream.getvalue().splitlines()


def _section(table: Table, title: str) -> None:
    from rich.text import Text

    table.add_section()
    table.add_row(Text(title, style="bold"))


def _line(label: str, count: int, of: int | None = None, *, style: str = "", label_style: str = "") -> Text:
    """A label, a count and, where it is part of something, its share of it."""
    from rich.text import Text

    share = f"{count / of:.1%}" if of else ""
    return Text.assemble(
        (f"{label:<{_LABEL}}", label_style), f"{count:>9,}", f"{share:>9}", style=style, overflow="fold"
    )


def _text(text: str) -> Text:
    """Text as it is: brackets in a path are no markup."""
    from rich.text import Text

    return Text(text, overflow="fold")


def _wrong(who: str, wrong: int, sent: int, bound: float, confidence: float) -> str:
    """Never a bare zero: the count, out of how many, and how large the true rate could still be."""
    if sent == 0:
        return f"{who:<9} nothing was sent, so nothing is shown"
    return f"{who:<9} {wrong:,} of {sent:,}; with {confidence:.0%} confidence the true rate is at most {_rate(bound)}"


def _rate(rate: float) -> str:
    """A rate in percent with two digits that count, rounded up, so that the bound stays a bound."""
    if rate >= 1:
        return "100%"
    digits = max(0, 1 - math.floor(math.log10(rate * 100)))
    return f"{math.ceil(rate * 100 * 10**digits - 1e-9) / 10**digits:.{digits}f}%"
