"""Paths."""

from django.urls import path

from routes.views import board, bulk, own, pairs, papers, route, steps

app_name = "routes"
urlpatterns = [
    path("", board.board, name="board"),
    path("counts/", board.late_counts, name="board_counts"),
    path("export/", board.export, name="board_export"),
    path("missing/", board.missing, name="missing"),
    path("missing/export/", board.missing_export, name="missing_export"),
    path("bulk/", bulk.bulk, name="bulk"),
    path("bulk/do/", bulk.bulk_do, name="bulk_do"),
    path("bulk/<int:pk>/", bulk.bulk_done, name="bulk_done"),
    path("bulk/<int:pk>/undo/", bulk.bulk_undo, name="bulk_undo"),
    path("mine/", own.mine, name="mine"),
    path("compose/", own.compose, name="compose"),
    path("teacher/<int:pk>/", own.teacher_panel, name="teacher_panel"),
    path("teacher/<int:pk>/mentor/", pairs.mentor_new, name="mentor_new"),
    path("teacher/<int:pk>/mentor/<int:pair>/end/", pairs.mentor_end, name="mentor_end"),
    path("organisation/<int:pk>/", own.organisation_panel, name="organisation_panel"),
    path("<int:pk>/", route.route, name="route"),
    path("<int:pk>/history/", route.history, name="history"),
    path("<int:pk>/goal/", route.goal, name="goal"),
    path("<int:pk>/term/", route.term, name="term"),
    path("<int:pk>/deficits/", route.deficit_add, name="deficit_add"),
    path("<int:pk>/deficits/<int:deficit>/", route.deficit_target, name="deficit_target"),
    path("<int:pk>/deficits/<int:deficit>/remove/", route.deficit_remove, name="deficit_remove"),
    path("<int:pk>/move/<slug:name>/", route.move, name="move"),
    path("<int:pk>/move/<slug:name>/form/", route.move_form, name="move_form"),
    path("<int:pk>/expert/", route.assign, name="assign"),
    path("<int:pk>/review/", route.review, name="review"),
    path("<int:pk>/print/", papers.printed, name="print"),
    path("<int:pk>/iom.pdf", papers.pdf, name="pdf"),
    path("<int:pk>/offers/", steps.offers, name="offers"),
    path("<int:pk>/more/", steps.more, name="more"),
    path("<int:pk>/steps/", steps.new, name="step_new"),
    path("<int:pk>/steps/restore/", steps.restore, name="step_restore"),
    path("<int:pk>/steps/<int:step>/", steps.edit, name="step_edit"),
    path("<int:pk>/steps/<int:step>/shift/", steps.shift, name="step_shift"),
    path("<int:pk>/steps/<int:step>/remove/", steps.remove, name="step_remove"),
    path("<int:pk>/steps/<int:step>/mark/", steps.mark, name="step_mark"),
    path("<int:pk>/steps/<int:step>/unmark/", steps.unmark, name="step_unmark"),
    path("<int:pk>/steps/<int:step>/proof/", steps.proof, name="step_proof"),
]
