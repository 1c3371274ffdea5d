"""A look that was made before somebody is added: a signed slip, so that no form can be sent without one."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.core import signing

from dotline.base.errors import N_, NotFound, Refused
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.case import rules
from dotline.case.models import CaseFile
from dotline.case.queries.cases import blind
from dotline.case.queries.deadlines import today
from dotline.intake import queries as intake
from dotline.referral import queries as referrals

SALT = "dotline.case.look"
HOLDS = timedelta(hours=1)
LOOK_FIRST = Refused(
    N_("Look first whether this person is known here."),
    N_("Look for the same name or number, then add the person."),
)


@dataclass(frozen=True)
class Sought:
    """What somebody was looked for by; `value` '' says that there was nothing to look by."""

    kind: str = "name"
    value: str = ""
    year: int | None = None


def cleaned(reader: Reader, kind: str, value: str, year: int | None = None) -> Sought:
    """What is looked for, as it would be kept. Raises Invalid for what nobody can have."""
    day = today(reader)
    if year is not None:
        rules.likely_birth_year(year, day)
    return Sought(kind, rules.likely_identifier(kind, value, day), year)


def slip(reader: Reader, case_id: UUID | None, sought: Sought) -> str:
    """Proof that this worker looked, for this case (None: one to be opened), for these words and this year.

    It holds no name. One slip adds one person: it names the sending of the form that it lies in.
    """
    return signing.dumps([*_said(reader, case_id, sought), str(new_id())], salt=SALT)


def _said(reader: Reader, case_id: UUID | None, sought: Sought) -> list[object]:
    digest = blind(reader.own, sought.kind, sought.value) if sought.value.strip() else ""
    return [str(case_id or ""), str(reader.myself), digest, sought.year]


def check(reader: Reader, case_id: UUID | None, look: str, sought: Sought) -> UUID:
    """The key of the sending. Raises Refused unless the slip is this worker's, of this hour, for these words."""
    *said, key = _opened(look)
    if said != _said(reader, case_id, sought):
        raise Refused(LOOK_FIRST.template, LOOK_FIRST.next_step)
    return UUID(key)


def check_any(reader: Reader, case_id: UUID, look: str) -> UUID:
    """The same for somebody who was found: whatever was looked for. Raises Refused."""
    *said, key = _opened(look)
    if said[:2] != [str(case_id), str(reader.myself)]:
        raise Refused(LOOK_FIRST.template, LOOK_FIRST.next_step)
    return UUID(key)


def _opened(look: str) -> list[str]:
    try:
        said = signing.loads(look, salt=SALT, max_age=HOLDS)
    except signing.BadSignature as error:
        raise Refused(LOOK_FIRST.template, LOOK_FIRST.next_step) from error
    return list(said)


def marks_of(reader: Reader, row: CaseFile) -> Collection[str]:
    """Who the call of a case marked as a possible abuser, where the call is the agency's own."""
    contact = row.contact_id
    try:
        if contact is None and row.referral_id:
            contact = referrals.get(reader, row.referral_id).contact_id
        return intake.marks_of(intake.contact(reader, contact)) if contact else ()
    except NotFound:
        return ()  # a call of another agency: what it marked did not come along
