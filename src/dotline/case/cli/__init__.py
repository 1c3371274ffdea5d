"""`dotline case`: the agency's cases, and what comes in and goes out as files."""

from dotline.case.cli import doubles, exchange, linkage, nations, own_copy, retention
from dotline.case.cli.cases import group

exchange.add_to(group)
retention.add_to(group)
nations.add_to(group)
linkage.add_to(group)
doubles.add_to(group)
group.add_command(own_copy.access_request)

__all__ = ["group"]
