"""The public API in the test process, and three services to ask it about."""

import pytest
from django.test import Client

from tests.rooms.directory.listings import load, service


@pytest.fixture
def api(public_site: None) -> Client:
    return Client(headers={"accept": "application/json"})


@pytest.fixture
def three() -> None:
    load(
        service(
            "Harbour shelter",
            at=(43.71, -79.40),
            needs=("shelter",),
            ours={"name_fr": "Refuge du port"},
        ),
        service("Maple legal help", at=(43.65, -79.38), needs=("legal_aid",), languages=("fra",)),
        service("Prairie shelter", at=(49.88, -97.15), needs=("shelter",), serves="Manitoba"),
    )
