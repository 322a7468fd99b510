from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "portal.accounts"
    label = "accounts"
    verbose_name = "Люди и места"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from portal.accounts.services.consents import remember_edition

        user_logged_in.connect(remember_edition, dispatch_uid="accounts.consent_edition")
