"""A workspace: one folder with its keys, its artefacts, its ledger and (embedded) its database."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from muniment.vocabulary.errors import UsageError

MARK = "workspace.json"


@dataclass(frozen=True, slots=True)
class Workspace:
    """Where everything of one custodian lives. Made by `create_workspace`, found by `find_workspace`."""

    root: Path
    id: str

    @property
    def keys(self) -> Path:
        return self.root / "keys"

    @property
    def artefacts(self) -> Path:
        return self.root / "artefacts"

    @property
    def indexes(self) -> Path:
        return self.root / "indexes"

    @property
    def ledger(self) -> Path:
        return self.root / "ledger"

    @property
    def receipts(self) -> Path:
        return self.root / "receipts"

    @property
    def scratch(self) -> Path:
        """Unfinished work; whatever is here after a crash may be removed."""
        return self.root / "scratch"

    @property
    def database(self) -> Path:
        return self.root / "muniment.sqlite3"

    @property
    def schema(self) -> str:
        """The PostgreSQL schema of this workspace: several workspaces may share one server and database."""
        return f"muniment_{self.id}"


def create_workspace(root: Path) -> Workspace:
    """A new, empty workspace. Raises UsageError when the folder already holds one or holds something else."""
    root = root.resolve()
    if (root / MARK).exists():
        raise UsageError("MUN-WORKSPACE-001", "This folder is already a workspace.", hint="Choose another folder.")
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise UsageError("MUN-WORKSPACE-002", "This folder is not empty.", hint="Choose an empty or new folder.")
    root.mkdir(parents=True, exist_ok=True)
    root.chmod(0o700)
    workspace = Workspace(root, secrets.token_hex(6))
    for folder in (
        workspace.keys,
        workspace.artefacts,
        workspace.indexes,
        workspace.ledger,
        workspace.receipts,
        workspace.scratch,
    ):
        folder.mkdir(mode=0o700)
    return workspace


def mark_complete(workspace: Workspace) -> None:
    """The last step of `init`: from here on the folder is a workspace. Durable before it returns."""
    temporary = workspace.root / (MARK + ".new")
    with temporary.open("w", encoding="utf-8") as file:
        json.dump({"id": workspace.id, "format": 1}, file)
        file.flush()
        os.fsync(file.fileno())
    temporary.rename(workspace.root / MARK)
    sync_folder(workspace.root)


def find_workspace(root: Path) -> Workspace:
    """The workspace at `root`. Raises UsageError when there is none."""
    root = root.resolve()
    try:
        mark = json.loads((root / MARK).read_text(encoding="utf-8"))
        return Workspace(root, str(mark["id"]))
    except (OSError, ValueError, KeyError, TypeError):
        raise UsageError(
            "MUN-WORKSPACE-003",
            "There is no workspace here.",
            hint="Make one with `muniment init DIR`, or name it with --workspace or MUNIMENT_WORKSPACE.",
        ) from None


def sync_folder(folder: Path) -> None:
    """Make a rename in `folder` survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
