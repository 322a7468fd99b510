"""Consent texts that cannot be rewritten, copies and erasures of a person's data, the removal of a district; and the two narrow
doors into the journal, which no role of the portal may otherwise change (decision 29)."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import portal.accounts.models.personal
from portal.kit.wall import COMMON, INSIDE, ME, Wall

USER = settings.AUTH_USER_MODEL
COPY_STATES = [("queued", "в очереди"), ("working", "собирается"), ("done", "готово"), ("failed", "не получилось")]
ERASURE_STATES = [
    ("asked", "ждёт решения"),
    ("refused", "отказано"),
    ("withdrawn", "отозвано"),
    ("decided", "принято, исполняется"),
    ("failed", "не удалось исполнить"),
    ("done", "данные удалены"),
]
REMOVAL_STATES = [("waiting", "ждёт срока"), ("cancelled", "отменено"), ("running", "удаляется"), ("failed", "не удалось"), ("done", "удалён")]


def wall(table, rule):
    return migrations.RunSQL(
        [
            f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY',
            f'CREATE POLICY wall_own ON "{table}" USING ({rule}) WITH CHECK ({rule})',
        ],
        [f'DROP POLICY wall_own ON "{table}"', f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY'],
    )


SAME_TEXT = """CREATE FUNCTION consent_text_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE insufficient_privilege USING MESSAGE = 'a published consent text is never changed or removed';
END $$;
CREATE TRIGGER consent_text_stays BEFORE UPDATE OR DELETE ON accounts_consenttext FOR EACH ROW WHEN (OLD.published_on IS NOT NULL)
EXECUTE FUNCTION consent_text_stays()"""

OWN_CLOCK = """CREATE FUNCTION removal_clock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN NEW.requested_at := now(); NEW.state := 'waiting';
  ELSE NEW.requested_at := OLD.requested_at; NEW.subject_id := OLD.subject_id;
    IF OLD.state IN ('cancelled', 'done') AND NEW.state <> OLD.state THEN
      RAISE insufficient_privilege USING MESSAGE = 'a removal that is cancelled or done never begins again';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER removal_clock BEFORE INSERT OR UPDATE ON accounts_districtremoval FOR EACH ROW EXECUTE FUNCTION removal_clock()"""

# The owner alone may touch the journal, only inside the functions below, and the wall holds it there as it holds everybody.
OWNERS_HAND = [
    f"CREATE POLICY erase_update ON journal_deed FOR UPDATE TO CURRENT_USER USING ({INSIDE}) WITH CHECK ({INSIDE})",
    f"CREATE POLICY erase_delete ON journal_deed FOR DELETE TO CURRENT_USER USING ({INSIDE})",
    f"CREATE POLICY erase_delete ON journal_disclosure FOR DELETE TO CURRENT_USER USING ({INSIDE})",
]

# A word as an address has it: percents for letters, a plus or %20 for a space (saved lists keep their filters so).
IN_ADDRESS = r"""CREATE FUNCTION erasure_in_address(word text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT string_agg(CASE WHEN letter = ' ' THEN '(?:%20|[+])' WHEN letter ~ '^[A-Za-z0-9]$' THEN letter WHEN letter ~ '^[_.~-]$' THEN '\' || letter
    ELSE regexp_replace(upper(encode(convert_to(letter, 'UTF8'), 'hex')), '(..)', '%\1', 'g') END, '' ORDER BY number)
  FROM unnest(string_to_array(word, NULL)) WITH ORDINALITY AS one(letter, number)
$$"""

# «слово*» is a stem: the word with any ending. Everything else is taken letter by letter; what is too short would tear other people's records.
PATTERN = r"""CREATE FUNCTION erasure_pattern(words text[], in_json boolean) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT string_agg(CASE WHEN form ~ '^[а-яёА-ЯЁa-zA-Z]{4,}[*]$'
    THEN '\m' || left(form, -1) || '[а-яёА-ЯЁa-zA-Z]*|' || erasure_in_address(left(form, -1)) || '(?:%D[01]%[89AB][0-9A-F])*'
    ELSE regexp_replace(CASE WHEN in_json THEN substr(to_jsonb(form)::text, 2, length(to_jsonb(form)::text) - 2) ELSE form END,
                        '([^а-яёА-ЯЁa-zA-Z0-9])', '\\\1', 'g') || '|' || erasure_in_address(form) END, '|')
  FROM unnest(words) form WHERE length(form) >= 5
$$"""

# Whose erasure it is: the kept card with all its duplicates. The same as `subject_of` of the storey of teachers.
CARDS = """CREATE FUNCTION erasure_cards(asked accounts_erasure) RETURNS bigint[] LANGUAGE plpgsql STABLE AS $$
DECLARE kept bigint;
BEGIN
  SELECT coalesce(merged_into_id, id) INTO kept FROM teachers_teacher WHERE id = asked.card OR (asked.card IS NULL AND user_id = asked.user_id);
  RETURN ARRAY(SELECT id FROM teachers_teacher WHERE id = kept OR merged_into_id = kept);
END $$"""

# Read from the catalogue: a row is hers when it points to her card or is her account's, or points to such a row (a line of her document, a step of
# her route). Whoever entered or decided it does not make it hers.
RULE = r"""CREATE FUNCTION erasure_rule(kept regclass, deep boolean) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE by_key text; by_object text;
BEGIN
  SELECT string_agg(CASE
      WHEN c.confrelid = 'teachers_teacher'::regclass THEN CASE WHEN a.attname <> 'merged_into_id' THEN format('%I = ANY ($2)', a.attname) END
      WHEN c.confrelid = 'accounts_user'::regclass THEN CASE WHEN a.attname = 'user_id' THEN format('%I = $3', a.attname) END
      WHEN deep THEN quote_ident(a.attname) || ' IN (SELECT id FROM ' || c.confrelid::regclass || ' WHERE ' || erasure_rule(c.confrelid, false) || ')'
    END, ' OR ') INTO by_key
    FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1] WHERE c.conrelid = kept AND c.contype = 'f';
  SELECT '(object_type = ''teachers.teacher'' AND object_id = ANY ($2))' INTO by_object FROM pg_attribute
    WHERE attrelid = kept AND attname IN ('object_type', 'object_id') HAVING count(*) = 2;
  RETURN nullif(concat_ws(' OR ', by_key, by_object), '');
END $$"""

OWNS = r"""CREATE FUNCTION erasure_owns(kind text, numbers bigint[], cards bigint[], account bigint) RETURNS bigint[] LANGUAGE plpgsql STABLE AS $$
DECLARE kept regclass := to_regclass(replace(kind, '.', '_')); rule text; found bigint[];
BEGIN
  rule := CASE kind WHEN 'teachers.teacher' THEN 'id = ANY ($2)' WHEN 'accounts.user' THEN 'id = $3' ELSE erasure_rule(kept, true) END;
  IF kept IS NULL OR rule IS NULL THEN
    RETURN '{}';
  END IF;
  EXECUTE format('SELECT array_agg(id) FROM %s WHERE id = ANY ($1) AND (%s)', kept, rule) INTO found USING numbers, cards, account;
  RETURN coalesce(found, '{}');
END $$"""

FORGET = r"""CREATE FUNCTION journal_forget(erasure bigint, kinds text[], numbers bigint[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE asked accounts_erasure; plainly text; in_json text; touched bigint := 0; part bigint; nameless constant text := 'Обезличено';
  cards bigint[]; account bigint; one record; hers bigint[];
BEGIN
  SELECT * INTO asked FROM accounts_erasure WHERE id = erasure AND state = 'decided' AND decided_by_id IS NOT NULL
    AND decided_by_id IS DISTINCT FROM user_id;
  IF asked.id IS NULL THEN
    RAISE insufficient_privilege USING MESSAGE = 'the journal forgets a person only by a decided erasure';
  END IF;
  cards := erasure_cards(asked);
  account := coalesce(asked.user_id, (SELECT max(user_id) FROM teachers_teacher WHERE id = ANY (cards)));
  FOR one IN SELECT kind, array_agg(number) AS ids FROM unnest(kinds, numbers) AS about(kind, number) GROUP BY kind LOOP
    hers := erasure_owns(one.kind, one.ids, cards, account);
    UPDATE journal_deed SET object_label = nameless, before = NULL, after = NULL, comment = '' WHERE object_type = one.kind AND object_id = ANY (hers);
    GET DIAGNOSTICS part = ROW_COUNT;
    touched := touched + part;
  END LOOP;
  UPDATE journal_deed SET actor_name = nameless WHERE actor_id = account AND actor_name <> nameless;
  GET DIAGNOSTICS part = ROW_COUNT;
  touched := touched + part;
  plainly := erasure_pattern(asked.words, false);
  in_json := erasure_pattern(asked.words, true);
  IF plainly IS NOT NULL THEN
    UPDATE journal_deed SET
        actor_name = regexp_replace(actor_name, plainly, nameless, 'g'), object_label = left(regexp_replace(object_label, plainly, nameless, 'g'), 300),
        comment = regexp_replace(comment, plainly, nameless, 'g'),
        before = regexp_replace(before::text, in_json, nameless, 'g')::jsonb, after = regexp_replace(after::text, in_json, nameless, 'g')::jsonb
      WHERE object_label ~ plainly OR comment ~ plainly OR actor_name ~ plainly OR before::text ~ in_json OR after::text ~ in_json;
    GET DIAGNOSTICS part = ROW_COUNT;
    touched := touched + part;
  END IF;
  INSERT INTO journal_deed (district_id, actor_name, verb, object_type, object_id, object_label, comment, at)
    VALUES (asked.district_id, 'Портал', 'вычеркнул из журнала человека по требованию', 'accounts.erasure', asked.id,
            'Требование об удалении № ' || asked.id, 'записей: ' || touched, now());
  RETURN touched;
END $$"""

DROP_DISTRICT = """CREATE FUNCTION journal_drop_district(removal bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE asked accounts_districtremoval; gone bigint; part bigint;
BEGIN
  SELECT r.* INTO asked FROM accounts_districtremoval r JOIN accounts_district d ON d.id = r.subject_id
    WHERE r.id = removal AND r.state = 'running' AND d.state = 'frozen' AND r.requested_at <= now() - interval '7 days';
  IF asked.id IS NULL THEN
    RAISE insufficient_privilege USING MESSAGE = 'the journal of a district goes only with the district: frozen, exported, its term over';
  END IF;
  DELETE FROM journal_disclosure WHERE district_id = asked.subject_id;
  GET DIAGNOSTICS gone = ROW_COUNT;
  DELETE FROM journal_deed WHERE district_id = asked.subject_id;
  GET DIAGNOSTICS part = ROW_COUNT;
  gone := gone + part;
  DELETE FROM accounts_erasure WHERE district_id = asked.subject_id;
  GET DIAGNOSTICS part = ROW_COUNT;
  RETURN gone + part;
END $$"""


# Without parameters: only what the law no longer needs can go, whoever calls. Three years: ГК РФ, ст. 196.
EXPIRE = """CREATE FUNCTION journal_expire() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE gone bigint; part bigint;
BEGIN
  DELETE FROM journal_disclosure WHERE at < now() - interval '3 years';
  GET DIAGNOSTICS gone = ROW_COUNT;
  DELETE FROM journal_deed d WHERE at < now() - interval '3 years' AND (verb LIKE 'открыл(а) карточку%' OR verb LIKE 'открыл(а) профиль%')
    AND NOT EXISTS (SELECT 1 FROM journal_disclosure s WHERE s.deed_id = d.id);
  GET DIAGNOSTICS part = ROW_COUNT;
  RETURN gone + part;
END $$"""


def doors(apps, schema_editor):
    role = schema_editor.quote_name(settings.DATABASE_APP_ROLE)
    for sql in (SAME_TEXT, OWN_CLOCK, *OWNERS_HAND, IN_ADDRESS, PATTERN, CARDS, RULE, OWNS, FORGET, DROP_DISTRICT, EXPIRE):
        schema_editor.execute(sql, params=None)
    for name in ("journal_forget(bigint, text[], bigint[])", "journal_drop_district(bigint)", "journal_expire()"):
        schema_editor.execute(f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC")
        schema_editor.execute(f"GRANT EXECUTE ON FUNCTION {name} TO {role}")
    for table in ("accounts_districtremoval", "accounts_erasure"):  # both are acts: they prove what was done
        schema_editor.execute(f"REVOKE DELETE ON {table} FROM {role}")


def no_doors(apps, schema_editor):
    for sql in (
        "DROP FUNCTION journal_forget(bigint, text[], bigint[])",
        "DROP FUNCTION erasure_pattern(text[], boolean)",
        "DROP FUNCTION erasure_in_address(text)",
        "DROP FUNCTION erasure_cards(accounts_erasure)",
        "DROP FUNCTION erasure_owns(text, bigint[], bigint[], bigint)",
        "DROP FUNCTION erasure_rule(regclass, boolean)",
        "DROP FUNCTION journal_drop_district(bigint)",
        "DROP FUNCTION journal_expire()",
        "DROP POLICY erase_update ON journal_deed",
        "DROP POLICY erase_delete ON journal_deed",
        "DROP POLICY erase_delete ON journal_disclosure",
        "DROP TRIGGER removal_clock ON accounts_districtremoval",
        "DROP FUNCTION removal_clock()",
        "DROP TRIGGER consent_text_stays ON accounts_consenttext",
        "DROP FUNCTION consent_text_stays()",
    ):
        schema_editor.execute(sql, params=None)


def key(name, to=USER, on_delete=django.db.models.deletion.SET_NULL, **more):
    return models.ForeignKey(blank=True, null=True, on_delete=on_delete, related_name="+", to=to, verbose_name=name, **more)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0009_handover"), ("journal", "0004_disclosures")]
    operations = [
        migrations.AlterField(
            "district",
            "state",
            models.CharField(
                choices=[("active", "работает"), ("frozen", "приостановлен"), ("removed", "удалён")], default="active", max_length=10, verbose_name="состояние"
            ),
        ),
        migrations.AddField("consenttext", "changed", models.CharField(blank=True, db_default="", max_length=500, verbose_name="что изменилось")),
        migrations.AlterField("consenttext", "published_on", models.DateField(blank=True, null=True, verbose_name="действует с")),
        migrations.CreateModel(
            name="PersonalCopy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", models.CharField(choices=COPY_STATES, default="queued", max_length=10, verbose_name="состояние")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="запрошено")),
                ("began_at", models.DateTimeField(editable=False, null=True, verbose_name="начато")),
                ("finished_at", models.DateTimeField(editable=False, null=True, verbose_name="готово")),
                ("file", models.FileField(blank=True, max_length=200, upload_to=portal.accounts.models.personal.copy_path, verbose_name="архив")),
                ("paper", models.FileField(blank=True, max_length=200, upload_to=portal.accounts.models.personal.copy_path, verbose_name="PDF")),
                ("size", models.PositiveBigIntegerField(default=0, verbose_name="размер, байт")),
                (
                    "user",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="copies", to=USER, verbose_name="чьи данные"),
                ),
            ],
            options={
                "verbose_name": "копия данных человека",
                "verbose_name_plural": "копии данных человека",
                "ordering": ["-at", "-pk"],
                "constraints": [models.UniqueConstraint(condition=models.Q(("state__in", ["queued", "working"])), fields=("user",), name="copy_one_at_a_time")],
            },
        ),
        migrations.CreateModel(
            name="Erasure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("card", models.BigIntegerField(editable=False, null=True, verbose_name="карточка педагога")),
                ("person", models.CharField(max_length=250, verbose_name="кто")),
                (
                    "words",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=254), default=list, editable=False, size=None, verbose_name="что вычёркивать"
                    ),
                ),
                (
                    "way",
                    models.CharField(choices=[("portal", "на портале"), ("paper", "письменно")], default="portal", max_length=10, verbose_name="способ"),
                ),
                ("text", models.TextField(blank=True, verbose_name="что написано")),
                ("asked_on", models.DateField(verbose_name="поступило")),
                ("due_on", models.DateField(verbose_name="ответить до")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="записано")),
                ("state", models.CharField(choices=ERASURE_STATES, default="asked", max_length=10, verbose_name="состояние")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="решено")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="почему отказано")),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="исполнено")),
                ("counts", models.JSONField(default=dict, editable=False, verbose_name="строк по таблицам")),
                ("by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=USER, verbose_name="кто записал")),
                ("decided_by", key("кто решил")),
                (
                    "district",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.district", verbose_name="район"
                    ),
                ),
                ("user", key("учётная запись")),
            ],
            options={
                "verbose_name": "требование об удалении",
                "verbose_name_plural": "требования об удалении",
                "ordering": ["-at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("card__isnull", False), ("state__in", ["asked", "decided", "failed"])),
                        fields=("district", "card"),
                        name="erasure_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("state__in", ["decided", "done"]), _negated=True), ("decided_at__isnull", False), _connector="OR"),
                        name="erasure_decided",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DistrictRemoval",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", models.CharField(choices=REMOVAL_STATES, default="waiting", max_length=10, verbose_name="состояние")),
                ("by_name", models.CharField(max_length=200, verbose_name="кто назначил")),
                ("requested_at", models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="назначено")),
                ("archive_sha256", models.CharField(max_length=64, verbose_name="sha256 выгрузки")),
                ("archive_at", models.DateTimeField(verbose_name="выгрузка от")),
                ("ended_by", models.CharField(blank=True, max_length=200, verbose_name="кто отменил")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="закончено")),
                ("counts", models.JSONField(default=dict, editable=False, verbose_name="удалено строк по таблицам")),
                ("files", models.PositiveIntegerField(default=0, verbose_name="удалено файлов")),
                ("left", models.JSONField(default=dict, editable=False, verbose_name="осталось")),
                (
                    "subject",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="removals", to="accounts.district", verbose_name="район"),
                ),
            ],
            options={
                "verbose_name": "удаление района",
                "verbose_name_plural": "удаления районов",
                "ordering": ["-requested_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["waiting", "running", "failed", "done"])), fields=("subject",), name="removal_once"
                    )
                ],
            },
        ),
        Wall("Erasure", read=f"user_id = {ME} OR {COMMON}", write=COMMON),
        wall("accounts_personalcopy", f"user_id = {ME} OR {COMMON}"),
        wall("accounts_districtremoval", COMMON),
        migrations.RunPython(doors, no_doors),
    ]
