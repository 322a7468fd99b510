"""Paths."""

from django.urls import URLPattern

app_name = "teachers"
urlpatterns: list[URLPattern] = []
