"""«Для кого»: whom an offer is meant for — kinds of organisation, positions, subjects, years of work; nothing chosen means everybody."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import JSONObject

from portal.accounts.models import Organisation, Word
from portal.accounts.selectors import Lexicon, lexicon
from portal.kit.periods import today
from teachers.models import NOVICE_YEARS, YOUNG_AGE, Employment, Teacher, breaks_of

DICTIONARIES = KINDS, POSITIONS, SUBJECTS = "org_kinds", "positions", "subjects"
FOR_ALL = 0
WORDS = {
    SUBJECTS: (3, "подходит по предмету: {}"),
    POSITIONS: (2, "подходит по должности: {}"),
    KINDS: (1, "подходит по виду организации: {}"),
}  # the narrower an offer is aimed, the more it is worth to the one it is aimed at
SENIOR_YEARS = 10
STAGES = {
    "years1": "первый год работы",
    "years3": f"стаж до {NOVICE_YEARS} лет",
    "young": f"до {YOUNG_AGE} лет или стаж до {NOVICE_YEARS} лет",
    "years10": f"стаж {SENIOR_YEARS} лет и больше",
}  # no dictionary: what these words mean is counted, not typed
FOR_STAGE = 3, "подходит: {}"


@dataclass(frozen=True)
class Standing:
    """Who a teacher is on a date, as far as offers are concerned: (dictionary, code, word) of her main work, age, experience."""

    marks: tuple[tuple[str, str, str], ...]
    age: int
    experience: int | None

    @property
    def young(self) -> bool:
        """До 35 лет или стаж до 3 лет."""
        return self.age < YOUNG_AGE or self.novice

    @property
    def novice(self) -> bool:
        """Стаж до 3 лет."""
        return self.experience is not None and self.experience < NOVICE_YEARS

    @property
    def senior(self) -> bool:
        """Стаж, которым пора делиться."""
        return self.experience is not None and self.experience >= SENIOR_YEARS

    @property
    def stages(self) -> list[str]:
        """Codes of the stages of work that she is at."""
        first = self.experience == 0
        return [code for code, holds in zip(STAGES, (first, self.novice, self.young, self.senior), strict=True) if holds]

    def suits(self, audience: Iterable[str]) -> tuple[int, str] | None:
        """(worth, why in words) of an offer for this audience; None when it is meant for others.

        One match of work is enough, but a stage of work that is named must be hers: «учителя, первый год работы» is not for every teacher.
        """
        wanted = set(audience)
        stages, works = wanted & STAGES.keys(), wanted - STAGES.keys()
        found = [(*WORDS[dictionary], word) for dictionary, code, word in self.marks if code in works]
        hers = [(*FOR_STAGE, STAGES[code]) for code in self.stages if code in stages]
        if (stages and not hers) or (works and not found):
            return None
        return max(((worth, text.format(word)) for worth, text, word in [*hers[:1], *found]), default=(FOR_ALL, ""))

    def meant(self) -> Q:
        """The same as `suits`, asked of the database."""
        stages = list(STAGES)
        at_stage = ~Q(audience__overlap=stages) | Q(audience__overlap=self.stages)
        at_work = Q(audience__contained_by=stages) | Q(audience__overlap=[code for _, code, _ in self.marks])
        return at_stage & at_work


def standing(teacher: Teacher, on: dt.date | None = None) -> Standing:
    """What the main work on the date says of the teacher. One query."""
    on = on or today()
    jobs: Any = Employment.objects.on(on).main().filter(teacher=teacher)
    job = jobs.annotate(
        organisation_kind=F("organisation__kind"),
        kind=_entry(KINDS, "organisation__kind"),
        post=_entry(POSITIONS, "position"),
        lesson=_entry(SUBJECTS, "subject", by_name=True),
        breaks=breaks_of("teacher"),
    ).first()
    if job:
        teacher.breaks = job.breaks  # her experience then asks nothing more
    return Standing(_marks(job) if job else (), teacher.age(on), teacher.experience(on))


def _entry(dictionary: str, path: str, *, by_name: bool = False) -> Subquery:
    """The code at the path with its word; subjects are kept in some registers by their names."""
    wanted = Q(code=OuterRef(path)) | Q(name=OuterRef(path)) if by_name else Q(code=OuterRef(path))
    return Subquery(Word.objects.filter(wanted, dictionary=dictionary).order_by("order", "pk").values(made=JSONObject(code="code", name="name"))[:1])


def _marks(job: Any) -> tuple[tuple[str, str, str], ...]:
    """A code that is in no dictionary stands for itself; a subject in none is no mark."""
    own = {KINDS: job.organisation_kind, POSITIONS: job.position, SUBJECTS: ""}
    entries = {KINDS: job.kind, POSITIONS: job.post, SUBJECTS: job.lesson}
    found = ((dictionary, entries[dictionary] or {"code": code, "name": code}) for dictionary, code in own.items())
    return tuple((dictionary, entry["code"], _small(entry["name"])) for dictionary, entry in found if entry["code"])


def _small(word: str) -> str:
    """A word inside a sentence: «математика», but «ОРКСЭ»."""
    return word if word[:2].isupper() else word[:1].lower() + word[1:]


def audiences(district_id: int, words: Lexicon, chosen: Iterable[str] = ()) -> list[tuple[str, list[tuple[str, str]]]]:
    """Grouped choices for a form: what the district's people are today, and what was chosen before. One query; `words` holds DICTIONARIES."""
    jobs = Employment.objects.on(today()).main().filter(district=district_id, is_pedagogical=True).order_by()
    places = Organisation.objects.filter(district=district_id).open_on(today()).order_by()
    found = jobs.values_list("position", "subject").union(places.values_list("kind", Value("")))
    used = {one for pair in found for one in pair} | set(chosen)
    groups = (("Организации", KINDS), ("Должности", POSITIONS), ("Предметы и направления", SUBJECTS))
    listed = [(label, [(code, name) for code, name, _ in words.entries[dictionary] if code in used or name in used]) for label, dictionary in groups]
    return [*listed, ("Стаж и возраст", list(STAGES.items()))]


def audience_words(audience: Iterable[str], words: Lexicon | None = None) -> str:
    """«учитель, математика, стаж до 3 лет» for pages; empty for everybody. `words` holds DICTIONARIES, for a list of many."""
    wanted = set(audience)
    if not wanted:
        return ""
    words = words or lexicon(*DICTIONARIES)
    works = [_small(name) for rows in words.entries.values() for code, name, _ in rows if code in wanted]
    return ", ".join([*works, *(name for code, name in STAGES.items() if code in wanted)])
