"""Writes of name hints: those of an older version of the rules are made anew."""

from collections.abc import Collection
from uuid import UUID

from dotline.access.unit import action, allow, note
from dotline.audit.stores import Store
from dotline.base.errors import Unavailable
from dotline.base.reader import Reader
from dotline.case import policy, queries
from dotline.case.models import Identifier, NameHint
from dotline.case.queries.cases import identifier_text
from dotline.case.rules.hints import VERSION


@action("case.renew_hints")
def renew_hints(*, by: Reader, identifier_ids: Collection[UUID]) -> int:
    """Make the hints of names anew by the rules of today; returns how many. Done twice it changes nothing.

    A name whose key is destroyed, or is not held here, keeps none. Raises Refused to everybody but the desk itself.
    """
    allow(policy.may_run_disposal(by))
    rows = Identifier.objects.using(Store.INSIDE).filter(pk__in=identifier_ids, hinted__lt=VERSION)
    found = list(rows.select_for_update(of=("self",)).select_related("person"))
    NameHint.objects.using(Store.INSIDE).filter(identifier__in=found).delete()
    fresh: list[NameHint] = []
    for row in found:
        try:
            fresh += queries.hints.hint_rows(row.person, row, identifier_text(row))
        except Unavailable:
            continue
    NameHint.objects.using(Store.INSIDE).bulk_create(fresh, batch_size=500)
    Identifier.objects.using(Store.INSIDE).filter(pk__in=[one.id for one in found]).update(
        hinted=VERSION
    )
    note(names=len(found))
    return len(found)
