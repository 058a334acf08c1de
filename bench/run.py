"""All benchmarks, one after the other. `--short` runs each small, to see that it works; its figures mean nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
FULL: dict[str, list[str]] = {
    "package.py": [], "whole.py": [], "address.py": [], "law.py": [], "assessment.py": [], "ledger.py": [], "verifiers.py": [], "linkage.py": ["run", "--splink"],
}  # fmt: skip
SHORT: dict[str, list[str]] = {
    "package.py": ["--rows", "20000"], "whole.py": ["--rows", "5000"], "ledger.py": ["20000"], "verifiers.py": ["70000"], "law.py": ["--rows", "20000"],
}  # fmt: skip


def main() -> int:
    chosen = SHORT if "--short" in sys.argv[1:] else FULL
    for script, arguments in chosen.items():
        print(f"== {script} {' '.join(arguments)}", flush=True)
        if subprocess.run([sys.executable, str(HERE / script), *arguments]).returncode:
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
