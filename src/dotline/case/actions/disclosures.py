"""Writes of disclosure: something about one person leaves on a named clause, and what is kept of that."""

import json
from dataclasses import dataclass, field
from uuid import UUID

from dotline.access import envelope
from dotline.access import queries as access
from dotline.access.models import Agency
from dotline.access.sent import signed
from dotline.access.unit import about, action, allow, note
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import N_, Invalid
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.base.sendings import Sending, sending
from dotline.case import policy, queries
from dotline.case.actions.once import _before
from dotline.case.models import DisclosureRecord, Involvement
from dotline.case.queries import disclosures
from dotline.case.queries.leavers import Going
from dotline.case.rules import organisation_key
from dotline.case.rules.disclosing import CONSENT, WITH_REQUEST, Ground, Judged, Receiver, shown
from dotline.gates import refer
from dotline.gates.passage import Passage
from dotline.reference import vocabulary

NOBODY_HERE = UUID(int=0)  # a body that is no agency of this installation
LONGEST = 4_000


@dataclass(frozen=True)
class NewDisclosure:
    """What shall leave about one person. `to` is an agency, or None with `name` and `kind` of a body outside.

    `stated` are proofs that the file shows; `purpose` and `request` are the words of who asks and what for.
    `to_involvement` is somebody of the case who would receive it.
    """

    parts: tuple[str, ...]
    clause: str
    to: UUID | None = None
    name: str = ""
    kind: str = ""
    to_involvement: UUID | None = None
    stated: tuple[str, ...] = ()
    purpose: str = field(default="", repr=True)
    request: str = ""


@action("case.disclose")
def disclose(
    *, by: Reader, involvement_id: UUID, new: NewDisclosure, key: UUID | None = None
) -> DisclosureRecord:
    """Let parts of a person's record leave: asked of the rule, written down, one passage of the gate *refer*.

    A publication ban takes her identity out of the parts. `key` names the form. Raises NotFound, Refused with what
    the clause still asks for, Invalid for codes and for a recipient who is nobody.
    """
    found = queries.involvement(by, involvement_id)
    allow(policy.may_pass_on(by, new.clause))
    about("case", found.case_id)
    for part in new.parts:
        vocabulary.label("record_parts", part)
    to = _receiver(by, found, new)
    sent = sending(key, str(found.id), repr(new)) if key else None
    before = _before(DisclosureRecord, sent, person=found.person)
    if before is not None:
        return before
    ground = Ground(new.clause, shown(new.stated, new.purpose, new.request))
    note(basis=new.clause, fields=sorted(new.parts), recipient=to.agency, kind=to.kind)
    judged = disclosures.judged(by, found.person, to, frozenset(new.parts), ground)
    allow(judged.decision)
    row = _row(by, found, new, to, judged, sent)
    passage = _passage(by, row, to, judged)
    row.passage_id, row.at = passage.id, passage.at
    row.save(force_insert=True)
    note(passage=passage.id, withheld=sorted(judged.withheld))
    return row


def _receiver(by: Reader, found: Involvement, new: NewDisclosure) -> Receiver:
    """Who would get it. Raises Invalid for nobody, NotFound for no such agency or person of the case.

    A typed body that is an agency here is that agency: nobody passes for another kind by being typed.
    """
    if new.to_involvement is not None:
        one = queries.involvement(by, new.to_involvement)
        if one.person_id == found.person_id:  # what is her own
            may = queries.consents.may_have_own(by, found.case_id, found.person_id)
        else:
            may = queries.consents.may_receive(by, one.person_id)
        stranger = one.case_id != found.case_id
        return Receiver(None, "Person", possible_abuser=stranger or not may)
    agency = access.agency(by, new.to) if new.to is not None else _typed(by, new.name)
    if agency is not None:
        if agency.id == by.own:
            raise Invalid(
                N_("What stays in your own agency is no disclosure."), N_("Choose who receives it.")
            )
        return Receiver(agency.id, agency.kind)
    if not new.name.strip() or not vocabulary.is_code("organisation_kinds", new.kind):
        raise Invalid(
            N_("Say who receives it."), N_("Choose an agency, or write the body and its kind.")
        )
    return Receiver(None, new.kind)


def _typed(by: Reader, name: str) -> Agency | None:
    """The agency of this installation that goes by a typed name."""
    key = organisation_key(name)
    for one in access.agencies(by):
        if key and key in {organisation_key(said) for said in (one.code, one.name_en, one.name_fr)}:
            return one
    return None


def _row(
    by: Reader,
    found: Involvement,
    new: NewDisclosure,
    to: Receiver,
    judged: Judged,
    sent: Sending | None,
) -> DisclosureRecord:
    """The record of it, without its passage. Raises Invalid when a ban leaves nothing."""
    parts = sorted(set(new.parts) - judged.withheld)
    if not parts or judged.keep_until is None:
        raise Invalid(
            N_("A publication ban holds back everything that was chosen."),
            N_("Choose other parts, or ask the court."),
        )
    row = DisclosureRecord(
        **signed(sent, by),
        agency_id=found.agency_id,
        person_id=found.person_id,
        case_id=found.case_id,
        to_agency_id=to.agency,
        to_name="" if to.agency else (" ".join(new.name.split())[:200] or to.kind),
        to_kind=to.kind,
        basis=new.clause,
        consent_id=judged.consent,
        stated=" ".join(sorted(shown(new.stated, new.purpose, new.request))),
        parts=" ".join(parts),
        withheld=" ".join(sorted(judged.withheld)),
        on_date=queries.today(by),
        keep_until=judged.keep_until,
    )
    row.request = _sealed(row, new.purpose, new.request)
    return row


def _sealed(row: DisclosureRecord, purpose: str, request: str) -> bytes | None:
    """Purpose and request, sealed with a key of the record's own."""
    words = {"purpose": purpose.strip()[:LONGEST], "request": request.strip()[:LONGEST]}
    if not any(words.values()) and row.basis not in WITH_REQUEST:
        return None
    text = json.dumps(words, ensure_ascii=False)
    return envelope.seal_text(row.id, row.agency_id, text, disclosures.request_place(row))


def _passage(by: Reader, row: DisclosureRecord, to: Receiver, judged: Judged) -> Passage:
    recipient = refer.Recipient(to.agency or NOBODY_HERE, to.kind)
    return refer.by_disclosure(
        tuple(row.parts.split()),
        row.basis,
        by.own,
        recipient,
        clock.now(),
        own_consent=row.basis == CONSENT and judged.consent is not None,
    )


@action("case.open_request")
def open_request(*, by: Reader, disclosure_id: UUID) -> tuple[DisclosureRecord, dict[str, str]]:
    """Open what was asked and why; that somebody opened it is on the ledger. Raises NotFound, Refused."""
    row = disclosures.disclosure(by, disclosure_id)
    allow(policy.may_answer_for_privacy(by))
    about("disclosure", row.id)
    text = disclosures.request_text(row)
    return row, {name: str(said) for name, said in json.loads(text or "{}").items()}


def _write_down(by: Reader, leaving: refer.Leaving, passage: Passage, going: Going) -> None:
    """The record of a file for each person in it, inside the running action."""
    if going.judged is None or going.cases is None:
        return
    rows = []
    for person, judged in going.judged.items():
        if judged.keep_until is None:
            continue
        row = DisclosureRecord(
            id=new_id(),
            agency_id=by.own,
            person_id=person,
            case_id=going.cases[person],
            to_agency_id=leaving.recipient.agency,
            to_kind=leaving.recipient.kind,
            basis=leaving.basis,
            consent_id=judged.consent,
            stated=" ".join(sorted(going.stated)),
            parts=" ".join(sorted(going.parts - judged.withheld)),
            withheld=" ".join(sorted(judged.withheld)),
            passage_id=passage.id,
            on_date=queries.today(by),
            at=passage.at,
            keep_until=judged.keep_until,
            by_worker=by.worker,
        )
        row.request = _sealed(row, going.purpose, going.request)
        rows.append(row)
    DisclosureRecord.objects.using(Store.INSIDE).bulk_create(rows, batch_size=500)
