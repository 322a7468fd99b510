"""The indicator report (отчёт по показателям): one structure of pure data and its outputs.

``structure`` says what a report is, ``judge`` what its figures mean, ``words`` how they are printed;
``excel``, ``pdf`` and ``preview`` write the same structure as a workbook, a document and a page.
"""
