"""The start-up check of the cryptographic library: it can fail, and which library ran is on record."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from world import World

from muniment.usecases import selfcheck
from muniment.vocabulary.errors import IntegrityFailure


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """The checks run once in a process; here they run again."""
    selfcheck.known_answers.cache_clear()
    selfcheck.provider.cache_clear()
    yield
    selfcheck.known_answers.cache_clear()
    selfcheck.provider.cache_clear()


def recorded() -> list[dict[str, Any]]:
    from muniment.store.models import LogRun

    runs = LogRun.objects.filter(kind="crypto_self_check").order_by("first")
    return [json.loads(bytes(run.record)) for run in runs]


def test_what_runs_is_recorded_once_and_again_when_it_changes(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.must("ledger", "checkpoint")
    (first,) = recorded()
    assert first["cryptography_openssl"] and first["hashlib_openssl"] and len(first["checked"]) == 6
    monkeypatch.setattr("cryptography.__version__", "99")
    selfcheck.provider.cache_clear()
    assert world.must("doctor")["crypto"]["cryptography"] == "99"
    world.must("officers", "remove", "ben")
    world.must("ledger", "checkpoint")
    assert [one["cryptography"] for one in recorded()] == [first["cryptography"], "99"]


class Altered:
    """A library whose answer is wrong by its last byte."""

    def __init__(self, data: bytes) -> None:
        self._real = hashlib.new("sha256", data)

    def hexdigest(self) -> str:
        return self._real.hexdigest()[::-1]


@pytest.mark.parametrize(
    ("what", "name", "value"),
    [
        ("SHA-256", "hashlib.sha256", Altered),
        ("HMAC-SHA-256", "hmac.digest", lambda *_: bytes(32)),
        ("AES key wrap", "aes_key_wrap", lambda *_: bytes(40)),
        ("Ed25519", "_SIGNED", bytes(64)),
        (
            "AES-256-GCM",
            "AESGCM",
            lambda _: type("Weak", (), {"encrypt": lambda *_: bytes(32), "decrypt": lambda *_: b""})(),
        ),
    ],
)
def test_a_library_that_miscomputes_is_named_and_stops_the_house(
    monkeypatch: pytest.MonkeyPatch, what: str, name: str, value: Any
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(f"muniment.usecases.selfcheck.{name}", value)
        with pytest.raises(IntegrityFailure, match=what):
            selfcheck.known_answers()
    selfcheck.known_answers()


def test_no_document_says_more_than_capable() -> None:
    root = Path(__file__).resolve().parents[2]
    for path in [*root.glob("*.md"), *(root / "docs").rglob("*.md")]:
        text = path.read_text(encoding="utf-8").lower()
        assert "fips-validated" not in text and "fips validated" not in text and "fips 140" not in text, path
