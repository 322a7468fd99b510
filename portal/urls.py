"""Wiring only: which room answers under which path."""

from django.urls import include, path
from django.views.generic import RedirectView

from teachers.urls import organisation_urls

urlpatterns = [
    path("", include("portal.site.urls")),
    # An address is confirmed by the invitation sent to it, so nobody changes her own: whoever took a colleague's address
    # beforehand would get the colleague's appointment.
    path("accounts/email/", RedirectView.as_view(pattern_name="accounts:profile"), name="account_email"),
    path("accounts/sessions/", RedirectView.as_view(pattern_name="accounts:sessions"), name="usersessions_list"),  # one list of them, ours
    path("accounts/", include("allauth.urls")),
    path("", include("portal.documents.urls")),
    path("people/", include("portal.accounts.urls")),
    path("journal/", include("portal.journal.urls")),
    path("teachers/", include("teachers.urls")),
    path("organisations/", include(organisation_urls)),
    path("routes/", include("routes.urls")),
    path("communities/", include("communities.urls")),
    path("contests/", include("contests.urls")),
    path("monitoring/", include("monitoring.urls")),
]
handler400 = "portal.site.errors.bad_request"
handler403 = "portal.site.errors.forbidden"
handler404 = "portal.site.errors.not_found"
handler500 = "portal.site.errors.server_error"
