"""The plan's data, the organisations and the claims: complete, bilingual, in our own words."""

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

import dotline.plan
from dotline.base.errors import NotFound
from dotline.reference import claims, law, needs, obligations, organisations
from dotline.reference.datafiles import DataSet, load_set

FOLDER = Path(dotline.plan.__file__).parent / "data" / "proposal_2010"
ITEMS = dict(
    zip(
        ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV"],
        (6, 3, 4, 5, 5, 3, 3, 1, 3, 2, 2, 2, 3, 1),
        strict=True,
    )
)


@pytest.fixture(scope="module")
def plan() -> DataSet:
    return load_set(FOLDER)


def test_all_14_recommendations_and_43_action_items_stand_under_four_pillars(
    plan: DataSet,
) -> None:
    assert [row.text("code") for row in plan.rows("recommendations")] == list(ITEMS)
    counted = Counter(row.text("recommendation") for row in plan.rows("items"))
    assert counted == ITEMS
    assert sum(ITEMS.values()) == 43
    assert len(list(plan.rows("pillars"))) == 4
    for row in plan.rows("items"):
        assert re.fullmatch(rf"{row.text('recommendation')}\.[1-9]", row.text("code"))


def test_pages_follow_the_order_of_the_source_and_stay_inside_their_pillar(plan: DataSet) -> None:
    starts = {row.text("code"): row.number("page") for row in plan.rows("pillars")}
    assert list(starts.values()) == [16, 21, 24, 27]
    pillar_of = {row.text("code"): row.text("pillar") for row in plan.rows("recommendations")}
    pages = [(row.number("page") or 0) for row in plan.rows("items")]
    assert pages == sorted(pages)
    ends = dict(zip(starts, [20, 23, 26, 29], strict=True))
    for row in (*plan.rows("recommendations"), *plan.rows("items")):
        pillar = pillar_of[row.text("code").partition(".")[0]]
        assert (starts[pillar] or 0) <= (row.number("page") or 0) <= ends[pillar]


def test_what_an_item_refers_to_exists_and_what_it_lacks_is_said(plan: DataSet) -> None:
    measures = {"calls", "cases", "referrals_acknowledged_in_time", "unmet_needs"}
    for row in plan.rows("items"):
        assert all(row.text(key) for key in ("lead", "start", "due", "indicator"))
        if (lead := row.text("lead")) != "none_yet":
            assert organisations.find(lead)
        assert row.text("indicator") in {"none_yet", *measures}
        if rule := row.text("obligation"):
            assert obligations.rule(rule)
        if cite := row.text("provision"):
            assert law.history(cite)


def test_items_that_could_hurt_people_say_what_is_built_instead(plan: DataSet) -> None:
    instead = {row.text("code") for row in plan.rows("items") if row.has("built_instead_en")}
    assert {"I.6", "V.1", "V.4", "V.5", "VII.2"} <= instead


def test_a_claim_keeps_its_speaker_and_its_bound() -> None:
    calls = claims.about("hotline_calls")
    assert {(claim.value, claim.bound) for claim in calls} == {
        (12000, claims.Bound.MORE_THAN),
        (12706, claims.Bound.EXACTLY),
    }
    assert claims.find("hotline_cases_2024").bound is claims.Bound.ABOUT
    assert claims.find("hotline_sex_trafficking_share_2024").value == 69
    assert tuple(claim.need for claim in claims.about("hotline_needs")) == needs.COMMONEST
    assert all(claim.source and claim.locator and claim.says("fr") for claim in claims.every())
    with pytest.raises(NotFound):
        claims.find("nonsense")


def test_an_institution_is_found_under_what_it_became() -> None:
    assert organisations.on("cida", date(2013, 6, 25)).code == "cida"
    assert organisations.on("cida", date(2026, 1, 1)).code == "gac"
    assert organisations.on("cic", date(2026, 1, 1)).name("fr").startswith("Immigration")
    assert all(one.kind for one in organisations.every())
