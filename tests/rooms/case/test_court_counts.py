"""Court results, removals after signs and victims charged are counted by year, and stay counted when a file goes."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

from dotline.access.unit import behind
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.reader import Period, Reader
from dotline.case import actions, queries
from dotline.case.actions import NewCharge, NewForcedCharge, NewRemovalStep, NewSentence, Opening
from dotline.case.models import CaseFile, CountLeft
from dotline.case.rules import Answer
from dotline.gates import clean_room
from dotline.statistics.rules.measures import definitions
from tests.rooms.case.test_case import first
from tests.rooms.case.test_counts_left import close, identify, opened
from tests.rooms.case.test_courts import DAY
from tests.rooms.case.test_courts import opened as before_court
from tests.rooms.case.test_disposal import LATER, dispose
from tests.rooms.case.test_nations import body
from tests.rooms.conftest import Cast

RELEASE = Reader.system(clean_room.RELEASE)
Line = tuple[str, tuple[tuple[str, str], ...]]


def counted() -> Counter[Line]:
    """Distinct units of each measure and class that a release made now would see."""
    quarters = tuple(f"{year}-Q{part}" for year in range(2018, 2045) for part in range(1, 5))
    with behind(RELEASE):
        rows = list(clean_room.stream(RELEASE, Period("all", quarters)))
    found = {(one.measure, one.unit): one for one in rows}
    return Counter(
        (one.measure, tuple(sorted(one.dims.items())))
        for one in found.values()
        if one.measure not in {"cases", "screens_finished"}
    )


def of(measure: str) -> list[tuple[int, dict[str, str]]]:
    return [(many, dict(dims)) for (name, dims), many in counted().items() if name == measure]


def convict(by: Reader, case: CaseFile, cite: str = "CC 279.01(1)(b)", gross: int = 1000) -> None:
    """A charge, a finding of guilt and a term, of which custody of 100 days takes 150 off."""
    court = before_court(by, case)
    charge = actions.lay_charge(by=by, proceeding_id=court.id, new=NewCharge(cite, DAY, DAY, DAY))
    on = date(2021, 2, 1)
    actions.dispose_charge(by=by, charge_id=charge.id, disposition="guilty", on=on)
    term = NewSentence("imprisonment", on, gross_days=gross, custody_days=100, rate=Decimal("1.5"))
    actions.give_sentence(by=by, charge_id=charge.id, new=term)


def test_what_courts_did_is_counted_by_provision_and_year_and_once_for_two_agencies(
    cast: Cast, dan: Reader
) -> None:
    convict(cast.charlie, opened(cast))
    laid = {"quarter": "2020-Q1", "province": "QC", "provision": "adult"}
    found = {**laid, "quarter": "2021-Q1"}
    term = {"quarter": "2021-Q1", "province": "QC", "net_sentence": "adult_to_5y"}
    assert of("charges") == of("prosecutions") == [(1, laid)]
    assert of("convictions") == [(1, found)]
    assert of("sentences") == [(1, term)]
    before = counted()
    theirs = Opening(basis="documents", kind="investigation")
    convict(dan, actions.open_case(by=dan, opening=theirs))
    assert counted() == before
    assert of("charges") == [(1, laid)], "the police tell of it alike"
    convict(cast.charlie, opened(cast), "CC 279.011(1)(b)", gross=800)
    assert {dims["provision"]: many for many, dims in of("charges")} == {"adult": 1, "minor": 1}
    assert {dims["net_sentence"] for _many, dims in of("sentences")} == {
        "adult_to_5y", "minor_to_2y",
    }  # fmt: skip
    known = {measure.counts for measure in definitions().measures.values()}
    assert {"charges", "prosecutions", "convictions", "sentences"} <= known


def test_a_removal_after_signs_and_a_victim_charged_are_counted_and_a_no_is_not(
    cast: Cast,
) -> None:
    case = opened(cast)
    who, today = first(cast.charlie, case).id, queries.today(cast.charlie)
    early = NewRemovalStep("detention", today - timedelta(days=40))
    actions.note_removal(by=cast.charlie, involvement_id=who, new=early)
    identify(cast, case, days=10)
    assert of("removals_noted") == [], "no sign was noted yet"
    late = NewRemovalStep("removed", today)
    actions.note_removal(by=cast.charlie, involvement_id=who, new=late)
    assert [(many, dims["removal"]) for many, dims in of("removals_noted")] == [(1, "removed")]
    for forced in Answer:
        charge = NewForcedCharge(today, forced)
        actions.note_forced_charge(by=cast.charlie, involvement_id=who, new=charge)
    assert [many for many, _dims in of("victims_charged")] == [2], "a written no is not counted"


def test_a_printed_year_of_courts_stays_when_its_file_goes_and_a_silent_body_keeps_it_out(
    cast: Cast, dana: Reader
) -> None:
    here, kept = opened(cast), opened(cast)
    convict(cast.charlie, here)
    convict(cast.charlie, kept, "CC 279.011(1)(b)")
    nation, _steward = body("lantern")
    who = first(cast.charlie, kept).id
    actions.say_nation(by=cast.charlie, involvement_id=who, nation=nation.id)
    before = counted()
    assert {dims["provision"] for _many, dims in of("charges")} == {"adult"}
    for case in (here, kept):
        close(cast, case)
    with clock.frozen(clock.now() + LATER):
        dispose(cast, dana, here.id, kept.id)
        assert counted() == before
        with behind(RELEASE):
            left = CountLeft.objects.using(Store.INSIDE).filter(measure="sentences")
            assert [one.classed for one in left] == ["net_sentence=adult_to_5y"]
