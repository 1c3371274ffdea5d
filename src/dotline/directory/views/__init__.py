"""Pages of the directory: finding help, and keeping listings confirmed."""

from dotline.directory.views.asking import answer, answers, ask
from dotline.directory.views.finding import beside, index, library, service, suggest
from dotline.directory.views.stewarding import confirm, confirming, freshness, unconfirm, waive

__all__ = [
    "answer",
    "answers",
    "ask",
    "beside",
    "confirm",
    "confirming",
    "freshness",
    "index",
    "library",
    "service",
    "suggest",
    "unconfirm",
    "waive",
]
