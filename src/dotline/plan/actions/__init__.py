"""Writes of the plan."""

from dotline.plan.actions.loading import load_plan
from dotline.plan.actions.rating import rate, rate_own, take_back_rating
from dotline.plan.actions.reporting import report_progress

__all__ = ["load_plan", "rate", "rate_own", "report_progress", "take_back_rating"]
