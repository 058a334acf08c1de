"""YAML in: what cannot be read is refused at its place, and what it says is not repeated."""

from __future__ import annotations

import pytest

from muniment.formats.yaml import read_mapping
from muniment.vocabulary.errors import InputRefused


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: 1\nsigned_on: 2026-02-30\n", "line 2, column 12"),
        ("{a: 2026-13-01}", "line 1, column 5"),
        ("a:\n  - 2026-01-01\n  - 2026-00-01\n", "line 3, column 5"),
        ("a:\n  b: {c: 2026-02-28T25:00:00Z}\n", "line 2, column 10"),
        ("2026-02-30: x\n", "line 1, column 1"),
        ("a: !!int abc\n", "line 1, column 4"),
    ],
)
def test_an_impossible_value_is_reported_at_its_place(text: str, place: str) -> None:
    with pytest.raises(InputRefused) as caught:
        read_mapping(text.encode(), "letter.yaml")
    assert caught.value.code == "MUN-YAML-008"
    assert place in caught.value.message
    assert not any(secret in caught.value.message for secret in ("2026", "abc"))


def test_a_quoted_impossible_date_is_text_for_whoever_reads_it() -> None:
    assert read_mapping(b"a: '2026-02-30'", "letter.yaml") == {"a": "2026-02-30"}


@pytest.mark.parametrize(("text", "place"), [("a: [1\nb: 2", "line 2"), ("a: 1\na: 2\n", "line 2, column 1")])
def test_what_is_no_yaml_is_refused_at_its_place(text: str, place: str) -> None:
    with pytest.raises(InputRefused) as caught:
        read_mapping(text.encode(), "letter.yaml")
    assert caught.value.code == "MUN-YAML-004"
    assert place in caught.value.message
