"""The Merkle log against published roots and proofs, and against the definition itself."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from reference_merkle import (
    reference_consistency,
    reference_inclusion,
    reference_root,
    reference_verifies_consistency,
)

from aiqyn.core.custody import (
    EMPTY_ROOT,
    CompactRange,
    Node,
    NodesInMemory,
    ProofRejected,
    TreeHead,
    leaf_hash,
    prove_consistency,
    prove_inclusion,
    prove_inclusions,
    tree_head,
    verify_consistency,
    verify_inclusion,
    verify_inclusions,
)

PROBES = Path(__file__).parents[1] / "probes" / "custody"


def load(name: str) -> dict:
    return json.loads((PROBES / f"{name}.json").read_text(encoding="utf-8"))


def probes(name: str) -> list:
    return [pytest.param(probe, id=probe["probe"]) for probe in load(name)["probes"]]


def decoded(values: list[str] | None) -> list[bytes]:
    return [base64.b64decode(value) for value in values or []]


USUAL_ENTRIES = [bytes.fromhex(leaf) for leaf in load("published-roots")["leaves"]]


@pytest.mark.parametrize("size", range(9))
def test_roots_are_the_published_ones(size):
    leaves = [leaf_hash(entry) for entry in USUAL_ENTRIES[:size]]
    expected = bytes.fromhex(load("published-roots")["roots"][size])
    assert tree_head(leaves) == TreeHead(size, expected)
    assert NodesInMemory(leaves).range.head() == TreeHead(size, expected)
    assert reference_root(USUAL_ENTRIES[:size]) == expected


@pytest.mark.parametrize("probe", probes("published-inclusion"))
def test_published_inclusion_proofs_hold_and_their_spoilt_copies_do_not(probe):
    def verify():
        head = TreeHead(probe["treeSize"], base64.b64decode(probe["root"]))
        verify_inclusion(base64.b64decode(probe["leafHash"]), probe["leafIdx"], head, decoded(probe["proof"]))

    if probe["wantErr"]:
        with pytest.raises(ValueError):
            verify()
    else:
        verify()


FROM_NOTHING = "additional/size1-is-zero-and-size2-is-not-zero"
"""Its authors refuse every proof from the empty log as telling nothing; to us, a log that has
signed its empty state must be able to go on, so the empty proof from the empty root holds."""


@pytest.mark.parametrize("probe", probes("published-consistency"))
def test_published_consistency_proofs_hold_and_their_spoilt_copies_do_not(probe):
    def verify():
        old = TreeHead(probe["size1"], padded(probe["root1"]))
        new = TreeHead(probe["size2"], padded(probe["root2"]))
        verify_consistency(old, new, decoded(probe["proof"]))

    if probe["wantErr"] and probe["probe"] != FROM_NOTHING:
        with pytest.raises(ValueError):
            verify()
    else:
        verify()


def padded(root: str) -> bytes:
    """Some published probes give a short text for a root, where only equality is at stake."""
    return base64.b64decode(root)[:32].ljust(32, b"\0")


def test_every_proof_up_to_sixty_entries_is_the_one_that_the_rfc_defines():
    entries = [number.to_bytes(2, "big") for number in range(60)]
    nodes = NodesInMemory(leaf_hash(entry) for entry in entries)
    for size in range(1, 61):
        assert CompactRange.read(size, nodes).head().root == reference_root(entries[:size])
        for index in range(size):
            assert prove_inclusion(index, size, nodes) == tuple(reference_inclusion(index, entries[:size]))
        for old_size in range(size):
            expected = reference_consistency(old_size, entries[:size]) if old_size else []
            assert prove_consistency(old_size, size, nodes) == tuple(expected)


def test_every_consistency_proof_up_to_sixty_entries_holds_by_the_steps_of_rfc_9162_too():
    entries = [number.to_bytes(2, "big") for number in range(60)]
    nodes = NodesInMemory(leaf_hash(entry) for entry in entries)
    heads = [CompactRange.read(size, nodes).head() for size in range(61)]
    for size in range(1, 61):
        for old_size in range(1, size):
            proof = prove_consistency(old_size, size, nodes)
            verify_consistency(heads[old_size], heads[size], proof)
            assert reference_verifies_consistency(
                old_size, size, heads[old_size].root, heads[size].root, list(proof)
            )


class CountingNodes(NodesInMemory):
    questions = 0
    asked = 0

    def nodes(self, wanted):
        self.questions += 1
        self.asked += len(wanted)
        return super().nodes(wanted)


def test_a_proof_asks_the_store_once_and_for_few_nodes():
    nodes = CountingNodes(leaf_hash(number.to_bytes(4, "big")) for number in range(10_000))
    for prove in (
        lambda: prove_inclusion(4_321, 9_999, nodes),
        lambda: prove_consistency(4_321, 9_999, nodes),
        lambda: CompactRange.read(9_999, nodes),
    ):
        nodes.questions = nodes.asked = 0
        prove()
        assert nodes.questions == 1
        assert nodes.asked <= 2 * 14


def test_a_missing_node_is_named_and_no_proof_is_made_up():
    nodes = NodesInMemory([leaf_hash(b"a"), leaf_hash(b"b")])
    with pytest.raises(LookupError, match=r"level=1, position=1"):
        prove_inclusion(0, 4, nodes)


def test_a_spare_hash_is_as_wrong_as_a_missing_one():
    nodes = NodesInMemory(leaf_hash(entry) for entry in USUAL_ENTRIES)
    head = nodes.range.head()
    proof = prove_inclusion(3, 8, nodes)
    for wrong in (proof[:-1], (*proof, proof[-1]), (), (*proof[:-1], proof[-1] + b"\0")):
        with pytest.raises(ProofRejected, match="hash"):
            verify_inclusion(leaf_hash(USUAL_ENTRIES[3]), 3, head, wrong)
    old = CompactRange.read(6, nodes).head()
    proof = prove_consistency(6, 8, nodes)
    for wrong in (proof[:-1], (*proof, proof[-1]), ()):
        with pytest.raises(ProofRejected, match="hashes in the proof"):
            verify_consistency(old, head, wrong)


def test_every_log_continues_the_empty_one_and_itself_without_a_hash():
    head = tree_head([leaf_hash(b"a")])
    empty = TreeHead(0, EMPTY_ROOT)
    verify_consistency(empty, head, ())
    verify_consistency(empty, empty, ())
    verify_consistency(head, head, ())
    for old, new, proof in (
        (empty, head, (EMPTY_ROOT,)),
        (head, head, (EMPTY_ROOT,)),
        (TreeHead(0, b"\1" * 32), head, ()),
        (TreeHead(0, b"\1" * 32), TreeHead(0, b"\1" * 32), ()),
        (TreeHead(1, b"\1" * 32), head, ()),
        (head, empty, ()),
    ):
        with pytest.raises(ProofRejected):
            verify_consistency(old, new, proof)


def test_a_leaf_can_not_pass_for_a_node_nor_a_node_for_a_leaf():
    left, right = leaf_hash(b"a"), leaf_hash(b"b")
    assert tree_head([leaf_hash(left + right)]).root != tree_head([left, right]).root


def test_the_last_leaf_is_never_counted_twice():
    three = [leaf_hash(b"a"), leaf_hash(b"b"), leaf_hash(b"c")]
    assert tree_head(three).root != tree_head([*three, three[-1]]).root


def test_appending_tells_which_nodes_have_become_full():
    appended = CompactRange().append(leaf_hash(b"0"))
    for number in range(1, 8):
        appended = appended.range.append(leaf_hash(str(number).encode()))
    assert [node for node, _ in appended.full] == [Node(0, 7), Node(1, 3), Node(2, 1), Node(3, 0)]
    assert len(appended.range.peaks) == 1


def test_one_proof_for_many_entries_tells_no_hash_twice():
    nodes = NodesInMemory(leaf_hash(number.to_bytes(2, "big")) for number in range(1_000))
    head = nodes.range.head()
    indexes = range(100, 200)
    proof = prove_inclusions(indexes, 1_000, nodes)
    singly = {item for index in indexes for item in prove_inclusion(index, 1_000, nodes)}
    assert len(proof) == len(set(proof)) < len(singly)
    leaves = {index: leaf_hash(index.to_bytes(2, "big")) for index in indexes}
    verify_inclusions(leaves, head, proof)
    for wrong in (proof[:-1], (*proof, proof[0]), proof[::-1]):
        with pytest.raises(ProofRejected):
            verify_inclusions(leaves, head, wrong)
    for wrong_leaves in (
        {**leaves, 100: leaf_hash(b"other")},
        {**leaves, 1_000: leaf_hash(b"beyond")},
        {**leaves, -1: leaf_hash(b"before")},
        {index: leaf for index, leaf in leaves.items() if index != 150},
    ):
        with pytest.raises(ProofRejected):
            verify_inclusions(wrong_leaves, head, proof)


@pytest.mark.parametrize(("index", "size"), [(0, 0), (-1, 3), (3, 3), (4, 3), (0, 2**63)])
def test_no_proof_is_made_for_an_entry_that_does_not_exist(index, size):
    nodes = NodesInMemory([leaf_hash(b"a")] * 3)
    with pytest.raises(ValueError, match="leaves"):
        prove_inclusion(index, size, nodes)
    with pytest.raises(ValueError, match="leaves"):
        prove_inclusions([index], size, nodes)
