"""An erasure finds a person by any letters she is written in, and neither a place that is called by her name nor a file without it is touched."""

from pathlib import Path
from typing import Any

from monitoring.models import NormativeAct
from portal.accounts.models import District, Role
from portal.documents.services import store_file
from portal.journal.services import record
from portal.kit.periods import today
from portal.site.personal import erasing
from teachers.models import Course, Intake
from tests import factories
from tests.kit.books import xlsx
from tests.site.test_erasing_others import decided
from tests.site.test_erasure import WORD


def test_letters_of_another_alphabet_and_short_surnames_go_too(district: District) -> None:
    """Another's award and a deed of the journal, by names as Tatars, Koreans and two families in one have them; «Лия» is nobody's but her own."""
    methodist = factories.user(Role.METHODIST, district)
    other = factories.teacher(district, last_name="Зуева")
    people = {
        ("Гөлбакчина", "Гүзәл", "Әнвәровна"): "Гөлбакчиной Г. Ә., ГӨЛБАКЧИНА ГҮЗӘЛ ӘНВӘРОВНА",
        ("Цой", "Вера", "Петровна"): "Цою В. П., у Цоя",
        ("Ли", "Анна", "Петровна"): "А.П. Ли, Анне Ли",
        ("Петрова-Водкина", "Анна", "Ильинична"): "Петровой – Водкиной А.И., Петрова‑Водкина",
    }
    kept = {"Лия А.П. пришла": "Лия А.П. пришла", "Анна ли это, цоколь": "Анна ли это, цоколь"}
    course = {"district": district, "teacher": other, "provider": "ИРО", "hours": 36, "finished_on": today()}
    rows = [Course.objects.create(programme=text, **course) for text in (*people.values(), *kept)]
    deeds = [record(verb="исправил(а)", obj=other, by=methodist, comment=text, after={"lines": [text]}) for text in people.values()]
    for last, first, patronymic in people:
        assert erasing.perform(decided(district, factories.teacher(district, last_name=last, first_name=first, patronymic=patronymic)).pk)
    gone = "Обезличено, Обезличено"
    assert [Course.objects.get(pk=one.pk).programme for one in rows] == [
        gone.replace(", ", ", у ") if "Цою" in text else gone for text in people.values()
    ] + list(kept)
    for one in deeds:
        one.refresh_from_db()
        assert {one.comment.replace("у ", ""), one.after["lines"][0].replace("у ", "")} == {gone}


def test_a_place_keeps_the_name_that_it_is_called_by(district: District) -> None:
    """«СОШ им. А. П. Клюкина» stays, also where others tell of it; the teacher of that name goes."""
    full, short = "МБОУ СОШ № 7 им. Героя Советского Союза Клюкина Андрея Петровича", "СОШ им. А. П. Клюкина"
    school = factories.organisation(district, name=full, short_name=short)
    own, other = factories.teacher(district, last_name="Клюкина", first_name="Анна", patronymic="Петровна"), factories.teacher(district, last_name="Зуева")
    act = NormativeAct.objects.create(district=district, kind="order", title="Чтения памяти А.П. Клюкина, отв. Клюкина Анна Петровна", adopted_on=today())
    course = {"district": district, "teacher": other, "provider": "ИРО", "hours": 36, "finished_on": today()}
    told = Course.objects.create(programme=f"{short}; {full}; вела А. П. Клюкина, с Клюкиной А.П.", **course)
    deed = record(verb="переименовал(а)", obj=school, by=factories.user(Role.METHODIST, district), after={"short_name": short}, comment=short)
    assert erasing.perform(decided(district, own).pk)
    for one in (school, act, told, deed):
        one.refresh_from_db()
    assert (school.name, school.short_name) == (full, short)
    assert act.title == "Чтения памяти А.П. Клюкина, отв. Обезличено"
    assert told.programme == f"{short}; {full}; вела Обезличено, с Обезличено"
    assert (deed.after, deed.comment) == ({"short_name": short}, short)


def test_a_file_that_names_nobody_erased_stays(district: District, tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    methodist = factories.user(Role.METHODIST, district)
    file = store_file(name="plain.xlsx", content=xlsx([["Фамилия", "Имя"], ["Козлова", "Евлампия"], ["Зуева", "Анна"]]), by=methodist, district_id=district.pk)
    load = Intake.objects.create(district=district, file=file, on=today(), by=methodist, columns=[{"letter": "A", "field": "last_name", "sample": "Козлова"}])
    assert erasing.perform(decided(district, factories.teacher(district, last_name=WORD, first_name="Евлампия")).pk)
    load.refresh_from_db()
    assert (load.file.name, load.columns[0]["sample"]) == ("plain.xlsx", "Козлова")
