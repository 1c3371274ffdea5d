"""One own page of the demo country, opened by a code that the public page shows. FICTIONAL / FICTIF."""

from dotline.access import demo as country
from dotline.base.ids import stable_id
from dotline.base.reader import Reader
from dotline.case import actions, queries
from dotline.case.demo.plans import SHELTER
from dotline.case.models import OwnCode
from dotline.case.queries import own_page


def fill() -> int:
    """Give the demo's code to the person of the newest open case of one shelter; again adds nothing."""
    by = Reader.system("demo", country.agency_id(SHELTER))
    row = queries.cases(by).filter(agency_id=by.own, closed_on=None).first()
    if row is None or OwnCode.objects.filter(agency_id=by.own).exists():
        return 0
    (first, *_) = own_page.holders(by, queries.involvements(by, row))
    key = stable_id("demo-own-page", str(first.id))
    actions.give_code(by=by, involvement_id=first.id, key=key, demo=True)
    return 1
