"""What leaves the room by a hand-over: the record of a contact, and the plan of safe contact in words."""

from uuid import UUID

from django.utils.translation import gettext as _

from dotline.base.reader import Reader
from dotline.gates.refer import ReferField
from dotline.intake.queries.calls import contact, facts_of
from dotline.intake.rules import CallFacts, ContactPlan, Dropped, Way, may_hand_over
from dotline.reference import vocabulary
from dotline.ui.asked import lang


def handover_record(reader: Reader, contact_id: UUID) -> dict[ReferField, str]:
    """What could be handed over of a contact, field by field; the gate *refer* keeps what was consented to.

    Language and age band are codes, the place is a name or postal area with its province, the plan
    of safe contact is in words of the language in force. Empty fields are left out. Raises NotFound,
    and Refused for a tip or a request for information: neither is a person who asks for help.
    """
    return record_of(facts_of(reader, contact(reader, contact_id)))


def record_of(facts: CallFacts) -> dict[ReferField, str]:
    """`handover_record` of a contact that is already read and opened."""
    may_hand_over(facts.record_type).or_refuse()
    record = {
        ReferField.FIRST_NAME: facts.alias,
        ReferField.LANGUAGE: facts.language,
        ReferField.PLACE: ", ".join(part for part in (facts.place, facts.province) if part),
        ReferField.AGE_BAND: facts.age_band,
        ReferField.CHILDREN: facts.children,
        ReferField.ACCESS_NEEDS: facts.access_needs,
        ReferField.SAFE_CONTACT: plan_in_words(facts.plan, with_reach=True),
        ReferField.SAFETY: facts.safety,
        ReferField.SUMMARY: facts.summary,
        ReferField.NATION: facts.nation,
    }
    return {name: value for name, value in record.items() if value}


def plan_in_words(plan: ContactPlan, *, with_reach: bool = False) -> str:
    """The plan of safe contact as sentences, in the language in force.

    The number and the code word only `with_reach`, for a hand-over that the person consented to: on a
    page they are shown by `reveal_reach` alone.
    """
    if not plan.ways or Way.DO_NOT_CONTACT in plan.ways:
        return _("Do not contact this person. She or he calls back.")
    now = lang()
    ways = ", ".join(vocabulary.label("contact_ways", way, now) for way in sorted(plan.ways))
    parts = [_("Only by: {ways}.").format(ways=ways)]
    if plan.reach and with_reach:
        parts.append(_("Number or address: {reach}.").format(reach=plan.reach))
    if plan.first_hour is not None and plan.last_hour is not None:
        hours = _("Only from {first} h to {last} h ({zone}).")
        parts.append(hours.format(first=plan.first_hour, last=plan.last_hour, zone=plan.zone))
    parts.append(_("A neutral voicemail is safe.") if plan.voicemail else _("Leave no voicemail."))
    if plan.code_word and with_reach:
        parts.append(_("Code word: {word}.").format(word=plan.code_word))
    if plan.dropped_call == Dropped.CALL_BACK_ONCE:
        parts.append(_("If the line drops, call back once."))
    else:
        parts.append(_("If the line drops, do not call back."))
    return " ".join(parts)
