"""The documents stay true: every command and option is written down, codes have one form, decisions are short."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from muniment.doors.cli.main import app, main

ROOT = Path(__file__).resolve().parents[2]
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").rglob("*.md")])
COMMON = {"--workspace", "--json", "--quiet", "--help"}


def commands(group: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, set[str]]]:
    """Every command of the application with its own options."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, (*path, name))
        else:
            options = {o for p in command.params for o in p.opts if o.startswith("--")} - COMMON
            yield " ".join((*path, name)), options


COMMANDS = dict(commands(typer.main.get_command(app)))


def rows_of_the_table() -> dict[str, set[str]]:
    """Command and options of each row of docs/commands.md."""
    found = {}
    text = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    for line in re.findall(r"^\| `([a-z][^`]*)` \|([^|]*)\|", text, re.MULTILINE):
        words = re.match(r"[a-z]+( [a-z]+)?", line[0])
        assert words is not None
        found[words[0]] = set(re.findall(r"`(--[a-z-]+)`", line[1]))
    return found


def commands_of_the_readme() -> list[str]:
    """The words after `muniment` up to the first option, id or file, for each command line of the README."""
    found = set()
    for line in re.findall(r"^muniment (.+)$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE):
        words = line.split()
        found.add(" ".join(words[:2]) if " ".join(words[:2]) in COMMANDS else words[0])
    return sorted(found)


def test_every_command_and_option_is_in_the_table_and_no_other() -> None:
    assert rows_of_the_table() == COMMANDS


@pytest.mark.parametrize("words", commands_of_the_readme())
def test_every_command_of_the_readme_exists(words: str) -> None:
    assert words in COMMANDS


@pytest.mark.parametrize("words", COMMANDS)
def test_every_command_helps(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*words.split(), "--help"]) == 0
    assert "Usage:" in capsys.readouterr().out


def test_an_unknown_command_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["no-such-command"]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_error_codes_have_one_form() -> None:
    seen = 0
    for path in (ROOT / "src").rglob("*.py"):
        for code in re.findall(r'"(MUN-[^"{]*)"', path.read_text(encoding="utf-8")):
            seen += 1
            assert re.fullmatch(r"MUN-[A-Z]+-\d{3}", code), (path.name, code)
    assert seen > 100


@pytest.mark.parametrize("path", DECISIONS, ids=lambda p: p.stem)
def test_decisions_are_short_and_numbered(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.fullmatch(r"\d{3}-[a-z0-9-]+", path.stem)
    assert text.startswith(f"# {path.name[:3]} ")
    assert len(text.splitlines()) <= 60


def test_no_two_decisions_have_one_number() -> None:
    numbers = [path.name[:3] for path in DECISIONS]
    assert len(numbers) == len(set(numbers))


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_documents_name_no_machine_and_no_dead_link(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"(?<![\w.])/(?:home|root|tmp|work|Users|mnt|opt)/", text), "a path of somebody's machine"
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
        assert (path.parent / target).exists(), target


def test_the_page_of_every_pack_is_what_the_pack_says() -> None:
    """`make docs` writes them; a changed pack without its page fails here."""
    import runpy

    pages = runpy.run_path(str(ROOT / "docs" / "packs" / "write.py"))["pages"]()
    assert {path.name for path in (ROOT / "docs" / "packs").glob("*.md")} == {path.name for path in pages}
    for path, text in pages.items():
        assert path.read_text(encoding="utf-8") == text, f"{path.name}: run `make docs`"
