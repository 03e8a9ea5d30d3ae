"""RFC 6962: the tree against the vectors of Certificate Transparency, and against the RFC's own definitions."""

from __future__ import annotations

import hashlib
import random

import pytest

from archive import record_proof
from store.record.merkle_tree import EMPTY, GrowingRoot, Tree, is_consistent, is_included, leaf_hash

# Published with the reference implementation (google/certificate-transparency, merkletree tests).
INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
PATHS = {
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
}
CONSISTENT = {
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
LEAVES = [leaf_hash(bytes.fromhex(each)) for each in INPUTS]


def defined(data: list[bytes]) -> bytes:
    """MTH of RFC 6962, 2.1, over the data themselves, as it is written there."""
    if not data:
        return hashlib.sha256(b"").digest()
    if len(data) == 1:
        return hashlib.sha256(b"\x00" + data[0]).digest()
    split = max(2**power for power in range(64) if 2**power < len(data))
    return hashlib.sha256(b"\x01" + defined(data[:split]) + defined(data[split:])).digest()


def test_roots_are_those_published() -> None:
    assert Tree.of([]).root == GrowingRoot().root == EMPTY
    growing = GrowingRoot()
    for size, root in enumerate(ROOTS, 1):
        growing.add(LEAVES[size - 1])
        assert (Tree.of(LEAVES[:size]).root.hex(), growing.root.hex()) == (root, root)


def test_paths_are_those_published() -> None:
    for (index, size), path in PATHS.items():
        assert [node.hex() for node in Tree.of(LEAVES[:size]).inclusion(index)] == path
    for (first, second), proof in CONSISTENT.items():
        assert [node.hex() for node in Tree.of(LEAVES[:second]).consistency(first)] == proof


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 9, 31, 33, 64, 100])
def test_every_proof_of_a_tree_verifies_and_no_other(size: int) -> None:
    data = [bytes([each]) * 3 for each in range(size)]
    leaves = [leaf_hash(each) for each in data]
    tree = Tree.of(leaves)
    assert tree.root == defined(data)
    for index, leaf in enumerate(leaves):
        path = tree.inclusion(index)
        assert is_included(leaf, index, size, path, tree.root)
        assert record_proof.root_of(leaf, index, size, path) == tree.root
        assert not is_included(leaf, index, size, [*path, leaf], tree.root)
        assert record_proof.root_of(leaf, index, size, [*path, leaf]) != tree.root
        if size > 1:
            assert not is_included(leaf, (index + 1) % size, size, path, tree.root)
            assert not is_included(leaf, index, size, path[:-1], tree.root)
    for first in range(1, size + 1):
        old, proof = defined(data[:first]), tree.consistency(first)
        assert is_consistent(first, old, size, tree.root, proof)
        told = [node.hex() for node in proof]
        assert record_proof.is_consistent(first, old.hex(), size, tree.root.hex(), told)
        other = defined([*data[: first - 1], b"other"])
        assert not is_consistent(first, other, size, tree.root, proof)
        assert not record_proof.is_consistent(first, other.hex(), size, tree.root.hex(), told)


VECTORS = [  # RFC 8032, 7.1
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595b"
        "be24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb430"
        "2aeeb00d291612bb0c00",
    ),
]


@pytest.mark.parametrize(("key", "message", "signature"), VECTORS)
def test_auditors_program_verifies_the_published_signatures(key: str, message: str, signature: str) -> None:
    assert record_proof.is_signed(key, signature, bytes.fromhex(message))
    assert not record_proof.is_signed(key, signature, bytes.fromhex(message) + b"x")


def test_auditors_program_agrees_with_the_library() -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    chance = random.Random(6962)
    for _ in range(20):
        private = Ed25519PrivateKey.from_private_bytes(chance.randbytes(32))
        message = chance.randbytes(chance.randrange(200))
        key, signature = private.public_key().public_bytes_raw(), private.sign(message)
        assert record_proof.is_signed(key.hex(), signature.hex(), message)
        bent = bytearray(signature)
        bent[chance.randrange(64)] ^= 1 << chance.randrange(8)
        assert not record_proof.is_signed(key.hex(), bytes(bent).hex(), message)
    assert not record_proof.is_signed("00" * 31, "00" * 64, b"")
