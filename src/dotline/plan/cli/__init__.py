"""`dotline plan`: what was promised, what is missing, and how far it has come."""

from dotline.plan.cli import answering, claims
from dotline.plan.cli.items import group

answering.add_to(group)
group.add_command(claims.listing)

__all__ = ["group"]
