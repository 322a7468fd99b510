"""Moves of a route: what they set, whom they tell, what they refuse."""

import datetime as dt

import pytest

from portal.accounts.models import District, Role
from portal.journal.models import Deed, Notice
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from routes import services
from routes.models import Route
from tests import factories
from tests.routes.conftest import People, complete_route


def told(who: object) -> list[str]:
    return list(Notice.objects.filter(user=who).order_by("pk").values_list("text", flat=True))


def test_submit_tells_every_methodist_of_the_district_once(people: People, route: Route, foreign: District) -> None:
    second = factories.user(Role.METHODIST, people.district)
    past = factories.user(Role.METHODIST, people.district, until=dt.date(2021, 1, 1))
    stranger = factories.user(Role.METHODIST, foreign)
    fresh = services.submit_route(route=route, by=people["owner"])
    assert (fresh.state, fresh.submitted_at is not None, fresh.version, fresh.edited_by) == ("review", True, 2, people["owner"])
    words = ["Соколова М. С.: маршрут (ИОМ) ждёт согласования."]
    assert [told(who) for who in (people["methodist"], second, past, stranger)] == [words, words, [], []]
    assert Notice.objects.filter(user=second).get().url == f"/routes/{route.pk}/"
    with pytest.raises(Refusal, match="уже невозможно: сейчас состояние «на согласовании»"):
        services.submit_route(route=route, by=people["owner"])
    assert told(second) == words


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda route: Route.objects.filter(pk=route.pk).update(goal="  "), "Напишите цель"),
        (lambda route: route.deficits.all().delete(), "хотя бы один дефицит"),
        (lambda route: route.steps.all().delete(), "хотя бы один шаг"),
        (lambda route: Route.objects.filter(pk=route.pk).update(starts_on="2020-09-01", ends_on="2021-08-31"), "Срок маршрута прошёл 31.08.2021"),
    ],
)
def test_submit_refuses_what_is_not_complete(people: People, route: Route, spoil, sentence: str) -> None:  # type: ignore[no-untyped-def]
    spoil(route)
    with pytest.raises(Refusal, match=sentence):
        services.submit_route(route=route, by=people["owner"])


def test_return_asks_for_words_and_tells_the_teacher(people: People) -> None:
    route = complete_route(people, "review")
    with pytest.raises(Refusal, match="Напишите"):
        services.return_route(route=route, by=people["head"], comment=" ")
    services.return_route(route=route, by=people["head"], comment="Уточните срок второго шага")
    assert told(people["owner"]) == ["Маршрут (ИОМ) возвращён на доработку: Уточните срок второго шага"]
    review = route.reviews.get()
    assert (review.author, review.author_name, review.decision, review.text) == (
        people["head"],
        "Директорова Анна Ильинична",
        "возврат на доработку",
        "Уточните срок второго шага",
    )


def test_every_return_is_told_anew(people: People) -> None:
    route = complete_route(people, "review")
    for words in ("Раз", "Два"):
        services.return_route(route=route, by=people["methodist"], comment=words)
        services.submit_route(route=route, by=people["owner"])
    assert len(told(people["owner"])) == 2
    assert len(told(people["methodist"])) == 2


def test_approve_sets_date_and_curator(people: People) -> None:
    fresh = services.approve_route(route=complete_route(people, "review"), by=people["methodist"])
    assert (fresh.state, fresh.approved_on, fresh.curator) == ("active", today(), people["methodist"])
    assert told(people["owner"])[0].startswith("Маршрут (ИОМ) утверждён")
    deed = Deed.objects.about(fresh).first()
    assert deed is not None
    assert (deed.verb, deed.before, deed.after) == ("утвердил(а) маршрут", {"state": "review"}, {"state": "active"})


def test_the_head_of_the_school_approves_and_becomes_no_curator(people: People) -> None:
    fresh = services.approve_route(route=complete_route(people, "review"), by=people["head"])
    assert (fresh.state, fresh.curator) == ("active", None)
    assert fresh.reviews.get().author_name == people["head"].full_name


def test_approve_route_refuses_own_route(people: People) -> None:
    people.teacher = factories.teacher(people.district, people.school, user=people["methodist"])
    with pytest.raises(Refusal, match="ваш собственный маршрут"):
        services.approve_route(route=complete_route(people, "review"), by=people["methodist"])


def test_approve_refuses_a_route_changed_since_it_was_read(people: People) -> None:
    route = complete_route(people, "review")
    services.withdraw_route(route=route, by=people["owner"])
    services.save_goal(route=route, goal="Совсем другая цель", by=people["owner"])
    services.submit_route(route=route, by=people["owner"])
    with pytest.raises(Refusal, match=r"Соколова .* отправила маршрут на согласование \(\d\d\."):
        services.approve_route(route=route, by=people["methodist"], version=route.version)
    route.refresh_from_db()
    assert services.approve_route(route=route, by=people["methodist"], version=route.version).state == "active"


def test_a_teacher_without_an_account_is_not_told(people: People) -> None:
    people.teacher = factories.teacher(people.district, people.school)
    services.approve_route(route=complete_route(people, "review"), by=people["methodist"])
    assert Notice.objects.count() == 0


def test_expertise_needs_all_steps_or_words(people: People) -> None:
    route = complete_route(people, "active")
    with pytest.raises(Refusal, match="Ещё не выполнено: 1\xa0шаг"):
        services.send_to_expertise(route=route, by=people["owner"])
    assert services.send_to_expertise(route=route, by=people["owner"], comment="Перехожу в другую школу").state == "expertise"
    assert told(people["expert"]) == ["Соколова М. С.: вам назначена экспертиза маршрута (ИОМ)."]


def test_expertise_of_a_done_route_takes_words_too(people: People) -> None:
    route = complete_route(people, "active")
    route.steps.update(done_on=today())
    assert services.send_to_expertise(route=route, by=people["owner"], comment="Готово").state == "expertise"


def test_expertise_without_an_expert_asks_the_methodists(people: People) -> None:
    route = complete_route(people, "active")
    Route.objects.filter(pk=route.pk).update(expert=None)
    services.send_to_expertise(route=route, by=people["owner"], comment="Готово")
    assert told(people["methodist"]) == ["Соколова М. С.: маршрут (ИОМ) отправлен на экспертизу, назначьте эксперта."]


def test_conclude_sets_what_was_found(people: People) -> None:
    route = complete_route(people, "expertise")
    fresh = services.conclude_expertise(route=route, by=people["expert"], mastered=True, levels={"A/01.6": 85, "Z/99.9": 1})
    assert (fresh.state, fresh.completed_on, fresh.mastered) == ("done", today(), True)
    assert fresh.deficits.get().level_after == 85
    assert told(people["owner"]) == ["Экспертиза маршрута (ИОМ) завершена: компетенции освоены."]


def test_conclude_not_mastered_needs_words(people: People) -> None:
    route = complete_route(people, "expertise")
    with pytest.raises(Refusal, match="Напишите"):
        services.conclude_expertise(route=route, by=people["expert"], mastered=False)
    fresh = services.conclude_expertise(route=route, by=people["expert"], mastered=False, comment="Нет открытого занятия")
    assert (fresh.state, fresh.mastered) == ("not_done", False)


@pytest.mark.parametrize("level", [-1, 101, 1000])
def test_conclude_refuses_a_level_out_of_range_and_changes_nothing(people: People, level: int) -> None:
    route = complete_route(people, "expertise")
    with pytest.raises(Refusal, match="от 0 до 100"):
        services.conclude_expertise(route=route, by=people["expert"], mastered=True, levels={"A/01.6": level})
    route.refresh_from_db()
    assert route.state == "expertise"


def test_a_concluded_route_stays_concluded(people: People) -> None:
    route = complete_route(people, "expertise")
    services.conclude_expertise(route=route, by=people["expert"], mastered=True)
    with pytest.raises(Refusal, match="уже невозможно"):
        services.conclude_expertise(route=route, by=people["expert"], mastered=False, comment="Передумала")


def test_cancel_says_why_to_the_teacher(people: People) -> None:
    route = complete_route(people, "active")
    services.cancel_route(route=route, by=people["methodist"], comment="Педагог уволен")
    assert told(people["owner"]) == ["Маршрут (ИОМ) прекращён: Педагог уволен"]


def test_assign_expert_tells_her(people: People) -> None:
    route = complete_route(people, "expertise")
    services.assign_expert(route=route, expert=people["other_expert"], by=people["methodist"])
    route.refresh_from_db()
    assert route.expert == people["other_expert"]
    assert len(told(people["other_expert"])) == 1


def test_assign_expert_refusals(people: People, foreign: District) -> None:
    route = complete_route(people, "active")
    teacher_as_expert = factories.user(Role.EXPERT, people.district)
    Route.objects.filter(pk=route.pk)
    people.teacher.user = teacher_as_expert
    people.teacher.save()
    cases = [
        (teacher_as_expert, "методист", "собственного маршрута"),
        (people["mentor"], "методист", "нет назначения экспертом"),
        (factories.user(Role.EXPERT, people.district, until=dt.date(2021, 1, 1)), "методист", "нет назначения экспертом"),
        (factories.user(Role.EXPERT, foreign), "методист", "нет назначения экспертом"),
    ]
    for expert, _, sentence in cases:
        with pytest.raises(Refusal, match=sentence):
            services.assign_expert(route=route, expert=expert, by=people["methodist"])
    with pytest.raises(Refusal, match="нет права"):
        services.assign_expert(route=route, expert=people["expert"], by=people["head"])
    with pytest.raises(Refusal, match="черновик"):
        services.assign_expert(route=complete_route_of_another(people), expert=people["expert"], by=people["methodist"])


def complete_route_of_another(people: People) -> Route:
    people.teacher = factories.teacher(people.district, people.school)
    return complete_route(people)


@pytest.mark.parametrize(("who", "may"), [("methodist", True), ("head", True), ("mentor", True), ("expert", True), ("owner", False), ("colleague", False)])
def test_add_review(people: People, who: str, may: bool) -> None:
    route = complete_route(people, "active")
    if not may:
        with pytest.raises(Refusal, match="нет права"):
            services.add_review(route=route, by=people[who], text="Хорошо")
        return
    review = services.add_review(route=route, by=people[who], text=" Хорошо идёт ")
    assert (review.decision, review.text) == ("промежуточная оценка", "Хорошо идёт")
    assert told(people["owner"]) == ["Новый отзыв по маршруту (ИОМ): Хорошо идёт"]


def test_an_empty_review_is_refused(people: People, route: Route) -> None:
    with pytest.raises(Refusal, match="пустой"):
        services.add_review(route=route, by=people["methodist"], text="  ")
