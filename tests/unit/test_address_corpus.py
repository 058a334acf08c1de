"""The generated corpus: every label is met by intake and rules together, and docs/addresses.md says the figures that are so."""

from __future__ import annotations

import importlib.util
from collections import Counter
from pathlib import Path

import pytest
from address_corpus import CORPUS, LABELS, confusion, corpus, judged

ROOT = Path(__file__).parent.parent.parent
LOTS = ("development", "held_out", "second", "third")


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Counter[tuple[str, str]]]:
    return {lot: confusion(corpus(lot), judged(corpus(lot), tmp_path_factory.mktemp(lot))) for lot in LOTS}


@pytest.mark.parametrize("lot", LOTS)
def test_no_defective_address_passes_and_two_in_a_thousand_at_most_return(
    lot: str, found: dict[str, Counter[tuple[str, str]]]
) -> None:
    counts = found[lot]
    clean = sum(n for (label, _), n in counts.items() if label == "address")
    assert clean > 600
    assert counts["address", "not_an_address"] + counts["address", "hold"] <= 0.002 * clean
    assert counts["not_an_address", "address"] + counts["not_an_address", "hold"] == 0
    assert counts["hold", "address"] == 0


def test_the_confusion_table_of_the_docs_is_this_one(found: dict[str, Counter[tuple[str, str]]]) -> None:
    text = (ROOT / "docs" / "addresses.md").read_text(encoding="utf-8")
    for lot in LOTS:
        for label in LABELS:
            cells = " | ".join(f"{found[lot][label, verdict]:,}" for verdict in LABELS)
            assert f"| {lot} | {label} | {cells} |" in text


def test_the_file_is_what_the_generator_makes_and_the_lots_share_no_string() -> None:
    spec = importlib.util.spec_from_file_location("corpus_builder", ROOT / "bench" / "build_address_corpus.py")
    assert spec is not None and spec.loader is not None
    builder = importlib.util.module_from_spec(spec)
    import sys

    sys.modules[spec.name] = builder  # dataclasses look their module up
    spec.loader.exec_module(builder)
    made = [",".join(row) for row in builder.corpus()]
    rows = [row for lot in LOTS for row in corpus(lot)]
    assert [",".join(row.values()) for row in rows] == made
    assert len(rows) > 3000 and CORPUS.stat().st_size < 600_000
    written = Counter(tuple(list(row.values())[3:]) for row in rows)
    assert max(written.values()) == 1
