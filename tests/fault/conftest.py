"""The fault table: each test of a row says what it counted, and the run ends with the table (LEDGER.md, Faults).

`make fault` runs every row in full (MUNIMENT_FAULT=full) and, where all passed, puts the table into docs/ledger.md
(MUNIMENT_FAULT_WRITE); elsewhere each row runs in a short form.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

FULL = os.environ.get("MUNIMENT_FAULT") == "full"
Counted = Callable[..., None]


@pytest.fixture
def full() -> bool:
    """Whether the row is to be run in full."""
    return FULL


@pytest.fixture
def counted(record_property: Callable[[str, object], None]) -> Counted:
    """counted(fault, tried=N, bad=M, control=K, note=...): a line of the table. `control` is what the negative control
    shows, which must not be 0."""

    def line(fault: str, *, tried: int, bad: int, control: int | None = None, note: str = "") -> None:
        record_property("fault", {"fault": fault, "tried": tried, "bad": bad, "control": control, "note": note})

    return line


def pytest_terminal_summary(terminalreporter: Any) -> None:
    reports = [r for kind in ("passed", "failed") for r in terminalreporter.stats.get(kind, []) if r.when == "call"]
    lines = [value for report in reports for name, value in report.user_properties if name == "fault"]
    if not lines:
        return
    lines.sort(key=lambda one: one["fault"])
    terminalreporter.section(f"fault table ({'full' if FULL else 'short form'})")
    terminalreporter.line(f"{'fault':<58} {'tried':>7} {'bad':>5} {'control shows':>14}")
    for line in lines:
        control = "" if line["control"] is None else line["control"]
        note = f"  {line['note']}" if line["note"] else ""
        terminalreporter.line(f"{line['fault']:<58} {line['tried']:>7} {line['bad']:>5} {control:>14}{note}")
    if FULL and "MUNIMENT_FAULT_WRITE" in os.environ and not terminalreporter.stats.get("failed"):
        _write(lines)


def _write(lines: list[dict[str, Any]]) -> None:
    """Put the table into docs/ledger.md, as the benchmarks put theirs."""
    sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))
    import page

    rows = ["| fault | tried | bad | control shows | |", "|---|---|---|---|---|"]
    for line in lines:
        control = "" if line["control"] is None else f"{line['control']:,}"
        rows.append(f"| {line['fault']} | {line['tried']:,} | {line['bad']} | {control} | {line['note']} |")
    page.write("ledger.md", "faults", [*rows, "", f"{datetime.now(UTC):%Y-%m-%d}, {page.hardware()}; `make fault`."])
