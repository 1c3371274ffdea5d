"""Numbers, dates and times as people in Canada write them, and the marks of numbers that are not shown."""

from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from zoneinfo import ZoneInfo

from babel import dates as babel_dates
from babel import numbers as babel_numbers
from django.utils.translation import gettext, override

from dotline.ui.bilingual import Lang

Amount = int | float | Decimal
LOCALES: dict[str, str] = {"en": "en_CA", "fr": "fr_CA"}


class Hidden(Enum):
    """Why a cell shows no number. The signs are those of Statistics Canada's tables."""

    SUPPRESSED = "x"
    NOT_COLLECTED = ".."
    NOT_APPLICABLE = "..."


Value = Amount | Hidden


def number(value: Amount, lang: Lang, *, digits: int | None = None) -> str:
    """A plain number, e.g. '12,706' and '12 706'. `digits` fixes the decimals; None keeps at most three."""
    shown = "#,##0.###" if digits is None else "#,##0" + ("." + "0" * digits if digits else "")
    return babel_numbers.format_decimal(value, format=shown, locale=LOCALES[lang])


def percent(fraction: Amount, lang: Lang, *, digits: int = 0) -> str:
    """A share between 0 and 1 as a percentage, e.g. '69%' and '69 %'."""
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return babel_numbers.format_percent(
        fraction, format=_percent_pattern(pattern, lang), locale=LOCALES[lang]
    )


def _percent_pattern(pattern: str, lang: Lang) -> str:
    return pattern + ("%" if lang == "en" else "\u00a0%")


def money(value: Amount, lang: Lang, *, digits: int = 0) -> str:
    """Canadian dollars, e.g. '$1,250' and '1 250 $'."""
    return babel_numbers.format_currency(
        round(Decimal(str(value)), digits),
        "CAD",
        locale=LOCALES[lang],
        currency_digits=False,
        format=_money_pattern(digits, lang),
    )


def _money_pattern(digits: int, lang: Lang) -> str:
    plain = "#,##0" + ("." + "0" * digits if digits else "")
    return "¤" + plain if lang == "en" else plain + "\u00a0¤"


def day(value: date, lang: Lang, *, short: bool = False) -> str:
    """A date in words, 'March 31, 2026' and '31 mars 2026'; `short` gives ISO 8601 for tables."""
    if short:
        return value.strftime("%Y-%m-%d")
    words = babel_dates.format_date(value, format="long", locale=LOCALES[lang])
    return words.replace("1 ", "1er ", 1) if lang == "fr" and value.day == 1 else words


def clock_time(value: time | datetime, lang: Lang, *, zone: str = "UTC") -> str:
    """An hour on the 24-hour clock, '14:30' and '14 h 30'. Aware datetimes are shown in `zone`."""
    local = _local(value, zone) if isinstance(value, datetime) else value
    return local.strftime("%H:%M") if lang == "en" else local.strftime("%H\u00a0h\u00a0%M")


def moment(value: datetime, lang: Lang, *, zone: str = "UTC") -> str:
    """Date and hour for tables and logs: '2026-03-31 14:30'."""
    local = _local(value, zone)
    return f"{day(local, lang, short=True)} {clock_time(local, lang, zone=zone)}"


def _local(value: datetime, zone: str) -> datetime:
    return value.astimezone(ZoneInfo(zone)) if value.tzinfo else value


def sign_of(hidden: Hidden) -> str:
    """The sign printed in the cell."""
    return hidden.value


def meaning_of(hidden: Hidden, lang: Lang) -> str:
    """One word for a screen reader, e.g. 'hidden'."""
    with override(lang):
        return {
            Hidden.SUPPRESSED: gettext("hidden"),
            Hidden.NOT_COLLECTED: gettext("not collected"),
            Hidden.NOT_APPLICABLE: gettext("does not apply"),
        }[hidden]


def explanation_of(hidden: Hidden, lang: Lang) -> str:
    """The sentence under a table or chart that holds such a cell."""
    with override(lang):
        return {
            Hidden.SUPPRESSED: gettext("x: hidden to protect people. It does not mean zero."),
            Hidden.NOT_COLLECTED: gettext("..: not collected. It does not mean zero."),
            Hidden.NOT_APPLICABLE: gettext("...: does not apply."),
        }[hidden]


def shown(value: Value, lang: Lang, *, digits: int | None = None) -> str:
    """A cell as text: the number, or the sign of what is not shown."""
    return sign_of(value) if isinstance(value, Hidden) else number(value, lang, digits=digits)
