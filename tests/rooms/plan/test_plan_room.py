"""The plan in its tables: loaded whole or not at all, gaps first, reports of the leads."""

from datetime import UTC, datetime
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
from dotline.reference.datafiles import BadData
from dotline.statistics.rules.headlines import HEADLINES
from tests.rooms.conftest import Cast

PUBLIC = Reader.public()
SHIPPED = Reader.system("shipped")
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)

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
  - code: II.1
    recommendation: II
    page: 17
    text_en: Ask those concerned.
    text_fr: Demander aux personnes concernées.
    lead: none_yet
    start: none_yet
    due: none_yet
    indicator: none_yet
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
    assert status.without_lead == sum(not item.lead for item in plan.items) > 0
    assert status.without_indicator == sum(
        not item.measure and not item.headlines for item in plan.items
    )
    # No figure is released yet, so every item that names a measure is without data.
    assert status.without_data == sum(bool(item.measure) for item in plan.items) > 0
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
        ("recommendation: II\n", "recommendation: XX\n", 12, "XX refers to no recommendation"),
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
