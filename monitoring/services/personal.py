"""Taking a person out of signed reports: the numbers and the length of every list stay as they were frozen."""

from django.db import connection

from monitoring.models import Report
from monitoring.report import structure
from monitoring.report.excel import write_excel
from monitoring.report.pdf import write_pdf
from portal.accounts.models import Erasure
from portal.accounts.selectors import in_time_of
from portal.documents.services import discard_file, store_file
from portal.kit.persons import NAMELESS
from portal.kit.spelling import mentions
from portal.kit.words import years


def reports_naming(words: list[str], district_id: int, account: int | None) -> list[int]:
    """Reports whose frozen structure names the person: she compiled or signed them. What her account compiled loses the name whoever else bears it."""
    own = list(Report.objects.filter(district=district_id, requested_by=account, data__isnull=False)) if account else []
    for one in own:
        one.data = {**(one.data or {}), "author": NAMELESS}
        one.save(update_fields=["data"])
    rows = Report.objects.filter(district=district_id, data__isnull=False).values_list("pk", "data__author", "data__head_name")
    return sorted({one.pk for one in own} | {pk for pk, *names in rows if mentions(" ".join(str(one or "") for one in names), words)})


def forget_in_lists(erasure: Erasure) -> int:
    """Her lines in frozen lists lose the name: the database does it itself, for a decided erasure only (migration 0005). Returns how many lists changed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT frozen_forget(%s)", [erasure.pk])
        return int(cursor.fetchone()[0])


def write_again(pk: int) -> None:
    """Both files of a report from its (mended) structure; the old ones go. The number and the check address stay."""
    report = Report.objects.select_related("district", "excel", "pdf").get(pk=pk)
    if report.state != Report.State.READY or not report.data:
        return
    made = structure.Report.from_json(report.data)
    with in_time_of(report.district):
        written = {"excel": write_excel(made), "pdf": write_pdf(made)}
    old = [one for one in (report.excel, report.pdf) if one]
    name = f"Отчёт по показателям {years(report.period)}, {report.district.name}"
    for field, kind in (("excel", "xlsx"), ("pdf", "pdf")):
        stored = store_file(name=f"{name}.{kind}", content=written[field], by=None, district_id=report.district_id, allowed=(kind,))
        setattr(report, field, stored)
    report.save(update_fields=["excel", "pdf"])
    for one in old:
        discard_file(one)
