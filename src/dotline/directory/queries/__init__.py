"""Reads of the directory. The reader comes first, though all of it is open."""

from dotline.directory.queries.find import find
from dotline.directory.rules.query import Found, Hit, Query, Reason

__all__ = ["Found", "Hit", "Query", "Reason", "find"]
