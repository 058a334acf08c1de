"""Publishing: growing in steps, rebuilding, and refusing to publish over what contradicts the database."""

from __future__ import annotations

import shutil
import stat
from pathlib import Path

import pytest
from ledger_support import EMPTY_ROOT, LOG_KEY, WITNESS_KEY, entries, files, publish, root_of, signed

from muniment.ledger.fsck import Difference, compare
from muniment.ledger.publish import LogFolder, Publisher
from muniment.ledger.tiles import BUNDLES, Tile, tiles_of
from muniment.ledger.tree import verify_consistency, verify_inclusion
from muniment.ledger.verify import main as verify_main
from muniment.vocabulary.errors import IntegrityFailure, TryAgainLater

VKEY = LOG_KEY.verifier.vkey


def verified(directory: Path) -> bool:
    return verify_main([str(directory), VKEY]) == 0


class Database:
    def __init__(self, items: list[bytes]) -> None:
        self.items = items

    def size(self) -> int:
        return len(self.items)

    def entries(self, first: int, count: int) -> list[bytes]:
        return self.items[first : first + count]


def differences(directory: Path, items: list[bytes]) -> set[tuple[str, str]]:
    return {(d.path, d.kind) for d in compare(directory, Database(items)).differences}


SIZES = (1, 255, 256, 257, 700, 65536 - 1, 65536 + 300)


def test_a_log_grown_in_steps_is_the_log_rebuilt_at_once(tmp_path: Path) -> None:
    items = entries(0, SIZES[-1])
    at = 0
    for size in SIZES:
        publish(tmp_path / "log", items[:at], items[at:size])
        at = size
        assert differences(tmp_path / "log", items[:size]) == set()
    assert verified(tmp_path / "log")
    publish(tmp_path / "again", [], items)
    grown, rebuilt = files(tmp_path / "log"), files(tmp_path / "again")
    assert set(rebuilt) == {t.path for t in tiles_of(SIZES[-1])} | {"checkpoint"}
    assert {name: grown[name] for name in rebuilt} == rebuilt
    folder = LogFolder(tmp_path / "again")  # has no partial tiles of older sizes: they are cut from wider ones
    tree = folder.tree(SIZES[-1])
    for size in SIZES:
        assert tree.root(size) == root_of(items[:size])
        assert folder.tree(size).root() == root_of(items[:size])
        index = size - 1
        proof = folder.tree(size).inclusion_proof(index)
        assert verify_inclusion(tree.leaf(index), index, size, proof, root_of(items[:size]))
        assert verify_consistency(size, root_of(items[:size]), SIZES[-1], root_of(items), tree.consistency_proof(size))


def test_an_idle_clock_publishes_the_same_tree_again(tmp_path: Path) -> None:
    items = entries(0, 256)
    publish(tmp_path, [], items)
    before = files(tmp_path)
    publish(tmp_path, items, [], cosigned=True)
    assert {n: b for n, b in files(tmp_path).items() if n != "checkpoint"} == {
        n: b for n, b in before.items() if n != "checkpoint"
    }
    assert verify_main([str(tmp_path), VKEY, "--witness", WITNESS_KEY.verifier.vkey]) == 0


def test_an_empty_log_can_be_published(tmp_path: Path) -> None:
    publish(tmp_path, [], [])
    assert verified(tmp_path)
    assert differences(tmp_path, []) == set()


def test_staging_shows_no_new_checkpoint_and_may_be_done_again(tmp_path: Path) -> None:
    items = entries(0, 900)
    old = publish(tmp_path, [], items[:300])
    with Publisher(tmp_path) as first:
        staged = first.stage(300, root_of(items[:300]), items[300:700])
        assert (staged.size, staged.root) == (700, root_of(items[:700]))
    assert (tmp_path / "checkpoint").read_bytes() == old
    assert verified(tmp_path)
    publish(tmp_path, items[:300], items[300:])
    assert verified(tmp_path) and differences(tmp_path, items) == set()


def test_files_are_for_the_owner_alone_unless_said(tmp_path: Path) -> None:
    publish(tmp_path / "a", [], entries(0, 3))
    with Publisher(tmp_path / "b", mode=0o644) as publisher:
        publisher.stage(0, EMPTY_ROOT, entries(0, 3))
    for name, mode in (("a/tile/0/000.p/3", 0o600), ("a/checkpoint", 0o600), ("b/tile/0/000.p/3", 0o644)):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == mode


def test_only_one_publishes_at_a_time(tmp_path: Path) -> None:
    with Publisher(tmp_path) as first:
        first.stage(0, EMPTY_ROOT, entries(0, 3))
        with pytest.raises(TryAgainLater):
            Publisher(tmp_path).stage(0, EMPTY_ROOT, entries(0, 3))
    publish(tmp_path, [], entries(0, 3))


def test_a_checkpoint_of_another_tree_is_not_published(tmp_path: Path) -> None:
    with Publisher(tmp_path) as publisher:
        with pytest.raises(IntegrityFailure):
            publisher.commit(signed(0, EMPTY_ROOT))
        publisher.stage(0, EMPTY_ROOT, entries(0, 3))
        for wrong in (signed(3, bytes(32)), signed(2, root_of(entries(0, 3))), signed(0, EMPTY_ROOT)):
            with pytest.raises(IntegrityFailure):
                publisher.commit(wrong)
    assert not (tmp_path / "checkpoint").exists()


def test_what_contradicts_the_database_is_never_published_over(tmp_path: Path) -> None:
    items, forked = entries(0, 900), [*entries(0, 100), *entries(100, 900, b"fork")]
    publish(tmp_path, [], items[:600])
    before = files(tmp_path)

    def refused(old: list[bytes], new: list[bytes], match: str) -> None:
        with pytest.raises(IntegrityFailure, match=match):
            publish(tmp_path, old, new)
        assert files(tmp_path) == before

    refused(items[:400], [], "600 entries, the database 400")  # a restored backup
    refused(items[:400], forked[400:600], "contradict the database")
    refused(forked[:600], forked[600:], "do not give the root")
    refused([], forked, "contradict the database")
    refused([], forked[:100], "600 entries, the database 100")
    with pytest.raises(IntegrityFailure) as caught:
        publish(tmp_path, [], forked[:600])
    named = {d.file for d in caught.value.defects}
    assert named == {t.path for t in tiles_of(600)}, "all files are named, not the first"


def test_a_published_root_that_no_tile_contradicts_is_still_compared(tmp_path: Path) -> None:
    """The folder lost its tiles but kept its checkpoint: the only witness left is the root."""
    publish(tmp_path, [], entries(0, 600))
    shutil.rmtree(tmp_path / "tile")
    with pytest.raises(IntegrityFailure, match="do not have the root"):
        publish(tmp_path, [], entries(0, 900, b"fork"))
    publish(tmp_path, [], entries(0, 900))
    assert verified(tmp_path)


def test_a_damaged_edge_is_noticed_before_growing(tmp_path: Path) -> None:
    items = entries(0, 700)
    for name in ("tile/entries/002.p/88", "tile/0/002.p/88", "tile/1/000.p/2"):
        directory = tmp_path / name.replace("/", "_")
        publish(directory, [], items[:600])
        raw = bytearray((directory / name).read_bytes())
        raw[40] ^= 1
        (directory / name).write_bytes(raw)
        with pytest.raises(IntegrityFailure):
            publish(directory, items[:600], items[600:])
        (directory / name).unlink()
        with pytest.raises(IntegrityFailure, match="missing"):
            publish(directory, items[:600], items[600:])
        publish(directory, [], items)  # from all entries what is missing is written again
        assert verified(directory)


def test_fsck_lists_every_difference(tmp_path: Path) -> None:
    items = entries(0, 65536 + 600)
    publish(tmp_path, [], items[:300])
    publish(tmp_path, items[:300], items[300:])
    assert differences(tmp_path, items) == set()
    assert differences(tmp_path, [*items, *entries(len(items), len(items) + 5)]) == set()
    tile = tmp_path / "tile"
    expected = set()
    for name in ("entries/007", "0/008", "1/000", "2/000.p/1", "0/001.p/44", "entries/001.p/44"):
        (tile / name).write_bytes((tile / name).read_bytes()[:-1] + b"\0\0")
        expected.add((f"tile/{name}", "differs"))
    for name in ("0/009", "1/001.p/2"):
        (tile / name).unlink()
        expected.add((f"tile/{name}", "missing"))
    (tile / "0/notes.txt").write_text("x")
    (tile / "0/999").write_bytes(b"x")
    (tile / "0/258.p/99").write_bytes(b"x")
    expected |= {("tile/0/notes.txt", "unexpected"), ("tile/0/999", "beyond"), ("tile/0/258.p/99", "beyond")}
    assert differences(tmp_path, items) == expected


def test_fsck_compares_the_checkpoint_with_the_database(tmp_path: Path) -> None:
    items = entries(0, 600)
    publish(tmp_path, [], items)
    assert ("checkpoint", "ahead") in differences(tmp_path, items[:599])
    assert ("checkpoint", "root") in differences(tmp_path, [*items[:599], items[0]])
    (tmp_path / "checkpoint").write_bytes(b"nonsense")
    assert differences(tmp_path, items) == {("checkpoint", "malformed")}

    class Lies(Database):
        def size(self) -> int:
            return 700

    report = compare(tmp_path, Lies(items))
    assert Difference("", "gap", "The database says 700 entries and returned 600.") in report.differences


def test_a_reader_of_bundles_gets_what_is_there(tmp_path: Path) -> None:
    publish(tmp_path, [], entries(0, 300))
    folder = LogFolder(tmp_path)
    assert folder.read(Tile(BUNDLES, 1, 7)) == (tmp_path / "tile/entries/001.p/44").read_bytes()[: 7 * 39]
    with pytest.raises(IntegrityFailure, match="missing"):
        folder.read(Tile(BUNDLES, 2, 7))
