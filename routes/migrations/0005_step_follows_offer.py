"""A step's date is that of the КПК it stands on: the database moves it in the same transaction (decision 21)."""

from django.db import migrations

FOLLOW = """
CREATE FUNCTION routes_follow_offer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE routes_step s
    SET moved_from = CASE WHEN s.starts_on <> NEW.starts_on THEN s.starts_on ELSE s.moved_from END, starts_on = NEW.starts_on, ends_on = NEW.ends_on
    FROM routes_route r
    WHERE s.course_offer_id = NEW.id AND r.id = s.route_id AND r.state NOT IN ('done', 'not_done', 'cancelled');
    RETURN NULL;
END $$;
CREATE TRIGGER offer_moves_steps AFTER UPDATE OF starts_on, ends_on ON teachers_courseoffer FOR EACH ROW
WHEN (OLD.starts_on <> NEW.starts_on OR OLD.ends_on <> NEW.ends_on) EXECUTE FUNCTION routes_follow_offer();
"""
BACK = "DROP TRIGGER offer_moves_steps ON teachers_courseoffer; DROP FUNCTION routes_follow_offer();"


class Migration(migrations.Migration):
    dependencies = [
        ("teachers", "0012_bulk"),
        ("routes", "0004_step_follows_event"),
    ]

    operations = [migrations.RunSQL(FOLLOW, BACK)]
