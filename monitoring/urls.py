"""Paths."""

from django.urls import path

from monitoring.views import edit, indicator, network, papers, place, reports, table

app_name = "monitoring"
urlpatterns = [
    path("indicators/", table.indicators, name="indicators"),
    path("indicators/export/", table.export, name="indicators_export"),
    path("indicators/<slug:code>/", indicator.indicator, name="indicator"),
    path("indicators/<slug:code>/facts/", indicator.facts, name="facts"),
    path("indicators/<slug:code>/facts/export/", indicator.facts_export, name="facts_export"),
    path("indicators/<slug:code>/passport/", edit.passport, name="passport"),
    path("indicators/<slug:code>/target/", edit.target, name="target"),
    path("organisations/<int:pk>/", place.organisation_panel, name="organisation_panel"),
    path("reports/", reports.reports, name="reports"),
    path("reports/<int:pk>/", reports.report, name="report"),
    path("reports/<int:pk>/progress/", reports.progress, name="report_progress"),
    path("reports/<int:pk>/retry/", reports.retry, name="report_retry"),
    path("reports/<int:pk>/revoke/", reports.revoke, name="report_revoke"),
    path("reports/<int:pk>/file/<slug:kind>/", reports.file, name="report_file"),
    path("reports/<int:pk>/now/", reports.now, name="report_now"),
    path("reports/<int:pk>/lagging/", reports.lagging, name="report_lagging"),
    path("reports/<int:pk>/details/<slug:code>/", reports.details, name="report_details"),
    path("reports/<int:pk>/lists/<slug:code>/<slug:part>/", reports.frozen_list, name="report_list"),
    path("papers/", papers.papers, name="papers"),
    path("papers/export/", papers.papers_export, name="papers_export"),
    path("papers/<slug:kind>/new/", papers.paper_new, name="paper_new"),
    path("papers/<slug:kind>/<int:pk>/", papers.paper, name="paper"),
    path("papers/<slug:kind>/<int:pk>/remove/", papers.paper_remove, name="paper_remove"),
    path("network/", network.network, name="network"),
    path("network/export/", network.export, name="network_export"),
]
