"""Two cards become one with everything that points at them, and two again exactly as they were; what stands in the way is said."""

import datetime as dt
from typing import Any

import pytest
from django.db.models import UniqueConstraint
from django.urls import reverse

from communities.models import Attendance
from portal.accounts.models import Appointment, District, Invitation, Organisation, Role, User
from portal.documents.models import DocumentLine, NumberedDocument
from portal.kit.joining import pointing_at
from portal.kit.periods import Period
from portal.kit.refusal import Refusal
from routes.models import Mentoring, Route
from teachers.models import Course, Employment, Merging, Teacher
from teachers.selectors.merging import IN_TURN, plan_of, rule_of
from teachers.services import merging, moves
from teachers.services.intake.undoing import _nothing_depends
from tests import factories
from tests.house.register import everything
from tests.teachers.moving import ON, refused

KEYS = pointing_at(Teacher)


@pytest.fixture
def twin(anna: Teacher, second: Organisation) -> Teacher:
    """The same person, written down once more by another school."""
    return factories.teacher(
        anna.district, second, last_name=anna.last_name, snils="11223344595", phone="+79140000000", since=dt.date(2021, 9, 1), first_name="Мария", patronymic=""
    )


# --- a model of the future cannot be forgotten ---------------------------------------------------------


@pytest.mark.parametrize("model", KEYS, ids=lambda one: one._meta.label)
def test_every_model_that_points_at_a_card_says_how_its_rows_join(model: Any) -> None:
    assert "joining" in vars(model), f"{model._meta.label} points at a card: say `joining` (portal.kit.joining) or what merging does to it."
    rule, keys = rule_of(model), {key.name for key in KEYS[model]}
    for one in model._meta.constraints:
        ours = isinstance(one, UniqueConstraint) and keys & set(one.fields) and not rule.stays
        if ours and not rule.either:
            others = set(one.fields) - keys | ({one.condition.children[0][0].partition("__")[0]} if one.condition else set())
            assert others <= set(rule.same), f"Two rows that «{one.name}» forbids have to be one fact by `same`: {others}"


# --- everything moves and comes back -------------------------------------------------------------------


def test_what_both_cards_have_stays_once_and_comes_back(anna: Teacher, twin: Teacher, district: District, methodist: User) -> None:
    """The better row stays, whichever card it is on: who came is not made absent."""
    event = factories.event(district)
    factories.attendance(event, anna, "registered")
    factories.attendance(event, twin, "present")
    draft, fuller = factories.assessment(anna, {"A/01.6": 1}), factories.assessment(twin, {"A/01.6": 1, "A/02.6": 2})
    for one in (draft, fuller):
        type(one).objects.filter(pk=one.pk).update(state="draft", finished_on=None)
    for one, document in ((anna, ""), (twin, "У-1")):
        Course.objects.create(district=district, teacher=one, programme="Цифровая  школа", provider="ИРО", hours=36, finished_on=ON, document=document)
    before = everything(district)
    done = merging.merge(kept=anna, duplicate=twin, fields={"phone": twin.pk}, jobs={_only_clash(anna, twin): IN_TURN}, by=methodist)
    assert Attendance.objects.get(event=event).status == "present"
    assert anna.courses.get().document == "У-1"
    assert anna.assessments.get() == fuller
    assert [(one.since, one.until) for one in anna.employments.order_by("since")] == [(dt.date(2015, 9, 1), dt.date(2021, 8, 31)), (dt.date(2021, 9, 1), None)]
    assert Teacher.objects.get(pk=anna.pk).phone == twin.phone
    merging.undo(merging=done, by=methodist)
    after = everything(district)
    assert {name: rows for name, rows in after.items() if rows != before[name]} == {}


def test_a_certificate_keeps_its_number_code_and_check_address(anna: Teacher, twin: Teacher, district: District, methodist: User) -> None:
    about = {"object_type": "teachers.teacher", "object_id": twin.pk}
    paper = NumberedDocument.objects.create(district=district, kind="Справка для аттестации", number="С-1", title="Справка", holder="И.", issued_on=ON, **about)
    line = DocumentLine.objects.create(district=district, document=paper, number=1, section="КПК", on=ON, title="КПК")
    address = line.check_url
    done = _merge(anna, twin, methodist)
    assert NumberedDocument.objects.get(pk=paper.pk).object_id == anna.pk
    assert DocumentLine.objects.get(pk=line.pk).check_url == address
    merging.undo(merging=done, by=methodist)
    assert NumberedDocument.objects.get(pk=paper.pk).object_id == twin.pk


# --- accounts ------------------------------------------------------------------------------------------


def test_of_two_accounts_the_kept_card_s_stays_and_the_other_ends_at_once(anna: Teacher, twin: Teacher, methodist: User, district: District) -> None:
    ours, theirs = (factories.user(Role.TEACHER, district) for _ in range(2))
    for one, user in ((anna, ours), (twin, theirs)):
        Teacher.objects.filter(pk=one.pk).update(user=user)
    client = factories.client(theirs)
    assert client.get(reverse("teachers:mine")).status_code == 200
    done = _merge(anna, twin, methodist)
    assert client.get(reverse("teachers:list")).status_code == 403
    assert not Appointment.objects.in_force().filter(user=theirs).exists()
    assert Teacher.objects.get(pk=anna.pk).user == ours
    merging.undo(merging=done, by=methodist)
    assert Teacher.objects.get(pk=twin.pk).user == theirs
    assert Appointment.objects.in_force().filter(user=theirs).count() == 1


def test_an_account_with_a_post_is_not_ended_in_passing(anna: Teacher, twin: Teacher, methodist: User, district: District) -> None:
    Teacher.objects.filter(pk=anna.pk).update(user=factories.user(Role.TEACHER, district))
    Teacher.objects.filter(pk=twin.pk).update(user=factories.user(Role.MENTOR, district))
    refused(lambda: _merge(anna, twin, methodist), "занимает должность на портале: наставник")


def test_a_waiting_invitation_follows_or_is_revoked(anna: Teacher, twin: Teacher, methodist: User, district: District) -> None:
    made = [
        Invitation.objects.create(
            district=district, user=factories.user(Role.TEACHER, district), card=one.pk, key_hash=str(one.pk), expires_at="2100-01-01T00:00Z"
        )
        for one in (anna, twin)
    ]
    done = _merge(anna, twin, methodist)
    assert [Invitation.objects.get(pk=one.pk).state for one in made] == ["waiting", "revoked"]
    merging.undo(merging=done, by=methodist)
    assert [Invitation.objects.get(pk=one.pk).state for one in made] == ["waiting", "waiting"]


# --- what stands in the way ----------------------------------------------------------------------------


def test_overlapping_main_jobs_wait_for_a_decision(anna: Teacher, twin: Teacher, methodist: User) -> None:
    refused(lambda: merging.merge(kept=anna, duplicate=twin, fields={}, by=methodist), "Две основные работы в одни дни")
    assert twin.employments.count() == 1


def test_two_routes_in_preparation_and_a_pair_of_mentoring_are_in_the_way(anna: Teacher, twin: Teacher, methodist: User, district: District) -> None:
    pair = Mentoring.objects.create(district=district, mentor=anna, mentee=twin, form="pp", kind="k", since=ON)
    refused(lambda: _merge(anna, twin, methodist), "одна запись называет обе карточки")
    pair.delete()
    routes = [factories.route(one, state="draft") for one in (anna, twin)]
    refused(lambda: _merge(anna, twin, methodist), "есть маршрут .ИОМ. в подготовке")
    Route.objects.filter(pk=routes[0].pk).update(state="active")
    _merge(anna, twin, methodist)
    assert set(anna.routes.all()) == set(routes)


def test_what_was_said_to_be_two_people_is_taken_back_first(anna: Teacher, twin: Teacher, methodist: User) -> None:
    said = merging.tell_apart(one=twin, other=anna, by=methodist)
    assert merging.tell_apart(one=anna, other=twin, by=methodist) == said
    refused(lambda: _merge(anna, twin, methodist), "разные люди")
    merging.ask_again(said=said, by=methodist)
    _merge(anna, twin, methodist)


def test_whoever_was_faster_is_named(anna: Teacher, twin: Teacher, methodist: User) -> None:
    seen = {one.pk: merging.stamp_of(one) for one in (anna, twin)}
    moves.go_on_leave(teacher=twin, kind="long", on=ON, by=methodist)
    refused(lambda: merging.merge(kept=anna, duplicate=twin, fields={}, seen=seen, by=methodist), "Пока страница была открыта")


def test_who_may_merge(anna: Teacher, twin: Teacher, first: Organisation, district: District) -> None:
    """A head only people who work with her and nowhere else; nobody else of the district."""
    for role in (Role.DEPARTMENT_HEAD, Role.TEACHER, Role.MENTOR, Role.EXPERT):
        refused(lambda role=role: _merge(anna, twin, factories.user(role, district)), "Объединяет карточки методист")  # type: ignore[misc]
    head = factories.user(Role.SCHOOL_HEAD, district, organisation=first)
    refused(lambda: _merge(anna, twin, head), "Объединяет карточки методист")
    own = factories.teacher(district, first, last_name=anna.last_name, since=dt.date(2021, 9, 1))
    assert not merging.why_not(merging=_merge(anna, own, head), by=head)
    assert not Teacher.objects.shown().filter(pk=own.pk).exists()


# --- taking it back ------------------------------------------------------------------------------------


def test_a_head_takes_back_no_merging_of_another_school_s_card(
    anna: Teacher, second: Organisation, first: Organisation, district: District, methodist: User
) -> None:
    """The kept card is hers alone, the other one was not."""
    gone = factories.teacher(district, second, last_name=anna.last_name, since=dt.date(2012, 9, 1), until=dt.date(2014, 8, 31))
    done = _merge(anna, gone, methodist)
    head = factories.user(Role.SCHOOL_HEAD, district, organisation=first)
    assert head.has_perm("teachers.merge", anna)
    refused(lambda: merging.undo(merging=done, by=head), "Объединяет карточки методист")
    page = reverse("teachers:merging", args=[done.pk])
    shown = [factories.client(who).get(page).content.decode() for who in (head, methodist)]
    assert [("Объединяет карточки методист" in one, reverse("teachers:merging_undo", args=[done.pk]) in one) for one in shown] == [(True, False), (False, True)]
    gone.refresh_from_db()
    assert gone.merged_into_id == anna.pk
    merging.undo(merging=done, by=methodist)


def test_what_rests_on_the_merging_is_named(anna: Teacher, twin: Teacher, second: Organisation, district: District, methodist: User) -> None:
    course = Course.objects.create(district=district, teacher=twin, programme="П", provider="ИРО", hours=36, finished_on=ON)
    done = _merge(anna, twin, methodist, fields={"snils": twin.pk})
    leave = moves.go_on_leave(teacher=anna, kind="long", on=ON, by=methodist)
    refused(lambda: merging.undo(merging=done, by=methodist), "записано кадровое событие: отпуск")
    moves.undo_move(move=leave, by=methodist)
    third = factories.teacher(district, second, last_name=anna.last_name, since=dt.date(2023, 9, 1))
    later = _merge(anna, third, methodist)
    refused(lambda: merging.undo(merging=done, by=methodist), "Сначала разъедините её")
    assert "Сначала разъедините её" in merging.why_not(merging=done, by=methodist)
    merging.undo(merging=later, by=methodist)
    Teacher.objects.filter(pk=anna.pk).update(snils="08765430300")
    refused(lambda: merging.undo(merging=done, by=methodist), "исправили поле «СНИЛС»")
    Teacher.objects.filter(pk=anna.pk).update(snils=twin.snils)
    course.delete()
    refused(lambda: merging.undo(merging=done, by=methodist), "записи удалили или перенесли — КПК: 1")


def test_a_newer_route_that_rests_on_a_moved_assessment_is_named(anna: Teacher, twin: Teacher, methodist: User) -> None:
    base = factories.assessment(twin, {"A/01.6": 1})
    done = _merge(anna, twin, methodist)
    dates = {"starts_on": ON, "ends_on": ON}
    Route.objects.create(district=anna.district, teacher=anna, organisation=anna.employments.earliest("since").organisation, assessment=base, **dates)
    refused(lambda: merging.undo(merging=done, by=methodist), "держится более позднее — маршрут .ИОМ.")


def test_both_histories_are_on_the_kept_card(anna: Teacher, twin: Teacher, methodist: User) -> None:
    moves.go_on_leave(teacher=twin, kind="long", on=ON, until=ON, by=methodist)
    _merge(anna, twin, methodist)
    page = factories.client(methodist).get(reverse("teachers:history", args=[anna.pk])).content.decode()
    assert "записала отпуск" in page
    assert page.count("объединила карточки") == 2


def test_an_import_that_made_a_merged_card_is_not_undone_beneath_it(anna: Teacher, twin: Teacher, methodist: User) -> None:
    _merge(anna, twin, methodist)
    with pytest.raises(Refusal, match="объединение карточек"):
        _nothing_depends({"teacher": [twin.pk], "employment": [], "qualification": []})


# --- numbers and lists ---------------------------------------------------------------------------------


def test_last_year_counts_one_person_less_and_nothing_else_changes(anna: Teacher, twin: Teacher, bella: Teacher, methodist: User) -> None:
    on = Period.parse("2022-2023").as_of
    counted = Employment.objects.pedagogical_staff(on)
    assert set(counted.values_list("teacher", flat=True)) == {anna.pk, twin.pk, bella.pk}
    done = _merge(anna, twin, methodist)
    assert sorted(counted.values_list("teacher", flat=True)) == sorted([anna.pk, bella.pk])
    merging.undo(merging=done, by=methodist)
    assert counted.count() == 3


def test_a_merged_card_shows_nowhere_and_its_address_leads_to_the_kept_one(anna: Teacher, twin: Teacher, methodist: User) -> None:
    _merge(anna, twin, methodist)
    client = factories.client(methodist)
    for name in ("teachers:card", "teachers:record", "teachers:work", "site:growth"):
        answer = client.get(reverse(name, args=[twin.pk]))
        assert (answer.status_code, answer["Location"]) == (302, reverse(name, args=[anna.pk]))
    rows = client.get(reverse("teachers:list"), {"q": twin.last_name}).content.decode()
    assert reverse("teachers:card", args=[anna.pk]) in rows
    assert reverse("teachers:card", args=[twin.pk]) not in rows


def _only_clash(kept: Teacher, duplicate: Teacher) -> str:
    [clash] = plan_of(kept, duplicate).clashes
    return clash.name


def _merge(kept: Teacher, duplicate: Teacher, by: User, **fields: Any) -> Merging:
    clashes = plan_of(kept, duplicate).clashes
    return merging.merge(kept=kept, duplicate=duplicate, jobs={one.name: IN_TURN for one in clashes}, by=by, **{"fields": {}, **fields})
