"""Consents (152-ФЗ, ст. 9): agreeing to a text, taking consent back, publishing a new edition."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from portal.accounts.models import Consent, ConsentText, User
from portal.accounts.selectors.consents import PROCESSING, current_text
from portal.accounts.services.security import end_sessions
from portal.journal.services import record
from portal.kit.access import require
from portal.kit.periods import portal_day
from portal.kit.refusal import Refusal
from portal.kit.turns import in_turn, locked
from portal.kit.words import day

EDITION = "consent_edition"  # where a session keeps the edition that was the newest at sign-in
ENDS = (
    ("Доступ", "Рабочие разделы портала закроются сразу же, другие ваши сеансы закончатся. Откроются только ваши данные, согласие и помощь."),
    ("Самооценка и маршрут", "Продолжить их на портале будет нельзя. Незаконченное останется, пока вы не потребуете удалить данные."),
)
STAYS = (
    ("Сведения о работе, категории, КПК", "Их ведёт школа и служба по закону об образовании: 152-ФЗ, ст. 6, ч. 1, п. 2; согласие для этого не нужно."),
    ("Числа отчётов", "Уже посчитанное не меняется: обезличенные данные в статистических целях, 152-ФЗ, ст. 6, ч. 1, п. 9."),
    ("Запись о согласии и отзыве", "Доказательство того, что согласие было и когда отозвано: 152-ФЗ, ст. 9, ч. 3."),
    ("Журнал «кто смотрел»", "Чтобы вы и дальше видели, кто обращался к вашим данным: 152-ФЗ, ст. 14."),
)


def due(user: Any) -> ConsentText | None:
    """The text that waits for the person's answer; None when she has agreed to it everywhere she works."""
    text = current_text()
    if text is None:
        return None
    given = set(Consent.objects.filter(user=user, text=text, withdrawn_at__isnull=True).values_list("district", flat=True))
    return text if set(user.district_ids) - given else None


def why_due(text: ConsentText, rows: Iterable[Consent]) -> str:
    """The sentence that says why the text is asked of a person with these consents: she took hers back, a newer edition, another district; of a newcomer nothing."""
    known = list(rows)
    given = [one for one in known if one.withdrawn_at is None]
    if any(one.text_id == text.pk for one in given):
        return "Для одного из ваших районов согласия ещё нет."
    if given:
        return f"Вышла новая редакция{f': {text.changed}' if text.changed else ''}".rstrip(".") + "."
    back = [one.withdrawn_at for one in known if one.withdrawn_at]
    return f"Согласие отозвано {day(max(back))}." if back else ""


def remember_edition(sender: Any, request: Any, **more: Any) -> None:
    """At sign-in: the session keeps which edition was the newest, so that a newer one waits for the next sign-in and interrupts nobody's work."""
    if request is not None:
        text = current_text()
        request.session[EDITION] = text.pk if text else 0


def works_on(user: Any, edition: object) -> bool:
    """May a person who has not agreed to the newest text work on in this session? While what she agreed to was the newest at sign-in and is in force."""
    if edition == 0:  # there was no text to agree to
        return True
    if not isinstance(edition, int):
        return False
    given = set(Consent.objects.filter(user=user, text_id=edition, withdrawn_at__isnull=True).values_list("district", flat=True))
    return not set(user.district_ids) - given


@transaction.atomic
def agree(*, user: User, text: str, ticked: bool) -> ConsentText:
    """Согласиться with the newest text in every district of hers. Raises Refusal without the tick, or when another text is the newest by now."""
    newest = current_text()
    if newest is None:
        raise Refusal("Сейчас нет текста, с которым нужно согласиться.")
    if not ticked:
        raise Refusal("Отметьте, что вы согласны, или закройте страницу: без отметки согласие не считается данным.", field="agreed")
    if text != str(newest.pk):
        raise Refusal(f"Пока страница была открыта, вышла новая редакция согласия (действует с {day(newest.published_on)}). Прочтите её.", field="agreed")
    in_turn("accounts.consent", user.pk)  # the same tick sent twice at once is one consent
    known = set(Consent.objects.filter(user=user, text=newest, withdrawn_at__isnull=True).values_list("district", flat=True))
    for district_id in user.district_ids:
        if district_id not in known:
            Consent.objects.create(user=user, text=newest, district_id=district_id, way=Consent.Way.PORTAL, given_at=timezone.now())
            record(verb="дал(а) согласие на обработку персональных данных", obj=user, by=user, comment=str(newest), district_id=district_id)
    return newest


@transaction.atomic
def withdraw(*, user: User, session: str | None) -> int:
    """Отозвать согласие everywhere, to every edition: what was said in ENDS begins with the next request. Returns how many consents ended."""
    rows = list(Consent.objects.select_for_update(of=("self",)).filter(user=user, withdrawn_at__isnull=True).select_related("text"))
    for one in rows:
        one.withdrawn_at = timezone.now()
        one.save(update_fields=["withdrawn_at"])
        record(verb="отозвал(а) согласие на обработку персональных данных", obj=user, by=user, comment=str(one.text), district_id=one.district_id)
    end_sessions(user=user, but=session or "")
    return len(rows)


@transaction.atomic
def draft_text(*, title: str, text: str, changed: str, by: Any) -> ConsentText:
    """Составить новую редакцию; there is one draft at a time. Nobody is asked before it is published."""
    require(by, "accounts.operate")
    in_turn("accounts.consent_text")
    if ConsentText.objects.filter(kind=PROCESSING, published_on__isnull=True).exists():
        raise Refusal("Черновик новой редакции уже есть: правьте его или опубликуйте.")
    last = ConsentText.objects.filter(kind=PROCESSING).aggregate(last=Max("version"))["last"] or 0
    made = ConsentText.objects.create(kind=PROCESSING, version=last + 1, title=title.strip(), text=text.strip(), changed=changed.strip())
    record(verb="составил(а) черновик текста согласия", obj=made, by=by)
    return made


@transaction.atomic
def edit_text(*, text: ConsentText, title: str, body: str, changed: str, by: Any) -> ConsentText:
    """Править черновик. Raises Refusal for a published text: people have agreed to those very words."""
    require(by, "accounts.operate")
    fresh = _draft(text)
    fresh.title, fresh.text, fresh.changed = title.strip(), body.strip(), changed.strip()
    fresh.save(update_fields=["title", "text", "changed"])
    return fresh


@transaction.atomic
def publish_text(*, text: ConsentText, on: dt.date, by: Any) -> ConsentText:
    """Опубликовать: from that day everybody is asked at the next sign-in. Raises Refusal for a day that has passed."""
    require(by, "accounts.operate")
    fresh = _draft(text)
    if on < portal_day():
        raise Refusal("Задним числом редакцию не публикуют: укажите сегодняшний день или позже.", field="published_on")
    fresh.published_on = on
    fresh.save(update_fields=["published_on"])
    record(verb="опубликовал(а) текст согласия", obj=fresh, by=by, after={"published_on": on.isoformat()})
    return fresh


def _draft(text: ConsentText) -> ConsentText:
    fresh = locked(ConsentText.objects, text.pk)
    if fresh.published_on:
        raise Refusal(f"Редакция {fresh.version} опубликована и больше не меняется: люди согласились именно с этими словами. Составьте новую.")
    return fresh
