"""Every setting of the portal, in one file, read from the environment.

``PARK_MODE`` decides the rest:

* ``demo`` (default): a living park on this machine; DEBUG off, house error pages, cookies
  without Secure, embedded servers, demo data allowed, roomy rate limits.
* ``test``: the same, on the tests' own servers, mail kept in memory.
* ``production``: every guard on; secrets and servers must come from the environment.
"""

from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF

from park_portal import embedded

from .logging import logging_config

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent
PARK_MODE = env.str("PARK_MODE", "demo")
if PARK_MODE not in {"demo", "test", "production"}:
    raise environ.ImproperlyConfigured(f"PARK_MODE is {PARK_MODE!r}: say demo, test or production.")
PRODUCTION = PARK_MODE == "production"

# ------------------------------------------------------------------------------ the park
# One deployment is one park: its names are settings, never code.
PARK = {
    "name": env.str("PARK_NAME", "혁신파크 포털"),
    "name_en": env.str("PARK_NAME_EN", "Innovation Park Portal"),
    "operator": env.str("PARK_OPERATOR", "혁신파크 운영센터"),
    "operator_en": env.str("PARK_OPERATOR_EN", "Innovation Park Centre"),
    "district": env.str("PARK_DISTRICT", "해담구"),
    "district_en": env.str("PARK_DISTRICT_EN", "Haedam-gu"),
    "address": env.str("PARK_ADDRESS", "서울특별시 해담구 혁신로 17"),
    "address_en": env.str("PARK_ADDRESS_EN", "17 Hyeoksin-ro, Haedam-gu, Seoul"),
    "phone": env.str("PARK_PHONE", "+8225550100"),
    "email": env.str("PARK_EMAIL", "help@park.example"),
    # Where people transfer to: bank, number, holder; shown on notices and kept with each imported transfer.
    "bank": env.str("PARK_BANK", "해담은행"),
    "bank_en": env.str("PARK_BANK_EN", "Haedam Bank"),
    "bank_account": env.str("PARK_BANK_ACCOUNT", "100-200-300400"),
    "bank_holder": env.str("PARK_BANK_HOLDER", "혁신파크 운영센터"),
    "bank_holder_en": env.str("PARK_BANK_HOLDER_EN", "Innovation Park Centre"),
}
PARK_URL = env.str("PARK_URL", f"http://localhost:{env.int('PORT', 8000)}")  # base of links in messages

# ------------------------------------------------------------------------------ security
DEBUG = False
SECRET_KEY = env.str("SECRET_KEY") if PRODUCTION else env.str("SECRET_KEY", "for-demo-and-test-only-" + "0" * 40)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else ["localhost", "127.0.0.1", "testserver"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
CSRF_FAILURE_VIEW = "park_portal.core.errors.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", PRODUCTION)
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if PRODUCTION else 0
SECURE_REDIRECT_EXEMPT = [r"^healthz/$"]
if env.bool("BEHIND_PROXY", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
X_FRAME_OPTIONS = "DENY"

# Kakao and Naver exist only with a key. They redirect away from us, and form-action covers redirects.
SOCIAL_HOSTS = {
    "kakao": ["https://kauth.kakao.com", "https://accounts.kakao.com"],
    "naver": ["https://nid.naver.com"],
}
TEST_KEY = "key-of-the-tests" if PARK_MODE == "test" else ""
SOCIAL_KEYS = {name: key for name in SOCIAL_HOSTS if (key := env.str(f"{name.upper()}_CLIENT_ID", TEST_KEY))}
SIGN_IN_HOSTS = [host for name in SOCIAL_KEYS for host in SOCIAL_HOSTS[name]]

# The payment gateway exists only with all four keys. PORTONE_URL is another address for the tests' counterpart.
PORTONE = {name: env.str(f"PORTONE_{name.upper()}", "") for name in ("api_secret", "store_id", "channel_key")}
PORTONE["webhook_secret"] = env.str("PORTONE_WEBHOOK_SECRET", "")
PORTONE["url"] = env.str("PORTONE_URL", "https://api.portone.io")
# Its browser SDK is served by the vendor alone; it talks to the vendor's API and opens the payment window in a frame.
# A card company's own window may need its host besides: PORTONE_HOSTS.
PORTONE_ON = all(PORTONE.values())
PORTONE_HOSTS = ["https://*.portone.io", "https://*.iamport.co", *env.list("PORTONE_HOSTS", default=[])]
PORTONE_POLICY: dict[str, list[str]] = {
    "script-src": [SELF, "https://cdn.portone.io"],
    "connect-src": [SELF, *PORTONE_HOSTS],
    "frame-src": [SELF, *PORTONE_HOSTS],
}

# Refund accounts at rest: Fernet keys, the first one seals, all open. Rotate by putting a new one first.
REFUND_ACCOUNT_KEYS = (
    env.list("REFUND_ACCOUNT_KEYS")
    if PRODUCTION
    else env.list("REFUND_ACCOUNT_KEYS", default=["Zm9yLWRlbW8tYW5kLXRlc3Qtb25seS0wMDAwMDAwMDA="])
)

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],  # data: for the small SVG marks in the stylesheets
        "form-action": [SELF, *SIGN_IN_HOSTS],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        **(PORTONE_POLICY if PORTONE_ON else {}),
    }
}

# ------------------------------------------------------------------------------ the house
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",  # asked for by allauth's session list
    "django.forms",  # its widget templates, behind our own renderer
    "park_portal.core",
    "park_portal.audit",
    "park_portal.notifications",
    "park_portal.accounts",
    "park_portal.documents",
    "park_portal.approvals",
    "park_portal.payments",
    "spaces",
    "tenants",
    "projects",
    "collaboration",
    "park_portal.reports",
    "park_portal.demo",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    *(f"allauth.socialaccount.providers.{name}" for name in SOCIAL_KEYS),
    "allauth.mfa",
    "allauth.usersessions",
    "django_filters",
    "django_htmx",
    "django_structlog",
    "rest_framework",
    "drf_spectacular",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "park_portal.core.middleware.LanguageMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "park_portal.core.middleware.HtmxSignInMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "park_portal.accounts.adapters.ActingMiddleware",
    "park_portal.accounts.adapters.SecondFactorMiddleware",
    "park_portal.audit.adapters.AccessLogMiddleware",
    "park_portal.core.middleware.SafeMethodMiddleware",
    "park_portal.core.middleware.RefusalMiddleware",
]
ROOT_URLCONF = "park_portal.urls"
WSGI_APPLICATION = "park_portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "park_portal.core.forms.Renderer"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csrf",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "park_portal.core.context_processors.park",
                "park_portal.notifications.adapters.inbox_context",
                "park_portal.accounts.adapters.acting_context",
                "park_portal.reports.menu.menu_context",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "park_portal.core.templatetags.park",
            ],
        },
    }
]

# ------------------------------------------------------------------------------ servers
HOME = embedded.home(PARK_MODE)  # where the embedded servers of this mode live
if PRODUCTION or "DATABASE_URL" in env.ENVIRON:
    DATABASES = {"default": env.db_url("DATABASE_URL")}
else:
    DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", **embedded.database(HOME)}}
if PRODUCTION or "REDIS_URL" in env.ENVIRON:
    BROKER_URL = RESULT_URL = CACHE_URL = env.str("REDIS_URL")
else:
    BROKER_URL, RESULT_URL, CACHE_URL = embedded.broker_url(HOME), embedded.result_url(HOME), embedded.cache_url(HOME)
# A cursor kept open on the server is lost behind a pooler like PgBouncer, and costs a choice of buildings three trips.
DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, "DISABLE_SERVER_SIDE_CURSORS": True}
CACHES = {
    "default": {
        "BACKEND": "park_portal.core.caches.ValkeyCache",
        "LOCATION": CACHE_URL,
        "KEY_PREFIX": f"park-{PARK_MODE}",
        "OPTIONS": {"socket_timeout": 2, "socket_connect_timeout": 1},
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"  # signing out everywhere needs rows; the cache may be emptied

CELERY_BROKER_URL, CELERY_RESULT_BACKEND = BROKER_URL, RESULT_URL
CELERY_TIMEZONE = "Asia/Seoul"
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A request must not hang on a broker that is away: the sweep will find what could not be published.
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_timeout": 5, "socket_connect_timeout": 1, "max_retries": 1}
CELERY_TASK_PUBLISH_RETRY = False

# ------------------------------------------------------------------------------ files
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(embedded.data_dir() / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
NPM_ROOT = BASE_DIR / "node_modules"
NPM_STATIC = {
    "vendor/krds": (
        "krds-uiux/resources",
        [
            "css/component/output.css",
            "css/token/krds_tokens.css",
            "img/component/**/*.svg",
            "fonts/*.woff2",
        ],
    ),
    "vendor/echarts": ("echarts/dist", ["echarts.min.js"]),
    "vendor/noto-sans-kr": ("@fontsource-variable/noto-sans-kr", ["index.css", "files/*.woff2"]),
}
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "park_portal.core.finders.NpmFinder",
]
STATIC_STORAGE = {
    "demo": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage",
    "test": "django.contrib.staticfiles.storage.StaticFilesStorage",
    "production": "whitenoise.storage.CompressedManifestStaticFilesStorage",
}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": STATIC_STORAGE[PARK_MODE]},
    "private": {  # papers and uploads: never under a URL of the web server, read through documents.views only
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": env.str("PRIVATE_ROOT", str(HOME / "private")),
            "base_url": None,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
}
UPLOAD_MAX_BYTES = env.int("UPLOAD_MAX_BYTES", 20 * 1024 * 1024)
UPLOAD_MAX_UNPACKED = 200 * 1024 * 1024  # of a ZIP-based office file
UPLOAD_MAX_PIXELS = 50_000_000
SHEET_MAX_ROWS = 20_000  # of an uploaded sheet
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = PARK_MODE == "test"

# ------------------------------------------------------------------------------ words and time
LANGUAGE_CODE = "ko"
LANGUAGES = [("ko", "한국어"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "park_portal" / "locale"]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "Asia/Seoul"
USE_TZ = True
FORMAT_MODULE_PATH = ["park_portal.core.formats"]
USE_THOUSAND_SEPARATOR = True

# ------------------------------------------------------------------------------ people
AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 9}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
if PARK_MODE == "test":  # hashing slowly on purpose would be most of what the tests do
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accounts:me"
ACCOUNT_LOGOUT_REDIRECT_URL = "reports:home"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "park_portal.accounts.forms.SignupFields"
ACCOUNT_ADAPTER = "park_portal.accounts.adapters.SignInAdapter"
SOCIALACCOUNT_ADAPTER = "park_portal.accounts.adapters.SocialSignInAdapter"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a changed password or second step is told to the owner
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = PARK_URL.split(":", 1)[0]
ACCOUNT_RATE_LIMITS = (
    {"login_failed": "10/m/ip,5/300s/key", "signup": "20/m/ip"}
    if PRODUCTION
    else {"login": "1000/m/ip", "login_failed": "100/m/ip,20/300s/key", "signup": "1000/m/ip"}
)
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", 0)
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False  # Naver marks every address verified: never link by e-mail
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_PROVIDERS = {
    name: {"APPS": [{"client_id": key, "secret": env.str(f"{name.upper()}_CLIENT_SECRET", ""), "key": ""}]}
    for name, key in SOCIAL_KEYS.items()
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = PARK["name_en"]
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION  # WebAuthn on http://localhost
USERSESSIONS_TRACK_ACTIVITY = False
SECOND_FACTOR_REQUIRED = env.bool("SECOND_FACTOR_REQUIRED", PRODUCTION)  # of centre staff and district officers

# ------------------------------------------------------------------------------ messages
# Every mail becomes an outbox row in the deed's own transaction; a task delivers it by the transport.
EMAIL_BACKEND = "park_portal.notifications.adapters.OutboxBackend"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("DEFAULT_FROM_EMAIL", f"{PARK['operator_en']} <no-reply@park.example>")
OUTBOX_TRANSPORT = {
    "demo": "django.core.mail.backends.filebased.EmailBackend",
    "test": "django.core.mail.backends.locmem.EmailBackend",
    "production": env.str("OUTBOX_TRANSPORT", "django.core.mail.backends.smtp.EmailBackend"),
}[PARK_MODE]
MAIL_SERVER = env.email_url("EMAIL_URL", default="smtp://localhost:25")
EMAIL_HOST, EMAIL_PORT = MAIL_SERVER["EMAIL_HOST"], MAIL_SERVER["EMAIL_PORT"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL_SERVER["EMAIL_HOST_USER"], MAIL_SERVER["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = MAIL_SERVER.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = MAIL_SERVER.get("EMAIL_USE_SSL", False)
EMAIL_FILE_PATH = HOME / "mail"
EMAIL_TIMEOUT = 10
ANYMAIL = env.json("ANYMAIL", default={})

# ------------------------------------------------------------------------------ API
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "park_portal.api.authentication.BearerAuthentication",  # first: no credentials are 401, not 403
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["park_portal.api.permissions.Scoped"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["park_portal.api.parsers.BoundedJSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "park_portal.api.pagination.Pages",
    "DEFAULT_SCHEMA_CLASS": "park_portal.api.schema.Description",
    "DEFAULT_VERSIONING_CLASS": None,
    "DEFAULT_THROTTLE_RATES": {"bookings": "120/min" if PRODUCTION else "6000/min"},
    "EXCEPTION_HANDLER": "park_portal.api.problems.problem_response",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Park Portal API",
    "DESCRIPTION": "The same rules as the pages. Errors carry a `code` for programs and a `detail` for people.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
}

# ------------------------------------------------------------------------------ operations
DJANGO_STRUCTLOG_CELERY_ENABLED = True
LOGGING = logging_config(
    json_lines=PRODUCTION, level=env.str("LOG_LEVEL", "WARNING" if PARK_MODE == "test" else "INFO")
)
if SENTRY_DSN := env.str("SENTRY_DSN", ""):
    import sentry_sdk

    sentry_sdk.init(dsn=SENTRY_DSN, environment=PARK_MODE, send_default_pii=False)

# Views that may write on GET: the return from Kakao and Naver signs the person in.
SAFE_METHOD_WRITERS = {"kakao_callback", "naver_callback"}
