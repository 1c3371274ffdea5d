"""The public site: open rooms read-only and the letterbox; no sessions, no accounts, no cookies, no agency records."""

from dotline.site.settings.common import *
from dotline.site.settings.common import OPEN_APPS, database

DATABASES = {"default": {}, "open": database("open", read_only=True), "drop": database("drop")}

INSTALLED_APPS = [*OPEN_APPS]

MIDDLEWARE = [
    "dotline.site.middleware.HeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Half the bytes on a slow line. No page here holds a secret that its size could give away.
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "dotline.site.shape.ShapeMiddleware",
    "django.middleware.common.CommonMiddleware",
    "dotline.site.middleware.PublicMiddleware",
    "dotline.site.middleware.ProblemMiddleware",
]

REFERRER_POLICY = "no-referrer"
ROOT_URLCONF = "dotline.site.public.urls"
WSGI_APPLICATION = "dotline.site.public.wsgi.application"
DOTLINE_SITE = "public"
