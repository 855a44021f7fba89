"""Stated counts: whether they can all be true, and what they together imply."""

from aiqyn.core.figures.values import Attribute, Figure, FiguresFile, Measure, Rule, Stated

__all__ = ["Attribute", "Figure", "FiguresFile", "Measure", "Rule", "Stated"]
