"""What ships with the program and goes into an empty home: the plan. Law and vocabulary stay in files."""

from dotline.access.unit import behind
from dotline.base.reader import Reader


def load() -> None:
    """Load the shipped plan where it is new or changed."""
    from dotline.plan.actions import load_plan  # noqa: PLC0415 - tables must be there first

    system = Reader.system("shipped")
    with behind(system):
        load_plan(by=system)
