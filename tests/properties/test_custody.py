"""What must hold of canonical JSON, logs, notes, commitments and bundles, whatever goes in."""

from __future__ import annotations

import json
import unicodedata

import rfc8785
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from reference_merkle import (
    reference_consistency,
    reference_inclusion,
    reference_root,
    reference_verifies_consistency,
)
from small_bundle import LOG, FilesInMemory, make_bundle

from aiqyn.core.custody import (
    CompactRange,
    EntryRejected,
    KeyRejected,
    NodesInMemory,
    NotCanonical,
    NoteRejected,
    OpeningRejected,
    ProofRejected,
    RecordVersion,
    SigningKey,
    TreeHead,
    VerifierKey,
    canonical_bytes,
    commit,
    leaf_hash,
    open_fields,
    parse_canonical,
    parse_checkpoint,
    parse_entry,
    parse_note,
    prove_consistency,
    prove_inclusion,
    prove_inclusions,
    sign_note,
    tree_head,
    verify_bundle,
    verify_consistency,
    verify_inclusion,
    verify_inclusions,
    verify_note,
    verify_opening,
)

# --- canonical JSON -----------------------------------------------------------------------------

LETTERS = st.characters(exclude_categories=("Cs",))
TEXTS = st.text(LETTERS, max_size=12)
NUMBERS = st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(allow_nan=False, allow_infinity=False).filter(
    lambda number: not 2**53 - 1 < abs(number) < 1e21
)


def without_twins(mapping: dict) -> dict:
    """Keys that NFC makes equal can't stand together; the first of them stays."""
    kept: dict = {}
    for key, value in mapping.items():
        kept.setdefault(unicodedata.normalize("NFC", key), value)
    return kept


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4).map(without_twins),
    max_leaves=12,
)


def in_nfc(value):
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list):
        return [in_nfc(item) for item in value]
    if isinstance(value, dict):
        return {in_nfc(key): in_nfc(item) for key, item in value.items()}
    return value


@given(JSON_VALUES)
def test_every_value_has_one_spelling_that_reads_back(value):
    spelled = canonical_bytes(value)
    assert parse_canonical(spelled) == in_nfc(value)
    assert canonical_bytes(parse_canonical(spelled)) == spelled
    assert spelled == rfc8785.dumps(in_nfc(value))
    assert in_nfc(json.loads(spelled)) == in_nfc(value)


@given(JSON_VALUES, st.data())
def test_what_is_read_is_always_what_would_be_written(value, data):
    touched = bytearray(canonical_bytes(value))
    place = data.draw(st.integers(0, len(touched) - 1))
    touched[place] = data.draw(st.integers(0, 255))
    try:
        read = parse_canonical(bytes(touched))
    except NotCanonical:
        return
    assert canonical_bytes(read) == bytes(touched)


@given(st.binary(max_size=40) | st.text(max_size=40).map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_are_read_or_refused_with_a_reason(data):
    try:
        read = parse_canonical(data)
    except NotCanonical as refused:
        reason = str(refused.because)
    else:
        reason = None
        assert canonical_bytes(read) == data
    assert reason != ""


# --- the log ------------------------------------------------------------------------------------

ENTRIES = st.lists(st.binary(max_size=3), min_size=1, max_size=40)


@given(ENTRIES, st.data())
def test_proofs_are_those_of_the_definition_and_hold(entries, data):
    size = data.draw(st.integers(1, len(entries)))
    index = data.draw(st.integers(0, size - 1))
    old_size = data.draw(st.integers(0, size))
    nodes = NodesInMemory(leaf_hash(entry) for entry in entries)
    head = TreeHead(size, reference_root(entries[:size]))
    assert CompactRange.read(size, nodes).head() == head
    assert tree_head(leaf_hash(entry) for entry in entries[:size]) == head
    inclusion = prove_inclusion(index, size, nodes)
    assert list(inclusion) == reference_inclusion(index, entries[:size])
    verify_inclusion(leaf_hash(entries[index]), index, head, inclusion)
    consistency = prove_consistency(old_size, size, nodes)
    old = TreeHead(old_size, reference_root(entries[:old_size]))
    verify_consistency(old, head, consistency)
    if 0 < old_size < size:
        assert list(consistency) == reference_consistency(old_size, entries[:size])


@given(st.lists(st.binary(max_size=3), min_size=2, max_size=40, unique=True), st.data())
def test_no_proof_holds_for_another_entry_place_or_size(entries, data):
    nodes = NodesInMemory(leaf_hash(entry) for entry in entries)
    size = len(entries)
    head = nodes.range.head()
    index, other = data.draw(st.lists(st.integers(0, size - 1), min_size=2, max_size=2, unique=True))
    proof = prove_inclusion(index, size, nodes)
    for leaf, place, wrong_head in (
        (leaf_hash(entries[other]), index, head),
        (leaf_hash(entries[index]), other, head),
        (
            leaf_hash(entries[index]),
            index,
            TreeHead(size - 1, CompactRange.read(size - 1, nodes).head().root),
        ),
    ):
        try:
            verify_inclusion(leaf, place, wrong_head, proof)
        except ProofRejected:
            continue
        raise AssertionError("a wrong proof held")


@given(ENTRIES, st.data())
def test_a_touched_proof_never_holds(entries, data):
    nodes = NodesInMemory(leaf_hash(entry) for entry in entries)
    size = len(entries)
    head = nodes.range.head()
    index = data.draw(st.integers(0, size - 1))
    old_size = data.draw(st.integers(1, size))
    old = CompactRange.read(old_size, nodes).head()
    inclusion, consistency = prove_inclusion(index, size, nodes), prove_consistency(old_size, size, nodes)
    for proof, verify in (
        (inclusion, lambda proof: verify_inclusion(leaf_hash(entries[index]), index, head, proof)),
        (consistency, lambda proof: verify_consistency(old, head, proof)),
    ):
        touched = data.draw(touched_proofs(proof))
        assume(touched != proof)
        try:
            verify(touched)
        except ProofRejected:
            continue
        raise AssertionError("a touched proof held")


@st.composite
def touched_proofs(draw, proof):
    """The proof with a hash changed, dropped, doubled or moved."""
    hashes = list(proof) or [bytes(32)]
    place = draw(st.integers(0, len(hashes) - 1))
    what = draw(st.sampled_from(["change", "drop", "double", "reverse", "add"]))
    if what == "change":
        touched = bytearray(hashes[place])
        touched[draw(st.integers(0, 31))] ^= draw(st.integers(1, 255))
        hashes[place] = bytes(touched)
    elif what == "drop":
        del hashes[place]
    elif what == "double":
        hashes.insert(place, hashes[place])
    elif what == "reverse":
        hashes.reverse()
    else:
        hashes.insert(place, draw(st.binary(min_size=32, max_size=32)))
    return tuple(hashes)


@given(ENTRIES, st.data())
def test_a_forged_history_never_passes_for_a_continuation(entries, data):
    """Another entry at one old place, everything after it recomputed: the best a forger can do."""
    old_size = data.draw(st.integers(1, len(entries)))
    place = data.draw(st.integers(0, old_size - 1))
    forged = [*entries]
    forged[place] = entries[place] + b"!"
    nodes = NodesInMemory(leaf_hash(entry) for entry in forged)
    old = TreeHead(old_size, reference_root(entries[:old_size]))
    proof = prove_consistency(old_size, len(forged), nodes)
    try:
        verify_consistency(old, nodes.range.head(), proof)
    except ProofRejected:
        if 0 < old_size < len(forged):
            new = reference_root(forged)
            assert not reference_verifies_consistency(old_size, len(forged), old.root, new, list(proof))
        return
    raise AssertionError("a forged history passed")


@given(ENTRIES, st.data())
def test_one_proof_for_many_is_as_good_as_one_for_each(entries, data):
    nodes = NodesInMemory(leaf_hash(entry) for entry in entries)
    size, head = len(entries), nodes.range.head()
    indexes = data.draw(st.sets(st.integers(0, size - 1)))
    leaves = {index: leaf_hash(entries[index]) for index in indexes}
    proof = prove_inclusions(indexes, size, nodes)
    verify_inclusions(leaves, head, proof)
    singly = {item for index in indexes for item in prove_inclusion(index, size, nodes)}
    assert set(proof) <= singly or not indexes
    if len(indexes) == 1:
        assert sorted(proof) == sorted(prove_inclusion(*indexes, size, nodes))
    touched = data.draw(touched_proofs(proof))
    assume(touched != proof)
    try:
        verify_inclusions(leaves, head, touched)
    except ProofRejected:
        return
    raise AssertionError("a touched proof held")


# --- notes --------------------------------------------------------------------------------------

NOTE_TEXTS = st.text(
    st.characters(exclude_categories=("Cs",), exclude_characters=[chr(code) for code in range(32)])
    | st.just("\n"),
    max_size=40,
).map(lambda text: text + "\n")
KEY_NAMES = st.text(
    st.characters(categories=("Ll", "Lu", "Nd", "Po"), exclude_characters="+"), min_size=1, max_size=12
)
SIGNERS = st.builds(SigningKey, KEY_NAMES, st.binary(min_size=32, max_size=32))


@given(NOTE_TEXTS, st.lists(SIGNERS, min_size=1, max_size=3))
def test_a_signed_note_reads_back_and_holds(text, signers):
    note = sign_note(text, signers)
    read = parse_note(note.as_bytes())
    assert read == note
    keys = [signer.verifier for signer in signers]
    assert set(verify_note(read, keys)) == set(keys)
    for key in keys:
        assert VerifierKey.parse(str(key)) == key


@given(NOTE_TEXTS, st.data())
def test_a_touched_note_never_holds(text, data):
    note = bytearray(sign_note(text, [LOG]).as_bytes())
    place = data.draw(st.integers(0, len(note) - 1))
    note[place] ^= data.draw(st.integers(1, 255))
    try:
        verify_note(parse_note(bytes(note)), [LOG.verifier])
    except NoteRejected:
        return
    raise AssertionError("a touched note held")


@given(st.binary(max_size=80), st.text(LETTERS, max_size=80))
def test_any_bytes_are_a_note_a_key_an_entry_or_refused_with_a_reason(data, text):
    for read_and_write, told, refusal in (
        (lambda: parse_note(data).as_bytes(), data, NoteRejected),
        (lambda: parse_note(text.encode()).as_bytes(), text.encode(), NoteRejected),
        (lambda: parse_checkpoint(text).text(), text, NoteRejected),
        (lambda: str(VerifierKey.parse(text)), text, KeyRejected),
        (lambda: parse_entry(data).as_bytes(), data, EntryRejected),
    ):
        reason = None
        try:
            written = read_and_write()
        except refusal as refused:
            reason = str(refused.because)
        else:
            assert written == told
        assert reason != ""


# --- commitments --------------------------------------------------------------------------------

FIELD_NAMES = st.text(LETTERS, min_size=1, max_size=8).filter(lambda name: not name.startswith("@"))
VERSIONS = st.builds(
    RecordVersion,
    TEXTS,
    TEXTS,
    TEXTS,
    st.dictionaries(FIELD_NAMES, JSON_VALUES, max_size=6).map(without_twins),
)
SECRETS = st.binary(min_size=32, max_size=32)


@given(VERSIONS, SECRETS, st.data())
def test_any_fields_open_and_no_other_value_does(version, secret, data):
    statements = version.statements()
    names = data.draw(st.sets(st.sampled_from(sorted(statements))))
    commitment = commit(version, secret)
    opening = open_fields(version, secret, names)
    values = {name: statements[name] for name in names}
    verify_opening(opening, values, commitment)
    assert len(opening.digests) + len(names) >= 8
    assert (len(opening.digests) + len(names)) % 8 == 0
    if names:
        name = data.draw(st.sampled_from(sorted(names)))
        other = data.draw(JSON_VALUES)
        assume(canonical_bytes(other) != canonical_bytes(statements[name]))
        try:
            verify_opening(opening, {**values, name: other}, commitment)
        except OpeningRejected:
            return
        raise AssertionError("another value opened")


@given(VERSIONS, SECRETS, SECRETS)
def test_another_secret_gives_another_commitment(version, secret, other):
    assume(secret != other)
    assert commit(version, secret) != commit(version, other)


@given(VERSIONS, VERSIONS, SECRETS)
def test_two_versions_share_a_commitment_only_if_they_say_the_same(left, right, secret):
    same = canonical_bytes(left.statements()) == canonical_bytes(right.statements())
    assert (commit(left, secret) == commit(right, secret)) == same


# --- bundles ------------------------------------------------------------------------------------

BUNDLE = make_bundle()
PATHS = sorted(BUNDLE.files)
NAMES = st.sampled_from([*PATHS, "report/new", "new", "proof/new", "a\x1bb", "\udc80", "..", "report/../x"])


@st.composite
def mutated_bundles(draw):
    """The small bundle after a few changes of any kind."""
    files = dict(BUNDLE.files)
    for _ in range(draw(st.integers(1, 4))):
        path = draw(NAMES)
        data = files.get(path, b"")
        what = draw(st.sampled_from(["drop", "replace", "splice", "swap", "repeat"]))
        if what == "drop":
            files.pop(path, None)
        elif what == "replace":
            files[path] = draw(st.binary(max_size=60))
        elif what == "splice":
            start = draw(st.integers(0, len(data)))
            end = draw(st.integers(start, min(len(data), start + 40)))
            files[path] = data[:start] + draw(st.binary(max_size=40)) + data[end:]
        elif what == "swap":
            other = draw(NAMES)
            files[path], files[other] = files.get(other, b""), data
        else:
            files[path] = data * 2
    return files


@settings(max_examples=150)
@given(mutated_bundles(), st.booleans())
def test_no_mutated_bundle_holds_and_none_raises(files, key_is_given):
    verification = verify_bundle(FilesInMemory(files), key=LOG.verifier if key_is_given else None)
    assert verification.holds == (files == BUNDLE.files)
    assert bool(verification.proved) == verification.holds
    for language in ("kk", "ru", "en"):
        spelled = json.dumps([check.as_json(language) for check in verification.checks], ensure_ascii=False)
        spelled.encode("utf-8")
        assert "\x1b" not in spelled


@st.composite
def mutated_json(draw):
    """One proof file with one of its values, at any depth, made another JSON value."""
    path = draw(st.sampled_from([name for name in PATHS if name.endswith(".json")]))
    content = json.loads(BUNDLE.files[path])
    place = content
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = draw(st.sampled_from(keys))
        if isinstance(place[key], dict | list) and place[key] and draw(st.booleans()):
            place = place[key]
            continue
        new = draw(JSON_VALUES)
        assume(in_nfc(new) != place[key] or type(new) is not type(place[key]))
        place[key] = new
        return {**BUNDLE.files, path: canonical_bytes(content)}


@settings(max_examples=150)
@given(mutated_json())
def test_no_value_in_any_json_of_a_bundle_can_be_another(files):
    verification = verify_bundle(FilesInMemory(files))
    assert verification.holds == (files == BUNDLE.files)
