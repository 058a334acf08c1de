"""The measured parts of a page of the docs, each between `<!-- name -->` and `<!-- end -->`."""

from __future__ import annotations

import os
import platform
import re
from pathlib import Path

DOCS = Path(__file__).parent.parent / "docs"


def put(document: str, name: str, lines: list[str]) -> str:
    """The document with the lines between `<!-- name -->` and `<!-- end -->`."""
    text = "\n".join(lines)
    return re.sub(
        rf"(<!-- {name} -->\n).*?(<!-- end -->)", lambda m: f"{m[1]}{text}\n{m[2]}", document, flags=re.DOTALL
    )


def write(page: str, name: str, lines: list[str]) -> None:
    """Put the lines into a page of docs/."""
    path = DOCS / page
    path.write_text(put(path.read_text("utf-8"), name, lines), encoding="utf-8")


def hardware() -> str:
    """Processor, cores, memory and the interpreter, in a line."""
    names = re.findall(r"^model name\s*: (.+)$", Path("/proc/cpuinfo").read_text("ascii", "replace"), re.MULTILINE)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    cpu = re.sub(r"\(R\)|\(TM\)", "", names[0]) if names else platform.machine()
    return f"{cpu}, {os.cpu_count()} cores, {memory:.0f} GiB, Python {platform.python_version()}"
