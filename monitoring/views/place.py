"""The panel of indicators that the organisation's card loads."""

from django.http import HttpRequest, HttpResponse

from monitoring.selectors.place import place_lines
from portal.accounts.models import Organisation
from portal.kit.access import fetch
from portal.kit.pages import show
from portal.kit.periods import school_year


def organisation_panel(request: HttpRequest, pk: int) -> HttpResponse:
    """The organisation's own numbers of the current school year; who may see the district's numbers opens each to its people."""
    place = fetch(Organisation, pk, user=request.user, may="monitoring.view_place")
    period = school_year()
    opens = request.user.has_perm("monitoring.view", place)
    context = {"title": f"Показатели: {place.short_name}", "place": place, "period": period, "rows": place_lines(place, period), "opens": opens}
    return show(request, "monitoring/organisation_panel.html", context, part="panel")
