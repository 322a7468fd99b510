"""Paths."""

from django.urls import path

from portal.journal import views

app_name = "journal"
urlpatterns = [
    path("", views.deeds, name="list"),
    path("notices/", views.notices, name="notices"),
    path("notices/read/", views.read_all, name="read_all"),
    path("notices/<int:pk>/", views.open_notice, name="notice"),
]
