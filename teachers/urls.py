"""Paths."""

from django.urls import path

from teachers.views import assessment, facts, moves, people, profile

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
    path("new/", moves.hire, name="hire"),
    path("career/", facts.steps, name="steps"),
    path("career/new/", facts.step, name="step_new"),
    path("career/<int:pk>/", facts.step, name="step"),
    path("<int:pk>/", people.card, name="card"),
    path("<int:pk>/assessments/", people.assessments, name="assessments"),
    path("<int:pk>/history/", people.card_history, name="history"),
    path("<int:pk>/edit/", people.edit, name="edit"),
    path("<int:pk>/work/", moves.work, name="work"),
    path("<int:pk>/work/<slug:kind>/", moves.move, name="move"),
    path("<int:pk>/work/<int:move>/undo/", moves.undo, name="undo_move"),
    path("<int:pk>/record/", facts.record, name="record"),
    path("<int:pk>/record/<slug:kind>/", facts.add, name="fact_new"),
    path("<int:pk>/record/<slug:kind>/<int:fact>/", facts.change, name="fact"),
    path("<int:pk>/record/<slug:kind>/<int:fact>/remove/", facts.remove, name="fact_remove"),
    path("<int:pk>/scan/<int:fact>/", facts.scan, name="scan"),
]
