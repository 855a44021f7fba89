"""Signed notes and checkpoints: strict in form, and no log signs two stories."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from aiqyn.core.custody import (
    EMPTY_ROOT,
    Checkpoint,
    KeyRejected,
    LedgerForked,
    NodesInMemory,
    NoteRejected,
    Signature,
    SignedNote,
    SigningKey,
    TreeHead,
    VerifierKey,
    leaf_hash,
    parse_checkpoint,
    parse_note,
    prove_consistency,
    sign_checkpoint,
    sign_note,
    verify_note,
)

PROBES = Path(__file__).parents[1] / "probes" / "custody"
LOG = SigningKey("log.example/inquiry", bytes(range(32)))
OTHER = SigningKey("witness.example", bytes(range(1, 33)))


def probes(name: str) -> list:
    loaded = json.loads((PROBES / f"{name}.json").read_text(encoding="utf-8"))["probes"]
    return [pytest.param(probe, id=probe["probe"]) for probe in loaded]


@pytest.mark.parametrize("probe", probes("published-notes"))
def test_published_notes_hold_under_their_published_keys(probe):
    key = VerifierKey.parse(probe["key"])
    note = parse_note(probe["note"].encode())
    assert verify_note(note, [key]) == (key,)
    assert str(key) == probe["key"]
    assert note.as_bytes() == probe["note"].encode()
    if "seed" in probe:
        signer = SigningKey(key.name, bytes.fromhex(probe["seed"]))
        assert signer.verifier == key
        assert sign_note(note.text, [signer]) == note


@pytest.mark.parametrize("probe", probes("malformed-notes"))
def test_a_malformed_note_is_refused_with_its_reason(probe):
    data = probe["note"].replace("@", "— a.example/log AAAAAAA=\n").encode()
    with pytest.raises(NoteRejected) as refused:
        parse_note(data)
    assert probe["because"] in str(refused.value)


@pytest.mark.parametrize("probe", probes("malformed-checkpoints"))
def test_a_malformed_checkpoint_is_refused_with_its_reason(probe):
    text = probe["text"].replace("R", base64.b64encode(bytes(32)).decode())
    with pytest.raises(NoteRejected) as refused:
        parse_checkpoint(text)
    assert probe["because"] in str(refused.value)


def test_the_text_is_parted_from_the_signatures_at_the_last_empty_line():
    note = sign_note("first\n\nsecond\n\n\nthird\n", [LOG])
    assert parse_note(note.as_bytes()).text == "first\n\nsecond\n\n\nthird\n"
    verify_note(parse_note(note.as_bytes()), [LOG.verifier])


def test_bytes_that_are_no_text_are_refused():
    with pytest.raises(NoteRejected, match="byte 3 is not UTF-8"):
        parse_note(b"ab\xff\n\n")
    with pytest.raises(NoteRejected, match="at most"):
        parse_note(b"a" * 2_000_000)


def test_signatures_of_unknown_keys_are_passed_over_even_under_a_known_name_or_id():
    known = LOG.verifier
    text = "text\n"
    strangers = (
        Signature(known.name, b"\0\0\0\0", bytes(64)),
        Signature("someone.else", known.key_id, bytes(64)),
        OTHER.sign(text),
    )
    note = SignedNote(text, (*strangers, LOG.sign(text)))
    assert verify_note(parse_note(note.as_bytes()), [known]) == (known,)
    with pytest.raises(NoteRejected, match=r"no signature is by the key log\.example/inquiry\+"):
        verify_note(SignedNote(text, strangers), [known])
    with pytest.raises(NoteRejected, match="no signature"):
        verify_note(note, [])


def test_one_failing_signature_of_a_known_key_spoils_the_note():
    text = "text\n"
    note = SignedNote(text, (LOG.sign(text), OTHER.sign("other text\n")))
    verify_note(note, [LOG.verifier])
    with pytest.raises(NoteRejected, match=r"witness\.example"):
        verify_note(note, [LOG.verifier, OTHER.verifier])


def test_sixteen_signatures_and_more_are_accepted_but_not_without_end():
    text = "text\n"
    signers = [SigningKey(f"key{number}.example", bytes([number]) * 32) for number in range(64)]
    note = sign_note(text, signers)
    assert len(verify_note(parse_note(note.as_bytes()), [signer.verifier for signer in signers])) == 64
    with pytest.raises(NoteRejected, match="at most 64"):
        parse_note(SignedNote(text, (*note.signatures, LOG.sign(text))).as_bytes())


def test_a_cosignature_of_a_witness_is_kept_and_passed_over():
    published = (
        "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
        "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/"
        "Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
        "— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2"
        "oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
    ).encode()
    note = parse_note(published)
    assert [len(signature.value) for signature in note.signatures] == [64, 72]
    assert note.as_bytes() == published
    checkpoint = parse_checkpoint(note.text)
    assert checkpoint.head.size == 20852163
    assert checkpoint.text() == note.text


@pytest.mark.parametrize(
    ("spoilt", "because"),
    [
        ("{name}+{id}", "name+id+base64"),
        ("{name}+{id}+{key}\n", "name+id+base64"),
        ("+{id}+{key}", "name+id+base64"),
        ("{name}+{ID}+{key}", "name+id+base64"),
        ("a b+{id}+{key}", "no space"),
        ("a\n+{id}+{key}", "no space"),
        ("x{name}+{id}+{key}", "follows from"),
        ("{name}+00000000+{key}", "follows from"),
        ("{name}+{id}+{key}=", "base64"),
        ("{name}+{id}+AA==", "of type 0x00"),
        ("{name}+{id}+AQ==", "bytes in the key: 0; needed: 32"),
        ("{name}+{id}+BAAAAA==", "of type 0x04"),
    ],
)
def test_a_verifier_key_is_read_strictly(spoilt, because):
    name, key_id, key = str(LOG.verifier).split("+", 2)
    text = spoilt.format(name=name, id=key_id, ID=key_id.upper() + "A", key=key)
    with pytest.raises(KeyRejected) as refused:
        VerifierKey.parse(text)
    assert because in str(refused.value)


def test_a_signing_key_does_not_show_its_seed():
    seed = LOG.seed.hex()
    for shown in (repr(LOG), str(LOG), f"{LOG}"):
        assert seed not in shown
        assert repr(LOG.seed)[2:-1] not in shown
    with pytest.raises(KeyRejected):
        SigningKey("name", b"short")
    with pytest.raises(KeyRejected):
        SigningKey("two words", bytes(32))


@pytest.mark.parametrize("text", ["", "no newline", "tab\t\n", "\ud800\n"])
def test_a_text_that_no_note_can_carry_is_not_signed(text):
    with pytest.raises(ValueError):
        sign_note(text, [LOG])


def test_a_note_that_nobody_signs_is_not_written():
    with pytest.raises(ValueError, match="needs a signature"):
        sign_note("text\n", [])


def grown(size: int) -> NodesInMemory:
    return NodesInMemory(leaf_hash(number.to_bytes(2, "big")) for number in range(size))


def test_a_checkpoint_that_continues_the_earlier_one_is_signed():
    nodes = grown(5)
    first = parse_checkpoint(sign_checkpoint(TreeHead(0, EMPTY_ROOT), LOG, previous=None).text)
    second = sign_checkpoint(nodes.range.head(), LOG, previous=first)
    for number in range(5, 12):
        nodes.append(leaf_hash(number.to_bytes(2, "big")))
    third = sign_checkpoint(
        nodes.range.head(),
        LOG,
        previous=parse_checkpoint(second.text),
        consistency=prove_consistency(5, 12, nodes),
    )
    verify_note(parse_note(third.as_bytes()), [LOG.verifier])
    assert parse_checkpoint(third.text) == Checkpoint(LOG.name, nodes.range.head())


def test_a_state_that_rewrites_forgets_or_borrows_is_never_signed():
    nodes = grown(12)
    rewritten = NodesInMemory(leaf_hash(bytes([number])) for number in range(12))
    signed = Checkpoint(LOG.name, grown(5).range.head())
    proof = prove_consistency(5, 12, nodes)
    for head, previous, consistency in (
        (rewritten.range.head(), signed, prove_consistency(5, 12, rewritten)),
        (rewritten.range.head(), signed, proof),
        (grown(4).range.head(), signed, ()),
        (nodes.range.head(), signed, ()),
        (TreeHead(5, rewritten.range.head().root), signed, ()),
        (nodes.range.head(), Checkpoint("another.example", signed.head), proof),
    ):
        with pytest.raises(LedgerForked):
            sign_checkpoint(head, LOG, previous=previous, consistency=consistency)


@pytest.mark.parametrize("line", ["", "two\nlines"])
def test_a_checkpoint_has_no_empty_and_no_broken_line(line):
    with pytest.raises(ValueError, match="line"):
        Checkpoint(line, TreeHead(0, EMPTY_ROOT))
    with pytest.raises(ValueError, match="line"):
        Checkpoint("origin", TreeHead(0, EMPTY_ROOT), (line,))
