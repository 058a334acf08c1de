"""Progress bars on standard error, when it is a terminal."""

from __future__ import annotations

import sys

from muniment.vocabulary.progress import Progress, silent


def progress_bars(*, quiet: bool) -> Progress:
    """A listener that draws one bar for each step; silent when nobody is looking."""
    if quiet or not sys.stderr.isatty():
        return silent
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    bars = Bars(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    tasks: dict[str, int] = {}

    def listen(step: str, done: int, total: int) -> None:
        if not tasks:
            bars.start()
        if step not in tasks:
            tasks[step] = int(bars.add_task(step, total=total or None))
        bars.update(tasks[step], completed=done, total=total or None)  # type: ignore[arg-type]
        if all(task.finished for task in bars.tasks):
            bars.stop()
            tasks.clear()
            for task_id in list(bars.task_ids):
                bars.remove_task(task_id)

    return listen
