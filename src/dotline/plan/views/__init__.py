"""Pages of the plan, the same at the desk and on the public site."""

from dotline.plan.views import advice, claims, clocks, lists
from dotline.plan.views.items import board, item

__all__ = ["advice", "board", "claims", "clocks", "item", "lists"]
