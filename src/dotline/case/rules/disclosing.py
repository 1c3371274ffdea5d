"""Whether something about one person may be disclosed: to whom, what, on which clause, on which day. Pure.

Sources: research/cases.md 7; Privacy Act 8(2); PIPEDA 7(3); Criminal Code 278.2 and 486.4; design page section 7.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from dotline.base.errors import N_, Phrase, Refused
from dotline.base.outcome import ALLOWED, Decision
from dotline.case.rules.consents import ConsentFact, agreements
from dotline.gates.refer import ENFORCEMENT_KINDS, MAY_KEEP_ACCUSED
from dotline.gates.stewardship import STEWARD_KINDS
from dotline.reference import law

CONSENT, COURT_ORDER, CHILD_DUTY = "consent", "court_order", "child_duty"
IDENTITY = "identity"
# Every clause but consent; the database refuses any other (a test holds the list to the law library).
CLAUSES = (
    *(f"pa_8_2_{letter}" for letter in "abcdefghijklm"),
    *("pipeda_7_3_c", "pipeda_7_3_c1", "pipeda_7_3_d", "pipeda_7_3_e", "pipeda_7_3_f"),
    *("fippa_42_1_g", "mfippa_32_g", COURT_ORDER, CHILD_DUTY),
)
POLICE = frozenset({"Police", "LawEnforcement"})
WITH_REQUEST = ("pa_8_2_e", "pipeda_7_3_c1")  # the request itself is kept with the record
# Clauses that name who may receive: kinds of organisations.
ONLY_TO: Mapping[str, frozenset[str]] = {
    CHILD_DUTY: frozenset({"ChildProtection", "Police"}),
    "fippa_42_1_g": POLICE,
    "mfippa_32_g": POLICE,
    "pa_8_2_k": STEWARD_KINDS,
}
# Bodies under the Privacy Act, and those under Ontario's and its municipalities' acts, by kind. An agency that the
# table does not name is not under any of these acts (an NGO): consent, a court order and the duty to report a child.
FEDERAL = (
    POLICE
    | ENFORCEMENT_KINDS
    | {"ImmigrationService", "CentralGovernmentOrganisation", "NationalRapporteur"}
)
COMMERCIAL = frozenset({"CorporateBusiness"})
MUNICIPAL = POLICE | {"LocalGovernmentOrganisation"}
PROVINCIAL = POLICE | {"ChildProtection", "ProvincialGovernment"}
ONTARIO = "ON"


@dataclass(frozen=True)
class RecordHolder:
    """The agency that holds a record: its kind and province say which acts it is under."""

    agency: UUID
    kind: str
    province: str = ""

    def regimes(self) -> frozenset[str]:
        """Which acts may bind it, as the law library names them: a police service may be federal or municipal."""
        in_ontario = self.province == ONTARIO
        told = {
            "federal": self.kind in FEDERAL,
            "commercial": self.kind in COMMERCIAL,
            "ontario": in_ontario and self.kind in PROVINCIAL,
            "municipal": in_ontario and self.kind in MUNICIPAL,
        }
        return frozenset(name for name, applies in told.items() if applies) or frozenset({"ngo"})


@dataclass(frozen=True)
class Subject:
    """The person a disclosure is about: who holds her record, what she agreed to, whether a ban protects her name."""

    holder: RecordHolder
    consents: tuple[ConsentFact, ...] = ()
    banned: bool = False


@dataclass(frozen=True)
class Receiver:
    """Who would get it. `agency` is None for a body that is no agency here; the marked get nothing at all."""

    agency: UUID | None
    kind: str
    possible_abuser: bool = False


@dataclass(frozen=True)
class Ground:
    """On what a disclosure rests: a clause of the law library, and what the file shows for it."""

    clause: str
    stated: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Judged:
    """Whether it may go, why not, what is missing, the consent it rests on, what a ban holds back, how long to keep.

    `decision` is what page, command and button share.
    """

    decision: Decision
    missing: tuple[str, ...] = ()
    consent: UUID | None = None
    withheld: frozenset[str] = frozenset()
    keep_until: date | None = None

    @property
    def allowed(self) -> bool:
        """Whether it may go."""
        return bool(self.decision)


def may_disclose(
    person: Subject, to: Receiver, what: frozenset[str], basis: Ground, today: date
) -> Judged:
    """Whether these parts of a person's record may go to somebody on a clause, on a day.

    Nobody who may be an abuser receives anything. Immigration enforcement receives on the person's own
    consent or a court order alone. A publication ban holds her identity back from everybody but police,
    prosecution, courts, and whom she herself or the court lets know. Raises NotFound for an unknown clause.
    """
    law.disclosure_clause(basis.clause)
    stopped = _never(person, to, basis, today)
    if not stopped:
        return Judged(stopped)
    found = _by_law(person, to, what, basis, today)
    if not found.allowed:
        return Judged(_lacks(found.missing), found.missing)
    return Judged(
        ALLOWED,
        consent=_consent_for(person, to, what, today) if basis.clause == CONSENT else None,
        withheld=_under_ban(person, to, what, basis),
        keep_until=found.keep_until,
    )


def _never(person: Subject, to: Receiver, basis: Ground, today: date) -> Decision:
    """What no clause can carry."""
    if to.possible_abuser:
        return Refused(
            N_("Whoever is marked as a possible abuser receives nothing about anybody."),
            N_("A court that asks receives it itself, on its order."),
        )
    own = any(
        one.holds(today) and one.by_whom == "self" and one.to == to.agency
        for one in person.consents
    )
    lawful = basis.clause == COURT_ORDER or (basis.clause == CONSENT and own)
    if to.kind in ENFORCEMENT_KINDS and not lawful:
        return Refused(
            N_(
                "Immigration enforcement receives nothing without the person's own consent or a court order."
            ),
            N_("Ask for the court order."),
        )
    kinds = ONLY_TO.get(basis.clause)
    if kinds is not None and to.kind not in kinds:
        return Refused(
            N_("This clause does not reach this kind of recipient."),
            N_("Choose the body that the law names, or ask the person."),
        )
    return ALLOWED


def _by_law(
    person: Subject, to: Receiver, what: frozenset[str], basis: Ground, today: date
) -> law.Disclosure:
    """What the clause says, for the act that fits the holder best."""
    own_only = to.kind in ENFORCEMENT_KINDS
    consents = agreements(person.consents, own_only=own_only)
    tried = [
        law.may_disclose(
            basis.clause,
            holder=regime,
            to=str(to.agency),
            what=what,
            stated=basis.stated,
            consents=consents,
            today=today,
        )
        for regime in sorted(person.holder.regimes())
    ]
    return min(tried, key=lambda one: (not one.allowed, len(one.missing)))


def _consent_for(person: Subject, to: Receiver, what: frozenset[str], today: date) -> UUID | None:
    own_only = to.kind in ENFORCEMENT_KINDS
    for one in person.consents:
        covers = any(
            held.covers(str(to.agency), what, today)
            for held in agreements([one], own_only=own_only)
        )
        if covers:
            return one.id
    return None


def _under_ban(
    person: Subject, to: Receiver, what: frozenset[str], basis: Ground
) -> frozenset[str]:
    """What a publication ban (CC 486.4, 486.5, 486.31) holds back of what was asked for."""
    known = to.kind in MAY_KEEP_ACCUSED or basis.clause in {CONSENT, COURT_ORDER}
    return frozenset({IDENTITY}) & what if person.banned and not known else frozenset()


_SAID_IN_WORDS = frozenset({"purpose", "danger", "statute"})


def shown(stated: Iterable[str], purpose: str, request: str) -> frozenset[str]:
    """What a file shows: a purpose, a danger or an act only with words, a request only with its text."""
    said = set(stated)
    said = said | {"purpose"} if purpose.strip() else said - _SAID_IN_WORDS
    asked = {"written_request", "information"}
    return frozenset(said | asked if request.strip() else said - asked)


_PROOFS: Mapping[str, str] = {
    "purpose": N_("what it is for"),
    "information": N_("which information"),
    "written_request": N_("the written request"),
    "undertaking": N_("the written undertaking to identify nobody"),
    "agreement": N_("the agreement between the two bodies"),
    "order": N_("the order, warrant or subpoena"),
    "notice": N_("the written notice to the person"),
    "commissioner": N_("the notice to the Privacy Commissioner"),
    "danger": N_("the danger"),
    "statute": N_("the Act or regulation"),
}


PROOFS = tuple(_PROOFS)


def _lacks(missing: tuple[str, ...]) -> Refused:
    if "other_holder" in missing:
        return Refused(
            N_("Your agency is not under the act of this clause."),
            N_("Ask the person, or name a clause that binds your agency."),
        )
    if "consent" in missing:
        return Refused(
            N_("No consent of this person covers this recipient and all of these parts today."),
            N_("Ask the person, or name another clause."),
        )
    return Refused(
        N_("Something that this clause asks for is missing: {what}."),
        N_("Write it down first."),
        what=Phrase(_PROOFS[missing[0]]),
    )
