"""`dotline plan`: what was promised, what is missing, and how far it has come."""

from dotline.plan.cli.items import group

__all__ = ["group"]
