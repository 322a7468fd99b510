"""Paths."""

from django.urls import path

from routes import views

app_name = "routes"
urlpatterns = [
    path("<int:pk>/", views.route, name="route"),
]
