"""The school head's story: own people, their routes and the deficits that they put into them; nothing of other schools."""

from collections.abc import Callable

from tests.journeys.person import Person, number
from tests.journeys.running import Portal

Sit = Callable[..., Person]
HEAD = "school@amursk.example"
SCHOOL = "SELECT a.organisation_id FROM accounts_appointment a JOIN accounts_user u ON u.id = a.user_id WHERE u.email = '" + HEAD + "'"
HERE = f"SELECT e.teacher_id FROM teachers_employment e WHERE e.organisation_id = ({SCHOOL}) AND e.since <= now() AND (e.until IS NULL OR e.until >= now())"


def test_school_head_sees_own_people_and_nobody_else(person: Sit, portal: Portal) -> None:
    she = person(HEAD)
    she.goes("/")
    she.sees("Здравствуйте")
    she.opens_menu("Педагоги")
    she.sees("Педагоги")
    assert number(she.text(".list-count")) == int(portal.sql(f"SELECT count(DISTINCT t.id) FROM teachers_teacher t WHERE t.id IN ({HERE})"))
    opens_one_of_hers(she)
    sees_routes_of_her_school(she, portal)
    meets_a_wall_elsewhere(she, portal)


def opens_one_of_hers(she: Person) -> None:
    she.page.locator("main table tbody a").first.click()
    she.reads("Ответы и профиль видят педагог и методисты")
    she.looks()


def sees_routes_of_her_school(she: Person, portal: Portal) -> None:
    """The counts over the board are those of her school, the rows name no other, and a route shows its deficits."""
    she.opens_menu("Маршруты")
    she.sees("Маршруты")
    own = portal.sql(f"SELECT short_name FROM accounts_organisation WHERE id = ({SCHOOL})")
    she.goes("/routes/?tab=all")
    places = she.page.locator("main table tbody td[data-label=Организация]").all_inner_texts()
    assert places
    assert set(places) == {own}
    she.page.locator("main table tbody a").first.click()
    she.reads("Профессиональные дефициты")
    she.looks()


def meets_a_wall_elsewhere(she: Person, portal: Portal) -> None:
    """A colleague of another school of the same district and her route do not exist for this head."""
    she.expected.add(404)
    route = "SELECT r.{column} FROM routes_route r WHERE r.organisation_id <> (" + SCHOOL + ") AND r.district_id = (SELECT home_district_id FROM accounts_user WHERE email = '" + HEAD + "') LIMIT 1"  # fmt: skip
    for path in (f"/routes/{portal.sql(route.format(column='id'))}/", f"/teachers/{portal.sql(route.format(column='teacher_id'))}/"):
        she.goes(path)
        she.reads("не видна")
        she.looks()
