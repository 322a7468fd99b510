"""`manage.py load_base`: what a new portal begins with; a second run, and one after an update, adds only what is missing."""

from typing import Any

from django.core.management.base import BaseCommand

from monitoring.models import Indicator
from portal.accounts.models import Word
from portal.kit.wall import scope
from portal.site.base import load_base
from teachers.models import Competency


class Command(BaseCommand):
    help = "Добавляет недостающее общее для всех районов: словари, профессиональный стандарт, паспорта показателей."

    def handle(self, *args: Any, **options: Any) -> None:
        load_base()
        with scope(common=True):
            words, actions, passports = Word.objects.count(), Competency.objects.count(), Indicator.objects.count()
        self.stdout.write(f"Готово: слов в словарях — {words}, действий и функций стандарта — {actions}, паспортов показателей — {passports}.")
