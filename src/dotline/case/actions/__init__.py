"""Writes of the case room: open, add, close, open an identifier, bring in."""

from dotline.case.actions.adding import (
    NewDetermination,
    add_determination,
    add_fact,
    add_identifier,
    add_involvement,
    close_case,
    open_identifier,
)
from dotline.case.actions.batches import FileRead, export, import_batch, undo_import
from dotline.case.actions.imports import PastCase, PastDetermination, import_cases
from dotline.case.actions.opening import Opening, accept_and_open, open_case
from dotline.case.actions.people import PeopleRead, import_people

__all__ = [
    "FileRead",
    "NewDetermination",
    "Opening",
    "PastCase",
    "PastDetermination",
    "PeopleRead",
    "accept_and_open",
    "add_determination",
    "add_fact",
    "add_identifier",
    "add_involvement",
    "close_case",
    "export",
    "import_batch",
    "import_cases",
    "import_people",
    "open_case",
    "open_identifier",
    "undo_import",
]
