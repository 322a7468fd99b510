"""The people of the demo world: fictional, plausible, the same every time."""

import datetime as dt
import hashlib
import itertools
import re
from pathlib import Path
from random import Random

import pytest

from portal.site.world import sources, staff
from portal.site.world.people import Maker, surname_for

FORBIDDEN = set((Path(__file__).parent / "seed_surnames.txt").read_text().split())  # hashes: the names themselves stay out of the repository
TODAY = dt.date(2026, 11, 23)
DISTRICTS = tuple(sources.load("districts"))


def known(word: str) -> bool:
    return hashlib.sha256(word.lower().encode()).hexdigest()[:16] in FORBIDDEN


@pytest.fixture(scope="module")
def posts() -> dict[str, list[staff.Post]]:
    return {code: staff.register(code, TODAY) for code in DISTRICTS}


def test_nobody_works_in_an_organisation_before_it_was_opened(posts: dict[str, list[staff.Post]]) -> None:
    assert min(post.since for group in posts.values() for post in group) == sources.OPENED


def test_no_surname_of_a_source_document(posts: dict[str, list[staff.Post]]) -> None:
    assert not {post.person.surname for group in posts.values() for post in group if known(post.person.surname)}


def test_the_guard_has_something_to_refuse() -> None:
    assert len(FORBIDDEN) > 200
    assert all(re.fullmatch(r"[0-9a-f]{16}", one) for one in FORBIDDEN)


def test_no_surname_of_a_source_document_in_the_data() -> None:
    texts = "\n".join(path.read_text(encoding="utf8") for path in sources.DATA.iterdir())
    assert not {word for word in re.findall(r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?", texts) if known(word)}


def test_surnames_agree_with_the_sex(posts: dict[str, list[staff.Post]]) -> None:
    for post in (post for group in posts.values() for post in group):
        person = post.person
        wrong = ("ов", "ев", "ёв", "ин", "ский", "ой", "ый") if person.sex == "f" else ("ова", "ева", "ёва", "ина", "ская", "ая")
        assert not person.surname.endswith(wrong), person.full
        assert person.patronymic.endswith("на" if person.sex == "f" else "ич"), person.full


@pytest.mark.parametrize(
    ("stem", "woman"),
    [
        ("Иванов", "Иванова"),
        ("Вишневский", "Вишневская"),
        ("Толстой", "Толстая"),
        ("Дикий", "Дикая"),
        ("Коваленко", "Коваленко"),
        ("Бельды", "Бельды"),
        ("Седых", "Седых"),
    ],
)
def test_a_woman_bears_the_feminine_form(stem: str, woman: str) -> None:
    assert (surname_for(stem, "f"), surname_for(stem, "m")) == (woman, stem)


def test_ages_are_true_on_the_date() -> None:
    maker, on = Maker(Random(1), "kuban"), dt.date(2024, 2, 29)
    for age in range(21, 70):
        person = maker.person(age=age, on=on, women=0.9)
        assert person.age(on) == age
        assert person.started.year - person.born.year >= 20
        assert person.started <= on


def test_names_do_not_repeat_within_a_district(posts: dict[str, list[staff.Post]]) -> None:
    for group in posts.values():
        people = {post.person for post in group}
        assert len({person.full for person in people}) == len(people)


def test_a_later_day_changes_nothing_before_it() -> None:
    now, later = (staff.register("sovgavan", day) for day in (TODAY, dt.date(2028, 10, 1)))
    on = dt.date(2025, 12, 31)
    assert {(post.person.full, post.organisation) for post in now if post.holds(on)} == {
        (post.person.full, post.organisation) for post in later if post.holds(on)
    }


def test_nobody_has_two_main_jobs_at_once(posts: dict[str, list[staff.Post]]) -> None:
    for group in posts.values():
        by_person: dict[str, list[staff.Post]] = {}
        for post in group:
            by_person.setdefault(post.person.full, []).append(post)
        for jobs in by_person.values():
            jobs.sort(key=lambda post: post.since)
            assert all(first.until and first.until < second.since for first, second in itertools.pairwise(jobs))


def test_newcomers_have_begun_to_teach_by_then(posts: dict[str, list[staff.Post]]) -> None:
    assert all(post.person.started <= post.since for group in posts.values() for post in group if post.pedagogical)
