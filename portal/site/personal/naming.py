"""How texts name a person, and where they do: only by what nobody and nothing else of the district bears. Decision 29."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Q, Value
from django.utils.text import capfirst

from portal.accounts.models import District, FormerName, Organisation, User, Word
from portal.kit.forgetting import NO_FIELDS, alone_of, but_for_places, cross_out, inflected, names_only, naming, snils_forms, stem_of, usable, words_of
from portal.kit.persons import Subject
from portal.kit.spelling import BEGIN, mentions, spelled, tidy
from portal.kit.wall import Walled
from teachers.models import Teacher
from teachers.selectors.personal import former_accounts

# By the database's own functions, or blanked by their own services.
UNTOUCHED = {"journal.Deed", "journal.Disclosure", "monitoring.FrozenList", "monitoring.Edition", "accounts.Erasure"}
# They tell of things: a bare surname there is a street or a writer, a phone is the school's. Whole names are crossed out of them all the same.
THINGS = {
    "accounts.Agreement", "accounts.FormerName", "accounts.Organisation", "accounts.OrganisationStatus", "accounts.Reorganisation", "accounts.Succession",
    "communities.Community", "communities.Event", "communities.Practice", "communities.Programme", "communities.Publication", "contests.Contest",
    "documents.Counter", "monitoring.Campaign", "monitoring.InnovationSite", "monitoring.NormativeAct", "monitoring.Plan", "monitoring.PlanRow",
    "monitoring.Summary", "monitoring.Target", "teachers.CareerStep", "teachers.ColumnMemory", "teachers.CourseApplication", "teachers.CourseOffer",
}  # fmt: skip
# What stands there is nobody's name: it is filled from a dictionary though it keeps the words, not the codes; or a place is called so.
SPARED = {
    "teachers.Employment": frozenset({"subject"}),
    "accounts.Organisation": frozenset({"name", "short_name", "address"}),
    "accounts.FormerName": frozenset({"name", "short_name"}),
}
DIGITS = 10  # of a phone without the country's: a shorter one is an extension or a room


@dataclass(frozen=True)
class Named:
    """One person as she may be named."""

    last_name: str
    first_name: str
    patronymic: str
    email: str
    phone: str
    snils: str

    @property
    def forms(self) -> list[str]:
        return words_of(self.last_name, self.first_name, self.patronymic)


def words_for(who: Subject, district: District) -> list[str]:
    """How texts name the person, as far as nobody else of the district is named so: whole names in any case, e-mail, phone, СНИЛС, the surname alone.

    A name that somebody else bears in another case («Иванова А. П.» may be Иванов А. П. too) is crossed out only as it stands, one that a place is
    called by («СОШ им. А. П. Клюкина») only where the place is not meant.
    """
    accounts = [*accounts_of(who), *former_accounts(who)]
    own = _people(Q(pk__in=who.cards), Q(pk__in=accounts))
    if not own:
        return []
    others, places = _others(own, who.cards, accounts, district), _places(district)
    forms, told = "\n".join(form for one in others for form in one.forms), "\n".join(" ".join(names) for *names, _, _ in places)
    contacts = [(one.phone, one.email) for one in others] + [(phone, email) for *_, phone, email in places]
    phones, emails = "\n".join(_digits(phone) for phone, _ in contacts), "\n".join(email.lower() for _, email in contacts)
    found: list[str] = []
    for one in own:
        for form in one.forms:
            hers = [word for word in (inflected(form), form) if not mentions(forms, [word])][:1]
            found += [but_for_places(word, told) if mentions(told, [word]) else word for word in hers]
        found += [one.email] if one.email.lower() not in emails else []
        found += _phones(one.phone) if _digits(one.phone)[-DIGITS:] not in phones else []
        found += snils_forms(one.snils)
        if (alone := alone_of(one.last_name)) and not _is_a_word(alone[0], others, told):
            found += alone
    return usable(found)


def accounts_of(who: Subject) -> list[int]:
    """Her account as a list of at most one."""
    return [who.account] if who.account else []


def _people(cards: Q, users: Q) -> list[Named]:
    names = ("last_name", "first_name", "patronymic", "email")
    rows = Teacher.objects.filter(cards).order_by().values_list(*names, "phone", "snils")
    return [Named(*row) for row in rows.union(User.objects.filter(users).order_by().values_list(*names, Value(""), Value("")))]


def _others(own: list[Named], cards: Sequence[int], accounts: list[int], district: District) -> list[Named]:
    """Whoever else of the district may be meant by her names and addresses."""
    like = Q(pk__in=[])
    for one in own:
        stem = spelled(stem_of(one.last_name)[:-1] or tidy(one.last_name))
        like |= Q(last_name__regex=stem) | Q(first_name__regex=f"^{stem}") | Q(patronymic__regex=f"^{stem}")
        like |= Q(email__icontains=one.email) if one.email else Q(pk__in=[])
    phones = Q(phone__in=[one.phone for one in own if one.phone])
    here = Q(appointments__district=district) | Q(home_district=district)
    users = User.objects.filter(like, here).exclude(pk__in=accounts)
    return _people(Q(like | phones, district=district) & ~Q(pk__in=cards), Q(pk__in=users.values("pk")))


def _places(district: District) -> list[tuple[str, ...]]:
    """Names and addresses, then phone and e-mail: of organisations, also what they were called before, and of districts; the words of dictionaries."""
    none = Value("")
    rows = Organisation.objects.filter(district=district).order_by().values_list("name", "short_name", "address", "phone", "email")
    former = FormerName.objects.filter(district=district).order_by().values_list("name", "short_name", none, none, none)
    words = Word.objects.order_by().values_list("name", none, none, none, none)
    return list(rows.union(former, words, District.objects.order_by().values_list("name", "genitive", "service_name", none, none)))


def _is_a_word(alone: str, others: list[Named], told: str) -> bool:
    """The surname without its ending begins another's name («Петрова» and «Петровна» too), the name of a place or a word of a dictionary."""
    text = "\n".join([*(f"{one.last_name} {one.first_name} {one.patronymic}" for one in others), told])
    return mentions(text, [alone]) or re.search(BEGIN + spelled(alone[:-1]), text) is not None


def _digits(phone: str) -> str:
    return "".join(char for char in phone if char.isdigit())


def _phones(phone: str) -> list[str]:
    digits = _digits(phone)
    return [phone, digits, digits[-DIGITS:]] if len(digits) >= DIGITS else []


def texts() -> list[Any]:
    """Walled tables in whose texts somebody may have written the name."""
    return [one for one in apps.get_models() if issubclass(one, Walled) and one._meta.label not in UNTOUCHED]


def _spared(model: Any) -> frozenset[str]:
    return SPARED.get(model._meta.label, NO_FIELDS)


def _words(model: Any, words: list[str]) -> list[str]:
    return names_only(words) if model._meta.label in THINGS else words


def cross_out_everywhere(words: list[str], district: District) -> dict[str, int]:
    """The words out of every text of the district; how many rows changed by table."""
    return {f"{model._meta.label} (в текстах)": cross_out(model, _words(model, words), [district.pk], _spared(model)) for model in texts()}


def found_in_texts(words: list[str], district: District) -> list[tuple[str, int]]:
    """The same beforehand: table → rows that will change. One query."""
    parts, given, titles = list[str](), list[Any](), list[str]()
    for model in texts():
        if found := naming(model, _words(model, words), [district.pk], _spared(model)):
            parts.append(f"SELECT {len(titles)}, count(*) FROM {found[0]}")
            given += found[1]
            titles.append(capfirst(str(model._meta.verbose_name_plural)))
    if not parts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), given)
        return [(titles[number], count) for number, count in sorted(cursor.fetchall()) if count]
