"""Taking a person out of signed reports: the numbers and the length of every list stay as they were frozen."""

from typing import Any

from monitoring.models import Report
from monitoring.report import structure
from monitoring.report.excel import write_excel
from monitoring.report.pdf import write_pdf
from monitoring.selectors.personal import PLACES, lists_with
from portal.accounts.selectors import in_time_of
from portal.documents.services import discard_file, store_file
from portal.kit.forgetting import mentions
from portal.kit.persons import NAMELESS, Subject
from portal.kit.words import years


def reports_naming(words: list[str], district_id: int) -> list[int]:
    """Reports whose frozen structure names the person: she compiled or signed them."""
    rows = Report.objects.filter(district=district_id, data__isnull=False).values_list("pk", "data__author", "data__head_name")
    return [pk for pk, *names in rows if mentions(" ".join(str(one or "") for one in names), words)]


def blank_lists(who: Subject) -> int:
    """Her lines in frozen lists lose the name; returns how many lists had one."""
    found = list(lists_with(who))
    for one in found:
        one.rows = [_nameless(row) if len(row) > PLACES and row[2] in who.cards else row for row in one.rows]
        one.save(update_fields=["rows"])
    return len(found)


def _nameless(row: list[Any]) -> list[Any]:
    return [*row[:3], f"{NAMELESS} {row[2]}", *row[4:]]


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
