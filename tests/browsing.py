"""What tests in a real browser share: sizes of screens, and the search for barriers with axe-core."""

from __future__ import annotations

from pathlib import Path
from typing import Any

__all__ = ["AXE", "PHONE", "WIDE", "barriers"]

WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}
AXE = Path(__file__).parent / "pages" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def barriers(page: Any, axe: str) -> list[str]:
    """Every violation of WCAG 2.2 AA that a machine can find on the page, folded parts opened before.

    Args:
        page: Playwright's page, loaded.
        axe: The checker's source, as the fixture `axe` gives it.
    """
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    page.evaluate(axe)
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']})",
        RULES,
    )
    return [
        f"{each['id']}: {node['html'][:160]} {node['failureSummary'][:200]}"
        for each in found["violations"]
        for node in each["nodes"]
    ]
