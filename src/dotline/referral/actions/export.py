"""One referral as a file for another system: codes and moments, nothing of the person."""

from uuid import UUID

from dotline.access.unit import about, action, allow, note
from dotline.base.errors import not_found
from dotline.base.reader import Reader
from dotline.referral import policy, queries, rules
from dotline.referral.actions.custody import _step
from dotline.referral.formats import fhir
from dotline.referral.rules import Urgency


@action("referral.export_fhir")
def export_fhir(*, by: Reader, referral_id: UUID) -> dict[str, object]:
    """The referral as a FHIR R4 Bundle, for either of its two agencies; on the ledger. Raises NotFound."""
    allow(policy.may_read(by))
    row = queries.get(by, referral_id)
    about("referral", row.id)
    note(format="fhir")
    _step(by, row, "exported")
    agencies = queries.agencies(by, (row.from_agency_id, row.to_agency_id))
    if len(agencies) < 2:
        raise not_found("agency")
    sender, receiver = agencies[row.from_agency_id], agencies[row.to_agency_id]
    handed = fhir.Handed(
        id=row.id,
        status=row.state,
        urgency=Urgency(row.urgency),
        needs=rules.codes(row.needs),
        reason=row.reason,
        outcome=row.outcome,
        sent_at=row.sent_at,
        due_at=row.due_at,
        changed_at=row.changed_at,
        sender=(sender.id, sender.name_en),
        receiver=(receiver.id, receiver.name_en),
        service=(row.service_id, row.service_name_en),
    )
    return fhir.bundle(handed)
