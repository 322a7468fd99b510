"""The yardstick of every list page: a signed-in page with one indexed query of 25 rows in the base template."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from portal.kit.pages import show
from teachers.models import Teacher


def bare(request: HttpRequest) -> HttpResponse:
    """25 teachers by the index of names; nothing is counted, filtered or joined."""
    rows = list(Teacher.objects.filter(district_id__in=request.user.district_ids).order_by("district_id", "last_name", "first_name", "patronymic", "id")[:25])  # type: ignore[union-attr]
    return show(request, "site/bare.html", {"title": "Голая страница", "rows": rows})


urlpatterns = [path("bench/bare/", bare), path("", include("portal.urls"))]
