"""The clocks of the plan, of supply chains and of travel notices: their windows, moves, waivers, sitting days."""

import re
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.base.errors import Invalid, NotFound
from dotline.reference import obligations, sittings
from dotline.reference.datafiles import BadData, load_set
from dotline.reference.obligations import (
    HOME,
    Offset,
    Rule,
    State,
    begin,
    events,
    follow,
    library,
    state_of,
    windows,
)

EVERY = st.sampled_from(obligations.rules())
DAYS = st.dates(date(2024, 1, 1), date(2035, 12, 31)) | st.sampled_from(
    [date(2024, 2, 29), date(2028, 2, 29), date(2026, 1, 31), date(2026, 3, 8), date(2026, 11, 1)]
)
PERSONAL = {"case", "newcomer", "travel", "intake", "referral", "gates", "access", "directory"}


def day_of(moment: datetime) -> str:
    return moment.astimezone(ZoneInfo(HOME)).date().isoformat()


def days(code: str, start: date) -> list[tuple[str, str]]:
    rule = obligations.rule(code, start)
    return [(day_of(one.opens), day_of(one.due)) for one in windows(rule, begin(start), HOME)]


def test_offers_to_a_newcomer_of_31_january_end_on_31_july() -> None:
    assert days("newcomer_first_offer", date(2026, 1, 31)) == [("2026-01-31", "2026-02-07")]
    monthly = [due for _opens, due in days("newcomer_contact", date(2026, 1, 31))]
    assert monthly == [
        "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31", "2026-06-30", "2026-07-31",
    ]  # fmt: skip
    assert days("newcomer_forget", date(2026, 1, 31)) == [("2026-07-31", "2026-08-01")]


def test_the_five_dates_of_the_act_on_supply_chains() -> None:
    start = date(2026, 1, 1)
    assert days("supply_report_institution", start)[0] == ("2026-01-01", "2026-05-31")
    assert days("supply_report_entity", start)[:2] == [
        ("2026-01-01", "2026-05-31"),
        ("2027-01-01", "2027-05-31"),
    ]
    assert days("supply_publish_own", date(2026, 5, 20)) == [("2026-05-20", "2026-05-20")]
    assert days("supply_table", start)[0] == ("2026-06-01", "2026-11-25")
    assert days("supply_publish_tabled", date(2026, 11, 20)) == [("2026-11-20", "2026-12-20")]
    with pytest.raises(NotFound, match="was not in force on 2023-12-31"):
        obligations.rule("supply_report_entity", date(2023, 12, 31))


def test_a_day_without_a_rule_is_answered_with_a_day_that_has_one() -> None:
    with pytest.raises(NotFound) as early:
        obligations.rule("travel_absence", date(2011, 4, 14))
    assert "2011-04-15" in str(early.value)


def test_a_report_that_falls_due_on_31_may_is_the_next_one_from_any_day() -> None:
    assert days("supply_report_entity", date(2026, 5, 31))[0][1] == "2026-05-31"
    assert days("supply_report_entity", date(2026, 6, 1))[0] == ("2027-01-01", "2027-05-31")


def test_a_tabling_runs_on_over_thirty_sitting_days_because_the_house_keeps_september_30() -> None:
    assert not sittings.is_sitting(date(2026, 9, 30))
    last = sittings.next_sittings(date(2026, 9, 30), 30)
    between = [date(2026, 10, 1) + timedelta(days=count) for count in range(60)]
    assert sum(1 for one in between if one <= last and sittings.is_sitting(one)) == 30
    with pytest.raises(Invalid):
        sittings.next_sittings(date(2026, 9, 30), 0)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2022-01-31", "2022-02-18"), ("2022-03-21", "2022-04-08"), ("2022-04-25", "2022-05-20"),
        ("2022-05-30", "2022-06-23"), ("2022-09-19", "2022-10-07"), ("2022-10-17", "2022-11-04"),
        ("2022-11-14", "2022-12-16"), ("2023-03-20", "2023-03-31"), ("2023-04-17", "2023-05-19"),
    ],
)  # fmt: skip
def test_the_pattern_of_sittings_gives_the_weeks_that_were_published(first: str, last: str) -> None:
    begins, ends = date.fromisoformat(first), date.fromisoformat(last)
    assert sittings.is_sitting(begins)
    assert sittings.is_sitting(ends)
    if begins != date(2022, 3, 21) and begins != date(2023, 3, 20):  # the Speaker names those weeks
        assert not sittings.is_sitting(begins - timedelta(days=7))
    if ends != date(2022, 2, 18):
        assert not sittings.is_sitting(ends + timedelta(days=7))


def test_notice_of_a_journey_is_on_time_late_or_excused() -> None:
    rule = obligations.rule("travel_absence", date(2026, 6, 20))
    (window,) = windows(rule, begin(date(2026, 6, 20)), HOME)
    sixth, seventh = (begin(date(2026, 6, day)) + timedelta(hours=12) for day in (6, 7))
    assert state_of(window, seventh, done=sixth) is State.DONE
    assert state_of(window, seventh, done=seventh) is State.DONE_LATE
    assert state_of(window, seventh, done=seventh, waived=True) is State.WAIVED
    assert state_of(window, seventh) is State.LATE


def test_a_journey_that_is_moved_moves_its_window_and_keeps_both_dates() -> None:
    rule = obligations.rule("travel_absence", date(2026, 6, 20))
    (found,) = follow(rule, [begin(date(2026, 6, 20)), begin(date(2026, 6, 18))], HOME)
    assert day_of(found.window.due) == "2026-06-04"
    assert [day_of(one.due) for one in found.earlier] == ["2026-06-06"]
    with pytest.raises(Invalid):
        list(follow(rule, [], HOME))


def test_the_law_on_travel_changed_and_each_version_holds_in_its_own_time() -> None:
    assert days("travel_absence", date(2015, 6, 20))[0][1] == "2015-06-19"
    assert days("travel_absence", date(2023, 10, 26))[0][1] == "2023-10-12"
    assert days("travel_yearly_report", date(2026, 4, 1))[0] == ("2027-03-02", "2027-04-01")
    with pytest.raises(NotFound):
        obligations.rule("travel_abroad_child", date(2020, 1, 1))


def test_a_rule_that_ended_opens_no_further_window() -> None:
    ended = Rule(
        "r", "R", "R", "x.y", Offset(months=1), repeat=Offset(months=1),
        span=obligations.rule("travel_absence", date(2012, 1, 1)).span,
    )  # fmt: skip
    found = list(windows(ended, begin(date(2023, 8, 1)), HOME))
    assert [day_of(one.opens) for one in found] == ["2023-08-01", "2023-09-01", "2023-10-01"]


@given(EVERY, DAYS, st.sampled_from([HOME, "America/St_Johns", "America/Vancouver", "UTC"]))
def test_no_rule_of_the_data_files_is_due_before_it_opens_and_its_windows_follow_each_other(
    rule: Rule, start: date, zone: str
) -> None:
    until = datetime(2035, 12, 31, tzinfo=UTC)
    found = list(windows(rule, begin(start, zone), zone, until=until))
    assert all(one.opens <= one.due for one in found)
    assert all(before.opens < after.opens for before, after in pairwise(found))
    assert all(before.due < after.due for before, after in pairwise(found))
    if rule.by_day:
        zoned = [one.due.astimezone(ZoneInfo(zone)).time() for one in found]
        assert set(zoned) <= {obligations.LAST_SECOND}


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)), st.integers(1, 60))
def test_sitting_days_are_counted_one_by_one(day: date, count: int) -> None:
    last = sittings.next_sittings(day, count)
    assert sittings.is_sitting(last)
    if count > 1:
        assert sittings.next_sittings(sittings.next_sittings(day, count - 1), 1) == last


def test_what_is_owed_openly_is_about_no_person_and_says_what_makes_it_owed() -> None:
    openly = obligations.owed_openly()
    assert not {one.trigger.partition(".")[0] for one in openly} & PERSONAL
    assert all(one.short_en and one.short_fr and one.basis_fr for one in openly)
    assert {one.rule.code for one in obligations.windows_of(date(2035, 12, 31))} <= {
        one.code for one in openly
    }


def test_every_rule_says_in_french_too_what_it_rests_on() -> None:
    assert [one.code for one in obligations.rules() if not one.basis_fr] == []
    assert obligations.rule("case_breach_tell").ground("fr").startswith("LPRPDE, par. 10.1(2)")


def test_an_answer_that_came_a_week_late_stays_late() -> None:
    found = {one.rule.code: one for one in obligations.windows_of(date(2026, 11, 23))}
    late = found["tip_submission"]
    assert late.state(begin(date(2026, 11, 23))) is State.DONE_LATE
    assert late.kept is not None
    assert late.kept.done == date(2008, 3, 7)


WRONG = """rules:
  - {code: back, title_en: A, title_fr: B, trigger: x.y, due: {days: -14}, basis: C}
  - {code: twice, title_en: A, title_fr: B, trigger: x.y, due: {days: 1}, basis: C, valid_to: 2025-01-02}
  - {code: twice, title_en: A, title_fr: B, trigger: x.y, due: {days: 1}, basis: C, valid_from: 2025-01-01}
"""


def test_a_rule_that_is_due_before_it_opens_and_versions_that_overlap_are_named_by_line(
    tmp_path: Path,
) -> None:
    (tmp_path / "rules.yaml").write_text(WRONG, encoding="utf-8")
    (tmp_path / "schema.json").write_text(
        (library.FOLDER / "schema.json").read_text(encoding="utf-8"), encoding="utf-8"
    )
    data = load_set(tmp_path, name="obligations", known={"organisation": []})
    with pytest.raises(BadData) as refused:
        library.HOLDER._build(data)
    told = [(one.line, one.reason) for one in refused.value.problems]
    assert [line for line, _reason in told] == [2, 4]


def test_an_occasion_about_a_person_is_refused(tmp_path: Path) -> None:
    row = (
        "{code: a, trigger: newcomer.arrived, on: 2026-01-31, title_en: A, title_fr: B, source: C}"
    )
    wrong = f"occasions:\n  - {row}\n"
    (tmp_path / "occasions.yaml").write_text(wrong, encoding="utf-8")
    (tmp_path / "schema.json").write_text(
        (events.FOLDER / "schema.json").read_text(encoding="utf-8"), encoding="utf-8"
    )
    with pytest.raises(BadData, match=re.escape("newcomer.arrived sets off no public rule.")):
        events.HOLDER._build(load_set(tmp_path, name="occasions"))
