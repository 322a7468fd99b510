"""The teacher's own self-assessment: where it stands, one page per labour function, the end."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from portal.kit.access import fetch
from portal.kit.pages import show
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from teachers import services
from teachers.forms import changed_levels
from teachers.models import Assessment, Mastery, Teacher
from teachers.selectors.assessments import finished
from teachers.selectors.people import teacher_of
from teachers.selectors.questionnaire import Questionnaire, Section, draft_of, framework_in_force, function_choices, questionnaire, tree_of

SCALE = list(Mastery)


def assessment(request: HttpRequest) -> HttpResponse:
    """Where the self-assessment stands: begin, continue, finish; the earlier ones."""
    return _overview(request, _own_card(request))


def _own_card(request: HttpRequest) -> Teacher:
    teacher = teacher_of(request.user)  # type: ignore[arg-type]
    if teacher is None:
        raise Refusal("Самооценку проходит педагог, а ваша учётная запись не связана с карточкой педагога. Если вы педагог, скажите методисту района.")
    return teacher


def _overview(request: HttpRequest, teacher: Teacher, refusal: str = "") -> HttpResponse:
    draft = draft_of(teacher)
    framework = draft.framework if draft else framework_in_force()
    tree = tree_of(framework.pk) if framework else []
    asked = questionnaire(draft, tree) if draft else None
    context = {
        "title": "Самооценка",
        "teacher": teacher,
        "draft": draft,
        "asked": asked,
        "framework": framework,
        "choices": function_choices(framework, teacher, today(), draft.functions if draft else None, tree) if framework else [],
        "scale": SCALE,
        "past": list(finished().filter(teacher=teacher)),
        "refusal": refusal,
        "missing_url": _missing_url(draft, asked) if draft and asked else "",
    }
    return show(request, "teachers/assessment.html", context, status=409 if refusal else 200)


def _missing_url(draft: Assessment, asked: Questionnaire) -> str:
    """The page and the place of the first action without an answer; "" when all are given. A page that begins with it is shown from its top."""
    section = asked.missing
    if not section or not section.missing:
        return ""
    place = "" if section.missing is section.questions[0] else f"#action-{section.missing.pk}"
    return f"{_section_url(draft, section)}{place}"


def _section_url(draft: Assessment, section: Section) -> str:
    return reverse("teachers:section", args=[draft.pk, section.pk])


@require_POST
def start(request: HttpRequest) -> HttpResponse:
    teacher = _own_card(request)
    try:
        draft = services.start_assessment(teacher=teacher, functions=request.POST.getlist("function"), by=request.user)
    except Refusal as refusal:
        return _overview(request, teacher, str(refusal))
    return redirect(_missing_url(draft, questionnaire(draft)) or "teachers:assessment")


def resume(request: HttpRequest) -> HttpResponse:
    """To the first action without an answer, after a closed browser too."""
    draft = draft_of(_own_card(request))
    return redirect((draft and _missing_url(draft, questionnaire(draft))) or "teachers:assessment")


@require_POST
def functions(request: HttpRequest, pk: int) -> HttpResponse:
    """Switch labour functions off and on."""
    draft = fetch(Assessment, pk, user=request.user, may="teachers.assess")
    services.choose_functions(assessment=draft, functions=request.POST.getlist("function"), by=request.user)
    messages.success(request, "Состав самооценки сохранён.")
    return redirect("teachers:assessment")


def section(request: HttpRequest, pk: int, function: int) -> HttpResponse:
    """One labour function: the answers are saved one by one by htmx, or all together by the button."""
    draft = fetch(Assessment, pk, user=request.user, may="teachers.assess", within=Assessment.objects.select_related("teacher"))
    if draft.state == Assessment.State.FINISHED and request.method == "GET":
        return redirect("teachers:profile", pk=draft.pk)
    asked = questionnaire(draft)
    page = asked.section(function)
    if page is None:
        raise Http404
    if request.method == "POST":
        return _saved(request, draft, page)
    return show(request, "teachers/section.html", _section_context(draft, asked, page))


def _section_context(draft: Assessment, asked: Questionnaire, page: Section) -> dict[str, object]:
    return {
        "title": page.name,
        "draft": draft,
        "asked": asked,
        "section": page,
        "scale": SCALE,
        "number": asked.sections.index(page) + 1,
        "before": asked.before(page),
        "after": asked.after(page),
        "breadcrumbs": [{"label": "Самооценка", "url": reverse("teachers:assessment")}, {"label": page.code}],
    }


def _saved(request: HttpRequest, draft: Assessment, page: Section) -> HttpResponse:
    """Write what changed; to htmx the new progress, to a pressed button the next page."""
    levels = changed_levels(request.POST, page)
    services.answer(assessment=draft, levels=levels, by=request.user)
    asked = questionnaire(draft)
    fresh = asked.section(page.pk) or page
    if request.htmx:  # type: ignore[attr-defined]
        return show(request, "teachers/section.html", {**_section_context(draft, asked, fresh), "levels": levels, "swap": True}, part="saved")
    following = asked.after(fresh)
    if request.POST.get("deed") == "finish" or following is None:
        return _finished(request, draft)
    return redirect("teachers:assessment" if request.POST.get("deed") == "leave" else _section_url(draft, following))


@require_POST
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    return _finished(request, fetch(Assessment, pk, user=request.user, may="teachers.assess"))


def _finished(request: HttpRequest, draft: Assessment) -> HttpResponse:
    """To the profile; while answers are missing back with the reason and the way to the first of them."""
    if draft.state == Assessment.State.DRAFT:
        try:
            services.finish_assessment(assessment=draft, by=request.user)
        except Refusal as refusal:
            return _overview(request, draft.teacher, str(refusal))
        messages.success(request, "Самооценка завершена. Ниже — ваш профиль по трудовым функциям.")
    return redirect("teachers:profile", pk=draft.pk)
