"""Results as text, JSON, CSV and Excel; computes nothing."""

from standoff.report.sheets import csv_text, write_xlsx
from standoff.report.text import json_text, plain_text, terminal_text

__all__ = ["csv_text", "json_text", "plain_text", "terminal_text", "write_xlsx"]
