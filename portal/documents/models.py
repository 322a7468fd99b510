"""Private files and numbered documents."""

import secrets
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse

from portal.kit.wall import Walled


def private_path(stored: "StoredFile", name: str) -> str:
    """A path that says nothing and cannot be guessed; the name that people see is a column."""
    return f"{stored.district_id}/{secrets.token_hex(2)}/{secrets.token_hex(20)}"


class StoredFile(Walled):
    """Приватный файл; it is served only through the page of the object that it belongs to."""

    file = models.FileField(upload_to=private_path, max_length=200)
    name = models.CharField("имя файла", max_length=200)
    content_type = models.CharField("тип по содержанию", max_length=100)
    size = models.PositiveBigIntegerField("размер, байт")
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name, verbose_name_plural = "файл", "файлы"

    def __str__(self) -> str:
        return self.name


class NumberedDocumentQuerySet(models.QuerySet["NumberedDocument"]):
    def visible_to(self, user: Any) -> "NumberedDocumentQuerySet":
        return self.filter(district_id__in=user.district_ids)


def check_code() -> str:
    return secrets.token_urlsafe(12)


class NumberedDocument(Walled):
    """Нумерованный документ (отчёт, сертификат, справка) с публичной проверкой подлинности по номеру или QR-коду."""

    kind = models.CharField("вид", max_length=60)
    number = models.CharField("номер", max_length=40, unique=True)
    code = models.CharField("код проверки", max_length=24, unique=True, default=check_code)
    title = models.CharField("название", max_length=300)
    holder = models.CharField("кому (с инициалами)", max_length=120)
    issued_on = models.DateField("выдан")
    object_type = models.CharField(max_length=60, blank=True)
    object_id = models.BigIntegerField(null=True)
    revoked_on = models.DateField("отозван", null=True, blank=True)
    revoke_reason = models.CharField("почему отозван", max_length=300, blank=True)

    objects = NumberedDocumentQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "нумерованный документ", "нумерованные документы"
        ordering = ["-issued_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.kind} № {self.number}"

    @property
    def check_url(self) -> str:
        """The public address behind the QR code."""
        return f"{settings.PUBLIC_URL}{reverse('documents:check', args=[self.code])}"


class DocumentLine(Walled):
    """Строка нумерованного документа: один факт, который проверяют по своему адресу; kept as it was when the document was issued."""

    document = models.ForeignKey(NumberedDocument, models.CASCADE, related_name="lines")
    number = models.PositiveSmallIntegerField("номер строки")
    section = models.CharField("раздел", max_length=60)
    on = models.DateField("дата")
    title = models.TextField("что")
    note = models.TextField("уточнение", blank=True)

    class Meta:
        verbose_name, verbose_name_plural = "строка документа", "строки документов"
        ordering = ["document", "number"]
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="document_line_once")]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    @property
    def check_url(self) -> str:
        """The public address at which this one fact is checked."""
        return f"{settings.PUBLIC_URL}{reverse('documents:check_line', args=[self.document.code, self.number])}"


class Counter(Walled):
    """Счётчик номеров документов района за год; taken under a row lock, so that numbers never repeat."""

    series = models.CharField("серия", max_length=10)
    year = models.PositiveSmallIntegerField("год")
    last = models.PositiveIntegerField("последний номер", default=0)

    class Meta:
        verbose_name, verbose_name_plural = "счётчик номеров", "счётчики номеров"
        constraints = [models.UniqueConstraint(fields=["district", "series", "year"], name="counter_once")]

    def __str__(self) -> str:
        return f"{self.series}-{self.year}"
