"""A person's rights over her data: consent, who looked, everything about her."""

import io
import json
import re
import zipfile
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from portal.accounts.models import Appointment, Consent, ConsentText, District, PersonalCopy, Role, User
from portal.accounts.selectors.consents import current_text
from portal.accounts.services import consents
from portal.documents.models import StoredFile
from portal.documents.pdf import render_long_pdf
from portal.journal.models import Deed, Disclosure
from portal.journal.selectors import disclosures
from portal.journal.services import exported, record
from portal.kit import wall
from portal.kit.periods import today
from portal.kit.persons import Subject
from portal.site.personal.everything import Section, label_of, told
from portal.site.personal.paper import TECHNICAL, parts, table
from portal.site.personal.registry import ELSEWHERE, HELD
from portal.site.tasks import sweep_copies
from teachers.models import Course, Teacher
from tests import factories
from tests.house import golden

PASSWORD = "ключ-от-дома-7"
# Keys to a person that say who did something, not whose data it is: an erasure leaves them on a nameless account.
HANDS = {
    "by", "decided_by", "uploaded_by", "requested_by", "marked_by", "edited_by", "curator", "expert", "assigned", "author", "actor", "instead_of", "duplicate", "merged_into",
}  # fmt: skip


def person(district: District, **fields: object) -> tuple[Teacher, User]:
    user = factories.user(Role.TEACHER, district, **{"last_name": "Сойкина", "first_name": "Вера", **fields})
    user.set_password(PASSWORD)
    with wall.scope([district.pk], user=user.pk, signin=True):
        user.save()
    place = Appointment.objects.get(user=user).organisation
    return factories.teacher(district, place, user=user, last_name="Сойкина", first_name="Вера", patronymic="Ильинична"), user


def test_no_table_with_a_person_is_forgotten() -> None:
    """Every key to a card or an account, and every table with a personal field, has its place in the declarations."""
    ways = {(one.model._meta.label, one.path.split("__")[0]) for one in HELD}
    keys = {
        (model._meta.label, field.name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model in (User, Teacher) and field.name not in HANDS
    }
    keys -= {("teachers.Teacher", "user")}  # the card itself
    assert sorted(keys - ways) == [], "Say in selectors/personal.py of its app what becomes of it (portal.kit.persons.Held)."
    personal = {row[0] for row in golden.read(golden.HERE / "personal.txt") if row[1] != "public"}
    told = {one.model._meta.label for one in HELD}
    assert sorted(personal - told - set(ELSEWHERE)) == []
    assert sorted(set(ELSEWHERE) & told) == []


def test_reading_and_exports_are_shown_to_the_person_and_her_own_are_not(district: District, foreign: District) -> None:
    card, user = person(district)
    methodist = factories.user(Role.METHODIST, district, last_name="Дроздова")
    desk, own = factories.client(methodist), factories.client(user)
    desk.get(f"/teachers/{card.pk}/")
    own.get(f"/teachers/{card.pk}/")
    list(desk.get("/teachers/export/?format=csv").streaming_content)  # type: ignore[attr-defined]
    list(desk.get("/teachers/export/?format=csv&q=нет").streaming_content)  # type: ignore[attr-defined]  # a list without her
    page = own.get("/me/looked/").content.decode()
    assert page.count("Дроздова") == 2
    assert "открыла карточку педагога" in page
    assert "выгрузила список педагогов" in page
    assert "методист, Советско-Гаванский район" in page
    assert "Сойкина Вера" not in page.partition("<main")[2].partition("story")[2].replace("Сойкина В.", "")
    assert own.get("/me/looked/?kind=read").content.decode().count("Дроздова") == 1
    colleague = factories.client(factories.user(Role.TEACHER, district))
    assert "Дроздова" not in colleague.get("/me/looked/").content.decode()


def test_own_deeds_under_a_name_without_an_account_are_not_others_and_fields_are_told_in_words(district: District) -> None:
    """What was brought in from before she had an account bears her name only; of what is made anew no bare names of fields stand there."""
    card, user = person(district)
    methodist = factories.user(Role.METHODIST, district, last_name="Дроздова")
    record(verb="составил(а) маршрут", obj=card, by=SimpleNamespace(full_name="Сойкина Вера Ильинична"))
    record(verb="внёс(ла) сведения", obj=card, by=methodist, after={"phone": "+7", "email": ""})
    record(verb="исправил(а) карточку", obj=card, by=methodist, before={"phone": "+7"}, after={"phone": "+8"})
    page = factories.client(user).get("/me/looked/").content.decode()
    assert ("составила маршрут" in page, page.count("Дроздова")) == (False, 2)
    assert re.findall(r'story-text sub">([^<]*)<', page) == ["изменено: телефон"]


def test_an_export_of_many_costs_few_rows_and_finds_each_of_them(district: District) -> None:
    by = factories.user(Role.METHODIST, district)
    people = range(7, 100_007)
    with CaptureQueriesContext(connection) as told:
        exported(verb="выгрузил(а) список", obj=district, by=by, people=people)
    assert len(told) <= 4
    assert Disclosure.objects.count() == 98
    assert [len(disclosures(Subject((card,)))) for card in (6, 7, 1023, 1024, 100_006, 100_007)] == [0, 1, 1, 1, 1, 0]
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Disclosure.objects.all().delete()


def test_consent_is_asked_anew_withdrawn_and_given_again(district: District, settings: object) -> None:
    settings.ASK_CONSENT = True  # type: ignore[attr-defined]
    _, user = person(district)
    own, home = factories.client(user), reverse("site:home")
    assert own.get(home).headers["Location"] == "/me/?next=%2F"
    text = current_text()
    assert text
    assert own.post("/me/consent/", {"text": text.pk, "next": home}).status_code == 409  # without the tick
    assert own.post("/me/consent/", {"text": text.pk, "agreed": "on", "next": home}).headers["Location"] == home
    assert own.get(home).status_code == 200
    operator = factories.user(Role.OPERATOR, None)
    desk = factories.client(operator)
    made = desk.post("/people/consents/new/", {"title": "Согласие", "text": "Новые слова", "changed": "добавлен срок"}).headers["Location"]
    assert own.get(home).status_code == 200  # a draft asks nobody
    desk.post(made, {"published_on": today().isoformat()})
    assert own.get(home).status_code == 200  # the new edition waits for the next sign-in
    assert "при следующем входе" in own.get("/me/").content.decode()
    own = factories.client(user)
    assert own.get(home).headers["Location"] == "/me/?next=%2F"
    assert "Вышла новая редакция: добавлен срок. Без согласия открыты" in own.get("/me/").content.decode()
    newest = current_text()
    own.post("/me/consent/", {"text": newest.pk, "agreed": "on"})
    assert own.get("/me/consent/withdraw/").status_code == 302  # the password is asked first
    own.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert "152-ФЗ, ст. 6" in own.get("/me/consent/withdraw/").content.decode()
    own.post("/me/consent/withdraw/")
    assert own.get("/teachers/mine/").headers["Location"].startswith("/me/")
    asked = own.get("/me/").content.decode()
    assert f"Согласие отозвано {today():%d.%m.%Y}. Без согласия открыты" in asked  # her own deed is the reason, whatever editions there are
    assert "Вышла новая редакция" not in asked
    with wall.scope([district.pk]):
        assert not Consent.objects.filter(user=user, withdrawn_at__isnull=True).exists()
        assert Deed.objects.filter(verb__startswith="отозвал(а) согласие", actor=user).count() == 2  # to both editions


def test_consent_leads_back_to_where_it_was_asked_and_says_what_was_not_done(district: District, settings: object) -> None:
    settings.ASK_CONSENT = True  # type: ignore[attr-defined]
    _, user = person(district)
    own = factories.client(user)
    asked = own.get("/teachers/mine/?tab=work").headers["Location"]
    assert 'name="next" value="/teachers/mine/?tab=work"' in own.get(asked).content.decode()
    stopped = own.post("/journal/notices/read/", headers={"Referer": "http://testserver/journal/notices/?page=1"})
    page = own.get(stopped.headers["Location"]).content.decode()
    assert "Действие не выполнено: сначала согласие." in page
    assert 'value="/journal/notices/?page=1"' in page
    text = current_text()
    answer = {"text": text.pk, "agreed": "on"}
    assert own.post("/me/consent/", answer | {"next": "https://elsewhere.test/"}).headers["Location"] == "/me/"
    assert own.post("/me/consent/", answer | {"next": "/teachers/mine/?tab=work"}).headers["Location"] == "/teachers/mine/?tab=work"


def test_a_newer_edition_lets_the_session_work_on_but_a_withdrawal_closes_it_at_once(district: District, settings: object) -> None:
    settings.ASK_CONSENT = True  # type: ignore[attr-defined]
    _, user = person(district)
    own = factories.client(user)
    own.post("/me/consent/", {"text": current_text().pk, "agreed": "on"})
    operator = factories.user(Role.OPERATOR, None)
    with wall.scope(user=operator.pk, common=True):
        consents.publish_text(text=consents.draft_text(title="т", text="т", changed="", by=operator), on=today(), by=operator)
    assert own.post("/journal/notices/read/").headers["Location"] != "/me/"
    assert own.get("/teachers/mine/").status_code == 200
    with wall.scope([district.pk], user=user.pk):
        consents.withdraw(user=user, session=own.session.session_key)
    assert own.get("/teachers/mine/").headers["Location"].startswith("/me/")


def test_a_published_text_is_never_edited(db: None) -> None:
    operator = factories.user(Role.OPERATOR, None)
    text = current_text()
    assert text
    desk = factories.client(operator)
    assert desk.post(f"/people/consents/{text.pk}/edit/", {"title": "т", "text": "т"}).status_code == 409
    with pytest.raises(ProgrammingError, match="never changed"), transaction.atomic():
        ConsentText.objects.filter(pk=text.pk).update(text="другое")
    with wall.scope(user=operator.pk, common=True):
        assert consents.draft_text(title="т", text="т", changed="", by=operator).version == text.version + 1


def test_everything_about_me_is_mine_alone_and_complete(district: District) -> None:
    card, user = person(district)
    other = factories.teacher(district, last_name="Чужакова", user=factories.user(Role.TEACHER, district, last_name="Чужакова"))
    stored = StoredFile(district=district, name="удостоверение.pdf", content_type="application/pdf", size=4, sha256="0" * 64)
    stored.file.save("x", ContentFile(b"%PDF"), save=False)
    stored.save()
    Course.objects.create(district=district, teacher=card, programme="Читательская грамотность", provider="ХК ИРО", hours=36, finished_on=today(), scan=stored)
    Course.objects.create(district=district, teacher=other, programme="Чужой курс", provider="ХК ИРО", hours=36, finished_on=today())
    factories.client(factories.user(Role.METHODIST, district, last_name="Дроздова")).get(f"/teachers/{card.pk}/")
    own = factories.client(user)
    for _ in range(2):  # a double click
        assert own.post("/me/everything/").status_code == 302
    waits = own.get("/me/everything/", headers={"HX-Request": "true"}).text
    assert ('hx-trigger="every 3s"' in waits, "<html" in waits) == (True, False)
    assert sweep_copies() == 1
    assert "every 3s" not in own.get("/me/everything/").text
    with wall.scope(user=user.pk):
        made = PersonalCopy.objects.get(user=user)
    answer = own.get(f"/me/everything/{made.pk}/zip/")
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    data = json.loads(archive.read("everything.json"))
    tables = {one["table"]: one["rows"] for one in data["sections"]}
    assert tables["teachers.Course"][0]["programme"] == "Читательская грамотность"
    assert "accounts.PersonalCopy" not in tables  # the copy that is being made does not list itself
    assert tables["journal.looked"][0]["post"] == "методист, Советско-Гаванский район"
    assert archive.read(data["files"][0]["path"]) == b"%PDF"
    told = archive.read("everything.json").decode()
    assert not [word for word in ("Чужакова", "Чужой курс", "Дроздова", "password", "pbkdf2", "md5$") if word in told]
    pdf = b"".join(own.get(f"/me/everything/{made.pk}/pdf/").streaming_content)  # type: ignore[attr-defined]
    assert pdf.startswith(b"%PDF")
    assert factories.client(other.user).get(f"/me/everything/{made.pk}/zip/").status_code == 404


def test_the_second_proof_names_the_deed_and_leads_back_to_its_page(district: District) -> None:
    desk = factories.client(person(district)[1])
    told = {
        "/me/consent/withdraw/": ("Вы отзываете согласие", '<a href="/me/">Мои персональные данные</a>'),
        "/erasures/7/decide/": ("Вы принимаете решение об удалении", '<a href="/erasures/7/">Требование об удалении</a>'),
        f"/districts/{district.pk}/removal/": ("Вы удаляете район", f'<a href="/people/districts/{district.pk}/">Район</a>'),
        "/people/handovers/7/": ("Вы скачиваете все данные района", '<a href="/people/districts/">Районы</a>'),
        "/people/7/second-step/": ("Вы сбрасываете второй шаг входа другому человеку", '<a href="/people/7/">Назначение</a>'),
        "/accounts/2fa/": ("Вы меняете способы входа", "Мои данные и вход</a>"),
        "https://elsewhere.test/": ("Вы меняете способы входа", "Мои данные и вход</a>"),
    }
    for wanted, (deed, crumb) in told.items():
        page = desk.get("/accounts/reauthenticate/", {"next": wanted}).content.decode()
        assert (wanted, deed in page, crumb in page) == (wanted, True, True)
    operator = factories.user(Role.OPERATOR, None)
    operator.set_password(PASSWORD)
    with wall.scope(user=operator.pk, signin=True):
        operator.save()
    keeper = factories.client(operator)
    page = keeper.get("/accounts/reauthenticate/", {"next": f"/districts/{district.pk}/removal/"}).content.decode()
    assert f'<a href="/people/districts/{district.pk}/">{district.name}</a>' in page


def test_a_working_district_is_refused_removal_before_the_password_is_asked_for(district: District) -> None:
    keeper = factories.client(factories.user(Role.OPERATOR, None))
    page = keeper.get(f"/districts/{district.pk}/removal/")
    assert (page.status_code, "Сначала приостановите район" in page.text, "<form" in page.text.partition("<main")[2].partition("</main>")[0]) == (
        200,
        True,
        False,
    )
    District.objects.filter(pk=district.pk).update(time_zone="Asia/Vladivostok")
    assert "Владивосток (МСК+7)" in keeper.get(f"/people/districts/{district.pk}/").text


def test_who_works_in_no_district_is_told_where_to_require_erasure(district: District) -> None:
    """An operator, and somebody whose district is suspended: a page with a sentence, nothing to press in vain."""
    operator, hers = factories.user(Role.OPERATOR, None), factories.user(Role.TEACHER, district)
    District.objects.filter(pk=district.pk).update(state=District.State.FROZEN)
    for who, words in ((operator, "снимает другой оператор"), (hers, "район приостановлен")):
        page = factories.client(who).get(reverse("site:my_erasure"))
        assert (page.status_code, words in page.text, "Потребовать удаления" in page.text) == (200, True, False)
        assert reverse("site:withdraw") not in factories.client(who).get(reverse("site:my_data")).text


def test_everything_about_me_on_paper_has_russian_words_and_each_value_under_its_own_heading() -> None:
    english = [(one.model._meta.label, field.name) for one in HELD for field in told(one) if not re.search("[а-яё]", label_of(field), re.IGNORECASE)]
    assert [pair for pair in english if pair[1] not in TECHNICAL] == []
    notices = Section("journal.Notice", "уведомления", {"id": "ID", "user": "пользователь", "at": "когда", "read_at": "прочитано"})
    notices.rows = [{"id": one, "user": "это вы", "at": "2026-11-27", **({"read_at": "2026-11-28"} if one == 2 else {})} for one in range(1, 6)]
    piece = table(notices, notices.rows)
    assert ([one.label for one in piece["columns"]], piece["alike"]) == (["прочитано"], [("когда", "27.11.2026")])
    assert piece["rows"][:2] == [[("прочитано", "")], [("прочитано", "28.11.2026")]]
    assert table(notices, notices.rows[:2])["rows"][0] == [("когда", "27.11.2026")]
    paper = Section("documents.NumberedDocument", "документы", {"object_type": "о чём", "object_id": "номер записи"})
    assert table(paper, [{"object_type": "teachers.teacher", "object_id": 798}])["rows"] == [[("о чём", "педагог")]]


def test_on_paper_a_table_says_once_what_is_the_same_and_no_date_or_word_is_cut(district: District) -> None:
    """Where the words of all columns do not fit beside each other there is no table, but lines."""
    labels = {"district": "район", "at": "когда", "state": "состояние", "what": "что", "empty": "пусто"}
    words = ["завершена", "начата"]
    answers = Section("teachers.Answer", "ответы", labels)
    answers.rows = [
        {"district": "Амурский", "at": f"2026-11-{day:02}T10:00:00+10:00", "state": words[day % 2], "what": "Речь и письмо " * day} for day in range(1, 21)
    ]
    piece = table(answers, answers.rows)
    assert (piece["alike"], [one.label for one in piece["columns"]]) == ([("район", "Амурский")], ["когда", "состояние", "что"])
    assert round(sum(one.width for one in piece["columns"])) == 100
    lines = pages_of(user_of(district), [answers])
    assert len([line for line in lines if re.match(r"\d\d\.11\.2026 03:00 (завершена|начата) Речь", line)]) == 20
    wide = Section("teachers.Answer", "ответы", {str(one): "слово" for one in range(12)})
    wide.rows = [{str(one): f"непозволительно{row}" for one in range(12)} for row in range(5)]
    assert table(wide, wide.rows)["columns"] == []


def user_of(district: District) -> User:
    return factories.user(Role.TEACHER, district, last_name="Сойкина", first_name="Вера")


def pages_of(user: User, found: list[Section]) -> list[str]:
    """The lines of the paper behind its contents."""
    made = render_long_pdf(parts(user, found), title="Всё обо мне", footer="Сойкина")
    return [line.strip() for page in PdfReader(io.BytesIO(made)).pages[1:] for line in page.extract_text().splitlines()]


def test_an_export_of_two_districts_stands_in_the_journal_of_each_with_its_own_people(district: District, foreign: District) -> None:
    """Each head sees that her people were taken and how many; each person sees it, and nobody else does."""
    methodist = factories.user(Role.METHODIST, district, last_name="Дроздова")
    card, _ = person(district)
    with wall.scope([foreign.pk]):
        Appointment.objects.create(user=methodist, district=foreign, role=Role.METHODIST, since="2020-01-01")
        user = factories.user(Role.TEACHER, foreign)
        far, spared = factories.teacher(foreign, user=user, last_name="Дальняя"), factories.teacher(foreign, last_name="Нетронутая")
    desk = factories.client(methodist)
    desk.post(reverse("accounts:switch_district"), {"district": district.pk})
    for q in ("Сойкина", "Дальняя", ""):
        list(desk.get("/teachers/export/", {"format": "csv", "q": q, "col": "place"}).streaming_content)  # type: ignore[attr-defined]
    taken = {}
    for home, cards in ((district, [card]), (foreign, [far, spared])):
        with wall.scope([home.pk]):
            deeds = Deed.objects.filter(verb__startswith="выгрузил(а) список", object_id=home.pk, object_type="accounts.district").order_by("pk")
            told = [re.findall(r"из этого района: (\S+)", one.comment) for one in deeds]
            taken[home] = (told, [len(disclosures(Subject((one.pk,)))) for one in cards])
    assert taken == {district: ([[], ["0"], ["1"]], [2]), foreign: ([["1"], ["2"]], [2, 1])}
    assert "Дроздова" in factories.client(user).get("/me/looked/").content.decode()


def test_the_address_of_consent_leads_to_where_it_is_given(district: District) -> None:
    answer = factories.client(person(district)[1]).get(reverse("site:agree"))
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("site:my_data"))
