"""Naming the organisations that own the federal plan."""

from uuid import UUID

from dotline.access import queries as access
from dotline.access.unit import about, action, allow
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Conflict, Invalid
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.plan import policy
from dotline.plan.models import PlanKeeper

JUDGES = "NationalRapporteur"


@action("plan.name_keeper", store=Store.OPEN)
def name_keeper(*, by: Reader, agency: UUID) -> PlanKeeper:
    """Let the people of an organisation change the federal plan, as their roles allow. Once named, it stays named.

    Raises NotFound for an unknown organisation, Invalid for the Rapporteur's office: it judges the plan.
    """
    allow(policy.may_name_keepers(by))
    named = access.agency(by, agency)
    about("agency", named.id)
    if named.kind == JUDGES:
        raise Invalid(
            "The Rapporteur’s office judges the plan, so it cannot keep it.",
            "Name an organisation that answers for the plan.",
        )
    rows = PlanKeeper.objects.using(Store.OPEN)
    row = rows.filter(agency_id=named.id, ended_on=None).first()
    if row is None:
        row = PlanKeeper(id=new_id(), agency_id=named.id, named_on=clock.today())
        row.save(using=Store.OPEN, force_insert=True)
    return row


@action("plan.end_keeper", store=Store.OPEN)
def end_keeper(*, by: Reader, agency: UUID) -> PlanKeeper:
    """From now on the people of an organisation change the federal plan no more. What they wrote stays.

    Raises NotFound for an unknown organisation, Conflict for one that is not named.
    """
    allow(policy.may_name_keepers(by))
    named = access.agency(by, agency)
    about("agency", named.id)
    rows = PlanKeeper.objects.using(Store.OPEN)
    row = rows.filter(agency_id=named.id, ended_on=None).first()
    if row is None:
        raise Conflict(
            "This organisation is not named as an owner of the federal plan.",
            "See who is: dotline plan keepers",
        )
    row.ended_on = clock.today()
    row.save(using=Store.OPEN, update_fields=["ended_on"])
    return row
