"""Writes of the plan."""

from dotline.plan.actions.advising import give_advice, reply_to_advice, withdraw_advice
from dotline.plan.actions.keeping import end_keeper, name_keeper
from dotline.plan.actions.loading import load_plan
from dotline.plan.actions.rating import rate, rate_own, take_back_rating
from dotline.plan.actions.reporting import report_progress

__all__ = [
    "end_keeper",
    "give_advice",
    "load_plan",
    "name_keeper",
    "rate",
    "rate_own",
    "reply_to_advice",
    "report_progress",
    "take_back_rating",
    "withdraw_advice",
]
