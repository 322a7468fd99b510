"""Who of an organisation goes where when it is split: its people by what they teach, narrowed by words."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Q

from portal.accounts.models import Organisation
from portal.accounts.selectors import lexicon
from portal.kit.words import full_name, natural
from teachers.models import Employment

ALONE = "Остальные: по одному на должность и предмет"
FEW = 15  # so many people are shown at once; of more each group is folded


@dataclass(frozen=True)
class Member:
    """Кто работает здесь на дату: основная должность с предметом и все, что у неё здесь есть."""

    pk: int
    full_name: str
    post: str
    subject: str
    posts: str

    def holds(self, words: str) -> bool:
        """Whether every word stands in the name, a post or a subject; an empty text holds everybody."""
        return all(one in _plain(self.told) for one in _plain(words).split())

    @property
    def told(self) -> str:
        return f"{self.full_name} {self.posts}"


@dataclass(frozen=True)
class Members:
    """Группа: одна должность и один предмет, or those who are alone in theirs."""

    label: str
    people: list[Member]


def members(place: Organisation, on: dt.date) -> list[Members]:
    """Everybody whose job here lasts on the date or begins later, by post and subject. Two queries."""
    jobs = Employment.objects.filter(Q(until__isnull=True) | Q(until__gte=on), organisation=place).select_related("teacher")
    names = lexicon("positions")
    found: dict[int, list[Employment]] = {}
    for job in jobs.order_by("teacher__last_name", "teacher__first_name", "teacher__patronymic", "teacher", "-is_main", "since", "pk"):
        found.setdefault(job.teacher_id, []).append(job)
    return grouped(_member(every, [names.name("positions", one.position) for one in every]) for every in found.values())


def _member(jobs: list[Employment], posts: list[str]) -> Member:
    told = dict.fromkeys(_upper(", ".join(filter(None, (post, job.subject)))) for post, job in zip(posts, jobs, strict=True))
    return Member(jobs[0].teacher_id, full_name(jobs[0].teacher), posts[0], jobs[0].subject, "; ".join(told))


def grouped(people: Iterable[Member]) -> list[Members]:
    """Groups of two and more in the order of post and subject, then one group of those who are alone in theirs."""

    def of(one: Member) -> str:
        return _upper(", ".join(filter(None, (one.post, one.subject))))

    every = list(people)
    sizes = Counter(map(of, every))
    many = sorted((one for one in every if sizes[of(one)] > 1), key=lambda one: natural(of(one)))
    groups = [Members(label, list(rows)) for label, rows in groupby(many, key=of)]
    alone = [one for one in every if sizes[of(one)] == 1]
    return [*groups, Members(ALONE if groups else "Все", alone)] if alone else groups


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _plain(text: str) -> str:
    return text.casefold().replace("ё", "е")
