"""Making a bundle: the report from a release, then the proofs from the ledger, then a check of it all."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from aiqyn.core.custody import BundleFile, Manifest
from aiqyn.core.disclosure import Release, release_json
from aiqyn.publication import publish
from aiqyn.registry.services import record_publication

__all__ = ["MadeBundle", "publish_bundle"]

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class MadeBundle:
    """Where things were written.

    Attributes:
        report: The site, with the PDFs beside its pages.
        bundle: What `aiqyn verify` checks; holds the report once more.
    """

    report: Path
    bundle: Path


def publish_bundle(release: Release, out: Path, *, by: str, progress: Progress | None = None) -> MadeBundle:
    """Write the report of a release to `out/report` and its bundle to `out/bundle`.

    Everything is made in a folder beside its place and moved there when it is whole.

    Args:
        release: Sealed.
        out: Made if missing; `report` and `bundle` in it must not exist.
        by: The member who publishes.
        progress: Told (done, total, what).
    """
    out.mkdir(parents=True, exist_ok=True)
    unfinished = out / f".unfinished-{os.getpid()}"
    shutil.rmtree(unfinished, ignore_errors=True)
    bundle = unfinished / "bundle"
    bundle.mkdir(parents=True)
    try:
        publish(release, bundle / "report", progress=progress)
        (bundle / "release.json").write_bytes(release_json(release))
        manifest = Manifest(
            inquiry=release.inquiry.id,
            title=release.inquiry.title.as_mapping(),
            files=tuple(_file(path, bundle) for path in sorted(bundle.rglob("*")) if path.is_file()),
        ).as_bytes()
        proofs = record_publication(release.id, manifest, by=by)
        (bundle / "manifest.json").write_bytes(manifest)
        for name, content in proofs.files.items():
            target = bundle / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        _check(bundle)
        shutil.copytree(bundle / "report", unfinished / "report")
        for name in ("report", "bundle"):
            (unfinished / name).rename(out / name)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return MadeBundle(out / "report", out / "bundle")


def _file(path: Path, bundle: Path) -> BundleFile:
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").digest()
    return BundleFile(path.relative_to(bundle).as_posix(), digest, path.stat().st_size)


class BundleDoesNotHold(RuntimeError):
    """What was just made does not verify: a defect of ours, and it must not leave the house."""


def _check(bundle: Path) -> None:
    from aiqyn.core.custody import verify_bundle
    from aiqyn.exchange.bundle_folder import BundleFolder

    verification = verify_bundle(BundleFolder(bundle))
    if not verification.holds:
        raise BundleDoesNotHold("; ".join(str(check) for check in verification.checks))
