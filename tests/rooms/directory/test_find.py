"""The one search: the same answers on every database, each hit with its reasons, never a dead end."""

from datetime import UTC, datetime

import pytest

from dotline.base.reader import Reader
from dotline.directory.queries.find import find
from dotline.directory.rules.query import Found, Query
from dotline.reference import places
from tests.rooms.directory.listings import load, service

PUBLIC = Reader.public()
NOON = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)  # a Friday noon in Toronto
NIGHT = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
TORONTO = (43.70643, -79.39864)
WEEK = "MO,TU,WE,TH,FR"


@pytest.fixture(autouse=True)
def _country() -> None:
    load(
        service("Harbour shelter", at=(43.71, -79.40), needs=("shelter",), languages=("eng", "spa"),
                open_=("MO,TU,WE,TH,FR,SA,SU", "00:00", "23:59", "America/Toronto")),
        service("Maple legal help", at=(43.65, -79.38), needs=("legal_aid",), languages=("eng", "fra"),
                open_=(WEEK, "09:00", "17:00", "America/Toronto"), description="A lawyer for newcomers."),
        service("Lake clinic", at=(43.26, -79.87), needs=("medical_care",)),
        service("Prairie shelter", at=(49.88, -97.15), needs=("shelter",), serves="Manitoba"),
        service("Country line", needs=("crisis_line",), serves="Canada"),
        service("Aide à l’hébergement", needs=("safe_house",), serves="Québec", languages=("fra",),
                ours={"name_fr": "Aide à l’hébergement"}),
    )  # fmt: skip


def names(found: Found) -> list[str]:
    return [hit.text("name") for hit in found.hits]


def asked(**parts: object) -> Found:
    return find(PUBLIC, Query(**{"at": NOON, **parts}))  # type: ignore[arg-type]


def test_need_and_place_give_the_nearest_first_and_say_why() -> None:
    found = asked(need="shelter", near=places.find("Toronto"), km=50.0)
    assert names(found) == ["Harbour shelter"]
    why = [reason.kind for reason in found.hits[0].why]
    assert why == ["need", "distance", "open", "beds", "stale"]
    assert all(reason.en and reason.fr for reason in found.hits[0].why)
    assert found.hits[0].km is not None and found.hits[0].km < 1


def test_coordinates_and_a_name_mean_the_same() -> None:
    one = asked(near=places.find("Toronto"), km=20.0)
    other = asked(near=places.find(f"{TORONTO[0]},{TORONTO[1]}"), km=20.0)
    assert names(one) == names(other) == ["Harbour shelter", "Maple legal help", "Country line"]


def test_accents_make_no_difference_and_the_languages_meet() -> None:
    assert names(asked(words="hebergement")) == names(asked(words="hébergement"))
    assert "Harbour shelter" in names(asked(words="hébergement"))
    assert names(asked(words="avocat"))[0] == "Maple legal help"


def test_a_word_in_the_name_stands_before_one_in_the_text() -> None:
    assert names(asked(words="legal")) == ["Maple legal help"]
    found = asked(words="newcomers lawyer")
    assert names(found) == ["Maple legal help"]
    assert {reason.kind for reason in found.hits[0].why} == {"words", "open", "stale"}


def test_language_and_open_now_narrow() -> None:
    assert names(asked(language="espagnol")) == ["Harbour shelter"]
    assert "Maple legal help" in names(asked(open_now_at=NOON))
    assert names(asked(open_now_at=NIGHT)) == ["Harbour shelter"]
    said = asked(open_now_at=NOON, need="legal_aid").hits[0].why
    assert any(reason.en == "open until 17:00" for reason in said)


def test_a_province_means_being_there_or_serving_it() -> None:
    assert names(asked(province="Manitoba")) == ["Country line", "Prairie shelter"]
    assert names(asked(province="QC")) == ["Aide à l’hébergement", "Country line"]


def test_a_search_near_a_province_goes_by_whom_a_service_is_for() -> None:
    found = asked(near=places.find("Manitoba"), need="shelter")
    assert names(found) == ["Prairie shelter"]
    assert found.hits[0].km is None


def test_nothing_found_is_widened_and_what_was_relaxed_is_said() -> None:
    found = asked(need="medical_care", near=places.find("Toronto"), km=40.0, language="spa")
    assert names(found) == ["Lake clinic"]
    assert [reason.kind for reason in found.relaxed] == ["language", "km"]
    assert found.asked.km == 40.0 and found.used.km == 80.0


def test_there_is_always_the_help_line() -> None:
    found = asked(need="wages", near=places.find("Iqaluit"), km=5.0, words="zzzz")
    assert found.total == 0 and found.hits == ()
    assert found.hotline == "1-833-900-1010"


def test_every_page_of_an_answer_is_a_part_of_one_order() -> None:
    whole = names(asked(limit=50))
    parts = [
        name for offset in range(0, len(whole), 2) for name in names(asked(limit=2, offset=offset))
    ]
    assert parts == whole and len(set(whole)) == len(whole)


def test_a_new_edition_is_seen_at_once() -> None:
    load(service("New shelter", needs=("shelter",)), source="other")
    assert "New shelter" in names(asked(need="shelter"))


def test_a_word_with_signs_is_only_a_word() -> None:
    for words in (
        '" OR 1',
        "a' | b",
        "shelter*",
        "n:shelter",
        "()",
        "\x00",
        "NEAR(a b)",
        "ᓀᐦᐃᔭᐍᐏᐣ",
    ):
        asked(words=words)
