"""What a file is still needed for: what a court or a person in it asked and has no answer to yet."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db.models import Q

from dotline.audit.stores import Store
from dotline.base.errors import N_
from dotline.base.reader import Reader
from dotline.case.models import AccessRequest, Involvement, NotesRequest, OwnRequest
from dotline.case.rules.registers import NotesState
from dotline.case.rules.retention import KeptFor

# Why a file may not go yet, and what to do first.
NEEDED: Mapping[KeptFor, tuple[str, str]] = {
    KeptFor.NOTES: (
        N_("A court was asked for notes of this file."),
        N_("Write down what the court decided, and produce what it orders."),
    ),
    KeptFor.RECORD: (
        N_("Somebody in this file asked for her own record."),
        N_("Give her the copy first."),
    ),
    KeptFor.OWN_PAGE: (
        N_("Somebody in this file asked something through her own page."),
        N_("Answer it first."),
    ),
    KeptFor.CASE: (N_("A case came of this call."), N_("The call goes with the case.")),
}


def needed_for(reader: Reader, ids: Sequence[UUID]) -> Mapping[UUID, tuple[KeptFor, ...]]:
    """Of cases that were got for this reader, those that a court or a person in them still asks something of."""
    del reader
    undecided = Q(state=NotesState.RECEIVED.value)
    ordered = Q(state=NotesState.ORDERED.value, produced_on=None)
    notes = NotesRequest.objects.using(Store.INSIDE).filter(undecided | ordered, case__in=ids)
    asked = AccessRequest.objects.using(Store.INSIDE).filter(answered_on=None)
    # A copy holds what every case of hers says.
    people = Involvement.objects.using(Store.INSIDE).filter(
        case__in=ids, person__in=asked.values("person_id")
    )
    own = OwnRequest.objects.using(Store.INSIDE).filter(
        answered_at=None, done=False, code__involvement__case__in=ids
    )
    found: dict[UUID, tuple[KeptFor, ...]] = {}
    for why, cases in (
        (KeptFor.NOTES, notes.values_list("case_id", flat=True)),
        (KeptFor.RECORD, people.values_list("case_id", flat=True)),
        (KeptFor.OWN_PAGE, own.values_list("code__involvement__case_id", flat=True)),
    ):
        for case_id in set(cases):
            found[case_id] = (*found.get(case_id, ()), why)
    return found
