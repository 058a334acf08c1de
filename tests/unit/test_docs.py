"""The documents stay true: commands named exist, error codes have one form, decisions are short and numbered."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from muniment.doors.cli.main import main

ROOT = Path(__file__).resolve().parents[2]
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))


def commands_of_the_readme() -> list[tuple[str, ...]]:
    """The words after `muniment` up to the first option, id or file, for each command line of the README."""
    found = set()
    for line in re.findall(r"^muniment (.+)$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE):
        words = []
        for word in line.split():
            if not re.fullmatch(r"[a-z]+", word):
                break
            words.append(word)
        found.add(
            tuple(words[:2]) if words[0] in ("officers", "agreement", "records", "package", "ledger") else (words[0],)
        )
    return sorted(found)


@pytest.mark.parametrize("words", commands_of_the_readme(), ids=" ".join)
def test_every_command_of_the_readme_exists(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*words, "--help"]) == 0
    assert "Usage:" in capsys.readouterr().out


def test_an_unknown_command_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["no-such-command"]) == 2


def test_error_codes_have_one_form() -> None:
    for path in (ROOT / "src").rglob("*.py"):
        for code in re.findall(r'"(MUN-[^"{]*)"', path.read_text(encoding="utf-8")):
            assert re.fullmatch(r"MUN-[A-Z]+-\d{3}", code), (path.name, code)


@pytest.mark.parametrize("path", DECISIONS, ids=lambda p: p.stem)
def test_decisions_are_short_and_numbered(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith(f"# {path.name[:3]} · ")
    assert len(text.splitlines()) <= 60


def test_only_the_guard_makes_a_warrant() -> None:
    """Types carry the proof: a warrant comes from the guard alone."""
    makers = [p for p in (ROOT / "src").rglob("*.py") if re.search(r"\bWarrant\(", p.read_text(encoding="utf-8"))]
    assert [p.name for p in makers] == ["guard.py"]
