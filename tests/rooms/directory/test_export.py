"""Out, in and out again: the same bytes."""

import io
import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from dotline.base.progress import SilentProgress
from dotline.base.reader import Reader
from dotline.directory import actions, demo
from dotline.directory.models import (
    ListPlace,
    LoadFinding,
    LoadRun,
    Location,
    Organization,
    SearchHours,
    SearchPoint,
    SearchRow,
    Service,
    ServiceNeed,
    Source,
    Tombstone,
)
from dotline.directory.queries import engine, exports, rows
from tests.conftest import NIGHT, ON_POSTGRES
from tests.rooms.directory.listings import LOADER, key, load, service

PUBLIC = Reader.public()


def country() -> None:
    load(
        service("=Harbour shelter", at=(43.71, -79.4), needs=("shelter", "food"), serves="Ontario",
                open_=("MO,TU", "09:00", "17:00", "America/Toronto"),
                description="Line one\nline two, \"quoted\"\\n", ours={"name_fr": "Refuge", "sealed": False}),
        service("Maple legal help", minimum_age=16, additional_urls=[{"id": "u", "url": "https://example.org"}]),
    )  # fmt: skip


def emptied(folder: Path) -> None:
    (folder / "one.json").write_text(json.dumps([service("Only this")]))
    actions.load(by=LOADER, path=folder / "one.json", source="test", allow_removal=True)


def test_tables_out_in_and_out_again_are_the_same_bytes(tmp_path: Path) -> None:
    country()
    first = exports.as_tables(PUBLIC)
    (tmp_path / "all.zip").write_bytes(first)
    emptied(tmp_path)
    loaded = actions.load(by=LOADER, path=tmp_path / "all.zip", source="test", allow_removal=True)
    assert loaded.findings == () and Service.objects.count() == 2
    assert exports.as_tables(PUBLIC) == first


def test_lines_out_in_and_out_again_are_the_same_bytes(tmp_path: Path) -> None:
    country()
    first = "\n".join(exports.as_lines(PUBLIC))
    (tmp_path / "all.ndjson").write_text(first)
    emptied(tmp_path)
    loaded = actions.load(
        by=LOADER, path=tmp_path / "all.ndjson", source="test", allow_removal=True
    )
    assert [one.field for one in loaded.findings] == []
    assert "\n".join(exports.as_lines(PUBLIC)) == first


def wiped() -> None:
    """As in a home where nothing was ever loaded."""
    engine.forget(list(SearchRow.objects.values_list("number", flat=True)))
    for model in [*rows.MODELS.values(), Source, LoadRun, LoadFinding, Tombstone, ListPlace]:
        model._default_manager.all().delete()
    for model in (SearchRow, SearchPoint, SearchHours, ServiceNeed):
        model._default_manager.all().delete()


def exported(kind: str) -> bytes:
    out = io.BytesIO()
    exports.write(PUBLIC, kind, out)
    return out.getvalue()


def there_and_back(kind: str) -> None:
    first = exported(kind)
    wiped()
    loaded = actions.load(by=LOADER, stream=io.BytesIO(first), source="elsewhere")
    assert loaded.findings == ()
    assert exported(kind) == first


WHOLE = ["hsds-json", "hsds-csv"]


@pytest.mark.parametrize("kind", WHOLE)
def test_what_no_service_leads_to_comes_along(kind: str) -> None:
    country()
    alone = {"id": key("alone"), "name": "No services yet", "description": "Invented.",
             "programs": [{"id": key("program"), "name": "P"}],
             "locations": [{"id": key("spot"), "location_type": "virtual", "name": "Online"}]}  # fmt: skip
    actions.load(by=LOADER, stream=io.BytesIO(json.dumps([alone]).encode()), source="other")
    place = {"id": key("shared"), "location_type": "physical", "organization_id": key("alone")}
    load(service("Guest", service_at_locations=[{"id": key("guest"), "location": place}]), source="third")  # fmt: skip
    there_and_back(kind)
    assert Organization.objects.filter(name="No services yet").exists()
    assert str(Location.objects.get(id=key("shared")).organization_id) == key("alone")


@pytest.mark.parametrize("kind", WHOLE)
def test_a_link_to_nothing_is_not_exported(kind: str) -> None:
    load(service("A", program_id=key("nowhere")))
    there_and_back(kind)
    assert Service.objects.get().program_id is None


@pytest.mark.slow
@pytest.mark.parametrize("kind", WHOLE)
def test_the_demo_country_survives_the_journey(kind: str) -> None:
    demo.fill(seed=2010, progress=SilentProgress())
    there_and_back(kind)
    assert Service.objects.filter(demo=True).count() == Service.objects.count() > 20


@pytest.mark.slow
@pytest.mark.sqlite  # a minute; the demo country makes the same journey on both
@pytest.mark.shared_data
def test_the_miami_set_survives_one_journey_after_the_other(shared: Path) -> None:
    package = shared / "directory" / "miami-open211-2019-hsds1.zip"
    actions.load(by=LOADER, path=package)
    # The database sees the same rows whichever file they come from; each file is read on SQLite.
    for kind in WHOLE if NIGHT or not ON_POSTGRES else WHOLE[-1:]:
        there_and_back(kind)
        assert Service.objects.count() == 4089


@pytest.mark.shared_data
def test_the_json_export_is_a_valid_page_of_valid_services(shared: Path) -> None:
    country()
    page = json.loads(exported("hsds-json"))
    schema = json.loads(
        (shared / "hsds" / "compiled" / "service_with_definitions.json").read_text()
    )
    check = Draft202012Validator(schema, format_checker=FormatChecker())
    for one in page["contents"]:
        check.validate(one)
    assert page["total_items"] == page["size"] == 2
