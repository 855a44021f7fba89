"""The reference of the commands says what the commands do, and the commands do what it says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import pytest
from repository import ROOT

from aiqyn.cli.promises import EXIT_CODES, PROMISES
from aiqyn.cli.reference import Command, all_commands
from aiqyn.core.language import LANGUAGES

if TYPE_CHECKING:
    from installed_package import Clone

REFERENCE = ROOT / "docs" / "reference" / "commands.md"
EXAMPLE = ROOT / "examples" / "january-2022"
COMMANDS = all_commands()
RUNNABLE = [command for command in COMMANDS if not command.is_group]


def run(*arguments: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
    code = "from aiqyn.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        env={**os.environ, "AIQYN_LANGUAGE": "en", **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def named(command: Command) -> str:
    return command.path or "aiqyn"


def test_the_reference_is_what_the_commands_say_whatever_language_its_maker_speaks() -> None:
    command = [sys.executable, "-m", "aiqyn.cli.reference", "--check", str(REFERENCE)]
    environment = {**os.environ, "AIQYN_LANGUAGE": "kk", "COLUMNS": "40"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_reference_that_says_anything_else_is_noticed(tmp_path: Path) -> None:
    older = tmp_path / "commands.md"
    older.write_text(
        REFERENCE.read_text(encoding="utf-8").replace("aiqyn verify", "aiqyn check"), encoding="utf-8"
    )
    command = [sys.executable, "-m", "aiqyn.cli.reference", "--check", str(older)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "make commands" in done.stderr


@pytest.mark.parametrize("command", COMMANDS, ids=named)
def test_every_command_and_every_option_has_help(command: Command) -> None:
    assert command.help
    assert [names for names, text in command.parameters if not text.removesuffix("[required]").strip()] == []


@pytest.mark.parametrize("command", RUNNABLE, ids=named)
def test_every_command_is_in_the_reference_with_its_promises(command: Command) -> None:
    text = REFERENCE.read_text(encoding="utf-8")
    assert f"# aiqyn {command.path}\n" in text
    promise = PROMISES[command.path]
    assert set(promise.exits) <= set(EXIT_CODES)
    has_json = any(names == "--json" for names, _ in command.parameters)
    assert bool(promise.json) is has_json


def test_the_reference_promises_nothing_of_commands_that_there_are_not() -> None:
    assert set(PROMISES) == {command.path for command in RUNNABLE}


def help_in(language: str) -> dict[str, list[str]]:
    """Everything that `--help` says, by the command's path."""
    code = (
        "import json; from aiqyn.cli.reference import all_commands as all; "
        "print(json.dumps({c.path: [c.help, *(text for _, text in c.parameters)] for c in all()}))"
    )
    environment = {**os.environ, "AIQYN_LANGUAGE": language}
    command = [sys.executable, "-c", code]
    return json.loads(subprocess.run(command, env=environment, capture_output=True, check=True).stdout)


def test_help_is_given_in_three_languages() -> None:
    told = {language: help_in(language) for language in LANGUAGES}
    for command in COMMANDS:
        for texts in zip(*(told[language][command.path] for language in LANGUAGES), strict=True):
            assert len(set(texts)) == len(LANGUAGES), texts


# ------------------------------------------------------------ JSON keys


def paths(value: Any, at: str = "") -> Iterator[str]:
    """The paths of all that a JSON value holds: `conflicts[].figures[]`."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from paths(inner, f"{at}.{key}" if at else key)
    elif isinstance(value, list):
        for inner in value:
            yield from paths(inner, f"{at}[]")
    else:
        yield at


def fits(path: str, promised: str) -> bool:
    """Whether a path is the promised one; what is null or empty has no parts."""
    if promised.endswith(".**"):
        return path.startswith(promised.removesuffix(".**"))
    parts, wanted = path.split("."), promised.split(".")
    return len(parts) <= len(wanted) and all(
        part == want or (want.startswith("*") and part.endswith(want[1:]))
        for part, want in zip(parts, wanted, strict=False)
    )


def assert_promised(command: str, form: int, told: Any) -> None:
    promise = PROMISES[command].json[form]
    promised = promise.keys
    surprises = {path for path in paths(told) if not any(fits(path, key) for key in promised)}
    assert surprises == set(), "keys that the reference does not name"
    tops = {key.split(".")[0].removesuffix("[]") for key in promised}
    if isinstance(told, dict):
        assert set(told) | set(promise.may_lack) == tops, (
            "keys that the reference names and the command does not tell"
        )


def test_figures_check_tells_the_keys_that_the_reference_promises() -> None:
    done = run("figures", "check", EXAMPLE / "figures.yaml", "--json")
    assert done.returncode == 0, done.stderr
    assert_promised("figures check", 0, json.loads(done.stdout))


COUNTS = """\
stratum_region,letters,hospital,court,count
{north}
{south}
"""
CELLS = ("1,0,0,120", "0,1,0,95", "0,0,1,80", "1,1,0,30", "1,0,1,25", "0,1,1,20", "1,1,1,8")


def test_estimate_tells_the_keys_that_the_reference_promises(tmp_path: Path) -> None:
    strata = {region: "\n".join(f"{region},{cell}" for cell in CELLS) for region in ("north", "south")}
    (tmp_path / "divided.csv").write_text(COUNTS.format(**strata), encoding="utf-8")
    whole = "\n".join(["letters,hospital,court,count", *CELLS]) + "\n"
    (tmp_path / "whole.csv").write_text(whole, encoding="utf-8")
    for name in ("divided.csv", "whole.csv"):
        done = run("estimate", tmp_path / name, "--method", "chao", "--json")
        assert done.returncode == 0, done.stderr
        assert_promised("estimate", 0, json.loads(done.stdout))


def test_names_compare_tells_the_keys_that_the_reference_promises(tmp_path: Path) -> None:
    pairs = tmp_path / "pairs.csv"
    pairs.write_text("name_a,name_b\nОспанов Серік Асқарұлы,Ospanov S.\n", encoding="utf-8")
    for form, arguments in enumerate(((), ("--out", tmp_path / "scored.csv"))):
        done = run("names", "compare", pairs, *arguments, "--json")
        assert done.returncode == 0, done.stderr
        assert_promised("names compare", form, json.loads(done.stdout))


def test_rosters_read_tells_the_keys_that_the_reference_promises(tmp_path: Path) -> None:
    families = tmp_path / "families.csv"
    families.write_text("ФИО;Возраст\nАхмeтов Серік;сто\n", encoding="utf-8")
    done = run("rosters", "read", families, "--json")
    assert done.returncode == 1
    told = json.loads(done.stdout)
    assert told["lists"][0]["faults"]
    assert told["lists"][0]["remarks"]
    assert_promised("rosters read", 0, told)


def test_faults_have_the_keys_that_the_reference_promises(tmp_path: Path) -> None:
    (tmp_path / "figures.yaml").write_text("measures: 3\n", encoding="utf-8")
    done = run("figures", "check", tmp_path / "figures.yaml", "--json")
    assert done.returncode == 1
    assert_promised("figures check", 1, json.loads(done.stdout))


def test_import_check_tells_the_keys_that_the_reference_promises() -> None:
    done = run("import", EXAMPLE, "--check", "--json")
    assert done.returncode == 0, done.stderr
    assert_promised("import", 1, json.loads(done.stdout))


class TestOnAnInquiry:
    """The keys that commands tell of an inquiry: the one that the demo leaves."""

    pytestmark: ClassVar = [pytest.mark.slow, pytest.mark.xdist_group("documents")]

    @pytest.fixture
    def told(self, in_a_copy: Clone):
        opened = f"--home demo/home --passphrase-file {in_a_copy.passphrase.name} --json"

        def tell(command: str, *, is_opened: bool = True) -> Any:
            done = in_a_copy.run(f"aiqyn {command} {opened if is_opened else '--json'}")
            assert done.returncode == 0, done.stdout + done.stderr
            return json.loads(done.stdout)

        return tell

    def test_verify_tells_the_keys_that_the_reference_promises(self, told) -> None:
        assert_promised("verify", 0, told("verify demo/bundle", is_opened=False))

    def test_ledger_verify_tells_the_keys_that_the_reference_promises(self, told) -> None:
        assert_promised("ledger verify", 0, told("ledger verify"))

    def test_import_tells_the_keys_that_the_reference_promises(self, told) -> None:
        assert_promised("import", 0, told("import examples/january-2022"))

    def test_releases_are_told_with_the_keys_that_the_reference_promises(
        self, told, in_a_copy: Clone
    ) -> None:
        policy = in_a_copy.folder / "examples" / "january-2022" / "policies" / "public-report.yaml"
        text = policy.read_text(encoding="utf-8")
        assert "\nchild_form: described\n" in text
        closer = text.replace("child_form: described", "child_form: withheld")
        policy.write_text(closer.replace("estimations: counts", "estimations: withheld"), encoding="utf-8")
        assert_promised("release create", 0, told(f"release create closer --policy {policy}"))
        assert_promised("release show", 0, told("release show closer"))
        assert_promised("release show", 1, told("release show"))
        difference = told("release diff january-2022-1 closer")
        assert_promised("release diff", 0, difference)
        assert difference["changed"]
