"""Writes of the directory: load, take in listings, decide conflicts, merge duplicates, confirm a listing."""

from dotline.directory.actions.asking import ask, close_answer, take_answer
from dotline.directory.actions.confirming import confirm, take_back, waive
from dotline.directory.actions.deciding import keep, take, undo
from dotline.directory.actions.loading import Loaded, load
from dotline.directory.actions.merging import judge, look, merge, reopen, unmerge
from dotline.directory.actions.publishing import take_in

__all__ = [
    "Loaded",
    "ask",
    "close_answer",
    "confirm",
    "judge",
    "keep",
    "load",
    "look",
    "merge",
    "reopen",
    "take",
    "take_answer",
    "take_back",
    "take_in",
    "undo",
    "unmerge",
    "waive",
]
