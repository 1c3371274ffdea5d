"""A look that was made before somebody is added: a signed slip, so that no form can be sent without one."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from django.core import signing

from dotline.base.errors import N_, NotFound, Refused
from dotline.base.reader import Reader
from dotline.case.models import CaseFile
from dotline.case.queries.cases import blind
from dotline.intake import queries as intake
from dotline.referral import queries as referrals

SALT = "dotline.case.look"
HOLDS = timedelta(hours=1)
LOOK_FIRST = Refused(
    N_("Look first whether this person is known here."),
    N_("Look for the same name or number, then add the person."),
)


def slip(reader: Reader, case_id: UUID, kind: str, value: str) -> str:
    """Proof that this worker looked, for this case, for this name or number; it holds no name.

    `value` '' says that there was nothing to look by.
    """
    digest = blind(reader.own, kind, value) if value.strip() else ""
    said = [str(case_id), str(reader.myself), digest]
    return signing.dumps(said, salt=SALT)


def check(reader: Reader, case_id: UUID, look: str, kind: str, value: str) -> None:
    """Raises Refused unless the slip is this worker's, of this hour, for this case and these words."""
    try:
        said = signing.loads(look, salt=SALT, max_age=HOLDS)
    except signing.BadSignature as error:
        raise Refused(LOOK_FIRST.template, LOOK_FIRST.next_step) from error
    digest = blind(reader.own, kind, value) if value.strip() else ""
    if said != [str(case_id), str(reader.myself), digest]:
        raise Refused(LOOK_FIRST.template, LOOK_FIRST.next_step)


def check_any(reader: Reader, case_id: UUID, look: str) -> None:
    """The same for somebody who was found: whatever was looked for. Raises Refused."""
    try:
        said = signing.loads(look, salt=SALT, max_age=HOLDS)
    except signing.BadSignature as error:
        raise Refused(LOOK_FIRST.template, LOOK_FIRST.next_step) from error
    if said[:2] != [str(case_id), str(reader.myself)]:
        raise Refused(LOOK_FIRST.template, LOOK_FIRST.next_step)


def marks_of(reader: Reader, row: CaseFile) -> Collection[str]:
    """Who the call of a case marked as a possible abuser, where the call is the agency's own."""
    contact = row.contact_id
    try:
        if contact is None and row.referral_id:
            contact = referrals.get(reader, row.referral_id).contact_id
        return intake.marks_of(intake.contact(reader, contact)) if contact else ()
    except NotFound:
        return ()  # a call of another agency: what it marked did not come along
