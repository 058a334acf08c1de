"""Trees grown in any steps, against the RFC's definitions and an independent verifier."""

from __future__ import annotations

import scitt_cose
from hypothesis import given, settings
from hypothesis import strategies as st
from ledger_support import entries, mth, path, subproof

from muniment.ledger.edge import EMPTY, Growth
from muniment.ledger.tiles import Tile, parse_path, tiles_of
from muniment.ledger.tree import Tree, leaf_hashes, verify_consistency, verify_inclusion

ITEMS = entries(0, 1200)
LEAVES = leaf_hashes(ITEMS)
HASH = st.binary(min_size=32, max_size=32)
STEPS = st.lists(st.integers(0, 300) | st.sampled_from([1, 255, 256, 257]), max_size=4)


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_growing_in_steps_makes_the_same_files_as_growing_at_once(steps: list[int]) -> None:
    held: dict[Tile, bytes] = {}
    edge, at = EMPTY, 0
    for step in steps:
        growth = Growth(edge)
        held.update((f.tile, f.content) for f in growth.files(ITEMS[at : at + step]))
        edge, at = growth.edge, at + step
        assert edge.root == mth(LEAVES[:at])
        assert {t: held[t] for t in tiles_of(at)} == {
            f.tile: f.content for f in Growth(EMPTY).files(ITEMS[:at]) if f.tile in set(tiles_of(at))
        }


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_proofs_of_any_size_are_the_rfcs_and_verify_elsewhere(data: st.DataObject) -> None:
    whole = data.draw(st.integers(1, 1200))
    size = data.draw(st.integers(1, whole))
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    tree = Tree(whole, {f.tile: f.content for f in Growth(EMPTY).files(ITEMS[:whole])}.__getitem__)
    root, first = mth(LEAVES[:size]), mth(LEAVES[:old])
    assert tree.root(size) == root
    audit = tree.inclusion_proof(index, size)
    assert audit == path(index, LEAVES[:size])
    assert verify_inclusion(LEAVES[index], index, size, audit, root)
    assert scitt_cose.verify_inclusion(ITEMS[index].hex(), index, size, [h.hex() for h in audit], root.hex())
    proof = tree.consistency_proof(old, size)
    assert proof == subproof(old, LEAVES[:size])
    assert verify_consistency(old, first, size, root, proof)
    assert scitt_cose.verify_consistency(first.hex(), root.hex(), old, size, [h.hex() for h in proof])


@given(st.integers(1, 40), st.data(), st.lists(HASH, max_size=7), HASH)
def test_no_made_up_proof_verifies(size: int, data: st.DataObject, proof: list[bytes], leaf: bytes) -> None:
    index = data.draw(st.integers(0, size - 1))
    assert not verify_inclusion(leaf, index, size, proof, mth(LEAVES[:size])) or leaf == LEAVES[index]


@given(st.integers(-1, 63), st.integers(0, 10**12), st.integers(1, 256))
def test_every_tile_has_one_name(level: int, index: int, width: int) -> None:
    tile = Tile(level, index, width)
    assert parse_path(tile.path) == tile
