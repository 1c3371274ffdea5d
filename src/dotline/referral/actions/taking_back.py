"""The sending side afterwards: cancel, withdraw a consent, review an emergency hand-over."""

from uuid import UUID

from dotline.access.unit import about, action, allow, note
from dotline.base import clock
from dotline.base.errors import Conflict, Invalid
from dotline.base.reader import Reader
from dotline.duty import actions as duty
from dotline.referral import policy, queries, rules
from dotline.referral.actions.beds import _let_go
from dotline.referral.actions.custody import SETTLE, _end_pause, _locked, _move, _step
from dotline.referral.actions.emptying import EMPTIER, empty_packages
from dotline.referral.models import Consent, Referral
from dotline.referral.rules import FINAL, Status

WITHDRAWN = "consent_withdrawn"
NOT_UPHELD = "not_upheld"


@action("referral.cancel")
def cancel(*, by: Reader, referral_id: UUID, reason: str) -> Referral:
    """Take a referral back, at any time before it ended, because the person or the facts ask for it."""
    row = _locked(by, referral_id)
    allow(policy.may_take_back(by, row.from_agency_id))
    about("referral", row.id)
    if reason not in rules.CANCEL_REASONS:
        raise Invalid(
            "Choose a reason from the list.",
            "Known reasons: {known}.",
            known=", ".join(rules.CANCEL_REASONS),
        )
    _move(by, row, Status.CANCELLED, reason=reason)
    _stop_clock(by, row, reason)
    note(reason=reason)
    return row


@action("referral.withdraw_consent")
def withdraw_consent(*, by: Reader, consent_id: UUID) -> Consent:
    """Write down that a person took her consent back: from this moment no package under it opens.

    Content and keys of these packages are destroyed in the same transaction; that they were sent stays.
    What nobody has answered yet is cancelled; what was accepted goes on without its package.
    Raises Conflict when it was withdrawn before.
    """
    found = queries.consent(by, consent_id)
    row = Consent.objects.select_for_update().get(pk=found.pk)
    allow(policy.may_take_back(by, row.agency_id))
    about("consent", row.id)
    at = clock.now()
    if row.withdrawn_at is not None:
        raise Conflict("This consent was withdrawn before.", "")
    row.withdrawn_at = at
    row.save()
    under = queries.visible_to(by).filter(consent_id=row.id).order_by("pk").select_for_update()
    rows = list(under)
    for referral in rows:
        referral.access_stopped_at = at
        if referral.state == Status.REQUESTED:
            _move(by, referral, Status.CANCELLED, reason=WITHDRAWN)
            _stop_clock(by, referral, WITHDRAWN)
        else:
            referral.save()
            _step(by, referral, "withdrawn")
    empty_packages(by=EMPTIER, rows=rows)
    note(referrals=len(rows))
    return row


@action("referral.review")
def review(*, by: Reader, referral_id: UUID, upheld: bool) -> Referral:
    """Judge as a second person whether an emergency hand-over was right; if not, its package closes.

    Raises Refused for who sent it, Conflict when it was reviewed before.
    """
    row = _locked(by, referral_id)
    allow(policy.may_review(by, row))
    about("referral", row.id)
    if not row.duty:
        raise Invalid("This referral rests on a consent, so there is nothing to review.", "")
    if row.reviewed_at is not None:
        raise Conflict("This hand-over was reviewed before.", "")
    row.reviewed_at, row.reviewed_by, row.upheld = clock.now(), by.worker, upheld
    if not upheld:
        row.access_stopped_at = row.reviewed_at
    row.save()
    _step(by, row, "reviewed", "upheld" if upheld else NOT_UPHELD)
    if not upheld and row.state not in FINAL:
        _move(by, row, Status.REVOKED, reason=NOT_UPHELD)
        _stop_clock(by, row, NOT_UPHELD)
    if not upheld:
        empty_packages(by=EMPTIER, rows=[row])
    duty.meet(rule=rules.REVIEW, subject_id=row.id)
    note(upheld=upheld)
    return row


def _stop_clock(by: Reader, row: Referral, why: str) -> None:
    """What nobody owes any more, stands still or is kept for it ends with the referral."""
    for rule in (rules.acknowledge_rule(row.urgency), SETTLE):
        duty.waive(rule=rule, subject_id=row.id, why=why)
    _end_pause(row)
    _let_go(by=by, referral_id=row.id)
