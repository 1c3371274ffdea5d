"""Who may read the plan, change it, and report on it."""

from dotline.access.policy import may, may_manage
from dotline.audit.stores import Store
from dotline.base.errors import Refused
from dotline.base.later import Later
from dotline.base.outcome import ALLOWED, Decision, first_refusal
from dotline.base.reader import Reader
from dotline.plan.models import PlanKeeper

# The public process reads the plan by these policies and must not know the tables of agencies.
_IS_LOCAL = Later("dotline.plan.queries.keepers.runs_the_installation")


def may_read(reader: Reader) -> Decision:
    """The plan is public: whoever asks may read it."""
    return ALLOWED if reader.is_public else may(reader, "plan.read")


def may_write(reader: Reader) -> Decision:
    """Whether the reader may change the federal plan: by her role, and as one of an organisation that owns it.

    A role alone is not enough: a coordinator of a First Nation's government keeps that government's plan.
    """
    return first_refusal(may(reader, "plan.write"), _of_a_keeper(reader))


def _of_a_keeper(reader: Reader) -> Decision:
    """Machine actors are limited by what their code calls, as in every room."""
    if reader.is_system or _runs_here(reader):
        return ALLOWED
    named = PlanKeeper.objects.using(Store.OPEN).filter(agency_id=reader.own, ended_on=None)
    if named.exists():
        return ALLOWED
    return Refused(
        "Only an organisation that owns the federal plan changes it.",
        "Ask who runs this installation to name yours: dotline plan name-keeper CODE",
    )


def _runs_here(reader: Reader) -> bool:
    if reader.agency is None:
        return False  # the public site has no agencies, and their tables are not there
    return bool(_IS_LOCAL(reader))


def may_name_keepers(reader: Reader) -> Decision:
    """Whether the reader may say who owns the federal plan: the operator of the organisation that runs the
    installation, so that no other organisation names itself.
    """
    if not may_manage(reader):
        return may_manage(reader)
    if reader.is_system or _runs_here(reader):
        return ALLOWED
    return Refused(
        "Only the organisation that runs this installation names who owns the federal plan.",
        "Ask its operator.",
    )


def may_open_desk(reader: Reader) -> Decision:
    """Whether the reader may open the desk of the plan: ratings, recommendations, comments."""
    return may(reader, "plan.desk")


def may_rate_own(reader: Reader) -> Decision:
    """Whether the reader may write down how a lead rates its own work: whoever keeps the plan."""
    return may_write(reader)


def may_rate(reader: Reader) -> Decision:
    """Whether the reader may rate as the Rapporteur. Whoever keeps the plan may not: nobody judges
    their own work. Somebody with a keeper's role is a keeper here, whoever owns the plan today.
    """
    decision = may(reader, "plan.rate")
    if decision and reader.has("plan.write"):
        return Refused(
            "Whoever keeps the plan cannot rate it as the Rapporteur.",
            "Let somebody rate who holds only the Rapporteur's role.",
        )
    return decision


def may_reply(reader: Reader) -> Decision:
    """Whether the reader may write down a reply to the Rapporteur's advice: an owner of the plan. Nobody answers
    herself, since who holds a keeper's role gives no advice (may_rate).
    """
    return may_write(reader)


def may_moderate(reader: Reader) -> Decision:
    """Whether the reader may decide which comments of the public are shown."""
    return may(reader, "plan.moderate")
