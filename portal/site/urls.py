"""Paths."""

from django.urls import path

from portal.site.views import ui

app_name = "site"
urlpatterns = [
    path("ui/", ui.gallery, name="ui"),
]
