"""What the register adds to a planted district: lives of people and organisations, imports, ways in. `garden` is a `planting.Garden`."""

import datetime as dt
from typing import Any

from django.apps import apps
from django.utils import timezone

from portal.accounts.models import (
    Consent,
    ConsentText,
    District,
    Erasure,
    FormerName,
    Handover,
    Invitation,
    OrganisationStatus,
    PersonalCopy,
    Reorganisation,
    Responsibility,
    SavedList,
    Succession,
)
from portal.journal.models import Deed, Disclosure
from portal.kit import wall
from portal.kit.periods import today
from portal.kit.wall import Walled
from teachers.models import (
    Absence,
    Award,
    Bulk,
    CareerStage,
    CareerStep,
    ColumnMemory,
    CourseApplicant,
    CourseApplication,
    Duty,
    Intake,
    IntakeRow,
    Merging,
    Move,
    Namesakes,
    Proposal,
    Teacher,
)  # fmt: skip


def life(garden: Any, who: Teacher) -> None:
    day = today() - dt.timedelta(days=40 * (garden.size + 1))
    step = garden.keep("career_step", garden.make(CareerStep, order=garden.size))
    for one in {who, garden["teacher"]}:
        garden.keep("absence", garden.make(Absence, teacher=one, kind="childcare", since=day, until=day + dt.timedelta(days=20)))
        garden.keep("move", garden.make(Move, teacher=one, kind="leave", on=day, by=garden.people["methodist"]))
        garden.keep("award", garden.make(Award, teacher=one, awarded_on=day))
        garden.keep("bulk", garden.make(Bulk, title="внесена роль", made=[[one.pk, 0, 0]], by=garden.people["methodist"]))
        garden.keep("duty", garden.make(Duty, teacher=one, role="ar01", organisation=garden["organisation"], since=day))
        garden.keep("career_stage", garden.make(CareerStage, teacher=one, step=step, since=day))
        garden.keep("proposal", garden.make(Proposal, teacher=one, organisation=garden["organisation"], kind="card", data={"topic": ["", garden.word]}))
    twin = garden.make(Teacher, sex="f", birth_date=dt.date(1995, 3, 1), merged_into=garden["teacher"])
    garden.keep("merging", garden.make(Merging, kept=garden["teacher"], duplicate=twin, by=garden.people["methodist"]))
    alike = garden.keep("alike", garden.make(Teacher, sex="f", birth_date=dt.date(1985, 1, 1)))
    garden.keep("namesakes", garden.make(Namesakes, one=garden["teacher"], other=alike, by=garden.people["methodist"]))


def intake(garden: Any, who: Teacher) -> None:
    columns = [{"letter": "A", "title": garden.word, "field": "name", "sample": garden.word}]
    about = {"organisation": garden["organisation"], "file": garden["file"], "on": today(), "by": garden.people["methodist"], "state": "checked"}
    made = garden.keep("intake", garden.make(Intake, columns=columns, **about))
    for one in {made, garden["intake"]}:
        problem = {"cell": "B2", "reason": garden.word, "mend": garden.word, "fatal": False}
        said = {"values": {"last_name": garden.word, "first_name": garden.word}, "problems": [problem], "verdict": "new"}
        garden.keep("intake_row", garden.make(IntakeRow, intake=one, number=garden.size + 1, teacher=who, **said))
    garden.keep("column_memory", garden.make(ColumnMemory, organisation=garden["organisation"]))


def applications(garden: Any, who: Teacher) -> None:
    dates = {"starts_on": today(), "ends_on": today() + dt.timedelta(days=9)}
    made = garden.make(CourseApplication, hours=36, organisation=garden["organisation"], by=garden.people["methodist"], **dates)
    garden.keep("application", made)
    for one, person in {(made, who), (garden["application"], who)}:
        garden.keep("applicant", garden.make(CourseApplicant, application=one, teacher=person))


def houses(garden: Any, who: Teacher) -> None:
    place, day = garden["organisation"], today() - dt.timedelta(days=400 + garden.size)
    garden.keep("status", garden.make(OrganisationStatus, organisation=place, status=f"status{garden.size}", since=day))
    garden.keep("former_name", garden.make(FormerName, organisation=place, until=day))
    happened = garden.keep("reorganisation", garden.make(Reorganisation, kind="renamed", on=day))
    garden.keep("succession", garden.make(Succession, reorganisation=happened, predecessor=place, successor=place))


def access(garden: Any, who: Teacher) -> None:
    """One open invitation and one consent in force for a person; the older ones are revoked and withdrawn."""
    person, over = garden.people["teacher"], timezone.now() if garden.size else None
    with wall.scope([garden.district.pk], common=True):
        text, _ = ConsentText.objects.get_or_create(
            kind="pd", version=1, defaults={"title": "Согласие", "text": "Текст согласия", "published_on": dt.date(2020, 1, 1)}
        )
    garden.keep(
        "invitation",
        garden.make(Invitation, user=person, person=person.full_name, email=person.email, expires_at=timezone.now() + dt.timedelta(days=7), revoked_at=over),
    )
    garden.keep("consent", garden.make(Consent, user=person, text=text, given_at=timezone.now(), withdrawn_at=over))
    duty = {"kind": "direction", "since": dt.date(2020, 9, 1)}
    garden.keep("responsibility", garden.make(Responsibility, appointment=garden["appointment"], code=f"d{garden.size}", **duty))
    with wall.scope([garden.district.pk], common=True):
        state = Handover.State.FAILED if garden.size else Handover.State.QUEUED
        garden.keep("handover", garden.make(Handover, requested_by=garden.people["methodist"], state=state, file="handover/none"))
    garden.keep("consent_text", text)
    with wall.scope([garden.district.pk], user=person.pk):
        garden.keep("copy", PersonalCopy.objects.create(user=person, state="failed"))
    asked = {"user": person, "card": garden["teacher"].pk, "asked_on": today(), "due_on": today(), "by": person}
    garden.keep("erasure", garden.make(Erasure, **asked, state="withdrawn" if garden.size else "asked"))
    deed = Deed.objects.create(district=garden.district, actor=garden.people["methodist"], actor_name=garden.word, verb="выгрузил(а) список", object_type="accounts.district", object_id=garden.district.pk, object_label=garden.word)  # fmt: skip
    garden.keep("disclosure", garden.make(Disclosure, deed=deed, block=None, people=b""))
    garden.keep("saved_list", garden.make(SavedList, user=person, page="teachers:list", shared=True))


SEEDS = (life, intake, applications, houses, access)


def everything(home: District) -> dict[str, list[dict[str, Any]]]:
    """All rows of the district but the journal of deeds and the merging itself."""
    models = [one for one in apps.get_models() if issubclass(one, Walled) and one not in (Deed, Merging)]
    return {one._meta.label: list(one._base_manager.filter(district=home).order_by("pk").values()) for one in models}
