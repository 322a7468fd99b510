"""The panel that the teacher's card loads."""

from django.http import HttpRequest, HttpResponse

from communities.selectors.panel import panel
from portal.kit.pages import show
from teachers.models import Teacher
from teachers.views.common import read_card


def teacher_panel(request: HttpRequest, pk: int) -> HttpResponse:
    """Events, communities and internships of a teacher whom the user may see; a fragment for htmx, a page for a plain link."""
    teacher = read_card(request, pk, within=Teacher.objects.all())
    return show(request, "communities/teacher_panel.html", {"title": teacher.full_name, "panel": panel(teacher)}, part="panel")
