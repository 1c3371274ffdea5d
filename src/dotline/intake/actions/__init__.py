"""Writes of the room: calls, contacting, needs, children, returning callers, tips, shifts, retention, history."""

from dotline.intake.actions.belonging import take_back_nation
from dotline.intake.actions.calls import (
    LONGEST_DRAFT,
    close_contact,
    drop_draft,
    note_need_outcome,
    open_contact,
    save_contact,
    save_draft,
)
from dotline.intake.actions.children import decide_child_duty, review_child_duty
from dotline.intake.actions.contacting import Reach, reveal_reach
from dotline.intake.actions.disposal import dispose_contact
from dotline.intake.actions.history import PastContact, PastTip, import_history, import_tips
from dotline.intake.actions.needs import decide_unmet, note_search, record_unmet_need
from dotline.intake.actions.offline import note_sync, take_offline
from dotline.intake.actions.police import answer_for_tip, receive
from dotline.intake.actions.retention import forget_contact, forget_marks, shred_tip
from dotline.intake.actions.returning import choose_code, recognise
from dotline.intake.actions.shifts import begin_shift, end_shift, give_handover, take_handover
from dotline.intake.actions.tips import (
    answer_tip,
    end_tip,
    fetch_tip,
    note_tip_receipt,
    open_tip,
    open_words,
    route_tip,
    tip_from_call,
    weigh_tip,
)

__all__ = [
    "LONGEST_DRAFT",
    "PastContact",
    "PastTip",
    "Reach",
    "answer_for_tip",
    "answer_tip",
    "begin_shift",
    "choose_code",
    "close_contact",
    "decide_child_duty",
    "decide_unmet",
    "dispose_contact",
    "drop_draft",
    "end_shift",
    "end_tip",
    "fetch_tip",
    "forget_contact",
    "forget_marks",
    "give_handover",
    "import_history",
    "import_tips",
    "note_need_outcome",
    "note_search",
    "note_sync",
    "note_tip_receipt",
    "open_contact",
    "open_tip",
    "open_words",
    "receive",
    "recognise",
    "record_unmet_need",
    "reveal_reach",
    "review_child_duty",
    "route_tip",
    "save_contact",
    "save_draft",
    "shred_tip",
    "take_back_nation",
    "take_handover",
    "take_offline",
    "tip_from_call",
    "weigh_tip",
]
