"""What does not say FICTIONAL enters a demo home only by name, and then every page says that the home mixes."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from dotline.base.errors import Conflict
from dotline.directory.models import Service
from tests.rooms.directory.listings import load, service

REAL = service("A room for tonight")
TOLD = service("A FICTIONAL room", description="FICTIONAL / FICTIF")


@pytest.fixture
def demo(settings: Any, home: Path) -> Path:
    """A demo home."""
    settings.DOTLINE_DEMO = True
    return home


def test_a_demo_refuses_services_that_do_not_say_that_they_are_fictional(demo: Path) -> None:
    with pytest.raises(Conflict, match=r"\(1\).* DOTLINE_HOME=.* --into-demo"):
        load(TOLD, REAL)
    assert not Service.objects.exists()
    assert not (demo / "MIXED").exists()


def test_fictional_services_enter_a_demo_and_leave_no_mark(demo: Path) -> None:
    assert load(TOLD).services == 1
    assert not (demo / "MIXED").exists()


def test_a_demo_takes_back_what_it_holds_already(demo: Path, settings: Any) -> None:
    settings.DOTLINE_DEMO = False
    load(REAL)
    settings.DOTLINE_DEMO = True
    assert load(REAL, TOLD).services == 2
    with pytest.raises(Conflict):
        load({**REAL, "name": "Another room"})


def test_a_demo_that_mixes_says_so_on_every_page(
    demo: Path, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    address = "/en/access/sign-in/"
    assert b"FICTIONAL and real, mixed" not in client.get(address).content
    with django_capture_on_commit_callbacks(using="open", execute=True):
        assert load(REAL, into_demo=True).services == 1
    assert b"FICTIONAL and real, mixed" in client.get(address).content


def test_a_real_home_takes_what_it_is_given(home: Path) -> None:
    assert load(REAL).services == 1
