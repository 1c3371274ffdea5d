"""The attack on what is published: what could a reader of every edition compute?"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dotline.base.errors import Refused
from dotline.base.reader import Reader
from dotline.gates.protect import Rule, leaves_of_time, linked
from dotline.statistics import policy
from dotline.statistics.queries.releases import editions, release, release_values
from dotline.statistics.rules.measures import definitions

if TYPE_CHECKING:
    from dotline.gates.protect import Interval


@dataclass(frozen=True)
class Finding:
    """What the attack on one edition found. `found_out` must be 0."""

    edition: int
    editions_compared: int
    hidden: int
    found_out: int
    under_rule: int
    narrowest: "Interval | None"


def attacked(reader: Reader, edition: str = "") -> Finding:
    """Attack an edition (the newest for '') with every edition linked to it, as a reader would.

    Raises Refused without the permission, or where the stored numbers contradict one another.
    """
    from dotline.gates.protect import attack, narrowest  # noqa: PLC0415 - loads the solver

    decision = policy.may_attack(reader)
    if isinstance(decision, Refused):
        raise decision
    row = release(reader, edition)
    near, _ = linked(editions(reader), leaves_of_time(row.period))
    own = release_values(reader, row)
    intervals = [
        one
        for one in attack(definitions().closed, own, [other.figures for other in near])
        if one.key in own
    ]
    rule = Rule()
    return Finding(
        edition=row.edition,
        editions_compared=len(near),
        hidden=len(intervals),
        found_out=sum(one.width == 0 for one in intervals),
        under_rule=sum(one.low < rule.threshold and one.width < rule.width for one in intervals),
        narrowest=narrowest(intervals),
    )
