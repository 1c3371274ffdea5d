"""Who may read the plan, change it, and report on it."""

from dotline.access.policy import may
from dotline.base.errors import Refused
from dotline.base.outcome import ALLOWED, Decision
from dotline.base.reader import Reader


def may_read(reader: Reader) -> Decision:
    """The plan is public: whoever asks may read it."""
    return ALLOWED if reader.is_public else may(reader, "plan.read")


def may_write(reader: Reader) -> Decision:
    """Whether the reader may load a plan and note what a lead reports."""
    return may(reader, "plan.write")


def may_open_desk(reader: Reader) -> Decision:
    """Whether the reader may open the desk of the plan: ratings, recommendations, comments."""
    return may(reader, "plan.desk")


def may_rate_own(reader: Reader) -> Decision:
    """Whether the reader may write down how a lead rates its own work: whoever keeps the plan."""
    return may_write(reader)


def may_rate(reader: Reader) -> Decision:
    """Whether the reader may rate as the Rapporteur. Whoever keeps the plan may not: nobody judges
    their own work.
    """
    decision = may(reader, "plan.rate")
    if decision and may_write(reader):
        return Refused(
            "Whoever keeps the plan cannot rate it as the Rapporteur.",
            "Let somebody rate who holds only the Rapporteur's role.",
        )
    return decision
