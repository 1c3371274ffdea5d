"""Hours and languages come back in fields; no load writes over what a steward decided (R-10, R-11)."""

import json
from typing import Any

import pytest
from django.utils.translation import override

from dotline.base.errors import Conflict
from dotline.base.reader import Reader
from dotline.directory import actions, jobs, views
from dotline.directory.models import FieldOffer, Language, Schedule, Service
from dotline.directory.queries import asking as queries
from dotline.directory.queries import documents, offers, sets
from dotline.directory.queries.rows import every
from dotline.directory.queries.snapshot import cards
from dotline.gates.opening import open_to
from tests.rooms.conftest import Cast
from tests.rooms.directory.listings import LOADER, load, service
from tests.rooms.directory.test_asking import HOUSE, PLACE, asked, corrected, last, page, visit
from tests.rooms.directory.test_confirming import steward

pytestmark = pytest.mark.django_db(databases=["inside", "open", "drop"])
WEEK = ("MO,TU,WE,TH,FR", "09:00", "17:00", "America/Winnipeg")
STOOD = "\n".join(f"{day} 09:00-17:00" for day in ("MO", "TU", "WE", "TH", "FR"))
NOW = STOOD + "\nSA 10:00-12:00 13:00-15:00"


def bring(*, languages: tuple[str, ...] = ("eng",), **more: Any) -> actions.Loaded:
    return load(service("Anna house", languages=languages, **PLACE | {"open_": WEEK} | more))


@pytest.fixture
def gus(cast: Cast) -> Reader:
    for agency in (cast.hotline, cast.shelter):
        open_to(agency, by=Reader.system("test"))
    bring()
    return steward(cast.hotline.id, "gus")


def told(by: Reader) -> dict[str, FieldOffer]:
    """The provider opens on Saturdays too, and speaks Cree; the offers by field."""
    token = asked(by)
    shown = visit(token).content.decode()
    assert 'name="day_sa"' in shown and 'value="09:00-17:00"' in shown
    words = {"day_sa": "10-12, 13-15", "languages": ["eng"], "more_languages": "Cree"}
    assert corrected(by, token, **words).status_code == 200
    jobs.fetch_answers()
    return {one.field: one for one in queries.offers(by, last())}


def card() -> dict[str, Any]:
    found: dict[str, Any] = cards([HOUSE])[HOUSE]
    return found


def test_hours_and_languages_are_taken_one_by_one_and_shown_everywhere(
    gus: Reader, public_site: None
) -> None:
    found = told(gus)
    assert {field: json.loads(one.value) for field, one in found.items()} == {
        "hours": NOW,
        "languages": "cre eng",
    }
    actions.take(by=gus, offers=[found["hours"].id])
    assert sets.standing(HOUSE) == {"hours": NOW, "languages": "eng"}
    assert card()["hours"][-2:] == ["Saturday, 10:00 to 12:00", "Saturday, 13:00 to 15:00"]
    actions.keep(by=gus, offers=[found["languages"].id])
    assert card()["languages"] == ["eng"]
    row = every("service").filter(id=HOUSE).values().get()
    (document,) = documents.full("service", [row], "en")
    days = {one["byday"] for one in document["schedules"]}
    assert days == {"MO,TU,WE,TH,FR", "SA"}
    assert all(one["x_dotline"]["zone"] == "America/Winnipeg" for one in document["schedules"])
    (shown,) = [one for one in offers.decided(gus) if one.field == "hours"]
    assert (shown.current, shown.offered) == (NOW, NOW)


def test_no_load_writes_over_a_decided_set_and_its_own_source_only_offers_another(
    gus: Reader, public_site: None
) -> None:
    found = told(gus)
    actions.take(by=gus, offers=[one.id for one in found.values()])
    decided = {"hours": NOW, "languages": "cre eng"}
    again = bring()
    assert (again.added, again.changed, again.removed) == (0, 0, 0)
    assert sets.standing(HOUSE) == decided and offers.conflicts(LOADER) == []
    bring(open_=("MO", "08:00", "12:00", "America/Winnipeg"), languages=("eng", "fra"))
    assert sets.standing(HOUSE) == decided and card()["languages"] == ["cre", "eng"]
    offered = {one.field: one for one in offers.conflicts(LOADER)}
    assert (offered["hours"].current, offered["hours"].offered) == (NOW, "MO 08:00-12:00")
    assert offered["languages"].offered == "eng fra"
    bring(open_=("MO", "08:00", "12:00", "America/Winnipeg"), languages=("eng", "fra"))
    assert len(offers.conflicts(LOADER)) == 2, "the same is not asked twice"
    actions.take(by=LOADER, offers=[offered["hours"].id])
    assert sets.standing(HOUSE)["hours"] == "MO 08:00-12:00"
    bring(open_=("TU", "08:00", "12:00", "America/Winnipeg"), languages=("eng", "fra"))
    assert sets.standing(HOUSE)["hours"] == "TU 08:00-12:00", "it is its source's again"
    assert sets.standing(HOUSE)["languages"] == "cre eng"


def test_a_source_that_says_the_same_by_now_has_its_listing_back(
    gus: Reader, public_site: None
) -> None:
    actions.take(by=gus, offers=[told(gus)["languages"].id])
    bring(languages=("eng", "cre"))
    assert FieldOffer.objects.get(field="languages").state == "lapsed"
    assert Language.objects.count() == 2
    bring(languages=("eng",))
    assert sets.standing(HOUSE)["languages"] == "eng"


def test_a_decision_about_hours_is_taken_back_whole(gus: Reader, public_site: None) -> None:
    rows = sorted(Schedule.objects.values_list("id", "digest", "byday"))
    decision = actions.take(by=gus, offers=[told(gus)["hours"].id])
    assert len(Schedule.objects.all()) > len(rows)
    actions.undo(by=gus, decision=decision)
    assert sorted(Schedule.objects.values_list("id", "digest", "byday")) == rows
    assert sets.standing(HOUSE)["hours"] == STOOD


def test_another_source_adds_no_language_beside_a_decided_set_unseen(
    gus: Reader, public_site: None
) -> None:
    actions.take(by=gus, offers=[told(gus)["languages"].id])
    load(service("Anna house", languages=("eng", "spa"), **PLACE), source="other")
    (found,) = [one for one in offers.conflicts(gus) if one.kind == "language"]
    with pytest.raises(Conflict, match="as a whole"):
        actions.take(by=gus, offers=[found.id])


def test_what_cannot_be_read_is_asked_again_with_the_words_on_the_page(
    gus: Reader, public_site: None
) -> None:
    token = asked(gus)
    bad = corrected(gus, token, day_mo="mornings", more_languages="Elvish")
    text = bad.content.decode()
    assert bad.status_code == 400
    assert 'value="mornings"' in text and 'value="Elvish"' in text
    assert "09:00-17:00, or write closed" in text and "“Elvish”" in text
    shut = corrected(gus, token, **dict.fromkeys(FIELDS, "closed"), languages=[])
    assert "one day at least" in shut.content.decode()
    assert "one language ticked" in shut.content.decode()


FIELDS = tuple(f"day_{day}" for day in ("mo", "tu", "we", "th", "fr", "sa", "su"))


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_steward_reads_hours_and_languages_in_words(
    gus: Reader, public_site: None, settings: Any, lang: str
) -> None:
    told(gus)
    settings.ROOT_URLCONF, settings.DOTLINE_SITE = "dotline.site.desk_urls", "desk"
    with override(lang):
        one = page(gus, views.answer, answer_id=last().id)
        every_one = page(gus, views.conflicts)
    for text in (one, every_one):
        assert ("samedi" if lang == "fr" else "Saturday") in text
        assert ("cri" if lang == "fr" else "Cree") in text
        assert "10:00-12:00" not in text and "cre eng" not in text


def test_hours_of_a_sealed_listing_are_no_address(gus: Reader, public_site: None) -> None:
    Service.objects.filter(id=HOUSE).update(sealed=True, region_en="North")
    assert set(told(gus)) == {"hours", "languages"}
