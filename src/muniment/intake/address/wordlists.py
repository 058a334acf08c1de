"""Word lists written as running text, so that a reader can take them in."""

from __future__ import annotations


def word_list(text: str) -> tuple[str, ...]:
    """The words of a text, in their order."""
    return tuple(text.split())
