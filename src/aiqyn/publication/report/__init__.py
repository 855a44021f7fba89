"""A release as a report: chapters of texts, tables and drawings, in no language yet."""

from aiqyn.publication.report.blocks import Page, Report
from aiqyn.publication.report.chapters import START, build_report, edition

__all__ = ["START", "Page", "Report", "build_report", "edition"]
