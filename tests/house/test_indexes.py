"""No index of a table of millions is only the beginning of another one.

The planner would read the narrow one and sort what the wider one holds in order: a page of a district of five hundred people among
a million read and sorted all five hundred. And every write would keep both.
"""

import pytest
from django.db import connection
from django.db.models import Model

from communities.models import Attendance, Membership
from routes.models import Route, RouteDeficit, Step
from teachers.models import Answer, Course, Employment, IntakeRow, Qualification, Teacher

MILLIONS: tuple[type[Model], ...] = (
    *(Teacher, Employment, Qualification, Course, Answer, IntakeRow),
    *(Attendance, Membership),
    *(Route, RouteDeficit, Step),
)
WITHIN_ANOTHER = """
SELECT narrow.indexrelid::regclass::text
FROM pg_index narrow JOIN pg_index wide USING (indrelid)
WHERE indrelid = %s::regclass AND NOT narrow.indisunique AND narrow.indpred IS NULL AND wide.indpred IS NULL
  AND wide.indkey::text LIKE narrow.indkey::text || ' %%'
"""


@pytest.mark.django_db
@pytest.mark.parametrize("model", MILLIONS, ids=lambda model: model._meta.label)
def test_no_index_is_the_beginning_of_another(model: type[Model]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(WITHIN_ANOTHER, [model._meta.db_table])
        assert cursor.fetchall() == []
