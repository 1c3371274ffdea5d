"""Who owns the federal plan, and since when."""

from dataclasses import dataclass
from datetime import date

from dotline.access import queries as access
from dotline.access.models import Agency
from dotline.audit.stores import Store
from dotline.base.reader import Reader
from dotline.plan import policy
from dotline.plan.models import PlanKeeper


@dataclass(frozen=True)
class Keeper:
    """An organisation whose people may change the federal plan; without a first day it runs the installation."""

    agency: Agency
    since: date | None = None


def keepers(reader: Reader) -> tuple[Keeper, ...]:
    """Who owns the federal plan today: who runs the installation, then whom its operator named."""
    policy.may_read(reader).or_refuse()
    there = {one.id: one for one in access.agencies(reader)}
    named = PlanKeeper.objects.using(Store.OPEN).filter(ended_on=None)
    return (
        *(Keeper(one) for one in there.values() if one.is_local),
        *(Keeper(there[one.agency_id], one.named_on) for one in named if one.agency_id in there),
    )


def runs_the_installation(reader: Reader) -> bool:
    """Whether the reader works at the agency that runs this installation."""
    return access.agencies(reader).filter(pk=reader.own, is_local=True).exists()
