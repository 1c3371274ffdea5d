"""An outside judge: schemathesis puts made-up questions, with real ids, to our API and judges by the standard."""

import gzip
import importlib
import json
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from dotline.directory.api.openapi import LISTS, description
from tests.conftest import NIGHT
from tests.rooms.directory.listings import load, service

pytestmark = [
    pytest.mark.django_db(databases=["inside", "open", "drop"]),
    pytest.mark.slow,
]
EXAMPLES = 300 if NIGHT else 8
CHECKS = [not_a_server_error, response_schema_conformance, status_code_conformance]


@pytest.fixture
def ids(api: Client) -> dict[str, list[str]]:
    """Real ids by the name of the list."""
    load(
        service("Harbour shelter", at=(43.7, -79.4), needs=("shelter",), serves="Ontario",
                open_=("MO,TU", "09:00", "17:00", "America/Toronto")),
        service("Maple legal help", needs=("legal_aid",), ours={"name_fr": "Aide juridique"},
                capacities=[{"id": "c", "available": 2, "updated": "2026-11-01T00:00:00Z",
                             "unit": {"id": "u", "name": "bed"}}]),
        service("Closed", status="inactive"),
    )  # fmt: skip
    load(service("Harbour shelter", at=(43.7, -79.4)), service("Closed"))  # one is gone
    return {
        name: [one["id"] for one in api.get(f"/{name}").json()["contents"]][:5] for name in LISTS
    }


@pytest.fixture
def program(monkeypatch: pytest.MonkeyPatch) -> WSGIHandler:
    """The public site as a program; Django ends no connection of the test between two questions."""
    from django.core import signals
    from django.db import close_old_connections

    for signal in (signals.request_started, signals.request_finished):
        signal.disconnect(close_old_connections)
    importlib.import_module("dotline.site.settings.public")
    return WSGIHandler()


Told = dict[str, Any]


def judged(told: Told, program: WSGIHandler, ids: dict[str, list[str]], checks: Any) -> int:
    """Ask every operation of a description; answer how many questions there were."""
    schema = schemathesis.openapi.from_dict(told)
    schema.app = program
    return sum(
        _asked(found.ok(), ids.get(found.ok().path.split("/")[1], []), checks)
        for found in schema.get_all_operations()
    )


def _asked(operation: Any, known: list[str], checks: Any) -> int:
    questions = 0

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=not NIGHT,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def ask(case: Any) -> None:
        nonlocal questions
        if "{id}" in case.path and known:
            case.path_parameters["id"] = known[questions % len(known)]
        questions += 1
        # The judge's WSGI client does not unpack what it asked to be packed.
        plain = {"Accept-Encoding": "identity"}
        case.call_and_validate(checks=checks, base_url="http://localhost", headers=plain)

    ask()
    return questions


@pytest.mark.shared_data
def test_the_standard_finds_no_fault(
    shared: Path, ids: dict[str, list[str]], program: WSGIHandler
) -> None:
    with gzip.open(shared / "hsds" / "openapi_local.json.gz") as packed:
        told = json.load(packed)
    assert judged(told, program, ids, CHECKS) > 50


def test_our_own_description_finds_no_fault(
    ids: dict[str, list[str]], program: WSGIHandler
) -> None:
    told = description("http://localhost")
    checks = [*CHECKS, content_type_conformance]
    assert judged(told, program, ids, checks) > 50
