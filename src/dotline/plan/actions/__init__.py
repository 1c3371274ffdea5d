"""Writes of the plan."""

from dotline.plan.actions.advising import give_advice, reply_to_advice, withdraw_advice
from dotline.plan.actions.keeping import end_keeper, name_keeper
from dotline.plan.actions.loading import load_plan
from dotline.plan.actions.moderating import (
    decline_comment,
    publish_comment,
    take_comment_down,
)
from dotline.plan.actions.rating import rate, rate_own, take_back_rating
from dotline.plan.actions.reporting import report_progress

__all__ = [
    "decline_comment",
    "end_keeper",
    "give_advice",
    "load_plan",
    "name_keeper",
    "publish_comment",
    "rate",
    "rate_own",
    "reply_to_advice",
    "report_progress",
    "take_back_rating",
    "take_comment_down",
    "withdraw_advice",
]
