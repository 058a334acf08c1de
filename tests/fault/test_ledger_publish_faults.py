"""The publisher killed, failed and unplugged: the folder always verifies, and publishing again mends everything.

Three kinds of fault. `kill -9` of a real process at random moments; every single system call of a publication killed
or made to fail, one after the other; and power cuts, where whatever was not made durable may be lost, torn or
reordered. The last two come with a publisher that does it wrong, which the same test must catch.
"""

from __future__ import annotations

import errno
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from ledger_support import LOG_KEY, entries, files, publish, root_of, signed

from muniment.ledger import publish as module
from muniment.ledger.publish import Publisher
from muniment.ledger.tiles import tiles_of
from muniment.ledger.verify import main as verify_main
from muniment.vocabulary.errors import MunimentError

OLD, NEW = 300, 800
ITEMS = entries(0, NEW)
VKEY = LOG_KEY.verifier.vkey
CALLS = ("open", "write", "close", "rename", "mkdir", "rmdir", "unlink", "fsync")


def sound(directory: Path) -> bool:
    """The old checkpoint or the new one is published, whole, with all its tiles."""
    checkpoint = (directory / "checkpoint").read_bytes()
    known = {signed(n, root_of(ITEMS[:n])) for n in (OLD, NEW)}
    return checkpoint in known and verify_main([str(directory), VKEY]) == 0


def grow(directory: Path) -> None:
    publish(directory, ITEMS[:OLD], ITEMS[OLD:])


def careless(directory: Path) -> None:
    """The negative control: the checkpoint first, tiles under their own names, no sync."""
    fresh = directory / "fresh"
    publish(fresh, [], ITEMS)
    content = files(fresh)
    for name in sorted(content):
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC)
        os.write(handle, content[name])
        os.close(handle)


class Killed(BaseException):
    """Nothing of the process runs after it, as after kill -9."""


@contextmanager
def at_call(number: int, fault: Callable[[], None]) -> Iterator[list[int]]:
    """Runs `fault` in place of the `number`th system call made; after Killed every further call does nothing."""
    seen, dead = [0], [False]
    real = {name: getattr(os, name) for name in CALLS} | {"syncfs": no_sync}

    def wrap(name: str) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            if dead[0]:
                raise Killed
            seen[0] += 1
            if seen[0] == number:
                try:
                    fault()
                except Killed:
                    dead[0] = True
                    raise
            return real[name](*args, **kwargs)

        return call

    with pytest.MonkeyPatch.context() as patch:
        for name in CALLS:
            patch.setattr(os, name, wrap(name))
        patch.setattr(module, "syncfs", wrap("syncfs"))
        yield seen


def no_sync(handle: int) -> None:
    """Stands in for syncfs where no power is cut: the file system of the machine under test is not ours to wait for."""


def kill() -> None:
    raise Killed


def fail(number: int) -> Callable[[], None]:
    def fault() -> None:
        raise OSError(number, os.strerror(number))

    return fault


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(module, "syncfs", no_sync)
    publish(tmp_path / "start", [], ITEMS[:OLD])
    return tmp_path / "start"


def each_call(start: Path, run: Callable[[Path], None], fault: Callable[[], None]) -> Iterator[Path]:
    """The folder after `run` met the fault at its 1st, 2nd, ... call, until there are no more calls."""
    for number in range(1, 10_000):
        directory = start.with_name(f"at-{number}")
        shutil.copytree(start, directory)
        with at_call(number, fault) as seen:
            with suppress(Killed, MunimentError, OSError):
                run(directory)
        if seen[0] < number:
            return
        yield directory
        shutil.rmtree(directory)


@pytest.mark.parametrize("fault", [kill, fail(errno.EIO), fail(errno.ENOSPC)], ids=["KILL", "EIO", "ENOSPC"])
def test_a_fault_at_any_system_call_leaves_the_folder_sound_and_mendable(
    start: Path, fault: Callable[[], None], counted: Any, request: pytest.FixtureRequest
) -> None:
    expected = {t.path for t in tiles_of(NEW)}
    rounds = 0
    for directory in each_call(start, grow, fault):
        rounds += 1
        assert sound(directory)
        grow(directory)
        after = files(directory)
        assert sound(directory) and expected <= set(after)
        assert not (directory / ".staging").exists()
    counted(f"publisher: {request.node.callspec.id} at each call, in process", tried=rounds, bad=0)
    assert rounds > 30


def test_negative_control_a_careless_publisher_is_caught(start: Path, counted: Any) -> None:
    found = [sound(directory) for directory in each_call(start, careless, kill)]
    counted("publisher, careless (control)", tried=len(found), bad=0, control=found.count(False))
    assert not all(found)


@pytest.mark.parametrize(("number", "code", "exit_code"), [(errno.ENOSPC, "074", 5), (errno.EIO, "075", 4)])
def test_what_the_disk_says_reaches_a_person(tmp_path: Path, number: int, code: str, exit_code: int) -> None:
    with pytest.MonkeyPatch.context() as patch:

        def full(*args: object) -> int:
            raise OSError(number, "x")

        patch.setattr(os, "write", full)
        with pytest.raises(MunimentError) as caught:
            publish(tmp_path, [], ITEMS)
    assert (caught.value.code, caught.value.exit_code) == (f"MUN-LEDGER-{code}", exit_code)


def test_a_failed_sync_is_not_something_to_try_again(tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:

        def failing(handle: int) -> None:
            raise OSError(errno.ENOSPC, "x")

        patch.setattr(module, "syncfs", failing)
        with pytest.raises(MunimentError) as caught:
            publish(tmp_path, [], ITEMS)
    assert (caught.value.code, caught.value.exit_code) == ("MUN-LEDGER-076", 4)


# --- power cuts ---


class Disk:
    """What a publication asked of the disk, in order; a barrier is where it was told that all before is durable."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.log: list[tuple[str, Any, Any]] = []
        self._open: dict[int, str] = {}

    @contextmanager
    def recording(self, *, with_barriers: bool = True) -> Iterator[None]:
        real_open, real_write, real_rename, real_mkdir, real_fsync = os.open, os.write, os.rename, os.mkdir, os.fsync

        def name(path: Any) -> str:
            return os.path.relpath(os.fspath(path), self.directory)

        def opened(path: Any, flags: int, mode: int = 0o777, **kwargs: Any) -> int:
            handle = real_open(path, flags, mode, **kwargs)
            self._open[handle] = name(path)
            return handle

        def write(handle: int, data: Any) -> int:
            self.log.append(("write", self._open[handle], bytes(data)))
            return real_write(handle, data)

        def rename(old: Any, new: Any, **kwargs: Any) -> None:
            self.log.append(("rename", name(old), name(new)))
            real_rename(old, new, **kwargs)

        def mkdir(path: Any, *args: Any, **kwargs: Any) -> None:
            real_mkdir(path, *args, **kwargs)
            self.log.append(("mkdir", name(path), None))

        def fsync(handle: int) -> None:
            real_fsync(handle)
            if with_barriers:
                self.log.append(("fsync", self._open[handle], None))

        def syncfs(handle: int) -> None:
            if with_barriers:
                self.log.append(("syncfs", None, None))

        with pytest.MonkeyPatch.context() as patch:
            for attribute, function in (("open", opened), ("write", write), ("rename", rename), ("mkdir", mkdir)):
                patch.setattr(os, attribute, function)
            patch.setattr(os, "fsync", fsync)
            patch.setattr(module, "syncfs", syncfs)
            yield

    def after_power_cut(self, start: Path, target: Path, rng: random.Random) -> None:
        """The folder as it may be found: all that was durable, and any part of the rest."""
        shutil.copytree(start, target)
        cut = rng.randrange(len(self.log) + 1)
        durable = max((i for i, op in enumerate(self.log[:cut]) if op[0] == "syncfs"), default=-1)
        synced = {op[1]: i for i, op in enumerate(self.log[:cut]) if op[0] == "fsync"}
        keep = rng.choice([0.0, 0.3, 0.7, 0.95, 1.0])
        for i, (kind, first, second) in enumerate(self.log[:cut]):
            # Syncing a file makes its data durable, syncing a folder the names in it.
            folder = str(Path(second).parent) if kind == "rename" else ""
            safe = i <= durable or i <= synced.get(first if kind == "write" else folder, -1)
            if not safe and rng.random() > keep:
                if kind == "write":  # the name may have come through without the data
                    second = second[: rng.randrange(len(second))] if rng.random() < 0.5 else bytes(len(second))
                else:
                    continue
            path = target / str(first)
            if kind == "mkdir":
                path.mkdir(parents=True, exist_ok=True)
            elif kind == "write":
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes((path.read_bytes() if path.exists() and path.parent != target else b"") + second)
            elif kind == "rename" and path.exists():
                (target / second).parent.mkdir(parents=True, exist_ok=True)
                path.rename(target / second)


def states(start: Path, disk: Disk, count: int) -> Iterator[Path]:
    rng = random.Random(10)
    for number in range(count):
        target = start.with_name(f"cut-{number}")
        disk.after_power_cut(start, target, rng)
        yield target
        shutil.rmtree(target)


def recorded(start: Path, *, with_barriers: bool) -> Disk:
    directory = start.with_name(f"recorded-{with_barriers}")
    shutil.copytree(start, directory)
    disk = Disk(directory)
    with disk.recording(with_barriers=with_barriers):
        grow(directory)
    return disk


def test_a_power_cut_at_any_moment_leaves_the_folder_sound_and_mendable(start: Path, full: bool, counted: Any) -> None:
    new, count = 0, 10_000 if full else 300
    for directory in states(start, recorded(start, with_barriers=True), count):
        assert sound(directory)
        new += (directory / "checkpoint").read_bytes() == signed(NEW, root_of(ITEMS))
        grow_again = new % 7 == 0  # mending each of them would double the time
        if grow_again:
            grow(directory)
            assert sound(directory)
    counted("power cut under the publisher", tried=count, bad=0)
    assert new > 5, "the cuts reach past the new checkpoint"


def test_negative_control_without_its_syncs_the_publisher_is_caught(start: Path, counted: Any) -> None:
    found = [sound(directory) for directory in states(start, recorded(start, with_barriers=False), 300)]
    counted("power cut under a publisher without syncs (control)", tried=300, bad=0, control=found.count(False))
    assert not all(found)


# --- kill -9 ---

CHILD = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from ledger_support import entries, publish
print("ready", flush=True)
publish(Path(sys.argv[1]), entries(0, 300), entries(300, 60_000))
"""


def test_kill_9_at_random_moments(tmp_path: Path) -> None:
    rng = random.Random(9)
    items = entries(0, 60_000)
    directory = tmp_path / "log"
    old, new = publish(directory, [], items[:300]), signed(60_000, root_of(items))
    killed = 0
    for _ in range(15):
        child = subprocess.Popen(
            [sys.executable, "-c", CHILD, directory, Path(__file__).parents[1]], stdout=subprocess.PIPE
        )
        assert child.stdout and child.stdout.readline() == b"ready\n"
        time.sleep(rng.uniform(0, 0.35))
        child.send_signal(signal.SIGKILL)
        killed += child.wait() == -signal.SIGKILL
        child.stdout.close()
        assert (directory / "checkpoint").read_bytes() in (old, new)
        assert verify_main([str(directory), VKEY]) == 0
        if (directory / "checkpoint").read_bytes() == new:
            shutil.rmtree(directory)
            publish(directory, [], items[:300])
    assert killed >= 5, "the machine was too fast for the kills to land"
    with Publisher(directory) as publisher:
        staged = publisher.stage(300, root_of(items[:300]), items[300:])
        publisher.commit(signed(staged.size, staged.root))
    assert verify_main([str(directory), VKEY]) == 0
    assert {t.path for t in tiles_of(60_000)} <= set(files(directory))
