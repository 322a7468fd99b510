"""Paths."""

from django.urls import path

from portal.site.views import certificate, erasures, growth, home, invitation, personal, public, removal, ui

app_name = "site"
urlpatterns = [
    path("", home.home, name="home"),
    path("search/", home.find, name="search"),
    path("growth/<int:pk>/", growth.growth, name="growth"),
    path("growth/<int:pk>/pdf/", growth.growth_pdf, name="growth_pdf"),
    path("growth/<int:pk>/certificate/", certificate.certificate, name="certificate"),
    path("growth/<int:pk>/certificate/<int:document>/<slug:kind>/", certificate.certificate_file, name="certificate_file"),
    path("me/", personal.my_data, name="my_data"),
    path("me/consent/", personal.agree, name="agree"),
    path("me/consent/withdraw/", personal.withdraw, name="withdraw"),
    path("me/consent/<int:pk>/", personal.consent_text, name="consent_text"),
    path("me/looked/", personal.looked_at, name="looked"),
    path("me/everything/", personal.my_copy, name="my_copy"),
    path("me/everything/<int:pk>/<slug:kind>/", personal.copy_file, name="copy_file"),
    path("me/erasure/", erasures.my_erasure, name="my_erasure"),
    path("me/erasure/<int:pk>/back/", erasures.take_back, name="take_back"),
    path("erasures/", erasures.erasures, name="erasures"),
    path("erasures/<int:pk>/", erasures.erasure, name="erasure"),
    path("erasures/<int:pk>/decide/", erasures.decide, name="decide_erasure"),
    path("erasures/card/<int:pk>/", erasures.record, name="record_erasure"),
    path("districts/<int:pk>/removal/", removal.removal, name="removal"),
    path("retention/", removal.terms, name="retention"),
    path("healthz", public.health, name="health"),
    path("demo/", public.demo_login, name="demo_login"),
    path("invitation/<slug:key>/", invitation.invitation, name="invitation"),
    path("help/", public.help_page, name="help"),
    path("help/<slug:slug>/", public.help_page, name="help_page"),
    path("ui/", ui.gallery, name="ui"),
]
