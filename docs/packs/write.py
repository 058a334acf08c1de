"""Writes the page of every shipped pack into this folder. Run by `make docs`; tests/unit/test_docs.py holds them equal."""

from __future__ import annotations

from pathlib import Path

from muniment.law import pack_page, shipped_pack, shipped_packs, shipped_profile, shipped_profiles

HERE = Path(__file__).parent


def pages() -> dict[Path, str]:
    """Path of each page -> its text."""
    profiles = [shipped_profile(name) for name in shipped_profiles()]
    return {HERE / f"{name.replace('/', '-')}.md": pack_page(shipped_pack(name), profiles) for name in shipped_packs()}


def main() -> None:
    wanted = pages()
    for stale in set(HERE.glob("*.md")) - set(wanted):
        stale.unlink()
    for path, text in wanted.items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
