"""«Возможные дубликаты»: pairs of cards that may be of one person, found in the database by keys and only then read."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import CharField, F, Func, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat, JSONObject

from portal.accounts.models import Role
from portal.journal.models import Deed
from portal.journal.selectors import worded
from portal.kit.periods import today
from teachers.intake.people import latin
from teachers.models import Employment, Merging, Namesakes, Teacher
from teachers.selectors.people import named

REASONS = {  # from the strongest to the weakest
    "name": "ФИО и дата рождения",
    "short": "фамилия, имя и дата рождения, отчество есть не у обеих",
    "sound": "ФИО в другом написании (транслитерация) и дата рождения",
    "email": "электронная почта",
    "birth": "ФИО, дата рождения отличается одной цифрой или переставлены день и месяц",
    "surname": "имя, отчество и дата рождения, фамилия другая",
}
WEAK = {"birth", "surname"}

# Folded as `portal.kit.naming.normal` does: any case, «ё» is «е», Latin look-alikes are Cyrillic. An address of three cards and more is the
# school's own and tells nothing. A pair that somebody has told apart is read through `merged_into`.
_FOLD = "lower(translate({}, 'ABCEHKMOPTXYaceopxykmёЁ', 'АВСЕНКМОРТХУасеорхукмеЕ'))"
_SQL = f"""
WITH card AS MATERIALIZED (
    SELECT id, district_id AS home, birth_date AS born, to_char(birth_date, 'DDMMYYYY') AS d, {_FOLD.format("last_name")} AS l,
           {_FOLD.format("first_name")} AS f, {_FOLD.format("patronymic")} AS p, lower(email) AS email, concat_ws(' ', last_name, first_name, patronymic) AS said
    FROM teachers_teacher WHERE district_id = ANY(%s) AND merged_into_id IS NULL AND erased_on IS NULL
), shared AS (
    SELECT home, email, min(id) AS a, max(id) AS b FROM card WHERE email <> '' GROUP BY home, email HAVING count(*) = 2
), pair AS (
    SELECT a.id AS a, b.id AS b, CASE WHEN a.p = b.p THEN 'name' ELSE 'short' END AS why
    FROM card a JOIN card b ON (a.home, a.born, a.l, a.f) = (b.home, b.born, b.l, b.f) AND a.id < b.id WHERE a.p = b.p OR a.p = '' OR b.p = ''
    UNION ALL SELECT a, b, 'email' FROM shared
    UNION ALL SELECT least(a.id, b.id), greatest(a.id, b.id), 'sound'
    FROM card a JOIN card b ON (a.home, a.born) = (b.home, b.born) AND a.id <> b.id WHERE a.said ~ '[A-Za-z]' AND (a.l, a.f, a.p) <> (b.l, b.f, b.p)
    UNION ALL SELECT a.id, b.id, 'surname'
    FROM card a JOIN card b ON (a.home, a.born, a.f, a.p) = (b.home, b.born, b.f, b.p) AND a.id < b.id WHERE a.l <> b.l AND a.p <> ''
    UNION ALL SELECT a.id, b.id, 'birth'
    FROM card a JOIN card b ON (a.home, a.l, a.f, a.p) = (b.home, b.l, b.f, b.p) AND a.id < b.id AND a.p <> ''
    WHERE a.d <> b.d AND (
        (SELECT count(*) FROM generate_series(1, 8) at WHERE substr(a.d, at, 1) <> substr(b.d, at, 1)) = 1
        OR substr(a.d, 5) = substr(b.d, 5) AND substr(a.d, 1, 2) = substr(b.d, 3, 2) AND substr(a.d, 3, 2) = substr(b.d, 1, 2))
), told AS (
    SELECT coalesce(x.merged_into_id, x.id) AS a, coalesce(y.merged_into_id, y.id) AS b
    FROM teachers_namesakes n JOIN teachers_teacher x ON x.id = n.one_id JOIN teachers_teacher y ON y.id = n.other_id
)
SELECT pair.a, pair.b, array_agg(DISTINCT why), min(one.said), min(other.said)
FROM pair JOIN card one ON one.id = pair.a JOIN card other ON other.id = pair.b
WHERE NOT EXISTS (SELECT FROM told WHERE (least(told.a, told.b), greatest(told.a, told.b)) = (pair.a, pair.b))
GROUP BY pair.a, pair.b ORDER BY min(one.l), min(one.f), pair.a, pair.b
"""


@dataclass(frozen=True)
class Found:
    """Two cards and why they may be one person; `reasons` from the strongest."""

    one: int
    other: int
    reasons: tuple[str, ...]

    @property
    def why(self) -> str:
        """The reasons in words."""
        return "; ".join(REASONS[one] for one in self.reasons)

    @property
    def weak(self) -> bool:
        return set(self.reasons) <= WEAK


def pairs(districts: Iterable[int]) -> list[Found]:
    """All pairs of the districts that nobody has told apart, the strong ones first, by name. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_SQL, [list(districts)])
        rows = cursor.fetchall()
    found = [Found(a, b, tuple(one for one in REASONS if one in _sure(why, said, other))) for a, b, why, said, other in rows]
    return sorted((one for one in found if one.reasons), key=lambda one: one.weak)


def _sure(why: Iterable[str], said: str, other: str) -> set[str]:
    """A name in Latin letters with the same birthday is a candidate only; whether both sound alike is asked here."""
    reasons = set(why)
    if "sound" in reasons and latin(said) != latin(other):
        reasons.discard("sound")
    return reasons - ({"surname"} if "sound" in reasons else set())


def pairs_for(user: Any, *, words: str = "", organisation: Any = None, reason: str = "") -> list[Found]:
    """What the person is asked about: the methodist the district's pairs, a head those with somebody of her own. Two queries at most."""
    wide = user.districts_as(Role.METHODIST)
    every = pairs({*wide, *user.districts_as(Role.SCHOOL_HEAD)})
    found = [one for one in every if not reason or reason in one.reasons]
    if wide and not words and organisation is None:
        return found
    seen = named(Teacher.objects.visible_to(user), words)
    if organisation is not None:
        seen = seen.filter(pk__in=Employment.objects.on(today()).filter(organisation=organisation).values("teacher"))
    mine = set(seen.values_list("pk", flat=True))
    return [one for one in found if one.one in mine or one.other in mine]


def pair_of(one: Teacher, other: Teacher) -> Found | None:
    """Why these two may be one person; None when nothing says so or somebody has told them apart."""
    asked = (min(one.pk, other.pk), max(one.pk, other.pk))
    return next((found for found in pairs([one.district_id]) if (found.one, found.other) == asked), None)


def told_apart(user: Any) -> QuerySet[Namesakes]:
    """Pairs that somebody called two people, the newest first; a head sees those whose both cards are her people's."""
    seen = Teacher.objects.visible_to(user)
    wide = Q(district_id__in=user.districts_as(Role.METHODIST))
    near = Q(one__in=seen, other__in=seen) if user.organisations_as(Role.SCHOOL_HEAD) else Q(pk__in=[])
    return Namesakes.objects.filter(wide | near).select_related("one", "other", "by")


def mergings(user: Any) -> QuerySet[Merging]:
    """Merged pairs, the newest first."""
    return Merging.objects.visible_to(user).select_related("kept", "duplicate", "by").defer("moved").order_by("-at", "-pk")


def kept_of(pk: int) -> int | None:
    """The card that a merged one became; a chain leads to its end, because earlier duplicates move along."""
    return Teacher.objects.filter(pk=pk).values_list("merged_into", flat=True).first()


def with_merged() -> QuerySet[Teacher]:
    """Cards with what was merged into them at hand, as «Иванова Анна Петровна, 12.03.1980; объединили 01.09.2026»: a page pays no query for it."""
    name = Concat("duplicate__last_name", Value(" "), "duplicate__first_name", Value(" "), "duplicate__patronymic")
    day: Any = Func(F("duplicate__birth_date"), Value("DD.MM.YYYY"), function="to_char", output_field=CharField())
    on: Any = Func(F("at"), Value("DD.MM.YYYY"), function="to_char", output_field=CharField())
    merged = Merging.objects.filter(kept=OuterRef("pk"), undone_at__isnull=True).order_by("pk")
    return Teacher.objects.annotate(joined=ArraySubquery(merged.values(told=JSONObject(pk="pk", name=name, born=day, on=on))))


def history_of(teacher: Teacher, limit: int = 50) -> list[Deed]:
    """What happened to the card and to those that are this one now, the newest first: both histories are kept."""
    cards = [teacher.pk, *Teacher.objects.filter(merged_into=teacher).values_list("pk", flat=True)]
    return worded(list(Deed.objects.filter(object_type=Teacher._meta.label_lower, object_id__in=cards).order_by("-at", "-pk")[:limit]))
