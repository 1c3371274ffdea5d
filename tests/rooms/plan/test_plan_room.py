"""The plan in its tables: loaded whole or not at all, gaps first, reports of the leads."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.test import Client

from dotline.audit.models import Event
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Conflict, Invalid, NotFound, Refused
from dotline.base.reader import Reader
from dotline.plan import actions, queries, rules
from dotline.plan.models import ActionItem, PlanVersion
from dotline.plan.rules import Gap, Reports, State
from dotline.plan.rules.indicators import ValueRole
from dotline.plan.rules.leads import Part, held
from dotline.plan.rules.ratings import Grounds, Rater, Rating, differ, newest
from dotline.reference.datafiles import BadData
from dotline.statistics.rules.headlines import HEADLINES
from tests.rooms.conftest import Cast

PUBLIC = Reader.public()
SHIPPED = Reader.system("shipped")
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SEEN = Grounds("A guide came out.", "Un guide a paru.", "Guide of 2026, p. 3")

OWN_ITEMS = """items:
  - code: I.1
    recommendation: I
    page: 16
    text_en: Brief officers.
    text_fr: Informer les agents.
    lead: cbsa
    start: 2024-01-01
    due: 2025-06-30
    indicator: calls
    follows: [II.1]
    roles:
      - organisation: rcmp
        part: partner
        from: 2024-01-01
        to: 2024-12-31
        source: a letter
    indicators:
      - measures: output
        title_en: Officers briefed
        title_fr: Agents informés
        unit_en: officers
        unit_fr: agents
        better: more
        values:
          - role: target
            status: final
            from: '2025'
            to: '2025'
            value: 100
  - code: II.1
    recommendation: II
    page: 17
    text_en: Ask those concerned.
    text_fr: Demander aux personnes concernées.
    lead: none_yet
    start: none_yet
    due: none_yet
    indicator: none_yet
    searched: [five_texts]
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder in which an installation keeps two items of its own."""
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "items.yaml").write_text(OWN_ITEMS, encoding="utf-8")
    return folder


@pytest.fixture(autouse=True)
def stopped() -> object:
    with clock.frozen(NOW):
        yield


def test_the_shipped_plan_has_14_recommendations_and_43_items_and_says_what_is_missing(
    cast: Cast,
) -> None:
    actions.load_plan(by=SHIPPED)
    status = queries.status(PUBLIC)
    assert (status.recommendations, status.action_items) == (14, 43)
    plan = rules.read(
        rules.load(),
        {"calls", "unmet_needs", "referrals_acknowledged_in_time"},
        [one.code for one in HEADLINES],
    )
    led = [held(item.roles, Part.LEAD, NOW.date()) for item in plan.items]
    assert status.without_lead == sum(not one for one in led) > 0
    assert status.without_indicator == sum(
        not item.measure and not item.headlines and not item.indicators for item in plan.items
    )
    # No figure is released yet: items with a measure are without data, and those whose own indicators tell none.
    told = [
        any(
            value.role is ValueRole.ACTUAL and value.told
            for one in item.indicators
            for value in one.values
        )
        for item in plan.items
    ]
    assert status.without_data == sum(
        bool(item.measure or item.indicators) and not has
        for item, has in zip(plan.items, told, strict=True)
    )
    assert 0 < status.without_data < 43
    assert status.late == 0
    assert status.reports == Reports()


def test_loading_again_changes_nothing(cast: Cast) -> None:
    first = actions.load_plan(by=SHIPPED)
    before = set(ActionItem.objects.using(Store.OPEN).values_list("id", "code"))
    again = actions.load_plan(by=cast.operator)
    assert again.id == first.id
    assert PlanVersion.objects.using(Store.OPEN).count() == 1
    assert set(ActionItem.objects.using(Store.OPEN).values_list("id", "code")) == before


def test_a_plan_of_ones_own_is_swapped_in_whole_and_no_machine_puts_the_shipped_one_back(
    cast: Cast, own: Path
) -> None:
    actions.load_plan(by=SHIPPED)
    version = actions.load_plan(by=cast.operator, folder=own)
    assert [item.code for item in queries.items(PUBLIC)] == ["I.1", "II.1"]
    assert actions.load_plan(by=SHIPPED).id == version.id
    assert queries.status(PUBLIC).action_items == 2
    actions.load_plan(by=cast.operator)
    assert queries.status(PUBLIC).action_items == 43


@pytest.mark.parametrize(
    ("wrong", "right", "line", "says"),
    [
        ("indicator: calls", "indicator: phone_calls", 2, "nothing of that name is counted"),
        ("lead: cbsa", "lead: nobody_known", 2, "there is no such organisation"),
        ("due: 2025-06-30", "due: 2023-06-30", 2, "due lies before start"),
        ("due: 2025-06-30", "due: 2025-06-31", 9, "due"),
        ("    text_fr: Informer les agents.\n", "", 2, "text_fr"),
        ("recommendation: II\n", "recommendation: XX\n", 32, "XX refers to no recommendation"),
        ("    searched: [five_texts]\n", "", 31, "not who looked where and when"),
        ("organisation: rcmp", "organisation: nobody_known", 2, "there is no such organisation"),
        ("to: 2024-12-31", "to: 2023-12-31", 2, "ends before it begins"),
        ("            from: '2025'\n            to: '2025'\n", "", 2, "the target has no period"),
        (
            "    searched: [five_texts]",
            "    searched: [five_texts]\n    follows: [I.1]",
            2,
            "circle",
        ),
        (
            "        better: more",
            "        better: more\n        weight: 3",
            25,
            "weight is not a key",
        ),
    ],
)
def test_a_broken_plan_is_refused_with_file_and_line_and_the_last_good_one_stays(
    cast: Cast, own: Path, wrong: str, right: str, line: int, says: str
) -> None:
    actions.load_plan(by=SHIPPED)
    assert wrong in OWN_ITEMS
    (own / "items.yaml").write_text(OWN_ITEMS.replace(wrong, right), encoding="utf-8")
    with pytest.raises(BadData) as caught:
        actions.load_plan(by=cast.operator, folder=own)
    assert "plan/items.yaml" in caught.value.text()
    assert f"line {line}" in caught.value.text()
    assert says in caught.value.text()
    assert queries.status(PUBLIC).action_items == 43


def test_a_folder_that_is_not_there_is_refused(cast: Cast, own: Path) -> None:
    with pytest.raises(Invalid, match="no folder"):
        actions.load_plan(by=cast.operator, folder=own / "missing")


def test_everybody_reads_the_plan_and_only_who_keeps_it_writes_it(cast: Cast, own: Path) -> None:
    for stranger in (PUBLIC, cast.alice, cast.rita):
        with pytest.raises(Refused):
            actions.load_plan(by=stranger, folder=own)
    assert queries.newest_version(PUBLIC) is None
    nobody = Reader(worker=None, agency=None, name="nobody")
    with pytest.raises(Refused):
        queries.status(nobody)


def test_a_load_is_one_line_on_the_ledger_of_the_open_store(cast: Cast) -> None:
    actions.load_plan(by=SHIPPED)
    lines = Event.objects.using(Store.OPEN).filter(action="plan.load")
    assert [(line.actor_name, line.outcome) for line in lines] == [("shipped", "done")]


def test_a_late_item_is_late_until_its_lead_reports_it_done(cast: Cast, own: Path) -> None:
    actions.load_plan(by=cast.operator, folder=own)
    found = queries.item_status(PUBLIC, "I.1")
    assert found.gaps == {Gap.LATE, Gap.DATA}
    assert found.reports == Reports(expected=2, received=0, on_time=0)
    actions.report_progress(by=cast.operator, code="I.1", year=2024, state=State.UNDER_WAY)
    assert Gap.LATE in queries.item_status(PUBLIC, "i.1").gaps
    actions.report_progress(by=cast.operator, code="I.1", year=2025, state=State.DONE)
    found = queries.item_status(PUBLIC, "I.1")
    assert found.gaps == {Gap.DATA}
    assert found.reports == Reports(expected=2, received=2, on_time=0)


def test_what_a_lead_reports_survives_a_new_version_of_the_plan(cast: Cast, own: Path) -> None:
    actions.load_plan(by=cast.operator, folder=own)
    actions.report_progress(by=cast.operator, code="I.1", year=2026, state=State.DONE)
    actions.load_plan(by=cast.operator)
    assert queries.item_status(PUBLIC, "I.1").state is State.DONE


def test_a_report_is_refused_without_a_lead_twice_ahead_of_time_or_backwards(
    cast: Cast, own: Path
) -> None:
    actions.load_plan(by=cast.operator, folder=own)
    with pytest.raises(Invalid, match="Nobody leads"):
        actions.report_progress(by=cast.operator, code="II.1", year=2025, state=State.DONE)
    with pytest.raises(Invalid, match="has not begun"):
        actions.report_progress(by=cast.operator, code="I.1", year=2027, state=State.DONE)
    with pytest.raises(NotFound):
        actions.report_progress(by=cast.operator, code="Z.9", year=2025, state=State.DONE)
    with pytest.raises(Refused):
        actions.report_progress(by=cast.alice, code="I.1", year=2025, state=State.DONE)
    actions.report_progress(by=cast.operator, code="I.1", year=2025, state=State.DONE)
    with pytest.raises(Conflict, match="already"):
        actions.report_progress(by=cast.operator, code="I.1", year=2025, state=State.DONE)
    with pytest.raises(Conflict, match="no step"):
        actions.report_progress(by=cast.operator, code="I.1", year=2026, state=State.NOT_STARTED)


def test_the_page_opens_with_what_is_missing_in_both_languages(cast: Cast, visitor: Client) -> None:
    actions.load_plan(by=SHIPPED)
    english = visitor.get("/en/plan/").content.decode()
    assert english.index("What is missing") < english.index("All items")
    assert english.count('href="/en/plan/') >= 43
    french = visitor.get("/fr/plan/").content.decode()
    assert "Ce qui manque" in french
    assert "What is missing" not in french


def test_a_gap_shows_only_its_items(cast: Cast, visitor: Client, own: Path) -> None:
    actions.load_plan(by=cast.operator, folder=own)
    page = visitor.get("/en/plan/?gap=without_lead").content.decode()
    assert "/en/plan/II.1/" in page
    assert "/en/plan/I.1/" not in page
    assert "/en/plan/I.1/" in visitor.get("/en/plan/?gap=nonsense").content.decode()


def test_an_item_shows_page_lead_gaps_and_what_is_built_instead(
    cast: Cast, visitor: Client
) -> None:
    actions.load_plan(by=SHIPPED)
    page = visitor.get("/en/plan/I.6/").content.decode()
    assert "What is built instead" in page
    assert "none yet" in page
    assert "nobody leads it" in page
    assert "worked out from the order of the text" in page
    assert visitor.get("/en/plan/Z.1/").status_code == 404


def test_an_empty_home_says_that_no_plan_is_loaded(cast: Cast, visitor: Client) -> None:
    assert "No plan is loaded yet." in visitor.get("/en/plan/").content.decode()


def test_every_measure_a_minister_reads_is_an_indicator_of_some_item(cast: Cast) -> None:
    actions.load_plan(by=SHIPPED)
    rows = ActionItem.objects.using(Store.OPEN).all()
    bound = [code for row in rows for code in row.headlines.split()]
    assert sorted(bound) == sorted(one.code for one in HEADLINES)


def test_the_page_of_an_item_says_what_its_measures_say(cast: Cast, visitor: Client) -> None:
    actions.load_plan(by=SHIPPED)
    page = visitor.get("/en/plan/VII.2/").content.decode()
    assert "Where the four kinds of help are" in page
    assert "/en/statistics/measures/coverage/" in page
    assert "Nothing measures this item yet" not in page


def test_an_indicator_that_no_list_has_is_refused_with_its_line(cast: Cast, tmp_path: Path) -> None:
    text = (rules.FOLDER / "items.yaml").read_text().replace("[coverage,", "[colour,")
    (tmp_path / "items.yaml").write_text(text)
    with pytest.raises(BadData, match="colour"):
        actions.load_plan(by=cast.operator, folder=tmp_path)


def test_no_shipped_item_says_none_yet_without_a_search(cast: Cast) -> None:
    actions.load_plan(by=SHIPPED)
    rows = list(queries.items(PUBLIC))
    assert all(row.searched for row in rows)
    for row in rows:
        assert [one.on for one in queries.searches(PUBLIC, row)]


def test_who_led_on_a_day_is_told_under_the_name_of_that_day(cast: Cast) -> None:
    actions.load_plan(by=SHIPPED)
    births = queries.item(PUBLIC, "III.4")
    assert queries.parts_on(births, date(2010, 8, 31)) == ()
    assert [one.organisation.code for one in queries.parts_on(births, date(2012, 1, 1))] == ["cida"]
    assert [one.organisation.code for one in queries.parts_on(births, date(2020, 1, 1))] == ["gac"]
    hotline = queries.item(PUBLIC, "IX.2")
    told = {
        day: [(one.role.part, one.organisation.code) for one in queries.parts_on(hotline, day)]
        for day in (date(2018, 12, 1), date(2019, 5, 29))
    }
    helping = (Part.PARTNER, "public_safety")
    assert told[date(2018, 12, 1)] == [helping]
    assert told[date(2019, 5, 29)] == [(Part.LEAD, "cceht"), helping]


def test_neither_the_lead_nor_the_rapporteur_can_change_what_the_other_said(
    cast: Cast, visitor: Client
) -> None:
    actions.load_plan(by=SHIPPED)
    actions.rate_own(by=cast.operator, code="I.1", rating=Rating.COMPLETE, grounds=SEEN)
    actions.rate(by=cast.rita, code="I.1", rating=Rating.LIMITED, grounds=SEEN)
    with pytest.raises(Refused):
        actions.rate(by=cast.operator, code="I.1", rating=Rating.COMPLETE, grounds=SEEN)
    with pytest.raises(Refused):
        actions.rate_own(by=cast.rita, code="I.1", rating=Rating.LIMITED, grounds=SEEN)
    actions.rate_own(by=cast.operator, code="I.1", rating=Rating.SUBSTANTIAL, grounds=SEEN)
    said = queries.history(PUBLIC, queries.item(PUBLIC, "I.1"))
    assert [one.rating for one in said if one.rater is Rater.LEAD] == [
        Rating.COMPLETE,
        Rating.SUBSTANTIAL,
    ]
    theirs = newest(said, Rater.RAPPORTEUR)
    assert theirs is not None and theirs.rating is Rating.LIMITED and differ(said)
    page = visitor.get("/en/plan/I.1/").content.decode()
    assert "They do not agree" in page
    assert "before: complete" in page


def test_whoever_keeps_the_plan_cannot_rate_it_even_with_the_rapporteurs_role(cast: Cast) -> None:
    actions.load_plan(by=SHIPPED)
    both = replace(cast.rita, permissions=cast.rita.permissions | {"plan.write"})
    assert both.has("plan.write")
    with pytest.raises(Refused, match="cannot rate"):
        actions.rate(by=both, code="I.1", rating=Rating.COMPLETE, grounds=SEEN)


def test_an_item_that_nobody_leads_cannot_rate_itself(cast: Cast) -> None:
    actions.load_plan(by=SHIPPED)
    with pytest.raises(Invalid, match="Nobody leads"):
        actions.rate_own(by=cast.operator, code="I.2", rating=Rating.COMPLETE, grounds=SEEN)


def test_the_page_of_an_item_shows_indicators_searches_and_why_there_is_no_value(
    cast: Cast, visitor: Client
) -> None:
    actions.load_plan(by=SHIPPED)
    page = visitor.get("/en/plan/I.5/").content.decode()
    assert "<strong>14</strong> languages" in page
    assert "No newer count was found." in page
    assert "Where we looked" in page
    french = visitor.get("/fr/plan/I.5/").content.decode()
    assert "Aucun nombre plus récent" in french


def test_the_page_of_claims_opens_with_what_is_contested_in_both_languages(
    cast: Cast, visitor: Client
) -> None:
    page = visitor.get("/en/plan/claims/").content.decode()
    assert page.index("People trafficked into Canada") < page.index("Forms of trafficking")
    assert "600 to 800 people a year" in page
    french = visitor.get("/fr/plan/claims/?about=into_canada").content.decode()
    assert "de 600 à 800 personnes par an" in french
    assert "Formes de traite" not in french


@pytest.mark.parametrize(
    ("path", "english", "french"),
    [
        ("programmes", "Projects abroad (17)", "Projets à l’étranger (17)"),
        ("asked", "What no recommendation takes up", "Ce qu’aucune recommandation ne reprend"),
        ("members", "Canada Border Services Agency", "Agence des services frontaliers du Canada"),
    ],
)
def test_programmes_askings_and_members_have_public_pages_in_both_languages(
    cast: Cast, visitor: Client, path: str, english: str, french: str
) -> None:
    assert english in visitor.get(f"/en/plan/{path}/").content.decode()
    assert french in visitor.get(f"/fr/plan/{path}/").content.decode()
