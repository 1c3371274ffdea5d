"""Pages of the directory: finding help, confirming listings, deciding conflicts and duplicates."""

from dotline.directory.views.asking import answer, answers, ask
from dotline.directory.views.deciding import (
    conflicts,
    decide_conflict,
    duplicate_pairs,
    judge_pair,
    look_for_duplicates,
    undo_conflict,
)
from dotline.directory.views.finding import beside, index, library, service, suggest
from dotline.directory.views.stewarding import confirm, confirming, freshness, unconfirm, waive

__all__ = [
    "answer",
    "answers",
    "ask",
    "beside",
    "confirm",
    "confirming",
    "conflicts",
    "decide_conflict",
    "duplicate_pairs",
    "freshness",
    "index",
    "judge_pair",
    "library",
    "look_for_duplicates",
    "service",
    "suggest",
    "unconfirm",
    "undo_conflict",
    "waive",
]
