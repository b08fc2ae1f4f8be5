"""Annual reports of Swedish housing cooperatives (bostadsrättsföreningar)."""

from tasks.annual_reports.assemble import assemble
from tasks.annual_reports.classify import classify, identify
from tasks.annual_reports.evaluate import evaluate
from tasks.annual_reports.extract_layout import extract_layout
from tasks.annual_reports.extract_pages import extract_pages
from tasks.annual_reports.inputs import open_input
from tasks.annual_reports.products import products
from tasks.annual_reports.request import Request
from tasks.annual_reports.sectionize import sectionize
from tasks.annual_reports.table import collect

__all__ = [
    "Request",
    "assemble",
    "classify",
    "collect",
    "evaluate",
    "extract_layout",
    "extract_pages",
    "identify",
    "open_input",
    "products",
    "sectionize",
]
