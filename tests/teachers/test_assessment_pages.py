"""The self-assessment in the browser, with and without JavaScript, and who may see its profile."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.models import District, Role, User
from portal.journal.models import Deed
from teachers import services
from teachers.models import Answer, Assessment, Competency, Teacher
from tests import factories

HTMX = {"HX-Request": "true"}


@pytest.fixture
def user(district: District) -> User:
    return factories.user(Role.TEACHER, district)


@pytest.fixture
def teacher(district: District, user: User) -> Teacher:
    factories.framework()
    return factories.teacher(district, user=user)


@pytest.fixture
def draft(teacher: Teacher, user: User) -> Assessment:
    return services.start_assessment(teacher=teacher, functions=[], by=user)


@pytest.fixture
def visitor(user: User, teacher: Teacher) -> Client:
    return factories.client(user)


def page_of(draft: Assessment, code: str) -> str:
    return reverse("teachers:section", args=[draft.pk, Competency.objects.get(code=code).pk])


def actions(code: str) -> list[int]:
    return list(Competency.objects.filter(parent__code=code).order_by("order").values_list("pk", flat=True))


def level(draft: Assessment, action: int) -> int:
    return Answer.objects.get(assessment=draft, competency=action).level


def test_the_first_page_offers_to_begin(visitor: Client) -> None:
    page = visitor.get(reverse("teachers:assessment"))
    assert "Начать самооценку" in page.text
    begun = visitor.post(reverse("teachers:start"), {"function": ["A/01.6"]})
    assert "#" not in begun.url  # from its top: the meaning of the levels stands there


def test_a_second_start_says_that_one_is_open(visitor: Client, draft: Assessment) -> None:
    again = visitor.post(reverse("teachers:start"))
    assert again.status_code == 409
    assert "уже начата" in again.text
    assert Assessment.objects.count() == 1


def test_somebody_without_a_card_reads_why(district: District) -> None:
    page = factories.client(factories.user(Role.METHODIST, district)).get(reverse("teachers:assessment"))
    assert page.status_code == 409
    assert "не связана с карточкой педагога" in page.text


def test_an_answer_is_saved_by_itself_and_brings_the_progress(visitor: Client, draft: Assessment) -> None:
    first = actions("A/01.6")[0]
    answer = visitor.post(page_of(draft, "A/01.6"), {f"level-{first}": "2", f"was-{first}": ""}, headers=HTMX)
    assert answer.status_code == 200
    assert level(draft, first) == 2
    assert "Всего: 1 из 12" in answer.text
    assert f'id="was-{first}" name="was-{first}" value="2" hx-swap-oob="true"' in answer.text
    assert "<html" not in answer.text


def test_a_tab_opened_earlier_does_not_bring_its_old_answers_back(visitor: Client, draft: Assessment) -> None:
    first, second, *_ = actions("A/01.6")
    newer = {f"level-{first}": "3", f"was-{first}": "1"}
    services.answer(assessment=draft, levels={first: 1}, by=draft.teacher.user)
    visitor.post(page_of(draft, "A/01.6"), newer, headers=HTMX)
    stale = {f"level-{first}": "1", f"was-{first}": "1", f"level-{second}": "2", f"was-{second}": ""}
    visitor.post(page_of(draft, "A/01.6"), stale, headers=HTMX)
    assert (level(draft, first), level(draft, second)) == (3, 2)


def test_without_javascript_the_button_saves_the_page_and_goes_on(visitor: Client, draft: Assessment) -> None:
    given = {f"level-{pk}": "1" for pk in actions("A/01.6")}
    answer = visitor.post(page_of(draft, "A/01.6"), {**given, "deed": "next"})
    assert answer.url == page_of(draft, "A/02.6")
    assert Answer.objects.filter(assessment=draft, level=1).count() == 4


@pytest.mark.parametrize("wrong", ["7", "-1", "много", "2.5"])
def test_a_wrong_level_is_a_sentence_beside_the_page(visitor: Client, draft: Assessment, wrong: str) -> None:
    answer = visitor.post(page_of(draft, "A/01.6"), {f"level-{actions('A/01.6')[0]}": wrong}, headers=HTMX)
    assert answer.status_code == 409
    assert "Уровень выбирают из четырёх" in answer.text
    assert answer["HX-Retarget"] == "#refusals"
    assert not Answer.objects.exists()


def test_resume_leads_to_the_first_action_without_an_answer(visitor: Client, draft: Assessment) -> None:
    services.answer(assessment=draft, levels=dict.fromkeys([*actions("A/01.6"), actions("A/02.6")[0]], 2), by=draft.teacher.user)
    assert visitor.get(reverse("teachers:resume")).url == f"{page_of(draft, 'A/02.6')}#action-{actions('A/02.6')[1]}"


def test_finish_refuses_with_the_way_to_the_first_missing_answer(visitor: Client, draft: Assessment) -> None:
    answer = visitor.post(reverse("teachers:finish", args=[draft.pk]))
    assert answer.status_code == 409
    assert "без ответа 12" in answer.text
    assert f'href="{page_of(draft, "A/01.6")}"' in answer.text


def test_the_last_page_finishes_and_a_second_click_leads_to_the_profile(visitor: Client, draft: Assessment) -> None:
    services.answer(assessment=draft, levels=dict.fromkeys(actions("A/01.6") + actions("A/02.6"), 1), by=draft.teacher.user)
    last = {f"level-{pk}": "3" for pk in actions("A/03.6")}
    done = visitor.post(page_of(draft, "A/03.6"), {**last, "deed": "finish"})
    assert done.url == reverse("teachers:profile", args=[draft.pk])
    assert visitor.post(reverse("teachers:finish", args=[draft.pk])).url == done.url
    assert visitor.get(page_of(draft, "A/03.6")).url == done.url
    assert "критический дефицит, 33" in visitor.get(done.url).text


def test_switching_functions_off(visitor: Client, draft: Assessment) -> None:
    Competency.objects.filter(code="A/03.6").update(levels=["ooo"])
    assert visitor.post(reverse("teachers:functions", args=[draft.pk]), {"function": []}).url == reverse("teachers:assessment")
    draft.refresh_from_db()
    assert draft.functions == ["A/01.6", "A/02.6"]


def test_another_teacher_does_not_find_the_draft(district: District, draft: Assessment) -> None:
    other = factories.client(factories.user(Role.TEACHER, district))
    assert other.get(page_of(draft, "A/01.6")).status_code == 404
    assert other.post(page_of(draft, "A/01.6"), {f"level-{actions('A/01.6')[0]}": "1"}).status_code == 404


def test_a_methodist_reads_the_profile_but_not_the_answers(district: District, teacher: Teacher) -> None:
    done = factories.assessment(teacher, {"A/01.6": 1, "A/02.6": 3, "A/03.6": 2})
    reader = factories.user(Role.METHODIST, district)
    page = factories.client(reader).get(reverse("teachers:profile", args=[done.pk]))
    assert page.status_code == 200
    assert "33" in page.text
    assert "Действие 1" not in page.text
    assert Deed.objects.about(done).get().actor == reader


def test_a_school_head_does_not_see_the_profile(district: District, teacher: Teacher) -> None:
    done = factories.assessment(teacher, {"A/01.6": 1})
    head = factories.user(Role.SCHOOL_HEAD, district, organisation=teacher.employments.get().organisation)
    assert factories.client(head).get(reverse("teachers:profile", args=[done.pk])).status_code == 404


def test_the_profile_is_compared_with_the_last_one_or_a_chosen_one(visitor: Client, teacher: Teacher) -> None:
    first = factories.assessment(teacher, {"A/01.6": 0, "A/02.6": 1}, dt.date(2020, 10, 1))
    factories.assessment(teacher, {"A/01.6": 1, "A/02.6": 1}, dt.date(2021, 10, 1))
    last = factories.assessment(teacher, {"A/01.6": 2, "A/02.6": 1}, dt.date(2022, 10, 1))
    address = reverse("teachers:profile", args=[last.pk])
    assert "+34 п. п." in visitor.get(address).text
    assert "+67 п. п." in visitor.get(address, {"was": first.pk}).text
    assert "п. п." not in visitor.get(address, {"was": "0"}).text


def test_a_phone_sees_the_profile_as_bars(visitor: Client, teacher: Teacher) -> None:
    """The wheel's names do not fit a phone."""
    done = factories.assessment(teacher, {"A/01.6": 0, "A/02.6": 1, "A/03.6": 2}, dt.date(2022, 10, 1))
    text = visitor.get(reverse("teachers:profile", args=[done.pk])).text
    wheel, bars = text.index('<svg class="ch-narrow"'), text.index('<svg class="ch-phone"')
    assert "ch-ring" in text[wheel:bars] or "<polygon" in text[wheel:bars]
    assert "<rect" in text[bars : text.index("</svg>", bars)]


def test_pages_cost_a_constant_number_of_queries(visitor: Client, draft: Assessment, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(12 + 5):  # and five that open and close the scope
        visitor.get(page_of(draft, "A/01.6"))
    with django_assert_max_num_queries(12 + 10):  # the scope, and savepoints
        visitor.post(page_of(draft, "A/01.6"), {f"level-{actions('A/01.6')[0]}": "2"}, headers=HTMX)


def test_only_the_newest_profile_offers_to_compose_a_route(visitor: Client, teacher: Teacher) -> None:
    first = factories.assessment(teacher, {"A/01.6": 0}, dt.date(2020, 10, 1))
    last = factories.assessment(teacher, {"A/01.6": 1}, dt.date(2021, 10, 1))
    newest = reverse("teachers:profile", args=[last.pk])
    assert "Составить ИОМ" in visitor.get(newest).text
    made = factories.route(teacher, assessment=last, state="review")
    page = visitor.get(newest).text
    assert ("Составить ИОМ" in page, f'href="/routes/{made.pk}/"' in page) == (False, True)
    old = visitor.get(reverse("teachers:profile", args=[first.pk])).text
    assert "Составить ИОМ" not in old
    assert reverse("teachers:profile", args=[last.pk]) in old
