"""What an invitation gives; the wall around sessions and outer accounts, which have no district, only a person."""

import datetime as dt

import django.db.models.deletion
from django.db import migrations, models

import portal.kit.periods
from portal.kit.wall import ME, SIGNIN, Kin

ROLES = [
    ("teacher", "Педагог"),
    ("school_head", "Руководитель организации"),
    ("methodist", "Методист"),
    ("department_head", "Начальник управления"),
    ("mentor", "Наставник"),
    ("expert", "Эксперт"),
    ("coordinator", "Координатор сети (КРЦ)"),
    ("operator", "Оператор портала"),
]
MINE = f"user_id = {ME} OR {SIGNIN}"
RULES = {
    "usersessions_usersession": MINE,
    "socialaccount_socialaccount": MINE,
    "socialaccount_socialtoken": "EXISTS (SELECT 1 FROM socialaccount_socialaccount s WHERE s.id = account_id)",
}
TEXT = """Я даю методической службе района согласие на обработку моих персональных данных на портале: фамилии, имени, отчества, даты рождения, \
места работы и должности, образования, квалификации, повышения квалификации, аттестации, участия в мероприятиях и результатов самооценки.

Цель: методическое сопровождение педагогов и отчётность методической службы. С данными можно делать следующее: записывать, хранить, уточнять, \
использовать, передавать учредителю в виде сводных показателей, обезличивать и удалять.

Согласие действует, пока я работаю в организациях района, и может быть отозвано письменно или в разделе «Мои персональные данные»."""


def first_text(apps, schema_editor):
    rows = apps.get_model("accounts", "ConsentText").objects
    if not rows.filter(kind="processing").exists():
        rows.create(kind="processing", version=1, title="Согласие на обработку персональных данных", text=TEXT, published_on=dt.date(2026, 9, 1))


def wall(table, rule):
    return migrations.RunSQL(
        [
            f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY',
            f'CREATE POLICY wall_own ON "{table}" USING ({rule}) WITH CHECK ({rule})',
        ],
        [f'DROP POLICY wall_own ON "{table}"', f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY'],
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_register_wall"),
        ("usersessions", "0001_initial"),
        ("socialaccount", "0006_alter_socialaccount_extra_data"),
    ]
    operations = [
        migrations.AddField("invitation", "role", models.CharField(choices=ROLES, default="teacher", max_length=20, verbose_name="роль")),
        migrations.AddField(
            "invitation",
            "organisation",
            models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation", verbose_name="организация"
            ),
        ),
        migrations.AddField("invitation", "since", models.DateField(default=portal.kit.periods.today, verbose_name="с")),
        migrations.AddField("invitation", "until", models.DateField(blank=True, null=True, verbose_name="по")),
        migrations.AddField("invitation", "act", models.CharField(blank=True, default="", max_length=200, verbose_name="основание (приказ)"), False),
        migrations.AddField("invitation", "card", models.BigIntegerField(editable=False, null=True, verbose_name="карточка педагога")),
        Kin("Invitation", "organisation"),
        *(wall(table, rule) for table, rule in RULES.items()),
        migrations.RunPython(first_text, migrations.RunPython.noop),
    ]
