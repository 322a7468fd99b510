"""«Всё обо мне» on paper: in people's words; what only a program reads is left to the archive."""

from portal.accounts.models import District
from portal.site.personal.everything import Section
from portal.site.personal.paper import parts, table
from tests import factories

AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36"


def told(section: Section) -> str:
    return "; ".join(f"{label}: {value}" for row in table(section, section.rows)["rows"] for label, value in row)


def test_a_proposal_is_told_in_the_words_of_its_form(db: None) -> None:
    labels = {"data": "сведения"}
    course = told(Section("teachers.Proposal", "предложения", labels, [{"data": {"kind": "pk", "hours": 36, "programme": "ФГОС", "document": ""}}]))
    assert "часов — 36" in course
    assert "программа — ФГОС" in course
    assert not [raw for raw in ("hours", "programme", "kind", "document") if raw in course]
    card = told(Section("teachers.Proposal", "предложения", labels, [{"data": {"phone": ["", "+7 900 000-00-00"]}}]))
    assert "телефон — не указано → +7 900 000-00-00" in card


def test_rates_and_devices_are_told_as_people_say_them(db: None) -> None:
    assert told(Section("teachers.Employment", "работа", {"load": "ставка"}, [{"load": "1.00"}, {"load": "0.50"}])) == "ставка: 1; ставка: 0,5"
    device = told(Section("usersessions.UserSession", "сеансы", {"user_agent": "устройство"}, [{"user_agent": AGENT}]))
    assert ("Mozilla" in device, "Chrome" in device) == (False, True)


def test_technical_tables_are_left_to_the_archive_and_the_paper_says_so(district: District) -> None:
    user = factories.user("teacher", district)
    found = [Section(name, name, {"at": "когда"}, [{"at": "2026-11-27"}]) for name in ("journal.FormKey", "journal.Notice", "teachers.Course")]
    first, *rest = [context for _, context in parts(user, found)]
    assert ([one.table for one in first["index"]], [one.table for one in first["left"]]) == (["teachers.Course"], ["journal.FormKey", "journal.Notice"])
    assert [one["title"] for context in rest for one in context["sections"]] == ["teachers.Course"]
