"""Paths."""

from django.urls import path

from teachers.views import assessment, offers, people, profile

app_name = "teachers"
urlpatterns = [
    path("", people.teachers, name="list"),
    path("export/", people.export, name="export"),
    path("mine/", people.mine, name="mine"),
    path("assessment/", assessment.assessment, name="assessment"),
    path("assessment/start/", assessment.start, name="start"),
    path("assessment/resume/", assessment.resume, name="resume"),
    path("assessment/<int:pk>/", profile.profile, name="profile"),
    path("assessment/<int:pk>/functions/", assessment.functions, name="functions"),
    path("assessment/<int:pk>/finish/", assessment.finish, name="finish"),
    path("assessment/<int:pk>/<int:function>/", assessment.section, name="section"),
    path("offers/", offers.offers, name="offers"),
    path("offers/export/", offers.offers_export, name="offers_export"),
    path("offers/new/", offers.offer_new, name="offer_new"),
    path("offers/<int:pk>/", offers.offer, name="offer"),
    path("offers/<int:pk>/edit/", offers.offer_edit, name="offer_edit"),
    path("offers/<int:pk>/deed/", offers.offer_deed, name="offer_deed"),
    path("<int:pk>/", people.card, name="card"),
    path("<int:pk>/assessments/", people.assessments, name="assessments"),
    path("<int:pk>/history/", people.card_history, name="history"),
    path("<int:pk>/edit/", people.edit, name="edit"),
]
