"""A store runs the migrations of its own rooms alone, and gets the tables that all of them would make."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState, ProjectState

from dotline.audit.growing import GrowingState
from dotline.audit.stores import Store, StoreRouter, belongs
from tests.cli.commands import said, surroundings

DJANGOS_OWN = """
from django.core.management import call_command
from django.core.management.commands import migrate
from dotline.cli.main import set_up
set_up()
for store in ("inside", "open", "drop"):
    call_command(migrate.Command(), database=store, verbosity=0)
"""


@pytest.mark.parametrize("store", Store)
def test_what_is_not_run_would_touch_nothing(store: Store) -> None:
    router, loader = StoreRouter(), MigrationLoader(None)
    steps = [
        (room, step)
        for (room, _name), migration in loader.disk_migrations.items()
        if not belongs(room, store)
        for step in migration.operations
    ]
    assert steps
    for room, step in steps:
        named = getattr(step, "model_name", None) or getattr(step, "name", None)
        name = named.lower() if isinstance(named, str) else None
        assert not router.allow_migrate(store, room, model_name=name)


def test_a_new_table_and_a_new_rule_leave_the_other_models_as_they_are() -> None:
    number, words = models.BigAutoField(primary_key=True), models.TextField()
    case = ModelState("case", "Case", [("id", number), ("words", words)])
    state = GrowingState.of(ProjectState({("case", "case"): case}))
    before = state.apps.get_model("case", "Case")
    to_case = models.ForeignKey("case.Case", models.CASCADE)
    note = ModelState("case", "Note", [("id", number.clone()), ("case", to_case)])
    left_behind = state.clone()
    state.add_model(note)
    state.add_constraint("case", "case", models.UniqueConstraint(fields=["words"], name="once"))
    state.add_index("case", "case", models.Index(fields=["words"], name="quick"))

    assert state.apps.get_model("case", "Case") is before
    assert [one.name for one in before._meta.constraints] == ["once"]
    assert [one.name for one in before._meta.indexes] == ["quick"]
    assert [one.name for one in state.models["case", "case"].options["constraints"]] == ["once"]
    assert state.apps.get_model("case", "Note")._meta.get_field("case").related_model is before
    assert [one.related_model.__name__ for one in before._meta.related_objects] == ["Note"]
    assert ("case", "note") not in left_behind.models


@pytest.mark.night
@pytest.mark.sqlite
def test_the_tables_are_those_of_djangos_own_way(tmp_path: Path) -> None:
    said(tmp_path / "ours", "migrate")
    own = tmp_path / "own"
    own.mkdir()
    subprocess.run(
        [sys.executable, "-c", DJANGOS_OWN], env={**os.environ, **surroundings(own)}, check=True
    )
    for store in Store:
        ours, theirs = (_tables(tmp_path / home, store) for home in ("ours", "own"))
        assert ours == theirs


def _tables(home: Path, store: Store) -> list[str]:
    asked = "SELECT type, name, sql FROM sqlite_master UNION SELECT 'done', app, name FROM django_migrations"
    with sqlite3.connect(home / f"{store}.sqlite3") as database:
        found = sorted(map(repr, database.execute(asked)))
    database.close()
    assert found
    return found
