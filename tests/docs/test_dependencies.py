"""What the code imports is declared, what is declared is used, and all of it is locked."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import metadata, packages_distributions

from repository import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SOURCE = ROOT / "src" / "aiqyn"
# Django imports its database driver itself, by the kind of the address.
USED_BY_OTHERS = {"psycopg"}


def normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def name_of(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found is not None, requirement
    return normalised(found[0])


def declared() -> set[str]:
    project = PROJECT["project"]
    extras = [requirement for extra in project["optional-dependencies"].values() for requirement in extra]
    return {name_of(requirement) for requirement in [*project["dependencies"], *extras]}


def in_groups() -> set[str]:
    groups = PROJECT["dependency-groups"].values()
    return {name_of(item) for group in groups for item in group if isinstance(item, str)}


def imported() -> dict[str, str]:
    """The modules from elsewhere that the code imports, and a file that does."""
    found: dict[str, str] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        for module in _modules(ast.parse(path.read_text(encoding="utf-8"))):
            top = module.partition(".")[0]
            if top not in sys.stdlib_module_names and top != "aiqyn":
                found.setdefault(top, path.relative_to(ROOT).as_posix())
    return found


def _modules(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module


def test_every_package_that_the_code_imports_is_declared() -> None:
    of_module = packages_distributions()
    # pydantic_core is pydantic's own, pinned by it to the one release that fits.
    undeclared = {
        module: path
        for module, path in imported().items()
        if module != "pydantic_core"
        and not {normalised(name) for name in of_module.get(module, ())} & declared()
    }
    assert undeclared == {}


def test_every_package_that_is_declared_is_used() -> None:
    modules: dict[str, set[str]] = {}
    for module, names in packages_distributions().items():
        for name in names:
            modules.setdefault(normalised(name), set()).add(module)
    texts = [path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py")]
    unused = [
        package
        for package in declared() - USED_BY_OTHERS
        if not any(
            re.search(rf"""(?:import|from)\s+{re.escape(module)}\b|["']{re.escape(module)}["'.]""", text)
            for module in modules.get(package, {package})
            for text in texts
        )
    ]
    assert unused == []


def test_everything_declared_is_locked_with_a_hash_and_no_address() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    locked = {normalised(name) for name in re.findall(r"^([A-Za-z0-9._-]+)==", lock, re.MULTILINE)}
    assert declared() | in_groups() <= locked
    for entry in re.split(r"\n(?=[A-Za-z0-9])", lock.strip()):
        assert "--hash=sha256:" in entry, entry.partition("\n")[0]
    assert "://" not in lock


def test_no_package_that_is_declared_is_under_a_licence_that_ours_cannot_be_shipped_with() -> None:
    for package in sorted(declared()):
        about = metadata(package)
        told = [about.get("License-Expression") or "", *about.get_all("Classifier", [])]
        licences = [line for line in told if line and ("License" in line or line == told[0])]
        assert not any(
            re.search(r"\b(?:A?GPL|General Public)", line) for line in licences if "Lesser" not in line
        ), (
            package,
            licences,
        )
