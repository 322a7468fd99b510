"""Which pages are lists, who lives in them, and which address stands for one; every other page says why it is none.

`tests/site/test_bench.py` holds this against the resolver: a new page is measured, or is said to be no list.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from communities.models import Community, Event, Programme
from contests.models import Contest
from monitoring.models import Report
from portal.accounts.models import Organisation, Role
from teachers.models import CourseApplication, Intake

METHODIST, HEAD, OPERATOR = Role.METHODIST, Role.DEPARTMENT_HEAD, Role.OPERATOR


@dataclass(frozen=True)
class Listing:
    """A list page: name of its address, the role that lives in it, its query, and the first object of a kind for its parameters.

    An overview shows several counts or the figures of many years and districts; it is measured, but the time of a page with 25 rows does not bind it.
    A wide one is measured in the district of ten thousand organisations.
    """

    name: str
    role: str = METHODIST
    query: str = ""
    sample: Callable[[], dict[str, object]] = dict
    overview: bool = False
    wide: bool = False

    def address(self) -> str:
        """The address in the district whose wall is open."""
        return reverse(self.name, kwargs=self.sample()) + (f"?{self.query}" if self.query else "")


def first_of(model: type) -> Callable[[], dict[str, object]]:
    """The oldest object: the one that the crowd is gathered in."""
    return lambda: {"pk": model.objects.order_by("pk").values_list("pk", flat=True)[0]}  # type: ignore[attr-defined]


LISTS: tuple[Listing, ...] = (
    Listing("site:home", overview=True),
    Listing("site:search", query="q=Орлова"),
    Listing("teachers:list"),
    Listing("teachers:list", query="group=place&cols=place,position,course,duties,access"),
    Listing("teachers:list", query="q=Орлова+А"),
    Listing("teachers:offers", query="when=all"),
    Listing("teachers:list", wide=True),
    Listing("organisations:list"),
    Listing("organisations:list", wide=True),
    Listing("organisations:list", query="state=all&on=2025-09-01", wide=True),
    Listing("organisations:list", query="q=школа+101", wide=True),
    Listing("organisations:people", sample=first_of(Organisation)),
    Listing("teachers:twins"),
    Listing("teachers:intakes"),
    Listing("teachers:intake", sample=first_of(Intake)),
    Listing("teachers:courses"),
    Listing("teachers:courses", query="tab=all"),
    Listing("teachers:attestation"),
    Listing("teachers:attestation", query="tab=all"),
    Listing("teachers:need", overview=True),
    Listing("teachers:applications"),
    Listing("teachers:application", sample=first_of(CourseApplication)),
    Listing("teachers:proposals"),
    Listing("routes:board"),
    Listing("routes:board", wide=True),
    Listing("routes:board", query="tab=closed"),
    Listing("routes:board", query="tab=overdue"),
    Listing("routes:board", query="group=place&cols=organisation,position,state,progress,deficits,curator,expert,mentor"),
    Listing("routes:missing"),
    Listing("routes:missing", query="group=place&cols=organisation,mentor,assessed,access"),
    Listing("communities:events"),
    Listing("communities:events", query="when=all&cols=place,organiser,community,level,audience,listed,present"),
    Listing("communities:events", query="when=past"),
    Listing("communities:list"),
    Listing("communities:community", sample=first_of(Community)),
    Listing("communities:attendance", sample=first_of(Event)),
    Listing("communities:programmes"),
    Listing("communities:programme", sample=first_of(Programme)),
    Listing("communities:practices"),
    Listing("contests:list"),
    Listing("contests:contest", sample=first_of(Contest)),
    Listing("accounts:people"),
    Listing("accounts:invitations"),
    Listing("accounts:who", overview=True),
    Listing("teachers:invite"),
    Listing("accounts:dictionaries"),
    Listing("accounts:dictionary", sample=lambda: {"code": "positions"}),
    Listing("journal:notices"),
    Listing("monitoring:indicators", HEAD),
    Listing("monitoring:indicator", HEAD, "period=2023-2024", lambda: {"code": "PR-04"}, overview=True),
    Listing("monitoring:facts", HEAD, "period=2023-2024", lambda: {"code": "PR-04"}),
    Listing("monitoring:reports", HEAD),
    Listing("monitoring:papers"),
    Listing("monitoring:report_list", HEAD, sample=lambda: {"pk": Report.objects.get(state="ready").pk, "code": "PR-04", "part": "numerator"}),
    Listing("journal:list", HEAD),
    Listing("site:looked"),
    Listing("site:erasures", HEAD),
    Listing("monitoring:network", Role.COORDINATOR, "period=2023-2024", overview=True),
    Listing("accounts:districts", OPERATOR),
    Listing("accounts:agreements", OPERATOR),
)

FILE, FORM, DEED, ONE = "файл", "форма", "действие, страницы нет", "об одном человеке или предмете"
NO_LISTS: dict[str, str] = {
    "accounts:revoke_sending": DEED,
    "site:health": DEED,
    "site:demo_login": DEED,
    "site:help": "текст",
    "site:ui": "текст",
    "teachers:export": FILE,
    "teachers:offers_export": FILE,
    "teachers:offer_new": FORM,
    "teachers:hire": FORM,
    "teachers:steps": "словарь ступеней карьеры, десяток строк",
    "teachers:step_new": FORM,
    "organisations:export": FILE,
    "organisations:choices": "три десятка найденных для условия другого списка",
    "accounts:colleagues": "три десятка подсказок по фамилии для строки формы",
    "organisations:new": FORM,
    "organisations:listed": FORM,
    "teachers:intake_template": FILE,
    "teachers:mine": ONE,
    "teachers:bulk": FORM,
    "teachers:bulk_duties": DEED,
    "teachers:remind": FORM,
    "teachers:courses_export": FILE,
    "teachers:application_new": FORM,
    "teachers:attestation_export": FILE,
    "teachers:proposals_mine": ONE,
    "teachers:assessment": ONE,
    "teachers:start": DEED,
    "teachers:resume": DEED,
    "routes:board_counts": "два числа для страницы, которая уже показана",
    "routes:board_export": FILE,
    "routes:missing_export": FILE,
    "routes:bulk": FORM,
    "routes:bulk_do": DEED,
    "routes:bulk_done": ONE,
    "routes:bulk_undo": DEED,
    "routes:mine": ONE,
    "routes:compose": DEED,
    "communities:events_export": FILE,
    "communities:bulk": FORM,
    "communities:bulk_do": DEED,
    "communities:bulk_done": ONE,
    "communities:bulk_undo": DEED,
    "communities:event_new": FORM,
    "communities:event_people": FORM,
    "communities:export": FILE,
    "communities:community_new": FORM,
    "communities:programmes_export": FILE,
    "communities:programme_new": FORM,
    "communities:practices_export": FILE,
    "communities:practice_new": FORM,
    "contests:export": FILE,
    "contests:contest_new": FORM,
    "monitoring:indicators_export": FILE,
    "monitoring:network_export": FILE,
    "monitoring:papers_export": FILE,
    "documents:check_form": FORM,
    "accounts:profile": ONE,
    "accounts:appoint": FORM,
    "accounts:agreement_new": FORM,
    "accounts:network_new": FORM,
    "accounts:sessions": ONE,
    "accounts:end_sessions": DEED,
    "accounts:assign": FORM,
    "accounts:open_district": FORM,
    "accounts:switch_district": DEED,
    "accounts:look": DEED,
    "accounts:lists": "сохранённые списки одной страницы, не больше полусотни",
    "accounts:save_list": DEED,
    "accounts:list_columns": DEED,
    "journal:read_all": DEED,
    "site:my_data": ONE,
    "site:agree": DEED,
    "site:withdraw": FORM,
    "site:my_copy": ONE,
    "site:my_erasure": ONE,
    "site:retention": "таблица сроков, десяток строк",
    "accounts:consent_texts": "редакции текста согласия, единицы строк",
    "accounts:consent_text_new": FORM,
}
