from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "portal.accounts"
    label = "accounts"
    verbose_name = "Люди и места"

    def ready(self) -> None:
        from allauth.account.signals import password_reset
        from django.contrib.auth.signals import user_logged_in

        from portal.accounts.services.consents import remember_edition
        from portal.accounts.services.entry import prove_mailbox
        from portal.accounts.services.security import just_entered

        user_logged_in.connect(just_entered, dispatch_uid="accounts.seen")
        user_logged_in.connect(remember_edition, dispatch_uid="accounts.consent_edition")
        password_reset.connect(prove_mailbox, dispatch_uid="accounts.mailbox")
