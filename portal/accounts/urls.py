"""Paths."""

from django.urls import path

from portal.accounts import views
from portal.accounts.views import agreements

app_name = "accounts"
urlpatterns = [
    path("", views.people, name="people"),
    path("me/", views.profile, name="profile"),
    path("appoint/", views.appoint, name="appoint"),
    path("<int:pk>/", views.appointment_history, name="appointment"),
    path("<int:pk>/end/", views.end_appointment, name="end_appointment"),
    path("districts/", views.districts, name="districts"),
    path("districts/<int:pk>/state/", views.district_state, name="district_state"),
    path("districts/switch/", views.switch_district, name="switch_district"),
    path("agreements/", agreements.listed, name="agreements"),
    path("agreements/new/", agreements.agreement_new, name="agreement_new"),
    path("agreements/network/", agreements.network_new, name="network_new"),
    path("agreements/<int:pk>/", agreements.agreement, name="agreement"),
    path("agreements/<int:pk>/edit/", agreements.agreement_edit, name="agreement_edit"),
    path("dictionaries/", views.dictionary_list, name="dictionaries"),
    path("dictionaries/<slug:code>/", views.dictionary, name="dictionary"),
    path("words/<int:pk>/", views.word, name="word"),
    path("look/", views.look, name="look"),
]
