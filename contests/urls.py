"""Paths."""

from django.urls import path

from contests import views

app_name = "contests"
urlpatterns = [
    path("", views.contests, name="list"),
    path("export/", views.contests_export, name="export"),
    path("new/", views.contest_new, name="contest_new"),
    path("<int:pk>/", views.contest, name="contest"),
    path("<int:pk>/edit/", views.contest_edit, name="contest_edit"),
    path("<int:pk>/move/", views.contest_move, name="contest_move"),
    path("<int:pk>/find/", views.participant_find, name="participant_find"),
    path("<int:pk>/add/", views.participant_add, name="participant_add"),
    path("<int:pk>/paste/", views.participant_paste, name="participant_paste"),
    path("<int:pk>/results/", views.results, name="results"),
    path("<int:pk>/export/", views.participants_export, name="participants_export"),
    path("participants/<int:pk>/remove/", views.participant_remove, name="participant_remove"),
    path("teacher/<int:pk>/", views.teacher_panel, name="teacher_panel"),
]
