"""What the agency holds about one person: each table of the inside rooms says how its rows reach her.

A module that brings a table with a person in it adds one line: `hold(Model, "section", "path__to__person")`.
A test fails for a table that neither contributes nor has a reason in `NOT_HELD`.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import BinaryField, ForeignKey, Model, Q, UUIDField

from dotline.access import queries as access
from dotline.audit.stores import Store
from dotline.base import sensitivity
from dotline.base.errors import NotFound, Unavailable
from dotline.base.reader import Reader
from dotline.base.sensitivity import Sensitivity
from dotline.case import models as tables
from dotline.case.models import CaseFile, Identifier, Involvement, NationTie, Person
from dotline.case.queries import disclosures, plans
from dotline.case.queries.cases import cases_of, identifier_text
from dotline.case.queries.courts import ABOUT
from dotline.case.queries.learned import capacities
from dotline.case.queries.others import SOMEBODY, others, without
from dotline.case.queries.own_cases import called_alone, helped_alone, own_roles
from dotline.case.queries.people import record_words
from dotline.case.rules import Role
from dotline.intake import queries as intake
from dotline.referral import queries as referrals

Words = Callable[[Reader, Any, UUID], Mapping[str, str]]
NEVER = frozenset({"id", "send_words", "possible_abuser", "demo", "hinted", "role_key", "joined"})


@dataclass(frozen=True)
class Held:
    """How the rows of one table reach a person. `of_case` marks what belongs to a whole case.

    `words` opens sealed texts of a row. `skip` names columns that tell of somebody else. `helped` marks what is
    told only to whom a case helps: a guardian's record does not tell of the case of her ward.
    """

    model: type[Model]
    section: str
    path: str
    words: Words | None = None
    of_case: bool = False
    skip: frozenset[str] = frozenset()
    helped: bool = False


class HeldRow(dict[str, object]):
    """One row of a person's record: its columns as they are kept, and the table that holds it."""

    def __init__(self, table: str, said: Mapping[str, object]) -> None:
        super().__init__(said)
        self.table = table


@dataclass
class Gathered:
    """A person's record: rows by section, and how much was withheld because it is about, or from, somebody else."""

    sections: dict[str, list[HeldRow]] = field(default_factory=dict)
    withheld: int = 0


Gather = Callable[[Reader, Person, Sequence[CaseFile]], Iterator[tuple[str, HeldRow] | None]]
_held: dict[str, Held] = {}
_further: dict[str, Gather] = {}
# Tables of the inside rooms that hold nothing of a person in a case, each with the reason.
NOT_HELD: dict[str, str] = {
    "case.EncodedPerson": "that a keyed encoding was made on her consent, which is given under its own table",
    "case.LinkQuestion": "when a worker asked whether she is known elsewhere; who asks is the agency's own review",
    "case.MatchNotice": "that another agency may know her: told once both agree, as the referral that follows",
    "case.MatchJudgement": "what a point person said of such a notice",
    "case.MatchRound": "letters of a fixed hour, about nobody",
    "case.LikelyDouble": "that two records may be of one person: the agency's own check of its file",
    "case.PersonMerge": "that two records were joined; what they say is given under its own tables",
    "case.MovedRow": "which rows such a joining moved, by number",
    "case.NameHint": "keyed digests of names that are given under their own table; they say nothing",
    "case.ImportBatch": "a file as a whole: digest and counts",
    "case.CountedCase": "rows made for statistics, about nobody",
    "case.CountLeft": "counts that a destroyed file left, about nobody",
    "case.ClockPause": "when a clock of the agency stood still",
    "case.PrivacyBreach": "a breach as a whole; the persons are told of it themselves",
    "case.LegalHold": "why a file may not be disposed of; it names a file and a reason of the agency",
    "case.RetentionChoice": "how long the agency keeps things",
    "case.DisposalBatch": "a line of the register of disposals; it names no file",
    "case.DisposalItem": "files of a disposal under way; gone when it ended",
    "case.OwnCode": "that she has a code for her own page: a digest and half of a key pair",
    "case.PlanReview": "when the agency owed a review",
    "case.NationListing": "another agency's line on a body's list; the body answers for it",
    "case.NationCount": "numbers of a whole year, about nobody",
    "case.ScreenReview": "the agency's yearly review of all its screens",
    "intake.Draft": "what a worker typed and did not save yet; gone once it is saved",
    "intake.Tip": "what somebody else said; opened by nobody but who weighs it, destroyed after 90 days",
    "intake.ChildDutyDecision": "whether a child was reported: the law of the provinces protects who reports",
    "referral.PointPerson": "a worker whom an agency names; nobody who is helped",
}


def hold(
    model: type[Model],
    section: str,
    path: str,
    *,
    words: Words | None = None,
    of_case: bool = False,
    skip: Sequence[str] = (),
    helped: bool = False,
) -> None:
    """Let a table contribute to a person's own copy; twice is the same as once."""
    _held[model._meta.label] = Held(model, section, path, words, of_case, frozenset(skip), helped)


def hold_from(labels: Sequence[str], gather: Gather) -> None:
    """Let another room's tables contribute through its queries; None in the stream is a thing withheld."""
    for label in labels:
        _further[label] = gather


def contributors() -> frozenset[str]:
    """The labels of every table that contributes."""
    return frozenset(_held) | frozenset(_further)


def gathered(reader: Reader, person: Person) -> Gathered:
    """Everything about a person who was got for this reader, without a word about a third.

    What she is as accused, and every case in which she is marked as a possible abuser, is neither told nor counted:
    that such a record is there is a word about somebody else (Privacy Act 16(2), 22 and 26).
    """
    found = Gathered()
    stands = own_roles(person)
    every = cases_of(reader, person.id)
    cases = [one for one in every if any(one.id == row.case_id for row in stands)]
    alone = helped_alone(person, cases)
    helped = {one.case_id for one in stands if one.role in ABOUT}
    hide = others(reader, person, every)
    for one in _held.values():
        for row in _rows(reader, one, person, stands):
            case = _case_of(row) if one.of_case or one.helped else None
            if (one.of_case and case not in alone) or (one.helped and case not in helped):
                found.withheld += 1
                continue
            told = {
                **_columns(row, one),
                **_unsealed(row, one),
                **_opened(reader, row, one, person.id),
            }
            _put(found, one.section, HeldRow(one.model.__name__, told), hide)
    for gather in dict.fromkeys(_further.values()):
        for item in gather(reader, person, cases):
            if item is None:
                found.withheld += 1
            else:
                _put(found, item[0], item[1], hide)
    return found


def _rows(
    reader: Reader, one: Held, person: Person, stands: Sequence[Involvement]
) -> Iterator[Model]:
    """The rows of a table that reach a person through these roles of hers."""
    rows = one.model._default_manager.using(Store.INSIDE).filter(**{one.path: person.id})
    through = one.path.removesuffix("person").removesuffix("__")
    if one.model is Involvement:
        rows = rows.filter(pk__in=[row.id for row in stands])
    elif one.model is Identifier:
        rows = rows.filter(capacities([person.id]).where(own=True))
    elif one.model is Person and person.id in capacities([person.id]).with_rest:
        return  # nobody wrote down whether gender and birth were learned of her as a suspect
    elif through and through != one.path:
        rows = rows.filter(**{f"{through}__in": [row.id for row in stands]})
    elif any(column.name == "case" for column in one.model._meta.concrete_fields):
        rows = rows.filter(Q(case=None) | Q(case__in={row.case_id for row in stands}))
    yield from rows.filter(agency_id=reader.own).distinct()


def _put(found: Gathered, section: str, told: HeldRow, hide: re.Pattern[str] | None) -> None:
    clean = {name: without(value, hide) for name, value in told.items()}
    found.sections.setdefault(section, []).append(HeldRow(told.table, clean))


def told_of(one: Held) -> tuple[str, ...]:
    """The names of the columns of a table that a copy tells: no ids, no keys, nothing sealed."""
    kinds = sensitivity.of(one.model)
    return tuple(
        column.name
        for column in one.model._meta.concrete_fields
        if kinds.get(column.name, kinds.get(column.attname)) is not Sensitivity.HIDDEN
        and not isinstance(column, UUIDField | ForeignKey | BinaryField)
        and column.name not in NEVER | one.skip
    )


def _columns(row: Model, one: Held) -> dict[str, object]:
    """The columns of a row that say something, as plain values."""
    told: dict[str, object] = {}
    for name in told_of(one):
        value = getattr(row, name)
        if value in (None, ""):
            continue
        told[name] = value.isoformat() if isinstance(value, date | datetime) else value
    return {name: v if isinstance(v, bool | int) else str(v) for name, v in told.items()}


SEALED = "_sealed"


def _unsealed(row: Model, one: Held) -> dict[str, object]:
    """Texts that lie sealed in a column of their own and that the row opens itself."""
    told: dict[str, object] = {}
    for column in row._meta.concrete_fields:
        name = column.name.removesuffix(SEALED)
        if column.name == name or name in one.skip or not hasattr(type(row), name):
            continue
        said = getattr(row, name)  # empty once its key was destroyed
        if said:
            told[name] = str(said)
    return told


def _opened(reader: Reader, row: Model, one: Held, person_id: UUID) -> dict[str, object]:
    if one.words is None:
        return {}
    try:
        return dict(one.words(reader, row, person_id))
    except Unavailable:  # her key was destroyed, and every word with it
        return {}


def _case_of(row: Any) -> UUID:
    if isinstance(row, CaseFile):
        return row.id
    found = row.case_id if hasattr(row, "case_id") else row.proceeding.case_id
    assert isinstance(found, UUID)  # noqa: S101 - every table `of_case` hangs on one
    return found


def _identifier(reader: Reader, row: Identifier, person_id: UUID) -> dict[str, str]:
    del reader, person_id
    try:
        return {"value": identifier_text(row)}
    except Unavailable:
        return {}


def _request(reader: Reader, row: Any, person_id: UUID) -> dict[str, str]:
    # What was asked of us is a statement of whoever asked; that it was asked, and on which clause, is hers.
    del reader, person_id
    return {} if disclosures.request_text(row) == "" else {"request": SOMEBODY}


def _step(reader: Reader, row: Any, person_id: UUID) -> Mapping[str, str]:
    return dict(vars(plans.step_words(reader, person_id, row)))


def _question(reader: Reader, row: Any, person_id: UUID) -> Mapping[str, str]:
    # A reply says nothing without its question, and the question stands in one version of one instrument.
    del reader, person_id
    return {"instrument": row.assessment.instrument, "version": row.assessment.version}


def _safety(reader: Reader, row: Any, person_id: UUID) -> Mapping[str, str]:
    return plans.safety_words(reader, row, person_id)


HER_OWN = "self"


def _calls(
    reader: Reader, person: Person, cases: Sequence[CaseFile]
) -> Iterator[tuple[str, HeldRow] | None]:
    """Calls that her cases came of, and what was handed over from them; what somebody else said is withheld."""
    rows = Involvement.objects.using(Store.INSIDE).filter(person_id=person.id, role=Role.VICTIM)
    hers = set(rows.values_list("case_id", flat=True))
    alone = called_alone(person, cases)
    for case in cases:
        if case.contact_id is None:
            continue
        # Of two who are helped, nobody wrote down which one called: neither is told.
        if case.id not in hers or case.contact_id not in alone:
            yield None
            continue
        try:
            row = intake.contact(reader, case.contact_id)
        except NotFound:
            continue
        facts = intake.facts_of(reader, row)
        told = {"started_at": row.started_at.isoformat(), "channel": row.channel}
        told |= {"place": facts.place, "province": facts.province, "language": facts.language}
        told |= {"need": ", ".join(facts.needs)}
        if facts.caller_kind.value == HER_OWN:
            told |= {"alias": facts.alias, "summary": facts.summary, "safety": facts.safety}
        else:
            yield None
        yield "calls", HeldRow("Contact", {name: said for name, said in told.items() if said})
        yield from _handed_over(reader, row.id)


def _handed_over(reader: Reader, contact: UUID) -> Iterator[tuple[str, HeldRow]]:
    """What was handed over of one call, asked afterwards, and kept away from."""
    for row in referrals.of_contact(reader, contact):
        sent = {"sent_at": row.sent_at.isoformat(), "fields": row.fields}
        service = {"service_name_en": row.service_name_en, "service_name_fr": row.service_name_fr}
        yield "calls", HeldRow("Referral", {**sent, "status": row.status, **service})
        for asked in referrals.follow_ups_of(reader, row):
            told = {"on": asked.due_at.isoformat(), "result": asked.result}
            yield "calls", HeldRow("FollowUp", told)
    for outside in referrals.outside_referrals(reader, contact):
        told_of = _columns(outside, Held(type(outside), "calls", ""))
        yield "calls", HeldRow("OutsideReferral", told_of)
    for away in referrals.exclusions(reader, contact):
        kept = {"on": away.made_at.isoformat(), "reason": away.reason}
        yield "calls", HeldRow("Exclusion", kept)
    for consent in referrals.consents_of(reader, contact):
        given = {"purpose": consent.purpose, "on": consent.given_at.isoformat()}
        yield "consents", HeldRow("Consent", given)


def _nation(reader: Reader, row: NationTie, _person: UUID) -> dict[str, str]:
    """The body that she says she belongs to."""
    body = access.agency(reader, row.nation_id)
    return {"nation_en": body.name_en, "nation_fr": body.name_fr}


# The day of the record may be one of a case in which nothing is her own.
hold(Person, "birth_gender", "id", skip=("made_at",))
hold(Identifier, "identity", "person", words=_identifier)
hold(CaseFile, "facts", "involvement__person", helped=True)
hold(Involvement, "facts", "person")
hold(tables.Fact, "facts", "involvement__person")
hold(tables.Episode, "facts", "case__involvement__person", of_case=True)
hold(tables.Determination, "determinations", "involvement__person", skip=("organisation_key",))
hold(tables.StandardRecord, "facts", "person", words=record_words)
hold(tables.PlannedService, "plan", "involvement__person", words=_step)
hold(tables.SafetyPlan, "plan", "involvement__person", words=_safety)
hold(tables.Representative, "plan", "involvement__person", skip=("organisation",))
hold(tables.DependantNeed, "plan", "involvement__person")
hold(tables.ReturnAssistance, "return", "involvement__person")
hold(tables.WageClaim, "wages", "involvement__person")
hold(tables.WageCorrection, "wages", "claim__involvement__person")
hold(tables.WagePayment, "wages", "claim__involvement__person")
hold(tables.Proceeding, "court", "case__involvement__person", of_case=True)
hold(tables.CourtDay, "court", "proceeding__case__involvement__person", of_case=True)
hold(tables.Charge, "court", "victim__person")
hold(tables.Sentence, "court", "charge__victim__person")
hold(tables.CourtOrder, "court", "involvement__person")
hold(tables.RestitutionPayment, "court", "order__involvement__person")
hold(tables.Assessment, "screening", "involvement__person")
hold(tables.AssessmentAnswer, "screening", "assessment__involvement__person", words=_question)
hold(tables.HelpOffer, "screening", "assessment__involvement__person")
hold(tables.RemovalStep, "screening", "involvement__person")
hold(tables.ForcedCharge, "court", "involvement__person")
hold(tables.NonPunishmentStep, "court", "charge__involvement__person")
hold(tables.Permit, "permits", "involvement__person")
hold(tables.RefugeeClaimRefused, "permits", "involvement__person")
hold(tables.ConsentDecision, "consents", "person")
hold(tables.DisclosureRecord, "disclosures", "person", words=_request)
hold(tables.AccessRequest, "disclosures", "person")
hold(tables.OwnRequest, "disclosures", "code__involvement__person")
hold(tables.NationTie, "birth_gender", "person", words=_nation)
hold(tables.PersonDeath, "birth_gender", "person")
hold(tables.NotesRequest, "disclosures", "involvement__person")
hold_from(
    (
        *("intake.Contact", "intake.ContactNeed", "referral.Referral", "referral.Consent"),
        *("referral.FollowUp", "referral.Exclusion", "referral.OutsideReferral"),
    ),
    _calls,
)
