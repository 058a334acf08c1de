"""Real processes of ours that a test starts, talks to and ends: a witness, a gate."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class Served:
    """A serving process. `url` is where it answers."""

    def __init__(self, process: subprocess.Popen[str], url: str) -> None:
        self.process, self.url = process, url

    def end(self) -> None:
        self.process.kill()
        self.process.wait()


def start(*arguments: object) -> Served:
    """`muniment ARGUMENTS...` (a `serve` command), once it says where it answers."""
    command = [sys.executable, "-m", "muniment", *map(str, arguments)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    line = process.stderr.readline()
    found = re.search(r" at (\S+)$", line.strip())
    if found is None:
        process.kill()
        raise AssertionError(line + process.stderr.read())
    return Served(process, found[1])


@contextmanager
def serving(*commands: list[Any]) -> Iterator[list[Served]]:
    """Processes for the length of a test."""
    started: list[Served] = []
    try:
        for command in commands:
            started.append(start(*command))
        yield started
    finally:
        for served in started:
            served.end()
