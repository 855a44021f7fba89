"""Making a bundle: the report from a release, then the proofs from the ledger, then a check of it all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from aiqyn.core.custody import Manifest, verify_bundle
from aiqyn.core.disclosure import Release, release_json
from aiqyn.exchange.bundle_folder import BundleFolder, hash_files
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
            files=hash_files(bundle),
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


class BundleDoesNotHold(RuntimeError):
    """What was just made does not verify: a defect of ours, and it must not leave the house."""


def _check(bundle: Path) -> None:
    verification = verify_bundle(BundleFolder(bundle))
    if not verification.holds:
        faults = [
            f"{fault.file}: {fault.accepted}" for check in verification.checks for fault in check.faults
        ]
        raise BundleDoesNotHold("; ".join(faults))
