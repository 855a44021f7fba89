"""Every example in a docstring gives what it shows."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
from collections.abc import Iterator

import pytest

import aiqyn


def modules_with_examples() -> Iterator[str]:
    for found in pkgutil.walk_packages(aiqyn.__path__, "aiqyn."):
        source = found.module_finder.find_spec(found.name, None).loader.get_source(found.name)
        if source is not None and ">>> " in source:
            yield found.name


@pytest.mark.parametrize("name", sorted(modules_with_examples()))
def test_every_example_of_the_module_gives_what_it_shows(name: str) -> None:
    said: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE, verbose=False)
    for examples in doctest.DocTestFinder(exclude_empty=True).find(importlib.import_module(name)):
        runner.run(examples, out=said.append)
    outcome = runner.summarize(verbose=False)
    assert outcome.attempted
    assert not outcome.failed, "".join(said)
