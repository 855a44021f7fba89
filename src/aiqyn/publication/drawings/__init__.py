"""Drawings as SVG by template: text as text, state by shape and hatching before colour."""

from aiqyn.publication.drawings.canvas import NARROW, WIDE, Sheet
from aiqyn.publication.drawings.drawing import Drawn, draw

__all__ = ["NARROW", "WIDE", "Drawn", "Sheet", "draw"]
