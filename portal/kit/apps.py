from django import forms
from django.apps import AppConfig

NO_CHOICE = "Такого значения больше нет: выберите другое."
CHOICES = (forms.ChoiceField, forms.MultipleChoiceField, forms.ModelChoiceField, forms.ModelMultipleChoiceField)
for _kind in CHOICES:  # before any form is made: Django's own sentence shows the codes of addresses to people
    _kind.default_error_messages = {**_kind.default_error_messages, "invalid_choice": NO_CHOICE}


class KitConfig(AppConfig):
    name = "portal.kit"
    label = "kit"
    verbose_name = "Инструменты"

    def ready(self) -> None:
        from portal.kit import checks  # noqa: F401  (registers the system checks)
