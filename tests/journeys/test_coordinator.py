"""The network coordinator's story: values of the districts with a signed agreement, and no people anywhere."""

from collections.abc import Callable

from tests.journeys.person import Person
from tests.journeys.running import Portal

Sit = Callable[..., Person]
COORDINATOR = "coordinator@timashevsk.example"
SIGNED = """SELECT d.name FROM accounts_district d WHERE d.id IN (SELECT a.district_id FROM accounts_agreement a JOIN accounts_district l ON l.id = a.lead_id
WHERE l.code = 'timashevsk' AND a.state = 'signed' AND a.since <= now() AND (a.until IS NULL OR a.until >= now()))"""
MEMBERS_PEOPLE = (
    """SELECT DISTINCT t.last_name || ' ' || t.first_name FROM teachers_teacher t WHERE t.district_id IN (SELECT a.district_id FROM accounts_agreement a)"""
)


def test_coordinator_sees_values_of_signed_districts_and_no_people(person: Sit, portal: Portal) -> None:
    portal.manage("shell", "-c", "from monitoring.tasks import refresh_summaries; refresh_summaries()")
    she = person(COORDINATOR)
    she.goes("/")
    she.sees("Здравствуйте")
    she.opens_menu("Сводка сети")
    she.sees("сети")
    heads = " ".join(she.page.locator("main thead th").all_inner_texts())
    signed = portal.sql(SIGNED).splitlines()
    assert signed
    assert all(name in heads for name in signed)
    everything = she.page.content()
    assert not [name for name in portal.sql(MEMBERS_PEOPLE).splitlines() if name in everything]
    assert she.page.locator("main tbody a[href*='/teachers/'], main tbody a[href*='/facts/']").count() == 0
    loses_a_district_with_its_agreement(she, portal, signed[0])


def loses_a_district_with_its_agreement(she: Person, portal: Portal, name: str) -> None:
    district = f"(SELECT id FROM accounts_district WHERE name = '{name}')"
    portal.sql(f"UPDATE accounts_agreement SET state = 'terminated' WHERE district_id = {district}")
    she.goes("/monitoring/network/")
    she.sees("сети")
    assert name not in " ".join(she.page.locator("main thead th").all_inner_texts())
    portal.sql(f"UPDATE accounts_agreement SET state = 'signed' WHERE district_id = {district}")
