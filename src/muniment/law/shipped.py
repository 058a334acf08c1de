"""The packs and profiles that come with the program. They pass the same loader as anybody's, scenarios included."""

from __future__ import annotations

from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from muniment.law.check import load_pack
from muniment.law.pack import Pack, Profile
from muniment.law.profile import load_profile
from muniment.vocabulary.errors import UsageError


def shipped_packs() -> tuple[str, ...]:
    """Authorities with a shipped pack, sorted."""
    return _names("packs")


def shipped_profiles() -> tuple[str, ...]:
    """Ids of the shipped profiles, sorted."""
    return _names("profiles")


@cache
def shipped_pack(name: str) -> Pack:
    """The pack of an authority. Raises UsageError (MUN-LAW-140) for an unknown one."""
    if name not in shipped_packs():
        raise UsageError(
            "MUN-LAW-140", "No pack of that name is shipped.", hint=f"There are: {', '.join(shipped_packs())}."
        )
    pack = load_pack(_file("packs", name).read_bytes(), f"{name}.yaml")
    assert pack.name == name, "a shipped pack lies under its own name"
    return pack


@cache
def shipped_profile(name: str) -> Profile:
    """A profile, checked against its pack. Raises UsageError (MUN-LAW-141) for an unknown one."""
    if name not in shipped_profiles():
        known = ", ".join(shipped_profiles())
        raise UsageError("MUN-LAW-141", "No profile of that name is shipped.", hint=f"There are: {known}.")
    raw = _file("profiles", name).read_bytes()
    authority = load_profile(raw, f"{name}.yaml", None).authority
    profile = load_profile(raw, f"{name}.yaml", shipped_pack(authority))
    assert profile.name == name, "a shipped profile lies under its own name"
    return profile


def shipped_document(name: str) -> bytes:
    """The file of a shipped pack or profile, as its author wrote it. Raises UsageError for an unknown one."""
    if name in shipped_packs():
        return _file("packs", name).read_bytes()
    if name in shipped_profiles():
        return _file("profiles", name).read_bytes()
    known = ", ".join((*shipped_packs(), *shipped_profiles()))
    raise UsageError("MUN-LAW-140", "No pack or profile of that name is shipped.", hint=f"There are: {known}.")


def _file(kind: str, name: str) -> Traversable:
    return resources.files("muniment.law").joinpath(kind, *f"{name}.yaml".split("/"))


@cache
def _names(kind: str) -> tuple[str, ...]:
    found: list[str] = []

    def visit(folder: Traversable, path: str) -> None:
        for entry in folder.iterdir():
            if entry.is_dir():
                visit(entry, f"{path}{entry.name}/")
            elif entry.name.endswith(".yaml"):
                found.append(path + entry.name.removesuffix(".yaml"))

    root = resources.files("muniment.law").joinpath(kind)
    if root.is_dir():
        visit(root, "")
    return tuple(sorted(found))
