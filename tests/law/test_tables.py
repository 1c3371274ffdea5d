"""Tables: each column says what it is, nothing points across a wall, no migration is missing."""

from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.models import Model

from dotline.base import sensitivity
from tests.law.tree import INSIDE

MODELS = sorted(
    (m for m in apps.get_models(include_auto_created=True) if m.__module__.startswith("dotline.")),
    key=lambda model: model._meta.label,
)


def name_of(model: type[Model]) -> str:
    return model._meta.label


@pytest.mark.parametrize("model", MODELS, ids=name_of)
def test_every_column_says_what_it_is(model: type[Model]) -> None:
    # A reference may be named as the field or as the column that holds it.
    named = {field.attname: field.name for field in model._meta.concrete_fields}
    declared = {
        next((column for column, name in named.items() if item in {column, name}), item)
        for item in sensitivity.of(model)
    }
    assert declared == set(named)


@pytest.mark.parametrize("model", MODELS, ids=name_of)
def test_no_foreign_key_leaves_its_room_or_its_store(model: type[Model]) -> None:
    room = model._meta.app_label
    for field in [*model._meta.concrete_fields, *model._meta.local_many_to_many]:
        if field.related_model is None:
            continue
        other = field.related_model._meta.app_label
        assert other == room or {other, room} <= set(INSIDE), f"{field} points to {other}"


def test_there_are_tables_to_check() -> None:
    assert {model._meta.app_label for model in MODELS} >= {"access", "audit", "gates"}


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    said = StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=said)
    except SystemExit:
        pytest.fail(said.getvalue())
