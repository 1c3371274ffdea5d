"""The desk without its database: one store, in memory, read only; no accounts, no sessions, no way inside."""

from typing import Any

from dotline.site.offline import tables
from dotline.site.settings.common import *
from dotline.site.settings.common import HTTPS, OPEN_APPS, PACKAGE, TEMPLATES

DATABASES: dict[str, dict[str, Any]] = {
    "default": {},
    "open": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": tables.NAME,
        "OPTIONS": {"uri": True, "init_command": "PRAGMA query_only=ON;"},
        "CONN_MAX_AGE": None,
    },
}
INSTALLED_APPS = [*OPEN_APPS]
# The call form is the desk's own; its room has no tables here.
TEMPLATES = [
    {**one, "DIRS": [PACKAGE / room / "templates" for room in ("site", "intake")]}
    for one in TEMPLATES
]

MIDDLEWARE = [
    "dotline.site.middleware.HeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "dotline.site.shape.ShapeMiddleware",
    "django.middleware.common.CommonMiddleware",
    "dotline.site.offline.middleware.OfflineMiddleware",
    "dotline.site.middleware.ProblemMiddleware",
]
CSRF_COOKIE_NAME = "__Host-dotline-csrf" if HTTPS else "dotline-csrf"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "dotline.site.problems.csrf_failure"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

REFERRER_POLICY = "same-origin"
ROOT_URLCONF = "dotline.site.offline.urls"
WSGI_APPLICATION = "dotline.site.offline.wsgi.application"
DOTLINE_SITE = "offline"
