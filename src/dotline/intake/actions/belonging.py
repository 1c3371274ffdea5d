"""What a caller said of belonging, taken back when she wants: in a closed call too."""

from uuid import UUID

from dotline.access.unit import about, action, allow
from dotline.audit.stores import Store
from dotline.base.errors import N_, Conflict
from dotline.base.reader import Reader
from dotline.intake import policy, queries
from dotline.intake.models import Contact


@action("intake.take_back_nation")
def take_back_nation(*, by: Reader, contact_id: UUID) -> Contact:
    """Write down that a caller no longer says that she belongs to a body; the ledger line names none.

    What she agreed to hand over before is taken back where it is held. Raises NotFound, Refused, and Conflict when
    nothing of it stands.
    """
    row = queries.held(by, contact_id)
    about("contact", row.id)
    allow(policy.may_write(by))
    if row.nation_id is None:
        raise Conflict(N_("This was taken back already."), N_("Reload the page."))
    row.nation_id = None
    row.save(using=Store.INSIDE, update_fields=["nation_id"])
    return row
