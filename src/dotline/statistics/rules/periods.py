"""Periods of release: whole quarters that are over; and how SDMX writes them."""

from datetime import date, timedelta

from babel.dates import format_date

from dotline.base.errors import Invalid, Refused
from dotline.base.reader import Period
from dotline.gates.protect import leaves_of_time, name_of_time
from dotline.ui import french
from dotline.ui.bilingual import Lang, Text

LOCALES: dict[Lang, str] = {"en": "en_CA", "fr": "fr_CA"}
LONGEST = 80
"""Quarters: twenty years in one release are more than any table needs, and keep the attack
quick.
"""


def period(text: str) -> Period:
    """The period that '2025', '2025-Q1' or '2024-Q1..2026-Q3' spells. Raises Invalid."""
    quarters = leaves_of_time(text.strip())
    if len(quarters) > LONGEST:
        raise Invalid(
            "A release covers at most {most} quarters.", "Name a shorter period.", most=LONGEST
        )
    return Period(name_of_time(quarters), quarters)


def first_day(quarter: str) -> date:
    """The first day of a quarter such as '2025-Q1'."""
    year, number = quarter.split("-Q")
    return date(int(year), 3 * int(number) - 2, 1)


def last_day(quarter: str) -> date:
    """The last day of a quarter."""
    later = first_day(quarter) + timedelta(days=100)
    return later.replace(day=1) - timedelta(days=1)


def quarter_of(day: date) -> str:
    """The quarter a day lies in."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def check_over(asked: Period, today: date) -> None:
    """Raises Refused while any quarter of the period still runs: its numbers would change next
    week.
    """
    running = [quarter for quarter in asked.quarters if last_day(quarter) >= today]
    if running:
        raise Refused(
            "The quarter {quarter} is not over, so it cannot be published yet.",
            "Release up to {last}.",
            quarter=running[0],
            last=quarter_of(first_day(quarter_of(today)) - timedelta(days=1)),
        )


def words_en(code: str) -> str:
    """A time code in English words: '2025-Q1', '2025', '2024-Q1 to 2026-Q3'."""
    return code.replace("..", " to ")


def words_fr(code: str) -> str:
    """A time code in French: '2025-T1', '2024-T1 à 2026-T3'."""
    return code.replace("..", " à ").replace("-Q", "-T")


def in_months(first: str, last: str) -> Text:
    """Two quarters as the months they span: 'October 2023 to September 2026'."""
    begin, end = first_day(first), last_day(last)
    en, fr = ([_month(day, lang) for day in (begin, end)] for lang in LOCALES)
    return Text(f"{en[0]} to {en[1]}", f"{french.de(fr[0])} à {fr[1]}")


def months_of(code: str) -> Text:
    """A period of release such as '2023-Q4..2026-Q3' or '2025', as the months it spans."""
    quarters = period(code).quarters
    return in_months(quarters[0], quarters[-1])


def _month(day: date, lang: Lang) -> str:
    return format_date(day, "MMMM yyyy", locale=LOCALES[lang])


def frequency(time: str) -> str:
    """The code of SDMX's CL_FREQ: 'Q' a quarter, 'A' a year, 'A3' three years, 'Q5' five quarters."""
    quarters = len(leaves_of_time(time))
    if quarters % 4:
        return "Q" if quarters == 1 else f"Q{quarters}"
    return "A" if quarters == 4 else f"A{quarters // 4}"


def time_period(time: str) -> str:
    """A time as SDMX writes it: '2025-Q1', '2025', or first day and length such as '2023-10-01/P36M'."""
    quarters = leaves_of_time(time)
    if ".." not in time:
        return time
    year, number = quarters[0].split("-Q")
    return f"{year}-{3 * int(number) - 2:02}-01/P{3 * len(quarters)}M"
