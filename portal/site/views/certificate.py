"""«Справка для аттестации»: a period, a preview, the numbered document as PDF and Word."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header

from portal.accounts.models import Role
from portal.documents.services import DOCX
from portal.journal.services import read
from portal.kit.access import NOT_ALLOWED, NOT_FOUND, fetch, require
from portal.kit.dates import DateField, in_order
from portal.kit.pages import show
from portal.kit.periods import today, years_before
from portal.kit.refusal import Refusal
from portal.site import certificate as known
from teachers.models import Teacher
from teachers.rules import is_own
from teachers.views.common import note_reading, trail

YEARS = 5  # межаттестационный период
WRITERS = {"pdf": (known.pdf_of, "application/pdf"), "docx": (known.docx_of, DOCX)}
TAKEN = "скачал(а) справку для аттестации"


class PeriodForm(forms.Form):
    """За какой период собрать факты."""

    since = DateField(label="С", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    until = DateField(label="По", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def clean(self) -> None:
        in_order(self)


def certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """The facts of ?since=&until= as they would be certified; POST issues the numbered document."""
    teacher = fetch(Teacher, pk, user=request.user, within=Teacher.objects.with_breaks())
    if not may_certify(request, teacher):
        raise PermissionDenied(NOT_ALLOWED)
    note_reading(request, teacher)
    usual = {"since": years_before(today(), YEARS).isoformat(), "until": today().isoformat()}
    form = PeriodForm(request.POST if request.method == "POST" else {**usual, **request.GET.dict()})
    valid = form.is_valid()
    if request.method == "POST" and valid:
        try:
            made = known.issue_certificate(teacher=teacher, **form.cleaned_data, by=request.user)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Справка № {made.number} готова: скачайте PDF или Word.")
            return redirect(f"{reverse('site:certificate', args=[pk])}?{form_query(form)}")
    sections = known.facts_of(teacher, **form.cleaned_data) if valid else []
    context = {
        "title": known.KIND,
        "teacher": teacher,
        "form": form,
        "sections": sections,
        "total": sum(len(found) for _, found in sections),
        "issued": known.certificates(teacher)[:20],
        "breadcrumbs": trail(request, teacher, known.KIND),
    }
    return show(request, "site/certificate.html", context, status=422 if request.method == "POST" else 200)


def certificate_file(request: HttpRequest, pk: int, document: int, kind: str) -> HttpResponse:
    """The issued document once more, from what was kept; who took somebody else's goes into the journal."""
    teacher = _teacher(request, pk)
    found = known.certificates(teacher).filter(pk=document).select_related("district").first()
    if found is None or kind not in WRITERS:
        raise Http404(NOT_FOUND)
    if not is_own(request.user, teacher):
        read(obj=teacher, verb=TAKEN, by=request.user)
    write, content_type = WRITERS[kind]
    response = HttpResponse(write(known.paper_of(found, teacher)), content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, f"Справка {found.holder} {found.number.replace('/', '-')}.{kind}") or ""
    return response


def form_query(form: PeriodForm) -> str:
    return f"since={form.cleaned_data['since']}&until={form.cleaned_data['until']}"


def may_certify(request: HttpRequest, teacher: Teacher) -> bool:
    """The permission, for a card that the door has let through: but for a department head it has asked the same already, and costs no query."""
    chief = request.user.holds(Role.DEPARTMENT_HEAD, district_id=teacher.district_id)  # type: ignore[union-attr]
    return bool(request.user.has_perm("teachers.certify", teacher)) if chief else True


def _teacher(request: HttpRequest, pk: int) -> Teacher:
    teacher = fetch(Teacher, pk, user=request.user, within=Teacher.objects.with_breaks())
    require(request.user, "teachers.certify", teacher)
    return teacher
