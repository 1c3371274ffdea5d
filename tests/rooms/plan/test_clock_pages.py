"""The page of what is due, and the calendar of each organisation: valid, silent, in both languages."""

import pytest
from django.test import Client

from dotline.plan.formats import ical
from tests.rooms.conftest import Cast

HOLDERS = ("public_safety", "parliament", "rcmp", "cbsa")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_calendar_is_well_formed_and_tells_a_passer_by_nothing(
    cast: Cast, visitor: Client, language: str
) -> None:
    for holder in HOLDERS:
        response = visitor.get(f"/{language}/plan/due/{holder}.ics")
        assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
        text = response.content.decode()
        lines = text.split("\r\n")
        assert (lines[0], lines[-2:]) == ("BEGIN:VCALENDAR", ["END:VCALENDAR", ""])
        assert all(len(line.encode()) <= 75 for line in lines)
        assert text.count("BEGIN:VEVENT") == text.count("END:VEVENT") == text.count("UID:")
        assert not ical.TELLING.search(text)


def test_an_unchanged_calendar_is_not_sent_again_and_an_unknown_one_is_not_there(
    cast: Cast, visitor: Client
) -> None:
    first = visitor.get("/en/plan/due/public_safety.ics")
    assert b"BEGIN:VEVENT" in first.content
    again = visitor.get("/en/plan/due/public_safety.ics", HTTP_IF_NONE_MATCH=first.headers["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert visitor.get("/en/plan/due/nobody.ics").status_code == 404


def test_the_page_says_what_is_due_and_what_was_done_late(cast: Cast, visitor: Client) -> None:
    page = visitor.get("/fr/plan/due/").content.decode()
    assert "fait en retard" in page
    assert "public_safety.ics" in page


def test_a_long_line_is_folded_between_letters() -> None:
    parts = list(ical._folded("é" * 80))
    assert "".join(part.removeprefix(" ") for part in parts) == "é" * 80
    assert all(len(part.encode()) <= ical.MOST for part in parts)
