"""What a row says of somebody's work against what the register says: nothing new, a hire, a transfer, a correction, an end.

The rules are those of `teachers.services.moves`: a change of post, subject or load is a transfer with a date, so that last year stays as it was.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from portal.kit.naming import normal
from teachers.intake.people import FOREVER, Job, Person, day

FURTHEST = 366  # days ahead of the date of the import


class Place(NamedTuple):
    """An organisation: `closed` is the first day without it."""

    name: str
    opened: str | None
    closed: str | None


class Said(NamedTuple):
    """Something about a field of the row; `beside` is the row whose cell in the same column says otherwise."""

    field: str
    reason: str
    mend: str
    beside: int = 0


class Plan(NamedTuple):
    """What is to be done: `deed` for the register, `ask` when a person must agree first, `stop` when it cannot be done, remarks."""

    deed: dict[str, Any] | None = None
    ask: str = ""
    stop: Said | None = None
    notes: tuple[Said, ...] = ()


class Desk(NamedTuple):
    """Where and when the import is made: the date, the places of the district, and those of the person who loads (None: the whole district)."""

    on: str
    places: Mapping[int, Place]
    own: frozenset[int] | None


ELSEWHERE = "Работает в другой организации: попросите методиста"
TAKING_IN = ("hire", "second", "transfer")


def terms_apart(values: Mapping[str, Any], theirs: Mapping[str, Any]) -> bool:
    """Whether both state terms of work and one was over before the other began: then they are two works, whatever else they share."""
    return any(one.get("until") and other.get("since") and one["until"] < other["since"] for one, other in ((values, theirs), (theirs, values)))


def elsewhere(person: Person, desk: Desk) -> bool:
    """Other organisations' person: a school head takes her in by no file, the methodist does."""
    return desk.own is not None and not person.works(desk.on, desk.own) and any(job.lasts(desk.on) for job in person.jobs)


def assign(rows: list[dict[str, Any]], person: Person | None, on: str) -> list[Job | None]:
    """Which job of the card each of the person's rows tells of; the surest and most alike pair first, each job once."""
    found: list[Job | None] = [None] * len(rows)
    if person is None:
        return found
    pairs, several = [], len(rows) > 1 or len(person.jobs) > 1
    for at, values in enumerate(rows):
        for nth, job in enumerate(person.jobs):
            if (sure := _how_surely(job, values, on)) is not None:
                pairs.append((sure, -_alike(job, values) if several else 0, at, nth))
    taken = set[int]()
    for _, _, at, nth in sorted(pairs):
        if found[at] is None and nth not in taken:
            found[at] = person.jobs[nth]
            taken.add(nth)
    return found


def _how_surely(job: Job, values: dict[str, Any], on: str) -> int | None:
    """0 for the surest of the ways in which a row can tell of a job; None when it tells of another one."""
    if job.organisation != values["place"] or terms_apart(values, job._asdict()):
        return None
    return next((at for at, fits in enumerate((_by_its_post, _exactly, _by_post, _ended, _main_here)) if fits(job, values, on)), None)


def _alike(job: Job, values: dict[str, Any]) -> int:
    """In how many things the job is what the row would have written: of two that fit, a row means its own."""
    said = _as_written(values)
    return sum(normal(str(said[key])) == normal(str(getattr(job, key) or "")) for key in said)


def _as_written(values: dict[str, Any]) -> dict[str, Any]:
    """What a row says of work, and what is written where it says nothing."""
    return {
        "position": values.get("position") or "", "subject": values.get("subject") or "", "load": values.get("load") or "1",
        "is_main": values.get("is_main") is not False, "since": values.get("since") or "", "until": values.get("until") or "", "act": values.get("act") or "",
    }  # fmt: skip


def _by_its_post(job: Job, values: dict[str, Any], on: str) -> bool:
    """A row that names the post goes before one that leaves it open: that one would take the job, and the other make a second."""
    return bool(values.get("position")) and _exactly(job, values, on)


def _exactly(job: Job, values: dict[str, Any], on: str) -> bool:
    return _by_post(job, values, on) and normal(values.get("subject") or job.subject) == normal(job.subject)


def _by_post(job: Job, values: dict[str, Any], on: str) -> bool:
    return (job.until or FOREVER) >= on and (values.get("position") or job.position) == job.position and values.get("is_main") in (None, job.is_main)


def _ended(job: Job, values: dict[str, Any], on: str) -> bool:
    """A job of the past that the file tells of too."""
    return (values.get("position") or job.position) == job.position and job.until is not None and job.until == values.get("until")


def _main_here(job: Job, values: dict[str, Any], on: str) -> bool:
    return (job.until or FOREVER) >= on and job.is_main and values.get("is_main") is not False and bool(values.get("position"))


def plan(values: dict[str, Any], person: Person | None, job: Job | None, desk: Desk, *, taken: Collection[Job] = ()) -> Plan:
    """`taken`: the person's works as other rows of the file leave them; one of the register has its key there."""
    if job is not None:
        return _changed(values, person, job, desk) if person else Plan()
    return _new(values, person, desk, taken)


def after(job: Job | None, plan: Plan) -> list[Job]:
    """The works of a row when its plan is carried out."""
    held = [job] if job else []
    if plan.stop or not plan.deed:
        return held
    now, on = plan.deed["now"], plan.deed["on"]
    if plan.deed["deed"] not in TAKING_IN:
        return [one._replace(**now) for one in held]
    ended = [one._replace(until=(dt.date.fromisoformat(on) - dt.timedelta(days=1)).isoformat()) for one in held]
    return [*ended, Job(0, **{key: now[key] for key in Job._fields if key != "pk"})]


def _changed(values: dict[str, Any], person: Person, job: Job, desk: Desk) -> Plan:
    now, notes = dict[str, Any](), list[Said]()
    for key in ("position", "subject", "load"):
        if values.get(key) and normal(str(values[key])) != normal(str(getattr(job, key))):
            now[key] = values[key]
    if now.get("position") and "subject" not in now and job.subject and not values.get("subject"):
        now["subject"] = ""  # a new post does not keep the old one's subject
    until, since = values.get("until"), values.get("since")
    if until and until != job.until:
        if until < job.since:
            return Plan(stop=Said("until", f"Дата увольнения раньше даты приёма ({day(job.since)})", "Проверьте обе даты"))
        if (place := desk.places.get(job.organisation)) and place.closed and until >= place.closed:
            return Plan(stop=closes(place))
        now["until"] = until
    moved = now.keys() & {"position", "subject", "load"}
    begins = since if since and since > job.since else desk.on
    if moved and begins > job.since and begins <= (job.until or FOREVER):
        if until and until < begins:
            return Plan(stop=_over(until))
        deed = {"deed": "transfer", "id": job.pk, "on": begins, "was": _of(job), "now": {**_of(job), **now, "since": begins, "act": values.get("act") or ""}}
        return Plan(deed, notes=tuple(notes))
    if since and since != job.since:
        notes += _since(values, person, job, now)
    if values.get("act") and values["act"] != job.act and since in (None, job.since, now.get("since")):
        now["act"] = values["act"]
    if not now:
        return Plan(notes=tuple(notes))
    was = {key: getattr(job, key) for key in now}
    return Plan({"deed": "end" if set(now) == {"until"} else "correct", "id": job.pk, "on": desk.on, "was": was, "now": now}, notes=tuple(notes))


def _over(until: str) -> Said:
    """A transfer cannot begin after its own end: what the row tells of was over before."""
    return Said(
        "until", f"Эта работа кончилась {day(until)}, а на портале она записана иначе и ещё идёт", "Запишите увольнение в карточке или исправьте строку"
    )


def _since(values: dict[str, Any], person: Person, job: Job, now: dict[str, Any]) -> list[Said]:
    """An earlier first day is a correction unless earlier rows explain it; a later one would take past years away."""
    since = values["since"]
    before = [one for one in person.jobs if one.pk != job.pk and one.organisation == job.organisation and one.since < job.since]
    if before:
        return []
    if since > job.since:
        return [Said("since", f"На портале работает с {day(job.since)}: дата не изменена", "Если был перерыв, запишите увольнение и приём в карточке")]
    if job.is_main and any(one.is_main and one.pk != job.pk and one.lasts(since, job.until) for one in person.jobs):
        return [Said("since", "В эти даты записано другое основное место работы: дата приёма не изменена", "Проверьте дату приёма в карточке")]
    now["since"] = since
    return []


def _of(job: Job) -> dict[str, Any]:
    return {key: value for key, value in job._asdict().items() if key != "pk"}


def _new(values: dict[str, Any], person: Person | None, desk: Desk, taken: Collection[Job]) -> Plan:
    place, since, until = values["place"], values.get("since") or desk.on, values.get("until")
    if stop := _impossible(values, desk.places[place], since, until, desk.on):
        return Plan(stop=stop)
    job = {"organisation": place, **_as_written(values), "since": since, "until": until}
    told = {one.pk for one in taken}
    mains = [one for one in person.jobs if one.pk not in told and one.is_main and one.lasts(since, until)] if person else []
    if until and (known := next((one for one in person.jobs if one.pk not in told and one.until and _same_term(one, values, since)), None) if person else None):
        return Plan(stop=Said("until", f"На портале эта работа записана с {day(known.since)} по {day(known.until)}", "Исправьте даты в файле или в карточке"))
    main_taken = any(one.is_main and one.lasts(since, until) for one in taken)
    if job["is_main"] and (main_taken or mains):
        return _beside(values, job, mains, desk, main_taken)
    if person and desk.own is not None and not any(one.on(desk.on) for one in person.jobs):
        return Plan(stop=Said("name", "Карточка в районе есть, но сейчас человек нигде не работает", "На работу его принимает методист района: сообщите ему"))
    return Plan({"deed": "hire" if job["is_main"] else "second", "id": None, "on": since, "was": None, "now": job})


def _same_term(job: Job, values: dict[str, Any], since: str) -> bool:
    """Whether a row tells of a job of the past with another last day: written anew, it would stand there twice."""
    fits = (values["place"], values.get("position")) == (job.organisation, job.position) and values.get("is_main") in (None, job.is_main)
    return fits and job.lasts(since, values["until"]) and normal(values.get("subject") or job.subject) == normal(job.subject)


def _impossible(values: dict[str, Any], place: Place, since: str, until: str | None, on: str) -> Said | None:
    if not values.get("position"):
        return Said("position", "Должность не указана", "Впишите должность: без неё новую работу не записать")
    if until and until < since and not values.get("since"):
        return Said("since", f"Работа кончилась {day(until)}, а когда началась, не указано", "Впишите дату приёма")
    if until and until < since:
        return Said("until", "Дата увольнения раньше даты приёма", "Проверьте обе даты")
    if place.closed and since >= place.closed:
        return Said("organisation", f"{place.name}: закрыта с {day(place.closed)}", "Укажите организацию, которая работает на эту дату")
    if place.closed and (until is None or until >= place.closed):
        return closes(place)
    if place.opened and since < place.opened:
        return Said("since", f"{place.name}: открыта только {day(place.opened)}", "Проверьте дату приёма")
    if since > (dt.date.fromisoformat(on) + dt.timedelta(days=FURTHEST)).isoformat():
        return Said("since", "Дата приёма дальше чем через год", "Проверьте дату приёма")
    return None


def closes(place: Place) -> Said:
    """As the form of hiring says it: no work goes on in a place that is no more."""
    way = f"Впишите дату увольнения раньше {day(place.closed)} или организацию, которая работает и дальше"
    return Said("until", f"{place.name} закрывается {day(place.closed)}, а эта работа продолжилась бы и после", way)


def _beside(values: dict[str, Any], job: dict[str, Any], mains: list[Job], desk: Desk, main_taken: bool) -> Plan:
    """There is main work already: another row's, here or elsewhere."""
    second = {"deed": "second", "id": None, "on": job["since"], "was": None, "now": {**job, "is_main": False}}
    here = main_taken or any(one.organisation == job["organisation"] for one in mains)
    if here:
        if values.get("is_main") is None:
            return Plan(second)
        return Plan(stop=Said("is_main", "Основное место работы в эти даты уже есть", "Укажите «совместительство» или проверьте даты"))
    other = next((one for one in mains if one.on(desk.on)), mains[0])
    name = desk.places[other.organisation].name if other.organisation in desk.places else "другая организация"
    if len(mains) > 1 or (other.until or FOREVER) < desk.on:
        return Plan(stop=Said("since", f"В эти даты основное место работы — {name}", "Проверьте дату приёма"))
    if desk.own is not None and other.organisation not in desk.own:
        if values.get("is_main") is None:
            return Plan(second, ask=f"Основное место работы — {name}. Здесь будет записано совместительство")
        return Plan(
            stop=Said("is_main", f"Основное место работы — {name}", "Перевод записывает методист района; если это вторая работа, укажите «совместительство»")
        )
    begins = job["since"] if job["since"] > other.since else desk.on
    if begins <= other.since:
        return Plan(stop=Said("since", f"Основное место работы — {name}, с {day(other.since)}", "Проверьте дату приёма"))
    if job["until"] and job["until"] < begins:
        return Plan(stop=_over(job["until"]))
    deed = {"deed": "transfer", "id": other.pk, "on": begins, "was": _of(other), "now": {**job, "since": begins}}
    return Plan(deed, ask=f"Основное место работы сейчас — {name}. Будет записан перевод с {day(begins)}")
