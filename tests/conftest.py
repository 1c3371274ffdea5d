"""What every test stands on: all three stores, the property profiles, and skips that are heard."""

import importlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from hypothesis import HealthCheck, settings

from dotline.ui.catalogue import compile_stale

ROOT = Path(__file__).resolve().parents[1]
STORES = ["inside", "open", "drop"]
NIGHT = os.environ.get("DOTLINE_NIGHT") == "1"
ON_POSTGRES = os.environ.get("DOTLINE_TEST_DATABASE") == "postgres"
REQUIRE_ALL = os.environ.get("DOTLINE_REQUIRE_ALL") == "1"

compile_stale()

# No deadlines and no complaint of slowness: a busy machine is not a broken rule.
settings.register_profile(
    "ci",
    max_examples=25,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "night", max_examples=2000, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("night" if NIGHT else "ci")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what this run is not about; that is a choice, not a skip."""
    left_out = {"postgres"} if not ON_POSTGRES else {"sqlite"}
    if not NIGHT:
        left_out.add("night")
    for item in items:
        _open_the_stores(item)
    chosen = [item for item in items if not _left_out(item, left_out)]
    if len(chosen) < len(items):
        here = set(chosen)
        config.hook.pytest_deselected(items=[item for item in items if item not in here])
        items[:] = chosen
    # Long ones begin first, so that no worker sits through one alone at the end.
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def _left_out(item: pytest.Item, marks: set[str]) -> bool:
    """Whether a mark leaves it out, or, on PostgreSQL, that it opens no store of this process.

    Such a test would only repeat itself there: rules and source know no database, and commands in
    processes of their own have homes on SQLite (tests/cli/commands.py). `postgres` keeps one.
    """
    if any(item.get_closest_marker(name) for name in marks):
        return True
    kept = ("django_db", "postgres", "browser")
    return ON_POSTGRES and not any(item.get_closest_marker(name) for name in kept)


def _open_the_stores(item: pytest.Item) -> None:
    """A test of a room has its three stores; any other asks with `django_db` or a fixture that needs `db`."""
    mark = item.get_closest_marker("django_db")
    in_a_room = (ROOT / "tests" / "rooms") in item.path.parents
    asks = "db" in getattr(item, "fixturenames", ())
    if mark is None and not in_a_room and not asks:
        return
    arguments = {"databases": STORES, **(mark.kwargs if mark else {})}
    item.add_marker(pytest.mark.django_db(**arguments), append=False)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """No store waits for `default`, which is empty on purpose."""
    for store in STORES:
        connections.databases[store]["TEST"]["DEPENDENCIES"] = []


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Each test begins in English: a page read in French leaves its language behind."""
    from django.utils import translation

    with translation.override("en"):
        yield


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder of the test's own, keys included."""
    from dotline.access import keys

    monkeypatch.setattr("django.conf.settings.DOTLINE_HOME", tmp_path)
    keys.load.cache_clear()
    keys.create(keys.OPERATOR)
    return tmp_path


@pytest.fixture
def public_site(settings: Any) -> None:
    """The public site's addresses and middleware, in this process."""
    public = importlib.import_module("dotline.site.settings.public")
    settings.ROOT_URLCONF, settings.MIDDLEWARE = public.ROOT_URLCONF, public.MIDDLEWARE
    settings.DOTLINE_SITE = "public"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data beside the repository; `$DOTLINE_SHARED` names another."""
    folder = _shared_data()
    if folder is None:
        pytest.skip(NO_SHARED_DATA)
    return folder


NO_SHARED_DATA = "the shared data folder is absent; set DOTLINE_SHARED to where it lies"


def _shared_data() -> Path | None:
    named = os.environ.get("DOTLINE_SHARED")
    folder = Path(named) if named else ROOT.parent / "shared" / "data"
    return folder if folder.is_dir() else None


def pytest_unconfigure() -> None:
    """Remove the home that the test settings made."""
    home = Path(os.environ.get("DOTLINE_HOME", ""))
    if home.name.startswith("dotline-test-"):
        shutil.rmtree(home, ignore_errors=True)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip, loudly, what needs real data on a machine that has none."""
    if item.get_closest_marker("shared_data") and _shared_data() is None:
        pytest.skip(NO_SHARED_DATA)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Where everything is required, a skip is a failure."""
    outcome = yield
    _no_skip(outcome.get_result())


@pytest.hookimpl(hookwrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Iterator[None]:
    """The same for a whole file that skips itself."""
    outcome = yield
    _no_skip(outcome.get_result())


def _no_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    if REQUIRE_ALL and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"skipped, though DOTLINE_REQUIRE_ALL=1: {reason}"
