"""The tree's hashing against published vectors; its proofs for all pairs of small sizes; its tiles' names."""

from __future__ import annotations

import pytest
import scitt_cose
from ledger_support import entries, mth, path, subproof

from muniment.ledger.edge import EMPTY, Growth, edge_from_files
from muniment.ledger.tiles import (
    BUNDLES,
    Tile,
    decode_bundle,
    encode_bundle,
    parse_path,
    right_edge,
    tiles_of,
)
from muniment.ledger.tree import (
    EMPTY_ROOT,
    Tree,
    inclusion_paths,
    leaf_hash,
    leaf_hashes,
    root_of_leaves,
    verify_consistency,
    verify_inclusion,
)
from muniment.vocabulary.errors import IntegrityFailure

# The inputs and roots of the Certificate Transparency reference implementation.
VECTOR = [bytes.fromhex(h) for h in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657")] + [
    bytes(range(0x60, 0x70))
]
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


def tree_of(items: list[bytes]) -> Tree:
    return Tree(len(items), {f.tile: f.content for f in Growth(EMPTY).files(items)}.__getitem__)


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_published_for_rfc_6962(size: int) -> None:
    assert tree_of(VECTOR[:size]).root().hex() == ROOTS[size - 1]
    assert root_of_leaves(leaf_hashes(VECTOR[:size])).hex() == ROOTS[size - 1]


def test_the_empty_tree_has_the_hash_of_nothing() -> None:
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert tree_of([]).root() == Growth(EMPTY).edge.root == root_of_leaves([]) == EMPTY_ROOT


def test_every_inclusion_proof_of_every_small_tree_is_the_rfcs() -> None:
    items = entries(0, 34)
    leaves = leaf_hashes(items)
    for size in range(1, 35):
        tree, root = tree_of(items[:size]), mth(leaves[:size])
        for index in range(size):
            proof = tree.inclusion_proof(index)
            assert proof == path(index, leaves[:size])
            assert verify_inclusion(leaves[index], index, size, proof, root)
            assert scitt_cose.verify_inclusion(items[index].hex(), index, size, [h.hex() for h in proof], root.hex())


def test_every_consistency_proof_of_every_pair_of_small_trees_is_the_rfcs() -> None:
    leaves = leaf_hashes(entries(0, 34))
    tree = tree_of(entries(0, 34))
    for size in range(35):
        for old in range(size + 1):
            proof = tree.consistency_proof(old, size)
            first, second = mth(leaves[:old]), mth(leaves[:size])
            assert proof == (subproof(old, leaves[:size]) if old else [])
            assert verify_consistency(old, first, size, second, proof)
            assert scitt_cose.verify_consistency(first.hex(), second.hex(), old, size, [h.hex() for h in proof])


def test_a_proof_with_anything_changed_is_refused() -> None:
    leaves = leaf_hashes(entries(0, 21))
    tree, root = tree_of(entries(0, 21)), mth(leaves)
    proof = tree.inclusion_proof(5)
    other = leaf_hash(b"other")
    for i in range(len(proof)):
        assert not verify_inclusion(leaves[5], 5, 21, [*proof[:i], other, *proof[i + 1 :]], root)
    assert not verify_inclusion(leaves[5], 5, 21, proof[:-1], root)
    assert not verify_inclusion(leaves[5], 5, 21, [*proof, other], root)
    assert not verify_inclusion(leaves[5], 4, 21, proof, root)
    assert not verify_inclusion(leaves[5], 21, 21, proof, root)
    assert not verify_inclusion(leaves[5], -1, 21, proof, root)
    assert not verify_inclusion(leaves[4], 5, 21, proof, root)
    assert not verify_inclusion(leaves[5], 5, 21, [h[:-1] for h in proof], root)
    proof = tree.consistency_proof(13)
    old = mth(leaves[:13])
    for i in range(len(proof)):
        assert not verify_consistency(13, old, 21, root, [*proof[:i], other, *proof[i + 1 :]])
    assert not verify_consistency(13, old, 21, root, proof[:-1])
    assert not verify_consistency(13, old, 21, root, [*proof, other])
    assert not verify_consistency(12, old, 21, root, proof)
    assert not verify_consistency(13, other, 21, root, proof)
    assert not verify_consistency(22, root, 21, root, [])
    assert not verify_consistency(21, other, 21, root, [])
    assert not verify_consistency(0, other, 21, root, [])
    assert not verify_consistency(0, EMPTY_ROOT, 0, other, [])
    assert not verify_consistency(13, old, 21, root, [])


def test_sizes_and_leaves_that_do_not_exist_are_not_asked_for() -> None:
    tree = tree_of(entries(0, 5))
    for call in (
        lambda: tree.root(6),
        lambda: tree.leaf(5),
        lambda: tree.inclusion_proof(5),
        lambda: tree.inclusion_proof(3, 3),
        lambda: tree.consistency_proof(4, 3),
        lambda: Tree(-1, lambda tile: b""),
    ):
        with pytest.raises(ValueError):
            call()


def test_a_tile_of_the_wrong_length_is_an_integrity_failure() -> None:
    with pytest.raises(IntegrityFailure):
        Tree(3, lambda tile: bytes(64)).root()


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 511, 512, 600, 65536 + 256 + 3])
def test_all_paths_at_once_are_those_one_by_one(size: int) -> None:
    items = entries(0, size)
    held = {f.tile: f.content for f in Growth(EMPTY).files(items)}
    paths = [p for block in inclusion_paths(size, held.__getitem__) for p in block]
    tree = Tree(size, held.__getitem__)
    assert len(paths) == size
    for index in sorted({*range(0, size, 97), *range(max(0, size - 5), size)}):
        assert paths[index] == b"".join(tree.inclusion_proof(index))


def test_names_are_those_of_the_specification() -> None:
    assert Tile(0, 1234067, 256).path == "tile/0/x001/x234/067"
    assert Tile(3, 5, 112).path == "tile/3/005.p/112"
    assert Tile(BUNDLES, 1234, 256).path == "tile/entries/x001/234"
    # The specification's own example: 273 full and one partial of 112, one full and one of 17, one of 1.
    tiles = [t for t in tiles_of(70_000) if t.level != BUNDLES]
    assert sum(t.level == 0 and t.width == 256 for t in tiles) == 273
    assert right_edge(70_000) == [Tile(0, 273, 112), Tile(1, 1, 17), Tile(2, 0, 1)]
    assert Tile(1, 0, 1) in set(tiles_of(256))
    assert list(tiles_of(0)) == []


@pytest.mark.parametrize(
    "name",
    [
        "tile/0/x000/001",
        "tile/0/1",
        "tile/64/000",
        "tile/00/000",
        "tile/0/000.p/256",
        "tile/0/000.p/0",
        "tile/0/000.p/01",
        "tile/entries/x001",
        "tile/0/000/",
        "tile/0/001/000",
        "checkpoint",
    ],
)
def test_a_name_that_is_no_tiles_one_name_is_none(name: str) -> None:
    assert parse_path(name) is None


def test_bundles_hold_entries_of_any_length() -> None:
    for items in ([], [b""], [b"a", b"bc", b""], [b"x" * 37] * 256, [b"y" * 65535]):
        assert decode_bundle(encode_bundle(items)) == items
    with pytest.raises(ValueError, match="65,535"):
        encode_bundle([b"y" * 65536])
    for torn in (b"\0", b"\0\5abcd", b"\0\1a\0"):
        with pytest.raises(IntegrityFailure):
            decode_bundle(torn)


def test_an_edge_that_does_not_fit_itself_is_refused() -> None:
    growth = Growth(EMPTY)
    list(growth.files(entries(0, 300)))
    edge = growth.edge
    bundle = encode_bundle(edge.entries)
    assert edge_from_files(300, edge.root, edge.levels, bundle) == edge
    with pytest.raises(IntegrityFailure):
        edge_from_files(300, EMPTY_ROOT, edge.levels, bundle)
    with pytest.raises(IntegrityFailure):
        edge_from_files(301, edge.root, edge.levels, bundle)
    with pytest.raises(IntegrityFailure):
        edge_from_files(300, edge.root, edge.levels[:1], bundle)
    with pytest.raises(IntegrityFailure):
        edge_from_files(300, edge.root, edge.levels, bundle[:-39])
