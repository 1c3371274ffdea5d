"""Statutory holidays fall on their days, in their provinces."""

from datetime import date

import pytest

from dotline.reference import holidays


@pytest.mark.parametrize(
    ("day", "keeping", "not_keeping"),
    [
        (date(2026, 2, 16), {"ON", "AB", "MB", "NS", "PE"}, {"QC", "NL", "YT"}),
        (date(2026, 4, 3), {"ON", "NL"}, set()),
        (date(2026, 5, 18), {"ON", "QC", "YT"}, {"NS", "NL"}),
        (date(2026, 6, 24), {"QC"}, {"ON"}),
        (date(2026, 7, 9), {"NU"}, {"NT"}),
        (date(2026, 12, 25), {"ON", "NU", "PE"}, set()),
        (date(2026, 11, 20), set(), {"ON", "QC"}),
    ],
)
def test_a_holiday_is_kept_where_it_is_law(
    day: date, keeping: set[str], not_keeping: set[str]
) -> None:
    assert keeping <= set(holidays.on(day))
    assert not not_keeping & set(holidays.on(day))


def test_one_that_falls_on_a_weekend_also_takes_the_monday() -> None:
    assert date(2027, 12, 25).weekday() == 5
    assert "ON" in holidays.on(date(2027, 12, 25)) and "ON" in holidays.on(date(2027, 12, 27))


def test_every_holiday_has_a_name_in_both_languages() -> None:
    for year in (2026, 2027, 2028):
        for holiday in holidays.HOLDER.value():
            assert holiday.day(year).year == year
            assert holiday.label("en") != holiday.label("fr") and holiday.where
