"""`dotline plan`: what was promised, what is missing, how far it has come, and what is due."""

from dotline.plan.cli import advice, answering, claims, clocks, comments, keepers, lists
from dotline.plan.cli.items import group

advice.add_to(group)
answering.add_to(group)
group.add_command(claims.listing)
clocks.add_to(group)
comments.add_to(group)
keepers.add_to(group)
lists.add_to(group)

__all__ = ["group"]
