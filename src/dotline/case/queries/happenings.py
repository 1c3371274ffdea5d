"""What the case itself tells the timeline and the worklist: opening, facts, determinations, referrals."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dotline.access import queries as access
from dotline.base.reader import Reader
from dotline.case.models import CaseFile, Determination, Fact
from dotline.case.queries import deadlines, timeline
from dotline.case.queries.cases import determinations as decided
from dotline.case.queries.cases import facts as told
from dotline.case.queries.cases import involvements, visible_to
from dotline.case.rules import Deadline, Happening, local_day
from dotline.reference import vocabulary
from dotline.referral import queries as referrals
from dotline.referral.models import Referral
from dotline.referral.rules import Status

TONES = {"ActualVictimOfTrafficking": "good", "NotAVictimOfTrafficking": "warn"}


def names_of(reader: Reader, rows: Sequence[Determination], lang: str) -> dict[str, str]:
    """Who decided, in words: an agency by its name, another body as it was written down."""
    written = {row.by_organisation for row in rows}
    known = access.agencies(reader).filter(code__in=written) if written else ()
    names = {row.code: row.name_fr if lang == "fr" else row.name_en for row in known}
    return {code: names.get(code, code) for code in written}


def _opening(reader: Reader, row: CaseFile, lang: str) -> Iterator[Happening]:
    del reader
    kind = vocabulary.label("case_kinds", row.kind, lang)
    yield Happening(row.opened_on, "case", _("Case opened"), kind, "info")
    if row.closed_on:
        ended = vocabulary.label("case_status", row.closed_because, lang)
        yield Happening(row.closed_on, "case", _("Case closed"), ended)


def _facts(reader: Reader, row: CaseFile, lang: str) -> Iterator[Happening]:
    for fact in told(reader, involvements(reader, row)):
        yield Happening(fact.on_date, "fact", fact_words(fact, lang), recorded=fact.recorded_at)


def fact_words(fact: Fact, lang: str) -> str:
    """A fact in words: so, or not so."""
    words = vocabulary.label(fact.list, fact.code, lang)
    return words if fact.present else _("Not so: {fact}").format(fact=words)


def _determinations(reader: Reader, row: CaseFile, lang: str) -> Iterator[Happening]:
    rows = list(decided(reader, involvements(reader, row)))
    names = names_of(reader, rows, lang)
    for one in rows:
        kind = vocabulary.label("determination_by_kind", one.by_kind, lang)
        yield Happening(
            one.on_date,
            "determination",
            vocabulary.label("determination_status", one.status, lang),
            f"{names[one.by_organisation]} ({kind})",
            TONES.get(one.status, "info"),
            one.recorded_at,
        )


def _referrals(reader: Reader, row: CaseFile, lang: str) -> Iterator[Happening]:
    zone = access.zone_of(reader)
    for one in _of_case(reader, row):
        name = one.service_name_fr if lang == "fr" else one.service_name_en
        sent = local_day(one.sent_at, zone)
        yield Happening(sent, "referral", _("Referral sent"), name, "", one.sent_at)
        if one.answered_at:
            words = vocabulary.label("referral_status", one.status, lang)
            at = one.answered_at
            yield Happening(local_day(at, zone), "referral", words, name, "info", at)


def _of_case(reader: Reader, row: CaseFile) -> Iterable[Referral]:
    """The referral that a case came by, and those that its agency sent for the same call."""
    rows = referrals.visible_to(reader).filter(pk=row.referral_id) if row.referral_id else ()
    sent = (
        referrals.visible_to(reader).filter(contact_id=row.contact_id, from_agency_id=row.agency_id)
        if row.contact_id
        else ()
    )
    return {one.id: one for one in (*rows, *sent)}.values()


def _unanswered(asked: deadlines.Outlook) -> Iterator[Deadline]:
    """Referrals that an agency sent for somebody of its cases, and that nobody has answered."""
    cases = visible_to(asked.reader).filter(closed_on=None, contact_id__isnull=False)
    waiting = referrals.visible_to(asked.reader).filter(
        from_agency_id=asked.reader.own,
        status=Status.REQUESTED,
        contact_id__isnull=False,
        due_at__lte=asked.last_moment,
    )
    if asked.case_id is not None:
        cases = cases.filter(pk=asked.case_id)
        waiting = waiting.filter(contact_id__in=cases.values("contact_id"))
    told = waiting.order_by("due_at", "id").values_list("contact_id", "due_at")
    for part in deadlines.parts(told):
        by_contact: dict[UUID | None, list[UUID]] = defaultdict(list)
        found = cases.filter(contact_id__in=[contact for contact, _due in part])
        for key, contact in found.order_by("id").values_list("id", "contact_id"):
            by_contact[contact].append(key)
        for contact, due_at in part:
            due = local_day(due_at, asked.zone)
            for key in by_contact[contact]:
                yield Deadline(key, "referral", due, _("A referral waits for an answer"))


timeline.register("case", gettext_lazy("The case itself"), _opening)
timeline.register("determination", gettext_lazy("Determinations"), _determinations)
timeline.register("fact", gettext_lazy("Facts"), _facts)
timeline.register("referral", gettext_lazy("Referrals"), _referrals)
deadlines.register("referral", gettext_lazy("Unanswered referrals"), _unanswered, ordered=True)
