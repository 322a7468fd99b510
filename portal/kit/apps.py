from django.apps import AppConfig

from portal.kit.sentences import speak_plainly

speak_plainly()


class KitConfig(AppConfig):
    name = "portal.kit"
    label = "kit"
    verbose_name = "Инструменты"

    def ready(self) -> None:
        from portal.kit import checks  # noqa: F401  (registers the system checks)
