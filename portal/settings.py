"""All settings, read from the environment and checked here; a wrong one stops the start with a sentence."""

import sys
from pathlib import Path
from typing import Any

from celery.schedules import crontab
from django.core.exceptions import ImproperlyConfigured

from portal.kit import env

BASE_DIR = Path(__file__).resolve().parent.parent
MODE = env.choice("PORTAL_MODE", ("demo", "test", "production"), "production")
DEMO = MODE == "demo"
DEBUG = env.flag("DEBUG")
SECRET_KEY = env.text("SECRET_KEY")
if MODE == "production" and (len(SECRET_KEY) < 40 or SECRET_KEY.startswith(("demo", "test"))):
    raise ImproperlyConfigured("Переменная SECRET_KEY: нужен свой случайный ключ не короче 40 знаков, демонстрационный не годится.")
if MODE == "production" and DEBUG:
    raise ImproperlyConfigured("Переменная DEBUG: в рабочем режиме (PORTAL_MODE=production) отладка запрещена.")
# Second steps of signing in are kept sealed: the first key seals, the old ones are only read with (docs/operations.md, «Ключ второго шага»).
SECOND_STEP_KEY = env.text("SECOND_STEP_KEY", None if MODE == "production" else SECRET_KEY)
SECOND_STEP_OLD_KEYS = env.words("SECOND_STEP_OLD_KEYS")
for _name, _keys in {"SECOND_STEP_KEY": [SECOND_STEP_KEY], "SECOND_STEP_OLD_KEYS": SECOND_STEP_OLD_KEYS}.items():
    if MODE == "production" and any(len(one) < 40 or one.startswith(("demo", "test")) or one == SECRET_KEY for one in _keys):
        raise ImproperlyConfigured(f"Переменная {_name}: нужен свой случайный ключ не короче 40 знаков, не демонстрационный и не тот, что в SECRET_KEY.")
PUBLIC_URL = env.address("PUBLIC_URL", ("https", "http"), None if MODE == "production" else "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "" if MODE == "production" else "127.0.0.1,localhost,testserver")
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured("Переменная ALLOWED_HOSTS не задана: перечислите через запятую имена узлов портала.")

INSTALLED_APPS = [
    "portal.kit",
    "portal.journal",
    "portal.accounts",
    "portal.documents",
    "teachers",
    "communities",
    "contests",
    "routes",
    "monitoring",
    "portal.site",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",  # allauth.mfa writes with it
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "rules.apps.AutodiscoverRulesConfig",
    "django_htmx",
    "django_filters",
    "template_partials",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "portal.kit.headers.SecurityHeaders",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "portal.kit.typed.NoZeroBytes",
    "portal.accounts.middleware.ScopeMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.accounts.middleware.DistrictMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "portal.accounts.middleware.SuspendedMiddleware",
    "portal.accounts.middleware.SecondStepMiddleware",
    "portal.accounts.middleware.ConsentMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "portal.journal.middleware.FormKeyMiddleware",
    "portal.kit.refusal.RefusalMiddleware",
]
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.site.context.frame",
            ],
            "builtins": ["template_partials.templatetags.partials", "portal.kit.templatetags.ui", "portal.kit.templatetags.tables"],
        },
    }
]

# Migrations run as the owner of the tables; web, workers and commands as a role that the wall holds.
_AS_OWNER = len(sys.argv) > 1 and sys.argv[1] in ("migrate", "createcachetable", "flush", "sqlflush")
_URL_NAME = "DATABASE_OWNER_URL" if _AS_OWNER and env.text("DATABASE_OWNER_URL", "") else "DATABASE_URL"
DATABASES: dict[str, dict[str, Any]] = {"default": env.database(_URL_NAME)}
if MODE != "test":
    # Attempts to reconnect grow apart; given up after ten seconds, they begin anew with the next request, so that a database that is back is found at once.
    _POOL = {"min_size": 1, "max_size": env.number("DATABASE_POOL", 8, 1, 100), "timeout": 10, "reconnect_timeout": 10}
    # Compiling a plan to machine code costs a list page of a large district 60 ms and saves it nothing.
    DATABASES["default"]["OPTIONS"] = {"pool": _POOL, "options": "-c jit=off"}
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASE_APP_ROLE = env.database("DATABASE_URL")["USER"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.address("REDIS_URL", ("redis", "rediss"))
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_TIME_LIMIT = 1800
CELERY_TASK_PUBLISH_RETRY = False  # a page never waits for a broker: the row is kept, the sweep re-queues it
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
_AT_ONCE = {"max_retries": 1, "interval_start": 0, "interval_step": 0}  # an absent broker is told in milliseconds instead of six seconds
# Who hands a row over to a silent broker waits two seconds; a worker that reads is more patient (portal/celery.py).
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 2, "socket_timeout": 2, "visibility_timeout": 3600, **_AT_ONCE}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "Europe/Moscow"
CELERY_BEAT_SCHEDULE = {
    "pulse": {"task": "portal.site.tasks.beat", "schedule": 60.0},
    "notices": {"task": "portal.journal.tasks.deliver_notices", "schedule": 60.0},
    "deputies": {"task": "portal.accounts.tasks.tell_deputies", "schedule": 600.0},
    "invitations": {"task": "portal.accounts.tasks.deliver_invitations", "schedule": 60.0},
    "copies": {"task": "portal.site.tasks.sweep_copies", "schedule": 30.0},
    "erasures": {"task": "portal.site.tasks.sweep_erasures", "schedule": 60.0},
    "removals": {"task": "portal.site.tasks.sweep_removals", "schedule": 3600.0},
    "retention": {"task": "portal.site.tasks.keep_terms", "schedule": 24 * 3600.0},
    "handovers": {"task": "portal.accounts.tasks.sweep_handovers", "schedule": 60.0},
    "reports": {"task": "monitoring.tasks.sweep_reports", "schedule": 15.0},
    "intakes": {"task": "teachers.tasks.sweep_intakes", "schedule": 15.0},
    "files": {"task": "portal.documents.tasks.sweep_files", "schedule": 3600.0},
    "steps": {"task": "routes.tasks.remind", "schedule": 6 * 3600.0},
    "terms": {"task": "teachers.tasks.remind", "schedule": 6 * 3600.0},
    "places": {"task": "routes.tasks.follow_work", "schedule": crontab(minute="*/5")},  # at the very midnight of every district
    "moved": {"task": "routes.tasks.follow_events", "schedule": 300.0},
    "summaries": {"task": "monitoring.tasks.refresh_summaries", "schedule": 3600.0},
}
# The cache holds throttles and the pulse of the worker; in the database it outlives the broker. Over its size what is over goes first,
# then live entries too: it is large enough that nobody pushes a throttle out by filling it (counting so many takes milliseconds).
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "portal_cache", "OPTIONS": {"MAX_ENTRIES": 50_000}}}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["rules.permissions.ObjectPermissionBackend", "portal.accounts.adapter.SignIn"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator", "NumericPasswordValidator")
]
if MODE == "test":
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "site:home"
ACCOUNT_ADAPTER = "portal.accounts.adapter.InvitationOnly"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an address is confirmed by the invitation that was sent to it
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a changed password or second step is told by mail
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
INVITATION_DAYS = env.number("INVITATION_DAYS", 7, 1, 60)  # how long the link of an invitation works
SECOND_STEP = MODE == "production" or (DEMO and env.flag("DEMO_SECOND_STEP"))  # the demo enters with one click unless it is asked to show the rule; decision 26
ASK_CONSENT = MODE != "test"  # without consent to the newest text only one's own data is shown; decision 29
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key", "reset_password": "5/m/ip,3/10m/key", "check_document": "30/m/ip,300/d/ip"}
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXIES", 0, 0, 5)
MFA_ADAPTER = "portal.accounts.adapter.SecondStep"
# Ours bear whatever is sent as a key; the library's fall over it.
MFA_FORMS = {f"{deed}_webauthn": f"portal.accounts.forms.{deed.title()}KeyForm" for deed in ("add", "edit", "authenticate", "login", "reauthenticate")}
MFA_ALLOW_UNVERIFIED_EMAIL = True  # every address has been confirmed by its invitation
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Портал методической службы"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = MODE != "production"
SOCIALACCOUNT_ADAPTER = "portal.accounts.adapter.OuterDoor"
OIDC_URL = env.address("OIDC_URL", ("https",) if MODE == "production" else ("https", "http"), "").rstrip("/") if env.text("OIDC_URL", "") else ""
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {}
if OIDC_URL:  # a regional service of sign-in; its address is also where the form of the sign-in page may lead
    _APP = {
        "provider_id": "sso",
        "name": env.text("OIDC_NAME", "региональный сервис"),
        "client_id": env.text("OIDC_CLIENT_ID"),
        "secret": env.text("OIDC_SECRET"),
    }
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {"APPS": [_APP | {"settings": {"server_url": OIDC_URL, "oauth_pkce_enabled": True}}]}

LANGUAGE_CODE = "ru"
TIME_ZONE = "Europe/Moscow"
USE_TZ = True
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = env.text("STATIC_ROOT", str(BASE_DIR / ".local" / "static"))
MEDIA_ROOT = env.text("MEDIA_ROOT", str(BASE_DIR / ".local" / "media"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"file_permissions_mode": 0o600}},  # people's; static ones are for all
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage" if MODE == "test" else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_AUTOREFRESH = MODE == "test"
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
UPLOAD_LIMIT_MB = env.number("UPLOAD_LIMIT_MB", 10, 1, 200)

SESSION_COOKIE_AGE = 12 * 3600
MESSAGE_STORAGE = "portal.kit.telling.Storage"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if PUBLIC_URL.startswith("https://"):
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31536000
    CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

MAIL = env.choice("MAIL_TRANSPORT", ("file", "console", "smtp", "memory"), "smtp" if MODE == "production" else "memory" if MODE == "test" else "file")
EMAIL_BACKEND = "django.core.mail.backends." + {"file": "filebased", "console": "console", "smtp": "smtp", "memory": "locmem"}[MAIL] + ".EmailBackend"
EMAIL_FILE_PATH = str(BASE_DIR / ".local" / "mail")
EMAIL_TIMEOUT = 10  # seconds: a silent mail server may not hold a page
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", "portal@portal.example")
if MAIL == "smtp":
    EMAIL_HOST, EMAIL_PORT = env.text("MAIL_HOST"), env.number("MAIL_PORT", 587, 1, 65535)
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = env.text("MAIL_USER", ""), env.text("MAIL_PASSWORD", "")
    EMAIL_USE_TLS = env.flag("MAIL_TLS", True)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(levelname)s %(name)s: %(message)s"}},
    "filters": {"brief": {"()": "portal.kit.headers.Brief"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["brief"]}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"django.request": {"level": "ERROR"}, "fontTools": {"level": "ERROR"}, "weasyprint": {"level": "ERROR"}},
}
SILENCED_SYSTEM_CHECKS = ["account.W001"]
