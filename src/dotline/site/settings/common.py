"""Settings that desk and public site share; every value can come from an environment variable."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

PACKAGE = Path(__file__).resolve().parents[2]
DOTLINE_HOME = Path(os.environ.get("DOTLINE_HOME") or "var").resolve()
DOTLINE_DATABASE = os.environ.get("DOTLINE_DATABASE", "sqlite")
DOTLINE_DEMO = (DOTLINE_HOME / "FICTIONAL").exists()
HTTPS = os.environ.get("DOTLINE_HTTPS") == "1"

DEBUG = False
SECRET_KEY = os.environ.get("DOTLINE_SECRET_KEY", "")
_secret = DOTLINE_HOME / "keys" / "django.secret"
if not SECRET_KEY and _secret.exists():
    SECRET_KEY = _secret.read_text().strip()
if not SECRET_KEY:
    SECRET_KEY = os.urandom(32).hex()  # before the first migration has made a lasting one
ALLOWED_HOSTS = os.environ.get("DOTLINE_HOSTS", "127.0.0.1,localhost,[::1]").split(",")

# Where people reach the public site, for links that a steward copies; by default one port above the desk.
PUBLIC_URL = os.environ.get("DOTLINE_PUBLIC_URL", "")

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français")]
LOCALE_PATHS = sorted(str(path) for path in PACKAGE.glob("*/locale"))

STATIC_URL = "/static/"
STATICFILES_DIRS: list[str] = []
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASE_ROUTERS = ["dotline.audit.stores.StoreRouter"]

_SQLITE_WRITE = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
    "PRAGMA mmap_size=134217728; PRAGMA cache_size=-20000; PRAGMA secure_delete=ON;"
)


def database(store: str, *, read_only: bool = False) -> dict[str, Any]:
    """Django's description of one store: a file of the home, or a database of the PostgreSQL server."""
    if DOTLINE_DATABASE.startswith("postgres"):
        return _postgres(store, read_only)
    path = DOTLINE_HOME / f"{store}.sqlite3"
    options: dict[str, Any] = {"timeout": 20}
    if read_only:
        options |= {
            "uri": True,
            "init_command": "PRAGMA query_only=ON; PRAGMA mmap_size=134217728;",
        }
        name = f"file:{path}?mode=ro"
    else:
        options |= {"transaction_mode": "IMMEDIATE", "init_command": _SQLITE_WRITE}
        name = str(path)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": name,
        "OPTIONS": options,
        "CONN_MAX_AGE": None,
    }


def _postgres(store: str, read_only: bool) -> dict[str, Any]:
    parts = urlsplit(DOTLINE_DATABASE)
    options: dict[str, object] = {"connect_timeout": 5}  # seconds: then the desk works offline
    if read_only:
        options["options"] = "-c default_transaction_read_only=on"
    base = parts.path.strip("/") or "dotline"
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": f"{base}_{store}",
        "USER": parts.username or "",
        "PASSWORD": parts.password or "",
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }


OPEN_APPS = [
    "dotline.audit",
    "dotline.duty",
    "dotline.gates",
    "dotline.directory",
    "dotline.statistics",
    "dotline.plan",
    "dotline.report",
    "dotline.ui",
    "django.contrib.staticfiles",
    "django.forms",
]
FORM_RENDERER = "dotline.ui.renderer.Renderer"
STATIC_ROOT = str(DOTLINE_HOME / "static")
STORAGES = {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "site" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "dotline.site.context.shared",
            ]
        },
    }
]

DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
APPEND_SLASH = True
USE_X_FORWARDED_HOST = False
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# Logs carry no query text, no address of a visitor and no path parameter: only what a worker of ours must mend.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "plain"},
        "none": {"class": "logging.NullHandler"},
    },
    "loggers": {
        "dotline": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        # Django logs request paths; ours are opaque, yet a mistyped search must not end up in a file.
        "django.request": {"handlers": ["none"], "propagate": False},
        "django.server": {"handlers": ["none"], "propagate": False},
        "django.security": {"handlers": ["none"], "propagate": False},
    },
}
