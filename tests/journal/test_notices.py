"""Notices are rows: said once, mailed once, shown in the header until read."""

from django.core import mail

from portal.accounts.models import District, Role
from portal.journal.models import Notice
from portal.journal.services import notify
from portal.journal.tasks import deliver_notices
from portal.kit import wall
from tests import factories


def test_the_same_key_is_said_once(district: District) -> None:
    who = factories.user(Role.METHODIST, district)
    for _ in range(3):
        notify(user=who, text="Маршрут ждёт решения", url="/routes/1/", key="route:1:submitted", district_id=district.pk)
    assert Notice.objects.count() == 1


def test_a_notice_is_mailed_exactly_once(district: District) -> None:
    who = factories.user(Role.METHODIST, district)
    notify(user=who, text="Маршрут ждёт решения", url="/routes/1/", key="k", district_id=district.pk)
    assert (deliver_notices(), deliver_notices()) == (1, 0)
    assert [letter.to for letter in mail.outbox] == [[who.email]]
    assert "/routes/1/" in mail.outbox[0].body


def test_a_comment_of_two_lines_is_mailed_under_one_and_keeps_nobody_waiting(district: District, foreign: District) -> None:
    who = factories.user(Role.METHODIST, district)
    notify(user=who, text="Первая строка.\r\nВторая строка.", key="k", district_id=district.pk)
    with wall.scope([foreign.pk]):
        notify(user=factories.user(Role.METHODIST, foreign), text="Другой район", key="k", district_id=foreign.pk)
    assert deliver_notices() == 2
    assert {letter.subject for letter in mail.outbox} == {"Первая строка. Вторая строка.", "Другой район"}


def test_a_letter_that_cannot_be_written_keeps_nobody_waiting(district: District) -> None:
    """An address with a line break is refused by the library of mail; the round goes on."""
    broken, who = factories.user(Role.METHODIST, district, email="a@x.example\nBcc: b@x.example"), factories.user(Role.METHODIST, district)
    notify(user=broken, text="Не уйдёт", key="k", district_id=district.pk)
    notify(user=who, text="Уйдёт", key="k", district_id=district.pk)
    assert (deliver_notices(), deliver_notices()) == (1, 0)
    assert [letter.subject for letter in mail.outbox] == ["Уйдёт"]


def test_opening_a_notice_marks_it_read_and_goes_where_it_points(district: District) -> None:
    who = factories.user(Role.METHODIST, district)
    notify(user=who, text="Смотрите", url="/people/me/", key="k", district_id=district.pk)
    notice = Notice.objects.get()
    browser = factories.client(who)
    assert b"masthead-count" in browser.get("/people/me/").content
    assert browser.get(f"/journal/notices/{notice.pk}/").headers["Location"] == "/people/me/"
    assert b"masthead-count" not in browser.get("/people/me/").content


def test_somebody_elses_notice_is_not_found(district: District) -> None:
    who, other = factories.user(Role.METHODIST, district), factories.user(Role.METHODIST, district)
    notify(user=who, text="Не для вас", key="k", district_id=district.pk)
    assert factories.client(other).get(f"/journal/notices/{Notice.objects.get().pk}/").status_code == 404
