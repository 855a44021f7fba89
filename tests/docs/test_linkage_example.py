"""The linkage model that the documentation shows is one that is read."""

from __future__ import annotations

import re
from pathlib import Path

from aiqyn.core.rosters.linkage.dialect import CONDITIONS
from aiqyn.core.rosters.linkage.model import FORMS
from aiqyn.exchange.linkage_model_file import read_linkage_model

TEXT = (Path(__file__).parents[2] / "docs" / "methods" / "linkage.md").read_text(encoding="utf-8")


def test_the_model_shown_can_be_used_as_it_stands():
    (example,) = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
    model = read_linkage_model(example.encode(), file="docs/methods/linkage.md")
    assert [each.name for each in model.comparisons][1:] == ["surname", "born"]


def test_every_condition_and_form_of_key_that_can_be_written_is_named():
    ours = {"evidence", "as_given"}  # asked by the packaged model alone
    assert not [name for name in CONDITIONS if name not in ours and f"`{name}" not in TEXT]
    assert not [
        form for form in FORMS if form not in ("whole", "start2", "start3") and f"{form}`" not in TEXT
    ]
