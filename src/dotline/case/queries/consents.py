"""Reads of consents: the history of each purpose and recipient, and what stands today."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dotline.audit.stores import Store
from dotline.base.errors import not_found
from dotline.base.outcome import Decision
from dotline.base.reader import Reader
from dotline.case import policy, rules
from dotline.case.models import CaseFile, ConsentDecision, Involvement
from dotline.case.queries import deadlines, timeline
from dotline.case.queries.cases import seen_through, stands_for
from dotline.case.queries.deaths import living
from dotline.case.rules import ConsentFact, ConsentSaid, Deadline, Happening
from dotline.case.rules.consents import NATION_LIST
from dotline.reference import vocabulary

# The same as policy.may_be_abuser, asked of all cases at once.
MAY_BE_ABUSER = Q(possible_abuser=True) | Q(role__in=[one.value for one in rules.ACCUSED_ROLES])
AHEAD = timedelta(days=14)  # a consent that ends is asked about two weeks before


def decisions_of(reader: Reader, people: Iterable[UUID]) -> QuerySet[ConsentDecision]:
    """Every decision about people who were got for this reader, oldest first."""
    del reader
    rows = ConsentDecision.objects.using(Store.INSIDE).select_related("giver", "consentdecision")
    return rows.filter(person_id__in=list(people))


def decision(reader: Reader, decision_id: UUID) -> ConsentDecision:
    """One decision in a case of the reader's agency. Raises NotFound."""
    rows = ConsentDecision.objects.using(Store.INSIDE).select_related("case")
    found = rows.filter(seen_through(reader, "case"), pk=decision_id).first()
    if found is None:
        raise not_found("consent")
    return found


def standing_on_lists(reader: Reader, case_id: UUID) -> QuerySet[ConsentDecision]:
    """Consents of a case, got for this reader, that put somebody on a body's list and were not taken back."""
    rows = ConsentDecision.objects.using(Store.INSIDE).filter(case_id=case_id)
    given = rows.filter(purpose=NATION_LIST, decision=ConsentSaid.GIVEN.value)
    return given.filter(
        consentdecision=None,
        set_aside=None,
        recipient_id__isnull=False,
        expires_on__gte=deadlines.today(reader),
    )


def fact_of(row: ConsentDecision, marked: Iterable[UUID] = ()) -> ConsentFact:
    """A decision as the rules weigh it; `marked` are persons who may be abusers, in whatever case."""
    ended = getattr(row, "consentdecision", None)
    giver = row.giver
    return ConsentFact(
        id=row.id,
        purpose=row.purpose,
        decision=ConsentSaid(row.decision),
        by_whom=row.by_whom,
        on=row.on_date,
        to=row.recipient_id or rules.OURSELVES,
        what=frozenset(row.what.split()),
        expires=row.expires_on,
        withdrawn=ended.on_date if ended is not None else None,
        set_aside=row.set_aside is not None,
        giver_marked=giver is not None
        and (giver.possible_abuser or giver.person_id in set(marked)),
    )


def history(reader: Reader, people: Iterable[UUID]) -> Mapping[UUID, tuple[ConsentFact, ...]]:
    """The history of each person, oldest first; one query for all."""
    rows = list(decisions_of(reader, people))
    givers = {one.giver.person_id for one in rows if one.giver is not None}
    marked = marked_people(givers, accused=True)
    found: dict[UUID, list[ConsentFact]] = defaultdict(list)
    for row in rows:
        found[row.person_id].append(fact_of(row, marked))
    return {key: tuple(facts) for key, facts in found.items()}


def marked_people(people: Iterable[UUID], *, accused: bool = False) -> set[UUID]:
    """Who of these people is marked as a possible abuser in any case; with `accused` also accused and suspects."""
    said = MAY_BE_ABUSER if accused else Q(possible_abuser=True)
    rows = Involvement.objects.using(Store.INSIDE).filter(said, person_id__in=list(people))
    return set(rows.values_list("person_id", flat=True))


def is_marked(reader: Reader, person_id: UUID) -> bool:
    """Whether a person may be an abuser: marked, accused or suspected in any case of the reader's agency."""
    rows = Involvement.objects.using(Store.INSIDE).filter(seen_through(reader, "case"))
    return rows.filter(MAY_BE_ABUSER, person_id=person_id).exists()


def marked_here(people: Iterable[UUID]) -> set[tuple[UUID, UUID]]:
    """Each case, and who of these people is marked as a possible abuser in it, in whatever role."""
    rows = Involvement.objects.using(Store.INSIDE).filter(possible_abuser=True)
    return set(rows.filter(person_id__in=list(people)).values_list("case_id", "person_id"))


def may_have_own(reader: Reader, case_id: UUID, person_id: UUID) -> Decision:
    """Whether a person may be given what is her own, in a case that was got for this reader."""
    rows = Involvement.objects.using(Store.INSIDE).filter(case_id=case_id, person_id=person_id)
    return policy.may_have_own(reader, list(rows))


def may_receive(reader: Reader, person_id: UUID) -> Decision:
    """Whether a person may be given what is about another."""
    return policy.may_receive(reader, marked=is_marked(reader, person_id))


def involvement_of(reader: Reader, person_id: UUID) -> Involvement:
    """The involvement by which a person stands in her newest case at the reader's agency. Raises NotFound.

    One in which she may be given what is her own comes first.
    """
    rows = Involvement.objects.using(Store.INSIDE).filter(
        seen_through(reader, "case"), person_id=stands_for(person_id)
    )
    found = list(rows.select_related("case").order_by("-case__opened_on", "id"))
    if not found:
        raise not_found("person")
    return next((one for one in found if may_have_own(reader, one.case_id, person_id)), found[0])


def newest_rows(rows: Sequence[ConsentDecision]) -> list[ConsentDecision]:
    """The last decision on each purpose and recipient of one person, in the order of the list of purposes.

    One that a merge set aside is the last only where it set all of them aside: then nothing is said.
    """
    standing_last = sorted(rows, key=lambda row: row.set_aside is None)
    last = {(row.purpose, row.recipient_id): row for row in standing_last}
    order = {one.code: place for place, one in enumerate(vocabulary.codes("case_consents"))}
    return sorted(last.values(), key=lambda row: (order.get(row.purpose, 99), row.recorded_at))


def _happened(reader: Reader, row: CaseFile, lang: str) -> Iterator[Happening]:
    del reader
    rows = ConsentDecision.objects.using(Store.INSIDE).filter(case_id=row.id)
    for one in rows:
        said = vocabulary.label("consent_decisions", one.decision, lang)
        what = vocabulary.label("case_consents", one.purpose, lang)
        yield Happening(one.on_date, "consent", said, what, "", one.recorded_at)


def _ending(asked: deadlines.Outlook) -> Iterator[Deadline]:
    """Consents that end soon: ask again in time, or stop."""
    rows = ConsentDecision.objects.using(Store.INSIDE).filter(
        deadlines.open_case(asked, "case"),
        living("person"),
        decision=ConsentSaid.GIVEN.value,
        consentdecision=None,
        set_aside=None,
        expires_on__isnull=False,
        expires_on__gte=asked.today,
        expires_on__lte=asked.until,
    )
    told = rows.order_by("expires_on", "id").values_list("case_id", "expires_on")
    for case_id, ends in deadlines.each(told):
        if ends is not None:
            what = _("A consent ends: ask again, or stop passing on")
            yield Deadline(case_id, "consent", ends, what, "case:consent")


timeline.register("consent", gettext_lazy("Consent"), _happened)
deadlines.register(
    "consent", gettext_lazy("Consent"), _ending, ordered=True, held=((ConsentDecision, "case_id"),)
)
