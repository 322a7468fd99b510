"""What every page of this app begins with: the district, the period, the way here."""

from collections.abc import Iterable, Sequence
from typing import IO, Any

from django.http import FileResponse, Http404, HttpRequest

from monitoring.models import Indicator
from monitoring.selectors.facts import Fact
from portal.accounts.middleware import current_district
from portal.accounts.models import District
from portal.journal import services as journal
from portal.kit.access import require
from portal.kit.periods import WRONG_PERIOD, Period, school_year
from portal.kit.refusal import Refusal
from portal.kit.spreadsheet import Column, download, export_csv, export_xlsx

Trail = list[dict[str, str]]
ROWS, PEOPLE = "запись,записи,записей", "человек,человека,человек"
PARTS = {"numerator": "числитель", "denominator": "знаменатель"}


def district_for(request: HttpRequest, may: str = "monitoring.view") -> District:
    """The district that the person works in, when she may do this there."""
    district = current_district(request)
    require(request.user, may, district)
    return district


def period_of(request: HttpRequest) -> Period:
    """The period named in the address, else the current school year. Raises Refusal for a wrong one: other figures than asked for are never shown."""
    found = asked_period(request)
    if found is None:
        raise Refusal(WRONG_PERIOD)
    return found


def asked_period(request: HttpRequest) -> Period | None:
    """The same for a list that names its conditions: None when the period is a wrong one, the list holds nothing then."""
    code = request.GET.get("period", "")
    try:
        return Period.parse(code) if code else school_year()
    except ValueError:
        return None


def indicator_of(code: str) -> Indicator:
    """The passport with the code; passports belong to the portal, so everybody who may see numbers sees them."""
    found = Indicator.objects.filter(code=code).first()
    if found is None:
        raise Http404("Показателя с таким кодом нет.")
    return found


def trail(*steps: tuple[str, str]) -> Trail:
    return [{"label": label, "url": url} for label, url in steps]


def exported(
    request: HttpRequest, district: District, *, title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], about: Sequence[str], count: int,
    people: Iterable[int] = (),
) -> FileResponse:  # fmt: skip
    """The list as ?format=xlsx or csv; who took which list, and whose cards (`people`) it names, is written into the journal."""
    kind = "csv" if request.GET.get("format") == "csv" else "xlsx"
    heads = [Column(one) for one in columns]
    file: IO[bytes] = export_csv(columns=heads, rows=rows) if kind == "csv" else export_xlsx(title=title, columns=heads, rows=rows, about=about)
    journal.exported(verb="выгрузил(а) список", obj=district, by=request.user, people=people, comment=f"{title}; {'; '.join(about)}; строк: {count}; {kind}")
    return download(file, f"{title}.{kind}")


def people_in(facts: Iterable[Fact]) -> set[int]:
    """Ids of the cards that the facts name."""
    return {one.teacher_id for one in facts if one.teacher_id}
