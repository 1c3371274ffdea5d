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
from dotline.case.actions.bringing import (
    NewPerson,
    add_known_person,
    add_person,
    mark_possible_abuser,
)
from dotline.case.actions.imports import PastCase, PastDetermination, import_cases
from dotline.case.actions.opening import Opening, accept_and_open, open_case
from dotline.case.actions.people import PeopleRead, import_people
from dotline.case.actions.plans import (
    NewStep,
    end_stand_by,
    end_step,
    meet_clock,
    meet_need,
    note_need,
    pause_clock,
    plan_step,
    resume_clock,
    stand_by,
    write_safety_plan,
)
from dotline.case.actions.returns import (
    NewEpisode,
    add_episode,
    ask_return,
    assess_return,
    claim_wages,
    decide_wages,
    move_return,
    pay_wages,
)

__all__ = [
    "FileRead",
    "NewDetermination",
    "NewEpisode",
    "NewPerson",
    "NewStep",
    "Opening",
    "PastCase",
    "PastDetermination",
    "PeopleRead",
    "accept_and_open",
    "add_determination",
    "add_episode",
    "add_fact",
    "add_identifier",
    "add_involvement",
    "add_known_person",
    "add_person",
    "ask_return",
    "assess_return",
    "claim_wages",
    "close_case",
    "decide_wages",
    "end_stand_by",
    "end_step",
    "export",
    "import_batch",
    "import_cases",
    "import_people",
    "mark_possible_abuser",
    "meet_clock",
    "meet_need",
    "move_return",
    "note_need",
    "open_case",
    "open_identifier",
    "pause_clock",
    "pay_wages",
    "plan_step",
    "resume_clock",
    "stand_by",
    "undo_import",
    "write_safety_plan",
]
