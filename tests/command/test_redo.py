"""`aiqyn redo`: a stranger makes the estimates of a bundle again, from nothing but the bundle."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from factories import a_release
from typer.testing import CliRunner, Result

from aiqyn.cli.application import application
from aiqyn.core.custody import canonical_bytes
from aiqyn.core.disclosure import release_json
from aiqyn.core.language import LANGUAGES
from aiqyn.exchange import estimating


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """A bundle as far as its release goes; whether it was altered is another command's business."""
    folder = tmp_path / "bundle"
    folder.mkdir()
    (folder / "release.json").write_bytes(release_json(a_release()))
    return folder


def run(*arguments: str | Path, language: str = "en") -> Result:
    words = [str(argument) for argument in arguments]
    result = CliRunner().invoke(application, ["redo", *words, "--language", language])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def change(bundle: Path, **of_result: object) -> None:
    """Forge a release whose estimate says something else."""
    told = json.loads((bundle / "release.json").read_bytes())
    told["estimates"]["unlisted"] |= of_result
    (bundle / "release.json").write_bytes(canonical_bytes(told))


def first_estimate(bundle: Path) -> dict[str, object]:
    return json.loads((bundle / "release.json").read_bytes())["estimates"]["unlisted"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_estimate_is_made_again_from_the_bundle_alone_and_is_equal(bundle, language):
    result = run(bundle, language=language)
    assert result.exit_code == 0, result.stdout
    words = {"en": "to the last digit", "ru": "до последней цифры", "kk": "соңғы цифрына дейін"}
    assert words[language] in " ".join(result.stdout.split())


def test_the_release_alone_is_enough_and_json_says_the_same(bundle):
    found = json.loads(run(bundle / "release.json", "--json").stdout)
    assert found["release"] == "small-1"
    (one,) = found["estimations"]
    assert (one["id"], one["redone"], one["equal"], one["holds"], one["versions"]) == (
        "unlisted",
        True,
        True,
        True,
        {},
    )


def test_a_published_number_that_the_counts_do_not_give_is_found(bundle):
    estimates = first_estimate(bundle)["estimates"]
    estimates[0]["median"] += 1
    change(bundle, estimates=estimates)
    result = run(bundle)
    assert result.exit_code == 1
    told = " ".join(result.stdout.split())
    assert "DIFFERS from what was published, with the same programs" in told
    assert f"published {estimates[0]['median']}, here {estimates[0]['median'] - 1}" in told


def test_other_versions_are_told_and_numbers_that_agree_hold(bundle):
    estimates = first_estimate(bundle)["estimates"]
    estimates[0]["median"] += 1
    change(bundle, estimates=estimates, versions={**first_estimate(bundle)["versions"], "numpy": "1.0"})
    result = run(bundle)
    assert result.exit_code == 0
    assert "numpy: published with 1.0, here" in result.stdout
    assert "the numbers agree" in " ".join(result.stdout.split())


def test_other_versions_do_not_excuse_another_number(bundle):
    estimates = first_estimate(bundle)["estimates"]
    estimates[0]["high"] *= 2
    change(bundle, estimates=estimates, versions={**first_estimate(bundle)["versions"], "numpy": "1.0"})
    result = run(bundle)
    assert result.exit_code == 1
    assert "beyond the tolerance" in " ".join(result.stdout.split())


def test_counts_that_are_withheld_can_not_be_estimated_again_and_it_says_so(bundle):
    told = json.loads((bundle / "release.json").read_bytes())
    del told["records"]["estimations"]["unlisted"]["counts"]
    (bundle / "release.json").write_bytes(canonical_bytes(told))
    result = run(bundle)
    assert result.exit_code == 3
    assert "withholds the counts" in " ".join(result.stdout.split())
    assert json.loads(run(bundle, "--json").stdout)["estimations"] == [{"id": "unlisted", "redone": False}]


def test_a_release_without_estimates_has_nothing_to_make_again(bundle):
    told = json.loads((bundle / "release.json").read_bytes())
    del told["estimates"]
    (bundle / "release.json").write_bytes(canonical_bytes(told))
    assert run(bundle).exit_code == 3


@pytest.mark.parametrize("content", [b"", b"{", b'{"format":"aiqyn-release/1"}'])
def test_what_is_no_release_is_told_with_its_faults(bundle, content):
    (bundle / "release.json").write_bytes(content)
    result = run(bundle)
    assert result.exit_code == 1
    assert "Nothing was estimated." in result.stderr


def test_a_missing_bundle_and_a_link_in_its_place_are_no_bundle(tmp_path, bundle):
    assert run(tmp_path / "nothing").exit_code == 2
    (tmp_path / "release.json").symlink_to(bundle / "release.json")
    assert run(tmp_path / "release.json").exit_code == 2


def test_without_the_parts_that_estimates_need_it_says_what_to_install(bundle, monkeypatch):
    monkeypatch.setattr(estimating, "find_spec", lambda name: None)
    result = run(bundle)
    assert result.exit_code == 1
    assert "pip install 'aiqyn[estimation]'" in " ".join(result.stderr.split())
