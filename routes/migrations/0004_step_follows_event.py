"""A step's date is its event's: the database moves it in the same transaction (decision 21)."""

from django.db import migrations, models

FOLLOW = """
CREATE FUNCTION routes_follow_event() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE opened text := current_setting('app.districts', true);
BEGIN
    -- partners' people hold steps on a shared event, and its own district must not see them
    PERFORM set_config('app.districts', (SELECT array_agg(id)::text FROM accounts_district), true);
    UPDATE routes_step s
    SET moved_from = CASE WHEN s.starts_on <> t.starts_on THEN s.starts_on ELSE s.moved_from END, starts_on = t.starts_on, ends_on = t.ends_on
    FROM (
        SELECT id, (NEW.starts_at AT TIME ZONE time_zone)::date AS starts_on, (NEW.ends_at AT TIME ZONE time_zone)::date AS ends_on FROM accounts_district
    ) t, routes_route r
    WHERE s.event_id = NEW.id AND t.id = s.district_id AND r.id = s.route_id AND r.state NOT IN ('done', 'not_done', 'cancelled');
    PERFORM set_config('app.districts', coalesce(opened, ''), true);
    RETURN NULL;
END $$;
CREATE TRIGGER event_moves_steps AFTER UPDATE OF starts_at, ends_at ON communities_event FOR EACH ROW
WHEN (OLD.starts_at <> NEW.starts_at OR OLD.ends_at <> NEW.ends_at) EXECUTE FUNCTION routes_follow_event();
"""
BACK = "DROP TRIGGER event_moves_steps ON communities_event; DROP FUNCTION routes_follow_event();"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_register_wall"),
        ("communities", "0004_audience"),
        ("routes", "0003_step_reason"),
    ]

    operations = [
        migrations.AddField("step", "moved_from", models.DateField(blank=True, editable=False, null=True, verbose_name="перенесено с")),
        migrations.AddIndex("step", models.Index(condition=models.Q(("moved_from__isnull", False)), fields=["starts_on"], name="step_moved")),
        migrations.RunSQL(FOLLOW, BACK),
    ]
