"""A release as a report: chapters of texts, tables and drawings, in no language yet."""

from aiqyn.publication.report.blocks import START, Page, Report
from aiqyn.publication.report.chapters import build_report

__all__ = ["START", "Page", "Report", "build_report"]
