"""The public page of the practice library: shipped entries marked public, with source, languages and review."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from dotline.base import clock
from dotline.reference import practices


@pytest.mark.urls("dotline.site.public.urls")
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_public_page_shows_every_public_entry_with_its_source(
    db: None, visitor: Client, lang: str
) -> None:
    page = visitor.get(f"/{lang}/directory/library/").content.decode()
    public = [one for one in practices.practices() if one.public]
    assert public
    for one in public:
        assert one.title(lang).replace("'", "&#x27;") in page
        assert one.source in page
    assert ("anglais" if lang == "fr" else "English") in page


def test_a_review_that_is_over_says_so(db: None, visitor: Client) -> None:
    with clock.frozen(datetime(2026, 11, 23, tzinfo=UTC)):
        assert "This is late" in visitor.get("/en/directory/library/").content.decode()
    with clock.frozen(datetime(2024, 1, 1, tzinfo=UTC)):
        assert "This is late" not in visitor.get("/en/directory/library/").content.decode()
