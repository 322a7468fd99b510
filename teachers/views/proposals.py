"""What teachers propose: their own page, the queue of the school and the methodist, one proposal with its decision."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import capfirst
from django.views.decorators.http import require_POST

from portal.accounts.middleware import require_here
from portal.kit.access import NOT_ALLOWED, NOT_FOUND, fetch
from portal.kit.pages import ByKeys, page_of, show
from portal.kit.refusal import Refusal
from portal.kit.typed import number
from portal.kit.words import quoted
from teachers.forms.facts import CourseForm
from teachers.forms.proposals import CardProposalForm, ReturnForm
from teachers.models import Proposal, Teacher
from teachers.selectors.people import teacher_of, why_no_card
from teachers.selectors.proposals import changes, decided, lines, resent, shown, to_decide, typed_before
from teachers.services import proposals as services
from teachers.tables import MINE, QUEUE
from teachers.views.common import READ_PROPOSAL, download_of, note_reading

TITLES = {"card": "Исправить мою карточку", "course": "Добавить пройденные КПК"}
SHOWN = 100  # own proposals on one page: the latest


def queue(request: HttpRequest) -> HttpResponse:
    """What waits for a decision, and what was decided."""
    require_here(request, "teachers.see_proposals")
    past = request.GET.get("tab") == "decided"
    waiting = to_decide(request.user)
    page = page_of(ByKeys(decided(request.user) if past else waiting, shown()), request)
    rows = lines(page.object_list)
    tabs = [
        {"label": "Ждут решения", "url": "?", "active": not past, "count": waiting.count() if past else page.paginator.count},
        {"label": "Решённые", "url": "?tab=decided", "active": past},
    ]
    return show(
        request, "teachers/proposals.html", {"title": "Предложения педагогов", "page": page, "rows": rows, "columns": QUEUE, "tabs": tabs}, part="table"
    )


def mine(request: HttpRequest) -> HttpResponse:
    """My own proposals and what became of them."""
    teacher = _card(request)
    rows = Proposal.objects.filter(teacher=teacher).select_related("teacher", "organisation")[:SHOWN]
    context = {"title": "Мои предложения", "rows": lines(rows), "columns": MINE, "own": True, "breadcrumbs": _trail("Мои предложения")}
    return show(request, "teachers/proposals.html", context)


def new(request: HttpRequest, kind: str) -> HttpResponse:
    """A proposal of the teacher herself; the card does not change until the school confirms. `?again=` is a returned one that she mends."""
    if kind not in TITLES:
        raise Http404(NOT_FOUND)
    teacher = _card(request)
    again = _again(request, kind, teacher)
    form = _form(request, kind, teacher, again)
    if request.method == "POST" and form.is_valid():
        try:
            made = _propose(request, kind, teacher, form, again)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, "Отправлено на подтверждение. Ответ придёт уведомлением.")
            return redirect("teachers:proposal", pk=made.pk)
    title = "Исправить и отправить снова" if again else TITLES[kind]
    context = {"title": title, "form": form, "again": again, "breadcrumbs": _trail(title)}
    return show(request, "teachers/proposal_new.html", context, status=422 if form.errors else 200)


def _again(request: HttpRequest, kind: str, teacher: Teacher) -> Proposal | None:
    """Her returned proposal of the address."""
    if "again" not in request.GET:
        return None
    returned = Proposal.objects.filter(teacher=teacher, kind=kind, state=Proposal.State.RETURNED).select_related("scan")
    found = returned.filter(pk=number(request.GET["again"]) or 0).first()
    if found is None:
        raise Http404(NOT_FOUND)
    return found


def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """One proposal: was and becomes, the scan, the decision."""
    found = _found(request, pk)
    note_reading(request, found.teacher, READ_PROPOSAL)
    return _show(request, found, ReturnForm())


def scan(request: HttpRequest, pk: int) -> HttpResponseBase:
    found = _found(request, pk)
    if found.scan is None:
        raise Http404(NOT_FOUND)
    return download_of(request, found.teacher, found.scan)


@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    services.accept_proposal(proposal=_found(request, pk), by=request.user)
    messages.success(request, "Подтверждено: карточка изменена, педагогу отправлено уведомление.")
    return redirect("teachers:proposal", pk=pk)


@require_POST
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Return with words; without them the form stands with its sentence."""
    found, form = _found(request, pk), ReturnForm(request.POST)
    if not form.is_valid():
        return _show(request, found, form)
    services.return_proposal(proposal=found, comment=form.cleaned_data["comment"], by=request.user)
    messages.success(request, "Возвращено: педагог прочтёт ваш ответ.")
    return redirect("teachers:proposal", pk=pk)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    services.withdraw_proposal(proposal=_found(request, pk), by=request.user)
    messages.success(request, "Предложение отозвано.")
    return redirect("teachers:proposals_mine")


def _card(request: HttpRequest) -> Teacher:
    teacher = teacher_of(request.user)  # type: ignore[arg-type]
    if teacher is None:
        raise Refusal(why_no_card(request.user))  # type: ignore[arg-type]
    return teacher


def _found(request: HttpRequest, pk: int) -> Proposal:
    """Own, or of those whom the person decides of; who only reads cards has nothing to do here."""
    found = fetch(Proposal, pk, user=request.user, within=Proposal.objects.select_related("teacher", "organisation", "scan", "decided_by"))
    if not (request.user.has_perm("teachers.withdraw", found) or request.user.has_perm("teachers.decide", found)):
        raise PermissionDenied(NOT_ALLOWED)
    return found


def _form(request: HttpRequest, kind: str, teacher: Teacher, again: Proposal | None) -> Any:
    posted, before = request.method == "POST", typed_before(again) if again else None
    if kind == "card":
        return CardProposalForm(request.POST if posted else None, instance=teacher, initial=before)
    form = CourseForm(request.POST if posted else None, request.FILES if posted else None, teacher=teacher, initial=before)
    if again and again.scan:
        form.fields["file"].help_text = f"Приложен {quoted(again.scan.name)}: он останется, если не выбрать другой. PDF, JPG или PNG."
    return form


def _propose(request: HttpRequest, kind: str, teacher: Teacher, form: Any, again: Proposal | None) -> Proposal:
    if kind == "card":
        return services.propose_card(teacher=teacher, changes=form.changes(), by=request.user, again=again)
    return services.propose_course(teacher=teacher, values=form.values(), file=form.cleaned_data.get("file"), by=request.user, again=again)


def _show(request: HttpRequest, found: Proposal, form: ReturnForm) -> HttpResponse:
    own = request.user.has_perm("teachers.withdraw", found)
    waits = found.state == Proposal.State.SENT
    context = {
        "title": capfirst(found.get_kind_display()),
        "proposal": found,
        "line": lines([found])[0],
        "changes": changes(found),
        "own": own,
        "mends": Proposal.objects.filter(pk=found.mends, teacher=found.teacher).first() if found.mends else None,
        "resent": resent(found) if found.state == Proposal.State.RETURNED else None,
        "may_decide": waits and request.user.has_perm("teachers.decide", found),
        "may_withdraw": waits and own,
        "form": form,
        "breadcrumbs": _trail("Предложение")
        if own
        else [{"label": "Предложения педагогов", "url": reverse("teachers:proposals")}, {"label": str(found.teacher)}],
    }
    return show(request, "teachers/proposal.html", context, status=422 if form.errors else 200)


def _trail(here: str) -> list[dict[str, str]]:
    return [{"label": "Моя карточка", "url": reverse("teachers:mine")}, {"label": here}]
