"""The register: organisations true on a date, ways in, consents."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import portal.accounts.models.districts
import portal.kit.periods


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_data_since"),
    ]

    operations = [
        migrations.AddField(
            model_name="appointment",
            name="instead_of",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="замещает"
            ),
        ),
        migrations.AddField(
            model_name="district",
            name="second_factor",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=20),
                blank=True,
                db_default=["methodist", "department_head", "coordinator", "operator"],
                default=portal.accounts.models.districts.roles_of_the_whole_district,
                size=None,
                verbose_name="роли, которым нужен второй шаг входа",
            ),
        ),
        migrations.AddField(
            model_name="organisation",
            name="email",
            field=models.EmailField(blank=True, db_default="", max_length=254, verbose_name="электронная почта"),
        ),
        migrations.AddField(
            model_name="organisation",
            name="levels",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=10),
                blank=True,
                db_default=[],
                default=list,
                size=None,
                verbose_name="уровни образования (словарь education_levels)",
            ),
        ),
        migrations.AddField(
            model_name="organisation",
            name="phone",
            field=models.CharField(blank=True, db_default="", max_length=60, verbose_name="телефон"),
        ),
        migrations.AddField(
            model_name="organisation",
            name="site",
            field=models.URLField(blank=True, db_default="", verbose_name="сайт"),
        ),
        migrations.CreateModel(
            name="ConsentText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20, verbose_name="вид (словарь consent_kinds)")),
                ("version", models.PositiveSmallIntegerField(verbose_name="редакция")),
                ("title", models.CharField(max_length=300, verbose_name="название")),
                ("text", models.TextField(verbose_name="текст")),
                ("published_on", models.DateField(verbose_name="действует с")),
            ],
            options={
                "verbose_name": "текст согласия",
                "verbose_name_plural": "тексты согласий",
                "ordering": ["kind", "-version"],
                "constraints": [models.UniqueConstraint(fields=("kind", "version"), name="consent_text_once")],
            },
        ),
        migrations.CreateModel(
            name="Reorganisation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("opened", "открытие"),
                            ("renamed", "переименование"),
                            ("merged", "слияние или присоединение"),
                            ("split", "разделение или выделение"),
                            ("closed", "закрытие"),
                        ],
                        max_length=10,
                        verbose_name="что произошло",
                    ),
                ),
                ("on", models.DateField(verbose_name="с какого числа")),
                ("act", models.CharField(max_length=200, verbose_name="основание")),
                ("moved", models.JSONField(blank=True, default=dict, editable=False)),
                ("undone_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="отменено")),
                (
                    "district",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.district", verbose_name="район"
                    ),
                ),
            ],
            options={
                "verbose_name": "реорганизация",
                "verbose_name_plural": "реорганизации",
                "ordering": ["-on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("way", models.CharField(choices=[("portal", "на портале"), ("paper", "на бумаге")], default="portal", max_length=10, verbose_name="способ")),
                ("given_at", models.DateTimeField(verbose_name="дано")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="отозвано")),
                (
                    "district",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.district", verbose_name="район"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="consents", to=settings.AUTH_USER_MODEL, verbose_name="кто"),
                ),
                ("text", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.consenttext", verbose_name="текст")),
            ],
            options={
                "verbose_name": "согласие",
                "verbose_name_plural": "согласия",
                "ordering": ["-given_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(condition=models.Q(("withdrawn_at__isnull", True)), fields=("user", "text", "district"), name="consent_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="FormerName",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=300, verbose_name="полное название")),
                ("short_name", models.CharField(max_length=120, verbose_name="краткое название")),
                ("until", models.DateField(verbose_name="по")),
                ("act", models.CharField(blank=True, max_length=200, verbose_name="основание")),
                (
                    "district",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.district", verbose_name="район"
                    ),
                ),
                ("organisation", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="former_names", to="accounts.organisation")),
            ],
            options={
                "verbose_name": "прежнее название",
                "verbose_name_plural": "прежние названия",
                "ordering": ["until"],
                "constraints": [models.UniqueConstraint(fields=("organisation", "until"), name="former_name_once_a_day")],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key_hash", models.CharField(editable=False, max_length=64, unique=True)),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="отправлено")),
                ("expires_at", models.DateTimeField(verbose_name="действует до")),
                ("accepted_at", models.DateTimeField(blank=True, null=True, verbose_name="принято")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="отозвано")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="создано")),
                (
                    "by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="кто пригласил"
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.district", verbose_name="район"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="invitations", to=settings.AUTH_USER_MODEL, verbose_name="кого"
                    ),
                ),
            ],
            options={
                "verbose_name": "приглашение",
                "verbose_name_plural": "приглашения",
                "ordering": ["-at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("accepted_at__isnull", True), ("revoked_at__isnull", True)), fields=("user", "district"), name="invitation_one_open"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OrganisationStatus",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("status", models.CharField(max_length=20, verbose_name="статус (словарь org_flags)")),
                ("since", models.DateField(verbose_name="с")),
                ("until", models.DateField(blank=True, null=True, verbose_name="по")),
                ("act", models.CharField(blank=True, max_length=200, verbose_name="основание")),
                (
                    "district",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.district", verbose_name="район"
                    ),
                ),
                ("organisation", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="statuses", to="accounts.organisation")),
            ],
            options={
                "verbose_name": "статус организации",
                "verbose_name_plural": "статусы организаций",
                "ordering": ["-since", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"),
                        name="status_dates",
                        violation_error_message="Дата «по» раньше даты «с».",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("organisation", "="), ("status", "="), (portal.kit.periods.DateRange("since", "until", models.Value("[]")), "&&")],
                        name="status_once_at_a_time",
                        violation_error_message="В эти даты такой статус у организации уже есть.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Responsibility",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("direction", "направление"), ("subject", "предмет"), ("role", "роль методиста")], max_length=10, verbose_name="вид"
                    ),
                ),
                ("code", models.CharField(max_length=60, verbose_name="за что (слово словаря)")),
                ("since", models.DateField(verbose_name="с")),
                ("until", models.DateField(blank=True, null=True, verbose_name="по")),
                ("act", models.CharField(blank=True, max_length=200, verbose_name="основание")),
                (
                    "appointment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="responsibilities", to="accounts.appointment", verbose_name="сотрудник"
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.district", verbose_name="район"
                    ),
                ),
                (
                    "substitute",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="accounts.appointment",
                        verbose_name="замещает",
                    ),
                ),
            ],
            options={
                "verbose_name": "ответственность",
                "verbose_name_plural": "ответственность сотрудников",
                "ordering": ["kind", "code", "-since"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"),
                        name="responsibility_dates",
                        violation_error_message="Дата «по» раньше даты «с».",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("page", models.CharField(max_length=60, verbose_name="список (имя адреса)")),
                ("name", models.CharField(max_length=80, verbose_name="название")),
                ("query", models.CharField(blank=True, max_length=1000, verbose_name="условия (часть адреса)")),
                ("shared", models.BooleanField(default=False, verbose_name="видят коллеги")),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "district",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.district", verbose_name="район"
                    ),
                ),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="saved_lists", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "verbose_name": "сохранённый отбор",
                "verbose_name_plural": "сохранённые отборы",
                "ordering": ["name", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "district", "page", "name"), name="saved_list_once", violation_error_message="Отбор с таким названием уже есть."
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Succession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "district",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.district", verbose_name="район"
                    ),
                ),
                (
                    "predecessor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="successions_out",
                        to="accounts.organisation",
                        verbose_name="была",
                    ),
                ),
                ("reorganisation", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="successions", to="accounts.reorganisation")),
                (
                    "successor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="successions_in",
                        to="accounts.organisation",
                        verbose_name="стала",
                    ),
                ),
            ],
            options={
                "verbose_name": "правопреемство",
                "verbose_name_plural": "правопреемства",
                "constraints": [
                    models.UniqueConstraint(fields=("reorganisation", "predecessor", "successor"), name="succession_once", nulls_distinct=False),
                    models.CheckConstraint(
                        condition=models.Q(("predecessor__isnull", False), ("successor__isnull", False), _connector="OR"), name="succession_has_a_side"
                    ),
                ],
            },
        ),
    ]
