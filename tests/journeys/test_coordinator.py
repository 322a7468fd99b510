"""The network coordinator's story: values of the districts with a signed agreement, and no people anywhere."""

from collections.abc import Callable

from tests.journeys.person import Person
from tests.journeys.running import Portal

Sit = Callable[..., Person]
COORDINATOR = "coordinator@timashevsk.example"
# The lead's own district is among its agreements too (with outside partners); the summary shows the others.
SIGNED = """SELECT DISTINCT d.name FROM accounts_district d JOIN accounts_agreement a ON a.district_id = d.id JOIN accounts_district l ON l.id = a.lead_id
WHERE l.code = 'timashevsk' AND d.id <> l.id AND a.state = 'signed' AND a.since <= now() AND (a.until IS NULL OR a.until >= now()) ORDER BY d.name"""
MEMBERS_PEOPLE = """SELECT DISTINCT t.last_name || ' ' || t.first_name FROM teachers_teacher t
WHERE t.district_id IN (SELECT a.district_id FROM accounts_agreement a)"""


def test_coordinator_sees_values_of_signed_districts_and_no_people(person: Sit, portal: Portal) -> None:
    portal.manage("shell", "-c", "from monitoring.tasks import refresh_summaries; refresh_summaries()")
    she = person(COORDINATOR)
    she.goes("/")
    she.sees("Здравствуйте")
    she.opens_menu("Сводка сети")
    she.sees("сети")
    signed = portal.sql(SIGNED).splitlines()
    assert len(signed) > 1
    assert shown_districts(she) == signed
    everything = she.page.content()
    assert not [name for name in portal.sql(MEMBERS_PEOPLE).splitlines() if name in everything]
    assert she.page.locator("main tbody a").count() == 0  # a number leads to no list
    loses_a_district_with_its_agreement(she, portal, signed[0])


def shown_districts(she: Person) -> list[str]:
    """Columns between «Показатель», «Сеть» and the end."""
    return [text.strip() for text in she.page.locator("main table.network thead th").all_text_contents()][2:]


def loses_a_district_with_its_agreement(she: Person, portal: Portal, name: str) -> None:
    agreement = f"FROM accounts_district d WHERE d.id = a.district_id AND d.name = '{name}'"
    portal.sql(f"UPDATE accounts_agreement a SET state = 'terminated' {agreement} AND a.state = 'signed'")
    try:
        she.goes("/monitoring/network/")
        she.sees("сети")
        assert name not in shown_districts(she)
    finally:
        portal.sql(f"UPDATE accounts_agreement a SET state = 'signed' {agreement} AND a.state = 'terminated'")
