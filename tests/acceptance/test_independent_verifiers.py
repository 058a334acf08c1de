"""The short form of bench/verifiers.py: verifiers of others accept a log of ours, and notice a changed byte of each
class of tile."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

SIZE = 65536 + 3 * 256 + 40
CLASSES = {f"{kind}, {width}" for kind in ("entries", "level 0") for width in ("full", "partial")} | {
    "level 1, full", "level 1, partial", "level 2, partial",
}  # fmt: skip


@pytest.fixture(scope="module")
def bench() -> Any:
    path = Path(__file__).resolve().parents[2] / "bench" / "verifiers.py"
    spec = importlib.util.spec_from_file_location("bench_verifiers", path)
    assert spec is not None and spec.loader is not None
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def log(bench: Any, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[bytes], bytes]:
    directory = tmp_path_factory.mktemp("log")
    return directory, *bench.make_log(directory, SIZE)


THEIRS = ["scitt-cose", "@sigstore/verify"] + (["sumdb/tlog"] if shutil.which("go") else [])


@pytest.fixture(scope="module", params=THEIRS)
def verifier(bench: Any, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("theirs")
    made = {
        "scitt-cose": lambda: bench.scitt,
        "@sigstore/verify": lambda: bench.sigstore(folder),
        "sumdb/tlog": lambda: bench.sumdb(folder),
    }
    return made[request.param]() or pytest.skip("not to be had here")


def test_it_accepts_our_log(bench: Any, log: tuple[Path, list[bytes], bytes], verifier: Any) -> None:
    good = bench.cases(*log, 200)
    assert len(good) > 200 and all(verifier(good))


def test_it_notices_a_changed_byte_of_every_class(
    bench: Any, log: tuple[Path, list[bytes], bytes], verifier: Any
) -> None:
    bad = list(bench.mutants(*log, 20))
    assert {kind for kind, _ in bad} == CLASSES
    kept = [case for _, case in bad if case is not None]
    assert len(kept) > len(bad) * 0.9 and not any(verifier(kept))


def test_earlier_sizes_are_beginnings(bench: Any, log: tuple[Path, list[bytes], bytes]) -> None:
    sizes = bench.spread(SIZE, 20)[1:]
    assert bench.consistent(log[0], SIZE, 20) == len(sizes)
