"""A district with one of everything, every free text of which carries a chosen word: what may leak can be recognised."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.core.files.base import ContentFile
from django.db import models
from django.utils import timezone

from communities.models import Attendance, Authorship, Community, Event, EventBulk, Internship, Membership, Practice, Programme, Publication
from contests.models import Contest, Participation
from monitoring.models import Campaign, Edition, FrozenList, Indicator, InnovationSite, NormativeAct, Plan, PlanRow, Report, SiteParticipant, Summary, Target
from monitoring.services import building, reports
from portal.accounts.models import Agreement, Appointment, District, Network, Organisation, Role, User, Word
from portal.documents.models import Counter, DocumentLine, NumberedDocument, StoredFile
from portal.journal.models import Deed, Mailbox, Notice
from portal.kit import wall
from portal.kit.periods import school_year, today
from portal.kit.wall import Walled
from routes.models import Mentoring, Review, Route, RouteBulk, RouteDeficit, Step
from teachers.models import Assessment, Competency, Course, CourseOffer, Employment, Qualification, Teacher
from tests import factories
from tests.house import register

CODES = {
    "topic",
    "tag",
    "key",
    "url",
    "object_type",
    "sha256",
    "content_type",
    "code",
    "number",
    "period",
    "series",
    "inn",
    "function",
    "functions",
    "kind",
    "snils",
}
FUNCTION = "A/01.6"
PDF = b"%PDF-1.4\n%%EOF\n"
YEAR = f"{today().year - (today().month < 9)}-{today().year + (today().month >= 9)}"


@dataclass
class Garden:
    """A planted district: its objects by a short name, its people by role, and the word that all of them carry."""

    district: District
    word: str
    things: dict[str, Any] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    size: int = 0

    def __getitem__(self, name: str) -> Any:
        return self.things[name]

    def keep(self, name: str, thing: Any) -> Any:
        """The first of its kind keeps the name."""
        self.things.setdefault(name, thing)
        return thing

    def make(self, model: type[models.Model], **fields: Any) -> Any:
        """A row of the model in which every free text that was not given says the word."""
        about = model._meta.model_name
        words = {one.name: f"{self.word} {one.name} {self.size} {about}"[: one.max_length or 500] for one in free_texts(model) if one.name not in fields}
        return model.objects.create(district=self.district, **words, **fields)


def free_texts(model: type[models.Model]) -> list[Any]:
    """Fields into which people write words: neither codes of a dictionary nor addresses nor choices."""
    return [
        one
        for one in model._meta.concrete_fields
        if type(one) in (models.CharField, models.TextField) and not one.choices and "словарь" not in str(one.verbose_name) and one.name not in CODES
    ]


def walled_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if issubclass(model, Walled)]


def plant(home: District, word: str) -> Garden:
    """One of everything in the district, whose wall is open, and a person of every role there."""
    garden = Garden(home, word)
    garden.keep("district", home)
    place = garden.keep("organisation", _place(garden))
    garden.keep("word", Word.objects.first())
    _people(garden, place)
    grow(garden)
    network, _ = Network.objects.get_or_create(name="Сеть", lead=factories.district("far"))
    garden.keep("ready_report", _report(garden))
    with wall.scope([home.pk], common=True):  # written by the operator
        garden.keep("agreement", garden.make(Agreement, network=network, lead=network.lead, since=today()))
    return garden


def grow(garden: Garden, rows: int = 1) -> None:
    """`rows` more of everything; new rows also hang on the first of their parents, so that details grow as well as lists."""
    for _ in range(rows):
        who = garden.make(
            Teacher, sex="f", birth_date=dt.date(1995, 3, 1), teaching_since=dt.date(2018, 9, 1), last_name=f"{garden.word}{'а' * garden.size}"
        ) if garden.size else garden["teacher"]  # fmt: skip
        if garden.size:
            place = _place(garden)
            garden.make(Employment, teacher=who, organisation=garden["organisation"], position="ped01", since=dt.date(2018, 9, 1))
            garden.make(Employment, teacher=garden["teacher"], organisation=place, position="ped01", since=dt.date(2018, 9, 1), is_main=False)
        for seed in (_card, _gatherings, _rivalry, _routes, _papers, _monitoring, _traces, *register.SEEDS):
            seed(garden, who)
        garden.size += 1


def _place(garden: Garden) -> Organisation:
    return garden.make(Organisation, kind="sosh", name=f"{garden.word} школа {garden.size}", short_name=f"{garden.word} СШ {garden.size}")


def _people(garden: Garden, place: Organisation) -> None:
    for role in Role.values:
        where = None if role == Role.OPERATOR else garden.district
        school = place if role in (Role.TEACHER, Role.SCHOOL_HEAD) else None
        garden.people[role] = factories.user(role, where, organisation=school, last_name=garden.word, first_name="Вера", patronymic="Ильинична")
    for name, role in (("teacher", Role.TEACHER), ("guide", Role.MENTOR)):
        who = garden.keep(name, garden.make(Teacher, user=garden.people[role], sex="f", birth_date=dt.date(1995, 3, 1), teaching_since=dt.date(2018, 9, 1)))
        job = garden.make(Employment, teacher=who, organisation=place, position="ped01", since=dt.date(2018, 9, 1))
        garden.keep("employment", job)
    garden.keep("appointment", Appointment.objects.get(user=garden.people[Role.TEACHER]))
    garden.keep("school_post", Appointment.objects.get(user=garden.people[Role.SCHOOL_HEAD]))
    teacher = garden.people[Role.TEACHER]
    garden.keep("mailbox", garden.make(Mailbox, user=teacher, email=teacher.email, refused_at=timezone.now()))


def _card(garden: Garden, who: Teacher) -> None:
    on = today() - dt.timedelta(days=90 + garden.size)
    done = garden.keep("assessment", factories.assessment(who, {FUNCTION: 1, "A/02.6": 2, "A/03.6": 3}, on))
    garden.keep("function", Competency.objects.get(framework=done.framework, code=FUNCTION))
    if not garden.size:
        garden.keep("draft_assessment", garden.make(Assessment, teacher=who, framework=done.framework))
    for one in {who, garden["teacher"]}:
        garden.keep("qualification", garden.make(Qualification, teacher=one, category="first", awarded_on=on))
        garden.keep("course", garden.make(Course, teacher=one, hours=36, finished_on=on))
    soon = today() + dt.timedelta(days=20)
    garden.keep("course_offer", garden.make(CourseOffer, hours=36, functions=[FUNCTION], starts_on=soon, ends_on=soon + dt.timedelta(days=9)))


def _gatherings(garden: Garden, who: Teacher) -> None:
    past, soon = factories.noon(-3), factories.noon(9)
    shared = {"shared": True, "functions": [FUNCTION]}
    circle = garden.keep("community", garden.make(Community, kind="rmo", since=dt.date(2020, 9, 1), state="active", **shared))
    event = garden.keep("event", garden.make(Event, format="ef01", starts_at=past, ends_at=past, state="announced", community=circle, **shared))
    garden.keep("event_bulk", garden.make(EventBulk, deed="cancel", title="отменено", made=[[event.pk, "announced", 1]], by=garden.people["methodist"]))
    garden.make(Event, format="ef01", starts_at=soon, ends_at=soon, state="announced", **shared)
    course = garden.keep("programme", garden.make(Programme, organisation=garden["organisation"], hours=36, since=dt.date(2020, 9, 1), **shared))
    practice = garden.keep("practice", garden.make(Practice, bank="best_practice", level="mun", state="included", included_on=today()))
    garden.keep("publication", garden.make(Publication, kind="collection", year=today().year))
    for one, where in {(who, event), (who, garden["event"])}:
        garden.keep("attendance", garden.make(Attendance, event=where, teacher=one, status="registered", held_on=past.date()))
    for one, where in {(who, circle), (who, garden["community"])}:
        garden.keep("membership", garden.make(Membership, community=where, teacher=one, since=dt.date(2020, 9, 1)))
    for one, where in {(who, course), (who, garden["programme"])}:
        garden.keep("internship", garden.make(Internship, programme=where, teacher=one, since=past.date(), state="enrolled"))
    for one, what in {(who, practice), (who, garden["practice"])}:
        garden.keep("authorship", garden.make(Authorship, practice=what, teacher=one))


def _rivalry(garden: Garden, who: Teacher) -> None:
    contest = garden.keep("contest", garden.make(Contest, starts_on=today(), ends_on=today(), state="open"))
    for where in {contest, garden["contest"]}:
        garden.keep("participation", garden.make(Participation, contest=where, teacher=who, happened_on=today(), result="winner"))


def _routes(garden: Garden, who: Teacher) -> None:
    dates = {"starts_on": today() - dt.timedelta(days=30), "ends_on": today() + dt.timedelta(days=200)}
    parts = {"organisation": garden["organisation"], "curator": garden.people["methodist"], "expert": garden.people["expert"]}
    route = garden.keep("route", garden.make(Route, teacher=who, state="review", submitted_at=timezone.now(), **parts, **dates))
    garden.keep("finished_route", garden.make(Route, teacher=garden["teacher"], state="done", completed_on=today(), mastered=True, **parts, **dates))
    active = garden.keep("active_route", garden.make(Route, teacher=who, state="active", approved_on=today(), **parts, **dates))
    garden.keep("active_step", garden.make(Step, route=active, direction="self", **dates))
    for one in {route, garden["route"]}:
        garden.keep("deficit", garden.make(RouteDeficit, route=one, function=FUNCTION if one is route else f"A/{garden.size}", level=30))
        garden.keep("step", garden.make(Step, route=one, direction="self", **dates))
        offers = {"event": garden["event"], "programme": garden["programme"], "community": garden["community"], "course_offer": garden["course_offer"]}
        for name, offer in offers.items():
            garden.make(Step, route=one, direction="comm", **{name: offer}, **dates)
        garden.keep("review", garden.make(Review, route=one, author=garden.people["methodist"]))
    if who != garden["guide"]:
        garden.keep("mentoring", garden.make(Mentoring, mentor=garden["guide"], mentee=who, form="pp", kind="k", since=today()))
        garden.keep(
            "route_bulk", garden.make(RouteBulk, deed="expert", title="назначен эксперт", made=[[garden["route"].pk, None]], by=garden.people["methodist"])
        )


def _papers(garden: Garden, who: Teacher) -> None:
    file = StoredFile(district=garden.district, name=f"{garden.word}.pdf", content_type="application/pdf", size=len(PDF), sha256="0" * 64)
    file.file.save(file.name, ContentFile(PDF), save=False)
    file.save()
    garden.keep("file", file)
    Step.objects.filter(pk=garden["step"].pk).update(proof_file=garden["file"])
    number = f"ОТЧ-{garden.district.pk}-{garden.size}"
    garden.keep(
        "document", garden.make(NumberedDocument, kind="Отчёт", number=number, issued_on=today(), object_type="routes.route", object_id=garden["route"].pk)
    )
    about = {"kind": "Справка для аттестации", "object_type": "teachers.teacher", "object_id": garden["teacher"].pk}
    paper = garden.keep("certificate", garden.make(NumberedDocument, number=f"СПР-{garden.district.pk}-{garden.size}", issued_on=today(), **about))
    for one in {paper, garden["certificate"]}:
        garden.keep("document_line", garden.make(DocumentLine, document=one, number=garden.size + 1, section="Награды", on=today()))
    garden.keep("counter", garden.make(Counter, series=f"T{garden.size}", year=today().year, last=garden.size + 1))


def _monitoring(garden: Garden, who: Teacher) -> None:
    indicator = Indicator.objects.exclude(numerator="").order_by("order", "pk")[garden.size]
    garden.keep("indicator", indicator)
    garden.keep("target", garden.make(Target, indicator=indicator, period=YEAR, base=10, target=20))
    garden.keep("edition", garden.make(Edition, indicator=indicator, version=2, by=garden.people["methodist"]))
    garden.keep("summary", garden.make(Summary, indicator=indicator, period=str(2000 + garden.size), numerator=1, denominator=2, version=1))
    garden.keep("report", garden.make(Report, period=str(2000 + garden.size), state="failed", requested_by=garden.people["department_head"]))
    facts = [[who.pk, who.full_name, garden["organisation"].pk, garden.word, str(today()), garden.word]]
    garden.keep("frozen_list", FrozenList.objects.create(district=garden.district, report=garden["report"], uses=[f"PR-{garden.size}:numerator"], rows=facts))
    garden.keep("act", garden.make(NormativeAct, adopted_on=today()))
    garden.keep("campaign", garden.make(Campaign, starts_on=today()))
    plan = garden.keep("plan", garden.make(Plan, kind="year", year=today().year, adopted_on=today()))
    for one in {plan, garden["plan"]}:
        garden.keep("plan_row", garden.make(PlanRow, plan=one, number=garden.size + 1))
    site = garden.keep("site", garden.make(InnovationSite, kind="kip", level="mun", since=today()))
    for one in {site, garden["site"]}:
        garden.keep("site_participant", garden.make(SiteParticipant, site=one, teacher=who, since=today()))


def _report(garden: Garden) -> Report:
    """This year's report, made by the portal itself: frozen lists, a number, two files."""
    asked, _ = reports.request_report(period=school_year(), district=garden.district, by=garden.people["department_head"], publish_it=False)
    claimed = reports.claim(asked.pk, garden.district.pk)
    assert claimed
    building.make(claimed, lambda percent, words: None)
    asked.refresh_from_db()
    return asked


def _traces(garden: Garden, who: Teacher) -> None:
    about = [garden["route"], garden["event"], garden["community"], garden["contest"], garden["teacher"], garden["report"], garden["appointment"]]
    for obj in about:
        facts = {"object_type": obj._meta.label_lower, "object_id": obj.pk, "actor": garden.people["methodist"]}
        garden.keep("deed", garden.make(Deed, before={"goal": garden.word}, after={"goal": f"{garden.word} после"}, **facts))
    for user in garden.people.values():
        kept = "notice" if user == garden.people["teacher"] else f"notice of {user.pk}"
        garden.keep(kept, garden.make(Notice, user=user, url="/", key=f"planted-{garden.size}"))


def sign(member: District, lead: District) -> Agreement:
    """A signed agreement in force of `member` with the network that `lead` leads."""
    network, _ = Network.objects.get_or_create(lead=lead, defaults={"name": f"Сеть {lead}"})
    with wall.scope([member.pk], common=True):
        return Agreement.objects.create(district=member, network=network, lead=lead, number="1", state="signed", since=dt.date(2020, 1, 1))
