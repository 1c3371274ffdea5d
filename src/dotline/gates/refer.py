"""The gate *refer*: the fields a person consented to, to the agency that will help. Pure, usable in a notebook.

Sources: research/referral.md R-52, R-53; design page section 1. Consent is informed, bound to purpose, recipients and
fields, and ends on a date; a legal duty is named and reviewed by a second person within 24 hours.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from dotline.base.errors import N_, Refused
from dotline.base.outcome import ALLOWED, Decision
from dotline.gates.passage import Gate, Passage
from dotline.gates.stewardship import STEWARD_KINDS

LONGEST_CONSENT = timedelta(
    days=365
)  # 'reasonably time-limited' (28 CFR 90.4); our proposal for the limit


class ReferField(StrEnum):
    """What may be handed over about a person. Needs and urgency codes always travel with a referral."""

    FIRST_NAME = "first_name"
    LANGUAGE = "language"
    PLACE = "place"
    AGE_BAND = "age_band"
    CHILDREN = "children"
    ACCESS_NEEDS = "access_needs"
    SAFE_CONTACT = "safe_contact"
    SAFETY = "safety"
    SUMMARY = "summary"
    NATION = "nation"


# What the person alone lets go: no emergency needs it, so no legal duty carries it.
ON_CONSENT_ALONE = frozenset({ReferField.NATION})


class LegalDuty(StrEnum):
    """Named grounds for a hand-over without consent (research/cases.md 7; Privacy Act 8(2); child-protection acts)."""

    LIFE_IN_DANGER = "life_in_danger"
    CHILD_IN_DANGER = "child_in_danger"
    COURT_ORDER = "court_order"


# Agency kinds to which nothing goes from help services without the person's own consent or a court order.
ENFORCEMENT_KINDS = frozenset({"BorderService", "ImmigrationEnforcement"})

# Agency kinds that may hold who is accused or suspected (design page section 7); no export takes it anywhere else.
MAY_KEEP_ACCUSED = frozenset({"Police", "LawEnforcement", "Court", "Prosecution"})


@dataclass(frozen=True)
class Consent:
    """What a person agreed to. `given_by` is a code of the list consent_given_by: 'self', 'guardian' ..."""

    recipients: frozenset[UUID]
    fields: frozenset[ReferField]
    purpose: str
    given_at: datetime
    expires_at: datetime
    how: str
    language: str
    given_by: str = "self"
    withdrawn_at: datetime | None = None
    giver_may_be_abuser: bool = False


@dataclass(frozen=True)
class Recipient:
    """The agency that will help."""

    agency: UUID
    kind: str


def consent_holds(consent: Consent, recipient: Recipient, purpose: str, at: datetime) -> Decision:
    """Whether a consent covers this recipient and purpose at this moment, and why not."""
    checks = (
        (
            consent.giver_may_be_abuser,
            N_("The person who gave this consent is marked as a possible abuser."),
        ),
        (
            consent.withdrawn_at is not None and consent.withdrawn_at <= at,
            N_("This consent was withdrawn."),
        ),
        (at < consent.given_at, N_("This consent is dated in the future.")),
        (at >= consent.expires_at, N_("This consent has ended.")),
        (
            consent.expires_at - consent.given_at > LONGEST_CONSENT,
            N_("A consent may not last longer than a year."),
        ),
        (
            recipient.agency not in consent.recipients,
            N_("This consent does not name this receiving agency."),
        ),
        (purpose != consent.purpose, N_("This consent was given for another purpose.")),
        (
            recipient.kind in ENFORCEMENT_KINDS and consent.given_by != "self",
            N_(
                "Immigration enforcement receives nothing without the person's own consent or a court order."
            ),
        ),
    )
    for broken, reason in checks:
        if broken:
            return Refused(reason, "Ask the person again and record a new consent.")
    return ALLOWED


def duty_holds(duty: LegalDuty, recipient: Recipient) -> Decision:
    """Whether a legal duty can carry a hand-over to this agency."""
    if recipient.kind in ENFORCEMENT_KINDS and duty != LegalDuty.COURT_ORDER:
        return Refused(
            "Immigration enforcement receives nothing without the person's own consent or a court order.",
            "Call 911 if a life is in danger.",
        )
    return ALLOWED


def by_consent(
    record: Mapping[ReferField, str],
    consent: Consent,
    sender: UUID,
    recipient: Recipient,
    purpose: str,
    at: datetime,
) -> Passage:
    """The passage with only the fields consented to. Raises Refused when the consent does not hold."""
    consent_holds(consent, recipient, purpose, at).or_refuse()
    return _passage(record, consent.fields, sender, recipient, "consent", at)


def by_duty(
    record: Mapping[ReferField, str],
    needed: frozenset[ReferField],
    duty: LegalDuty,
    sender: UUID,
    recipient: Recipient,
    at: datetime,
) -> Passage:
    """The passage on a named legal duty, with what the emergency needs; a second person reviews within 24 h."""
    duty_holds(duty, recipient).or_refuse()
    return _passage(record, needed - ON_CONSENT_ALONE, sender, recipient, duty.value, at)


TIP_FIELDS = ("text", "tip_class", "place", "province")
TIP_RECEIPT = "tip_receipt"


def by_tip(tip: Mapping[str, str], sender: UUID, recipient: Recipient, at: datetime) -> Passage:
    """A tip on its way to a police service, after a person weighed it. Who sent it is no field of it.

    Raises Refused for any recipient but a police service: immigration enforcement receives none (R-46).
    """
    if recipient.kind in ENFORCEMENT_KINDS or recipient.kind != "Police":
        raise Refused(
            "A tip goes to a police service only, never to immigration enforcement.",
            "Choose the police service of the place.",
        )
    payload = {name: tip[name] for name in TIP_FIELDS if tip.get(name)}
    return _through("intake", sender, recipient.agency, "tip", payload, at)


def tip_receipt(tip_passage: UUID, sender: UUID, recipient: UUID, at: datetime) -> Passage:
    """A police service's word that it has a tip: the passage it came by and the hour, nothing else."""
    return _through("intake", sender, recipient, TIP_RECEIPT, {"passage": str(tip_passage)}, at)


def message(
    text: str, referral: UUID, basis: str, sender: UUID, recipient: Recipient, at: datetime
) -> Passage:
    """The passage of a message that belongs to a referral, on the referral's own basis.

    `basis` is 'consent' or the code of a legal duty; whoever calls has checked that the consent
    still holds. Raises Refused where that duty cannot carry anything to this agency.
    """
    if basis != "consent":
        duty_holds(LegalDuty(basis), recipient).or_refuse()
    return Passage(
        gate=Gate.REFER,
        room="referral",
        sender=sender,
        recipient=recipient.agency,
        basis=basis,
        fields=("message",),
        payload={"message": text, "referral": str(referral)},
        at=at,
    )


def _passage(
    record: Mapping[ReferField, str],
    fields: frozenset[ReferField],
    sender: UUID,
    recipient: Recipient,
    basis: str,
    at: datetime,
) -> Passage:
    payload = {
        name.value: record[name] for name in ReferField if name in fields and record.get(name)
    }
    return _through("referral", sender, recipient.agency, basis, payload, at)


def _through(
    room: str, sender: UUID, recipient: UUID, basis: str, payload: Mapping[str, str], at: datetime
) -> Passage:
    """One passage of this gate; its fields are what it carries."""
    return Passage(
        gate=Gate.REFER,
        room=room,
        sender=sender,
        recipient=recipient,
        basis=basis,
        fields=tuple(payload),
        payload=payload,
        at=at,
    )


NATION_LIST = "nation_list"
TAKEN_BACK = "consent_withdrawn"  # why a line of such a list ends
FILE_GONE = "file_disposed"


def by_nation_list(
    entry: Mapping[str, str], sender: UUID, recipient: Recipient, at: datetime, *, ended: str = ""
) -> Passage:
    """The passage of one line of a body's list of its own people, on her consent to that list; or its end.

    `entry` names the consent and its last day, and what she agreed to show; `ended` is why it ends. Raises Refused
    for a recipient that is no First Nation, Inuit or Métis body.
    """
    if recipient.kind not in STEWARD_KINDS:
        raise Refused(
            N_("A list goes to a First Nation, an Inuit or a Métis body."),
            N_("Choose one of them."),
        )
    told = {"consent": entry["consent"]} if ended else dict(entry)
    return _through(NATION_LIST, sender, recipient.agency, ended or "consent", told, at)


OWN_PAGE = "own_page"


def by_own_page(
    box: UUID, sealed: str, fields: tuple[str, ...], ends_on: str, sender: UUID, at: datetime
) -> Passage:
    """The passage of a person's own copy to her own page: sealed so that only her code opens it.

    She is the recipient, and no agency; `fields` are the parts that the copy holds.
    """
    return Passage(
        gate=Gate.REFER,
        room=OWN_PAGE,
        sender=sender,
        recipient=None,
        basis=OWN_PAGE,
        fields=fields,
        payload={"box": str(box), "sealed": sealed, "ends_on": ends_on},
        at=at,
    )


OWN_COPY = "own_copy"
ANONYMOUS = "anonymous"


@dataclass(frozen=True)
class Leaving:
    """A file of cases on its way out. `named` says that it identifies people, `accused`
    that it may hold accused or suspected persons; `basis` is a clause of the
    disclosure law, OWN_COPY for the agency's own keeping, or ANONYMOUS for rows that name and describe nobody.
    `own_consent` says that everybody in it agreed herself, which is what enforcement needs without an order.
    """

    scheme: str
    fields: tuple[str, ...]
    recipient: Recipient
    basis: str
    named: bool
    about_people: bool
    accused: bool = False
    own_consent: bool = False


def _reaches(recipient: Recipient, basis: str, *, own_consent: bool) -> None:
    """Raises Refused where enforcement would get people's records without their own consent or an order."""
    carried = basis == LegalDuty.COURT_ORDER or (basis == "consent" and own_consent)
    if recipient.kind in ENFORCEMENT_KINDS and not carried:
        raise Refused(
            "Immigration enforcement receives nothing without the person's own consent or a court order.",
            "Ask for the court order.",
        )


def takes_accused(recipient: Recipient, sender: UUID) -> bool:
    """Whether a file may hold accused or suspected persons: the own copy of police or a court, and no other."""
    return recipient.agency == sender and recipient.kind in MAY_KEEP_ACCUSED


def by_export(leaving: Leaving, sender: UUID, at: datetime) -> Passage:
    """The passage of a file. Raises Refused when nothing makes it lawful.

    A row that describes a real person is personal even without her name, so ANONYMOUS never carries it; an own copy
    goes to the agency itself; enforcement of immigration receives people's records on their own consent or a court
    order alone; accused and suspected persons stay with the police or court agency that holds them.
    """
    to_itself = leaving.recipient.agency == sender
    if leaving.basis == OWN_COPY and not to_itself:
        raise Refused(
            "An own copy stays with the agency itself.",
            "Name the clause that allows passing it on.",
        )
    if leaving.basis == ANONYMOUS and leaving.about_people:
        raise Refused(
            "These rows describe real people, so they are not anonymous.",
            "Name the recipient and the clause that allows passing them on.",
        )
    if leaving.about_people and not to_itself:
        _reaches(leaving.recipient, leaving.basis, own_consent=leaving.own_consent)
    if leaving.accused and not takes_accused(leaving.recipient, sender):
        raise Refused(
            N_("Who is accused or suspected stays with the police or court that holds it."),
            N_("Leave these people out of the file."),
        )
    return Passage(
        gate=Gate.REFER,
        room="case",
        sender=sender,
        recipient=leaving.recipient.agency,
        basis=leaving.basis,
        fields=leaving.fields,
        payload={},
        at=at,
    )


def by_disclosure(
    parts: tuple[str, ...],
    basis: str,
    sender: UUID,
    recipient: Recipient,
    at: datetime,
    *,
    own_consent: bool = False,
) -> Passage:
    """The passage of parts of one person's record on a named clause; what it says is handed over by the worker.

    Whoever calls has asked `may_disclose`. Raises Refused where nothing may reach this kind of agency, and where
    a person's copy of her own file (OWN_COPY) would go to anybody else than through her own agency.
    """
    _reaches(recipient, basis, own_consent=own_consent)
    return Passage(
        gate=Gate.REFER,
        room="case",
        sender=sender,
        recipient=recipient.agency,
        basis=basis,
        fields=parts,
        payload={},
        at=at,
    )
