"""Reads of screens: answers, results, help offered, the yearly audit; what they tell the timeline."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dotline.access import queries as access
from dotline.audit.stores import Store
from dotline.base.errors import not_found
from dotline.base.reader import Reader
from dotline.case import rules
from dotline.case.models import (
    Assessment,
    AssessmentAnswer,
    CaseFile,
    Determination,
    Fact,
    HelpOffer,
    Involvement,
    ScreenReview,
)
from dotline.case.queries import nations, timeline
from dotline.case.queries.cases import seen_through
from dotline.case.queries.deadlines import today
from dotline.case.rules import Happening, fairness, screening
from dotline.case.rules.histories import ACTUAL
from dotline.duty import queries as owed
from dotline.gates.stewardship import StewardUse
from dotline.reference import questionnaires, vocabulary
from dotline.reference.questionnaires import Questionnaire

VICTIM = frozenset({rules.POSSIBLE, ACTUAL})
DIMENSIONS = ("gender", "age_band", "status_in_canada")


def form_of(row: Assessment) -> Questionnaire:
    """The instrument in the version that was answered, whatever came after it. Raises NotFound."""
    return questionnaires.version(row.instrument, row.version)


def minor(reader: Reader, found: Involvement) -> bool | None:
    """Whether the person is under 18 today, as far as is known."""
    born = rules.Birth(found.person.birth_first, found.person.birth_last)
    return screening.minor_by(rules.minor_at(born, today(reader)), found.age_band)


def fitting(reader: Reader, found: Involvement) -> tuple[Questionnaire, ...]:
    """The instruments in use today that fit the person's age."""
    return questionnaires.fitting(today(reader), minor=minor(reader, found))


def screens_of(reader: Reader, rows: Sequence[Involvement]) -> QuerySet[Assessment]:
    """Screens of involvements that were got for this reader, corrected ones included, oldest first."""
    del reader
    return Assessment.objects.using(Store.INSIDE).filter(involvement__in=[one.id for one in rows])


def screen(reader: Reader, screen_id: UUID) -> Assessment:
    """One screen in a case of the reader's agency. Raises NotFound."""
    rows = Assessment.objects.using(Store.INSIDE).select_related(
        "involvement__case", "involvement__person"
    )
    found = rows.filter(seen_through(reader, "involvement__case"), pk=screen_id).first()
    if found is None:
        raise not_found("screen")
    return found


def replies(row: Assessment) -> dict[str, screening.Reply]:
    """What was answered in a screen that was got for its reader."""
    rows = AssessmentAnswer.objects.using(Store.INSIDE).filter(assessment_id=row.id)
    return {one.item: screening.Reply(one.reply) for one in rows}


def result(row: Assessment) -> screening.ScreenResult:
    """The result of a screen that was got for its reader, explained, after the version that was answered."""
    return screening.result(form_of(row), replies(row), child=row.as_child)


def corrected_by(row: Assessment) -> Assessment | None:
    """The newer version of a screen, or None."""
    return Assessment.objects.using(Store.INSIDE).filter(replaces_id=row.id).first()


def known_facts(row: Assessment) -> Mapping[tuple[str, str], bool]:
    """What the case holds of the person already, by list and code; the newest row says."""
    found = Fact.objects.using(Store.INSIDE).filter(involvement_id=row.involvement_id)
    return {(one.list, one.code): one.present for one in found}


def offers(row: Assessment) -> QuerySet[HelpOffer]:
    """Help offered after a screen that was got for its reader, oldest first."""
    return HelpOffer.objects.using(Store.INSIDE).filter(assessment_id=row.id)


def finished() -> QuerySet[Assessment]:
    """Finished screens, without those that a finished correction replaces; the caller narrows them to her reader's."""
    rows = Assessment.objects.using(Store.INSIDE).filter(finished_on__isnull=False)
    return rows.exclude(Exists(rows.filter(replaces_id=OuterRef("pk"))))


def standing(reader: Reader) -> QuerySet[Assessment]:
    """Those of the reader's agency."""
    return finished().filter(seen_through(reader, "involvement__case"))


def years(reader: Reader) -> list[int]:
    """The years in which screens were finished, newest first."""
    found = {day.year for day in standing(reader).dates("finished_on", "year")}
    return sorted(found, reverse=True)


def left_out(reader: Reader, year: int) -> bool:
    """Whether screens of the year are left out because a body that governs a person's data did not agree."""
    rows = standing(reader).filter(finished_on__year=year)
    return rows.filter(involvement__person__in=nations.withheld(reader, StewardUse.AUDIT)).exists()


def audited(reader: Reader, year: int) -> tuple[fairness.InstrumentAudit, ...]:
    """The audit of a year's screens of the reader's agency.

    People whose data a First Nation, an Inuit or a Métis body governs are left out, unless it agrees
    to this use.
    """
    rows = standing(reader).filter(finished_on__year=year)
    rows = rows.exclude(involvement__person__in=nations.withheld(reader, StewardUse.AUDIT))
    found = list(rows.select_related("involvement__person"))
    decided = _decided([one.involvement_id for one in found])
    return fairness.audit(
        (
            fairness.Screened(
                instrument=one.instrument,
                version=one.version,
                positive=one.level == screening.ScreenLevel.ENOUGH,
                later=any(day >= (one.finished_on or day) for day in decided[one.involvement_id]),
                groups={
                    "gender": one.involvement.person.gender,
                    "age_band": one.involvement.age_band or "unknown",
                    "status_in_canada": one.status_in_canada,
                },
            )
            for one in found
        ),
        DIMENSIONS,
    )


def _decided(ids: Sequence[UUID]) -> dict[UUID, list[date]]:
    days: dict[UUID, list[date]] = {one: [] for one in ids}
    rows = Determination.objects.using(Store.INSIDE).filter(involvement__in=ids, status__in=VICTIM)
    for key, day in rows.values_list("involvement_id", "on_date"):
        days[key].append(day)
    return days


def reviews(reader: Reader) -> list[ScreenReview]:
    """The reviews that the reader's agency owes or did, newest year first."""
    rows = ScreenReview.objects.using(Store.INSIDE).filter(agency_id=reader.own)
    return list(rows.order_by("-year"))


def review(reader: Reader, year: int) -> ScreenReview:
    """The review of a year by the reader's agency. Raises NotFound."""
    found = next((one for one in reviews(reader) if one.year == year), None)
    if found is None:
        raise not_found("review")
    return found


def review_due(reader: Reader, row: ScreenReview) -> date | None:
    """The last good day of a review that the reader's agency owes, in its zone."""
    found = owed.about(reader, Store.INSIDE, row.id).first()
    return rules.local_day(found.due_at, access.zone_of(reader)) if found else None


def _told(reader: Reader, row: CaseFile, lang: str) -> Iterator[Happening]:
    del reader
    rows = Assessment.objects.using(Store.INSIDE).filter(involvement__case_id=row.id)
    for one in rows.filter(finished_on__isnull=False):
        assert one.finished_on is not None  # noqa: S101 - filtered
        words = vocabulary.label("screen_levels", one.level, lang)
        title = form_of(one).title.in_(lang)
        yield Happening(one.finished_on, "screen", title, words, "", one.recorded_at)
    offered = HelpOffer.objects.using(Store.INSIDE).filter(assessment__in=rows)
    for help_ in offered:
        what = vocabulary.label("help_offered", help_.help, lang)
        chosen = vocabulary.label("help_choices", help_.chosen, lang)
        yield Happening(
            help_.on_date, "screen", _("Help offered: {help}").format(help=what), chosen
        )


timeline.register("screen", gettext_lazy("Screens"), _told)
