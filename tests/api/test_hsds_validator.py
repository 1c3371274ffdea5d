"""A third judge: hsds-validator on every public service.

It knows no enumeration, takes "12" for a number and permits no extension, so jsonschema judges all of that in
test_hsds.py; it is asked because others judge us with it. The launcher puts it beside the libraries of the tests.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.conftest import ROOT
from tests.rooms.directory.listings import load, service

JUDGES = ROOT / ".venv" / "judges"
RUN = "from hsds_validator.cli.main import main; main()"

pytestmark = [
    pytest.mark.django_db(databases=["inside", "open", "drop"]),
    pytest.mark.shared_data,
    pytest.mark.slow,
]


def judged(folder: Path, schemas: Path, documents: dict[str, Any]) -> dict[str, Any]:
    """What it says of documents, each a file of its own; it picks the schema by the folder's name."""
    given, kept = folder / "service", folder / "schemas"
    given.mkdir(parents=True)
    for name, document in documents.items():
        (given / f"{name}.json").write_text(json.dumps(document))
    # It takes the description of the API for a schema that is broken.
    shutil.copytree(schemas, kept, ignore=shutil.ignore_patterns("openapi.json"))
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(given), str(kept)],
        env={**os.environ, "PYTHONPATH": str(JUDGES)},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    said: dict[str, Any] = json.loads(done.stdout[done.stdout.index("{") :])
    return said


def test_it_finds_no_fault_in_any_public_service_and_finds_one_that_is_planted(
    api: Client, shared: Path, tmp_path: Path
) -> None:
    load(
        service("Harbour shelter", at=(43.7, -79.4), needs=("shelter",), serves="Ontario",
                open_=("MO,TU", "09:00", "17:00", "America/Toronto")),
        service("Maple legal help", needs=("legal_aid",), ours={"name_fr": "Aide juridique"},
                capacities=[{"id": "c", "available": 2, "updated": "2026-11-01T00:00:00Z",
                             "unit": {"id": "u", "name": "bed"}}]),
    )  # fmt: skip
    whole = api.get("/services?full=true").json()["contents"]
    assert all(one.pop("x_dotline") for one in whole)  # ours, beside the standard
    schemas = shared / "hsds" / "schema"
    said = judged(tmp_path / "ours", schemas, {one["id"]: one for one in whole})
    assert (said["summary"]["total_files"], said["summary"]["failed"]) == (2, 0), said
    nameless = {key: value for key, value in whole[0].items() if key != "name"}
    said = judged(tmp_path / "planted", schemas, {"planted": nameless})
    assert said["failed_files"] == ["planted.json"]
