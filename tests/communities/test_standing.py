"""What is said of an event is true at the moment, in words, in the filter and in the calendar alike."""

import datetime as dt

import pytest
from django.utils import timezone

from communities.models import Community, Event
from communities.selectors.standing import COMMUNITY_CHOICES, EVENT, communities_standing, community_standing, event_standing, events_standing
from portal.accounts.models import District
from tests import factories

HOUR = dt.timedelta(hours=1)


@pytest.mark.parametrize(
    ("state", "begins", "words"),
    [
        ("planned", 5, "в плане"),
        ("announced", 5, "идёт регистрация"),
        ("announced", -1, "проходит сейчас"),
        ("announced", -5, "прошло, ждёт отметки"),
        ("planned", -5, "прошло, ждёт отметки"),
        ("held", -5, "проведено"),
        ("cancelled", 5, "отменено"),
    ],
)
def test_standing_of_an_event(district: District, state: str, begins: int, words: str) -> None:
    now = timezone.now()
    event = factories.event(district, state=state, starts_at=now + begins * HOUR, ends_at=now + (begins + 2) * HOUR)
    found = event_standing(event, now)
    assert found.words == words
    assert [code for code in EVENT if Event.objects.filter(events_standing(code, now)).exists()] == [found.code]


def test_a_community_past_its_term_works_no_more(district: District) -> None:
    made = Community(name="ПДС", kind="pds", since=dt.date(2025, 9, 1), until=dt.date(2026, 5, 31), state="active")
    assert community_standing(made, dt.date(2026, 5, 31)).words == "действует"
    assert community_standing(made, dt.date(2026, 6, 1)).words == "срок прошёл 31.05.2026"
    assert community_standing(made, dt.date(2025, 8, 1)).words == "начнёт работу 01.09.2025"


@pytest.mark.parametrize("state", Community.State.values)
@pytest.mark.parametrize(("since", "until"), [(-9, None), (-9, -1), (-9, 0), (-9, 9), (0, None), (1, None), (1, 9)])
def test_the_filter_of_communities_splits_as_their_rows_say(district: District, state: str, since: int, until: int | None) -> None:
    """Each community is found under the one standing that its row shows on the day."""
    on = dt.date(2026, 10, 1)
    ends = None if until is None else on + dt.timedelta(days=until)
    made = Community.objects.create(district=district, name="ПДС", kind="pds", since=on + dt.timedelta(days=since), until=ends, state=state)
    assert [code for code, _ in COMMUNITY_CHOICES if Community.objects.filter(communities_standing(code, on)).exists()] == [community_standing(made, on).code]


def test_the_list_is_narrowed_by_what_its_rows_show(district: District) -> None:
    desk = factories.client(factories.user("methodist", district))
    Community.objects.create(district=district, name="Закончилось", kind="pds", since=dt.date(2020, 9, 1), until=dt.date(2021, 5, 31), state="active")
    found = {code: [row.community.name for row in desk.get("/communities/", {"state": code}).context["page"].object_list] for code in ("active", "over")}
    assert found == {"active": [], "over": ["Закончилось"]}
