"""The plan of safe contact: when, how and whether somebody may be contacted."""

import json
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from dotline.base.errors import Refused
from dotline.base.outcome import ALLOWED, Decision, first_refusal
from dotline.intake.rules.marks import may_receive


class Way(StrEnum):
    """Ways to reach somebody; codes of the list `contact_ways`."""

    DO_NOT_CONTACT = "do_not_contact"
    PHONE = "phone"
    SMS = "sms"
    EMAIL = "email"
    IN_PERSON = "in_person"
    TRUSTED_PERSON = "trusted_person"


class Dropped(StrEnum):
    """What both agreed on if the line drops."""

    CALLER_CALLS_BACK = "caller_calls_back"
    CALL_BACK_ONCE = "call_back_once"


PLAN_LASTS = timedelta(days=30)  # what is safe changes, so it is asked again (R-43; our proposal)


@dataclass(frozen=True)
class ContactPlan:
    """How somebody may be contacted. The empty plan, which is the default, allows no contact at all.

    Hours are local to `zone`: `first_hour` is the first that is safe, `last_hour` the first that is
    not; a first after a last runs over midnight; both None means any hour. `reach` is the number or
    address that the person gave.
    """

    ways: frozenset[Way] = frozenset()
    first_hour: int | None = None
    last_hour: int | None = None
    zone: str = "America/Toronto"
    voicemail: bool = False
    code_word: str = ""
    dropped_call: Dropped = Dropped.CALLER_CALLS_BACK
    reach: str = ""
    agreed_at: datetime | None = None

    def same_as(self, other: "ContactPlan") -> bool:
        """Whether both say the same, whenever they were agreed."""
        return plan_json(self, dated=False) == plan_json(other, dated=False)


NO_CONTACT = ContactPlan()


def agreed(plan: ContactPlan, at: datetime) -> ContactPlan:
    """The plan as agreed at a moment."""
    return replace(plan, agreed_at=at)


def may_contact(plan: ContactPlan, way: Way, at: datetime, marks: Collection[str] = ()) -> Decision:
    """Whether the plan allows this way at this moment, and why not (R-43; techsafety.org on call-backs).

    `marks` are those who may harm the person: a message never goes through one of them.
    """
    if way == Way.TRUSTED_PERSON:
        return first_refusal(may_receive("trusted_person", marks), _may(plan, way, at))
    return _may(plan, way, at)


def _may(plan: ContactPlan, way: Way, at: datetime) -> Decision:
    if not plan.ways or Way.DO_NOT_CONTACT in plan.ways:
        return Refused(
            "No safe way to reach this person was agreed.", "Wait until the person calls back."
        )
    if way not in plan.ways:
        return Refused(
            "This way was not agreed as safe.", "Use a way that the person named, or none."
        )
    if plan.agreed_at is None or not timedelta(0) <= at - plan.agreed_at < PLAN_LASTS:
        return Refused(
            "What is safe was agreed more than {days} days ago and may have changed.",
            "Wait until the person calls back, then ask again.",
            days=PLAN_LASTS.days,
        )
    hour = at.astimezone(ZoneInfo(plan.zone)).hour
    if not _in_hours(plan, hour):
        return Refused(
            "Contact is safe from {first} h to {last} h only, and it is {now} h where the person is.",
            "Try again within these hours.",
            first=plan.first_hour,
            last=plan.last_hour,
            now=hour,
        )
    return ALLOWED


def may_leave_message(plan: ContactPlan, at: datetime) -> Decision:
    """Whether a neutral message may be left on a voicemail; it never names the agency or a number."""
    if not plan.voicemail:
        return Refused("No message may be left for this person.", "Hang up without speaking.")
    return may_contact(plan, Way.PHONE, at)


def may_call_back(plan: ContactPlan, at: datetime) -> Decision:
    """Whether a call that dropped may be called back, once."""
    if plan.dropped_call != Dropped.CALL_BACK_ONCE:
        return Refused(
            "The person calls back after a dropped call; we do not.", "Keep the line free."
        )
    return may_contact(plan, Way.PHONE, at)


def _in_hours(plan: ContactPlan, hour: int) -> bool:
    if plan.first_hour is None or plan.last_hour is None or plan.first_hour == plan.last_hour:
        return True
    if plan.first_hour < plan.last_hour:
        return plan.first_hour <= hour < plan.last_hour
    return hour >= plan.first_hour or hour < plan.last_hour


def plan_json(plan: ContactPlan, *, dated: bool = True) -> str:
    """The plan as text, to be sealed."""
    agreed = plan.agreed_at.isoformat() if dated and plan.agreed_at else None
    values: dict[str, Any] = {
        "ways": sorted(plan.ways),
        "first_hour": plan.first_hour,
        "last_hour": plan.last_hour,
        "zone": plan.zone,
        "voicemail": plan.voicemail,
        "code_word": plan.code_word,
        "dropped_call": plan.dropped_call,
        "reach": plan.reach,
        "agreed_at": agreed,
    }
    return json.dumps(values, sort_keys=True, ensure_ascii=False)


def plan_from_json(text: str) -> ContactPlan:
    """The plan that `plan_json` wrote; the empty text is the plan without any contact."""
    if not text:
        return NO_CONTACT
    values = json.loads(text)
    agreed = values["agreed_at"]
    return ContactPlan(
        ways=frozenset(Way(way) for way in values["ways"]),
        first_hour=values["first_hour"],
        last_hour=values["last_hour"],
        zone=values["zone"],
        voicemail=values["voicemail"],
        code_word=values["code_word"],
        dropped_call=Dropped(values["dropped_call"]),
        reach=values["reach"],
        agreed_at=datetime.fromisoformat(agreed) if agreed else None,
    )
