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
from portal.documents.services import serve
from portal.kit.access import NOT_ALLOWED, NOT_FOUND, fetch
from portal.kit.pages import ByKeys, page_of, show
from portal.kit.refusal import Refusal
from teachers.forms.facts import CourseForm
from teachers.forms.proposals import CardProposalForm, ReturnForm
from teachers.models import Proposal, Teacher
from teachers.selectors.people import teacher_of
from teachers.selectors.proposals import changes, decided, lines, shown, to_decide
from teachers.services import proposals as services
from teachers.tables import MINE, QUEUE

TITLES = {"card": "Исправить мою карточку", "course": "Добавить пройденные КПК"}
SHOWN = 100  # own proposals on one page: the latest
NO_CARD = "Ваша учётная запись не связана с карточкой педагога. Если вы педагог, скажите методисту района: он свяжет их."


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
    """A proposal of the teacher herself; the card does not change until the school confirms."""
    if kind not in TITLES:
        raise Http404(NOT_FOUND)
    teacher = _card(request)
    form = _form(request, kind, teacher)
    if request.method == "POST" and form.is_valid():
        try:
            made = _propose(request, kind, teacher, form)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, "Отправлено на подтверждение. Ответ придёт уведомлением.")
            return redirect("teachers:proposal", pk=made.pk)
    context = {"title": TITLES[kind], "form": form, "breadcrumbs": _trail(TITLES[kind])}
    return show(request, "teachers/proposal_new.html", context, status=422 if form.errors else 200)


def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """One proposal: was and becomes, the scan, the decision."""
    return _show(request, _found(request, pk), ReturnForm())


def scan(request: HttpRequest, pk: int) -> HttpResponseBase:
    found = _found(request, pk)
    if found.scan is None:
        raise Http404(NOT_FOUND)
    return serve(found.scan)


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
        raise Refusal(NO_CARD)
    return teacher


def _found(request: HttpRequest, pk: int) -> Proposal:
    """Own, or of those whom the person decides of; who only reads cards has nothing to do here."""
    found = fetch(Proposal, pk, user=request.user, within=Proposal.objects.select_related("teacher", "organisation", "scan", "decided_by"))
    if not (request.user.has_perm("teachers.withdraw", found) or request.user.has_perm("teachers.decide", found)):
        raise PermissionDenied(NOT_ALLOWED)
    return found


def _form(request: HttpRequest, kind: str, teacher: Teacher) -> Any:
    posted = request.method == "POST"
    if kind == "card":
        return CardProposalForm(request.POST if posted else None, instance=teacher)
    return CourseForm(request.POST if posted else None, request.FILES if posted else None, teacher=teacher)


def _propose(request: HttpRequest, kind: str, teacher: Teacher, form: Any) -> Proposal:
    if kind == "card":
        return services.propose_card(teacher=teacher, changes=form.changes(), by=request.user)
    return services.propose_course(teacher=teacher, values=form.values(), file=form.cleaned_data.get("file"), by=request.user)


def _show(request: HttpRequest, found: Proposal, form: ReturnForm) -> HttpResponse:
    own = request.user.has_perm("teachers.withdraw", found)
    waits = found.state == Proposal.State.SENT
    context = {
        "title": capfirst(found.get_kind_display()),
        "proposal": found,
        "line": lines([found])[0],
        "changes": changes(found),
        "own": own,
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
