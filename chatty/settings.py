"""Reads the environment, and nothing else. docs/configuration.md says what each variable does."""

import os
from pathlib import Path

from django.utils.csp import CSP

from chatty.core import environment
from chatty.core.encryption.keyring import read_keyring
from chatty.core.limits import limits
from chatty.core.logs import logging_config

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("CHATTY_DATA_DIR", "") or BASE_DIR / "var")
if not os.environ.get("DATABASE_URL"):
    environment.load_environment_file(DATA_DIR / "environment")

PROCESS = environment.choice("CHATTY_PROCESS", "command", *environment.PROCESSES)
WEB_PROCESSES = environment.count("CHATTY_WEB_PROCESSES", 1)

SECRET_KEY = environment.required("CHATTY_SECRET_KEY", process=PROCESS)
DEBUG = False
PUBLIC_URL = environment.public_url("CHATTY_PUBLIC_URL", "http://127.0.0.1:8000")
PUBLIC_ORIGIN = PUBLIC_URL.geturl()
IS_HTTPS = PUBLIC_URL.scheme == "https"
# With its brackets, where it is an IPv6 address.
PUBLIC_HOST = PUBLIC_URL.netloc.removesuffix(f":{PUBLIC_URL.port}")
ALLOWED_HOSTS = sorted({PUBLIC_HOST, "localhost", "127.0.0.1", "[::1]"})
CSRF_TRUSTED_ORIGINS = [PUBLIC_ORIGIN]
TRUSTED_PROXIES = os.environ.get("CHATTY_TRUSTED_PROXIES", "")

INSTALLED_APPS = [
    # Without looking for an admin module in each app: moderation.admin has all of them.
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "channels",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "chatty.core",
    "chatty.realtime",
    "accounts",
    "conversations",
    "attachments",
    "messaging",
    "moderation",
    "chatty.ops",
]
MIDDLEWARE = [
    "chatty.core.middleware.RequestIdMiddleware",
    "chatty.core.middleware.ActingMiddleware",
    "chatty.core.middleware.PrivateByDefaultMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "accounts.pages.middleware.UserSessionMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "chatty.core.middleware.RefusalMiddleware",
]
ROOT_URLCONF = "chatty.urls"
APPEND_SLASH = False
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.pages.operator.operator",
            ],
        },
    },
]
# What a moderator is told after an action waits in their session: no cookie of its own.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
# The admin asks for Django's middleware; ours sets `request.user` from our own sessions.
SILENCED_SYSTEM_CHECKS = ["admin.E408"]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Data
ROW_LEVEL_SECURITY = environment.choice("CHATTY_ROW_LEVEL_SECURITY", "off", "on") == "on"
DATABASES = {
    "default": environment.database(
        "DATABASE_URL",
        (os.environ.get("CHATTY_DATABASE_OWNER_URL", "") if PROCESS == "owner" else "")
        or os.environ.get("DATABASE_URL", "")
        or "postgresql:///chatty",
        process=PROCESS,
        processes=WEB_PROCESSES,
        row_level_security=ROW_LEVEL_SECURITY,
    ),
}
DATABASE_WEB_URL = os.environ.get("DATABASE_URL", "")
REDIS_URL = os.environ.get("REDIS_URL", "") or "redis://127.0.0.1:6379/0"
STORAGE_URL = environment.storage("CHATTY_STORAGE_URL", (DATA_DIR / "files").as_uri())
FILE_ENCRYPTION = environment.choice(
    "CHATTY_FILE_ENCRYPTION", *environment.file_encryptions(STORAGE_URL)
)
FILE_ORIGINS = environment.file_origins(STORAGE_URL, FILE_ENCRYPTION)
CLAMD = environment.scanner("CHATTY_CLAMD")
# Whether a file can be opened that the scanner has not looked at, because it is away.
SCAN_POLICY = environment.choice("CHATTY_SCAN_POLICY", "closed", "open")
STRIPS_LOCATION = environment.choice("CHATTY_STRIP_LOCATION", "on", "off") == "on"
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "chatty.realtime.bus.Bus",
        "CONFIG": {"url": REDIS_URL, "prefix": "chatty"},
    },
}


# The keys that wrap every data key. `help` and `makemigrations` need none, serving does.
KEYRING = (
    read_keyring(os.environ.get("CHATTY_ENCRYPTION_KEYS", ""))
    if os.environ.get("CHATTY_ENCRYPTION_KEYS") or PROCESS in ("web", "worker")
    else None
)

# People
AUTH_USER_MODEL = "accounts.User"
PASSWORD_HASHERS = [
    "accounts.adapters.password_hasher.Argon2idHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
]
# Who runs this server, in words, for whoever is about to trust it.
OPERATOR = os.environ.get("CHATTY_OPERATOR", "").strip()
REGISTRATION = environment.choice("CHATTY_REGISTRATION", "open", "invite", "closed")
RATE_LIMITS = environment.choice("CHATTY_RATE_LIMITS", "on", "off") == "on"

SESSION_ENGINE = "accounts.adapters.browser_sessions"
# A name with __Host- needs Secure, and Secure needs HTTPS (loopback aside), so both follow the URL.
SESSION_COOKIE_NAME = "__Host-chatty_session" if IS_HTTPS else "chatty_session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = limits.session_days * 86_400
CSRF_COOKIE_NAME = "__Host-chatty_csrf" if IS_HTTPS else "chatty_csrf"
CSRF_FAILURE_VIEW = "chatty.urls.csrf_failure"

# Headers
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP: dict[str, list[str]] = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:", *FILE_ORIGINS],
    "media-src": [CSP.SELF, *FILE_ORIGINS],
    "font-src": [CSP.SELF],
    # Not every browser counts a WebSocket to the same host as 'self'.
    "connect-src": [CSP.SELF, PUBLIC_ORIGIN.replace("http", "ws", 1), *FILE_ORIGINS],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "object-src": [CSP.NONE],
}

# REST
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.api.authentication.HeaderAuthentication",
        "accounts.api.authentication.CookieAuthentication",
    ],
    # Ours stand on `chatty.core.api.Endpoint`: DRF reads these while that module is being loaded.
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "chatty.core.api.handle_exception",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Chatty",
    "DESCRIPTION": "Private chat that people host themselves. Errors are RFC 9457 problems.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PUBLIC": True,
    "SERVE_AUTHENTICATION": [],
    "SERVE_PERMISSIONS": [],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "SCHEMA_PATH_PREFIX_TRIM": False,
    "OAS_VERSION": "3.1.0",
    "POSTPROCESSING_HOOKS": ["chatty.core.openapi.finish_document"],
}

# Language and time
LANGUAGE_CODE = "en"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# Static files
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if PROCESS == "test"
        else "chatty.core.static_storage.StaticStorage",
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# Mail
HAS_EMAIL = bool(os.environ.get("CHATTY_EMAIL_URL"))
DEFAULT_FROM_EMAIL = os.environ.get("CHATTY_EMAIL_FROM", "") or f"chatty@{PUBLIC_URL.hostname}"
_EMAIL = environment.email(os.environ.get("CHATTY_EMAIL_URL", ""))
_MAILER_OPTIONS = {
    "EMAIL_HOST": "host",
    "EMAIL_PORT": "port",
    "EMAIL_HOST_USER": "username",
    "EMAIL_HOST_PASSWORD": "password",
    "EMAIL_USE_SSL": "use_ssl",
    "EMAIL_USE_TLS": "use_tls",
    "EMAIL_TIMEOUT": "timeout",
}
MAILERS = {
    "default": {
        "BACKEND": _EMAIL["EMAIL_BACKEND"],
        "OPTIONS": {
            option: _EMAIL[name] for name, option in _MAILER_OPTIONS.items() if name in _EMAIL
        },
    },
}

DATA_UPLOAD_MAX_MEMORY_SIZE = limits.request_body_bytes
LOGGING = logging_config(
    environment.choice("CHATTY_LOG_LEVEL", "INFO", "DEBUG", "WARNING", "ERROR")
)
