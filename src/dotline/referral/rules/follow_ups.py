"""When to ask how it went: after a day, a week and a month (R-58). Pure."""

from datetime import datetime, timedelta

AFTER = {"24h": timedelta(hours=24), "7d": timedelta(days=7), "30d": timedelta(days=30)}


def follow_up_times(accepted: datetime) -> dict[str, datetime]:
    """The three moments after a referral was accepted."""
    return {code: accepted + after for code, after in AFTER.items()}
