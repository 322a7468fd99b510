from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JournalConfig(AppConfig):
    name = "portal.journal"
    label = "journal"
    verbose_name = "Журнал"

    def ready(self) -> None:
        """Read every app's table of moves: whoever advances an object need not import it first."""
        autodiscover_modules("lifecycle")
