"""What a policy answers: allowed, or refused with a reason that page, API, command and button share."""

from dataclasses import dataclass

from dotline.base.errors import Refused


@dataclass(frozen=True)
class Allowed:
    """Yes."""

    def __bool__(self) -> bool:
        return True

    def or_refuse(self) -> None:
        """Nothing to refuse."""


ALLOWED = Allowed()
Decision = Allowed | Refused


def first_refusal(*decisions: Decision) -> Decision:
    """The first refusal among the decisions, or ALLOWED."""
    return next((decision for decision in decisions if not decision), ALLOWED)
