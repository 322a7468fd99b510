"""Making an account nameless; the journal's own narrow door."""

from urllib.parse import unquote_plus

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection

from portal.accounts.models import District, Erasure, PersonalCopy, SavedList, User
from portal.accounts.services.handover import burn
from portal.kit.forgetting import searched_by
from portal.kit.persons import NAMELESS
from portal.kit.spelling import mentions
from portal.kit.storing import discard


def before_rows(account: int | None, words: list[str], district: District) -> None:
    """What has to go before the declared rows do: sessions, files of copies, archives of the district, colleagues' saved searches for the name."""
    if account:
        User.objects.select_for_update().get(pk=account)  # no copy is asked for until this transaction holds
        Session.objects.filter(session_key__in=list(UserSession.objects.filter(user=account).values_list("session_key", flat=True))).delete()
    for copy in PersonalCopy.objects.select_for_update().filter(user=account) if account else ():  # one that is being made ends without a row
        discard(str(copy.file.name or ""))
        discard(str(copy.paper.name or ""))
    burn(district)
    sought = searched_by(words)
    told = [one.pk for one in SavedList.objects.filter(district=district) if mentions(f"{one.query} {unquote_plus(f'{one.name} {one.query}')}", sought)]
    SavedList.objects.filter(pk__in=told).delete()


def name_away(account: int | None) -> None:
    """The account stays as a number that others' rows point to."""
    if account is None:
        return
    user = User.objects.select_for_update().get(pk=account)
    user.last_name, user.first_name, user.patronymic = f"{NAMELESS} {account}", "", ""
    user.email, user.look, user.is_active, user.last_login, user.demo = f"{account}@erased.invalid", {}, False, None, False
    user.set_unusable_password()
    user.save()


def forget_in_journal(*, erasure: Erasure, objects: dict[str, list[int]]) -> int:
    """Cross the person out of the append-only journal: the database does it itself, for a decided erasure only (migration 0010)."""
    pairs = [(kind, pk) for kind, ids in objects.items() if kind not in ("accounts.erasure", "accounts.consent") for pk in ids]
    with connection.cursor() as cursor:
        cursor.execute("SELECT journal_forget(%s, %s::text[], %s::bigint[])", [erasure.pk, [kind for kind, _ in pairs], [pk for _, pk in pairs]])
        return int(cursor.fetchone()[0])
