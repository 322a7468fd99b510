"""Whose card a row of a file is: surely, perhaps, or nobody's yet."""

from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from portal.kit.naming import normal
from teachers.intake.jobs import Desk, Said
from teachers.intake.people import Candidate, People, Person, latin, name_key

METHODIST = "Попросите методиста района: он запишет перевод или вторую работу, а если это однофамилец, заведёт новую карточку"
SHARED_EMAIL = 3  # an address that so many people have is the school's own


class Match(NamedTuple):
    """The card, or those that it may be."""

    person: Person | None
    candidates: list[Candidate]


def shared_emails(rows: Iterable[dict[str, Any]]) -> frozenset[str]:
    """Addresses that so many people of a file have that they tell of nobody, in lower case."""
    owners = {(str(email).lower(), name_key(values)) for values in rows if (email := values.get("email"))}
    return frozenset(email for email, times in Counter(email for email, _ in owners).items() if times >= SHARED_EMAIL)


def find(values: dict[str, Any], people: People, place: int, on: str, shared: Collection[str] = ()) -> Match:
    """СНИЛС and the whole name with the birthday are sure; whatever contradicts or is only alike is for a person to decide."""
    sure: list[Person] = []
    maybe: list[Candidate] = []
    key = name_key(values)
    owner = people.by_snils.get(values.get("snils") or "")
    if owner:
        if doubt := _doubt(owner, values, key):
            maybe.append(Candidate(owner, doubt))
        else:
            sure.append(owner)
    for one in people.by_name.get(key, ()):
        verdict = _namesake(one, values, place, on)
        if verdict == "":
            sure.append(one)
        elif verdict:
            maybe.append(Candidate(one, verdict))
    sure = _once(sure)
    if len(sure) == 1 and not any(one.person.pk != sure[0].pk and "СНИЛС" in one.why for one in maybe):
        return Match(sure[0], [])
    if sure:
        maybe = [Candidate(one, "Подходит и по ФИО, и по дате рождения или СНИЛС") for one in sure] + maybe
    return Match(None, _distinct(maybe or _alike(values, people, shared)))


def is_hers(values: dict[str, Any], card: Person) -> bool:
    """Whether the card has this whole name and this birthday."""
    return bool(values.get("birth_date")) and card.fields["birth_date"] == values["birth_date"] and name_key(card.fields) == name_key(values)


def not_another(values: dict[str, Any], people: People, desk: Desk) -> Said | None:
    """Why a row cannot be somebody whom the register does not know. Namesakes with one birthday only the methodist tells apart, as when she is hired by hand."""
    if people.by_snils.get(values.get("snils") or ""):
        return Said("snils", "Этот СНИЛС записан в другой карточке района", "Сверьте СНИЛС с документом")
    if desk.own is not None and any(is_hers(values, one) for one in people.by_name.get(name_key(values), ())):
        return Said("name", "Человек с этими ФИО и датой рождения в реестре района уже есть", METHODIST)
    return None


def _whole(values: dict[str, Any]) -> str:
    return " ".join(str(values.get(key) or "") for key in ("last_name", "first_name", "patronymic"))


def _once(found: list[Person]) -> list[Person]:
    return list({one.pk: one for one in found}.values())


def _distinct(found: list[Candidate]) -> list[Candidate]:
    first: dict[int, Candidate] = {}
    for one in found:
        first.setdefault(one.person.pk, one)
    return list(first.values())


def _doubt(owner: Person, values: dict[str, Any], key: str) -> str:
    """Why the owner of the row's СНИЛС may be somebody else; «» when she is not. A new surname is usual, another name altogether is not."""
    known = owner.fields
    first, theirs = (f"{told.get('first_name') or ''} {told.get('patronymic') or ''}".strip() for told in (values, known))
    if name_key(known) == key or normal(first) == normal(theirs):
        return ""
    if known["birth_date"] != values.get("birth_date"):
        return "Тот же СНИЛС, но другие ФИО и дата рождения"
    same_surname = latin(str(values.get("last_name") or "")) == latin(known["last_name"])
    return "" if same_surname or latin(first) == latin(theirs) else "Те же СНИЛС и дата рождения, но совсем другие фамилия, имя и отчество"


def _namesake(one: Person, values: dict[str, Any], place: int, on: str) -> str | None:
    """«» for the same person, a doubt in words, None for another person. The name is the same."""
    theirs, given = one.fields["snils"], values.get("snils")
    born = values.get("birth_date")
    if theirs and given and theirs != given:
        return "Те же ФИО и дата рождения, но другой СНИЛС" if born == one.fields["birth_date"] else None
    if born == one.fields["birth_date"] or (theirs and theirs == given):
        return ""
    if born:
        return "Те же ФИО, но в карточке другая дата рождения"  # which one is told to whoever may open that card
    return "" if one.works(on, (place,)) else "Те же ФИО, даты рождения в файле нет"


def _alike(values: dict[str, Any], people: People, shared: Collection[str]) -> list[Candidate]:
    """Nobody has this very name: another spelling or surname with the same birthday, or the same e-mail address."""
    found: list[Candidate] = []
    given = values.get("snils")
    if (born := values.get("birth_date")) and (same_day := people.by_birth.get(born)):
        sound, first = latin(_whole(values)), normal(f"{values.get('first_name') or ''} {values.get('patronymic') or ''}")
        for one in same_day:
            if given and one.fields["snils"] and one.fields["snils"] != given:
                continue
            if latin(one.full_name) == sound:
                found.append(Candidate(one, "Та же дата рождения, имя отличается только написанием"))
            elif values.get("patronymic") and normal(f"{one.fields['first_name']} {one.fields['patronymic']}") == first:
                found.append(Candidate(one, "Те же имя, отчество и дата рождения, другая фамилия"))
    if (email := str(values.get("email") or "").lower()) and email not in shared:
        owners = people.by_email.get(email, [])
        if len(owners) < SHARED_EMAIL:
            found += [Candidate(one, "Тот же адрес электронной почты") for one in owners]
    return found
