"""The bank of practices."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.urls import reverse

from communities.models import Authorship, Practice
from communities.services.people import tell_journal
from portal.accounts.models import District
from portal.journal.lifecycle import advance
from portal.journal.services import record
from portal.kit.namesakes import refuse_namesake
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from portal.kit.turns import in_turn, locked
from teachers.models import Teacher
from teachers.services.holding import held_cards

PREPARED = (Practice.State.PROPOSED, Practice.State.REVIEW)  # neither in the bank nor rejected


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
    refuse_namesake(
        Practice.objects.filter(district=district, bank=data.bank).exclude(state=Practice.State.REJECTED), Practice(title=data.title), again,
        begins="Такая практика в этом банке уже есть", called=lambda one: (one.title,),
        address=lambda one: reverse("communities:practice", args=[one.pk]), note=lambda one: one.get_state_display(),
    )  # fmt: skip


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


@transaction.atomic
def unname_author(*, practice: Practice, teacher: int, by: Any) -> Teacher:
    """Убрать автора, названного по ошибке, пока практика готовится. Raises Refusal for one that is in the bank or rejected, and for who is no author."""
    fresh = locked(Practice.objects, practice.pk)
    if fresh.state not in PREPARED:
        raise Refusal(f"Практика уже {fresh.get_state_display()}: её авторы не меняются.")
    found = Authorship.objects.select_related("teacher").filter(practice=fresh, teacher=teacher).first()
    if found is None:
        raise Refusal("Этого автора у практики уже нет. Обновите страницу.")
    found.delete()
    tell_journal(fresh, "убрал(а) автора практики", [found.teacher], by)
    return found.teacher


def move_practice(*, practice: Practice, move: str, by: Any, comment: str = "", seen: int | None = None) -> Practice:
    """Передать на экспертизу, включить в банк (today), отклонить."""
    changes: dict[str, Any] = {"included_on": today()} if move == "include" else {}
    fresh: Practice = advance(practice, move, by=by, comment=comment, seen=seen, **changes)
    return fresh
