"""What the accounts keep of a person (152-ФЗ): her account, access, consents, sign-in."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialToken
from allauth.usersessions.models import UserSession

from portal.accounts.models import Appointment, Consent, Erasure, Invitation, PersonalCopy, Responsibility, SavedList, User
from portal.journal.models import FormKey, Mailbox, Notice
from portal.kit.persons import Fate, Held

FACT_OF_ACCESS = "Кто и в какие дни имел доступ: без этого нельзя показать, кем обрабатывались чужие данные (152-ФЗ, ст. 18.1 и 19)."
PROOF = "Доказательство, что согласие было дано и когда отозвано (152-ФЗ, ст. 9, ч. 3)."

HELD = (
    Held(User, "pk", Fate.BLANK, "Строка без имени, почты и пароля: на неё ссылаются чужие записи.", account=True, hidden=("password",), named="учётная запись"),
    Held(Appointment, "user", Fate.BLANK, FACT_OF_ACCESS, account=True, blank={"act": ""}, hidden=("instead_of",)),
    Held(Responsibility, "appointment__user", Fate.BLANK, FACT_OF_ACCESS, account=True, blank={"act": ""}, hidden=("substitute",)),
    Held(Consent, "user", Fate.KEEP, PROOF, account=True),
    Held(Invitation, "user", account=True, hidden=("key_hash", "handed_hash", "by", "instead_of")),
    Held(SavedList, "user", account=True, hidden=("query",)),
    Held(Notice, "user", account=True, hidden=("text", "url", "key"), unjournalled=True),
    Held(Mailbox, "user", account=True),
    Held(FormKey, "user", account=True, hidden=("key", "address"), unjournalled=True, named="отметки о том, что форма уже отправлена"),
    Held(Erasure, "user", Fate.KEEP, "Подтверждение, что требование исполнено (приказ Роскомнадзора № 179): без имени.", account=True, hidden=("words", "decided_by", "by")),
    Held(PersonalCopy, "user", account=True, hidden=("file", "paper")),
    Held(EmailAddress, "user", account=True, named="адреса для входа"),
    Held(Authenticator, "user", account=True, hidden=("data",), named="второй шаг входа"),
    Held(UserSession, "user", account=True, hidden=("session_key", "data"), named="сеансы входа"),
    Held(SocialToken, "account__user", account=True, hidden=("token", "token_secret"), named="ключи внешнего входа"),
    Held(SocialAccount, "user", account=True, named="вход через внешний сервис"),
)  # fmt: skip
