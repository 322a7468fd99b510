"""A current route stands where the person mainly works: the database moves it in the same transaction (decision 21)."""

import django.db.models.deletion
from django.db import migrations, models

from portal.kit import wall

FOLLOW = """
CREATE FUNCTION routes_follow_work() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE routes_route r
    SET followed_from_id = NULLIF(COALESCE(r.followed_from_id, r.organisation_id), e.organisation_id), organisation_id = e.organisation_id
    FROM teachers_employment e JOIN accounts_district d ON d.id = e.district_id
    WHERE r.teacher_id IN (SELECT teacher_id FROM changed) AND e.teacher_id = r.teacher_id AND e.is_main AND e.organisation_id <> r.organisation_id
    AND r.state NOT IN ('done', 'not_done', 'cancelled')
    AND e.since <= (now() AT TIME ZONE d.time_zone)::date AND (e.until IS NULL OR e.until >= (now() AT TIME ZONE d.time_zone)::date);
    RETURN NULL;
END $$;
"""
# once for a statement, not for a row: a school's file brings thousands of jobs in one
DEEDS = {"insert": "NEW", "update": "NEW", "delete": "OLD"}
TRIGGERS = "".join(
    f"CREATE TRIGGER work_moves_routes_{deed} AFTER {deed.upper()} ON teachers_employment REFERENCING {rows} TABLE AS changed "
    "FOR EACH STATEMENT EXECUTE FUNCTION routes_follow_work();\n"
    for deed, rows in DEEDS.items()
)
BACK = "".join(f"DROP TRIGGER work_moves_routes_{deed} ON teachers_employment;\n" for deed in DEEDS) + "DROP FUNCTION routes_follow_work();"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0018_folded"),
        ("teachers", "0017_application_key"),
        ("routes", "0008_overdue"),
    ]

    operations = [
        migrations.AddField(
            "route",
            "followed_from",
            models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="accounts.organisation",
                verbose_name="перешёл из организации",
            ),
        ),
        wall.Kin("route", "followed_from"),
        migrations.RunSQL(FOLLOW + TRIGGERS, BACK),
        migrations.AlterConstraint(
            "route",
            "route_one_in_preparation",
            models.UniqueConstraint(
                condition=models.Q(("state__in", ["draft", "review", "returned"])),
                fields=("teacher",),
                name="route_one_in_preparation",
                violation_error_message="У педагога уже есть маршрут в подготовке.",
            ),
        ),
        migrations.AlterConstraint(
            "routedeficit",
            "route_deficit_once",
            models.UniqueConstraint(fields=("route", "function"), name="route_deficit_once", violation_error_message="Этот дефицит в маршруте уже есть."),
        ),
        migrations.AlterConstraint(
            "routedeficit",
            "route_deficit_percent",
            models.CheckConstraint(
                condition=models.Q(("level__lte", 100), ("target__lte", 100)),
                name="route_deficit_percent",
                violation_error_message="Уровень — от 0 до 100 %%.",  # Django fills names into it
            ),
        ),
    ]
