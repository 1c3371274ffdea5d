"""Forms at the desk."""

from dotline.intake.forms.calls import (
    CallForm,
    draft_fields,
    facts_of_draft,
    initial_of,
    initial_of_draft,
)
from dotline.intake.forms.ending import CloseForm, OpenForm, ReachForm
from dotline.intake.forms.picker import picker
from dotline.intake.forms.tips import (
    AnswerForm,
    ChildDutyForm,
    CodeForm,
    DeskForm,
    EndForm,
    ReceiptForm,
    RouteForm,
    RouteQueryForm,
    TipForm,
    WeighForm,
)
from dotline.intake.forms.unmet import UnmetForm

__all__ = [
    "AnswerForm",
    "CallForm",
    "ChildDutyForm",
    "CloseForm",
    "CodeForm",
    "DeskForm",
    "EndForm",
    "OpenForm",
    "ReachForm",
    "ReceiptForm",
    "RouteForm",
    "RouteQueryForm",
    "TipForm",
    "UnmetForm",
    "WeighForm",
    "draft_fields",
    "facts_of_draft",
    "initial_of",
    "initial_of_draft",
    "picker",
]
