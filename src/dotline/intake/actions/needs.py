"""Needs that could not be met, written down where they were found out (R-45)."""

from collections.abc import Mapping
from uuid import UUID

from dotline.access import queries as people
from dotline.access.unit import about, action, allow, note
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Invalid
from dotline.base.reader import Reader
from dotline.base.sendings import SentAlready
from dotline.intake import policy, queries, rules
from dotline.intake.actions.calls import _locked, _need_row, _set_outcome
from dotline.intake.models import ContactNeed, UnmetNeed
from dotline.intake.rules import NeedOutcome, NotedBy
from dotline.reference import needs as taxonomy


@action("intake.record_unmet_need")
def record_unmet_need(
    *,
    by: Reader,
    need: str,
    reason: str,
    key: UUID,
    province: str = "",
    contact_id: UUID | None = None,
) -> None:
    """Write down that a need could not be met, and why: a search without a hit calls this (R-34, R-45).

    With `contact_id` it is a need of that open call; without, a row of codes about nobody, for one
    `key` once. `reason` is a code of `unmet_reasons`. Raises Invalid, Refused,
    NotFound, Conflict when the key stands for other words.
    """
    allow(policy.may_write(by))
    if not taxonomy.is_need(need):
        raise Invalid("A need is not in the list.", "Pick it from the list of needs.")
    rules.check_outcome(NeedOutcome.UNMET, reason)
    rules.check_code("provinces", province, may_be_empty=True)
    note(need=need, reason=reason)
    if contact_id is not None:
        row = _locked(by, contact_id)
        fresh = _need_row(row.id, row.agency_id, need, clock.now())
        ContactNeed.objects.using(Store.INSIDE).bulk_create([fresh], ignore_conflicts=True)
        _set_outcome(row, need, NeedOutcome.UNMET, reason)
        return
    _about_nobody(by, key, need, reason, province)
    about("unmet_need", key)


def _about_nobody(by: Reader, key: UUID, need: str, reason: str, province: str) -> None:
    """Keep three codes and the moment under a key, once. Raises Conflict when it stands for others."""
    agency, at = people.agency(by, by.own), clock.now()
    said = {"need": need, "reason": reason, "province": province}
    fresh = UnmetNeed(
        id=key,
        agency_id=agency.id,
        quarter=rules.quarter_of(at, agency.zone),
        at=at,
        **said,
    )
    rows = UnmetNeed.objects.using(Store.INSIDE)
    rows.bulk_create([fresh], ignore_conflicts=True)
    if not rows.filter(pk=key, agency_id=agency.id, **said).exists():
        raise SentAlready


@action("intake.note_search")
def note_search(*, by: Reader, contact_id: UUID, found: Mapping[str, str]) -> int:
    """Write down in a call what the search beside it could not find as it was asked (R-34, R-45).

    `found` maps the code of a need to a reason of `unmet_reasons`, or to nothing where something fits.
    A need follows the last search until a person decides; then no search comes back to it. Returns how
    many needs changed. Raises NotFound, Refused, Invalid.
    """
    row = _locked(by, contact_id)
    allow(policy.may_change(by, row))
    changed = queries.search_changes(by, row.id, found)
    for need, reason in changed.items():
        outcome = NeedOutcome.UNMET if reason else NeedOutcome.OPEN
        _set_outcome(row, need, outcome, reason, NotedBy.SEARCH)
    note(needs=len(changed))
    return len(changed)


@action("intake.decide_unmet")
def decide_unmet(*, by: Reader, contact_id: UUID, reasons: Mapping[str, str]) -> None:
    """Undo what a search noted, or give it another reason: need -> reason, or nothing to undo it.

    Raises NotFound, Refused, Invalid.
    """
    row = _locked(by, contact_id)
    allow(policy.may_change(by, row))
    for need, reason in reasons.items():
        _set_outcome(row, need, NeedOutcome.UNMET if reason else NeedOutcome.OPEN, reason)
    note(needs=len(reasons))
