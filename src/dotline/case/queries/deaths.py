"""Reads of deaths: who has died, rows of the living alone, and that a file whose people have died is to be closed."""

from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dotline.audit.stores import Store
from dotline.base.errors import N_, Refused, not_found
from dotline.base.outcome import ALLOWED, Decision
from dotline.base.reader import Reader
from dotline.case.models import CaseFile, Involvement, Permit, PersonDeath, PlanReview
from dotline.case.queries import deadlines, timeline
from dotline.case.queries.cases import seen_through
from dotline.case.rules import Deadline, Happening, Role

CLOSE = timedelta(days=30)  # our proposal: time to take leave and to settle what is left
HELPED = (Role.VICTIM, Role.WITNESS, Role.DEPENDANT)


def _standing() -> QuerySet[PersonDeath]:
    return PersonDeath.objects.using(Store.INSIDE).filter(struck_at=None)


def living(path: str) -> Q:
    """The condition on a row whose person is `path` away that she has not died."""
    return ~Q(Exists(_standing().filter(person_id=OuterRef(f"{path}_id"))))


def has_died(person_id: UUID) -> bool:
    """Whether the death of a person who was got for a reader stands written down."""
    return _standing().filter(person_id=person_id).exists()


def may_ask_herself(person_id: UUID) -> Decision:
    """Whether somebody may still ask for her own: after a death who stands by her may, for what is left to settle.

    Who administers an estate may ask for that purpose (Privacy Regulations, SOR/83-508, s. 10(b)).
    """
    if not has_died(person_id):
        return ALLOWED
    return Refused(
        N_("She has died."),
        N_("Who administers her estate may ask: add who that is to the case, standing by her."),
    )


def deaths_of(reader: Reader, people: Collection[UUID]) -> Mapping[UUID, PersonDeath]:
    """The deaths, as they stand, of people who were got for this reader."""
    del reader
    return {row.person_id: row for row in _standing().filter(person_id__in=list(people))}


def death(reader: Reader, death_id: UUID) -> PersonDeath:
    """One death, struck or not, of somebody in a case of the reader's agency. Raises NotFound."""
    rows = PersonDeath.objects.using(Store.INSIDE).select_related("person")
    found = rows.filter(seen_through(reader, "person__involvement__case"), pk=death_id).distinct()
    row = found.first()
    if row is None:
        raise not_found("person")
    return row


def clocked(reader: Reader, person_id: UUID) -> list[UUID]:
    """What clocks run about that end with a person's life: herself, her permits and reviews of her plan, in open cases.

    A request for her record, a complaint and a court's demand for notes are answered all the same.
    """
    del reader
    mine = Involvement.objects.using(Store.INSIDE).filter(person_id=person_id, case__closed_on=None)
    ids = list(mine.values_list("id", flat=True))
    permits = Permit.objects.using(Store.INSIDE).filter(involvement__in=ids)
    reviews = PlanReview.objects.using(Store.INSIDE).filter(involvement__in=ids)
    return [
        *ids,
        *permits.values_list("id", flat=True),
        *reviews.values_list("id", flat=True),
    ]


def _to_close(asked: deadlines.Outlook) -> Iterator[Deadline]:
    """Open files in which nobody helped is alive: their time of keeping begins when they are closed."""
    dead = _standing()
    if not asked.reader.is_system:
        dead = dead.filter(agency_id=asked.reader.own)
    if not dead.exists():  # nearly always: one small table is read, and no file
        return
    helped = Involvement.objects.using(Store.INSIDE).filter(role__in=HELPED)
    rows = CaseFile.objects.using(Store.INSIDE).filter(
        seen_through(asked.reader, ""),
        closed_on=None,
        pk__in=helped.filter(person_id__in=dead.values("person_id")).values("case_id"),
    )
    if asked.case_id is not None:
        rows = rows.filter(pk=asked.case_id)
    alive = helped.filter(living("person"), case_id=OuterRef("pk"))
    last = dead.filter(person__involvement__case_id=OuterRef("pk")).order_by("-died_on")
    rows = rows.exclude(Exists(alive)).annotate(last=Subquery(last.values("died_on")[:1]))
    for case_id, died_on in rows.values_list("id", "last"):
        what = _("Nobody helped is alive: close the case, so that its time of keeping begins")
        yield Deadline(case_id, "death", died_on + CLOSE, what)


def _happened(reader: Reader, row: CaseFile, lang: str) -> Iterator[Happening]:
    del reader, lang
    for one in _standing().filter(person__involvement__case_id=row.id).distinct():
        yield Happening(
            one.died_on, "death", _("Somebody in the case died"), "", "warn", one.recorded_at
        )


deadlines.register(
    "death",
    gettext_lazy("Files after a death"),
    _to_close,
    held=((PersonDeath, "person__involvement__case_id"),),
)
timeline.register("death", gettext_lazy("Deaths"), _happened)
