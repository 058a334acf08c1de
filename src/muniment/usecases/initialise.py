"""`init`: a workspace with database, keys, ledger and artefact store, its first checkpoint published."""

from __future__ import annotations

import shutil
from pathlib import Path

from muniment import __version__
from muniment.store import boot
from muniment.store.transaction import transaction
from muniment.store.workspace import create_workspace, find_workspace, mark_complete
from muniment.usecases import checkpoints, keys
from muniment.usecases.house import House
from muniment.usecases.journal import write_act


def initialise(root: Path, role: str = "") -> dict[str, object]:
    """A new workspace at `root`; a failed attempt leaves nothing there. `role`: see `boot.create_database`."""
    existed = root.exists()
    workspace = create_workspace(root)
    try:
        house = House(workspace)
        keys.create(house)
        boot.create_database(workspace, role)
        with transaction():
            write_act(house, "workspace_opened", house.now(), {"release": __version__, "workspace": workspace.id})
        checkpoints.publish(house)
        mark_complete(workspace)
    except BaseException:
        for path in workspace.root.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        if not existed:
            workspace.root.rmdir()
        raise
    return {"workspace": str(workspace.root), "vkey": checkpoints.verifier_key(house)}


def upgrade(root: Path, role: str = "") -> dict[str, object]:
    """Bring an older workspace's database to this release."""
    workspace = find_workspace(root)
    before = boot.pending_migrations(workspace)
    boot.create_database(workspace, role)
    house = House(workspace)
    checkpoints.halt_if_behind(house)
    with transaction():
        write_act(house, "database_upgraded", house.now(), {"release": __version__, "migrations": before})
    return {"workspace": str(workspace.root), "migrations": before}
