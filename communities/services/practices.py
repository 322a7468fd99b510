"""The bank of practices."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from communities.models import Authorship, Practice
from communities.services.people import tell_journal
from portal.accounts.models import District
from portal.journal.lifecycle import advance
from portal.journal.services import record
from portal.kit.namesakes import SHOWN, Namesake, same
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from portal.kit.turns import in_turn, locked
from portal.kit.typed import numbers
from teachers.models import Teacher
from teachers.services.holding import held_cards


@dataclass(frozen=True)
class PracticeData:
    """What a methodist writes about a practice."""

    title: str
    bank: str
    level: str
    topic: str = ""


@transaction.atomic
def propose_practice(*, data: PracticeData, district: District, by: Any, again: str = "") -> Practice:
    """Внести практику: it is proposed, its authors are named on its page. Raises Namesake when one of its bank has the title, unless `again` names it."""
    in_turn("communities.practice", district.pk)
    _refuse_namesake(data, district, again)
    made = Practice.objects.create(district=district, **asdict(data))
    record(verb="внёс(ла) практику", obj=made, by=by)
    return made


def _refuse_namesake(data: PracticeData, district: District, again: str) -> None:
    rows = Practice.objects.filter(district=district, bank=data.bank).exclude(state=Practice.State.REJECTED)
    found = [one for one in rows if same(one.title) == same(data.title)]
    if {one.pk for one in found} <= numbers(again.split(",")):
        return
    named = format_html_join(
        "; ", '<a href="{}">{}</a> ({})', ((reverse("communities:practice", args=[one.pk]), one.title, one.get_state_display()) for one in found[:SHOWN])
    )
    sentence = format_html("Такая практика в этом банке уже есть: {}. Если это другая, отметьте «Всё равно внести» и отправьте ещё раз.", named)
    raise Namesake(sentence, ",".join(str(one.pk) for one in found))


@transaction.atomic
def name_authors(*, practice: Practice, teachers: Iterable[int], by: Any) -> int:
    """Назвать авторов: how many are new. Raises Refusal for a rejected practice and for people who are not of its district."""
    fresh = locked(Practice.objects, practice.pk)
    if fresh.state == Practice.State.REJECTED:
        raise Refusal("Практика отклонена: авторов к ней не добавляют.")
    wanted = set(teachers)
    found = held_cards(Teacher.objects.filter(district=fresh.district_id), wanted)
    if len(found) != len(wanted):
        raise Refusal("Кого-то из выбранных нет среди педагогов вашего района. Обновите страницу и выберите ещё раз.")
    known = set(Authorship.objects.filter(practice=fresh).values_list("teacher_id", flat=True))
    new = [one for one in found if one.pk not in known]
    Authorship.objects.bulk_create([Authorship(district_id=fresh.district_id, practice=fresh, teacher=one) for one in new])
    tell_journal(fresh, "назвал(а) авторов практики", new, by)
    return len(new)


def move_practice(*, practice: Practice, move: str, by: Any, comment: str = "", seen: int | None = None) -> Practice:
    """Передать на экспертизу, включить в банк (today), отклонить."""
    changes: dict[str, Any] = {"included_on": today()} if move == "include" else {}
    fresh: Practice = advance(practice, move, by=by, comment=comment, seen=seen, **changes)
    return fresh
