"""Pages at the desk: calls, tips, shifts."""

from dotline.intake.views.aside import child, code, decisions, review
from dotline.intake.views.calls import (
    call,
    close,
    draft,
    drop_draft,
    open_call,
    queue,
    reach,
    services,
    take_back_nation,
)
from dotline.intake.views.shifts import begin, desks, end, give, handover
from dotline.intake.views.tips import (
    new_tip,
    police,
    police_tip,
    tip,
    tip_answer,
    tip_end,
    tip_open,
    tip_receipt,
    tip_route,
    tip_weigh,
    tips,
)
from dotline.intake.views.unmet import unmet

__all__ = [
    "begin",
    "call",
    "child",
    "close",
    "code",
    "decisions",
    "desks",
    "draft",
    "drop_draft",
    "end",
    "give",
    "handover",
    "new_tip",
    "open_call",
    "police",
    "police_tip",
    "queue",
    "reach",
    "review",
    "services",
    "take_back_nation",
    "tip",
    "tip_answer",
    "tip_end",
    "tip_open",
    "tip_receipt",
    "tip_route",
    "tip_weigh",
    "tips",
    "unmet",
]
