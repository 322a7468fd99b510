"""The journal of deeds and the person's notices."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from portal.journal.forms import JournalFilter, object_kinds
from portal.journal.models import Notice
from portal.journal.selectors import journal, worded
from portal.kit.access import fetch, require
from portal.kit.listing import held
from portal.kit.pages import page_of, show


def deeds(request: HttpRequest) -> HttpResponse:
    require(request.user, "journal.read")
    form = JournalFilter(request.GET, everywhere=request.user.has_perm("accounts.operate"))
    rows = held(form, journal(request.user, form.query()))
    contents = request.district is not None  # type: ignore[attr-defined]  # an operator keeps the portal, not the data of its people
    page = page_of(rows, request, 50)
    if contents:
        page.object_list = worded(list(page.object_list))
    context = {"title": "Журнал действий", "filter": form, "contents": contents, "page": page, "kinds": dict(object_kinds())}
    return show(request, "journal/list.html", context, part="table")


def notices(request: HttpRequest) -> HttpResponse:
    rows = Notice.objects.visible_to(request.user)
    return show(request, "journal/notices.html", {"title": "Уведомления", "page": page_of(rows, request)}, part="table")


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    Notice.objects.visible_to(request.user).unread().update(read_at=timezone.now())
    return redirect("journal:notices")


def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark it read and go where it points."""
    notice = fetch(Notice, pk, user=request.user)
    Notice.objects.filter(pk=notice.pk, read_at__isnull=True).update(read_at=timezone.now())
    return redirect(notice.url or "journal:notices")
