"""The report as a workbook (сводная xlsx): live totals, native charts, ready for printing on A4."""

from monitoring.report.excel.book import write_excel

__all__ = ["write_excel"]
