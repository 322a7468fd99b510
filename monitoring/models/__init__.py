"""Indicators with targets and reports, and the papers behind some of them."""

from monitoring.models.indicators import Edition, FrozenList, Indicator, Report, Summary, Target
from monitoring.models.papers import Campaign, InnovationSite, NormativeAct, Plan, PlanRow, SiteParticipant

__all__ = [
    "Campaign",
    "Edition",
    "FrozenList",
    "Indicator",
    "InnovationSite",
    "NormativeAct",
    "Plan",
    "PlanRow",
    "Report",
    "SiteParticipant",
    "Summary",
    "Target",
]
