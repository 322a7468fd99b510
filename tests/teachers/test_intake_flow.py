"""From a school's file to the register: the dry run, the decisions, all or nothing, the same file twice, undo."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from kombu.exceptions import OperationalError

from communities.models import Attendance
from portal.accounts.models import District, Organisation, Role, User
from portal.journal.models import Deed
from portal.kit import wall
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from portal.kit.words import NBSP, day
from teachers.models import ColumnMemory, Employment, Intake, IntakeRow, Move, Qualification, Teacher
from teachers.selectors.intake import counts, rows_of
from teachers.selectors.intake_page import decided, shown
from teachers.services import intake as services
from teachers.services import moves, reorganisation
from teachers.services.intake import jobs
from tests import factories
from tests.teachers import loading
from tests.teachers.loading import ANNA, HEAD, OLGA, PETR

S = Intake.State


pytestmark = pytest.mark.usefixtures("loading_apart")


@pytest.fixture
def head(home: District, place: Organisation) -> User:
    return factories.user(Role.SCHOOL_HEAD, home, organisation=place)


@pytest.fixture
def guide(home: District) -> User:
    return factories.user(Role.METHODIST, home)


def test_a_new_school_is_loaded_and_the_same_file_changes_nothing(home: District, place: Organisation, head: User) -> None:
    file = loading.book(ANNA, PETR, OLGA)
    made = loading.check(file, head, home, place)
    assert (made.state, loading.verdicts(made)) == (S.CHECKED, ["new"] * 3)
    with wall.scope([home.pk]):
        assert not Teacher.objects.exists()  # a dry run writes nothing
    done = loading.write(made, head)
    assert (done.state, done.totals["made"], done.totals["jobs"]) == (S.APPLIED, 3, 3)
    with wall.scope([home.pk]):
        anna = Teacher.objects.get(last_name="Иванова")
        job = anna.employments.get()
        assert (anna.sex, anna.snils, anna.birth_date) == ("f", "11111111145", dt.date(1980, 3, 12))
        assert (job.organisation, job.position, job.subject, job.is_main, job.is_pedagogical) == (place, "ped01", "Математика", True, True)
        assert job.since == dt.date(2015, 9, 1)
        assert not Employment.objects.get(position="adm01").is_pedagogical
        assert Deed.objects.about(anna).get().verb == "внёс(ла) из файла"
        assert Deed.objects.about(done).filter(verb="записал(а) сотрудников из файла").count() == 1
    again = loading.check(file, head, home, place)
    assert loading.verdicts(again) == ["same"] * 3
    with wall.scope([home.pk], user=head.pk), pytest.raises(Refusal, match="Не выбрано"):
        services.apply_intake(intake=again, by=head)


def test_a_new_card_knows_what_a_refused_row_of_the_same_person_tells(home: District, place: Organisation, head: User) -> None:
    """The first row lacks the position, so the second makes the card: the address of the first is not lost, and the same file brings nothing new."""
    columns = ("ФИО", "Дата рождения", "Должность", "Электронная почта")
    file = loading.book(("Семёнов Пётр Ильич", "", "", "a@b.ru"), ("Семёнов Пётр Ильич", "12.03.1980", "учитель", ""), head=columns)
    made = loading.check(file, head, home, place)
    assert loading.verdicts(made) == ["refused", "new"]
    loading.write(made, head)
    with wall.scope([home.pk]):
        assert Teacher.objects.get(last_name="Семёнов").email == "a@b.ru"
    again = loading.check(file, head, home, place)
    assert "changed" not in loading.verdicts(again), [one.changes for one in loading.rows(again)]


def test_changes_are_shown_and_a_new_post_is_a_transfer(home: District, place: Organisation, head: User) -> None:
    loading.write(loading.check(loading.book(ANNA, PETR), head, home, place), head)
    later = loading.check(loading.book((*ANNA[:3], "учитель", "Физика", ANNA[5]), (PETR[0], PETR[1], "", *PETR[3:])), head, home, place)
    assert loading.verdicts(later) == ["changed", "same"]  # an empty cell erases nothing
    assert loading.rows(later)[0].changes["job"]["deed"] == "transfer"
    loading.write(later, head)
    with wall.scope([home.pk]):
        old, new = Employment.objects.filter(teacher__last_name="Иванова").order_by("since")
        assert (old.subject, new.subject, old.until, new.since) == ("Математика", "Физика", later.on - dt.timedelta(days=1), later.on)
        assert Move.objects.get().kind == "transferred"
        assert Teacher.objects.get(last_name="Семёнов").snils == "11223344595"
    assert loading.verdicts(loading.check(loading.book((*ANNA[:3], "учитель", "Физика", ANNA[5])), head, home, place)) == ["same"]


def test_category_and_experience_are_read_once(home: District, place: Organisation, head: User) -> None:
    head_row = (*HEAD, "Педагогический стаж", "Категория", "Дата присвоения категории")
    file = loading.book((*ANNA, 12, "первая", "25.03.2021"), head=head_row)
    loading.write(loading.check(file, head, home, place), head)
    with wall.scope([home.pk]):
        anna = Teacher.objects.get()
        assert anna.experience() == 12
        assert Qualification.objects.get().awarded_on == dt.date(2021, 3, 25)
    assert loading.verdicts(loading.check(file, head, home, place)) == ["same"]
    wiser = loading.check(loading.book((*ANNA, 13, "высшая", "25.03.2026"), head=head_row), head, home, place)
    assert set(loading.rows(wiser)[0].changes) == {"teaching_since", "grade", "seen"}


def test_refused_rows_name_cell_reason_and_way_out(home: District, place: Organisation, head: User) -> None:
    nobody = ("Орлова И. И.", "12.03.1980", "", "учитель", "", "")
    unborn = ("Орлова Ирина Ильинична", "", "", "учитель", "", "")
    made = loading.check(loading.book(nobody, unborn, ANNA, ANNA), head, home, place)
    assert loading.verdicts(made) == ["refused", "refused", "new", "refused"]
    told = [next(one for one in row.problems if one["fatal"]) for row in loading.rows(made) if row.verdict == "refused"]
    assert [one["cell"] for one in told] == ["A2", "B3", "A5"]
    assert all(one["reason"] and one["mend"] for one in told)
    assert [one["reason"] for one in loading.rows(made)[3].problems] == ["Повторяет строку 4"]
    assert loading.write(made, head).totals["made"] == 1


def test_two_jobs_of_a_new_person_make_one_card(home: District, place: Organisation, head: User) -> None:
    second = (ANNA[0], ANNA[1], "", "учитель", "Физика", "01.09.2016")
    made = loading.write(loading.check(loading.book(ANNA, second), head, home, place), head)
    assert made.state == S.APPLIED
    with wall.scope([home.pk]):
        assert [(job.subject, job.is_main) for job in Teacher.objects.get().employments.order_by("since")] == [("Математика", True), ("Физика", False)]


def test_rows_of_one_person_that_differ_change_nothing_and_those_that_agree_fill_one_card(home: District, place: Organisation, guide: User) -> None:
    """What both rows state must be the same; what one leaves blank the other adds."""
    head = ("ФИО", "Дата рождения", "СНИЛС", "Должность", "Дата приёма", "Электронная почта", "Методическая тема", "Вид работы")
    anna, petr = (ANNA[0], "12.03.1980", ANNA[2]), (PETR[0], PETR[1], PETR[2])
    file = loading.book(
        (*anna, "учитель", "01.09.2015", "", "Проекты", "основное"),
        (*anna, "директор", "01.09.2016", "a@b.ru", "", "совместительство"),
        (*petr, "учитель", "01.09.2017", "", "Проекты", "основное"),
        (*petr, "директор", "01.09.2017", "", "Чтение", "совместительство"),
        (petr[0], "12.03.1980", petr[2], "учитель", "01.09.2017", "", "", "совместительство"),
        head=head,
    )
    for verdict in ("new", "same"):
        made = loading.check(file, guide, home, place)
        assert loading.verdicts(made) == [verdict, verdict, "refused", "refused", "refused"]
        told = [one for row in loading.rows(made)[2:] for one in row.problems if one["fatal"]]
        assert [(one["cell"], one["reason"]) for one in told] == [
            ("G4", "Расходится со строкой 5: «Методическая тема» (ячейка G5)"),
            ("G5", "Расходится со строкой 4: «Методическая тема» (ячейка G4)"),
            ("A6", "Строки 4 и 5 об этом человеке противоречат друг другу (ячейка A4)"),
        ]
        if verdict == "new":
            assert loading.write(made, guide).state == S.APPLIED
    with wall.scope([home.pk]):
        card = Teacher.objects.get()
        assert (card.email, card.topic, card.birth_date) == ("a@b.ru", "Проекты", dt.date(1980, 3, 12))
        assert card.employments.count() == 2


def doubtful(home: District, place: Organisation) -> Teacher:
    """A card with Anna's name and another birthday."""
    with wall.scope([home.pk]):
        return factories.teacher(home, place, last_name="Иванова", first_name="Анна", patronymic="Петровна", birth_date=dt.date(1980, 3, 21))


def test_a_doubtful_row_waits_for_a_decision(home: District, place: Organisation, guide: User) -> None:
    known = doubtful(home, place)
    made = loading.check(loading.book(ANNA, PETR), guide, home, place)
    row = loading.rows(made)[0]
    assert (row.verdict, row.decision, row.candidates[0]["teacher"]) == ("doubtful", "", known.pk)
    with wall.scope([home.pk], user=guide.pk):
        [offer] = shown(made, [row], guide)[0].offers
        assert (offer.name, offer.place.replace("\xa0", " ")) == (f"{known.full_name}, {day(known.birth_date)}", place.short_name)
        assert "другая дата рождения" in offer.why
        assert (rows_of(made, decision="waiting").count(), decided(counts(made))) == (1, "")
        services.decide(row=row, decision="same_person", teacher=known.pk, by=guide)
        assert (rows_of(made, decision="waiting").count(), decided(counts(made))) == (0, "решено 1 из 1")
    done = loading.write(made, guide)
    assert (done.state, done.message) == (S.APPLIED, "")
    with wall.scope([home.pk]):
        assert Teacher.objects.count() == 2
        known.refresh_from_db()
        assert known.birth_date == dt.date(1980, 3, 12)


def test_a_head_learns_nothing_of_anothers_namesake_from_a_file(home: District, place: Organisation, head: User) -> None:
    """The name alone is no key to the day of birth and the place of work; nor do checks tell it that were made when it was in the words."""
    with wall.scope([home.pk]):
        other = factories.organisation(home, short_name="СШ № 2", name="МБОУ СШ № 2")
    known = doubtful(home, other)
    made = loading.check(loading.book(ANNA, head=HEAD), head, home, place)
    row = loading.rows(made)[0]
    assert [one["teacher"] for one in row.candidates] == [known.pk]
    old = {**row.candidates[0], "why": f"Те же ФИО, но в карточке дата рождения {day(known.birth_date)}"}
    for told in (row.candidates, [old]):
        row.candidates = told
        with wall.scope([home.pk], user=head.pk):
            [offer] = shown(made, [row], head)[0].offers
        assert (offer.name, offer.place, offer.changes) == (known.full_name, "", [])
        assert offer.beyond
        assert not [word for word in ("21.03", "СШ № 2", "Работает в другой") if word in offer.why]


def test_another_person_gets_a_card_of_her_own(home: District, place: Organisation, guide: User) -> None:
    doubtful(home, place)
    made = loading.check(loading.book(ANNA), guide, home, place)
    with wall.scope([home.pk], user=guide.pk):
        services.decide(row=loading.rows(made)[0], decision="another_person", by=guide)
        with pytest.raises(Refusal, match="из предложенных"):
            services.decide(row=loading.rows(made)[0], decision="same_person", teacher=10**6, by=guide)
    loading.write(made, guide)
    with wall.scope([home.pk]):
        assert Teacher.objects.filter(last_name="Иванова").count() == 2


def test_transliteration_and_a_changed_surname_are_doubtful(home: District, place: Organisation, guide: User) -> None:
    with wall.scope([home.pk]):
        factories.teacher(home, place, last_name="Щербакова", first_name="Наталья", patronymic="Юрьевна", birth_date=dt.date(1980, 3, 12), email="one@mail.ru")
    rows = [("Shcherbakova Nataliya Yurievna", "12.03.1980", "", "учитель", "", ""), ("Зимина Наталья Юрьевна", "12.03.1980", "", "учитель", "", "")]
    made = loading.check(loading.book(*rows), guide, home, place)
    assert [row.candidates[0]["why"].split(",")[0] for row in loading.rows(made)] == ["Та же дата рождения", "Те же имя"]


def test_nothing_is_written_when_somebody_changed_a_card_meanwhile(home: District, place: Organisation, head: User, guide: User) -> None:
    loading.write(loading.check(loading.book(ANNA), head, home, place), head)
    made = loading.check(loading.book((*ANNA[:2], ANNA[2], "учитель", "Физика", ANNA[5]), PETR), head, home, place)
    with wall.scope([home.pk], user=guide.pk):
        anna = Teacher.objects.get()
        from teachers.services import edit_teacher

        edit_teacher(teacher=anna, changes={"topic": "Новая тема"}, seen=0, by=guide)
    loading.order(made, head)
    services.work(made.pk, home.pk)
    done = loading.fresh(made)
    assert done.state == S.CHECKED
    assert "Ничего не записано" in done.message
    assert guide.full_name in done.message
    assert loading.verdicts(done) == ["doubtful", "new"]
    with wall.scope([home.pk]):
        assert Teacher.objects.count() == 1
    with wall.scope([home.pk], user=head.pk):
        services.decide(row=loading.rows(done)[0], decision="same_person", teacher=anna.pk, by=head)
    assert loading.write(done, head).state == S.APPLIED


def test_undo_puts_everything_back_while_nothing_depends_on_it(home: District, place: Organisation, head: User) -> None:
    loading.write(loading.check(loading.book(ANNA), head, home, place), head)
    made = loading.write(loading.check(loading.book((*ANNA[:3], "учитель", "Физика", ANNA[5]), PETR), head, home, place), head)
    assert loading.undo(made, head).state == S.UNDONE
    with wall.scope([home.pk]):
        assert [(job.subject, job.until) for job in Employment.objects.all()] == [("Математика", None)]
        assert Teacher.objects.get().last_name == "Иванова"
        assert Move.objects.get().undone_at is not None
    assert loading.verdicts(loading.check(loading.book(ANNA), head, home, place)) == ["same"]


def test_an_import_is_put_off_already_at_its_columns(home: District, place: Organisation, head: User) -> None:
    desk = factories.client(head)
    with wall.scope([home.pk], user=head.pk):
        made = services.start_intake(upload=SimpleUploadedFile("список.xlsx", loading.book(ANNA)), organisation=place, district=home, by=head)
    put_off = reverse("teachers:intake_postpone", args=[made.pk])
    assert (made.state, put_off in desk.get(reverse("teachers:intake", args=[made.pk])).text) == (S.MAPPING, True)
    desk.post(put_off)
    page = desk.get(reverse("teachers:intake", args=[made.pk])).text
    assert ("Проверить строки" in page, put_off in page) == (True, False)


def test_written_rows_lead_to_their_cards_and_undone_ones_say_so(home: District, place: Organisation, head: User) -> None:
    made = loading.check(loading.book(ANNA, PETR), head, home, place)
    desk, address = factories.client(head), reverse("teachers:intake", args=[made.pk])
    assert f"СНИЛС {PETR[2]}" in desk.get(address).content.decode()
    made = loading.write(made, head)
    with wall.scope([home.pk]):
        cards = [reverse("teachers:card", args=[pk]) for pk in Teacher.objects.values_list("pk", flat=True)]
    page = desk.get(address).content.decode()
    assert [f'<a href="{card}">' in page for card in cards] == [True, True]
    loading.undo(made, head)
    page = desk.get(address).content.decode()
    assert (page.count(">отменена</span>"), page.count(">записана</span>")) == (2, 0)
    assert "Запись отменена" in page
    assert f"{head.full_name}, {day(today())}" in page
    assert "убрано новых карточек — 2" in page


def test_undo_is_refused_with_what_and_whose(home: District, place: Organisation, head: User) -> None:
    made = loading.write(loading.check(loading.book(ANNA, PETR), head, home, place), head)
    with wall.scope([home.pk]):
        who = Teacher.objects.get(last_name="Иванова")
        factories.attendance(factories.event(home), who)
    told = "Отменить уже нельзя: у человека из этой загрузки уже есть другое. Иванова Анна Петровна: участие в событии."
    desk, address, button = factories.client(head), reverse("teachers:intake", args=[made.pk]), reverse("teachers:intake_undo", args=[made.pk])
    page = desk.get(address).text  # said before the press, in the words of the refusal
    assert (page.count(told), button in page) == (1, False)
    left = loading.undo(made, head)
    assert (left.state, left.message) == (S.APPLIED, told)
    assert desk.get(address).text.count(told) == 1
    with wall.scope([home.pk]):
        assert Teacher.objects.count() == 2
        assert Attendance.objects.count() == 1


def test_undo_brings_nobody_back_to_a_closed_school(home: District, place: Organisation, guide: User) -> None:
    with wall.scope([home.pk]):
        there = factories.organisation(home, short_name="СШ № 2")
        factories.teacher(home, there, last_name="Иванова", first_name="Анна", patronymic="Петровна", birth_date=dt.date(1980, 3, 12), snils="11111111145")
    made = loading.check(loading.book((*ANNA[:5], "01.09.2021")), guide, home, place)
    (row,) = loading.rows(made)
    with wall.scope([home.pk], user=guide.pk):
        services.decide(row=row, decision="same_person", teacher=row.candidates[0]["teacher"], by=guide)
    loading.write(made, guide)
    with wall.scope([home.pk]):
        assert Move.objects.get().kind == "transferred"
        reorganisation.close(organisation=there, on=today(), act="Постановление № 1", by=guide)
    left = loading.undo(made, guide)
    assert left.state == S.APPLIED
    assert left.message.startswith(f"Отменить нельзя: организация «СШ № 2» закрыта с {day(today())}, а работа в ней продолжилась бы: Иванова")


@pytest.mark.parametrize("way", ["", "совместительство"])
def test_a_school_takes_in_nobody_of_another_school(home: District, place: Organisation, head: User, guide: User, way: str) -> None:
    """With a job there her card would open to the head; the methodist, who sees that it would be a transfer or a second job, decides and writes."""
    with wall.scope([home.pk]):
        there = factories.organisation(home, short_name="СШ № 2")
        factories.teacher(home, there, last_name="Иванова", first_name="Анна", patronymic="Петровна", birth_date=dt.date(1980, 3, 12), phone="+7 914 111-11-11")
        factories.teacher(home, there, last_name="Семёнов", first_name="Пётр", patronymic="Ильич", birth_date=dt.date(1992, 11, 5), until=dt.date(2020, 1, 1))
    file = loading.book((*ANNA, way), (*PETR, way), head=(*HEAD, "Основной / совместитель"))
    made = loading.check(file, head, home, place)
    assert loading.verdicts(made) == ["doubtful", "refused"]
    asked, gone = loading.rows(made)
    assert asked.candidates[0]["why"] == "Работает в другой организации: попросите методиста"
    for reader, beyond in ((head, True), (guide, False)):
        with wall.scope([home.pk], user=reader.pk):
            [row] = shown(made, [asked], reader)
        assert [(offer.beyond, "попросите методиста" in offer.why) for offer in row.offers] == [(beyond, beyond)]  # the methodist asks nobody
    assert "методист района" in gone.problems[-1]["mend"]
    with wall.scope([home.pk]):
        with pytest.raises(Refusal, match="попросите методиста"):
            services.decide(row=asked, decision="same_person", teacher=asked.candidates[0]["teacher"], by=head)
        services.decide(row=asked, decision="same_person", teacher=asked.candidates[0]["teacher"], by=guide)
        with pytest.raises(Refusal, match="записывает методист"):
            services.apply_intake(intake=made, by=head)
    assert loading.write(made, guide).state == S.APPLIED
    with wall.scope([home.pk]):
        anna = Teacher.objects.get(last_name="Иванова")
        assert [(job.organisation.short_name, job.is_main) for job in anna.employments.order_by("since", "pk")] == [("СШ № 2", True), ("СШ № 1", not way)]


def test_a_school_loads_only_into_itself(home: District, place: Organisation, head: User) -> None:
    with wall.scope([home.pk], user=head.pk):
        other = factories.organisation(home)
        for foreign in (other, None):
            with pytest.raises(Refusal, match="своя организация"):
                loading.take(loading.book(ANNA), head, home, foreign)


def test_columns_are_remembered_for_the_organisation(home: District, place: Organisation, head: User) -> None:
    odd = loading.book(("Иванова Анна Петровна", "12.03.1980", "учитель", "Лесная 5"), head=("ФИО", "Дата рождения", "Кем трудится", "Улица"))
    with wall.scope([home.pk], user=head.pk):
        from django.core.files.uploadedfile import SimpleUploadedFile

        made = services.start_intake(upload=SimpleUploadedFile("a.xlsx", odd), organisation=place, district=home, by=head)
        assert [one["field"] for one in made.columns] == ["name", "birth_date", "", ""]
        services.check_columns(intake=made, mapping={"A": "name", "B": "birth_date", "C": "position"}, by=head)
        assert ColumnMemory.objects.count() == 4
        again = services.start_intake(upload=SimpleUploadedFile("a.xlsx", odd), organisation=place, district=home, by=head)
        assert [one["field"] for one in again.columns] == ["name", "birth_date", "position", ""]


def test_a_double_click_writes_once(home: District, place: Organisation, head: User) -> None:
    made = loading.check(loading.book(ANNA), head, home, place)
    loading.order(made, head)
    with pytest.raises(Refusal, match="записывается"):
        loading.order(made, head)
    assert services.work(made.pk, home.pk)
    assert not services.work(made.pk, home.pk)
    with wall.scope([home.pk]):
        assert Teacher.objects.count() == 1


def test_a_killed_worker_leaves_no_part_and_the_sweep_goes_on(home: District, place: Organisation, head: User) -> None:
    made = loading.check(loading.book(ANNA), head, home, place)
    loading.order(made, head)
    dead = jobs.claim(made.pk, home.pk)
    assert dead is not None
    assert services.sweep([home.pk]) == 0  # it still has a pulse
    with wall.scope([home.pk]):
        Intake.objects.filter(pk=made.pk).update(heartbeat_at=timezone.now() - jobs.SILENCE - dt.timedelta(seconds=1))
    assert services.sweep([home.pk]) == 1
    assert services.work(made.pk, home.pk)
    with wall.scope([home.pk]):
        assert Teacher.objects.count() == 1
        with pytest.raises(jobs.Superseded):
            jobs.finish(dead, S.APPLIED)


def test_without_a_broker_the_row_waits_for_the_sweep(home: District, place: Organisation, head: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def down(name: str, args: list[int]) -> None:
        raise OperationalError

    with monkeypatch.context() as patched:
        patched.setattr("teachers.services.intake.jobs.current_app.send_task", down)
        made = loading.take(loading.book(ANNA), head, home, place)
    assert "Очередь сейчас недоступна" in loading.fresh(made).message
    assert services.sweep([home.pk]) == 1


def test_three_faults_leave_the_import_where_it_stood(home: District, place: Organisation, head: User, monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
    made = loading.check(loading.book(ANNA), head, home, place)
    loading.order(made, head)
    monkeypatch.setattr("teachers.services.intake.writing.Writer.grades", lambda *_: 1 / 0)
    for _ in range(3):
        services.work(made.pk, home.pk)
    assert loading.fresh(made).state == S.CHECKED
    with wall.scope([home.pk]):
        assert not Teacher.objects.exists()  # cards and jobs were written and taken back
    caplog.clear()


def test_a_job_of_today_may_be_corrected_by_the_same_import(home: District, place: Organisation, guide: User) -> None:
    """What a hand deed did is seen by the file, and the other way round."""
    loading.write(loading.check(loading.book(ANNA), guide, home, place), guide)
    with wall.scope([home.pk], user=guide.pk):
        moves.dismiss(teacher=Teacher.objects.get(), on=dt.date(2026, 1, 31), act="№ 5", by=guide)
    made = loading.check(loading.book((*ANNA[:5], "01.09.2026")), guide, home, place)
    assert loading.rows(made)[0].changes["job"]["deed"] == "hire"
    assert loading.write(made, guide).state == S.APPLIED
    assert IntakeRow.Verdict.SAME in loading.verdicts(loading.check(loading.book((*ANNA[:5], "01.09.2026")), guide, home, place))


def test_one_limit_of_size_is_promised_and_said(home: District, place: Organisation, head: User, settings: Any) -> None:
    """A file of fifteen megabytes was refused for what is inside, one of twenty-five for another size than the page promised."""
    client, address = factories.client(head), reverse("teachers:intakes")
    assert "не больше 10 МБ и 20 000 строк" in client.get(address).content.decode().replace(NBSP, " ")
    for size in (11, 25):
        heavy = SimpleUploadedFile("список.xlsx", b"PK\x03\x04" + b"\0" * size * 1024 * 1024)
        refused = client.post(address, {"file": heavy, "organisation": place.pk})
        assert refused.status_code == 422
        assert "Файл больше 10 МБ. Оставьте в нём только список сотрудников" in refused.content.decode().replace(NBSP, " ")
    settings.UPLOAD_LIMIT_MB = 200  # more than the reader takes
    assert "не больше 20 МБ" in client.get(address).content.decode().replace(NBSP, " ")
