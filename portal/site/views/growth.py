"""The teacher's journal of growth: a tab of her card, a paper, a PDF."""

from django.http import HttpRequest, HttpResponse

from portal.documents.pdf import render_pdf
from portal.journal.services import read
from portal.kit.access import fetch
from portal.kit.pages import show
from portal.kit.periods import today
from portal.site.growth import growth_of
from portal.site.views.certificate import may_certify
from teachers.models import Teacher
from teachers.rules import is_own
from teachers.views.common import follows_merging, page, read_card

TAKEN = "скачал(а) журнал роста"


@follows_merging
def growth(request: HttpRequest, pk: int) -> HttpResponse:
    """By year, narrowed by ?kind=; htmx swaps only the list."""
    teacher, kind = read_card(request, pk), request.GET.get("kind", "")
    context = page(request, teacher, "growth", growth=growth_of(teacher, kind), kind=kind, may_certify=may_certify(request, teacher))
    return show(request, "site/growth.html", context, part="story")


def growth_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The same on paper."""
    teacher, kind = fetch(Teacher, pk, user=request.user, within=Teacher.objects.with_breaks()), request.GET.get("kind", "")
    if not is_own(request.user, teacher):
        read(obj=teacher, verb=TAKEN, by=request.user)
    context = {
        "title": f"Журнал роста: {teacher.full_name}",
        "teacher": teacher,
        "growth": growth_of(teacher, kind),
        "made_on": today(),
        "district": teacher.district,
    }
    response = HttpResponse(render_pdf("site/paper/growth.html", context), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="growth-{pk}.pdf"'
    return response
