"""Paths."""

from django.urls import path

from portal.site.views import certificate, growth, home, invitation, public, ui

app_name = "site"
urlpatterns = [
    path("", home.home, name="home"),
    path("search/", home.find, name="search"),
    path("growth/<int:pk>/", growth.growth, name="growth"),
    path("growth/<int:pk>/pdf/", growth.growth_pdf, name="growth_pdf"),
    path("growth/<int:pk>/certificate/", certificate.certificate, name="certificate"),
    path("growth/<int:pk>/certificate/<int:document>/<slug:kind>/", certificate.certificate_file, name="certificate_file"),
    path("healthz", public.health, name="health"),
    path("demo/", public.demo_login, name="demo_login"),
    path("invitation/<slug:key>/", invitation.invitation, name="invitation"),
    path("help/", public.help_page, name="help"),
    path("help/<slug:slug>/", public.help_page, name="help_page"),
    path("ui/", ui.gallery, name="ui"),
]
