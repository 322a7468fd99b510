"""A browser whose forms carry what their page was shown with, as every page of the portal sends them."""

import re
from typing import Any

from django.http import HttpResponse
from django.test import Client

from communities.models import Community, Event, Internship, Membership, Practice, Programme
from contests.models import Contest
from portal.accounts.models import Organisation
from portal.journal.services import seen_of
from routes.models import Route

KINDS = {
    "organisations": Organisation,
    "routes": Route,
    "contests": Contest,
    "communities": Community,
    "communities/events": Event,
    "communities/internships": Internship,
    "communities/members": Membership,
    "communities/practices": Practice,
    "communities/programmes": Programme,
}


class Seeing(Client):
    """Adds `seen` to a form that names none; a test of a stale page names its own."""

    def post(self, path: str, data: Any = None, *args: Any, **kwargs: Any) -> HttpResponse:  # type: ignore[override]
        given = dict(data or {})
        found = re.match(r"/(.+?)/(\d+)/", path)
        model: Any = KINDS.get(found[1]) if found else None
        if model and not {"seen", "version"} & given.keys() and (one := model.objects.filter(pk=found[2]).first()):  # type: ignore[index]
            given["seen"] = str(seen_of(one))
        return super().post(path, given, *args, **kwargs)  # type: ignore[return-value]
