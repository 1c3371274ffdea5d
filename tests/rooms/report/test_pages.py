"""The reports on the sites: listed, read in both languages, downloaded; built from the desk only."""

import re

import pytest
from django.test import Client

from dotline.base.progress import SilentProgress
from dotline.report import jobs
from dotline.report.models import Report
from dotline.ui.bilingual import LANGS
from tests.rooms.conftest import Cast


@pytest.fixture
def kept(released: Cast) -> Report:
    """The annual report, kept."""
    row, _built = jobs.build_and_keep(released.rita, "annual", LANGS, SilentProgress())
    return row


def test_everybody_reads_a_report_in_either_language(kept: Report, visitor: Client) -> None:
    assert str(kept.id) in visitor.get("/en/report/").content.decode()
    english = visitor.get(f"/en/report/{kept.id}/").content.decode()
    french = visitor.get(f"/fr/report/{kept.id}/").content.decode()
    assert "Summary for Parliament" in english
    assert "Sommaire pour le Parlement" in french
    assert english.count("<h1>") == 1
    assert "<style" not in english
    assert ' style="' not in english
    assert "<script>" not in english


def test_a_report_in_one_language_is_shown_with_a_word_about_it(
    released: Cast, visitor: Client
) -> None:
    row, _built = jobs.build_and_keep(released.rita, "annual", ("en",), SilentProgress())
    page = visitor.get(f"/fr/report/{row.id}/").content.decode()
    assert "Summary for Parliament" in page
    assert "produit dans votre langue" in page


def test_the_files_are_downloads(kept: Report, visitor: Client) -> None:
    pdf = visitor.get(f"/en/report/{kept.id}/annual.fr.pdf")
    assert pdf.content.startswith(b"%PDF")
    period = kept.period.replace("..", "-")
    named = f'attachment; filename="rapport-annuel-{period}.pdf"'
    assert pdf.headers["Content-Disposition"] == named
    shown = visitor.get("/en/report/").content.decode()
    assert re.search(r">PDF, French, [\d,]+\xa0kB</a>", shown)
    assert "Annual report, January 2025 to December 2025" in shown
    page = visitor.get(f"/en/report/{kept.id}/annual.en.html")
    assert page.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("name", ["annual.en.page", "annual.de.pdf", "..%2f..%2fopen.sqlite3"])
def test_nothing_else_of_the_folder_can_be_fetched(
    kept: Report, visitor: Client, name: str
) -> None:
    assert visitor.get(f"/en/report/{kept.id}/{name}").status_code == 404


def test_the_public_cannot_build(kept: Report, visitor: Client) -> None:
    assert "Build the annual report" not in visitor.get("/en/report/").content.decode()
    assert visitor.post("/en/report/build/").status_code == 403


def test_an_empty_home_says_that_no_report_was_built(cast: Cast, visitor: Client) -> None:
    assert "No report was built yet." in visitor.get("/en/report/").content.decode()


def test_only_who_may_build_sees_the_button_at_the_desk(
    kept: Report, cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dotline.site import middleware

    for name, sees in (("rita", True), ("alice", False)):
        monkeypatch.setattr(
            "dotline.access.session.worker_of", lambda _request, name=name: (None, cast[name])
        )
        assert middleware.ReaderMiddleware
        page = client.get("/en/report/").content.decode()
        assert ("Build the annual report" in page) is sees
        answer = client.post("/en/report/build/")
        assert answer.status_code == (302 if sees else 403)
