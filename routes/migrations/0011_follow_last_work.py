"""A current route stands in the latest main work that has begun, lasting or not; a route that comes to another card follows that one's (decision 21)."""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("routes.migrations.0009_follow_work")

FOLLOW = """
CREATE FUNCTION routes_place(person bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT e.organisation_id FROM teachers_employment e JOIN accounts_district d ON d.id = e.district_id
    WHERE e.teacher_id = person AND e.is_main AND e.since <= (now() AT TIME ZONE d.time_zone)::date ORDER BY e.since DESC LIMIT 1
$$;
CREATE FUNCTION routes_follow(people bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE strays bigint[];
BEGIN
    -- locked in the order in which the portal locks many routes: two deeds at once wait instead of blocking each other
    strays := ARRAY(
        SELECT r.id FROM routes_route r
        WHERE r.teacher_id = ANY (people) AND r.state NOT IN ('done', 'not_done', 'cancelled') AND r.organisation_id <> routes_place(r.teacher_id)
        ORDER BY r.id FOR NO KEY UPDATE
    );
    UPDATE routes_route r
    SET followed_from_id = NULLIF(COALESCE(r.followed_from_id, r.organisation_id), w.place), organisation_id = w.place
    FROM (SELECT id, routes_place(teacher_id) AS place FROM routes_route WHERE id = ANY (strays)) w
    WHERE r.id = w.id AND r.organisation_id <> w.place;
END $$;
CREATE FUNCTION routes_follow_card() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM routes_follow(ARRAY[NEW.teacher_id]);
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION routes_follow_work() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN  -- a job that goes to another card leaves the routes of the first one behind
        PERFORM routes_follow(ARRAY(SELECT teacher_id FROM changed UNION SELECT teacher_id FROM was));
    ELSE
        PERFORM routes_follow(ARRAY(SELECT DISTINCT teacher_id FROM changed));
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER work_moves_routes_update ON teachers_employment;
CREATE TRIGGER work_moves_routes_update AFTER UPDATE ON teachers_employment REFERENCING NEW TABLE AS changed OLD TABLE AS was
FOR EACH STATEMENT EXECUTE FUNCTION routes_follow_work();
-- for a row: a trigger of one column gets no table of what has changed
CREATE TRIGGER card_moves_route AFTER UPDATE OF teacher_id ON routes_route FOR EACH ROW
WHEN (OLD.teacher_id <> NEW.teacher_id) EXECUTE FUNCTION routes_follow_card();
"""
BACK = f"""
DROP TRIGGER card_moves_route ON routes_route;
{BEFORE.BACK}
DROP FUNCTION routes_follow_card();
DROP FUNCTION routes_follow(bigint[]);
DROP FUNCTION routes_place(bigint);
{BEFORE.FOLLOW}{BEFORE.TRIGGERS}
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0020_folded_alike"),
        ("teachers", "0018_sentences"),
        ("routes", "0010_no_narrow_index"),
    ]

    operations = [migrations.RunSQL(FOLLOW, BACK)]
