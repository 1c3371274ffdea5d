"""Reads of courts, and what they tell worklist and timeline."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dotline.audit.stores import Store
from dotline.base.errors import not_found
from dotline.base.reader import Reader
from dotline.case import rules
from dotline.case.models import (
    CaseFile,
    Charge,
    CourtDay,
    CourtOrder,
    Identifier,
    Involvement,
    Proceeding,
    RestitutionPayment,
    Sentence,
)
from dotline.case.queries import deadlines, timeline
from dotline.case.queries.cases import involvements, seen_through
from dotline.case.rules import Deadline, Happening, Role
from dotline.reference import law, vocabulary
from dotline.ui.asked import lang

DECISION = timedelta(days=30)  # our proposal: a request for an aid is looked after within a month
ABOUT = frozenset({Role.VICTIM, Role.WITNESS, Role.DEPENDANT})


def proceedings(reader: Reader, row: CaseFile) -> QuerySet[Proceeding]:
    """Proceedings of a case that was got for this reader, oldest first."""
    del reader
    return Proceeding.objects.using(Store.INSIDE).filter(case_id=row.id)


def proceeding(reader: Reader, proceeding_id: UUID) -> Proceeding:
    """One proceeding in a case of the reader's agency. Raises NotFound."""
    rows = Proceeding.objects.using(Store.INSIDE).select_related("case")
    found = rows.filter(seen_through(reader, "case"), pk=proceeding_id).first()
    if found is None:
        raise not_found("proceeding")
    return found


def court_day(reader: Reader, day_id: UUID) -> CourtDay:
    """One day in court. Raises NotFound."""
    rows = CourtDay.objects.using(Store.INSIDE)
    found = rows.filter(seen_through(reader, "proceeding__case"), pk=day_id).first()
    if found is None:
        raise not_found("court day")
    return found


def court_days(reader: Reader, rows: Sequence[Proceeding]) -> QuerySet[CourtDay]:
    """Days in court of proceedings that were got for this reader."""
    del reader
    return CourtDay.objects.using(Store.INSIDE).filter(proceeding__in=[one.id for one in rows])


def charge(reader: Reader, charge_id: UUID) -> Charge:
    """One charge in a case of the reader's agency. Raises NotFound."""
    rows = Charge.objects.using(Store.INSIDE).select_related("proceeding")
    found = rows.filter(seen_through(reader, "proceeding__case"), pk=charge_id).first()
    if found is None:
        raise not_found("charge")
    return found


def charges(reader: Reader, rows: Sequence[Proceeding]) -> QuerySet[Charge]:
    """Charges of proceedings that were got for this reader."""
    del reader
    found = Charge.objects.using(Store.INSIDE).select_related(
        "victim__person", "accused__person", "proceeding"
    )
    return found.filter(proceeding__in=[one.id for one in rows])


def sentences(reader: Reader, rows: Sequence[Charge]) -> QuerySet[Sentence]:
    """Sentences of charges that were got for this reader."""
    del reader
    found = Sentence.objects.using(Store.INSIDE).select_related("charge")
    return found.filter(charge__in=[one.id for one in rows])


def court_order(reader: Reader, order_id: UUID) -> CourtOrder:
    """One order in a case of the reader's agency. Raises NotFound."""
    rows = CourtOrder.objects.using(Store.INSIDE)
    found = rows.filter(seen_through(reader, "proceeding__case"), pk=order_id).first()
    if found is None:
        raise not_found("order")
    return found


def court_orders(reader: Reader, rows: Sequence[Proceeding]) -> QuerySet[CourtOrder]:
    """Orders of proceedings that were got for this reader."""
    del reader
    return CourtOrder.objects.using(Store.INSIDE).filter(proceeding__in=[one.id for one in rows])


def restitution_paid(row: CourtOrder) -> int:
    """Cents that came in under an order that was got for its reader."""
    rows = RestitutionPayment.objects.using(Store.INSIDE).filter(order_id=row.id)
    return int(rows.aggregate(whole=Sum("amount_cents"))["whole"] or 0)


def charge_flags(row: Charge) -> tuple[str, ...]:
    """What somebody should look at on a charge: law that began during it, a victim of full age."""
    days = rules.ChargeDays(row.offence_first, row.offence_last, row.charged_on)
    return rules.chargeable(row.cite, days, victim_minor(row)).flags


def penalties(row: Charge) -> list[law.Provision]:
    """The texts that were law while the offence of a charge was done, with what each threatens."""
    days = rules.ChargeDays(row.offence_first, row.offence_last, row.charged_on)
    return rules.texts_during(row.cite, days)


def grounds(row: Charge, on: date) -> tuple[law.Doubt, ...]:
    """Why the minimum of a charge may not bind a court of its province on a day: rulings, and the relief of 2026."""
    told = {
        one.code: one
        for text in penalties(row)
        for one in law.doubts(text.cite, on, row.proceeding.province)
    }
    return tuple(told.values())


def victim_minor(row: Charge) -> law.Tri:
    """Whether the victim of a charge was under 18 on some day of the offence, as far as it is known."""
    human = row.victim.person if row.victim else None
    if human is None or human.birth_first is None or human.birth_last is None:
        return law.Tri.UNDETERMINED
    return law.victim_minor(
        law.Days(human.birth_first, human.birth_last), law.Days(row.offence_first, row.offence_last)
    )


def sentence_flags(row: Sentence) -> tuple[str, ...]:
    """What somebody should look at on a sentence: below a minimum, a rate above the cap, and the like."""
    if not row.gross_days:
        return ()
    under = row.charge
    days = rules.ChargeDays(under.offence_first, under.offence_last, under.charged_on)
    given = rules.TermGiven(
        row.gross_days, row.custody_days, row.rate, row.relief, row.credit_reason
    )
    return rules.term(under.cite, days, row.imposed_on, given).flags


def banned_people(people: Collection[UUID]) -> frozenset[UUID]:
    """Whom of these people no publication may identify (CC 486.31, 486.4, 486.5), in any proceeding of the agency."""
    rows = _bans(CourtOrder.objects.using(Store.INSIDE), list(people))
    return frozenset(rows.values_list("involvement__person_id", flat=True))


def _bans(rows: QuerySet[CourtOrder], people: Iterable[UUID]) -> QuerySet[CourtOrder]:
    return rows.filter(
        involvement__person_id__in=people,
        kind__in=sorted(rules.BANS),
        state=rules.OrderState.GRANTED,
    )


def banned(reader: Reader, row: CaseFile) -> frozenset[UUID]:
    """Those of a case that was got for this reader: a ban on somebody holds in each of her files."""
    del reader
    stand = Involvement.objects.using(Store.INSIDE).filter(case_id=row.id)
    return banned_people(set(stand.values_list("person_id", flat=True)))


def ban_on(reader: Reader, identifier_id: UUID) -> bool:
    """Whether a court forbids to publish who the person of an identifier is."""
    person = Identifier.objects.using(Store.INSIDE).filter(pk=identifier_id)
    orders = CourtOrder.objects.using(Store.INSIDE).filter(seen_through(reader, "proceeding__case"))
    return _bans(orders, person.values_list("person_id", flat=True)).exists()


@dataclass(frozen=True)
class Asked:
    """One line of the court checklist: for whom, which aid, what the court does with a request, how it stands."""

    involvement: Involvement
    kind: str
    title: str
    cite: str
    does: law.Aid
    order: CourtOrder | None
    disabled: bool = (
        False  # the court shall order it for a person with a disability, which no case writes down
    )


def checklist(reader: Reader, row: Proceeding, lang: str) -> list[Asked]:
    """What every victim and witness must be asked about in a proceeding, in the order of the code."""
    day = deadlines.today(reader)
    done = {(one.involvement_id, one.kind): one for one in court_orders(reader, [row])}
    lines: list[Asked] = []
    for person in involvements(reader, row.case):
        if person.role not in ABOUT or person.possible_abuser:
            continue
        age = _age(reader, person)
        for aid in law.aids(day):
            victim = person.role == Role.VICTIM
            does = law.testimonial_aid(aid.code, age, disability=False, on=day, victim=victim)
            if_so = law.testimonial_aid(aid.code, age, disability=True, on=day, victim=victim)
            order = done.get((person.id, aid.code))
            asked = Asked(person, aid.code, aid.title(lang), aid.cite, does, order, if_so != does)
            lines.append(asked)
        if person.role == Role.VICTIM:
            lines += [
                Asked(person, code, label, "", law.Aid.MAY, done.get((person.id, code)))
                for code, label in vocabulary.choices("statements", lang)
            ]
    return lines


def _age(reader: Reader, person: Involvement) -> int | None:
    """An age that is right about 18 on this day; without any birth what held when the case began, else None."""
    born = rules.Birth(person.person.birth_first, person.person.birth_last)
    under = rules.minor_at(born, deadlines.today(reader))
    if born.first is None and born.last is None:
        under = rules.Answer(person.minor_at_start)
    return {rules.Answer.YES: 0, rules.Answer.NO: law.MAJORITY}.get(under)


def _court(reader: Reader, row: CaseFile, lang: str) -> Iterator[Happening]:
    rows = list(proceedings(reader, row))
    for one in rows:
        level = vocabulary.label("court_levels", one.level, lang)
        yield Happening(one.opened_on, "court", _("Proceeding opened"), level)
    for day in court_days(reader, rows):
        ended = vocabulary.label("court_day_ends", day.ended, lang) if day.ended else ""
        label = vocabulary.label("court_day_kinds", day.kind, lang)
        yield Happening(day.on_date, "court", label, ended)
    for charged in charges(reader, rows):
        yield Happening(charged.charged_on, "court", _("Charge laid"), charged.cite)
        if charged.disposed_on:
            ended = vocabulary.label("charge_dispositions", charged.disposition, lang)
            yield Happening(charged.disposed_on, "court", ended, charged.cite, "info")


def _days_ahead(asked: deadlines.Outlook) -> Iterator[Deadline]:
    """Days in court that are to come, or passed without a word how they ended."""
    rows = CourtDay.objects.using(Store.INSIDE).filter(
        deadlines.open_case(asked, "proceeding__case"), ended="", on_date__lte=asked.until
    )
    told = rows.order_by("on_date", "id").values_list("proceeding__case_id", "kind", "on_date")
    for case_id, kind, day in deadlines.each(told):
        label = vocabulary.label("court_day_kinds", kind, lang())
        yield Deadline(case_id, "court", day, label, "case:court")


def _undecided(asked: deadlines.Outlook) -> Iterator[Deadline]:
    """Requests for aids that nobody decided within a month."""
    rows = CourtOrder.objects.using(Store.INSIDE).filter(
        deadlines.open_case(asked, "proceeding__case"),
        state=rules.OrderState.ASKED,
        asked_on__lte=asked.until - DECISION,
    )
    told = rows.order_by("asked_on", "id").values_list("proceeding__case_id", "asked_on")
    for case_id, day in deadlines.each(told):
        if day is not None:
            what = _("A request to the court waits for a decision")
            yield Deadline(case_id, "court", day + DECISION, what, "case:court")


def _court_deadlines(asked: deadlines.Outlook) -> Iterator[Deadline]:
    return deadlines.merged(_days_ahead(asked), _undecided(asked))


timeline.register("court", gettext_lazy("Courts"), _court)
deadlines.register(
    "court", gettext_lazy("Courts"), _court_deadlines, ordered=True, held=((Proceeding, "case_id"),)
)
