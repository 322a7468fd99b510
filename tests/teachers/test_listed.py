"""Organisations by a pasted list: how rows are read, what is said of each, all entered or none."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.models import District, Organisation, Reorganisation, Role, User, Word
from portal.journal.models import Deed
from portal.kit import wall
from portal.kit.pasted import table_of, text_of
from portal.kit.refusal import Refusal
from teachers.forms.listed import short_of
from teachers.intake.listed import kinds_of, read_list
from teachers.services import organisations as services
from tests import factories
from tests.seeing import Seeing

LIST, PAGE = reverse("organisations:list"), reverse("organisations:listed")
KINDS = {"sosh": "Средняя общеобразовательная школа", "oosh": "Основная общеобразовательная школа", "nosh": "Начальная общеобразовательная школа",
         "gymn": "Гимназия, лицей", "dou": "Детский сад", "nshds": "Начальная школа — детский сад", "cdt": "Организация дополнительного образования",
         "dush": "Детско-юношеская спортивная школа"}  # fmt: skip
ACT = "постановление № 1 от 01.09.2010"
TWO = "МБОУ «СШ № 5»;СОШ;;ул. Лётная, 4;8 (42138) 1-11-11;sh5@amursk.example\nДетский сад «Солнышко»;ДОУ"


@pytest.fixture(autouse=True)
def words(db: None) -> None:
    with wall.scope(common=True):
        for code, name in KINDS.items():
            Word.objects.create(dictionary="org_kinds", code=code, name=name, data={"levels": ["do", "zzz"]} if code == "dou" else {})
        Word.objects.create(dictionary="education_levels", code="do", name="ДОО — дошкольное")


@pytest.fixture
def visitor(methodist: User) -> Client:
    return factories.client(methodist, Seeing)


def names(district: District) -> list[str]:
    return list(Organisation.objects.filter(district=district).order_by("pk").values_list("short_name", flat=True))


def check(visitor: Client, text: str) -> Any:
    return visitor.post(PAGE, {"text": text, "deed": "check"})


def save(visitor: Client, text: str, rows: list[int] | None = None, **more: str) -> Any:
    """What the page would send after «Проверить»; all new rows when none are named."""
    found = check(visitor, text).context["found"]
    ticked = [one.number for one in found.chosen] if rows is None else rows
    return visitor.post(PAGE, {"text": text, "deed": "save", "mark": found.mark, "row": ticked, "act": ACT, "on": "2010-09-01", **more})


def told(visitor: Client, text: str) -> list[tuple[str, str]]:
    return [(one.state, one.why) for one in check(visitor, text).context["found"].rows]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("а\tб;в\n\n\t\nг", [["а", "б;в"], ["г"]]),
        ('"школа;\n№ 5";сад', [["школа; № 5", "сад"]]),
        ('"Школа ""Радуга""";сад', [['Школа "Радуга"', "сад"]]),
        ('"Солнышко" сад;ДОУ\n"Радуга";ДОУ\n"без конца;ДОУ', [['"Солнышко" сад', "ДОУ"], ["Радуга", "ДОУ"], ['"без конца', "ДОУ"]]),
    ],
)
def test_cells_are_told_apart(text: str, rows: list[list[str]]) -> None:
    assert table_of(text) == rows


def test_what_is_left_reads_as_it_did() -> None:
    rows = [["а;б", '"в" г'], ['д "е"', "ж"]]
    assert table_of(text_of(rows, ";")) == rows


def test_the_heading_puts_columns_in_any_order() -> None:
    found = read_list("№ п/п\tE-mail\tТип организации\tДиректор\tПолное наименование\tАдрес\n1\ta@b.example\tСОШ\tПетрова\tСШ № 5\tул. Лётная")
    assert found.rows == [{"email": "a@b.example", "kind": "СОШ", "name": "СШ № 5", "address": "ул. Лётная"}]
    assert found.unread == ["Директор"]


def test_without_a_heading_the_order_is_the_usual_one_with_numbers_or_not() -> None:
    row = {"name": "СШ № 5", "kind": "СОШ", "short_name": "", "address": "ул. Лётная"}
    assert read_list("СШ № 5;СОШ;;ул. Лётная").rows == read_list("1.;СШ № 5;СОШ;;ул. Лётная").rows == [row]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("СОШ", "sosh"), ("школа", "sosh"), ("Средняя школа", "sosh"), ("ООШ", "oosh"), ("детский сад", "dou"), ("ДОУ", "dou"), ("МБДОУ", "dou"), ("д/с", "dou"),
        ("лицей", "gymn"), ("Начальная школа - детский сад", "nshds"), ("ЦДТ", "cdt"), ("дополнительное образование", "cdt"), ("ДЮСШ", "dush"), ("баня", None),
    ],
)  # fmt: skip
def test_kinds_are_known_by_what_people_write(typed: str, code: str | None) -> None:
    assert kinds_of(KINDS).find(typed) == code


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("МБОУ «СШ № 5»", "СШ № 5"), ('МБДОУ "Сад «Радуга»"', "Сад «Радуга»"), ("Детский сад «Солнышко»", "Детский сад «Солнышко»"), ("СШ № 5", "СШ № 5"),
        (f"Муниципальное {'очень ' * 20}важное учреждение «Школа № 5»", "Школа № 5"),
    ],
)  # fmt: skip
def test_a_short_name_comes_out_of_the_full_one(name: str, short: str) -> None:
    assert short_of(name) == short


def test_the_rows_are_entered_as_by_the_single_form(district: District, visitor: Client) -> None:
    assert f'href="{PAGE}"' in visitor.get(LIST).content.decode()
    assert save(visitor, f"{TWO};;;;;01.02.2015").url == LIST
    school, garden = Organisation.objects.filter(district=district).order_by("pk")
    assert (school.name, school.short_name, school.kind, school.address, school.email) == (
        "МБОУ «СШ № 5»",
        "СШ № 5",
        "sosh",
        "ул. Лётная, 4",
        "sh5@amursk.example",
    )
    assert (school.opened, garden.opened, garden.levels) == (dt.date(2010, 9, 1), dt.date(2015, 2, 1), ["do"])
    assert set(Reorganisation.objects.values_list("kind", "act")) == {("opened", ACT)}
    assert Deed.objects.filter(verb="открыл(а) организацию").count() == 2


def test_each_wrong_row_says_why(visitor: Client, first: Organisation) -> None:
    rows = "Баня № 1;баня\nСад;сад;;;;не почта\n;сад\nСад № 2;сад;;;;;31.02.2015\nСад № 3;\nСад № 4;сад;;;;;;лишнее\nСад № 5;сад;;;;;01.01.2090"
    found = told(visitor, rows)
    assert {state for state, _ in found} == {"wrong"}
    for (_, why), said in zip(
        found, ("«баня»", "Почта:", "Название: не указано", "Дата открытия:", "Вид: не указан", "лишнее", "дальше чем через год"), strict=True
    ):
        assert said in why


def test_a_twin_within_the_list_and_one_in_the_district_are_named(visitor: Client, first: Organisation) -> None:
    first.name, first.short_name = "МБОУ «Средняя школа № 101»", "СШ № 101"
    first.save()
    found = told(visitor, 'МБОУ "CШ №101";СОШ;сш 101\nСад № 2;сад\nМБДОУ «Сад №2»;ДОУ')
    assert found == [
        ("known", "В районе уже есть «СШ № 101»."),
        ("new", ""),
        ("wrong", "Повторяет строку 2. Краткое название то же: если это другая организация, впишите ей своё."),
    ]


def test_a_school_and_a_kindergarten_of_one_name_are_two(district: District, visitor: Client) -> None:
    text = "МБОУ «Радуга»;СОШ\nМБДОУ «Радуга»;ДОУ\nМАДОУ «Радуга»;ДОУ"
    assert told(visitor, text)[1] == ("new", "Краткое название — полное: покороче оно как в строке 1.")
    assert save(visitor, text).url == LIST
    assert names(district) == ["Радуга", "МБДОУ «Радуга»", "МАДОУ «Радуга»"]


def test_only_the_ticked_rows_are_entered_and_the_rest_stays_to_be_mended(district: District, visitor: Client) -> None:
    page = save(visitor, f"Название;Вид\n{TWO}\nБаня № 1;баня".replace(";;ул. Лётная, 4;8 (42138) 1-11-11;sh5@amursk.example", ""), [1])
    assert (page.url, names(district)) == (PAGE, ["СШ № 5"])
    assert visitor.get(PAGE).context["form"].initial["text"] == "Название;Вид\nДетский сад «Солнышко»;ДОУ\nБаня № 1;баня"


def test_what_cannot_be_saved_stays_in_the_form(district: District, visitor: Client) -> None:
    for wrong, said in (({"act": ""}, "act"), ({"on": ""}, "on"), ({"row": ""}, "__all__"), ({"mark": "0"}, "__all__")):
        page = save(visitor, TWO, **wrong)
        assert (page.status_code, list(page.context["form"].errors)) == (422, [said])
        assert "Солнышко" in page.context["form"]["text"].value()
    assert names(district) == []


def test_a_row_that_a_colleague_has_entered_meanwhile_stops_all(district: District, methodist: User) -> None:
    entries = [services.Entry(at, {"name": name, "short_name": name, "kind": "dou"}, dt.date(2010, 9, 1)) for at, name in ((1, "Сад № 1"), (2, "Сад № 2"))]
    factories.organisation(district, short_name="Сад №2")
    with pytest.raises(services.InRow, match="уже есть") as refusal:
        services.open_listed(entries=entries, act=ACT, district=district, by=methodist)
    assert (refusal.value.number, names(district)) == (2, ["Сад №2"])


def test_the_same_sending_is_one_deed(district: District, visitor: Client) -> None:
    mark = check(visitor, TWO).context["found"].mark
    given = {"text": TWO, "deed": "save", "mark": mark, "row": [1], "act": ACT, "on": "2010-09-01", "form_key": "k" * 32}
    assert [visitor.post(PAGE, given).url for _ in range(2)] == [PAGE, PAGE]
    assert (names(district), Deed.objects.filter(verb="открыл(а) организацию").count()) == (["СШ № 5"], 1)


def test_signs_of_markup_are_only_signs(district: District, visitor: Client) -> None:
    text = "<script>alert(1)</script>;сад"
    assert "<script>alert(1)" not in check(visitor, text).content.decode()
    assert save(visitor, text).url == LIST
    assert "<script>alert(1)" not in visitor.get(LIST).content.decode()


def test_five_hundred_rows_and_no_more(district: District, visitor: Client) -> None:
    page = check(visitor, "\n".join(f"Сад № {at};сад" for at in range(501)))
    assert (page.status_code, page.context["found"]) == (422, None)
    assert "вставлено 501" in page.content.decode()
    assert save(visitor, "\n".join(f"Сад № {at};сад" for at in range(500))).url == LIST
    assert len(names(district)) == 500


def test_a_neighbour_is_neither_seen_nor_filled(district: District, visitor: Client, methodist: User) -> None:
    far = factories.district("timashevsk")
    with wall.scope([far.pk]):
        factories.organisation(far, short_name="СШ № 5")
    assert told(visitor, "СШ № 5;СОШ") == [("new", "")]
    assert save(visitor, "СШ № 5;СОШ").url == LIST
    with wall.scope([far.pk, district.pk]):
        assert (names(far), names(district)) == (["СШ № 5"], ["СШ № 5"])
        with pytest.raises(Refusal, match="методист или начальник"):
            services.open_listed(entries=[services.Entry(1, {}, dt.date(2010, 9, 1))], act=ACT, district=far, by=methodist)


@pytest.mark.parametrize("role", [Role.TEACHER, Role.SCHOOL_HEAD])
def test_others_may_not(district: District, school: Organisation, role: str) -> None:
    visitor = factories.client(factories.user(role, district, organisation=school))
    assert (visitor.get(PAGE).status_code, visitor.post(PAGE, {"text": TWO}).status_code) == (403, 403)
