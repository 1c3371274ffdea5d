"""Pages of the case room."""

from dotline.case.views.cases import (
    Entry,
    Shown,
    add_determination,
    add_fact,
    add_identifier,
    case,
    cases,
    close,
    known,
    open_identifier,
)
from dotline.case.views.opening import open_from_referral, open_new
from dotline.case.views.pages import PER_PAGE
from dotline.case.views.work import deadlines, timeline

__all__ = [
    "PER_PAGE",
    "Entry",
    "Shown",
    "add_determination",
    "add_fact",
    "add_identifier",
    "case",
    "cases",
    "close",
    "deadlines",
    "known",
    "open_from_referral",
    "open_identifier",
    "open_new",
    "timeline",
]
