"""A sound bundle holds; one that was touched anywhere, by anyone, does not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from small_bundle import LOG, FilesInMemory, SmallLedger, make_bundle, manifest_of

from aiqyn.core.custody import (
    BundleFile,
    FormRejected,
    FoundFile,
    Manifest,
    RecordVersion,
    SigningKey,
    Unreadable,
    Verification,
    VerifierKey,
    canonical_bytes,
    file_version,
    prove_file,
    prove_records,
    verify_bundle,
)
from aiqyn.core.language import LANGUAGES, sentence

BUNDLE = make_bundle()
STRANGER = SigningKey(LOG.name, bytes(range(7, 39)))


def verified(files: dict[str, bytes], **options) -> Verification:
    return verify_bundle(FilesInMemory(files), **options)


def outcomes(verification: Verification) -> dict[str, str]:
    return {check.name: check.outcome for check in verification.checks}


def failed(verification: Verification) -> set[str]:
    return {check.name for check in verification.checks if check.outcome == "failed"}


def reasons(verification: Verification) -> str:
    return "\n".join(
        f"{fault.file} {fault.field} {fault.found} {fault.accepted} {fault.because}"
        for check in verification.checks
        for fault in check.faults
    )


# --- what holds ---------------------------------------------------------------------------------


def test_a_sound_bundle_holds_and_says_what_it_does_not_prove():
    verification = verified(BUNDLE.files)
    assert verification.holds
    assert outcomes(verification) == {
        "folder": "held",
        "manifest": "held",
        "files": "held",
        "key": "not-checked",
        "checkpoint": "held",
        "earlier": "held",
        "release": "held",
        "publication": "held",
        "records": "held",
        "timestamp": "not-checked",
    }
    proved = " ".join(map(str, verification.proved))
    assert "3 of 3" in proved
    assert "6 of 7" in proved
    assert "2026-03-01 09:08:00 UTC" in proved
    open_questions = " ".join(map(str, verification.not_proved))
    assert "Whose key this is" in open_questions
    assert "the inquiry's own" in open_questions
    assert "is true" in open_questions


def test_with_the_key_given_from_outside_its_owner_is_no_open_question():
    verification = verified(BUNDLE.files, key=LOG.verifier)
    assert verification.holds
    assert outcomes(verification)["key"] == "held"
    assert "Whose key" not in " ".join(map(str, verification.not_proved))


def test_a_bundle_with_no_earlier_checkpoint_and_no_records_holds():
    ledger = SmallLedger()
    release = canonical_bytes({"records": {}})
    ledger.record(file_version("release", "r", "m", release), "release")
    manifest = manifest_of({"release.json": release})
    ledger.record(file_version("publication", "p", "m", manifest), "publish")
    files = {"release.json": release, "manifest.json": manifest, **proofs_of(ledger, 0, 1)}
    verification = verified(files, key=LOG.verifier)
    assert verification.holds, reasons(verification)
    assert outcomes(verification)["earlier"] == "not-checked"


def proofs_of(ledger: SmallLedger, release: int, publication: int, records=(), earlier=()) -> dict:
    from aiqyn.core.custody import proof_files

    size, nodes = ledger.size, ledger.nodes
    return dict(
        proof_files(
            key=ledger.signer.verifier,
            checkpoint=ledger.sign(),
            earlier=earlier,
            release=prove_file(*ledger.recorded[release], index=release, size=size, nodes=nodes),
            publication=prove_file(*ledger.recorded[publication], index=publication, size=size, nodes=nodes),
            records=prove_records(records, size=size, nodes=nodes),
        )
    )


def test_progress_is_told_and_reaches_its_end():
    told = []
    verified(BUNDLE.files, progress=lambda done, total, what: told.append((done, total, what)))
    total = sum(len(data) for path, data in BUNDLE.files.items() if path.startswith(("rel", "rep")))
    assert (total, total, "files") in told
    assert (3, 3, "records") in told


# --- every byte ---------------------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted(BUNDLE.files))
def test_changing_one_byte_of_any_file_makes_verification_fail(path):
    data = BUNDLE.files[path]
    for place in range(len(data)):
        for flipped in (1 << place % 8,) if len(data) > 200 else (1 << bit for bit in range(8)):
            touched = bytearray(data)
            touched[place] ^= flipped
            verification = verified({**BUNDLE.files, path: bytes(touched)})
            assert not verification.holds, (path, place, flipped)
            assert failed(verification)
            assert not verification.proved


@pytest.mark.parametrize("path", sorted(BUNDLE.files))
def test_cutting_or_lengthening_any_file_makes_verification_fail(path):
    data = BUNDLE.files[path]
    for touched in (
        b"",
        data[:-1],
        data[1:],
        data + b"\n",
        data + b"\0",
        data + data,
        b"\xef\xbb\xbf" + data,
    ):
        assert failed(verified({**BUNDLE.files, path: touched})), (path, touched[:20])


@pytest.mark.parametrize("path", sorted(BUNDLE.files))
def test_a_missing_file_makes_verification_fail_and_is_named(path):
    files = {name: data for name, data in BUNDLE.files.items() if name != path}
    verification = verified(files)
    assert not verification.holds
    assert failed(verification)
    assert path in reasons(verification)


@pytest.mark.parametrize(
    "path", ["x", "report/x", "report/kk/x", "proof/x", "proof/x/y", "Manifest.json", "manifest.json.bak"]
)
def test_a_file_too_many_makes_verification_fail_and_is_named(path):
    verification = verified({**BUNDLE.files, path: b""})
    assert not verification.holds
    assert "files" in failed(verification)
    assert f"{path} None" in reasons(verification)


def test_a_renamed_file_makes_verification_fail():
    for path in BUNDLE.files:
        files = {(name + "2" if name == path else name): data for name, data in BUNDLE.files.items()}
        assert not verified(files).holds, path


def test_two_files_that_have_changed_places_make_verification_fail():
    paths = sorted(BUNDLE.files)
    for left in paths:
        for right in paths:
            if left < right:
                swapped = {**BUNDLE.files, left: BUNDLE.files[right], right: BUNDLE.files[left]}
                assert not verified(swapped).holds, (left, right)


def test_a_part_of_another_bundle_of_the_same_ledger_makes_verification_fail():
    other = make_bundle(extra_entries=6)
    assert verified(other.files).holds
    for path in BUNDLE.files:
        if other.files[path] != BUNDLE.files[path]:
            assert not verified({**BUNDLE.files, path: other.files[path]}).holds, path


# --- forgers ------------------------------------------------------------------------------------


def test_a_bundle_forged_whole_under_a_key_of_the_same_name_is_unmasked_by_the_given_key():
    ledger = SmallLedger(STRANGER)
    release = canonical_bytes({"records": {}})
    ledger.record(file_version("release", "r", "m", release), "release")
    manifest = manifest_of({"release.json": release})
    ledger.record(file_version("publication", "p", "m", manifest), "publish")
    files = {"release.json": release, "manifest.json": manifest, **proofs_of(ledger, 0, 1)}
    assert verified(files).holds
    verification = verified(files, key=LOG.verifier)
    assert {"key", "checkpoint"} <= failed(verification)
    assert str(LOG.verifier) in reasons(verification)


def test_a_signature_that_nobody_can_check_has_no_place_in_a_bundle():
    checkpoint = BUNDLE.files["proof/checkpoint"]
    stranger = SigningKey("witness.example", bytes(32)).sign("anything\n").line().encode()
    verification = verified({**BUNDLE.files, "proof/checkpoint": checkpoint + stranger})
    assert failed(verification) == {"checkpoint"}
    assert "can't be checked" in reasons(verification)


def touched_json(path: str, change) -> dict[str, bytes]:
    """The bundle with one proof file changed and spelled canonically again."""
    content = json.loads(BUNDLE.files[path])
    change(content)
    return {**BUNDLE.files, path: canonical_bytes(content)}


@pytest.mark.parametrize(
    ("path", "change", "check", "because"),
    [
        ("proof/release.proof.json", lambda c: c.update(id="other"), "release", "not what was committed"),
        ("proof/release.proof.json", lambda c: c.update(index=9), "release", "another root"),
        ("proof/release.proof.json", lambda c: c.update(index=11), "release", "does not exist"),
        ("proof/release.proof.json", lambda c: c.update(index=True), "release", "whole number"),
        ("proof/release.proof.json", lambda c: c.update(index=-1), "release", "whole number"),
        ("proof/release.proof.json", lambda c: c["proof"].pop(), "release", "hashes in the proof: 2"),
        ("proof/release.proof.json", lambda c: c["proof"].append("AAAA"), "release", "32 bytes in base64"),
        ("proof/release.proof.json", lambda c: c["entry"].update(action="publish"), "release", "“release”"),
        ("proof/release.proof.json", lambda c: c["entry"].pop("at"), "release", "exactly the keys"),
        ("proof/release.proof.json", lambda c: c["opened"].pop("@id"), "release", "@id, @kind, sha256"),
        ("proof/release.proof.json", lambda c: c.update(opened=[]), "release", "salts by field"),
        ("proof/release.proof.json", lambda c: c.update(format="x"), "release", "aiqyn-file-proof/1"),
        ("proof/release.proof.json", lambda c: c.update(extra=1), "release", "exactly the keys"),
        ("proof/publication.proof.json", lambda c: c["digests"].reverse(), "publication", "ascending"),
        ("proof/earlier.proof.json", lambda c: c["checkpoints"].reverse(), "earlier", "order of their sizes"),
        (
            "proof/earlier.proof.json",
            lambda c: c["checkpoints"].clear(),
            "release",
            "checkpoint is in the bundle",
        ),
        (
            "proof/earlier.proof.json",
            lambda c: c["checkpoints"].append(dict(c["checkpoints"][-1])),
            "earlier",
            "each once",
        ),
        (
            "proof/earlier.proof.json",
            lambda c: c["checkpoints"][0].update(checkpoint=1),
            "earlier",
            "as a text",
        ),
        ("proof/earlier.proof.json", lambda c: c.update(checkpoints={}), "earlier", "a list"),
        ("proof/records.proof.json", lambda c: c["records"].reverse(), "records", "order of their entries"),
        ("proof/records.proof.json", lambda c: c["records"].pop(), "records", "hashes in the proof"),
        (
            "proof/records.proof.json",
            lambda c: c["records"][0].update(kind="events"),
            "records",
            "no such record",
        ),
        ("proof/records.proof.json", lambda c: c["records"][0].update(id="P2"), "records", "no such record"),
        (
            "proof/records.proof.json",
            lambda c: c["records"][0]["opened"].update(contact=c["records"][0]["opened"]["name"]),
            "records",
            "does not tell the field “contact”",
        ),
        (
            "proof/records.proof.json",
            lambda c: c["records"][1]["opened"].update({"@id": c["records"][0]["opened"]["@id"]}),
            "records",
            "not what was committed",
        ),
        (
            "proof/records.proof.json",
            lambda c: c["records"][0]["opened"].pop("@kind"),
            "records",
            "salt of @kind",
        ),
        (
            "proof/records.proof.json",
            lambda c: c["records"][0]["entry"].update(action="remove"),
            "records",
            "which records nothing",
        ),
    ],
)
def test_a_proof_file_touched_with_care_is_refused_with_its_reason(path, change, check, because):
    verification = verified(touched_json(path, change))
    assert check in failed(verification)
    assert because in reasons(verification)


def changed_records(**changes) -> dict:
    records = json.loads(BUNDLE.files["release.json"])["records"]
    for place, value in changes.items():
        kind, record, name = place.split("__")
        records[kind][record.replace("_", "-")][name] = value
    return records


def test_the_inquiry_itself_can_not_publish_another_value_than_the_recorded_one():
    """All signed and logged by the right key; only the record's own commitment tells."""
    bundle = make_bundle(release_changes={"records": changed_records(persons__P1__status="official")})
    verification = verified(bundle.files, key=LOG.verifier)
    assert failed(verification) == {"records"}
    assert "persons P1" in reasons(verification)
    assert "not what was committed to" in reasons(verification)


@pytest.mark.parametrize(
    ("changes", "because"),
    [
        ({"id": "second"}, "the release's id, second"),
        ({"ledger": {"origin": LOG.name, "size": 8, "root": "00" * 32}}, "checkpoint is in the bundle"),
        ({"ledger": {"origin": "another", "size": 8, "root": "00" * 32}}, "checkpoint is in the bundle"),
        ({"ledger": "none"}, "checkpoint is in the bundle"),
        ({"records": []}, "records by kind, id and field"),
        ({"records": {"persons": []}}, "records by kind, id and field"),
        ({"records": {"persons": {"P1": []}}}, "records by kind, id and field"),
    ],
)
def test_a_release_that_contradicts_its_proofs_is_refused(changes, because):
    verification = verified(make_bundle(release_changes=changes).files)
    assert "release" in failed(verification)
    assert because in reasons(verification)


def test_a_record_put_on_the_ledger_after_the_release_proves_nothing_for_it():
    ledger = SmallLedger()
    release = canonical_bytes({"records": {"persons": {"P1": {"a": 1}}}})
    ledger.record(file_version("release", "r", "m", release), "release")
    late = ledger.record(RecordVersion("persons", "P1", "m", {"a": 1}))
    manifest = manifest_of({"release.json": release})
    publication = ledger.record(file_version("publication", "p", "m", manifest), "publish")
    proofs = proofs_of(ledger, 0, publication, [ledger.recorded_version(late, ("a",))])
    verification = verified({"release.json": release, "manifest.json": manifest, **proofs})
    assert failed(verification) == {"records"}
    assert "not from before the release" in reasons(verification)


def test_a_publication_that_is_older_than_its_release_is_refused():
    ledger = SmallLedger()
    release = canonical_bytes({"records": {}})
    manifest = manifest_of({"release.json": release})
    ledger.record(file_version("publication", "p", "m", manifest), "publish")
    ledger.record(file_version("release", "r", "m", release), "release")
    files = {"release.json": release, "manifest.json": manifest, **proofs_of(ledger, 1, 0)}
    verification = verified(files)
    assert failed(verification) == {"publication"}
    assert "after that of the release" in reasons(verification)


def test_a_release_that_says_it_was_made_from_a_later_ledger_is_refused():
    """Its state is signed and in the bundle, but holds the release itself."""
    ledger = SmallLedger()
    for number in range(3):
        ledger.record(RecordVersion("sources", f"S{number}", "m", {}))
    head = ledger.nodes.range.head()
    told = {"origin": LOG.name, "size": 3, "root": head.root.hex()}
    release = canonical_bytes({"records": {}, "ledger": told})
    assert verified_release_at(ledger, release) == set()
    early = SmallLedger()
    index = early.record(file_version("release", "r", "m", release), "release")
    assert index == 0
    assert "release" in verified_release_at(early, release, release_index=0)


def verified_release_at(ledger: SmallLedger, release: bytes, release_index: int | None = None) -> set[str]:
    from aiqyn.core.custody import EarlierCheckpoint, parse_checkpoint, prove_consistency

    ledger.sign()
    if release_index is None:
        release_index = ledger.record(file_version("release", "r", "m", release), "release")
    manifest = manifest_of({"release.json": release})
    publication = ledger.record(file_version("publication", "p", "m", manifest), "publish")
    earlier = [
        EarlierCheckpoint(
            note.as_bytes(),
            prove_consistency(parse_checkpoint(note.text).head.size, ledger.size, ledger.nodes),
        )
        for note in ledger.notes
    ]
    files = {
        "release.json": release,
        "manifest.json": manifest,
        **proofs_of(ledger, release_index, publication, earlier=earlier),
    }
    return failed(verified(files))


# --- what a bundle does not tell ----------------------------------------------------------------


def test_a_bundle_holds_no_word_of_what_the_release_withholds():
    everything = b"\n".join(BUNDLE.files.values()).decode("utf-8", "replace")
    for secret in ("+7 700", "contact", "aidos-the-witness", "almaty-1", "member-1", "member-2", "withheld"):
        assert secret not in everything
    assert '"age"' not in everything


def test_no_secret_of_a_version_is_in_the_bundle():
    import base64

    everything = b"".join(BUNDLE.files.values())
    for _, secret, _ in BUNDLE.ledger.recorded:
        for spelled in (secret, secret.hex().encode(), base64.b64encode(secret)):
            assert spelled not in everything


# --- names and manifests ------------------------------------------------------------------------

UNSAFE = [
    "",
    "/etc/passwd",
    "../up",
    "report/../../up",
    "report/./x",
    "report//x",
    "report/",
    "report\\x",
    "C:x",
    "report/a\nb",
    "report/a\x00b",
    "report/a\x1b[2Jb",
    "report/a\u202eb",
    "report/a\u200bb",
    "report/A\u030a",
    "report/\udc80",
    "report/x.",
    "report/x ",
    "report/ x",
    "report/NUL",
    "report/con.txt",
    "report/COM1.html",
    "report/what?",
    "a" * 256,
    "/".join(["abc"] * 300),
]


@pytest.mark.parametrize("path", UNSAFE)
def test_a_path_that_could_mean_another_file_somewhere_is_refused(path):
    release = BundleFile("release.json", bytes(32), 0)
    with pytest.raises(FormRejected):
        Manifest("i", {"en": "T"}, (release, BundleFile(path, bytes(32), 0))).as_bytes()
    verification = verify_bundle(FilesInMemory({**BUNDLE.files, path: b"x"}))
    assert {"folder", "files"} <= failed(verification)


@pytest.mark.parametrize(
    "paths",
    [
        ("report/a", "report/A"),
        ("report/straße", "report/STRASSE"),
        ("report", "report/a"),
        ("Proof", "release.json"),
        ("proof/x", "release.json"),
        ("manifest.json", "release.json"),
        ("MANIFEST.json", "release.json"),
        ("report/a", "report/a"),
    ],
)
def test_names_that_collide_on_some_system_are_refused(paths):
    files = [BundleFile(path, bytes(32), 0) for path in {*paths, "release.json"} if paths[0] != paths[1]]
    files = files or [BundleFile(path, bytes(32), 0) for path in (*paths, "release.json")]
    with pytest.raises(FormRejected):
        Manifest("i", {"en": "T"}, tuple(files)).as_bytes()


def test_file_names_in_kazakh_and_russian_are_welcome():
    files = {
        "release.json": b"{}",
        "report/қазақша/есеп.html": b"x",
        "report/по-русски/отчёт 2.pdf": b"y",
    }
    assert manifest_of(files)


def test_two_names_in_the_folder_that_one_system_takes_for_one_are_reported():
    verification = verified({**BUNDLE.files, "report/INDEX.html": b"x"})
    assert "report/index.html a name that means the same on every system some systems take it for" in (
        reasons(verification)
    )


@pytest.mark.parametrize(
    ("inquiry", "title", "files"),
    [
        ("", {"en": "T"}, ("release.json",)),
        ("i\n", {"en": "T"}, ("release.json",)),
        ("i", {}, ("release.json",)),
        ("i", {"English": "T"}, ("release.json",)),
        ("i", {"en": ""}, ("release.json",)),
        ("i", {"en": "a\x1b[2J"}, ("release.json",)),
        ("i", {"en": "a\u202eb"}, ("release.json",)),
        ("i", {"en": "T"}, ()),
        ("i", {"en": "T"}, ("report/x",)),
    ],
)
def test_a_manifest_that_nobody_could_read_is_not_written(inquiry, title, files):
    with pytest.raises(FormRejected):
        Manifest(inquiry, title, tuple(BundleFile(path, bytes(32), 0) for path in files)).as_bytes()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_manifest_refused_before_it_is_written_says_where_and_what_would_be_right(language):
    with pytest.raises(FormRejected) as refused:
        Manifest("i", {"ru": "две\nстроки"}, (BundleFile("release.json", bytes(32), 0),)).as_bytes()
    assert "title.ru" in refused.value.because.in_language(language)
    assert "1000" in refused.value.because.in_language(language)


def test_a_title_may_hold_what_good_type_setting_needs():
    title = {"ru": "Январь 2022\u00a0года — «Қаңтар»"}
    assert Manifest("i", title, (BundleFile("release.json", bytes(32), 0),)).as_bytes()


# --- what stands in a file's place --------------------------------------------------------------


class Listed(FilesInMemory):
    """A folder with one thing in it that is no file."""

    def __init__(self, files, extra: FoundFile) -> None:
        super().__init__(files)
        self.extra = extra

    def listing(self):
        return [*(found for found in super().listing() if found.path != self.extra.path), self.extra]


@pytest.mark.parametrize("kind", ["link", "empty-folder", "other"])
@pytest.mark.parametrize("path", ["report/index.html", "new", "proof/key", "manifest.json"])
def test_what_is_no_file_has_no_place_in_a_bundle(kind, path):
    verification = verify_bundle(Listed(BUNDLE.files, FoundFile(path, kind)))
    assert not verification.holds
    assert "folder" in failed(verification)


class Failing(FilesInMemory):
    """A folder on a disk that fails at one file, or cannot be listed at all."""

    def __init__(self, files, path: str | None) -> None:
        super().__init__(files)
        self.path = path

    def listing(self):
        if self.path is None:
            raise Unreadable(sentence("there is no such file"))
        return super().listing()

    def chunks(self, path):
        if path == self.path:
            yield self.files[path][:1]
            raise Unreadable(sentence("there is no such file"))
        yield from super().chunks(path)


@pytest.mark.parametrize("path", [None, *sorted(BUNDLE.files)])
def test_a_file_that_can_not_be_read_makes_verification_fail_and_is_named(path):
    verification = verify_bundle(Failing(BUNDLE.files, path))
    assert not verification.holds
    assert (path or "") in reasons(verification)
    assert "there is no such file" in reasons(verification)


def test_a_small_file_that_never_ends_is_not_read_to_its_end():
    class Endless(FilesInMemory):
        def chunks(self, path):
            if path != "proof/key":
                yield from super().chunks(path)
                return
            for _ in range(1000):
                yield b"x" * 1024
            raise AssertionError("read on and on")

    verification = verify_bundle(Endless(BUNDLE.files))
    assert "key" in failed(verification)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_can_be_worded_in_every_language(language):
    broken = dict.fromkeys(BUNDLE.files, b"{}")
    for files in (BUNDLE.files, broken, {}, {**BUNDLE.files, "proof/key": b"x", "a\x00": b""}):
        verification = verified(files)
        for told in (*verification.proved, *verification.not_proved):
            assert told.in_language(language)
        for check in verification.checks:
            assert check.as_json(language)["says"]


def test_an_empty_folder_fails_without_proving_anything():
    verification = verified({})
    assert not verification.holds
    assert not verification.proved
    assert "nothing" in reasons(verification)


# --- the published probe ------------------------------------------------------------------------

PROBE = json.loads(
    (Path(__file__).parents[1] / "probes" / "custody" / "small-bundle.json").read_text(encoding="utf-8")
)
PROBED_FILES = {
    path: bytes.fromhex(told["hex"]) if "hex" in told else told["text"].encode()
    for path, told in PROBE["files"].items()
}


def test_bundles_already_published_stay_readable_and_are_written_the_same_today():
    assert verified(PROBED_FILES, key=VerifierKey.parse(PROBE["key"])).holds
    assert make_bundle().files == PROBED_FILES


@pytest.mark.parametrize("probe", PROBE["probes"], ids=lambda probe: probe["probe"])
def test_each_probe_fails_in_the_checks_that_it_names(probe):
    files = dict(PROBED_FILES)
    for path, before, after in probe["replace"]:
        assert before.encode() in files[path]
        files[path] = files[path].replace(before.encode(), after.encode(), 1)
    verification = verified(files)
    assert failed(verification) == set(probe["fails"])
    assert verification.holds == (not probe["fails"])
