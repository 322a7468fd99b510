"""What an address asks for and cannot have is a sentence, in the house's words: a reversed term, no date, a value that is not there."""

import pytest
from django.urls import reverse

from portal.accounts.models import District, Role
from portal.kit.dates import NOT_A_DAY, REVERSED
from portal.kit.periods import today, years_before
from portal.kit.sentences import NO_CHOICE
from portal.kit.words import day
from tests import factories

TERM = {"since": "2026-10-01", "until": "2026-09-01"}


@pytest.mark.django_db
def test_wrong_conditions_are_sentences_in_every_list(district: District) -> None:
    place = factories.organisation(district, short_name="СШ № 1", name="МБОУ СШ № 1")
    other = factories.organisation(district, short_name="СШ № 2", name="МБОУ СШ № 2")
    teacher = factories.teacher(district, place, birth_date=years_before(today(), 25))
    page = factories.client(factories.user(Role.METHODIST, district))
    terms = {"communities:events": TERM, "routes:board": {"due_from": "2026-10-01", "due_to": "2026-09-01"}, "site:certificate": TERM}
    for name, asked in terms.items():
        text = page.get(reverse(name, args=[teacher.pk] if name == "site:certificate" else []), asked).text
        assert REVERSED in text, name
    assert "в списке никого" not in page.get(reverse("routes:board"), terms["routes:board"]).text
    for name in ("organisations:list", "routes:missing", "accounts:who"):
        text = page.get(reverse(name), {"on": "zzz"}).text
        assert NOT_A_DAY in text, name
    assert teacher.short_name in page.get(reverse("routes:missing"), {"on": "zzz"}).text
    for name, pk in (("teachers:card", teacher.pk), ("organisations:organisation", place.pk), ("organisations:people", place.pk)):
        text = page.get(reverse(name, args=[pk]), {"on": "zzz"}).text
        assert f"«zzz» — не дата: показано на сегодня, {day(today())}." in text, name
    for name, asked in (("teachers:list", "organisation"), ("routes:board", "state"), ("communities:practices", "bank")):
        text = page.get(reverse(name), {asked: "999999"}).text
        assert NO_CHOICE in text, name
        assert "нет среди допустимых" not in text, name
    head = factories.client(factories.user(Role.SCHOOL_HEAD, district, organisation=place))
    for name in ("routes:board", "routes:missing", "teachers:courses", "teachers:attestation"):
        assert "больше нет" in head.get(reverse(name), {"organisation": other.pk}).text, name
        assert "больше нет" not in head.get(reverse(name), {"organisation": place.pk}).text, name
