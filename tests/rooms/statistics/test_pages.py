"""The pages: figures, tables and the way back, for anybody, in both languages."""

import csv
import io

import pytest
from django.test import Client, RequestFactory, override_settings
from django.utils.translation import override

from dotline.audit.stores import Store
from dotline.base.errors import NotFound
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.gates import outbox
from dotline.statistics import jobs, queries, views
from dotline.statistics.models import Release
from dotline.statistics.rules import periods
from dotline.statistics.rules.measures import definitions
from tests.rooms.conftest import Cast
from tests.rooms.statistics.conftest import Source

POOLED = "cases-by-form-and-place"  # two years together: 2025 alone does not hold them
CODES = tuple(code for code in definitions().tables if code != POOLED)


@pytest.fixture
def released(cast: Cast, source: Source) -> Release:
    jobs.release_period(cast.rita, periods.period("2025"))
    outbox.deliver(Store.INSIDE)
    return queries.release(Reader.public())


def page(view: object, *args: object, lang: str = "en", query: str = "") -> str:
    """A page as somebody on the public site gets it."""
    request = RequestFactory().get(f"/{lang}/statistics/{query}")
    request.__dict__["reader"] = Reader.public()
    with override(lang):
        return view(request, *args).content.decode()  # type: ignore[operator,no-any-return]


@pytest.mark.parametrize(
    ("lang", "words"), [("en", "What is hidden, and why"), ("fr", "caché, et pourquoi")]
)
def test_the_overview_says_what_is_hidden_in_both_languages(
    released: Release, lang: str, words: str
) -> None:
    text = page(views.overview, lang=lang)
    assert words in text
    assert "<svg" in text
    assert "<table" in text
    assert "style=" not in text


def test_before_the_first_release_the_overview_says_so(cast: Cast) -> None:
    assert "No figures were published yet" in page(views.overview)


def test_every_registered_table_has_a_page_in_both_languages(released: Release) -> None:
    for code in CODES:
        for lang in ("en", "fr"):
            text = page(views.table, code, lang=lang)
            assert "<caption>" in text
            assert 'scope="row"' in text


def test_a_table_of_two_years_says_why_and_what_cannot_be_told_and_is_named_until_then(
    cast: Cast, source: Source
) -> None:
    jobs.release_period(cast.rita, periods.period("2025"))
    outbox.deliver(Store.INSIDE)
    assert "not in this edition" in page(views.overview)
    with pytest.raises(NotFound):
        page(views.table, POOLED)
    jobs.release_period(cast.rita, periods.period("2024-Q1..2025-Q4"))
    outbox.deliver(Store.INSIDE)
    view = queries.table(Reader.public(), POOLED)
    assert {one.time.code for one in view.numbers} == {"2024-Q1..2025-Q4"}
    assert view.hidden
    assert any(one.value for one in view.numbers)
    text = page(views.table, POOLED)
    for words in ("One year is too small", "Of 2 years together", "What cannot be told", "Nunavut"):
        assert words in text
    assert "plusieurs années ensemble" in page(views.table, POOLED, lang="fr")


def test_a_number_tells_its_whole_way_back(released: Release) -> None:
    shown = queries.number(Reader.public(), "calls", "2025")
    text = page(views.number, shown.id)
    for part in ("800", released.digest, str(released.passage_id), "closed-set-1"):
        assert part in text
    hidden = queries.number(Reader.public(), "calls", "2025-Q1", "NU")
    assert "hidden to protect people" in page(views.number, hidden.id)


def test_a_number_that_is_not_there_is_not_found(released: Release) -> None:
    with pytest.raises(NotFound):
        page(views.number, new_id())
    with pytest.raises(NotFound):
        page(views.table, "suspects")
    with pytest.raises(NotFound):
        page(views.table, "calls", query="?edition=99")


def test_files_carry_every_number_and_no_hidden_one(released: Release) -> None:
    for code in CODES:
        view = queries.table(Reader.public(), code)
        text = page(views.download_csv, code).removeprefix("\ufeff")
        rows = list(csv.DictReader(io.StringIO(text)))
        assert len(rows) == len(view.numbers)
        for row, one in zip(rows, view.numbers, strict=True):
            assert row["value"] == ("" if one.value is None else str(one.value))
            assert row["status"] == ("hidden" if one.hidden else "shown")
            assert row["definition_fr"]


def test_files_of_a_demo_say_fictional_in_their_content(released: Release) -> None:
    assert "FICTI" not in page(views.download_csv, "calls")
    Release.objects.using(Store.OPEN).update(fictional=True)
    for view in (views.download_csv, views.download_json, views.table):
        assert "FICTIONAL / FICTIF" in page(view, "calls")


def test_the_desk_asks_who_is_there_first(client: Client, released: Release) -> None:
    answer = client.get("/en/statistics/", HTTP_ACCEPT="text/html")
    assert answer.status_code == 302


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_public_site_shows_the_same_pages_in_its_own_frame(
    released: Release, lang: str
) -> None:
    found = queries.number(Reader.public(), "calls", "2025")
    with override_settings(DOTLINE_SITE="public"):
        for text in (page(views.overview, lang=lang), page(views.number, found.id, lang=lang)):
            assert 'class="public"' in text
            assert "911" in text
