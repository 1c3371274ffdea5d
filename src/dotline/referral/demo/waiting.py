"""A few FICTIONAL referrals as of now, sent by Ada through the real action: they wait for Ben and for Cleo."""

from dataclasses import dataclass
from datetime import timedelta

from dotline.access import demo as country
from dotline.access.unit import behind
from dotline.base import clock
from dotline.base.ids import stable_id
from dotline.gates.refer import ReferField
from dotline.intake import actions as intake
from dotline.intake.rules import Answer, CallerKind, CallFacts
from dotline.intake.rules import Status as CallStatus
from dotline.referral import actions, queries
from dotline.referral.actions import NewConsent, Wanted
from dotline.referral.demo.services import service_id
from dotline.referral.rules import Urgency

MARK = "FICTIONAL / FICTIF"


@dataclass(frozen=True)
class Waiting:
    """One call of today and where it is handed to."""

    service: str
    province: str
    place: str
    language: str
    needs: tuple[str, ...]
    urgency: Urgency
    age_band: str


CALLS = (
    Waiting("tonight", "ON", "Toronto", "eng", ("shelter",), Urgency.IMMEDIATE, "21-23"),
    Waiting("tonight", "ON", "Sudbury", "oji", ("shelter", "counselling"), Urgency.URGENT, "18-20"),
    Waiting("longer", "ON", "Ottawa", "fra", ("transitional_housing",), Urgency.ROUTINE, "30-38"),
    Waiting("tonight", "QC", "Montréal", "fra", ("safe_house",), Urgency.IMMEDIATE, "24-26"),
    Waiting("tonight", "QC", "Gatineau", "spa", ("shelter",), Urgency.URGENT, "unknown"),
    Waiting("longer", "QC", "Québec", "fra", ("transitional_housing",), Urgency.ROUTINE, "27-29"),
)


def send_some(seed: int) -> int:
    """Ada takes each call, asks for consent, hands over and closes it; those handed over before stay."""
    ada = country.counsellor()
    with behind(ada):
        for number, one in enumerate(CALLS):
            key = stable_id("demo-waiting", str(seed), str(number))
            call = intake.open_contact(by=ada, channel="phone", key=key)
            if call.status != CallStatus.OPEN:
                continue
            intake.save_contact(by=ada, contact_id=call.id, facts=_facts(one), key=key)
            if not queries.of_contact(ada, call.id).exists():
                wanted = Wanted(service_id(one.service, one.province), one.needs, one.urgency)
                actions.send(by=ada, contact=call.id, wanted=wanted, consent=_consent(one))
            intake.close_contact(by=ada, contact_id=call.id, disposition="referred")
    return len(CALLS)


def _facts(one: Waiting) -> CallFacts:
    return CallFacts(
        safe_now=Answer.YES,
        record_type="disclosure",
        caller_kind=CallerKind.SELF,
        needs=one.needs,
        place=one.place,
        province=one.province,
        language=one.language,
        age_band=one.age_band,
        alias="FICTIONAL",
        safety=MARK,
        summary=MARK,
    )


def _consent(one: Waiting) -> NewConsent:
    return NewConsent(
        fields=frozenset(
            {
                ReferField.FIRST_NAME,
                ReferField.LANGUAGE,
                ReferField.PLACE,
                ReferField.AGE_BAND,
                ReferField.SAFETY,
            }
        ),
        expires_at=clock.now() + timedelta(days=30),
        how="spoken",
        language=one.language,
    )
