"""The operator's home: what waits for an answer, what ends soon, whether the background work goes on."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from portal.accounts.models import Agreement, District, Erasure, Network, Role, User
from portal.kit import wall
from portal.kit.periods import portal_day
from portal.kit.words import counted
from portal.site.home import operator
from portal.site.tasks import beat
from tests import factories


@pytest.fixture
def operates(db: None) -> User:
    return factories.user(Role.OPERATOR, None)


def home(user: User) -> str:
    return str(factories.client(user).get("/").content.decode())


def test_the_background_work_is_told_by_its_pulse(operates: User) -> None:
    """Never heard of, going on, and fallen silent: three different sentences, the last says what to start."""
    assert "Ещё не начиналась" in home(operates)
    beat()
    assert "последняя весть" in home(operates)
    with time_machine.travel(timezone.now() + operator.SILENCE + dt.timedelta(minutes=1)):
        assert "Запустите службы worker и beat" in home(operates)


def test_requests_to_erase_stand_by_their_terms(operates: User, district: District, foreign: District) -> None:
    """Open ones of all districts, the nearest term first, by number and district: the operator sees no names."""
    on = portal_day()
    for home_of, person, days in ((district, "Синицына Ольга", 5), (foreign, "Воробьёв Пётр", -2)):
        with wall.scope([home_of.pk]):
            Erasure.objects.create(district=home_of, person=person, asked_on=on - dt.timedelta(days=10), due_on=on + dt.timedelta(days=days))
    with wall.scope([district.pk]):
        Erasure.objects.create(district=district, person="Галкина Анна", asked_on=on, due_on=on, state=Erasure.State.REFUSED, reason="Нет оснований")
    page = home(operates)
    assert f"Не закрыто: {counted(2, ('', 'требования', ''))}" in page
    assert page.index(str(foreign)) < page.index(f"{district} · ответить до")
    assert page.count("просрочено") == 1
    assert not any(name in page for name in ("Синицына", "Воробьёв", "Галкина"))


def test_agreements_that_end_soon_are_named(operates: User, district: District, foreign: District) -> None:
    """Within two months; what holds longer or has no end is not among them."""
    network, on = Network.objects.create(name="КРЦ", lead=foreign), portal_day()
    with wall.scope([district.pk, foreign.pk], common=True):
        for number, until in (("7", on + dt.timedelta(days=30)), ("8", on + dt.timedelta(days=300)), ("9", None)):
            Agreement.objects.create(
                network=network, district=district, lead=foreign, number=number, state="signed", since=on - dt.timedelta(days=300), until=until
            )
    page = home(operates)
    assert "Соглашение 7" in page
    assert not any(f"Соглашение {number}" in page for number in "89")
