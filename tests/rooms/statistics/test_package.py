"""A whole edition to take along: a Data Package and SDMX that outside judges read, and how it was made."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.test import Client
from frictionless import Package
from pysdmx.io import read_sdmx

from dotline.audit.stores import Store
from dotline.base.errors import NotFound
from dotline.base.reader import Reader
from dotline.gates import outbox
from dotline.statistics import jobs, queries
from dotline.statistics.cli import group
from dotline.statistics.formats import package, sdmx
from dotline.statistics.models import Cell, Release
from dotline.statistics.rules import periods
from dotline.statistics.rules.methods import methods
from tests.rooms.conftest import Cast
from tests.rooms.site.test_reading import MOST, grade, too_hard, words
from tests.rooms.statistics.conftest import Source


@pytest.fixture
def released(cast: Cast, source: Source) -> Release:
    jobs.release_period(cast.rita, periods.period("2025"))
    outbox.deliver(Store.INSIDE)
    return queries.release(Reader.public())


def unpacked(tmp_path: Path) -> Path:
    views = queries.tables(Reader.public())
    with zipfile.ZipFile(io.BytesIO(package.package(views))) as packed:
        packed.extractall(tmp_path)
    return tmp_path


def test_an_outside_judge_finds_the_data_package_whole_and_every_number_in_it(
    released: Release, tmp_path: Path
) -> None:
    folder = unpacked(tmp_path)
    found = Package(str(folder / "datapackage.json"))
    report = found.validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "note"])
    rows = [row for one in found.resources for row in one.read_rows()]
    assert len(rows) == released.cells
    assert sum(row["value"] is None for row in rows) == released.hidden
    (folder / "data" / "calls.csv").write_text("table,edition\n")
    assert not Package(str(folder / "datapackage.json")).validate().valid


def test_an_outside_judge_reads_the_sdmx_structures_and_every_code_of_the_numbers_is_in_them(
    released: Release, tmp_path: Path
) -> None:
    folder = unpacked(tmp_path)
    message = read_sdmx(folder / "sdmx" / "structure.json")
    (structure,) = message.get_data_structure_definitions()
    assert [one.id for one in structure.components.dimensions] == list(sdmx.DIMENSIONS)
    codes = {one.id: {code.id for code in one.codes} for one in message.get_codelists()}
    assert {"CA", "CA-ON"} <= codes["CL_REF_AREA"]
    flows = {one.id for one in message.get_dataflows()}
    shown = hidden = 0
    for path in (folder / "sdmx").glob("*.csv"):
        head, *lines = [line.split(",") for line in path.read_text().splitlines()]
        assert tuple(head) == sdmx.HEADER
        keys = set()
        for line in lines:
            one = dict(zip(head, line, strict=True))
            assert one["STRUCTURE_ID"].removeprefix("DOTLINE:").removesuffix("(1.0.0)") in flows
            for concept in (
                "FREQ",
                "INDICATOR",
                "CATEGORY",
                "REF_AREA",
                "OBS_STATUS",
                "CONF_STATUS",
            ):
                assert one[concept] in codes[f"CL_{concept}"], one
            assert (one["OBS_VALUE"] == "") == (one["CONF_STATUS"] == "C")
            shown, hidden = shown + bool(one["OBS_VALUE"]), hidden + (one["OBS_STATUS"] == "Q")
            keys.add(tuple(one[name] for name in sdmx.DIMENSIONS))
        assert len(keys) == len(lines)
    assert (shown + hidden, hidden) == (released.cells, released.hidden)


def test_the_numbers_of_both_forms_are_those_of_the_edition(
    released: Release, tmp_path: Path
) -> None:
    lines = (unpacked(tmp_path) / "sdmx" / "calls.csv").read_text().splitlines()
    whole = next(line for line in lines if ",_T,CA,2025," in line)
    assert ",A,CALLS,_T,CA,2025,800,A,F," in whole


def test_the_same_edition_gives_the_same_bytes_and_says_fictional_where_it_is(
    released: Release,
) -> None:
    first = package.package(queries.tables(Reader.public()))
    assert package.package(queries.tables(Reader.public())) == first
    Release.objects.using(Store.OPEN).update(fictional=True)
    views = queries.tables(Reader.public())
    with zipfile.ZipFile(io.BytesIO(package.package(views))) as packed:
        texts = {name: packed.read(name).decode() for name in packed.namelist()}
    assert all("FICTI" in text for name, text in texts.items() if name != "sdmx/structure.json")
    assert json.loads(texts["sdmx/structure.json"])["meta"]["test"] is True
    assert package.file_name(views).startswith("FICTIONAL-")


def test_an_edition_of_one_quarter_leaves_out_tables_of_whole_years(
    cast: Cast, source: Source, client: Client, public_site: None
) -> None:
    jobs.release_period(cast.rita, periods.period("2025-Q1"))
    outbox.deliver(Store.INSIDE)
    views = queries.tables(Reader.public())
    assert "calls" in {view.table.code for view in views}
    assert all(view.numbers for view in views)
    for page in (
        "statistics/",
        "statistics/measures/",
        "statistics/standards/",
        "statistics/methods/",
        "statistics/explore/",
        "statistics/editions/1.zip",
    ):
        assert client.get(f"/en/{page}").status_code == 200


def test_a_hidden_number_looks_the_same_whyever_it_is_hidden(released: Release) -> None:
    views = queries.tables(Reader.public())
    lines = [line for view in views for line in sdmx.as_csv(view).splitlines()[1:]]
    ends = {line.split(",", 8)[8] for line in lines if not line.split(",")[8]}
    assert ends == {",Q,C,"}


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_anybody_reads_how_the_figures_are_made_under_all_headings_in_plain_words(
    released: Release, client: Client, public_site: None, lang: str
) -> None:
    page = client.get(f"/{lang}/statistics/methods/").content.decode()
    assert page.count("<section id=") == len(methods()) == 19
    assert "{" not in page
    assert grade(words(page), lang) <= MOST
    assert not too_hard(words(page), lang)


def test_anybody_takes_an_edition_along_and_one_that_is_not_there_is_not_found(
    released: Release, client: Client, public_site: None
) -> None:
    answer = client.get("/en/statistics/editions/1.zip")
    assert answer["Content-Type"] == "application/zip"
    assert answer.content == package.package(queries.tables(Reader.public()))
    assert client.get("/en/statistics/editions/9.zip").status_code == 404


def test_before_the_first_edition_the_page_says_so(
    cast: Cast, client: Client, public_site: None
) -> None:
    page = client.get("/en/statistics/methods/").content.decode()
    assert "No figures were published yet" in page


def test_the_command_writes_the_same_file_and_refuses_before_the_first_edition(
    cast: Cast, source: Source, tmp_path: Path
) -> None:
    out = tmp_path / "figures.zip"
    refused = CliRunner().invoke(group, ["package", str(out)])
    assert isinstance(refused.exception, NotFound)
    assert not out.exists()
    jobs.release_period(cast.rita, periods.period("2025"))
    outbox.deliver(Store.INSIDE)
    done = CliRunner().invoke(group, ["package", str(out), "--json"])
    assert json.loads(done.output)["cells"] == Cell.objects.using(Store.OPEN).count()
    assert out.read_bytes() == package.package(queries.tables(Reader.public()))
