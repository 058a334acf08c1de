"""Patterns are left out only where they cannot match: with and without leaving any out, every judgment is the same."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from assessment_support import agreement, letter, officer, row, run_summary
from purpose_sentences import CHILD, CIVIL, CRIMINAL, DANGER, FUGITIVE, NO_GATEWAY

from muniment.assessment import civil_work, gateways, purpose, reasons
from muniment.assessment import contradictions as con_
from muniment.assessment.literals import Lexicon, needs
from muniment.assessment.statutes import table_for

SENTENCES = [*CIVIL, *CRIMINAL, *FUGITIVE, *DANGER, *CHILD, *NO_GATEWAY]
SAID_OF_ROWS = [
    "Subject Ana Prueba was ordered removed by an immigration judge on 2024-01-10 and did not depart.",
    "The final order of removal of January 10, 2024 under INA 212(a)(6) was served in matter M-2025001.",
    "Order entered 2024-01-10 became administratively final; the case is closed and prosecution was declined.",
    "There is no final order; he departed voluntarily and was charged with a violation of 18 USC 1001(a)(2).",
    "The removal order was vacated. Matter no. AB-12345 is under investigation for 8 USC 1326(a).",
    "Defendant John Other remains under the final order against him, under 8 U.S.C. 1182(a).",
]
ROW = con_.Columns(
    "ana", "", "prueba", "m-2025001", None, ("8 usc 1253(a)(1)(a)",), needs_order=True, order_class="8 usc 1227(a)"
)
TABLE = table_for("us/usc26/6103-i-2")


def texts(count: int) -> Iterator[str]:
    """Sentences as they are, and words of several of them cut, swapped, doubled and run together."""
    rng = random.Random(20260302)
    yield from SENTENCES
    yield from SAID_OF_ROWS
    for _ in range(count):
        words = [w for s in rng.sample(SENTENCES + 40 * SAID_OF_ROWS, rng.choice((1, 1, 2, 3))) for w in s.split()]
        for _ in range(rng.randint(0, 6)):
            at, other = rng.randrange(len(words)), rng.randrange(len(words))
            change = rng.random()
            if change < 0.3 and len(words) > 2:
                del words[at]
            elif change < 0.6:
                words[at], words[other] = words[other], words[at]
            elif change < 0.8:
                words.insert(at, rng.choice(("not", "no", "only", "but", "removal", "order", "é", "12/1/2024", ";")))
            else:
                words[at] = words[at][: rng.randint(1, len(words[at]))]
        yield " ".join(words)


def judged(text: str) -> tuple[object, ...]:
    return (
        purpose.is_civil_purpose(text), purpose.gateway(text), con_.cues(text), con_.contradictions(text, ROW, TABLE),
    )  # fmt: skip


def test_every_judgment_is_the_same_with_every_pattern_run(monkeypatch: pytest.MonkeyPatch) -> None:
    sample = list(texts(2500))
    forget()
    quick = [judged(text) for text in sample]
    with monkeypatch.context() as patch:
        patch.setattr(Lexicon, "pieces", lambda self, text: -1)  # every piece stands in every text
        forget()
        whole = [judged(text) for text in sample]
    forget()
    assert sum(civil for civil, *_ in whole) > 300 and sum(bool(against) for *_, against in whole) > 300
    assert [t for t, q, w in zip(sample, quick, whole, strict=True) if q != w] == []


def forget() -> None:
    purpose._clause_has_purpose.cache_clear()
    purpose._clause_is_civil_work.cache_clear()
    con_._worth.cache_clear()


def patterns() -> list[re.Pattern[str]]:
    values = [v for module in (purpose, civil_work, gateways, con_) for v in vars(module).values()]
    return [p for v in values for p in (v if isinstance(v, tuple) else (v,)) if isinstance(p, re.Pattern)]


def test_a_name_that_is_a_word_of_the_patterns_stays_in_the_wording() -> None:
    """Else a purpose could be hidden behind the name of the person it is about."""
    words = {w for p in patterns() for w in re.findall(r"[a-z]{2,}", p.pattern)}
    assert {"docket", "eviction", "kidnapped"} & words and words <= reasons.words_with_meaning()


def test_neither_processes_nor_chunks_change_the_findings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = [t.casefold() for t in texts(150)]
    rows = [
        row(n, reason_key=t, reason_state="text", statute_key=f"18 usc {1000 + n % 90}", officer_id=f"O{n // 100}")
        for n, t in enumerate(said, 1)
    ]
    listed = [officer(f"O{n}") for n in range(len(rows) // 100 + 1)]
    made = []
    for threads, small, chunk in ((1, 20_000, 8192), (1, 1, 7), (2, 1, 50)):
        monkeypatch.setattr(reasons, "SMALL", small)
        monkeypatch.setattr(reasons, "CHUNK", chunk)
        given = {"letter": letter(officers=listed, rows=len(rows)), "agreement": agreement(officers=listed)}
        made.append(run_summary(tmp_path, rows, threads=threads, **given)[1].read_bytes())
    assert made[0] == made[1] == made[2]


def test_in_every_match_of_a_pattern_stands_what_it_needs() -> None:
    needed = [(p, needs(p.pattern)) for p in patterns()]
    assert len(needed) > 90
    matches = 0
    for text in texts(1500):
        folded = purpose.fold(text)
        for pattern, ways in needed:
            if found := pattern.search(folded):
                matches += 1
                assert any(all(any(p in found[0] for p in group) for group in way) for way in ways), pattern.pattern
    assert matches > 15_000


def test_the_sieve_in_sql_lets_every_text_through_that_says_anything() -> None:
    con = duckdb.connect()
    others = [number for section in con_.other_classes(ROW.order_class, TABLE) for number in con_.CLASSES[section]]
    assert others == ["1182", "212"]
    sieves = [purpose.sieve(), con_.cue_sieve(), f"{con_.law_sieve()}|{'|'.join(others)}"]
    stopped = 0
    words = [
        w for s in ("nothing here", "the person lives there", "address needed", "to serve papers") for w in s.split()
    ]
    rng = random.Random(1)
    sample = [*texts(1500), *(" ".join(rng.choices(words, k=5)) for _ in range(100))]
    folded = [f for text in sample if (f := purpose.fold(text)).isascii()]
    found = ", ".join(f"regexp_matches(t, ${n})" for n in (2, 3, 4))
    through = con.execute(f"SELECT {found} FROM (SELECT unnest($1) AS t)", [folded, *sieves]).fetchall()
    for text, (asks, cue, law) in zip(folded, through, strict=True):
        assert asks or not (purpose.is_civil_purpose(text) or purpose.gateway(text) != "none"), text
        assert cue or con_.cues(text) == con_.NO_CUES, text
        assert law or not any(con_.contradicted_law(con_.Text(text), ROW, TABLE)), text
        stopped += not (asks or cue or law)
    assert stopped >= 50
