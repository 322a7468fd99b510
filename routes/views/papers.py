"""The ИОМ on paper: the print page and the PDF, by the sections of the form (dictionary iom_form)."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from portal.documents.pdf import render_pdf
from portal.kit.pages import show
from portal.kit.periods import today
from routes.models import Review
from routes.selectors.page import route_page
from routes.selectors.plan import skills_to_grow
from routes.services.moves import APPROVED
from routes.views.shared import read_route


def printed(request: HttpRequest, pk: int) -> HttpResponse:
    """The form as a page, to look at before printing."""
    return show(request, "routes/print.html", _paper(request, pk))


def pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The form as PDF."""
    context = _paper(request, pk)
    response = HttpResponse(render_pdf("routes/paper/iom.html", context), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="iom-{pk}.pdf"'
    return response


def _paper(request: HttpRequest, pk: int) -> dict[str, Any]:
    route = read_route(request, pk)
    page = route_page(route, request.user)
    return {
        "title": f"ИОМ: {route.teacher.full_name}",
        "page": page,
        "route": route,
        "skills": skills_to_grow(route, [one.function for one in page.deficits]) if route.assessment else [],
        "district": route.district,
        "made_on": today(),
        "reviews": page.reviews[::-1],
        "approved_by": Review.objects.filter(route=route, decision=APPROVED).values_list("author_name", flat=True).first() if route.approved_on else "",
    }
