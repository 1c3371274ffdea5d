"""The public site as a fixture: its addresses and its middleware, in the test process."""

import importlib
from typing import Any

import pytest


@pytest.fixture
def public_site(settings: Any) -> None:
    public = importlib.import_module("dotline.site.settings.public")
    settings.ROOT_URLCONF = public.ROOT_URLCONF
    settings.MIDDLEWARE = public.MIDDLEWARE
    settings.DOTLINE_SITE = "public"
