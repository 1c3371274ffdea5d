"""The plan's short words: states, gaps, ratings, roles, kinds, as its pages and the report say them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dotline.plan.rules import Gap, State
from dotline.plan.rules.indicators import Measures, ValueRole
from dotline.plan.rules.leads import Part
from dotline.plan.rules.programmes import ProgrammeKind
from dotline.plan.rules.ratings import Rater, Rating
from dotline.reference import obligations

RATINGS: dict[Rating, str | Promise] = {
    Rating.NO_EVIDENCE: _("no evidence available"),
    Rating.NOT_STARTED: _("not started"),
    Rating.LIMITED: _("limited"),
    Rating.SUBSTANTIAL: _("substantial"),
    Rating.COMPLETE: _("complete"),
}
GAPS: dict[Gap, str | Promise] = {
    Gap.LEAD: _("nobody leads it"),
    Gap.INDICATOR: _("nothing measures it"),
    Gap.DATA: _("no figure yet"),
    Gap.LATE: _("late"),
}
STATES: dict[State, str | Promise] = {
    State.NOT_STARTED: _("no progress reported"),
    State.UNDER_WAY: _("under way"),
    State.DONE: _("done"),
    State.STOPPED: _("stopped"),
}
BEARINGS: dict[str, str | Promise] = {
    "meets": _("does what the item asks"),
    "partly": _("does part of it"),
    "related": _("has to do with it"),
}
RATERS: dict[Rater, str | Promise] = {
    Rater.LEAD: _("The lead, of its own work"),
    Rater.RAPPORTEUR: _("The Rapporteur"),
}
PARTS: dict[Part, str | Promise] = {Part.LEAD: _("leads"), Part.PARTNER: _("helps")}
MEASURES: dict[str, str | Promise] = {
    Measures.OUTPUT: _("what was done"),
    Measures.OUTCOME: _("what it changed"),
}
VALUE_ROLES: dict[str, str | Promise] = {
    ValueRole.BASELINE: _("Where it began"),
    ValueRole.TARGET: _("Where it should be"),
    ValueRole.ACTUAL: _("Where it is"),
}
KINDS: dict[ProgrammeKind, str | Promise] = {
    ProgrammeKind.PROJECT_ABROAD: _("Projects abroad"),
    ProgrammeKind.FUND: _("Funds and money announced"),
    ProgrammeKind.TRAINING: _("Training"),
    ProgrammeKind.CAMPAIGN: _("Campaigns"),
    ProgrammeKind.MATERIAL: _("Materials"),
    ProgrammeKind.RESEARCH: _("Studies"),
    ProgrammeKind.EVENT: _("Events"),
    ProgrammeKind.TASK_FORCE: _("Task forces"),
}
CLOCK_STATES: dict[obligations.State, tuple[str | Promise, str]] = {
    obligations.State.AHEAD: (_("not open yet"), ""),
    obligations.State.OPEN: (_("open"), "info"),
    obligations.State.LATE: (_("its last day is over, and nothing here says it was done"), "bad"),
    obligations.State.DONE: (_("done in time"), "good"),
    obligations.State.DONE_LATE: (_("done late"), "warn"),
    obligations.State.WAIVED: (_("waived"), "warn"),
}
FORCES: dict[obligations.Force, str | Promise] = {
    obligations.Force.LAW: _("A law asks for it."),
    obligations.Force.ASKED: _("Another body asks for it."),
    obligations.Force.PROPOSED: _("No law asks for it; it is a proposal."),
}
