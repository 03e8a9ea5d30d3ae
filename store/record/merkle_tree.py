"""Merkle tree of RFC 6962: root, inclusion and consistency proofs, their verification (Certificate Transparency)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

EMPTY = hashlib.sha256(b"").digest()
Path = list[bytes]


def leaf_hash(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(slots=True)
class GrowingRoot:
    """The root over leaves that arrive one by one: one hash for each complete subtree is kept, no leaf."""

    size: int = 0
    _peaks: list[bytes] = field(default_factory=list)  # of the complete subtrees, the largest first

    def add(self, leaf: bytes) -> None:
        joined, count = leaf, self.size
        while count & 1:
            joined, count = node_hash(self._peaks.pop(), joined), count >> 1
        self._peaks.append(joined)
        self.size += 1

    @property
    def root(self) -> bytes:
        if not self._peaks:
            return EMPTY
        joined = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            joined = node_hash(peak, joined)
        return joined


@dataclass(frozen=True, slots=True)
class Tree:
    """A whole tree in memory; level 0 are the leaves' hashes, a node without a sibling moves up as it is."""

    levels: Sequence[Sequence[bytes]]

    @classmethod
    def of(cls, leaves: Sequence[bytes]) -> Tree:
        levels: list[Sequence[bytes]] = [leaves]
        while len(levels[-1]) > 1:
            below = levels[-1]
            above = [node_hash(*below[place : place + 2]) for place in range(0, len(below) - 1, 2)]
            levels.append([*above, *below[2 * len(above) :]])
        return cls(levels)

    @property
    def root(self) -> bytes:
        return self.levels[-1][0] if self.levels[0] else EMPTY

    def inclusion(self, index: int) -> Path:
        """The audit path of a leaf, from the leaf upwards (RFC 6962, 2.1.1)."""
        path = []
        for level in self.levels[:-1]:
            sibling = index ^ 1
            if sibling < len(level):
                path.append(level[sibling])
            index >>= 1
        return path

    def consistency(self, first: int) -> Path:
        """The proof that the tree of the first leaves is a prefix of this one (RFC 6962, 2.1.2)."""
        leaves = self.levels[0]
        return _subproof(first, leaves, whole=True) if 0 < first < len(leaves) else []


def _subproof(first: int, leaves: Sequence[bytes], *, whole: bool) -> Path:
    if first == len(leaves):
        return [] if whole else [_root(leaves)]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    if first <= split:
        return [*_subproof(first, leaves[:split], whole=whole), _root(leaves[split:])]
    return [*_subproof(first - split, leaves[split:], whole=False), _root(leaves[:split])]


def _root(leaves: Sequence[bytes]) -> bytes:
    growing = GrowingRoot()
    for leaf in leaves:
        growing.add(leaf)
    return growing.root


def is_included(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether the leaf stands at this place of the tree with this root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    joined, last = leaf, size - 1
    for node in path:
        if last == 0:
            return False
        if index & 1 or index == last:
            joined = node_hash(node, joined)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            joined = node_hash(joined, node)
        index, last = index >> 1, last >> 1
    return last == 0 and joined == root


def is_consistent(first: int, old: bytes, second: int, new: bytes, path: Sequence[bytes]) -> bool:
    """Whether the smaller tree is a prefix of the larger one (RFC 9162, 2.1.4.2)."""
    if first == second:
        return not path and old == new
    if not 0 < first < second:
        return first == 0 and not path
    nodes = [old, *path] if first & (first - 1) == 0 else list(path)
    if not nodes:
        return False
    index, last = first - 1, second - 1
    while index & 1:
        index, last = index >> 1, last >> 1
    was = now = nodes[0]
    for node in nodes[1:]:
        if last == 0:
            return False
        if index & 1 or index == last:
            was, now = node_hash(node, was), node_hash(node, now)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            now = node_hash(now, node)
        index, last = index >> 1, last >> 1
    return last == 0 and (was, now) == (old, new)
