"""Tables of the plan: what was promised, and what the leads, the Rapporteur and the public say of it."""

from dotline.plan.models.advice import Advice, AdviceReply
from dotline.plan.models.comments import PlanComment
from dotline.plan.models.items import (
    ActionItem,
    Evidence,
    EvidenceSearch,
    IndicatorValue,
    ItemIndicator,
    ItemRating,
    LeadSpan,
    Pillar,
    PlanVersion,
    ProgressReport,
    Recommendation,
)
from dotline.plan.models.keepers import PlanKeeper

__all__ = [
    "ActionItem",
    "Advice",
    "AdviceReply",
    "Evidence",
    "EvidenceSearch",
    "IndicatorValue",
    "ItemIndicator",
    "ItemRating",
    "LeadSpan",
    "Pillar",
    "PlanComment",
    "PlanKeeper",
    "PlanVersion",
    "ProgressReport",
    "Recommendation",
]
