"""Contests: plan, entries, results; and their screens."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client

from contests import selectors, services
from contests.models import Contest, Participation
from contests.selectors import standing
from contests.services import ContestData
from portal.accounts.models import District, Role, User
from portal.journal.lifecycle import open_to
from portal.journal.models import Deed, Notice
from portal.kit import wall
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from portal.kit.words import quoted, short_name
from teachers.models import Employment, Teacher
from tests import factories
from tests.contests.conftest import enter, text_of


def test_create_with_reversed_dates_names_the_field(district: District, methodist: User) -> None:
    with pytest.raises(Refusal, match="Итоги раньше начала") as refusal:
        services.create_contest(data=ContestData("Учитель года", "prof", today(), today() - dt.timedelta(days=1)), district=district, by=methodist)
    assert refusal.value.field == "ends_on"


def test_people_of_a_contest_count_once_whatever_their_roles(contest: Contest, people: list[Teacher], methodist: User) -> None:
    """In one role the counts by role are the counts of people; who has two roles is still one person. The page says what the list says."""
    enter(contest, people[:3], methodist)
    Participation.objects.filter(teacher=people[0]).update(result="winner")
    for role, expected in (("participant", (3, 1)), ("author", (4, 1))):
        enter(contest, people[2:], methodist, role) if role == "author" else None
        fresh, words = Contest.objects.get(), selectors.lexicon(selectors.KINDS, selectors.LEVELS)
        rows = [selectors.row_of(fresh, methodist, words), *selectors.rows_of([fresh], methodist, words)]
        assert [(row.people, row.awarded) for row in rows] == [expected, expected]


def test_participation_counts_on_the_date_of_the_results_and_follows_it(contest: Contest, people: list[Teacher], methodist: User) -> None:
    assert enter(contest, people, methodist) == 4
    later = today() + dt.timedelta(days=5)
    services.edit_contest(contest=contest, data=ContestData("Учитель года", "prof", contest.starts_on, later), by=methodist)
    assert set(Participation.objects.values_list("happened_on", flat=True)) == {later}
    assert Deed.objects.about(contest).first().after == {"итоги": later.strftime("%d.%m.%Y")}  # type: ignore[union-attr]


def test_entering_twice_doubles_nobody_but_one_may_have_two_roles(contest: Contest, people: list[Teacher], methodist: User) -> None:
    assert [enter(contest, people, methodist), enter(contest, people, methodist), enter(contest, people[:1], methodist, "author")] == [4, 0, 1]
    assert Deed.objects.about(contest).count() == 2


@pytest.mark.parametrize(
    ("fields", "why"), [({"state": "planned"}, "ещё не открыт"), ({"state": "cancelled"}, "отменён"), ({"state": "planned", "external": True}, "")]
)
def test_entries_are_taken_while_the_contest_is_open(contest: Contest, people: list[Teacher], methodist: User, fields: dict[str, Any], why: str) -> None:
    Contest.objects.filter(pk=contest.pk).update(**fields)
    contest.refresh_from_db()
    if why:
        with pytest.raises(Refusal, match=why):
            enter(contest, people, methodist)
    else:
        assert enter(contest, people, methodist) == 4


def test_unknown_role_foreign_people_and_strangers_are_refused(contest: Contest, people: list[Teacher], foreign: District, methodist: User) -> None:
    with wall.scope([foreign.pk]):
        stranger = factories.teacher(foreign)
    with pytest.raises(Refusal, match="роли в словаре нет"):
        enter(contest, people, methodist, "spectator")
    with pytest.raises(Refusal, match="вашего района"):
        enter(contest, [*people, stranger], methodist)
    with pytest.raises(Refusal, match="Никто не выбран"):
        enter(contest, [], methodist)
    with pytest.raises(Refusal, match="только методист"):
        enter(contest, people, factories.user(Role.DEPARTMENT_HEAD, contest.district))
    assert not Participation.objects.exists()


def test_results_change_only_what_differs_and_name_both_words(contest: Contest, people: list[Teacher], methodist: User) -> None:
    enter(contest, people, methodist)
    first, *others = Participation.objects.order_by("pk")
    chosen = {first.pk: "winner", **{one.pk: "" for one in others}}
    assert [services.set_results(contest=contest, results=chosen, by=methodist).changed for _ in range(2)] == [1, 0]
    assert Deed.objects.about(first).get().after == {"результат": "победитель"}
    with pytest.raises(Refusal, match="Такого результата"):
        services.set_results(contest=contest, results={first.pk: "лучший"}, by=methodist)


def test_results_of_another_contest_are_not_touched(contest: Contest, people: list[Teacher], methodist: User, district: District) -> None:
    other = Contest.objects.create(district=district, name="Грани", starts_on=today(), ends_on=today(), state="open")
    enter(other, people, methodist)
    assert services.set_results(contest=contest, results={Participation.objects.first().pk: "winner"}, by=methodist).changed == 0  # type: ignore[union-attr]


def test_finish_wants_the_date_entries_and_results(contest: Contest, people: list[Teacher], methodist: User) -> None:
    def why() -> str:
        contest.refresh_from_db()
        return next(offer.refusal for offer in open_to(contest, methodist) if offer.move.name == "finish")

    Contest.objects.filter(pk=contest.pk).update(ends_on=today() + dt.timedelta(days=3))
    assert why().startswith("Итоги назначены")
    Contest.objects.filter(pk=contest.pk).update(ends_on=today())
    assert why().startswith("В конкурсе нет ни одного участника")
    enter(contest, people, methodist)
    enter(contest, people[:1], methodist, "author")
    for one, name in zip(people, ("Арсеньева", "Белова", "Волкова", "Горина"), strict=True):
        Teacher.objects.filter(pk=one.pk).update(last_name=name)
        one.refresh_from_db()
    named = [short_name(one) for one in people[:3]]
    assert why() == f"Не внесён результат: 4\xa0участника — {', '.join(named)} и другие."
    Participation.objects.exclude(teacher=people[3]).update(result="winner")
    assert why() == f"Не внесён результат: 1\xa0участник — {short_name(people[3])}"  # its full stop is that of the initials
    services.set_results(contest=contest, results=dict.fromkeys(Participation.objects.values_list("pk", flat=True), "participant"), by=methodist)
    assert why() == ""
    assert services.move_contest(contest=contest, move="finish", by=methodist).state == "finished"


def test_summing_up_warns_before_and_takes_no_more_people_after(contest: Contest, people: list[Teacher], methodist: User, desk: Client) -> None:
    enter(contest, people[:1], methodist)
    Participation.objects.update(result="winner")

    def warning() -> str:
        return next(offer.warning for offer in open_to(Contest.objects.get(), methodist) if offer.move.name == "finish")

    assert warning().startswith("Приём заявок закончится. Каждый участник получит уведомление")
    page = desk.get(f"/contests/{contest.pk}/").text
    assert f'data-confirm="{warning()}"' in page
    assert f'<p class="sub">{warning()}</p>' in page
    Contest.objects.update(state="expertise")
    assert warning().startswith("Каждый участник получит уведомление")
    Contest.objects.update(state="finished")
    assert "Внести участников" not in desk.get(f"/contests/{contest.pk}/").text
    with pytest.raises(Refusal, match="Итоги подведены"):
        enter(contest, people, methodist)


def test_participants_learn_their_results_when_they_are_summed_up_and_once(
    contest: Contest, people: list[Teacher], methodist: User, district: District
) -> None:
    """Those who compete and have an account; who has another role gets no result. Summed up again, only what has changed is told."""
    accounts = [factories.user(Role.TEACHER, district) for _ in range(2)]
    for one, account in zip(people, accounts, strict=False):
        Teacher.objects.filter(pk=one.pk).update(user=account)
    enter(contest, people[:3], methodist)
    enter(contest, people[1:2], methodist, "author")
    first, second, third = Participation.objects.filter(role="participant").order_by("teacher_id")
    services.set_results(contest=contest, results={first.pk: "winner", second.pk: "participant", third.pk: "participant"}, by=methodist)
    assert not Notice.objects.exists()
    services.move_contest(contest=contest, move="finish", by=methodist)
    told = Notice.objects.filter(user__in=accounts).order_by("user").values_list("user", "text", "url")
    assert list(told) == [
        (accounts[0].pk, f"Итоги конкурса {quoted(contest.name)}: победитель.", f"/contests/{contest.pk}/"),
        (accounts[1].pk, f"Итоги конкурса {quoted(contest.name)}: участник.", f"/contests/{contest.pk}/"),
    ]
    services.move_contest(contest=contest, move="reopen", by=methodist, comment="Апелляция")
    services.set_results(contest=contest, results={second.pk: "winner"}, by=methodist)
    assert told.all().count() == 2
    services.move_contest(contest=contest, move="finish", by=methodist)
    assert [text for user, text, _ in told.all() if user == accounts[1].pk] == [
        f"Итоги конкурса {quoted(contest.name)}: {result}." for result in ("участник", "победитель")
    ]
    assert told.all().count() == 3


def test_a_result_that_changes_after_the_summing_up_is_told_at_once(contest: Contest, people: list[Teacher], methodist: User, district: District) -> None:
    account = factories.user(Role.TEACHER, district)
    Teacher.objects.filter(pk=people[0].pk).update(user=account)
    enter(contest, people[:1], methodist)
    Contest.objects.update(state="finished")
    services.set_results(contest=contest, results={Participation.objects.get().pk: "winner"}, by=methodist)
    assert "победитель" in Notice.objects.get(user=account).text


def test_a_school_head_learns_of_her_own_people(contest: Contest, people: list[Teacher], methodist: User, district: District) -> None:
    place = people[0].employments.get().organisation
    Employment.objects.filter(teacher__in=people[:2]).update(organisation=place)
    Employment.objects.filter(teacher__in=people[2:]).update(organisation=factories.organisation(district))
    head, stranger = factories.user(Role.SCHOOL_HEAD, district, organisation=place), factories.user(Role.SCHOOL_HEAD, district)
    enter(contest, people, methodist)
    Participation.objects.update(result="participant")
    Participation.objects.filter(teacher=people[1]).update(result="winner")
    services.move_contest(contest=contest, move="finish", by=methodist)
    said = f"Победитель: {short_name(people[1])}; участник: {short_name(people[0])}"
    assert Notice.objects.get(user=head).text.startswith(f"Итоги конкурса {quoted(contest.name)}. {said}")
    assert not Notice.objects.filter(user=stranger).exists()


def test_who_sees_few_participants_by_name_reads_why(contest: Contest, people: list[Teacher], methodist: User, district: District) -> None:
    """The figure counts all: beside a shorter list it would look wrong."""
    account = factories.user(Role.TEACHER, district)
    Teacher.objects.filter(pk=people[0].pk).update(user=account)
    Employment.objects.filter(teacher__in=people[1:]).update(organisation=factories.organisation(district))
    head = factories.user(Role.SCHOOL_HEAD, district, organisation=people[0].employments.get().organisation)
    enter(contest, people, methodist)
    said = {user: factories.client(user).get(f"/contests/{contest.pk}/").context["hidden"] for user in (account, head, methodist)}
    assert said == {
        account: "Всего участников: 4. По именам вы видите только себя.",
        head: "Всего участников: 4. По именам вы видите педагогов своей организации.",
        methodist: "",
    }
    other = factories.client(factories.user(Role.SCHOOL_HEAD, district)).get(f"/contests/{contest.pk}/").text
    assert ("Из вашей организации никто не участвует." in other, "Участников нет" in other) == (True, False)


def test_cancel_asks_for_the_reason(contest: Contest, methodist: User) -> None:
    with pytest.raises(Refusal):
        services.move_contest(contest=contest, move="cancel", by=methodist)
    assert services.move_contest(contest=contest, move="cancel", by=methodist, comment="Нет заявок").state == "cancelled"


@pytest.mark.parametrize("role", [Role.TEACHER, Role.SCHOOL_HEAD, Role.DEPARTMENT_HEAD, Role.EXPERT])
def test_only_a_methodist_manages(contest: Contest, role: str) -> None:
    user = factories.user(role, contest.district)
    assert open_to(contest, user) == []
    browser = factories.client(user)
    assert browser.get(f"/contests/{contest.pk}/").status_code == 200
    for path in ("new/", f"{contest.pk}/edit/", f"{contest.pk}/paste/", f"{contest.pk}/find/"):
        assert browser.get(f"/contests/{path}").status_code == 403
    for path in (f"{contest.pk}/move/", f"{contest.pk}/add/", f"{contest.pk}/results/"):
        assert browser.post(f"/contests/{path}").status_code == 403


def test_a_foreign_contest_is_not_found(desk: Client, foreign: District) -> None:
    with wall.scope([foreign.pk]):
        hidden = Contest.objects.create(district=foreign, name="Канарейка", starts_on=today(), ends_on=today())
    assert desk.get(f"/contests/{hidden.pk}/").status_code == 404
    assert "Канарейка" not in text_of(desk.get("/contests/"))


def test_form_search_list_and_results_on_the_screen(desk: Client, people: list[Teacher]) -> None:
    plain = {"name": "Сердце", "kind": "prof", "level": "mun", "starts_on": today().isoformat(), "ends_on": today().isoformat()}
    assert desk.post("/contests/new/", {**plain, "ends_on": "2020-01-01"}).status_code == 422
    base = desk.post("/contests/new/", plain)["Location"]
    made = Contest.objects.get()
    assert desk.post(f"{base}add/", {"role": "participant", "teacher": people[0].pk}).status_code == 409
    desk.post(f"{base}move/", {"move": "open"})
    assert desk.get(f"{base}find/", {"find": people[0].last_name}).context["found"][0][0] == people[0]
    desk.post(f"{base}add/", {"role": "participant", "teacher": people[0].pk})
    pasted = desk.post(f"{base}paste/", {"role": "participant", "deed": "confirm", "names": "\n".join(one.full_name for one in people) + "\nНикто"})
    assert pasted.context["paste"].unknown == ["Никто"]
    rows = list(Participation.objects.filter(contest=made))
    assert len(rows) == 4
    assert desk.post(f"{base}results/", {f"result-{rows[0].pk}": "winner"}, headers={"HX-Request": "true"}).status_code == 200
    assert "изменено: 1" in text_of(
        desk.post(f"{base}results/", {f"result-{one.pk}": "winner" for one in rows[:2]} | {f"was-{rows[0].pk}": "winner"}, follow=True)
    )
    assert "Награждены 2" in text_of(desk.get(base))
    assert '<noscript><button class="btn" type="submit">Сохранить результаты' in desk.get(base).text  # each choice is saved by itself
    stale = desk.post(f"/contests/participants/{rows[0].pk}/remove/", {f"was-{rows[0].pk}": ""})
    assert stale.status_code == 409
    assert re.search(r"результат изменили: сейчас «[^»]+» \([А-ЯЁ][^()]+ внесла результат конкурса \(\d\d\.", text_of(stale))
    desk.post(f"/contests/participants/{rows[0].pk}/remove/", {f"was-{rows[0].pk}": "winner"})
    assert Participation.objects.count() == 3
    assert desk.post(f"{base}edit/", {**plain, "topic": "воспитание"})["Location"] == base


def test_participants_are_seen_by_name_only_by_those_who_may(contest: Contest, people: list[Teacher], methodist: User, district: District) -> None:
    enter(contest, people, methodist)
    head = factories.client(factories.user(Role.SCHOOL_HEAD, district, organisation=people[0].employments.get().organisation))
    others = factories.client(factories.user(Role.SCHOOL_HEAD, district)), factories.client(factories.user(Role.TEACHER, district))
    assert [len(one.get(f"/contests/{contest.pk}/").context["page"].object_list) for one in (head, *others)] == [4, 0, 0]


def test_results_of_a_colleague_are_not_overwritten_unseen(contest: Contest, people: list[Teacher], desk: Client, district: District) -> None:
    colleague = factories.user(Role.METHODIST, district, last_name="Быстрова")
    services.add_participants(contest=contest, teachers=[one.pk for one in people[:2]], role="participant", by=colleague)
    first, second = Participation.objects.order_by("pk")
    services.set_results(contest=contest, results={first.pk: "winner"}, by=colleague)
    given = {f"result-{first.pk}": "participant", f"was-{first.pk}": "", f"result-{second.pk}": "participant", f"was-{second.pk}": ""}
    page = text_of(desk.post(f"/contests/{contest.pk}/results/", given, follow=True))
    assert "Быстрова" in page
    assert "вы выбрали" in page
    assert dict(Participation.objects.values_list("pk", "result")) == {first.pk: "winner", second.pk: "participant"}
    htmx = desk.post(f"/contests/{contest.pk}/results/", {f"result-{first.pk}": "participant", f"was-{first.pk}": ""}, headers={"HX-Request": "true"})
    assert (htmx.status_code, f'name="was-{first.pk}" value="winner"' in htmx.content.decode()) == (409, True)
    desk.post(f"/contests/{contest.pk}/results/", {f"result-{first.pk}": "participant", f"was-{first.pk}": "winner"})
    assert Participation.objects.get(pk=first.pk).result == "participant"


def test_a_move_of_a_contest_from_an_older_page_is_refused(contest: Contest, desk: Client, methodist: User) -> None:
    services.edit_contest(contest=contest, data=services.ContestData("Иначе", contest.kind, contest.starts_on, contest.ends_on), by=methodist)
    answer = desk.post(f"/contests/{contest.pk}/move/", {"move": "cancel", "comment": "Не состоится", "seen": "0"})
    assert answer.status_code == 409
    assert "изменила конкурс" in text_of(answer)
    assert "Не состоится" in answer.content.decode()


def test_after_the_day_of_results_no_entries_are_taken(contest: Contest) -> None:
    on = contest.ends_on + dt.timedelta(days=1)
    assert standing(contest, contest.ends_on)[0] == contest.get_state_display()
    assert standing(contest, on) == ("ждёт итогов", "warn")


def test_what_stands_around_follows_a_result_at_once(contest: Contest, people: list[Teacher], desk: Client, methodist: User) -> None:
    """The answer to one result carries the figures, what comes next and the history: nothing waits for a reload."""
    enter(contest, people[:1], methodist)
    one = Participation.objects.get()
    assert f"Не внесён результат: 1 участник — {people[0].short_name}" in text_of(desk.get(f"/contests/{contest.pk}/"))
    given = {f"result-{one.pk}": "winner", f"was-{one.pk}": ""}
    answer = desk.post(f"/contests/{contest.pk}/results/", given, headers={"HX-Request": "true"})
    assert {found["id"] for found in re.finditer(r'id="(?P<id>contest-\w+)" hx-swap-oob="true"', answer.text)} == {"contest-figures", "contest-next"}
    assert "Награждены 1" in text_of(answer)
    assert "Не внесён результат" not in text_of(answer)
    assert 'value="finish"' in answer.text
    told = text_of(answer).partition("История")[2]
    assert f"внесла результат конкурса результат: победитель (было: не внесён) {people[0]}" in told


def test_results_are_public_when_they_are_summed_up(contest: Contest, people: list[Teacher], desk: Client, methodist: User, district: District) -> None:
    """Until then the teacher, her card and her journal of growth say so; an external contest was summed up by its own people."""
    account = factories.user(Role.TEACHER, district)
    Teacher.objects.filter(pk=people[0].pk).update(user=account)
    enter(contest, people[:1], methodist)
    Participation.objects.update(result="winner")
    browser, words = factories.client(account), selectors.lexicon(selectors.ROLES, selectors.RESULTS, selectors.LEVELS)

    def read() -> list[bool]:
        card, page = f"/contests/teacher/{people[0].pk}/", f"/contests/{contest.pk}/"
        (entry,) = selectors.growth(people[0], words)
        return ["победитель" in one for one in (text_of(desk.get(card)), text_of(browser.get(card)), text_of(browser.get(page)), entry.note)]

    assert "итоги не подведены" in text_of(desk.get(f"/contests/teacher/{people[0].pk}/"))
    assert read() == [False] * 4
    assert "Награждены" not in text_of(browser.get(f"/contests/{contest.pk}/"))
    Contest.objects.update(external=True)
    assert read() == [True] * 4
    Contest.objects.update(external=False, state="finished")
    assert read() == [True] * 4


def test_a_late_contest_is_told_of_in_one_word(desk: Client, contest: Contest) -> None:
    """The notice of a move says what the page says; before entries are taken the page sends nobody to write people in."""
    Contest.objects.update(state="planned", ends_on=today() - dt.timedelta(days=1))
    before = text_of(desk.get(f"/contests/{contest.pk}/"))
    assert "сначала откройте его" in before
    assert "по одному или списком" not in before
    page = text_of(desk.post(f"/contests/{contest.pk}/move/", {"move": "open"}, follow=True))
    assert "Готово. Состояние конкурса: ждёт итогов." in page
    assert "приём заявок»" not in page
    assert "по одному или списком" in page
