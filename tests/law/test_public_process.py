"""The public site is a process of its own that could not show an agency's records if it wanted to."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROBE = """
import json, os, sys
import django
django.setup()
from django.conf import settings
from django.urls import get_resolver
get_resolver().url_patterns
from django.core.handlers.wsgi import WSGIHandler
WSGIHandler()
inside = ("dotline.intake", "dotline.referral", "dotline.case", "dotline.access.models", "dotline.link.")
print(json.dumps({
    "databases": sorted(settings.DATABASES),
    "inside": sorted(name for name in sys.modules if name.startswith(inside)),
    "apps": settings.INSTALLED_APPS,
    "middleware": settings.MIDDLEWARE,
    "open": settings.DATABASES["open"],
}, default=str))
"""


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """What the public process is made of, asked of a real one."""
    home = tmp_path_factory.mktemp("home")
    (home / "static").mkdir()  # where a server finds its collected style and scripts
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "dotline.site.settings.public",
        "DOTLINE_HOME": str(home),
        "DOTLINE_DATABASE": "sqlite",
        "PYTHONPATH": str(ROOT / "src"),
    }
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", PROBE],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    return found


def test_it_knows_no_database_of_agency_records(public: dict[str, object]) -> None:
    assert public["databases"] == ["default", "drop", "open"]


def test_it_loads_no_inside_room_and_no_account(public: dict[str, object]) -> None:
    assert public["inside"] == []


def test_it_opens_the_open_store_read_only(public: dict[str, object]) -> None:
    store = public["open"]
    assert isinstance(store, dict)
    assert "mode=ro" in store["NAME"]
    assert "query_only=ON" in store["OPTIONS"]["init_command"]


@pytest.mark.parametrize("part", ["session", "auth", "csrf"])
def test_it_has_nothing_that_sets_a_cookie(public: dict[str, object], part: str) -> None:
    assert part not in json.dumps([public["apps"], public["middleware"]]).casefold()
