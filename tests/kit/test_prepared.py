"""A prepared query says what the query written anew would say, for whatever values."""

import datetime as dt

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.accounts.adapter import POSTS, posts_of
from portal.accounts.models import Agreement, Appointment, District, Role
from portal.accounts.selectors import PAIRS
from portal.kit import wall
from portal.kit.periods import portal_day
from portal.kit.prepared import Prepared
from tests import factories

MOMENTS = (timezone.now(), dt.datetime(2020, 1, 1, tzinfo=dt.UTC))


@pytest.mark.parametrize("at", MOMENTS)
@pytest.mark.parametrize("user_id", [1, 20])
def test_prepared_query_is_the_query_itself(user_id: int, at: dt.datetime, db: None) -> None:
    """The sign-in's and the windows' own; asked twice, so that the first values stay nowhere."""
    given = {"user_id": user_id, "at": at, "day": at.date()}
    sql, values = posts_of(**given).query.sql_with_params()
    assert POSTS.sql(**given) == (sql, list(values))
    sql, values = Agreement.objects.in_force(at.date()).order_by().values_list("lead_id", "district_id").query.sql_with_params()
    assert PAIRS.sql(on=at.date()) == (sql, list(values))


def test_prepared_rows_are_whole_and_each_asking_finds_anew(district: District) -> None:
    """Joined rows and counted columns come with them, in one query; who was not there at the first asking is found at the second."""
    first = factories.user(Role.METHODIST, district)
    now = {"at": timezone.now(), "day": portal_day()}
    with wall.scope(user=first.pk):
        assert [post.user for post in POSTS.ask(user_id=first.pk, **now)] == [first]
    second = factories.user(Role.TEACHER, district)
    with wall.scope(user=second.pk), CaptureQueriesContext(connection) as seen:
        (post,) = POSTS.ask(user_id=second.pk, **now)
        assert (post.user, post.district, post.role, post.unread, post.second_step) == (second, district, Role.TEACHER, 0, False)
    assert len(seen) == 1


def test_a_prepared_query_takes_as_many_ids_as_it_is_given(district: District) -> None:
    """`among` is `in` with one value; none, one and several are the same SQL, and two values of one type keep their places."""
    own = Prepared(
        lambda keys, other, own: Appointment.objects.filter(Q(district_id=other) | Q(district_id=own), pk__among=keys).order_by("pk"),
        keys=list,
        other=int,
        own=int,
    )
    with wall.scope([district.pk]):
        posts = [factories.user(Role.TEACHER, district).posts[0].pk for _ in range(3)]
        for keys in ([], posts[:1], posts):
            assert [one.pk for one in own.ask(keys=keys, other=0, own=district.pk)] == keys
        assert own.ask(keys=posts, other=district.pk + 1, own=0) == []
        inside = Prepared(lambda own: Appointment.objects.filter(district__among=[own, 0]).order_by("pk"), own=int)
        assert [one.pk for one in inside.ask(own=district.pk)] == posts
