"""Предложения педагога: исправить свою карточку или внести КПК со сканом; the school accepts or returns, and only then a fact appears."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import Appointment, Role
from portal.documents.services import store_file
from portal.journal.services import notify, notify_all, record
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from portal.kit.turns import locked
from portal.kit.words import day
from teachers.models import Course, Proposal, Teacher
from teachers.selectors.card import last_edit
from teachers.selectors.people import main_job
from teachers.selectors.proposals import resent
from teachers.services.card import edit_teacher, in_shape
from teachers.services.facts import add_fact

FIELDS = ("last_name", "first_name", "patronymic", "phone", "email", "education_level", "education", "topic")
LATE = "Это предложение уже решено: {}. Обновите страницу."
WAITING_MOST = 20


@transaction.atomic
def propose_card(*, teacher: Teacher, changes: Mapping[str, Any], by: Any, again: Proposal | None = None) -> Proposal:
    """Предложить исправление карточки; kept field by field as [was, becomes]. Raises Refusal when nothing differs or one already waits.

    `again`: the returned proposal that is sent once more, mended.
    """
    fresh, place = _own(teacher, by)
    data = {name: [getattr(fresh, name), value] for name, value in in_shape(changes).items() if name in FIELDS and getattr(fresh, name) != value}
    if not data:
        raise Refusal("В форме то же, что и в карточке: исправьте то, что неверно.")
    if Proposal.objects.waiting().filter(teacher=fresh, kind=Proposal.Kind.CARD).exists():
        raise Refusal("Одно исправление карточки уже ждёт подтверждения. Дождитесь ответа или отзовите его.")
    return _sent(Proposal(district_id=fresh.district_id, teacher=fresh, organisation=place, kind=Proposal.Kind.CARD, data=data), by, again)


@transaction.atomic
def propose_course(*, teacher: Teacher, values: Mapping[str, Any], file: UploadedFile | None = None, by: Any, again: Proposal | None = None) -> Proposal:
    """Предложить внести КПК. Raises Refusal when it stands in the card or already waits. A returned one sent `again` keeps its scan unless another is given."""
    fresh, place = _own(teacher, by)
    data = {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in values.items()}
    _refuse_known(fresh, data)
    same = {f"data__{name}": data[name] for name in ("programme", "finished_on")}
    if Proposal.objects.waiting().filter(teacher=fresh, kind=Proposal.Kind.COURSE, **same).exists():
        raise Refusal("Эти КПК уже отправлены и ждут подтверждения.")
    made = Proposal(district_id=fresh.district_id, teacher=fresh, organisation=place, kind=Proposal.Kind.COURSE, data=data)
    made.scan = again.scan if again else None
    if file is not None:
        made.scan = store_file(name=file.name or "скан", content=file, by=by, district_id=fresh.district_id, allowed=("pdf", "image"))
    return _sent(made, by, again)


@transaction.atomic
def accept_proposal(*, proposal: Proposal, by: Any) -> Proposal:
    """Подтвердить: the proposal becomes a course or a correction of the card, by the same services that people use."""
    fresh = _waiting(proposal, by)
    if fresh.kind == Proposal.Kind.COURSE:
        _refuse_known(fresh.teacher, fresh.fields)
        add_fact(teacher=fresh.teacher, kind="courses", values={**fresh.fields, "scan": fresh.scan}, by=by)
    else:
        _refuse_changed(fresh)
        last = last_edit(fresh.teacher)
        changes = {name: after for name, (_, after) in fresh.fields.items()}
        edit_teacher(teacher=fresh.teacher, changes=changes, seen=last.pk if last else 0, by=by, may="teachers.record")
    return _decided(fresh, Proposal.State.ACCEPTED, "подтвердил(а) предложение педагога", "", by)


@transaction.atomic
def return_proposal(*, proposal: Proposal, comment: str, by: Any) -> Proposal:
    """Вернуть с объяснением: nothing changes in the card. Raises Refusal (field «comment») without words."""
    fresh = _waiting(proposal, by)
    if not comment.strip():
        raise Refusal("Напишите, почему предложение не подтверждено: педагог прочтёт это.", field="comment")
    return _decided(fresh, Proposal.State.RETURNED, "вернул(а) предложение педагога", comment.strip()[:300], by)


@transaction.atomic
def withdraw_proposal(*, proposal: Proposal, by: Any) -> Proposal:
    """Отозвать своё предложение, пока его не решили."""
    return _decided(_waiting(proposal, by, may="teachers.withdraw"), Proposal.State.WITHDRAWN, "отозвал(а) своё предложение", "", by)


def _own(teacher: Teacher, by: Any) -> tuple[Teacher, Any]:
    """The locked card of the person herself and the organisation that confirms."""
    fresh = Teacher.objects.shown().select_for_update(of=("self",)).filter(pk=teacher.pk).first()
    if fresh is None or not by.has_perm("teachers.propose", fresh):
        raise Refusal("Предлагать исправления можно только в своей карточке.")
    if Proposal.objects.waiting().filter(teacher=fresh).count() >= WAITING_MOST:
        raise Refusal(f"Подтверждения уже ждут {WAITING_MOST} ваших предложений. Дождитесь ответа.")
    job = main_job(fresh, today())
    if job is None:
        raise Refusal("Сегодня вы нигде не работаете, подтвердить сведения некому. Скажите методисту района.")
    return fresh, job.organisation


def _sent(made: Proposal, by: Any, again: Proposal | None) -> Proposal:
    if again:
        _refuse_again(made, again)
        made.data = {**made.data, Proposal.AGAIN: again.pk}
    made.save()
    told = f"{made.get_kind_display()}{f', снова после возврата {day(again.decided_at)}' if again and again.decided_at else ''}"
    record(verb="предложил(а) изменение", obj=made.teacher, by=by, comment=told)
    posts = Appointment.objects.in_force().filter(user__is_active=True).exclude(user=by)
    heads = list(posts.filter(role=Role.SCHOOL_HEAD, organisation=made.organisation_id).values_list("user_id", "district_id"))
    people = heads or list(posts.filter(role=Role.METHODIST, district=made.district_id).values_list("user_id", "district_id"))
    text = f"{made.teacher.full_name}: {made.get_kind_display()}. Подтвердите или верните."
    notify_all(people=set(people), text=text, url=reverse("teachers:proposal", args=[made.pk]), key=f"proposal-{made.pk}-sent")
    return made


def _refuse_again(made: Proposal, again: Proposal) -> None:
    """Only an own proposal that was returned is sent again, once; the card is locked, so two windows come one after another."""
    if (again.teacher_id, again.kind, again.state) != (made.teacher_id, made.kind, Proposal.State.RETURNED):
        raise Refusal("Снова отправить можно только своё предложение, которое вернули.")
    if resent(again):
        raise Refusal("Это предложение вы уже исправили и отправили снова: оно в списке «Мои предложения».")


def _waiting(proposal: Proposal, by: Any, may: str = "teachers.decide") -> Proposal:
    """The locked proposal that nobody has decided yet. Two decisions at once come one after another, the second is told of the first."""
    fresh = locked(Proposal.objects.select_related("teacher", "scan", "decided_by"), proposal.pk)
    if not by.has_perm(may, fresh):
        raise Refusal("Предложение решает руководитель организации, где работает педагог, или методист района; отзывает — сам педагог.")
    if fresh.state != Proposal.State.SENT:
        raise Refusal(LATE.format(f"{fresh.get_state_display()}{f' ({fresh.decided_by.full_name})' if fresh.decided_by else ''}"))
    return fresh


def _decided(fresh: Proposal, state: str, verb: str, comment: str, by: Any) -> Proposal:
    fresh.state, fresh.comment, fresh.decided_at, fresh.decided_by = state, comment, timezone.now(), by
    fresh.save(update_fields=["state", "comment", "decided_at", "decided_by"])
    record(verb=verb, obj=fresh.teacher, by=by, comment=f"{fresh.get_kind_display()}{f': {comment}' if comment else ''}")
    if fresh.teacher.user and state != Proposal.State.WITHDRAWN:
        text = f"Ваше предложение ({fresh.get_kind_display()}) {fresh.get_state_display()}{f': {comment}' if comment else ''}"
        address, key = reverse("teachers:proposal", args=[fresh.pk]), f"proposal-{fresh.pk}-{state}"
        notify(user=fresh.teacher.user, text=text, url=address, key=key, district_id=fresh.district_id)
    return fresh


def _refuse_known(teacher: Teacher, data: Mapping[str, Any]) -> None:
    if Course.objects.filter(teacher=teacher, programme__iexact=data["programme"], finished_on=data["finished_on"]).exists():
        raise Refusal("Эти КПК уже внесены в карточку: программа и дата завершения те же.")


def _refuse_changed(fresh: Proposal) -> None:
    """The card was corrected after the proposal had been sent: what the teacher saw is no more."""
    moved = [name for name, (was, after) in fresh.fields.items() if getattr(fresh.teacher, name) not in (was, after)]
    if moved:
        labels = ", ".join(f"«{Teacher._meta.get_field(name).verbose_name}»" for name in moved)  # type: ignore[union-attr]
        raise Refusal(f"После отправки карточку уже исправили: {labels}. Верните предложение, чтобы педагог сверил его с карточкой.")
