"""The review of a broken glass as an obligation at work: the agency owes it, and a late one stays visible."""

from datetime import datetime
from uuid import UUID

from dotline.access.rules import REVIEW
from dotline.duty import actions


def begin(glass: UUID, agency: UUID, opens: datetime, due: datetime, basis: str) -> None:
    """Start the clock of one review inside the running action."""
    actions.open_window(
        rule=REVIEW, subject=("glass", glass), holder=agency, opens=opens, due=due, basis=basis
    )


def meet(glass: UUID) -> None:
    """Stop it inside the running action."""
    actions.meet(rule=REVIEW, subject_id=glass)
