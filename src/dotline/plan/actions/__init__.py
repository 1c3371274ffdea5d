"""Writes of the plan."""

from dotline.plan.actions.loading import load_plan
from dotline.plan.actions.reporting import rate, rate_own, report_progress

__all__ = ["load_plan", "rate", "rate_own", "report_progress"]
