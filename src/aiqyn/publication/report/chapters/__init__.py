"""The chapters of a report, one module each, in reading order."""

from aiqyn.publication.report.chapters.whole import START, build_report, edition

__all__ = ["START", "build_report", "edition"]
