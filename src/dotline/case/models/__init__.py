"""Tables of the room: cases, persons, what they are in a case, facts, determinations, plans, return, redress."""

from dotline.case.models.batches import CountedCase, ImportBatch, StandardRecord
from dotline.case.models.cases import (
    CaseFile,
    Determination,
    Episode,
    Fact,
    Identifier,
    Involvement,
    Person,
)
from dotline.case.models.consents import ConsentDecision, DisclosureRecord
from dotline.case.models.courts import (
    Charge,
    CourtDay,
    CourtOrder,
    Proceeding,
    RestitutionPayment,
    Sentence,
)
from dotline.case.models.deaths import PersonDeath
from dotline.case.models.doubles import LikelyDouble, MovedRow, PersonMerge
from dotline.case.models.hints import NameHint
from dotline.case.models.left import CountLeft
from dotline.case.models.nations import NationCount, NationListing, NationTie
from dotline.case.models.own_page import OwnCode, OwnRequest
from dotline.case.models.pairing import (
    EncodedPerson,
    LinkQuestion,
    MatchJudgement,
    MatchNotice,
    MatchRound,
)
from dotline.case.models.permits import Permit, RefugeeClaimRefused
from dotline.case.models.plans import (
    ClockPause,
    DependantNeed,
    PlannedService,
    PlanReview,
    Representative,
    SafetyPlan,
)
from dotline.case.models.record_requests import AccessRequest
from dotline.case.models.registers import NotesRequest, PrivacyBreach
from dotline.case.models.retention import (
    DisposalBatch,
    DisposalItem,
    LegalHold,
    RetentionChoice,
)
from dotline.case.models.returns import (
    ReturnAssistance,
    WageClaim,
    WageCorrection,
    WagePayment,
)
from dotline.case.models.screens import (
    Assessment,
    AssessmentAnswer,
    ForcedCharge,
    HelpOffer,
    NonPunishmentStep,
    RemovalStep,
    ScreenReview,
)

__all__ = [
    "AccessRequest",
    "Assessment",
    "AssessmentAnswer",
    "CaseFile",
    "Charge",
    "ClockPause",
    "ConsentDecision",
    "CountLeft",
    "CountedCase",
    "CourtDay",
    "CourtOrder",
    "DependantNeed",
    "Determination",
    "DisclosureRecord",
    "DisposalBatch",
    "DisposalItem",
    "EncodedPerson",
    "Episode",
    "Fact",
    "ForcedCharge",
    "HelpOffer",
    "Identifier",
    "ImportBatch",
    "Involvement",
    "LegalHold",
    "LikelyDouble",
    "LinkQuestion",
    "MatchJudgement",
    "MatchNotice",
    "MatchRound",
    "MovedRow",
    "NameHint",
    "NationCount",
    "NationListing",
    "NationTie",
    "NonPunishmentStep",
    "NotesRequest",
    "OwnCode",
    "OwnRequest",
    "Permit",
    "Person",
    "PersonDeath",
    "PersonMerge",
    "PlanReview",
    "PlannedService",
    "PrivacyBreach",
    "Proceeding",
    "RefugeeClaimRefused",
    "RemovalStep",
    "Representative",
    "RestitutionPayment",
    "RetentionChoice",
    "ReturnAssistance",
    "SafetyPlan",
    "ScreenReview",
    "Sentence",
    "StandardRecord",
    "WageClaim",
    "WageCorrection",
    "WagePayment",
]
