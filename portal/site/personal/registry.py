"""All that the portal keeps of people, table by table. A test compares it with every model: a new table cannot be forgotten."""

from functools import lru_cache
from typing import Any

from django.db.models import BigIntegerField, CharField, F, Value
from django.db.models.functions import Cast
from django.utils import timezone

from communities.selectors.personal import HELD as COMMUNITIES
from contests.selectors import HELD as CONTESTS
from monitoring.selectors.personal import HELD as MONITORING
from portal.accounts.models import Appointment
from portal.accounts.selectors.personal import HELD as ACCOUNTS
from portal.kit.persons import Held, Subject
from portal.kit.prepared import Prepared
from routes.selectors.personal import HELD as ROUTES
from teachers.selectors.personal import HELD as TEACHERS

# From the roof down: rows that hang on others come before them.
HELD: tuple[Held, ...] = (*MONITORING, *ROUTES, *COMMUNITIES, *CONTESTS, *TEACHERS, *reversed(ACCOUNTS))

# Tables with personal fields that no row of which belongs to one person; what an erasure does about them.
ELSEWHERE = {
    "journal.Deed": "journal_forget вычёркивает имя и содержание, строка остаётся",
    "journal.Disclosure": "только номера карточек",
    "documents.StoredFile": "файлы человека удаляются вместе со строками, которые на них указывают",
    "accounts.Reorganisation": "только номера строк работы",
    "accounts.Handover": "архивы района стираются при исполнении требования, сами живут неделю",
    "accounts.DistrictRemoval": "имя оператора, который удалил район: акт",
    "teachers.Intake": "файл загрузки, в котором человек есть, заменяется пометкой, образцы столбцов стираются",
    "teachers.Bulk": "только номера карточек; слова, которые внесли сразу многим, проверяются на имя",
    "communities.EventBulk": "только номера событий и ссылка на учётную запись без имени",
    "routes.RouteBulk": "только номера маршрутов и карточек, ссылки на учётные записи без имени",
    "teachers.CourseApplication": "кто составил: ссылка на учётную запись без имени",
    "monitoring.Edition": "кто изменил: ссылка на учётную запись без имени",
    "monitoring.Target": "кто изменил: ссылка на учётную запись без имени",
    "monitoring.Report": "имя составителя и подписавшего заменяется, оба файла пишутся заново из тех же чисел",
    "monitoring.FrozenList": "имя в строке заменяется, число строк не меняется",
    "sessions.Session": "удаляется вместе со списком сеансов",
    "account.EmailConfirmation": "удаляется вместе с адресом",
}

POSTS = Prepared(lambda users: Appointment.objects.filter(user__among=users).select_related("organisation", "district").order_by("pk"), users=list)
KEY = Cast(F("pk"), BigIntegerField())


def objects_of(who: Subject) -> dict[str, list[int]]:
    """The person's own rows by type, as the journal names them. One query."""
    found: dict[str, list[int]] = {}
    if asked := _own(len(who.cards), bool(who.account)):
        given = {f"card{place}": card for place, card in enumerate(who.cards)} | ({"account": who.account} if who.account else {})
        for kind, pk in asked.ask(**given):
            found.setdefault(kind, []).append(pk)
    return found


@lru_cache(maxsize=16)
def _own(cards: int, account: bool) -> Prepared | None:
    """The query of `objects_of`, a dozen tables wide, for so many cards, with an account or without one."""

    def rows(account: int | None = None, **cards: int) -> Any:
        who = Subject(tuple(cards.values()), account)
        held = (one.rows(who).order_by().values_list(Value(one.model._meta.label_lower, output_field=CharField()), KEY) for one in HELD if not one.unjournalled)
        first, *others = (part for part in held if not part.query.is_empty())
        return first.union(*others)

    blanks = {f"card{place}": int for place in range(cards)} | ({"account": int} if account else {})
    return Prepared(rows, **blanks) if blanks else None


def _place(post: Appointment) -> str:
    return str(post.organisation.short_name if post.organisation else post.district)


def posts_of(deeds: list[Any]) -> dict[tuple[int, Any], str]:
    """(deed's actor, day) → «методист, СШ № 1»: the post that the actor held that day. One query for a page of deeds."""
    actors = {deed.actor_id for deed in deeds if deed.actor_id}
    posts = POSTS.ask(users=list(actors)) if actors else []
    found: dict[tuple[int, Any], str] = {}
    for deed in deeds:
        on = timezone.localdate(deed.at)
        held = [one for one in posts if one.user_id == deed.actor_id and one.since <= on and (one.until is None or one.until >= on)]
        told = dict.fromkeys(f"{one.title[:1].lower()}{one.title[1:]}, {_place(one)}" for one in held if one.district_id)
        found[(deed.actor_id, on)] = "; ".join(told)
    return found
