"""Reads of assisted returns, wage claims and episodes, and what they tell worklist and timeline."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
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
    Episode,
    Involvement,
    ReturnAssistance,
    WageClaim,
    WageCorrection,
    WagePayment,
)
from dotline.case.queries import deadlines, timeline
from dotline.case.queries.cases import seen_through
from dotline.case.queries.deaths import living
from dotline.case.rules import Deadline, Happening
from dotline.reference import vocabulary

FOLLOW_UP = timedelta(days=30)  # our proposal: a first call within a month of arrival
DATES = (
    ("requested_on", "requested"),
    ("assessed_on", "assessed"),
    ("documents_on", "documents"),
    ("released_on", "released"),
    ("arrived_on", "arrived"),
    ("followed_up_on", "followed_up"),
)


def returns_of(reader: Reader, rows: Sequence[Involvement]) -> QuerySet[ReturnAssistance]:
    """Assisted returns of involvements that were got for this reader, oldest first."""
    del reader
    found = ReturnAssistance.objects.using(Store.INSIDE)
    return found.filter(involvement__in=[one.id for one in rows])


def assisted_return(reader: Reader, return_id: UUID) -> ReturnAssistance:
    """One assisted return in a case of the reader's agency. Raises NotFound."""
    rows = ReturnAssistance.objects.using(Store.INSIDE).select_related("involvement__case")
    found = rows.filter(seen_through(reader, "involvement__case"), pk=return_id).first()
    if found is None:
        raise not_found("return")
    return found


def claims_of(reader: Reader, rows: Sequence[Involvement]) -> QuerySet[WageClaim]:
    """Wage claims of involvements that were got for this reader, oldest first."""
    del reader
    found = WageClaim.objects.using(Store.INSIDE)
    return found.filter(involvement__in=[one.id for one in rows])


def claim(reader: Reader, claim_id: UUID) -> WageClaim:
    """One wage claim in a case of the reader's agency. Raises NotFound."""
    rows = WageClaim.objects.using(Store.INSIDE).select_related("involvement__case")
    found = rows.filter(seen_through(reader, "involvement__case"), pk=claim_id).first()
    if found is None:
        raise not_found("claim")
    return found


def payments(reader: Reader, rows: Sequence[WageClaim]) -> QuerySet[WagePayment]:
    """Payments of claims that were got for this reader, oldest first."""
    del reader
    return WagePayment.objects.using(Store.INSIDE).filter(claim__in=[one.id for one in rows])


def corrections(reader: Reader, rows: Sequence[WageClaim]) -> dict[UUID, list[WageCorrection]]:
    """The corrections of claims that were got for this reader, oldest first."""
    del reader
    found: dict[UUID, list[WageCorrection]] = {row.id: [] for row in rows}
    for one in WageCorrection.objects.using(Store.INSIDE).filter(claim__in=list(found)):
        found[one.claim_id].append(one)
    return found


def award_of(row: WageClaim, corrected: Sequence[WageCorrection]) -> rules.WageAward | None:
    """What stands: the newest correction of a claim, else its decision, else nothing."""
    told: WageClaim | WageCorrection = corrected[-1] if corrected else row
    if told.decided_on is None or told.awarded_cents is None:
        return None
    return rules.WageAward(told.decision, told.decided_on, told.awarded_cents)


def value_of(row: WageClaim, came_in: int, award: rules.WageAward | None) -> rules.Claimed:
    """A claim as the rules weigh it."""
    return rules.Claimed(row.currency, row.amount_cents, award.cents if award else None, came_in)


def wage_facts(reader: Reader, row: WageClaim) -> rules.WageFacts:
    """What an award on a claim that was got for its reader is weighed against."""
    came = list(payments(reader, [row]))
    return rules.WageFacts(
        claimed_on=row.claimed_on,
        claimed=row.amount_cents,
        paid=sum(one.amount_cents for one in came),
        first_paid=min((one.paid_on for one in came), default=None),
    )


def facts_of(row: ReturnAssistance) -> rules.ReturnFacts:
    """A return as the rules weigh it."""
    safety = rules.ReturnSafety(row.safety) if row.safety else None
    return rules.ReturnFacts(rules.ReturnState(row.state), row.assessed_on, safety, row.agreed_on)


def episodes(reader: Reader, row: CaseFile) -> list[Episode]:
    """Episodes of a case that was got for this reader, corrected ones included, by day."""
    del reader
    found = Episode.objects.using(Store.INSIDE).filter(case_id=row.id)
    return sorted(found, key=lambda one: (str(one.first_day or ""), str(one.recorded_at or "")))


def episode(reader: Reader, episode_id: UUID) -> Episode:
    """One episode in a case of the reader's agency. Raises NotFound."""
    rows = Episode.objects.using(Store.INSIDE).select_related("case")
    found = rows.filter(seen_through(reader, "case"), pk=episode_id).first()
    if found is None:
        raise not_found("episode")
    return found


def _returns(reader: Reader, row: CaseFile, lang: str) -> Iterator[Happening]:
    del reader
    rows = ReturnAssistance.objects.using(Store.INSIDE).filter(involvement__case_id=row.id)
    for one in rows:
        for column, state in DATES:
            day = getattr(one, column)
            if day:
                words = vocabulary.label("return_states", state, lang)
                yield Happening(day, "return", words, _("Return home"))
        if one.ended_on:
            words = vocabulary.label("return_states", one.state, lang)
            yield Happening(one.ended_on, "return", words, _("Return home"), "warn")


def _wages(reader: Reader, row: CaseFile, lang: str) -> Iterator[Happening]:
    rows = WageClaim.objects.using(Store.INSIDE).filter(involvement__case_id=row.id)
    for one in rows:
        body = vocabulary.label("wage_bodies", one.body, lang)
        yield Happening(one.claimed_on, "wages", _("Wages claimed"), body)
        if one.decided_on:
            words = vocabulary.label("wage_decisions", one.decision, lang)
            yield Happening(one.decided_on, "wages", words, body, "info")
    for each in corrections(reader, list(rows)).values():
        for fix in each:
            words = vocabulary.label("wage_decisions", fix.decision, lang)
            why = vocabulary.label("wage_corrections", fix.reason, lang)
            what = _("Decision on wages corrected: {decision}").format(decision=words)
            yield Happening(fix.decided_on, "wages", what, why, "info", fix.recorded_at)
    for came in WagePayment.objects.using(Store.INSIDE).filter(claim__in=rows):
        yield Happening(came.paid_on, "wages", _("Wages paid"), "", "good")


def _episodes(reader: Reader, row: CaseFile, lang: str) -> Iterator[Happening]:
    found = episodes(reader, row)
    corrected = {one.replaces_id for one in found}
    for one in found:
        if one.first_day and one.id not in corrected:
            kind = vocabulary.label("episode_kinds", one.kind, lang)
            where = ", ".join(part for part in (one.place, one.province, one.country) if part)
            yield Happening(one.first_day, "episode", kind, where, "", one.recorded_at)


def _follow_ups(asked: deadlines.Outlook) -> Iterator[Deadline]:
    rows = ReturnAssistance.objects.using(Store.INSIDE).filter(
        living("involvement__person"),
        agency_id=asked.reader.own,
        state=rules.ReturnState.ARRIVED.value,
        involvement__case__closed_on=None,
    )
    if asked.case_id is not None:
        rows = rows.filter(involvement__case_id=asked.case_id)
    rows = rows.filter(arrived_on__lte=asked.until - FOLLOW_UP).order_by("arrived_on", "id")
    for case_id, arrived in deadlines.each(rows.values_list("involvement__case_id", "arrived_on")):
        if arrived is not None:
            what = _("Follow up after the return home")
            yield Deadline(case_id, "return", arrived + FOLLOW_UP, what, "case:return")


timeline.register("episode", gettext_lazy("Episodes"), _episodes)
timeline.register("return", gettext_lazy("Return home"), _returns)
timeline.register("wages", gettext_lazy("Wages"), _wages)
deadlines.register(
    "return",
    gettext_lazy("Returns home"),
    _follow_ups,
    ordered=True,
    held=((ReturnAssistance, "involvement__case_id"),),
)
