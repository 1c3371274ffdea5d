"""Roles in code: reviewable in a diff, testable, documented. A permission is `room.verb`."""

from collections.abc import Mapping
from enum import StrEnum

from dotline.base.errors import N_


class Role(StrEnum):
    """What a worker is for. One worker may carry several."""

    COUNSELLOR = "counsellor"  # answers calls
    CASE_WORKER = "case_worker"  # receives referrals, works with people
    POLICE = "police"  # receives tips and referrals for a police service; opens no call and no case
    SUPERVISOR = "supervisor"  # reviews, approves listings, second signature
    STATISTICIAN = "statistician"  # releases protected figures
    RAPPORTEUR = "rapporteur"  # builds and signs the report
    COORDINATOR = "coordinator"  # keeps the plan
    EDITOR = "editor"  # keeps the directory
    DATA_STEWARD = (
        "data_steward"  # governs the data of a First Nation's, Inuit or Métis body's people
    )
    OPERATOR = "operator"  # runs the installation: accounts, keys, loads; opens no person's record


READ_OPEN = frozenset(
    {"directory.read", "statistics.read", "plan.read", "report.read", "access.read"}
)

ROLES: Mapping[Role, frozenset[str]] = {
    Role.COUNSELLOR: READ_OPEN
    | {
        "access.break_glass",
        "intake.read",
        "intake.sync",
        "intake.write",
        "intake.tips",
        "referral.read",
        "referral.send",
        "referral.emergency",
        "referral.reveal",
        "referral.read_partner",
        "referral.read_hotline",
        "referral.network",
    },
    Role.CASE_WORKER: READ_OPEN
    | {
        "access.break_glass",
        "referral.read",
        "referral.send",
        "referral.answer",
        "referral.beds",
        "referral.emergency",
        "referral.reveal",
        "referral.read_partner",
        "referral.network",
        "case.read",
        "case.write",
        "case.ask_elsewhere",
        "case.dispose",
        "case.merge",
        "intake.read",
        "intake.write",
    },
    Role.POLICE: READ_OPEN
    | {"access.break_glass", "intake.receive_tips", "referral.read", "referral.answer"},
    Role.SUPERVISOR: READ_OPEN
    | {
        "access.break_glass",
        "access.keys",
        "access.review_glass",
        "case.import",
        "intake.read",
        "intake.tips",
        "intake.review",
        "referral.read",
        "referral.review",
        "referral.beds",
        "referral.reveal",
        "referral.read_partner",
        "referral.list_site",
        "referral.approve_listing",
        "referral.network",
        "referral.convene",
        "referral.brief",
        "referral.approve_practice",
        "case.read",
        "case.dispose",
        "case.hear_complaints",
        "case.export",
        "case.export_named",
        "case.privacy",
        "case.encode",
        "case.review_questions",
        "case.chart",
        "audit.read",
        "gates.agree",
        "gates.ask_steward",
        "gates.letters",
    },
    Role.STATISTICIAN: READ_OPEN | {"statistics.release", "statistics.attack", "gates.ask_steward"},
    Role.RAPPORTEUR: READ_OPEN
    | {
        "statistics.release",
        "report.build",
        "report.sign",
        "plan.desk",
        "plan.moderate",
        "plan.rate",
        "gates.ask_steward",
    },
    Role.COORDINATOR: READ_OPEN
    | {"plan.desk", "plan.write", "referral.network", "referral.convene"},
    Role.EDITOR: READ_OPEN | {"directory.load", "directory.write"},
    Role.DATA_STEWARD: READ_OPEN | {"gates.steward"},
    Role.OPERATOR: READ_OPEN
    | {
        "access.keys",
        "access.manage",
        "directory.load",
        "directory.write",
        "plan.desk",
        "plan.write",
        "statistics.release",
        "statistics.attack",
        "report.build",
        "audit.read",
        "audit.verify",
        "intake.import",
        "intake.sync",
        "referral.import",
        "referral.clocks",
        "case.import",
        "case.export",
        "case.encode",
        "gates.agree",
        "link.answer",
        "link.encode",
        "link.match",
    },
}


# What a permission lets somebody do, in words: a refusal names this, never the code.
WORDS: Mapping[str, str] = {
    "access.break_glass": N_("to break the glass in an emergency"),
    "access.keys": N_("to make keys for programs"),
    "access.manage": N_("to make agencies and accounts"),
    "access.read": N_("to see agencies and accounts"),
    "access.review_glass": N_("to review broken glass"),
    "audit.read": N_("to read the ledger"),
    "audit.verify": N_("to verify the ledger"),
    "case.ask_elsewhere": N_("to ask whether a person is known elsewhere"),
    "case.chart": N_("to see link charts"),
    "case.dispose": N_("to hold files and dispose of them"),
    "case.encode": N_("to encode your agency’s people for linkage"),
    "case.export": N_("to export cases without names"),
    "case.export_named": N_("to export cases with names"),
    "case.hear_complaints": N_("to hear complaints"),
    "case.import": N_("to bring in past cases"),
    "case.merge": N_("to merge two records of one person"),
    "case.privacy": N_("to answer for people's privacy"),
    "case.review_questions": N_("to review who asked about whom"),
    "case.read": N_("to open cases"),
    "case.write": N_("to work on cases"),
    "directory.load": N_("to load the directory"),
    "directory.read": N_("to read the directory"),
    "directory.write": N_("to change the directory"),
    "gates.agree": N_("to make agreements with other agencies"),
    "gates.ask_steward": N_("to ask stewards for the use of data"),
    "gates.letters": N_("to open letters"),
    "gates.steward": N_("to govern the data of your people"),
    "intake.import": N_("to bring in past calls"),
    "intake.receive_tips": N_("to read tips that came to your police service"),
    "intake.review": N_("to review what a colleague decided alone"),
    "intake.sync": N_("to bring in calls that were taken offline"),
    "intake.tips": N_("to open and weigh tips"),
    "intake.read": N_("to read calls"),
    "intake.write": N_("to answer calls"),
    "link.answer": N_("to run a key service"),
    "link.encode": N_("to encode records for linkage"),
    "link.match": N_("to match encoded records"),
    "plan.desk": N_("to work on the plan"),
    "plan.moderate": N_("to decide on the public’s comments"),
    "plan.rate": N_("to rate the plan"),
    "plan.read": N_("to read the plan"),
    "plan.write": N_("to keep the plan"),
    "referral.answer": N_("to answer referrals"),
    "referral.approve_practice": N_("to approve practices"),
    "referral.brief": N_("to issue briefings"),
    "referral.convene": N_("to lead task forces and name point persons"),
    "referral.network": N_("to work with other agencies in task forces"),
    "referral.approve_listing": N_("to approve listings"),
    "referral.beds": N_("to count beds"),
    "referral.clocks": N_("to run the clocks of referrals"),
    "referral.emergency": N_("to refer at once in danger"),
    "referral.import": N_("to bring in past referrals"),
    "referral.list_site": N_("to keep the agency's listings"),
    "referral.read": N_("to read referrals"),
    "referral.read_hotline": N_("to see what services tell hotlines only"),
    "referral.read_partner": N_("to see what services tell partners only"),
    "referral.reveal": N_("to learn where a sealed place is"),
    "referral.review": N_("to review referrals"),
    "referral.send": N_("to send referrals"),
    "report.build": N_("to build reports"),
    "report.read": N_("to read reports"),
    "report.sign": N_("to sign reports"),
    "statistics.attack": N_("to test the figures' protection"),
    "statistics.read": N_("to read the figures"),
    "statistics.release": N_("to publish figures"),
}

# Whoever carries one of these opens what people told; the operator of an office with other workers should not.
OPENS_RECORDS = frozenset(
    {
        "intake.read",
        "intake.tips",
        "intake.receive_tips",
        "referral.read",
        "referral.reveal",
        "case.read",
        "case.export_named",
        "case.privacy",
        "gates.letters",
    }
)

# The first worker of a new installation is alone in the office, so nothing may be closed to her.
SOLE_WORKER = (Role.OPERATOR, *(role for role in Role if role is not Role.OPERATOR))


def permissions_of(roles: frozenset[str]) -> frozenset[str]:
    """The union of what the roles may do; a role that the code does not know carries nothing."""
    known = [ROLES[Role(role)] for role in roles if role in set(Role)]
    return frozenset().union(*known)
