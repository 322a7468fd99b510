"""A contest whose results are due today, its district, its people."""

import csv
import datetime as dt
import io
import re
from typing import Any

import pytest
from django.test import Client

from contests import services
from contests.models import Contest
from portal.accounts.models import District, Role, User, Word
from portal.kit.periods import today
from teachers.models import Teacher
from tests import factories
from tests.seeing import Seeing

WORDS = {
    "contest_kinds": {"prof": "конкурс мастерства", "auction": "аукцион"},
    "contest_roles": {"participant": "участник", "author": "автор опыта", "buyer": "приобретатель опыта"},
    "contest_results": {"winner": "победитель", "participant": "участник"},
    "event_levels": {"mun": "муниципальный"},
}


@pytest.fixture(autouse=True)
def words(db: None) -> None:
    Word.objects.bulk_create(Word(dictionary=dictionary, code=code, name=name) for dictionary, pairs in WORDS.items() for code, name in pairs.items())


@pytest.fixture
def methodist(district: District) -> User:
    return factories.user(Role.METHODIST, district)


@pytest.fixture
def desk(methodist: User) -> Client:
    return factories.client(methodist, Seeing)


@pytest.fixture
def contest(district: District) -> Contest:
    """A contest whose results are due today."""
    return Contest.objects.create(district=district, name="Учитель года", starts_on=today() - dt.timedelta(days=30), ends_on=today(), state="open")


@pytest.fixture
def people(district: District) -> list[Teacher]:
    school = factories.organisation(district, short_name="СШ № 9")
    return [factories.teacher(district, school) for _ in range(4)]


def enter(contest: Contest, people: list[Teacher], by: User, role: str = "participant") -> int:
    return services.add_participants(contest=contest, teachers=[one.pk for one in people], role=role, by=by)


def csv_rows(response: Any) -> list[list[str]]:
    text = b"".join(response.streaming_content).decode("utf-8-sig") if response.streaming else response.content.decode("utf-8-sig")
    return [line for line in csv.reader(io.StringIO(text), delimiter=";") if line]


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()).replace("\xa0", " "))
