"""Bringing people in from the Excel files that schools have: the file, its rows, what was decided about each."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from portal.accounts.models import Organisation, Role
from portal.documents.models import StoredFile
from portal.kit.joining import Joining
from portal.kit.wall import Walled, of_district
from teachers.models.people import Teacher


class IntakeQuerySet(models.QuerySet["Intake"]):
    def visible_to(self, user: Any) -> "IntakeQuerySet":
        """The district's staff see all imports, a school those of its own."""
        return self.filter(user.whole_or(Q(organisation__in=user.organisations_as(Role.SCHOOL_HEAD))))


class Intake(Walled):
    """Загрузка списка сотрудников из файла: пробный разбор, решения по строкам, применение и отмена. The file and the decisions are kept."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", "читается файл"
        MAPPING = "mapping", "столбцы"
        CHECKING = "checking", "проверяются строки"
        CHECKED = "checked", "проверено, ждёт решения"
        APPLYING = "applying", "записывается"
        APPLIED = "applied", "записано"
        UNDOING = "undoing", "отменяется"
        UNDONE = "undone", "отменено"
        FAILED = "failed", "не удалось"
        CANCELLED = "cancelled", "отложено"

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="организация"
    )  # пусто: в файле несколько
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="файл")
    on = models.DateField("сведения на дату")
    state = models.CharField("состояние", max_length=10, choices=State.choices, default=State.UPLOADED)
    sheet = models.CharField("лист", max_length=100, blank=True)
    header_row = models.PositiveIntegerField("строка заголовков", null=True, blank=True)
    columns = models.JSONField("столбцы файла", default=list, blank=True)  # [{"letter": "B", "title": "ФИО", "field": "name", "sample": "…"}]
    totals = models.JSONField("итоги по строкам", default=dict, blank=True)
    progress = models.PositiveIntegerField("выполнено, %", default=0)
    message = models.CharField("сообщение", max_length=500, blank=True)
    held = models.BooleanField("взято в работу", default=False, editable=False)  # a worker has the job of the present state
    attempt = models.PositiveSmallIntegerField(default=0, editable=False)
    heartbeat_at = models.DateTimeField(null=True, blank=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="кто загрузил")
    at = models.DateTimeField("загружено", auto_now_add=True)
    checked_at = models.DateTimeField("проверено", null=True, blank=True, editable=False)
    applied_at = models.DateTimeField("записано", null=True, blank=True)

    objects = IntakeQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "загрузка из файла", "загрузки из файлов"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["district", "-at", "-id"], name="intake_latest")]

    def __str__(self) -> str:
        return f"Загрузка: {self.file.name}"

    @property
    def busy(self) -> bool:
        """A job is waiting or running."""
        return self.state in (self.State.CHECKING, self.State.APPLYING, self.State.UNDOING)


class IntakeRow(Walled):
    """Строка файла: что прочитано, что из неё следует и что решено."""

    class Verdict(models.TextChoices):
        NEW = "new", "новый"
        SAME = "same", "без изменений"
        CHANGED = "changed", "изменения"
        DOUBTFUL = "doubtful", "под вопросом"
        REFUSED = "refused", "не принято"

    class Decision(models.TextChoices):
        TAKE = "take", "записать"
        SKIP = "skip", "пропустить"
        SAME_PERSON = "same_person", "это тот же человек"
        ANOTHER_PERSON = "another_person", "это другой человек"

    district = of_district(db_constraint=False)
    intake = models.ForeignKey(Intake, models.CASCADE, related_name="rows", db_index=False, db_constraint=False)
    number = models.PositiveIntegerField("строка в файле")
    values = models.JSONField("прочитано", default=dict)
    verdict = models.CharField("вывод", max_length=10, choices=Verdict.choices)
    problems = models.JSONField("замечания", default=list, blank=True)  # [{"cell": "D12", "reason": "…", "mend": "…", "fatal": true}]
    changes = models.JSONField("изменения", default=dict, blank=True)  # {"birth_date": ["1980-01-01", "1980-01-10"]}
    candidates = models.JSONField("похожие карточки", default=list, blank=True)  # [{"teacher": 5, "why": "…"}]
    teacher = models.ForeignKey(Teacher, models.SET_NULL, null=True, blank=True, related_name="+", db_constraint=False, verbose_name="чья карточка")
    decision = models.CharField("решение", max_length=15, choices=Decision.choices, blank=True)
    applied = models.JSONField("что записано", null=True, blank=True)  # rows made and changed, for undoing

    joining = Joining(stays=True)  # what a file said of the card

    class Meta:
        verbose_name, verbose_name_plural = "строка загрузки", "строки загрузки"
        ordering = ["intake", "number"]
        constraints = [models.UniqueConstraint(fields=["intake", "number"], name="intake_row_once")]
        indexes = [models.Index(fields=["intake", "verdict", "number"], include=["decision", "district"], name="intake_by_verdict")]  # counted without the rows

    def __str__(self) -> str:
        return f"Строка {self.number}"


class ColumnMemory(Walled):
    """Как организация называет столбцы в своих файлах: запоминается, чтобы не сопоставлять снова."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, blank=True, related_name="+")
    title = models.CharField("заголовок (приведённый)", max_length=200)
    field = models.CharField("поле", max_length=40, blank=True)  # пусто: столбец не нужен

    class Meta:
        verbose_name, verbose_name_plural = "запомненный столбец", "запомненные столбцы"
        constraints = [models.UniqueConstraint(fields=["district", "organisation", "title"], name="column_memory_once", nulls_distinct=False)]

    def __str__(self) -> str:
        return f"{self.title} → {self.field or '—'}"
