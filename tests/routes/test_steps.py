"""Steps: added, edited, ordered, removed, brought back, marked; and what is refused."""

import dataclasses
import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from portal.accounts.models import District
from portal.documents.models import StoredFile
from portal.journal.models import Deed, Notice
from portal.kit import wall
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from portal.kit.words import day as said_day
from routes import services
from routes.models import Route, Step
from routes.services.notices import tell_moved
from tests import factories
from tests.routes.conftest import People, community, complete_route, course_offer, programme, step

SOON = dt.timedelta(days=30)


@pytest.fixture
def given(route: Route) -> services.StepInput:
    return services.StepInput(
        direction="method", title=" Открытое занятие ", education="nonformal", starts_on=today(), ends_on=today() + SOON, functions=("A/01.6",)
    )


def wrong(given: services.StepInput, **fields: object) -> services.StepInput:
    return dataclasses.replace(given, **fields)  # type: ignore[arg-type]


def test_add_step_goes_last_and_is_journalled(people: People, route: Route, given: services.StepInput) -> None:
    made = services.add_step(route=route, given=given, by=people["owner"])
    assert (made.title, made.order, made.functions, made.district) == ("Открытое занятие", 1, "A/01.6", people.district)
    assert services.add_step(route=route, given=given, by=people["owner"]).order == 2
    route.refresh_from_db()
    assert (route.version, route.edited_by) == (3, people["owner"])
    assert Deed.objects.about(route).values_list("verb", flat=True)[0] == "добавил(а) шаг"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": "  "}, "что нужно сделать"),
        ({"direction": "zzz"}, "Выберите направление"),
        ({"education": "zzz"}, "форму образования"),
        ({"starts_on": today() + SOON, "ends_on": today()}, "раньше срока начала"),
        ({"starts_on": dt.date(2001, 1, 1)}, "внутри срока маршрута"),
        ({"ends_on": dt.date(2101, 1, 1)}, "внутри срока маршрута"),
        ({"functions": ("A/01.6", "X/00.0")}, "дефициты этого маршрута"),
    ],
)
def test_wrong_input_is_refused_when_adding_and_when_editing(people: People, route: Route, given: services.StepInput, fields: dict, sentence: str) -> None:  # type: ignore[type-arg]
    with pytest.raises(Refusal, match=sentence):
        services.add_step(route=route, given=wrong(given, **fields), by=people["owner"])
    with pytest.raises(Refusal, match=sentence):
        services.edit_step(step=route.steps.get(), given=wrong(given, **fields), by=people["owner"])


@pytest.mark.parametrize("state", sorted(set(Route.State.values) - {"draft", "returned"}))
def test_structure_is_closed_outside_draft_and_returned(people: People, state: str) -> None:
    route, owner = complete_route(people, state), people["owner"]
    only = route.steps.get()
    given = services.StepInput(direction="self", title="Ещё", education="informal", starts_on=today(), ends_on=today())
    deeds = [
        lambda: services.add_step(route=route, given=given, by=owner),
        lambda: services.add_offer(route=route, kind="event", ref=1, by=owner),
        lambda: services.edit_step(step=only, given=given, by=owner),
        lambda: services.shift_step(step=only, where="up", by=owner),
        lambda: services.remove_step(step=only, by=owner),
        lambda: services.restore_step(route=route, deed_id=1, by=owner),
        lambda: services.save_goal(route=route, goal="Другая", by=owner),
        lambda: services.save_period(route=route, starts_on=today(), ends_on=today(), by=owner),
        lambda: services.add_deficit(route=route, function="A/02.6", by=owner),
        lambda: services.set_target(deficit=route.deficits.get(), target=90, by=owner),
        lambda: services.remove_deficit(deficit=route.deficits.get(), by=owner),
    ]
    for deed in deeds:
        with pytest.raises(Refusal):
            deed()
    route.refresh_from_db()
    assert (route.version, route.steps.count(), route.deficits.count()) == (1, 1, 1)


@pytest.mark.parametrize(
    ("who", "may"),
    [("owner", True), ("methodist", True), ("head", False), ("mentor", False), ("expert", False), ("colleague", False), ("department_head", False)],
)
def test_who_edits(people: People, route: Route, given: services.StepInput, who: str, may: bool) -> None:
    if may:
        services.add_step(route=route, given=given, by=people[who])
        return
    with pytest.raises(Refusal, match="нет права"):
        services.add_step(route=route, given=given, by=people[who])


def test_a_stale_edit_names_who_and_when_and_keeps_both(people: People, route: Route, given: services.StepInput) -> None:
    services.save_goal(route=route, goal="Цель методиста", by=people["methodist"], version=route.version)
    with pytest.raises(services.Stale, match=r"Пока вы правили, маршрут сохранила Методистова А. И. \d\d\.\d\d\.\d{4} \d\d:\d\d") as stale:
        services.edit_step(step=route.steps.get(), given=given, by=people["owner"], version=route.version)
    assert stale.value.route.goal == "Цель методиста"
    with pytest.raises(services.Stale, match="в другом окне"):
        services.save_goal(route=route, goal="Моя", by=people["methodist"], version=route.version)
    assert route.steps.get().title == "Самоанализ занятия"
    services.edit_step(step=route.steps.get(), given=given, by=people["owner"], version=stale.value.route.version)
    assert route.steps.get().title == "Открытое занятие"


def test_order_within_a_direction(people: People, route: Route) -> None:
    owner = people["owner"]
    first, second = route.steps.get(), step(route, title="Второй")
    other = step(route, title="Иное направление", direction="pk", order=1)
    services.shift_step(step=first, where="down", by=owner)
    assert [one.title for one in route.steps.filter(direction="self")] == ["Второй", "Самоанализ занятия"]
    services.shift_step(step=first, where="up", by=owner)
    services.shift_step(step=first, where="up", by=owner)
    assert [one.pk for one in route.steps.filter(direction="self")] == [first.pk, second.pk]
    other.refresh_from_db()
    assert other.order == 1


def test_a_removed_step_comes_back_once_as_it_was(people: People, route: Route) -> None:
    owner, happens = people["owner"], factories.event(people.district)
    only = route.steps.get()
    dates = {"starts_on": timezone.localdate(happens.starts_at), "ends_on": timezone.localdate(happens.ends_at)}
    row = Step.objects.filter(pk=only.pk).values().get() | dates | {"event_id": happens.pk, "order": 7, "functions": "A/01.6", "result": "Конспект"}
    only.delete()
    only = Step.objects.create(**row)  # what it hangs on is chosen once: the wall lets no row move to another parent
    kept = Step.objects.filter(pk=only.pk).values().get()
    deed = services.remove_step(step=only, by=owner)
    assert route.steps.count() == 0
    assert services.restore_step(route=route, deed_id=deed.pk, by=owner).pk == only.pk
    assert Step.objects.filter(pk=only.pk).values().get() == kept
    with pytest.raises(Refusal, match="уже возвращён"):
        services.restore_step(route=route, deed_id=deed.pk, by=owner)


def test_a_step_of_an_ended_agreement_does_not_come_back_and_it_is_said_why(people: People, route: Route, foreign: District) -> None:
    with wall.scope([foreign.pk]):
        theirs = factories.event(foreign, shared=True)
    with wall.scope([people.district.pk], partners=[foreign.pk]):
        only = step(route, title="Вебинар соседей", event=theirs)
        deed = services.remove_step(step=only, by=people["owner"])
    with pytest.raises(Refusal, match="«Вебинар соседей» вернуть нельзя: его событие больше не доступно вашему району"):
        services.restore_step(route=route, deed_id=deed.pk, by=people["owner"])


def test_a_step_follows_its_event_to_another_date(people: People, route: Route) -> None:
    """At once and in the same transaction; a step brought back takes the date that the event has by then. A finished route stays as it was."""
    event, closed = factories.event(people.district, starts_at=factories.noon(SOON.days)), complete_route(people, "done")
    follows, stays = (step(one, event=event, starts_on=today() + SOON, ends_on=today() + SOON) for one in (route, closed))
    event.starts_at, event.ends_at = (moment + dt.timedelta(days=3) for moment in (event.starts_at, event.ends_at))
    event.save()
    moved = today() + SOON + dt.timedelta(days=3)
    assert Step.objects.values_list("starts_on", "ends_on", "moved_from").get(pk=follows.pk) == (moved, moved, today() + SOON)
    assert Step.objects.values_list("starts_on", "moved_from").get(pk=stays.pk) == (today() + SOON, None)
    deed = services.remove_step(step=Step.objects.get(pk=follows.pk), by=people["owner"])
    event.starts_at, event.ends_at = (moment + dt.timedelta(days=2) for moment in (event.starts_at, event.ends_at))
    event.save()
    assert services.restore_step(route=route, deed_id=deed.pk, by=people["owner"]).starts_on == moved + dt.timedelta(days=2)


def test_a_step_follows_its_courses_and_its_teacher_is_told_once(people: People, route: Route) -> None:
    """As steps of events do: at once, once said, not moved by hand; what is back from the journal has today's dates; a finished route stays."""
    offer, closed, owner = course_offer(people.district), complete_route(people, "done"), people["owner"]
    follows, stays = (step(one, course_offer=offer, starts_on=offer.starts_on, ends_on=offer.ends_on) for one in (route, closed))
    was, moved = offer.starts_on, offer.starts_on + SOON
    offer.starts_on, offer.ends_on = moved, offer.ends_on + SOON
    offer.save()
    assert Step.objects.values_list("starts_on", "ends_on", "moved_from").get(pk=follows.pk) == (moved, offer.ends_on, was)
    assert Step.objects.values_list("starts_on", "moved_from").get(pk=stays.pk) == (was, None)
    assert (tell_moved(on=today()), tell_moved(on=today())) == (1, 0)
    assert Notice.objects.filter(user=owner, text__contains=f"Курсы (КПК) перенесены с {said_day(was)} на {said_day(moved)}").count() == 1
    follows.refresh_from_db()
    by_hand = services.StepInput(direction="pk", title="КПК", education="formal", starts_on=today(), ends_on=today())
    with pytest.raises(Refusal, match="меняется вместе с ними"):
        services.edit_step(step=follows, given=by_hand, by=owner)
    deed = services.remove_step(step=follows, by=owner)
    offer.starts_on = was
    offer.save()
    assert services.restore_step(route=route, deed_id=deed.pk, by=owner).starts_on == was


def test_a_partners_step_follows_too_and_the_wall_stands_as_before(people: People, route: Route, foreign: District) -> None:
    with wall.scope([foreign.pk]):
        theirs = factories.event(foreign, shared=True, starts_at=factories.noon(SOON.days))
    with wall.scope([people.district.pk], partners=[foreign.pk]):
        ours = step(route, event=theirs, starts_on=today() + SOON, ends_on=today() + SOON)
    with wall.scope([foreign.pk]):
        theirs.starts_at, theirs.ends_at = (moment + SOON for moment in (theirs.starts_at, theirs.ends_at))
        theirs.save()
        assert not Step.objects.exists()
    assert Step.objects.get(pk=ours.pk).starts_on == today() + 2 * SOON


def test_the_term_of_a_step_by_an_event_is_the_events(people: People, route: Route, given: services.StepInput) -> None:
    event = factories.event(people.district, starts_at=factories.noon(SOON.days))
    only = step(route, event=event, direction="method", starts_on=today() + SOON, ends_on=today() + SOON)
    with pytest.raises(Refusal, match="Срок этого шага — дата события"):
        services.edit_step(step=only, given=given, by=people["owner"])
    kept = wrong(given, starts_on=only.starts_on, ends_on=only.ends_on, result="Конспект")
    assert services.edit_step(step=only, given=kept, by=people["owner"]).result == "Конспект"


def test_restore_reads_only_removals_of_the_same_route(people: People, route: Route) -> None:
    deed = services.remove_step(step=route.steps.get(), by=people["owner"])
    people.teacher = factories.teacher(people.district, people.school, user=people["colleague"])
    other = complete_route(people)
    with pytest.raises(Refusal, match="нет записи"):
        services.restore_step(route=other, deed_id=deed.pk, by=people["colleague"])


def test_a_step_removed_twice_is_a_sentence(people: People, route: Route, given: services.StepInput) -> None:
    only = route.steps.get()
    services.remove_step(step=only, by=people["owner"])
    for deed in (
        lambda: services.remove_step(step=only, by=people["owner"]),
        lambda: services.edit_step(step=only, given=given, by=people["owner"]),
        lambda: services.shift_step(step=only, where="up", by=people["owner"]),
    ):
        with pytest.raises(Refusal, match="уже нет"):
            deed()


def upcoming(home: District, **fields: object) -> int:
    return factories.event(home, **{"starts_at": factories.noon(SOON.days), "functions": ["A/01.6", "A/02.6"], **fields}).pk


def test_offers_become_steps(people: People, route: Route) -> None:
    home = people.district
    refs = {"event": upcoming(home), "community": community(home).pk, "programme": programme(home).pk, "course_offer": course_offer(home).pk}
    for kind, ref in refs.items():
        made = services.add_offer(route=route, kind=kind, ref=ref, by=people["owner"])
        assert (getattr(made, f"{kind}_id"), made.functions, made.is_own) == (ref, "A/01.6", False)
        with pytest.raises(Refusal, match="уже есть"):
            services.add_offer(route=route, kind=kind, ref=ref, by=people["owner"])


def test_offers_refused(people: People, route: Route, foreign: District) -> None:
    home = people.district
    with wall.scope([foreign.pk]):
        theirs = upcoming(foreign)
        theirs_community, theirs_programme, theirs_course = community(foreign).pk, programme(foreign).pk, course_offer(foreign).pk
    refused = [
        ("event", theirs),
        ("community", theirs_community),
        ("programme", theirs_programme),
        ("course_offer", theirs_course),
        ("event", upcoming(home, level="oo", organiser=factories.organisation(home))),
        ("event", upcoming(home, state="cancelled")),
        ("event", factories.event(home).pk),
        ("community", community(home, name="Архив", state="archived").pk),
        ("programme", programme(home, until=dt.date(2021, 1, 1)).pk),
        ("event", 10**9),
    ]
    for kind, ref in refused:
        with pytest.raises(Refusal, match="нет в вашем районе, или оно уже закрыто"):
            services.add_offer(route=route, kind=kind, ref=ref, by=people["owner"])
    with pytest.raises(Refusal, match="вида предложений"):
        services.add_offer(route=route, kind="goal", ref=1, by=people["owner"])
    far = factories.event(home, starts_at=factories.noon(900))
    with pytest.raises(Refusal, match="не попадают в срок маршрута"):
        services.add_offer(route=route, kind="event", ref=far.pk, by=people["owner"])


def test_a_person_of_two_districts_cannot_carry_an_event_across(people: People, route: Route, foreign: District) -> None:
    with wall.scope([foreign.pk]):
        theirs = upcoming(foreign)
    with wall.scope([people.district.pk, foreign.pk]), pytest.raises(Refusal, match="нет в вашем районе"):
        services.add_offer(route=route, kind="event", ref=theirs, by=people["methodist"])


def test_a_route_does_not_grow_without_end(people: People, route: Route, given: services.StepInput) -> None:
    for _ in range(59):
        step(route)
    with pytest.raises(Refusal, match="уже 60 шагов"):
        services.add_step(route=route, given=given, by=people["owner"])


# --- marks -----------------------------------------------------------------------------------------


def test_an_own_step_is_marked_with_words_or_a_file(people: People, settings, tmp_path) -> None:  # type: ignore[no-untyped-def]
    settings.MEDIA_ROOT = tmp_path
    route = complete_route(people, "active")
    only = route.steps.get()
    marked = services.mark_step(step=only, done_on=today(), proof=" Листы взаимопосещения ", by=people["owner"])
    assert (marked.done_on, marked.proof) == (today(), "Листы взаимопосещения")
    services.unmark_step(step=only, by=people["owner"])
    file = SimpleUploadedFile("лист.pdf", b"%PDF-1.7 proof")
    marked = services.mark_step(step=only, done_on=today(), proof="", by=people["owner"], file=file)
    assert marked.proof_file is not None
    assert (marked.proof_file.name, marked.proof_file.district) == ("лист.pdf", people.district)
    with pytest.raises(Refusal, match="не подходит"):
        services.mark_step(step=only, done_on=today(), proof="", by=people["owner"], file=SimpleUploadedFile("x.pdf", b"<html>"))
    assert StoredFile.objects.count() == 1


def test_another_proof_file_takes_the_place_of_the_first(people: People, settings, tmp_path, django_capture_on_commit_callbacks) -> None:  # type: ignore[no-untyped-def]
    """The first goes with its content, but only once the mark has been saved; a refused one takes nothing away."""
    settings.MEDIA_ROOT = tmp_path
    only, by = complete_route(people, "active").steps.get(), people["owner"]
    with django_capture_on_commit_callbacks(execute=True):
        first = services.mark_step(step=only, done_on=today(), proof="", by=by, file=SimpleUploadedFile("1.pdf", b"%PDF-1.7 one")).proof_file
    with django_capture_on_commit_callbacks(execute=True):
        services.mark_step(step=only, done_on=today(), proof="", by=by, file=SimpleUploadedFile("2.pdf", b"%PDF-1.7 two"))
        assert first is not None
        assert (tmp_path / first.file.name).exists()
    assert list(StoredFile.objects.values_list("name", flat=True)) == ["2.pdf"]
    assert [one.read_bytes() for one in tmp_path.rglob("*") if one.is_file()] == [b"%PDF-1.7 two"]


def test_marks_refused(people: People) -> None:
    route = complete_route(people, "active", starts_on=today() - SOON)
    only = route.steps.get()
    linked = step(route, event=factories.event(people.district))
    cases = [
        (only, people["owner"], today() + dt.timedelta(days=1), "Готово", "ещё не наступила"),
        (only, people["owner"], dt.date(2001, 1, 1), "Готово", "не мог быть выполнен раньше"),
        (only, people["owner"], today(), "  ", "Опишите подтверждение"),
        (only, people["methodist"], today(), "Готово", "нет права"),
        (linked, people["owner"], today(), "Готово", "отмечается сам"),
    ]
    for which, who, day, proof, sentence in cases:
        with pytest.raises(Refusal, match=sentence):
            services.mark_step(step=which, done_on=day, proof=proof, by=who)
    with pytest.raises(Refusal, match="и так не отмечен"):
        services.unmark_step(step=only, by=people["owner"])


def test_marks_only_while_in_work(people: People, route: Route) -> None:
    with pytest.raises(Refusal, match="черновик"):
        services.mark_step(step=route.steps.get(), done_on=today(), proof="Готово", by=people["owner"])
