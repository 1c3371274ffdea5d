"""Reads of disclosures: what left about a person, who must hear of a correction, and what a rule says beforehand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from dotline.access import envelope
from dotline.access import queries as access
from dotline.audit.stores import Store
from dotline.base.errors import Unavailable, not_found
from dotline.base.reader import Reader
from dotline.case.models import CaseFile, DisclosureRecord, Person
from dotline.case.queries import consents, courts, deadlines, timeline
from dotline.case.queries.cases import seen_through
from dotline.case.rules import Happening
from dotline.case.rules.disclosing import (
    Ground,
    Judged,
    Receiver,
    RecordHolder,
    Subject,
    may_disclose,
)
from dotline.reference import law, vocabulary
from dotline.reference.obligations import add_months

TOLD_OF_CORRECTION = -24  # months: who received it in the two years before (Privacy Act 12(2)(c))


def disclosures_of(reader: Reader, people: Sequence[UUID]) -> QuerySet[DisclosureRecord]:
    """What left about people who were got for this reader, oldest first."""
    del reader
    return DisclosureRecord.objects.using(Store.INSIDE).filter(person_id__in=list(people))


def disclosure(reader: Reader, disclosure_id: UUID) -> DisclosureRecord:
    """One disclosure of the reader's agency. Raises NotFound."""
    rows = DisclosureRecord.objects.using(Store.INSIDE).select_related("case", "person")
    found = rows.filter(seen_through(reader, "case"), pk=disclosure_id).first()
    if found is None:
        raise not_found("disclosure")
    return found


def request_place(row: DisclosureRecord) -> str:
    """The cell that the seal of a request is bound to."""
    return f"case_disclosurerecord|{row.id}|request"


def request_text(row: DisclosureRecord) -> str:
    """What was asked and why, opened; '' where nothing was written down or its key is gone."""
    if row.request is None:
        return ""
    try:
        return envelope.open_text(row.id, row.agency_id, row.request, request_place(row))
    except Unavailable:
        return ""


def holder_of(reader: Reader) -> RecordHolder:
    """The reader's agency as the holder of a record."""
    agency = access.agency(reader, reader.own)
    return RecordHolder(agency.id, agency.kind, agency.province)


def subjects(reader: Reader, people: Sequence[UUID]) -> dict[UUID, Subject]:
    """People who were got for this reader, as the rule weighs them."""
    holder, told = holder_of(reader), consents.history(reader, people)
    banned = courts.banned_people(people)
    return {one: Subject(holder, told.get(one, ()), one in banned) for one in people}


def judged(
    reader: Reader, person: Person, to: Receiver, what: frozenset[str], ground: Ground
) -> Judged:
    """What the rule says today of a disclosure about a person who was got for this reader."""
    (subject,) = subjects(reader, [person.id]).values()
    return may_disclose(subject, to, what, ground, deadlines.today(reader))


def weighed(
    reader: Reader, people: Sequence[UUID], to: Receiver, what: frozenset[str], ground: Ground
) -> dict[UUID, Judged]:
    """What the rule says today of each of many people who were got for this reader."""
    today = deadlines.today(reader)
    return {
        person: may_disclose(subject, to, what, ground, today)
        for person, subject in subjects(reader, people).items()
    }


@dataclass(frozen=True)
class ToTell:
    """Somebody who must hear of a correction: who received the record, when last, which parts."""

    to_agency_id: UUID | None
    to_name: str
    last: date
    parts: frozenset[str]


def correction_list(reader: Reader, person_id: UUID) -> list[ToTell]:
    """Everybody who received something of a person in the last two years (Privacy Act 12(2)(c)), the newest first."""
    since = add_months(deadlines.today(reader), TOLD_OF_CORRECTION)
    found: dict[tuple[UUID | None, str], ToTell] = {}
    for row in disclosures_of(reader, [person_id]).filter(on_date__gte=since):
        key = (row.to_agency_id, row.to_name)
        before = found[key].parts if key in found else frozenset()
        sent = frozenset(row.parts.split()) | before
        found[key] = ToTell(row.to_agency_id, row.to_name, row.on_date, sent)
    return sorted(found.values(), key=lambda one: one.last, reverse=True)


def clause_choices(lang: str) -> list[tuple[str, str]]:
    """Every clause of the law library with its section, for a form."""
    found = []
    for row in law.disclosure_clauses():
        words = row.text("title_fr" if lang == "fr" else "title_en")
        cite = row.text("cite")
        found.append((row.text("code"), f"{words} ({cite})" if cite else words))
    return found


def clause_words(code: str, lang: str) -> str:
    """A clause as a page shows it."""
    return dict(clause_choices(lang)).get(code, code)


def _happened(reader: Reader, row: CaseFile, lang: str) -> Iterator[Happening]:
    del reader
    rows = DisclosureRecord.objects.using(Store.INSIDE).filter(case_id=row.id)
    for one in rows:
        parts = ", ".join(
            vocabulary.label("record_parts", part, lang) for part in one.parts.split()
        )
        words = clause_words(one.basis, lang)
        yield Happening(one.on_date, "disclosure", words, parts, "warn", one.at)


timeline.register("disclosure", gettext_lazy("Disclosures"), _happened)
