"""Paths."""

from django.urls import path

from portal.documents import views

app_name = "documents"
urlpatterns = [
    path("check/", views.check_form, name="check_form"),
    path("check/<str:key>/", views.check, name="check"),
    path("check/<str:code>/<int:number>/", views.check_line, name="check_line"),
]
