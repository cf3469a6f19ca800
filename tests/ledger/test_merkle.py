"""Our tree against the RFC's own definition and two independent programs."""

from __future__ import annotations

import pytest
import tamperlog
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from honour.ledger import merkle


def tree(leaves: list[bytes]) -> merkle.Node:
    def node(level: int, index: int) -> bytes:
        return merkle.subtree_root(b"".join(leaves[index << level : (index + 1) << level]))

    return node


def leaves(count: int) -> list[bytes]:
    return [merkle.leaf_hash(str(at).encode()) for at in range(count)]


def test_an_empty_tree_has_the_root_the_rfc_gives_it() -> None:
    assert merkle.root(0, tree([])).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_roots_are_those_of_two_other_programs_at_every_size_up_to_300() -> None:
    oracle = InmemoryTree(algorithm="sha256")
    growing = merkle.Growing()
    for size in range(1, 301):
        oracle.append_entry(str(size - 1).encode())
        growing.add(merkle.leaf_hash(str(size - 1).encode()))
        hashes = leaves(size)
        assert merkle.root(size, tree(hashes)) == oracle.get_root() == tamperlog.merkle_root(hashes) == growing.root()


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 13, 64, 100])
def test_inclusion_proofs_are_those_of_another_program(size: int) -> None:
    hashes = leaves(size)
    root = merkle.root(size, tree(hashes))
    for index in range(size):
        proof = merkle.inclusion(index, size, tree(hashes))
        assert proof == tamperlog.inclusion_proof(index, hashes)
        assert merkle.verify_inclusion(index, size, hashes[index], proof, root)
        assert not merkle.verify_inclusion(index, size, merkle.leaf_hash(b"other"), proof, root)
        assert not merkle.verify_inclusion(index, size, hashes[index], [*proof, root], root)
        if proof:
            assert not merkle.verify_inclusion(index, size, hashes[index], proof[:-1], root)
            assert not merkle.verify_inclusion((index + 1) % size, size, hashes[index], proof, root)


@pytest.mark.parametrize("new", [1, 2, 3, 6, 8, 21, 64, 65])
def test_consistency_proofs_are_those_of_another_program(new: int) -> None:
    hashes = leaves(new)
    new_root = merkle.root(new, tree(hashes))
    for old in range(1, new + 1):
        old_root = merkle.root(old, tree(hashes))
        proof = merkle.consistency(old, new, tree(hashes))
        assert proof == tamperlog.consistency_proof(old, hashes)
        assert merkle.verify_consistency(old, new, old_root, new_root, proof)
        assert not merkle.verify_consistency(old, new, merkle.leaf_hash(b"other"), new_root, proof)
        assert not merkle.verify_consistency(old, new, old_root, merkle.leaf_hash(b"other"), proof)
        assert not merkle.verify_consistency(old, new, old_root, new_root, [*proof, new_root])


@given(st.integers(1, 200), st.data())
def test_a_proof_with_one_bit_flipped_proves_nothing(size: int, data: st.DataObject) -> None:
    hashes = leaves(size)
    index = data.draw(st.integers(0, size - 1))
    proof = merkle.inclusion(index, size, tree(hashes))
    if not proof:
        return
    at = data.draw(st.integers(0, len(proof) - 1))
    bit = data.draw(st.integers(0, 255))
    changed = bytearray(proof[at])
    changed[bit // 8] ^= 1 << bit % 8
    proof[at] = bytes(changed)
    assert not merkle.verify_inclusion(index, size, hashes[index], proof, merkle.root(size, tree(hashes)))


def test_the_empty_tree_is_no_evidence_of_what_came_after() -> None:
    assert not merkle.verify_consistency(0, 3, merkle.EMPTY_ROOT, merkle.root(3, tree(leaves(3))), [])


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_there_is_no_proof_of_an_entry_that_is_not_there(index: int, size: int) -> None:
    with pytest.raises(IndexError):
        merkle.inclusion(index, size, tree(leaves(max(size, 0))))
    assert not merkle.verify_inclusion(index, size, merkle.leaf_hash(b"0"), [], merkle.EMPTY_ROOT)
