"""Which measures make each computed indicator, and with which parameters; the first edition of every passport.

Code → (numerator, denominator, parameters). Later editions belong to the districts (`monitoring.models.Edition`).
Empty denominators: the indicator is a plain count.
"""

from typing import Any

UPBRINGING = ["воспитание", "воспитание и социализация"]
MEETINGS = ["ef01", "ef02", "ef47"]  # семинар, семинар-практикум, совещание: 000:208-212
MOTIVATING = ["ef26", "ef28", "ef29", "ef31", "ef35", "ef39"]  # игра, флешмоб, марафон, фестиваль, неделя мастерства, слёт
MUNICIPAL_AND_ABOVE = ["mun", "intermun", "zone", "reg", "interreg", "fed", "int"]
ENTRANTS = ["author", "buyer", "participant"]
ATTESTED = ["sootv", "first", "high"]
MONITORING_ACT = {"name": "Положение о мониторинге утверждено", "paper": "act", "tags": UPBRINGING, "kinds": ["положение"]}
MONITORING_DONE = {"name": "Мониторинг за год завершён", "paper": "campaign", "tags": UPBRINGING}
SUPPORT = [
    {"name": "Документ о системе сопровождения", "paper": "act", "tags": UPBRINGING, "kinds": ["модель", "программа"]},
    {"name": "План на год", "paper": "plan", "tags": UPBRINGING},
    {"name": "Отчёт о реализации", "paper": "campaign", "tags": UPBRINGING, "reported": True},
]

# What grows from the first day of the period to the last: counts and shares of what happened in it. The others (category in force,
# members, authors of the bank, courses of three years, approved routes) hold on the date and are judged on any day. Decision 35.
ACCUMULATING = frozenset(
    {"SG-VOSP-01", "SG-VOSP-02", "SG-VOSP-04", "SG-VOSP-05", "SG-CNT-03", "SG-CNT-04", "SG-CNT-05", "SG-CNT-06"}
    | {"KIP-1", "KIP-2", "KIP-3", "KIP-4", "KIP-5", "PR-01", "PR-02"}
)

Formula = tuple[str, str, dict[str, Any]]
COMPUTED: dict[str, Formula] = {
    "SG-VOSP-01": ("staff_with_course", "staff", {"topics": UPBRINGING}),
    "SG-VOSP-02": ("staff_at_events", "staff", {"formats": MEETINGS, "topics": UPBRINGING}),
    "SG-VOSP-03": ("staff_in_bank", "staff", {"banks": ["best_practice"], "levels": MUNICIPAL_AND_ABOVE, "topics": UPBRINGING}),
    "SG-VOSP-04": ("requirements_met", "requirements", {"requirements": SUPPORT}),
    "SG-VOSP-05": ("requirements_met", "requirements", {"requirements": [MONITORING_ACT, MONITORING_DONE]}),
    "SG-CNT-01": ("communities", "", {"topics": UPBRINGING}),
    "SG-CNT-02": ("memberships", "", {"topics": UPBRINGING, "member_roles": ["member"]}),
    "SG-CNT-03": ("events", "", {}),
    "SG-CNT-04": ("contests", "", {"topics": UPBRINGING}),
    "SG-CNT-05": ("participations", "", {"topics": UPBRINGING, "roles": ENTRANTS}),
    "SG-CNT-06": ("external_contests", "", {"levels": ["reg"]}),
    "KIP-1": ("staff_with_finished_route", "staff", {"who": "young", "age": 35}),
    "KIP-2": ("staff_in_contests", "", {"roles": ENTRANTS, "event_formats": MOTIVATING}),
    "KIP-3": ("staff_graduated_attested", "staff_graduated", {"kinds": ["smp"], "years": 3, "categories": ATTESTED}),
    "KIP-4": ("internships", "", {}),
    "KIP-5": ("staff_mastered", "staff", {"who": "young", "age": 35}),
    "KIP-6": ("staff_with_route", "staff", {"who": "young_or_novice", "age": 35, "years": 3}),
    "PR-01": ("staff_assessed", "staff", {}),
    "PR-02": ("staff_assessed_with_route", "staff_assessed", {}),
    "PR-04": ("staff_with_course", "staff", {"hours": 16, "span": 3}),
    "PR-06": ("staff_with_category", "staff", {"categories": ["first", "high"]}),
    "PR-12": ("staff_in_communities", "staff", {"kinds": ["network", "snet", "virtual_cab"]}),
}
