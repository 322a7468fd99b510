"""manage.py prove_deleted <код района>: is anything left of a removed district?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.accounts.models import District
from portal.site.personal.removing import count_left


class Command(BaseCommand):
    help = "Считает строки района во всех таблицах за стеной и файлы в его папке. Код выхода 1, если что-то осталось."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code")

    def handle(self, *args: Any, **options: Any) -> None:
        district = District.objects.filter(code=options["code"]).first()
        if district is None:
            raise CommandError("Района с таким кодом нет.")
        left = count_left(district)
        for name, count in left.items():
            self.stdout.write(f"{count:>8}  {name}")
        total = sum(left.values())
        if total:
            raise CommandError(f"{district.name}: осталось {total}.")
        self.stdout.write(f"{district.name}: ничего не осталось, таблиц проверено: {len(left) - 1}.")
