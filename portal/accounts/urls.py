"""Paths."""

from django.urls import path

from portal.accounts.views import agreements, consents, districts, duties, invitations, people, security, words

app_name = "accounts"
urlpatterns = [
    path("", people.people, name="people"),
    path("me/", people.profile, name="profile"),
    path("appoint/", people.appoint, name="appoint"),
    path("<int:pk>/", people.appointment_history, name="appointment"),
    path("<int:pk>/end/", people.end_appointment, name="end_appointment"),
    path("me/sessions/", security.sessions, name="sessions"),
    path("me/sessions/end/", security.end_sessions, name="end_sessions"),
    path("who/", duties.who, name="who"),
    path("who/assign/", duties.assign, name="assign"),
    path("who/<int:pk>/release/", duties.release, name="release"),
    path("districts/<int:pk>/second-step/", security.second_step, name="second_step"),
    path("invitations/", invitations.invitations, name="invitations"),
    path("invitations/<int:pk>/", invitations.invitation, name="invitation"),
    path("invitations/<int:pk>/again/", invitations.send_again, name="send_again"),
    path("invitations/<int:pk>/revoke/", invitations.revoke, name="revoke_invitation"),
    path("consents/", consents.texts, name="consent_texts"),
    path("consents/new/", consents.text_new, name="consent_text_new"),
    path("consents/<int:pk>/", consents.text, name="consent_text"),
    path("consents/<int:pk>/edit/", consents.text_edit, name="consent_text_edit"),
    path("districts/", districts.districts, name="districts"),
    path("districts/new/", districts.open_district, name="open_district"),
    path("districts/<int:pk>/", districts.district, name="district"),
    path("districts/<int:pk>/head/", districts.invite_head, name="invite_head"),
    path("districts/<int:pk>/handover/", districts.handover, name="handover"),
    path("handovers/<int:pk>/", districts.download, name="download_handover"),
    path("districts/<int:pk>/state/", districts.district_state, name="district_state"),
    path("districts/switch/", districts.switch_district, name="switch_district"),
    path("agreements/", agreements.listed, name="agreements"),
    path("agreements/new/", agreements.agreement_new, name="agreement_new"),
    path("agreements/network/", agreements.network_new, name="network_new"),
    path("agreements/<int:pk>/", agreements.agreement, name="agreement"),
    path("agreements/<int:pk>/edit/", agreements.agreement_edit, name="agreement_edit"),
    path("dictionaries/", words.dictionary_list, name="dictionaries"),
    path("dictionaries/<slug:code>/", words.dictionary, name="dictionary"),
    path("words/<int:pk>/", words.word, name="word"),
    path("look/", words.look, name="look"),
]
