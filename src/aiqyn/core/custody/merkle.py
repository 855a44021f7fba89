"""The arithmetic of an append-only Merkle log: roots, proofs, and what makes a proof hold.

Reach for it to append to a log, to prove that an entry stands in it or that a later state
continues an earlier one, and to check such proofs. It stores nothing: whoever keeps a log
keeps its nodes too, by level and position, and hands them over as `Nodes`.

A tree of n leaves is split at the largest power of two smaller than n, again and again:

    level 2          ┌───── (2,0) ─────┐
    level 1      ┌─(1,0)─┐         ┌─(1,1)─┐
    level 0    (0,0)   (0,1)     (0,2)   (0,3)   (0,4)
    leaf         0       1         2       3       4

Only *full* nodes are kept, those over 2^level leaves that all exist: they never change again.
The right edge, here leaf 4 with the root above it, is folded anew from at most log2(n) of them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple, Protocol

from aiqyn.core.language import Sentence, sentence

__all__ = [
    "EMPTY_ROOT",
    "HASH_BYTES",
    "Appended",
    "CompactRange",
    "Node",
    "Nodes",
    "NodesInMemory",
    "ProofRejected",
    "TreeHead",
    "inclusion_root",
    "leaf_hash",
    "node_hash",
    "prove_consistency",
    "prove_inclusion",
    "prove_inclusions",
    "tree_head",
    "verify_consistency",
    "verify_inclusion",
    "verify_inclusions",
]

HASH_BYTES = 32
GREATEST_SIZE = 2**63 - 1

EMPTY_ROOT = sha256(b"").digest()

_LEAF = b"\x00"
_NODE = b"\x01"


def leaf_hash(entry: bytes) -> bytes:
    """Hash of an entry as a leaf: SHA-256(0x00 ‖ entry).

    Source:
        RFC 6962, section 2.1; the same in RFC 9162, section 2.1.1.

    Example:
        >>> leaf_hash(b"").hex()[:16]
        '6e340b9cffb37a98'
    """
    return sha256(_LEAF + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of a node over two others: SHA-256(0x01 ‖ left ‖ right)."""
    return sha256(_NODE + left + right).digest()


class Node(NamedTuple):
    """Which full node: over the leaves `position · 2^level` up to `(position + 1) · 2^level − 1`."""

    level: int
    position: int


class Nodes(Protocol):
    """The full nodes of a log, wherever they are kept."""

    def nodes(self, wanted: Sequence[Node]) -> Mapping[Node, bytes]:
        """The hashes of the wanted nodes, at once; one that is missing is simply left out."""


@dataclass(frozen=True, slots=True)
class TreeHead:
    """A state of a log.

    Attributes:
        size: Number of entries, 0 or more.
        root: Hash over all of them, 32 bytes.
    """

    size: int
    root: bytes

    def __post_init__(self) -> None:
        if not 0 <= self.size <= GREATEST_SIZE:
            raise ValueError(f"a tree has 0 to 2^63 − 1 leaves, not {self.size}")
        if len(self.root) != HASH_BYTES:
            raise ValueError(f"a root has {HASH_BYTES} bytes, not {len(self.root)}")


class ProofRejected(ValueError):
    """A proof does not prove what it is said to; `because` says why."""

    def __init__(self, because: Sentence) -> None:
        self.because = because
        super().__init__(str(because))


# --- growing -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CompactRange:
    """All that has to be remembered of a log in order to append to it and to know its root.

    Attributes:
        size: Number of leaves.
        peaks: Hashes of the full nodes that cover them, largest first: one for each 1 in the
            binary form of `size`.
    """

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.size <= GREATEST_SIZE or len(self.peaks) != self.size.bit_count():
            raise ValueError(f"{len(self.peaks)} peaks do not cover {self.size} leaves")

    @classmethod
    def read(cls, size: int, nodes: Nodes) -> CompactRange:
        """The range over the first `size` leaves, from kept nodes; reads at most log2(size).

        Raises:
            LookupError: A node is missing.
        """
        wanted = _covering(0, size)
        found = _read(wanted, nodes)
        return cls(size, tuple(found[node] for node in wanted))

    def head(self) -> TreeHead:
        """Size and root of the log so far."""
        return TreeHead(self.size, _fold(self.peaks) if self.peaks else EMPTY_ROOT)

    def append(self, leaf: bytes) -> Appended:
        """The range with one more leaf, and the nodes that have become full by it.

        Args:
            leaf: The leaf's hash, as `leaf_hash` gives it.

        Example:
            >>> first = CompactRange().append(leaf_hash(b"a"))
            >>> second = first.range.append(leaf_hash(b"b"))
            >>> [node for node, _ in second.full]
            [Node(level=0, position=1), Node(level=1, position=0)]
        """
        if len(leaf) != HASH_BYTES:
            raise ValueError(f"a leaf's hash has {HASH_BYTES} bytes, not {len(leaf)}")
        full = [(Node(0, self.size), leaf)]
        peaks = list(self.peaks)
        merged, level, position = leaf, 0, self.size
        # Each 1 at the end of the size's binary form is a peak waiting for a right sibling.
        while position & 1:
            merged = node_hash(peaks.pop(), merged)
            level, position = level + 1, position >> 1
            full.append((Node(level, position), merged))
        return Appended(CompactRange(self.size + 1, (*peaks, merged)), tuple(full))


@dataclass(frozen=True, slots=True)
class Appended:
    """What appending one leaf gave.

    Attributes:
        range: The range that holds the leaf.
        full: The nodes to keep from now on, the leaf itself first. One or more, two on average.
    """

    range: CompactRange
    full: tuple[tuple[Node, bytes], ...]


class NodesInMemory:
    """A log's nodes in a dictionary: the plain store that others are tested against."""

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        self._hashes: dict[Node, bytes] = {}
        self.range = CompactRange()
        for leaf in leaves:
            self.append(leaf)

    def append(self, leaf: bytes) -> None:
        """Append a leaf's hash and keep the nodes that have become full."""
        appended = self.range.append(leaf)
        self._hashes.update(appended.full)
        self.range = appended.range

    def nodes(self, wanted: Sequence[Node]) -> Mapping[Node, bytes]:
        """As `Nodes` promises."""
        return {node: self._hashes[node] for node in wanted if node in self._hashes}


def tree_head(leaves: Iterable[bytes]) -> TreeHead:
    """Size and root over leaf hashes that stream by; remembers at most log2(n) of them.

    Example:
        >>> tree_head([]).root == EMPTY_ROOT
        True
    """
    size = 0
    peaks: list[bytes] = []
    for leaf in leaves:
        merged, position = leaf, size
        while position & 1:
            merged = node_hash(peaks.pop(), merged)
            position >>= 1
        peaks.append(merged)
        size += 1
    return TreeHead(size, _fold(peaks) if peaks else EMPTY_ROOT)


# --- which nodes --------------------------------------------------------------------------------


class _Span(NamedTuple):
    """The leaves from `start` up to, not including, `end`, as one subtree of the whole."""

    start: int
    end: int


def _split(span: _Span) -> int:
    """Where the left part ends: after the largest power of two smaller than the span's size."""
    return span.start + (1 << ((span.end - span.start - 1).bit_length() - 1))


def _covering(start: int, end: int) -> tuple[Node, ...]:
    """The full nodes that cover a subtree, left to right, each smaller than the one before."""
    covering = []
    while start < end:
        level = (end - start).bit_length() - 1
        covering.append(Node(level, start >> level))
        start += 1 << level
    return tuple(covering)


def _read(wanted: Sequence[Node], nodes: Nodes) -> Mapping[Node, bytes]:
    found = nodes.nodes(wanted)
    missing = [node for node in wanted if node not in found]
    if missing:
        raise LookupError(f"{len(missing)} nodes of the log are missing, the first is {missing[0]}")
    return found


def _read_spans(spans: Sequence[_Span], nodes: Nodes) -> tuple[bytes, ...]:
    """The hash over each subtree, with one question to the store."""
    covers = [_covering(*span) for span in spans]
    found = _read(tuple(node for cover in covers for node in cover), nodes)
    return tuple(_fold([found[node] for node in cover]) for cover in covers)


def _fold(hashes: Sequence[bytes]) -> bytes:
    """The hash over neighbouring full nodes: the smaller ones on the right join first."""
    folded = hashes[-1]
    for left in reversed(hashes[:-1]):
        folded = node_hash(left, folded)
    return folded


class _Step(NamedTuple):
    """One step from a subtree up to its parent.

    Attributes:
        sibling: The other half of the parent.
        is_left: Whether the sibling stands to the left.
    """

    sibling: _Span
    is_left: bool


def _steps_to_leaf(index: int, size: int) -> tuple[_Step, ...]:
    """The way from leaf `index` up to the root of a tree of `size` leaves, lowest step first."""
    steps, span = [], _Span(0, size)
    while span.end - span.start > 1:
        middle = _split(span)
        left, right = _Span(span.start, middle), _Span(middle, span.end)
        if index < middle:
            steps.append(_Step(right, is_left=False))
            span = left
        else:
            steps.append(_Step(left, is_left=True))
            span = right
    return tuple(reversed(steps))


def _steps_to_edge(old_size: int, size: int) -> tuple[_Span, tuple[_Step, ...]]:
    """The subtree in which an old tree's right edge ended, and the way from it up to the root.

    That subtree is the largest one of the new tree that ends with the old tree's last leaf:
    all to its left is old, all to its right is new. If the old tree is a full one, the
    subtree is the old tree itself.
    """
    steps, span = [], _Span(0, size)
    while span.end != old_size:
        middle = _split(span)
        left, right = _Span(span.start, middle), _Span(middle, span.end)
        if old_size <= middle:
            steps.append(_Step(right, is_left=False))
            span = left
        else:
            steps.append(_Step(left, is_left=True))
            span = right
    return span, tuple(reversed(steps))


# --- one entry ----------------------------------------------------------------------------------


def prove_inclusion(index: int, size: int, nodes: Nodes) -> tuple[bytes, ...]:
    """Proof that the leaf at `index` stands in the tree of the first `size` leaves.

    Args:
        index: The leaf's place, from 0; smaller than `size`.
        size: Size of the tree to prove it for, up to the log's own.
        nodes: The log's nodes, asked once for at most 2 · log2(size) of them.

    Returns:
        The hashes of the siblings on the way up, lowest first.

    Raises:
        ValueError: `index` or `size` is out of bounds.
        LookupError: A node is missing.

    Source:
        RFC 6962, section 2.1.1 (audit path).
    """
    _check_bounds(index, size)
    return _read_spans([step.sibling for step in _steps_to_leaf(index, size)], nodes)


def _check_bounds(index: int, size: int) -> None:
    if not 0 < size <= GREATEST_SIZE:
        raise ValueError(f"no leaf stands in a tree of {size} leaves")
    if not 0 <= index < size:
        raise ValueError(f"a leaf of a tree of {size} leaves has an index from 0 to {size - 1}, not {index}")


def inclusion_root(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes:
    """The root that a tree of `size` leaves must have, if the proof is right.

    Raises:
        ProofRejected: `index` is not below `size`, or the proof's length is not what they ask.
    """
    if not 0 <= index < size <= GREATEST_SIZE:
        raise ProofRejected(
            sentence("entry {index} does not exist in a log of {size} entries", index=index, size=size)
        )
    steps = _steps_to_leaf(index, size)
    _check_hashes(proof, len(steps))
    root = leaf
    for step, sibling in zip(steps, proof, strict=True):
        root = node_hash(sibling, root) if step.is_left else node_hash(root, sibling)
    return root


def verify_inclusion(leaf: bytes, index: int, head: TreeHead, proof: Sequence[bytes]) -> None:
    """Return if the leaf stands at `index` in the tree, raise if that is not proved.

    Args:
        leaf: The leaf's hash.
        index: Its place, from 0.
        head: The tree.
        proof: As `prove_inclusion` gives it; one hash too many is as wrong as one too few.

    Raises:
        ProofRejected: It does not follow.

    Source:
        RFC 9162, section 2.1.3.2.
    """
    if inclusion_root(leaf, index, head.size, proof) != head.root:
        raise ProofRejected(sentence("the proof leads to another root than the checkpoint's"))


def _check_hashes(proof: Sequence[bytes], expected: int) -> None:
    if len(proof) != expected:
        raise ProofRejected(
            sentence(
                "hashes in the proof: {found}; needed: {expected}",
                found=len(proof),
                expected=expected,
            )
        )
    if any(len(item) != HASH_BYTES for item in proof):
        raise ProofRejected(sentence("a hash of the proof does not have {length} bytes", length=HASH_BYTES))


# --- continuation -------------------------------------------------------------------------------


def prove_consistency(old_size: int, size: int, nodes: Nodes) -> tuple[bytes, ...]:
    """Proof that the tree of `size` leaves continues the one of `old_size` leaves.

    Args:
        old_size: 0 up to `size`. From 0, and to the same size, the proof is empty.
        size: Up to the log's own.
        nodes: The log's nodes, asked once for at most 2 · log2(size) of them.

    Raises:
        ValueError: The sizes are out of bounds.
        LookupError: A node is missing.

    Source:
        RFC 6962, section 2.1.2.
    """
    if not 0 <= old_size <= size <= GREATEST_SIZE:
        raise ValueError(f"a log of {size} entries continues none of {old_size}")
    if old_size in (0, size):
        return ()
    edge, steps = _steps_to_edge(old_size, size)
    spans = [step.sibling for step in steps]
    return _read_spans(spans if edge.start == 0 else [edge, *spans], nodes)


def verify_consistency(old: TreeHead, new: TreeHead, proof: Sequence[bytes]) -> None:
    """Return if the new tree continues the old one, raise if that is not proved.

    Every tree continues the empty one, and a tree continues itself: both with no hashes.

    Args:
        old: The earlier state.
        new: The later state.
        proof: As `prove_consistency` gives it.

    Raises:
        ProofRejected: It does not follow.

    Source:
        RFC 9162, section 2.1.4.2; the empty and the equal tree are cases of our own.
    """
    if old.size > new.size:
        raise ProofRejected(
            sentence(
                "a log of {size} entries can't continue one of {old_size}", size=new.size, old_size=old.size
            )
        )
    if old.size in (0, new.size):
        _check_hashes(proof, 0)
        if old.root != (new.root if old.size else EMPTY_ROOT):
            raise ProofRejected(
                sentence("two states of the log with {size} entries have different roots", size=old.size)
            )
        if new.size == 0 and new.root != EMPTY_ROOT:
            raise ProofRejected(sentence("an empty log has another root"))
        return
    edge, steps = _steps_to_edge(old.size, new.size)
    _check_hashes(proof, len(steps) + (edge.start != 0))
    # An old tree that is full in the new one is its own seed, so the proof does not repeat it.
    seed, siblings = (old.root, proof) if edge.start == 0 else (proof[0], proof[1:])
    old_root = new_root = seed
    for step, sibling in zip(steps, siblings, strict=True):
        if step.is_left:
            old_root, new_root = node_hash(sibling, old_root), node_hash(sibling, new_root)
        else:
            new_root = node_hash(new_root, sibling)
    if old_root != old.root:
        raise ProofRejected(sentence("the proof leads to another root than the earlier checkpoint's"))
    if new_root != new.root:
        raise ProofRejected(sentence("the proof leads to another root than the checkpoint's"))


# --- many entries at once -----------------------------------------------------------------------


def prove_inclusions(indexes: Iterable[int], size: int, nodes: Nodes) -> tuple[bytes, ...]:
    """One proof that all these leaves stand in the tree, with no hash told twice.

    Not in the RFCs: from left to right, the hashes of the largest subtrees in which none of
    the leaves stands. For a single leaf, the hashes of `prove_inclusion` in another order.

    Raises:
        ValueError: An index or `size` is out of bounds.
        LookupError: A node is missing.
    """
    wanted = sorted(set(indexes))
    for index in wanted:
        _check_bounds(index, size)
    spans: list[_Span] = []
    _collect_gaps(_Span(0, size), wanted, spans)
    return _read_spans(spans, nodes)


def _collect_gaps(span: _Span, wanted: Sequence[int], gaps: list[_Span]) -> None:
    if not wanted:
        if span.end > span.start:
            gaps.append(span)
        return
    if span.end - span.start == 1:
        return
    middle = _split(span)
    cut = bisect_left(wanted, middle)
    _collect_gaps(_Span(span.start, middle), wanted[:cut], gaps)
    _collect_gaps(_Span(middle, span.end), wanted[cut:], gaps)


def verify_inclusions(leaves: Mapping[int, bytes], head: TreeHead, proof: Sequence[bytes]) -> None:
    """Return if every leaf stands at its index in the tree, raise if that is not proved.

    Args:
        leaves: The leaves' hashes by their index.
        head: The tree.
        proof: As `prove_inclusions` gives it.

    Raises:
        ProofRejected: It does not follow.
    """
    wanted = sorted(leaves)
    for index in (wanted[0], wanted[-1]) if wanted else ():
        if not 0 <= index < head.size:
            raise ProofRejected(
                sentence(
                    "entry {index} does not exist in a log of {size} entries", index=index, size=head.size
                )
            )
    spans: list[_Span] = []
    _collect_gaps(_Span(0, head.size), wanted, spans)
    _check_hashes(proof, len(spans))
    if _root_over(_Span(0, head.size), wanted, leaves, iter(proof)) != head.root:
        raise ProofRejected(sentence("the proof leads to another root than the checkpoint's"))


def _root_over(
    span: _Span, wanted: Sequence[int], leaves: Mapping[int, bytes], gaps: Iterator[bytes]
) -> bytes:
    """The root of a subtree, from the leaves and, in the order of `_collect_gaps`, the gaps."""
    if not wanted:
        return next(gaps) if span.end > span.start else EMPTY_ROOT
    if span.end - span.start == 1:
        return leaves[span.start]
    middle = _split(span)
    cut = bisect_left(wanted, middle)
    left = _root_over(_Span(span.start, middle), wanted[:cut], leaves, gaps)
    return node_hash(left, _root_over(_Span(middle, span.end), wanted[cut:], leaves, gaps))
