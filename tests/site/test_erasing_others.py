"""An erasure takes what is the person's and nobody else's: namesakes, places, neighbours, other districts, archives that are being made."""

import datetime as dt
import os
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from monitoring.models import NormativeAct
from portal.accounts.models import Appointment, District, Erasure, Handover, PersonalCopy, Role, User, Word
from portal.accounts.services import erasures, handover
from portal.documents.models import DocumentLine, NumberedDocument
from portal.documents.services import store_file
from portal.journal.models import Deed, Notice
from portal.journal.services import record
from portal.kit import wall
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from portal.site.personal import copying, erasing, naming
from portal.site.personal.registry import HELD
from teachers.models import Course, Employment, Intake, Teacher
from teachers.selectors.personal import subject_of
from teachers.services import merging
from tests import factories
from tests.kit.books import package, parts_of, xlsx
from tests.site.test_erasure import WORD, files


def decided(district: District, card: Teacher, *, words: list[str] | None = None) -> Erasure:
    """A requirement recorded by a methodist and decided by the head; the words are the portal's own unless given."""
    head, methodist = factories.user(Role.DEPARTMENT_HEAD, district), factories.user(Role.METHODIST, district)
    who = subject_of(card=card.pk)
    made = erasures.ask_erasure(who=who, person=card.full_name, district=district, by=methodist)
    words = naming.words_for(who, district) if words is None else words
    return erasures.decide_erasure(erasure=made, words=words, elsewhere=erasing.works_elsewhere(who, district), by=head)


def test_a_word_a_schools_phone_and_a_namesake_stay(district: District) -> None:
    """Only what nobody and nothing else of the district bears is crossed out; the person's own rows go whoever bears her name."""
    school = factories.organisation(district, name="МБОУ СШ посёлка Лесной", phone="8 (914) 555-01-23", email="school@mail.example")
    own = factories.teacher(
        district,
        last_name="Лесная",
        first_name="Алла",
        patronymic="Петровна",
        phone="+79145550123",
        email="school@mail.example",
        birth_date=dt.date(1980, 5, 5),
    )
    factories.teacher(district, last_name="Лесная", first_name="Анна", patronymic="Павловна", email="other@mail.example")
    NormativeAct.objects.create(district=district, kind="order", title="О слёте «Лесная тропа», отв. Лесная Алла", adopted_on=today())
    paper = {"district": district, "kind": "Справка", "title": "Справка", "issued_on": today(), "object_type": "teachers.teacher"}
    hers = NumberedDocument.objects.create(number="С-1", code="a1", holder="Лесная А. П.", object_id=own.pk, **paper)
    namesakes = NumberedDocument.objects.create(number="С-2", code="a2", holder="Лесная А. П.", object_id=own.pk + 1, **paper)
    made = decided(district, own)
    assert not [word for word in made.words if word in ("Лес*", "Лесн*", "school@mail.example", "9145550123", "Лесная А. П.", "Лесная А.")]
    assert "Лесн* Алл* Петровн*" in made.words
    head = User.objects.get(pk=made.decided_by_id)
    Erasure.objects.filter(pk=made.pk).update(state="failed")
    page = factories.client(head).get(f"/erasures/{made.pk}/").content.decode()
    assert "Лесная Алла Петровна" in page
    assert "Нормативные документы" in page
    Erasure.objects.filter(pk=made.pk).update(state="decided")
    assert erasing.perform(made.pk)
    school.refresh_from_db()
    assert (school.name, school.phone, school.email) == ("МБОУ СШ посёлка Лесной", "8 (914) 555-01-23", "school@mail.example")
    assert NormativeAct.objects.get().title == "О слёте «Лесная тропа», отв. Обезличено"
    hers.refresh_from_db()
    namesakes.refresh_from_db()
    assert (hers.holder, namesakes.holder) == ("Обезличено", "Лесная А. П.")


def test_a_patronymic_and_a_longer_name_are_others(district: District) -> None:
    own = factories.teacher(district, last_name="Петрова", first_name="Инна", patronymic="Олеговна", email="inna@mail.example")
    factories.teacher(district, last_name="Зуева", first_name="Ольга", patronymic="Петровна", email="not-inna@mail.example")
    factories.teacher(district, last_name="Петрова", first_name="Инна", patronymic="Олеговна-Мария")
    words = naming.words_for(subject_of(card=own.pk), district)
    assert words == ["Инн* Олеговн* Петров*"]  # no stem, no initials, no address that is a part of another's


def test_things_are_no_persons_rows() -> None:
    labels = {one._meta.label for one in naming.texts()}
    assert labels >= naming.THINGS
    assert not {one.model._meta.label for one in HELD} & naming.THINGS


def test_cards_are_not_joined_or_parted_while_an_erasure_waits(district: District) -> None:
    place, methodist = factories.organisation(district), factories.user(Role.METHODIST, district)
    same = {"last_name": WORD, "first_name": "Евлампия", "patronymic": "Тихоновна"}
    card, twin = factories.teacher(district, place, **same), factories.teacher(district, place, **same, since=dt.date(2010, 1, 1))
    Employment.objects.filter(teacher=twin).update(is_main=False)
    made = erasures.ask_erasure(who=subject_of(card=twin.pk), person=twin.full_name, district=district, by=methodist)
    with pytest.raises(Refusal, match="открытое требование"):
        merging.merge(kept=card, duplicate=twin, fields={}, by=methodist)
    Erasure.objects.filter(pk=made.pk).update(state="withdrawn")
    done = merging.merge(kept=card, duplicate=twin, fields={}, by=methodist)
    assert subject_of(card=twin.pk).cards == (card.pk, twin.pk)
    Erasure.objects.filter(pk=made.pk).update(state="asked")
    with pytest.raises(Refusal, match="открытое требование"):
        merging.undo(merging=done, by=methodist)
    Erasure.objects.filter(pk=made.pk).update(state="done", decided_at=timezone.now())
    Teacher.objects.filter(pk=twin.pk).update(erased_on=today())
    with pytest.raises(Refusal, match="обезличены"):
        merging.undo(merging=done, by=methodist)


def test_the_account_that_a_merging_ended_goes_as_well(district: District) -> None:
    place, methodist = factories.organisation(district), factories.user(Role.METHODIST, district)
    same = {"last_name": WORD, "first_name": "Евлампия", "patronymic": "Тихоновна"}
    users = [factories.user(Role.TEACHER, district, organisation=place, **same) for _ in range(2)]
    card, twin = (factories.teacher(district, place, user=one, **same) for one in users)
    Employment.objects.filter(teacher=twin).update(is_main=False)
    merging.merge(kept=card, duplicate=twin, fields={}, by=methodist)
    made = decided(district, Teacher.objects.get(pk=card.pk))
    assert f"{WORD[:-1]}* Евлампи* Тихоновн*" in made.words  # her second account is no namesake
    assert erasing.perform(made.pk)
    with wall.scope(common=True, signin=True):
        assert not User.objects.filter(last_name__contains=WORD).exists()
        assert set(User.objects.filter(pk__in=[one.pk for one in users]).values_list("email", flat=True)) == {f"{one.pk}@erased.invalid" for one in users}


def test_a_district_erases_its_own_and_leaves_the_account_to_another(district: District) -> None:
    """Her card is another district's: its rows, words and her way in stay."""
    other = factories.district("amursk")
    user = factories.user(Role.TEACHER, district, last_name=WORD, first_name="Евлампия", patronymic="Тихоновна")
    with wall.scope([district.pk, other.pk], user=user.pk):
        place = factories.organisation(other)
        Appointment.objects.create(user=user, district=other, role=Role.TEACHER, organisation=place, since=dt.date(2015, 1, 1), until=dt.date(2019, 1, 1))
        card = factories.teacher(other, place, user=user, last_name=WORD, first_name="Евлампия", patronymic="Тихоновна", topic=f"Тема {WORD}")
    with wall.scope([district.pk], user=user.pk):
        head = factories.user(Role.DEPARTMENT_HEAD, district)
        who = subject_of(account=user.pk)
        assert erasing.works_elsewhere(who, district)
        made = erasures.ask_erasure(who=who, person=WORD, district=district, by=user)
        Notice.objects.create(user=head, text=f"{WORD} Евлампия просила", key="k")
        with pytest.raises(Refusal, match="закончите его назначение"):
            erasures.decide_erasure(erasure=made, words=[], elsewhere=True, by=head)
        Appointment.objects.filter(user=user, district=district).update(until=dt.date(2021, 1, 1))
        erasures.decide_erasure(erasure=made, words=naming.words_for(who, district), elsewhere=True, by=head)
    assert erasing.perform(made.pk)
    with wall.scope([district.pk, other.pk], user=user.pk, signin=True, common=True):
        card.refresh_from_db()
        user.refresh_from_db()
        made.refresh_from_db()
        assert (card.last_name, card.topic, card.user_id, user.last_name, user.is_active) == (WORD, f"Тема {WORD}", user.pk, WORD, True)
        assert Notice.objects.get(key="k").text == "Обезличено просила"
        assert "Учётная запись осталась" in made.reason


def test_an_archive_read_before_the_erasure_is_not_kept(district: District, tmp_path: Path, settings: Any) -> None:
    """«Всё обо мне» without a row leaves no file; the archive of the district is made anew; what a dead worker left goes."""
    settings.MEDIA_ROOT = str(tmp_path)
    user = factories.user(Role.TEACHER, district)
    with wall.scope([district.pk], user=user.pk, common=True):
        copy = copying.request_copy(user=user)
        archive = Handover.objects.create(district=district)

    def meanwhile(*args: Any) -> Any:
        with wall.scope([district.pk], user=user.pk, common=True):
            PersonalCopy.objects.filter(pk=copy.pk).delete()
        return ContentFile(b"%PDF")

    def burnt(*args: Any) -> Any:
        with wall.scope([district.pk], common=True):
            handover.burn(district)
        return {}

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(copying, "_paper", meanwhile)
        patched.setattr(handover, "_write", burnt)
        assert copying.build(copy.pk) is False
        assert handover.build(archive.pk) is False
    with wall.scope(common=True):
        assert Handover.objects.get(pk=archive.pk).state == "queued"
    assert files() == []
    for name, days in (("personal/old", 2), ("personal/new", 0)):
        default_storage.save(name, ContentFile(b"PK"))
        age = timezone.now().timestamp() - days * 86400
        os.utime(tmp_path / name, (age, age))
    assert copying.drop_orphans() == 1
    assert files() == ["personal/new"]


def test_a_forged_erasure_reaches_only_its_own_person(district: District) -> None:
    """The application's role may write a decided erasure; the door takes nothing but that card's and account's, and the act stays."""
    own, other = factories.teacher(district, last_name=WORD), factories.teacher(district, last_name="Чужакова")
    methodist = factories.user(Role.METHODIST, district)
    course = {"district": district, "programme": "П", "provider": "ИРО", "hours": 36, "finished_on": today()}
    courses = [Course.objects.create(teacher=one, **course) for one in (own, other)]
    paper = NumberedDocument.objects.create(
        district=district, kind="С", number="С-1", title="С", holder="х", issued_on=today(), object_type="teachers.teacher", object_id=own.pk
    )
    line = DocumentLine.objects.create(district=district, document=paper, number=1, section="КПК", on=today(), title="КПК")
    rows = [own, other, *courses, paper, line, methodist]
    for row in rows:
        record(verb="изменил(а)", obj=row, by=methodist, comment="слова", district_id=district.pk)
    saved = record(verb="сохранил(а) список", obj=other, by=methodist, after={"query": f"q={quote_plus(WORD)}&x=1"})
    small = record(verb="сохранил(а) список", obj=other, by=methodist, after={"query": f"q={quote_plus(WORD.lower())}&x=1"}, comment="Поиск по ФИО: козодоев")
    made = decided(district, own, words=["Козодоев*"])
    pairs = [(row._meta.label_lower, row.pk) for row in rows]
    with connection.cursor() as cursor:
        cursor.execute("SELECT journal_forget(%s, %s, %s)", [made.pk, [kind for kind, _ in pairs], [pk for _, pk in pairs]])
    kept = [bool(Deed.objects.filter(comment="слова", object_type=kind, object_id=pk).exists()) for kind, pk in pairs]
    assert kept == [False, True, False, True, False, False, True]
    for one in (saved, small):
        one.refresh_from_db()
        assert one.after == {"query": "q=Обезличено&x=1"}
    assert small.comment == "Поиск по Обезличено"
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Erasure.objects.filter(pk=made.pk).delete()


def test_a_subject_that_is_called_as_she_is_stays_everybodys(district: District) -> None:
    """What a dictionary has is nobody's surname: the whole name goes in any case, the word stays."""
    Word.objects.create(dictionary="subjects", code="m", name="Музыка")
    own = factories.teacher(district, last_name="Музыка", first_name="Прасковья", patronymic="Егоровна")
    other = factories.teacher(district, last_name="Зуева")
    Employment.objects.filter(teacher=other).update(subject="Музыка")
    course = {"district": district, "provider": "ИРО", "hours": 36, "finished_on": today()}
    kept = Course.objects.create(teacher=other, programme="Музыка в детском саду", **course)
    told = Course.objects.create(teacher=other, programme="вместе с Музыкой П.Е. и МУЗЫКОЙ ПРАСКОВЬЕЙ", **course)
    assert erasing.perform(decided(district, own).pk)
    assert list(Employment.objects.filter(teacher=other).values_list("subject", flat=True)) == ["Музыка"]
    kept.refresh_from_db()
    told.refresh_from_db()
    assert (kept.programme, told.programme) == ("Музыка в детском саду", "вместе с Обезличено и Обезличено")


def test_a_word_of_a_dictionary_stays_when_the_dictionary_has_lost_it(district: District) -> None:
    own, other = factories.teacher(district, last_name="Музыка", first_name="Прасковья"), factories.teacher(district, last_name="Зуева")
    Employment.objects.filter(teacher=other).update(subject="Музыка")
    assert erasing.perform(decided(district, own).pk)
    assert Employment.objects.get(teacher=other).subject == "Музыка"


def test_a_namesake_in_another_case_and_an_ordinary_word_stay(district: District) -> None:
    own = factories.teacher(district, last_name="Орлова", first_name="Анна", patronymic="Петровна")
    other = factories.teacher(district, last_name="Зуева")
    texts = {
        "кружок «Стая орлов»": "кружок «Стая орлов»",
        "с Орловой и орлову": "с Обезличено и Обезличено",
        "орлов А.П., ОРЛОВ": "Обезличено, Обезличено",
        "Орловский край": "Орловский край",
    }
    course = {"district": district, "teacher": other, "provider": "ИРО", "hours": 36, "finished_on": today()}
    rows = [Course.objects.create(programme=text, **course) for text in texts]
    assert erasing.perform(decided(district, own).pk)
    assert list(Course.objects.filter(pk__in=[one.pk for one in rows]).order_by("pk").values_list("programme", flat=True)) == list(texts.values())
    his = factories.teacher(district, last_name="Петухов", first_name="Артём", patronymic="Павлович")
    hers = factories.teacher(district, last_name="Петухова", first_name="Анна", patronymic="Петровна")
    words = naming.words_for(subject_of(card=hers.pk), district)
    assert "Петухова А. П." in words  # «Петухова А. П.» may be his, in another case: hers only as it stands
    assert not {"Петухов* А. П.", "Петухов*"} & set(words)
    assert "Петухов* Артём* Павлович*" in naming.words_for(subject_of(card=his.pk), district)


def test_a_file_that_cannot_be_read_within_bounds_goes_unread(district: District, tmp_path: Path, settings: Any) -> None:
    """Taken in before the limits were, such a file is not unpacked by an erasure: it may name anybody, so it goes."""
    settings.MEDIA_ROOT = str(tmp_path)
    methodist = factories.user(Role.METHODIST, district)
    bomb = package({**parts_of(xlsx([["ФИО"]])), "xl/media/a.xml": b" " * 50_000_000})
    kept = {
        name: store_file(name=f"{name}.xlsx", content=data, by=methodist, district_id=district.pk)
        for name, data in (("bomb", bomb), ("plain", xlsx([["ФИО"]])))
    }
    loads = [Intake.objects.create(district=district, file=file, on=today(), by=methodist) for file in kept.values()]
    assert erasing.perform(decided(district, factories.teacher(district, last_name=WORD)).pk)
    assert [Intake.objects.get(pk=one.pk).file.name for one in loads] == ["файл удалён.csv", "plain.xlsx"]
