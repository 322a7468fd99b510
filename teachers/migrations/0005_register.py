"""The register: everything true on a date, imports, mergings, proposals."""

from decimal import Decimal

import django.contrib.postgres.constraints
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import portal.kit.periods


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_register_wall"),
        ("documents", "0002_wall"),
        ("teachers", "0004_audience"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Absence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("childcare", "отпуск по уходу за ребёнком"),
                            ("maternity", "отпуск по беременности и родам"),
                            ("long", "длительный отпуск до года"),
                            ("other", "иной отпуск"),
                            ("break", "перерыв в работе: стаж не идёт"),
                        ],
                        max_length=10,
                        verbose_name="вид",
                    ),
                ),
                ("since", models.DateField(verbose_name="с")),
                ("until", models.DateField(blank=True, null=True, verbose_name="по")),
                ("act", models.CharField(blank=True, max_length=200, verbose_name="основание")),
            ],
            options={
                "verbose_name": "отпуск или перерыв",
                "verbose_name_plural": "отпуска и перерывы",
                "ordering": ["-since"],
            },
        ),
        migrations.CreateModel(
            name="Award",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=300, verbose_name="награда")),
                ("level", models.CharField(blank=True, max_length=10, verbose_name="уровень (словарь event_levels)")),
                ("awarded_on", models.DateField(verbose_name="вручена")),
                ("act", models.CharField(blank=True, max_length=200, verbose_name="основание")),
            ],
            options={
                "verbose_name": "награда",
                "verbose_name_plural": "награды",
                "ordering": ["-awarded_on"],
            },
        ),
        migrations.CreateModel(
            name="CareerStage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateField(verbose_name="с")),
                ("act", models.CharField(blank=True, max_length=200, verbose_name="основание")),
            ],
            options={
                "verbose_name": "ступень педагога",
                "verbose_name_plural": "ступени педагогов",
                "ordering": ["-since", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="CareerStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="ступень")),
                ("order", models.PositiveSmallIntegerField(verbose_name="порядок")),
                ("asks", models.TextField(blank=True, verbose_name="что нужно, чтобы на неё перейти")),
                ("least_years", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="педагогический стаж не меньше, лет")),
                ("category", models.CharField(blank=True, max_length=20, verbose_name="нужна категория (словарь qualification_categories)")),
                ("active", models.BooleanField(default=True, verbose_name="используется")),
            ],
            options={
                "verbose_name": "ступень карьеры",
                "verbose_name_plural": "ступени карьеры",
                "ordering": ["order"],
            },
        ),
        migrations.CreateModel(
            name="ColumnMemory",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200, verbose_name="заголовок (приведённый)")),
                ("field", models.CharField(blank=True, max_length=40, verbose_name="поле")),
            ],
            options={
                "verbose_name": "запомненный столбец",
                "verbose_name_plural": "запомненные столбцы",
            },
        ),
        migrations.CreateModel(
            name="Duty",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("role", models.CharField(max_length=20, verbose_name="роль (словарь additional_roles)")),
                ("detail", models.CharField(blank=True, max_length=120, verbose_name="уточнение (класс, конкурс …)")),
                ("since", models.DateField(verbose_name="с")),
                ("until", models.DateField(blank=True, null=True, verbose_name="по")),
                ("act", models.CharField(blank=True, max_length=200, verbose_name="основание")),
            ],
            options={
                "verbose_name": "дополнительная роль",
                "verbose_name_plural": "дополнительные роли",
                "ordering": ["-since"],
            },
        ),
        migrations.CreateModel(
            name="Intake",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField(verbose_name="сведения на дату")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("uploaded", "читается файл"),
                            ("mapping", "столбцы"),
                            ("checking", "проверяются строки"),
                            ("checked", "проверено, ждёт решения"),
                            ("applying", "записывается"),
                            ("applied", "записано"),
                            ("undoing", "отменяется"),
                            ("undone", "отменено"),
                            ("failed", "не удалось"),
                            ("cancelled", "отложено"),
                        ],
                        default="uploaded",
                        max_length=10,
                        verbose_name="состояние",
                    ),
                ),
                ("sheet", models.CharField(blank=True, max_length=100, verbose_name="лист")),
                ("header_row", models.PositiveIntegerField(blank=True, null=True, verbose_name="строка заголовков")),
                ("columns", models.JSONField(blank=True, default=list, verbose_name="столбцы файла")),
                ("totals", models.JSONField(blank=True, default=dict, verbose_name="итоги по строкам")),
                ("progress", models.PositiveIntegerField(default=0, verbose_name="обработано строк")),
                ("message", models.CharField(blank=True, max_length=500, verbose_name="сообщение")),
                ("attempt", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("heartbeat_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="загружено")),
                ("applied_at", models.DateTimeField(blank=True, null=True, verbose_name="записано")),
            ],
            options={
                "verbose_name": "загрузка из файла",
                "verbose_name_plural": "загрузки из файлов",
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="IntakeRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="строка в файле")),
                ("values", models.JSONField(default=dict, verbose_name="прочитано")),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("new", "новый"),
                            ("same", "без изменений"),
                            ("changed", "изменения"),
                            ("doubtful", "под вопросом"),
                            ("refused", "не принято"),
                        ],
                        max_length=10,
                        verbose_name="вывод",
                    ),
                ),
                ("problems", models.JSONField(blank=True, default=list, verbose_name="замечания")),
                ("changes", models.JSONField(blank=True, default=dict, verbose_name="изменения")),
                ("candidates", models.JSONField(blank=True, default=list, verbose_name="похожие карточки")),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[("take", "записать"), ("skip", "пропустить"), ("same_person", "это тот же человек"), ("another_person", "это другой человек")],
                        max_length=15,
                        verbose_name="решение",
                    ),
                ),
                ("applied", models.JSONField(blank=True, null=True, verbose_name="что записано")),
            ],
            options={
                "verbose_name": "строка загрузки",
                "verbose_name_plural": "строки загрузки",
                "ordering": ["intake", "number"],
            },
        ),
        migrations.CreateModel(
            name="Merging",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("moved", models.JSONField(default=dict, editable=False)),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="когда")),
                ("undone_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="разъединены")),
            ],
            options={
                "verbose_name": "объединение карточек",
                "verbose_name_plural": "объединения карточек",
                "ordering": ["-at"],
            },
        ),
        migrations.CreateModel(
            name="Move",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("hired", "приём на работу"),
                            ("transferred", "перевод"),
                            ("second_job", "вторая работа"),
                            ("leave", "отпуск"),
                            ("dismissed", "увольнение"),
                            ("returned", "возвращение"),
                        ],
                        max_length=12,
                        verbose_name="что произошло",
                    ),
                ),
                ("on", models.DateField(verbose_name="с какого числа")),
                ("act", models.CharField(blank=True, max_length=200, verbose_name="приказ")),
                ("rows", models.JSONField(blank=True, default=list, editable=False)),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="внесено")),
                ("undone_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="отменено")),
            ],
            options={
                "verbose_name": "кадровое событие",
                "verbose_name_plural": "кадровые события",
                "ordering": ["-on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("card", "исправление карточки"), ("course", "пройденные КПК")], max_length=10, verbose_name="что")),
                ("data", models.JSONField(default=dict, verbose_name="сведения")),
                (
                    "state",
                    models.CharField(
                        choices=[("sent", "ждёт подтверждения"), ("accepted", "подтверждено"), ("returned", "возвращено"), ("withdrawn", "отозвано")],
                        default="sent",
                        max_length=10,
                        verbose_name="состояние",
                    ),
                ),
                ("comment", models.CharField(blank=True, max_length=300, verbose_name="ответ")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="отправлено")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="решено")),
            ],
            options={
                "verbose_name": "предложение педагога",
                "verbose_name_plural": "предложения педагогов",
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.AddField(
            model_name="course",
            name="kind",
            field=models.CharField(db_default="pk", default="pk", max_length=10, verbose_name="вид (словарь dpo_documents)"),
        ),
        migrations.AddField(
            model_name="course",
            name="scan",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="documents.storedfile",
                verbose_name="скан документа",
            ),
        ),
        migrations.AddField(
            model_name="course",
            name="started_on",
            field=models.DateField(blank=True, null=True, verbose_name="начаты"),
        ),
        migrations.AddField(
            model_name="employment",
            name="act",
            field=models.CharField(blank=True, db_default="", max_length=200, verbose_name="приказ о приёме"),
        ),
        migrations.AddField(
            model_name="employment",
            name="ended_act",
            field=models.CharField(blank=True, db_default="", max_length=200, verbose_name="приказ об окончании"),
        ),
        migrations.AddField(
            model_name="employment",
            name="load",
            field=models.DecimalField(db_default=Decimal("1"), decimal_places=2, default=Decimal("1"), max_digits=4, verbose_name="ставка"),
        ),
        migrations.AddField(
            model_name="teacher",
            name="education_level",
            field=models.CharField(
                blank=True,
                choices=[
                    ("higher_ped", "высшее педагогическое"),
                    ("higher", "высшее"),
                    ("mid_ped", "среднее профессиональное педагогическое"),
                    ("mid", "среднее профессиональное"),
                    ("school", "среднее общее"),
                    ("student", "обучается в вузе"),
                ],
                db_default="",
                max_length=10,
                verbose_name="уровень образования",
            ),
        ),
        migrations.AddField(
            model_name="teacher",
            name="email",
            field=models.EmailField(blank=True, db_default="", max_length=254, verbose_name="электронная почта"),
        ),
        migrations.AddField(
            model_name="teacher",
            name="erased_on",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="обезличена"),
        ),
        migrations.AddField(
            model_name="teacher",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="duplicates",
                to="teachers.teacher",
                verbose_name="объединена с карточкой",
            ),
        ),
        migrations.AddField(
            model_name="teacher",
            name="phone",
            field=models.CharField(blank=True, db_default="", max_length=20, verbose_name="телефон"),
        ),
        migrations.AddField(
            model_name="teacher",
            name="snils",
            field=models.CharField(blank=True, db_default="", max_length=11, verbose_name="СНИЛС"),
        ),
        migrations.AddField(
            model_name="teacher",
            name="working_since",
            field=models.DateField(blank=True, null=True, verbose_name="общий стаж с"),
        ),
        migrations.AlterField(
            model_name="teacher",
            name="education",
            field=models.CharField(blank=True, max_length=300, verbose_name="что и когда окончено"),
        ),
        migrations.AddIndex(
            model_name="teacher",
            index=models.Index(fields=["district", "birth_date"], name="teacher_by_birth"),
        ),
        migrations.AddConstraint(
            model_name="course",
            constraint=models.CheckConstraint(
                condition=models.Q(("started_on__isnull", True), ("finished_on__gte", models.F("started_on")), _connector="OR"),
                name="course_dates",
                violation_error_message="Окончание раньше начала.",
            ),
        ),
        migrations.AddConstraint(
            model_name="employment",
            constraint=models.CheckConstraint(
                condition=models.Q(("load__gt", 0), ("load__lte", 3)), name="employment_load", violation_error_message="Ставка — больше нуля и не больше трёх."
            ),
        ),
        migrations.AddConstraint(
            model_name="teacher",
            constraint=models.CheckConstraint(
                condition=models.Q(("snils", ""), ("snils__regex", "^\\d{11}$"), _connector="OR"),
                name="teacher_snils_digits",
                violation_error_message="СНИЛС — одиннадцать цифр.",
            ),
        ),
        migrations.AddConstraint(
            model_name="teacher",
            constraint=models.UniqueConstraint(
                condition=models.Q(models.Q(("snils", ""), _negated=True), ("merged_into__isnull", True)),
                fields=("district", "snils"),
                name="teacher_snils_once",
                violation_error_message="Карточка с таким СНИЛС в районе уже есть.",
            ),
        ),
        migrations.AddField(
            model_name="absence",
            name="district",
            field=models.ForeignKey(
                editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.district", verbose_name="район"
            ),
        ),
        migrations.AddField(
            model_name="absence",
            name="teacher",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="absences", to="teachers.teacher"),
        ),
        migrations.AddField(
            model_name="award",
            name="district",
            field=models.ForeignKey(
                editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.district", verbose_name="район"
            ),
        ),
        migrations.AddField(
            model_name="award",
            name="teacher",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="awards", to="teachers.teacher"),
        ),
        migrations.AddField(
            model_name="careerstage",
            name="district",
            field=models.ForeignKey(
                editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.district", verbose_name="район"
            ),
        ),
        migrations.AddField(
            model_name="careerstage",
            name="teacher",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="career", to="teachers.teacher"),
        ),
        migrations.AddField(
            model_name="careerstep",
            name="district",
            field=models.ForeignKey(
                editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.district", verbose_name="район"
            ),
        ),
        migrations.AddField(
            model_name="careerstage",
            name="step",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="stages", to="teachers.careerstep", verbose_name="ступень"),
        ),
        migrations.AddField(
            model_name="columnmemory",
            name="district",
            field=models.ForeignKey(
                editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.district", verbose_name="район"
            ),
        ),
        migrations.AddField(
            model_name="columnmemory",
            name="organisation",
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.organisation"),
        ),
        migrations.AddField(
            model_name="duty",
            name="district",
            field=models.ForeignKey(
                editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.district", verbose_name="район"
            ),
        ),
        migrations.AddField(
            model_name="duty",
            name="organisation",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation", verbose_name="организация"
            ),
        ),
        migrations.AddField(
            model_name="duty",
            name="teacher",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="duties", to="teachers.teacher"),
        ),
        migrations.AddField(
            model_name="intake",
            name="by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="кто загрузил"
            ),
        ),
        migrations.AddField(
            model_name="intake",
            name="district",
            field=models.ForeignKey(
                editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.district", verbose_name="район"
            ),
        ),
        migrations.AddField(
            model_name="intake",
            name="file",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.storedfile", verbose_name="файл"),
        ),
        migrations.AddField(
            model_name="intake",
            name="organisation",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation", verbose_name="организация"
            ),
        ),
        migrations.AddField(
            model_name="intakerow",
            name="district",
            field=models.ForeignKey(
                editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.district", verbose_name="район"
            ),
        ),
        migrations.AddField(
            model_name="intakerow",
            name="intake",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="teachers.intake"),
        ),
        migrations.AddField(
            model_name="intakerow",
            name="teacher",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="teachers.teacher", verbose_name="чья карточка"
            ),
        ),
        migrations.AddField(
            model_name="merging",
            name="by",
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name="merging",
            name="district",
            field=models.ForeignKey(
                editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.district", verbose_name="район"
            ),
        ),
        migrations.AddField(
            model_name="merging",
            name="duplicate",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="teachers.teacher", verbose_name="присоединена"),
        ),
        migrations.AddField(
            model_name="merging",
            name="kept",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="mergings", to="teachers.teacher", verbose_name="осталась"),
        ),
        migrations.AddField(
            model_name="move",
            name="by",
            field=models.ForeignKey(
                editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="кто внёс"
            ),
        ),
        migrations.AddField(
            model_name="move",
            name="district",
            field=models.ForeignKey(
                editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.district", verbose_name="район"
            ),
        ),
        migrations.AddField(
            model_name="move",
            name="teacher",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="moves", to="teachers.teacher"),
        ),
        migrations.AddField(
            model_name="proposal",
            name="decided_by",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="кто решил"
            ),
        ),
        migrations.AddField(
            model_name="proposal",
            name="district",
            field=models.ForeignKey(
                editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.district", verbose_name="район"
            ),
        ),
        migrations.AddField(
            model_name="proposal",
            name="organisation",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation", verbose_name="кто подтверждает"),
        ),
        migrations.AddField(
            model_name="proposal",
            name="scan",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="documents.storedfile",
                verbose_name="скан",
            ),
        ),
        migrations.AddField(
            model_name="proposal",
            name="teacher",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="proposals", to="teachers.teacher"),
        ),
        migrations.AddConstraint(
            model_name="absence",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"),
                name="absence_dates",
                violation_error_message="Дата «по» раньше даты «с».",
            ),
        ),
        migrations.AddConstraint(
            model_name="absence",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[("teacher", "="), (portal.kit.periods.DateRange("since", "until", models.Value("[]")), "&&")],
                name="absence_one_at_a_time",
                violation_error_message="В эти даты отпуск или перерыв уже записан.",
            ),
        ),
        migrations.AddConstraint(
            model_name="careerstep",
            constraint=models.UniqueConstraint(fields=("district", "name"), name="career_step_once"),
        ),
        migrations.AddConstraint(
            model_name="careerstage",
            constraint=models.UniqueConstraint(fields=("teacher", "since"), name="career_stage_once_a_day"),
        ),
        migrations.AddConstraint(
            model_name="columnmemory",
            constraint=models.UniqueConstraint(fields=("district", "organisation", "title"), name="column_memory_once", nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name="duty",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"),
                name="duty_dates",
                violation_error_message="Дата «по» раньше даты «с».",
            ),
        ),
        migrations.AddIndex(
            model_name="intakerow",
            index=models.Index(fields=["intake", "verdict", "number"], name="intake_by_verdict"),
        ),
        migrations.AddConstraint(
            model_name="intakerow",
            constraint=models.UniqueConstraint(fields=("intake", "number"), name="intake_row_once"),
        ),
        migrations.AddIndex(
            model_name="proposal",
            index=models.Index(condition=models.Q(("state", "sent")), fields=["district", "organisation", "-at"], name="proposal_waiting"),
        ),
    ]
