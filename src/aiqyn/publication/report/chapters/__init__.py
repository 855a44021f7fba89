"""The chapters of a report, one module each, in reading order."""

from aiqyn.publication.report.chapters.whole import build_report

__all__ = ["build_report"]
