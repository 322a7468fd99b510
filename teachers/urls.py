"""Paths."""

from django.urls import path

from teachers.views import assessment, facts, intake, moves, people, profile

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
    path("intake/", intake.intakes, name="intakes"),
    path("intake/template/", intake.template, name="intake_template"),
    path("intake/<int:pk>/", intake.intake, name="intake"),
    path("intake/<int:pk>/columns/", intake.columns_again, name="intake_columns_again"),
    path("intake/<int:pk>/columns/check/", intake.columns, name="intake_columns"),
    path("intake/<int:pk>/sheet/", intake.sheet, name="intake_sheet"),
    path("intake/<int:pk>/rows/", intake.decide_all, name="intake_decide_all"),
    path("intake/<int:pk>/rows/<int:number>/", intake.decide, name="intake_decide"),
    path("intake/<int:pk>/progress/", intake.progress, name="intake_progress"),
    path("intake/<int:pk>/file/", intake.file, name="intake_file"),
    path("intake/<int:pk>/apply/", intake.move, {"deed": "apply"}, name="intake_apply"),
    path("intake/<int:pk>/undo/", intake.move, {"deed": "undo"}, name="intake_undo"),
    path("intake/<int:pk>/postpone/", intake.move, {"deed": "postpone"}, name="intake_postpone"),
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
