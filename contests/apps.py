from django.apps import AppConfig


class ContestsConfig(AppConfig):
    name = "contests"
    label = "contests"
    verbose_name = "Конкурсы"
