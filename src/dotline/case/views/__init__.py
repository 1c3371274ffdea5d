"""Pages of the case room."""

from dotline.case.views.cases import (
    PER_PAGE,
    Entry,
    Shown,
    add_determination,
    add_fact,
    add_identifier,
    case,
    cases,
    close,
    known,
    open_from_referral,
    open_identifier,
    open_new,
)

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
    "known",
    "open_from_referral",
    "open_identifier",
    "open_new",
]
