"""The desk: all rooms, all stores, sessions and sign-in."""

from dotline.site.settings.common import *
from dotline.site.settings.common import HTTPS, OPEN_APPS, database

DATABASES = {
    "default": {},
    "inside": database("inside"),
    "open": database("open"),
    "drop": database("drop"),
}

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "dotline.access",
    *OPEN_APPS,
    "dotline.intake",
    "dotline.referral",
    "dotline.case",
]

AUTH_USER_MODEL = "access.Worker"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "__Host-dotline" if HTTPS else "dotline"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_AGE = 12 * 3600  # one shift
CSRF_COOKIE_NAME = "__Host-dotline-csrf" if HTTPS else "dotline-csrf"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "dotline.site.problems.csrf_failure"
IDLE_SECONDS = 15 * 60

MIDDLEWARE = [
    "dotline.site.middleware.HeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "dotline.site.shape.ShapeMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "dotline.site.middleware.ReaderMiddleware",
    "dotline.site.middleware.ProblemMiddleware",
]

# Forms at the desk need their origin: under no-referrer a browser sends `Origin: null`, which fails the CSRF check.
# Nothing of an address goes to another site under this policy either.
REFERRER_POLICY = "same-origin"
ROOT_URLCONF = "dotline.site.desk_urls"
WSGI_APPLICATION = "dotline.site.desk.application"
DOTLINE_SITE = "desk"
