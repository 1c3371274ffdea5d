"""Reads of steps against a person in whom signs were noted, and what they tell worklist and timeline."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dotline.audit.stores import Store
from dotline.base.errors import not_found
from dotline.base.reader import Reader
from dotline.case import rules
from dotline.case.models import (
    CaseFile,
    Determination,
    ForcedCharge,
    Involvement,
    NonPunishmentStep,
    RemovalStep,
)
from dotline.case.queries import deadlines, timeline
from dotline.case.queries.cases import seen_through
from dotline.case.queries.screens import VICTIM, finished
from dotline.case.rules import Deadline, Happening
from dotline.case.rules.safeguards import (
    Concern,
    Enforcement,
    first_noted,
    punishment_concern,
    removal_concern,
)
from dotline.case.rules.screening import ScreenLevel
from dotline.reference import vocabulary


def removal_steps(reader: Reader) -> QuerySet[RemovalStep]:
    """Steps of enforcement in cases of the reader's agency, oldest first."""
    rows = RemovalStep.objects.using(Store.INSIDE).select_related("involvement__case")
    return rows.filter(seen_through(reader, "involvement__case"))


def removal_step(reader: Reader, step_id: UUID) -> RemovalStep:
    """One step of enforcement. Raises NotFound."""
    found = removal_steps(reader).filter(pk=step_id).first()
    if found is None:
        raise not_found("step")
    return found


def forced_charges(reader: Reader) -> QuerySet[ForcedCharge]:
    """Charges against victims in cases of the reader's agency, oldest first."""
    rows = ForcedCharge.objects.using(Store.INSIDE).select_related("involvement__case")
    return rows.filter(seen_through(reader, "involvement__case")).prefetch_related("steps")


def forced_charge(reader: Reader, charge_id: UUID) -> ForcedCharge:
    """One charge against a victim. Raises NotFound."""
    found = forced_charges(reader).filter(pk=charge_id).first()
    if found is None:
        raise not_found("charge")
    return found


def noted(reader: Reader, ids: Sequence[UUID]) -> dict[UUID, date]:
    """The first day on which signs were noted of each involvement that was got for this reader.

    By a screen, or by a decision on her status.
    """
    del reader
    days: dict[UUID, list[date | None]] = defaultdict(list)
    screens = finished().filter(involvement__in=ids, level=ScreenLevel.ENOUGH.value)
    for key, day in screens.values_list("involvement_id", "finished_on"):
        days[key].append(day)
    decided = Determination.objects.using(Store.INSIDE).filter(
        involvement__in=ids, status__in=VICTIM
    )
    for key, on in decided.values_list("involvement_id", "on_date"):
        days[key].append(on)
    return {key: day for key, told in days.items() if (day := first_noted(told)) is not None}


def weighed(reader: Reader, rows: Sequence[RemovalStep]) -> list[tuple[RemovalStep, Concern]]:
    """Steps that were got for this reader, each with how it stands."""
    days = noted(reader, [one.involvement_id for one in rows])
    return [
        (
            one,
            removal_concern(
                days.get(one.involvement_id),
                Enforcement(one.on_date, one.offered_on, one.stopped_on),
            ),
        )
        for one in rows
    ]


def charged(rows: Sequence[ForcedCharge]) -> list[tuple[ForcedCharge, Concern]]:
    """Charges that were got for their reader, each with how it stands."""
    return [
        (one, punishment_concern(rules.Answer(one.forced), [step.step for step in one.steps.all()]))
        for one in rows
    ]


def also_accused(reader: Reader, rows: Sequence[Involvement]) -> set[UUID]:
    """Victims among these who stand accused or suspected in a case of the same agency (CVBR s. 4)."""
    victims = {one.person_id: one.id for one in rows if one.role == rules.Role.VICTIM}
    accused = Involvement.objects.using(Store.INSIDE).filter(
        seen_through(reader, "case"),
        person_id__in=victims,
        role__in=[one.value for one in rules.ACCUSED_ROLES],
    )
    return {victims[one] for one in accused.values_list("person_id", flat=True)}


@dataclass(frozen=True)
class SafeguardCount:
    """One year of an agency: steps after signs were noted, victims charged, and how many of each still stand open."""

    year: int
    removals: int
    removals_open: int
    charges: int
    charges_open: int


def counts(reader: Reader) -> list[SafeguardCount]:
    """The indicators of the reader's own agency by year, newest first; for the people who work on these cases."""
    found: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for step, stands in weighed(reader, list(removal_steps(reader))):
        if stands is not Concern.NONE:
            found[step.on_date.year][0] += 1
            found[step.on_date.year][1] += stands is Concern.OPEN
    for charge, stands in charged(list(forced_charges(reader))):
        if stands is not Concern.NONE:
            found[charge.charged_on.year][2] += 1
            found[charge.charged_on.year][3] += stands is Concern.OPEN
    return [SafeguardCount(year, *found[year]) for year in sorted(found, reverse=True)]


def _removals(asked: deadlines.Outlook) -> Iterator[Deadline]:
    rows = RemovalStep.objects.using(Store.INSIDE).filter(
        deadlines.open_case(asked, "involvement__case"), offered_on=None, stopped_on=None
    )
    told = rows.select_related("involvement").order_by("on_date", "id")
    for part in deadlines.parts(told):
        for step, stands in weighed(asked.reader, part):
            if stands is Concern.OPEN:
                what = _("Signs were noted, and a removal goes on: offer a permit")
                yield Deadline(
                    step.involvement.case_id, "safeguard", step.on_date, what, "case:safeguards"
                )


def _charges(asked: deadlines.Outlook) -> Iterator[Deadline]:
    rows = ForcedCharge.objects.using(Store.INSIDE).filter(
        deadlines.open_case(asked, "involvement__case")
    )
    rows = rows.exclude(forced=rules.Answer.NO.value).select_related("involvement")
    told = rows.prefetch_related("steps").order_by("charged_on", "id")
    for part in deadlines.parts(told):
        for charge, stands in charged(part):
            if stands is Concern.OPEN:
                what = _("A victim is charged with what she may have been forced to do")
                yield Deadline(
                    charge.involvement.case_id,
                    "safeguard",
                    charge.charged_on,
                    what,
                    "case:safeguards",
                )


def _owed(asked: deadlines.Outlook) -> Iterator[Deadline]:
    return deadlines.merged(_removals(asked), _charges(asked))


def _told(reader: Reader, row: CaseFile, lang: str) -> Iterator[Happening]:
    for step in removal_steps(reader).filter(involvement__case_id=row.id):
        words = vocabulary.label("removal_steps", step.kind, lang)
        yield Happening(step.on_date, "safeguard", words, "", "warn")
        if step.offered_on:
            yield Happening(step.offered_on, "safeguard", _("A permit was offered"), "", "good")
        if step.stopped_on:
            yield Happening(step.stopped_on, "safeguard", _("The removal was stopped"), "", "good")
    for charge in forced_charges(reader).filter(involvement__case_id=row.id):
        yield Happening(
            charge.charged_on, "safeguard", _("The victim was charged"), charge.cite, "warn"
        )
        for one in charge.steps.all():
            yield Happening(one.on_date, "safeguard", _step_words(one, lang))


def _step_words(one: NonPunishmentStep, lang: str) -> str:
    return vocabulary.label("non_punishment_steps", one.step, lang)


timeline.register("safeguard", gettext_lazy("Not deported, not punished"), _told)
deadlines.register(
    "safeguard",
    gettext_lazy("Not deported, not punished"),
    _owed,
    ordered=True,
    held=((RemovalStep, "involvement__case_id"), (ForcedCharge, "involvement__case_id")),
)
