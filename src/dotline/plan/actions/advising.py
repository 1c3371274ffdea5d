"""Advice of the Rapporteur, and the replies that owners of the plan write down. Neither changes the other's words."""

from datetime import date
from uuid import UUID

from django.db.models import Max

from dotline.access.unit import about, action, allow, note
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Conflict
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.plan import policy, queries
from dotline.plan.models import Advice, AdviceReply
from dotline.plan.queries.advice import advised
from dotline.plan.rules.advice import PlanWords, check_day
from dotline.reference import organisations


@action("plan.give_advice", store=Store.OPEN)
def give_advice(
    *,
    by: Reader,
    to: str,
    words: PlanWords,
    item_code: str = "",
    on: date | None = None,
    key: UUID | None = None,
) -> Advice:
    """Recommend something to one organisation (its code), as the Rapporteur. It is public at once.

    `key` names the form: sent twice it is given once. Raises NotFound for an unknown organisation or
    item, Invalid for a language missing or a day ahead, Conflict when the form said something else.
    """
    allow(policy.may_rate(by))
    said, day = words.checked(), on or clock.today()
    check_day(day, None, clock.today())
    whom = organisations.find(to).code
    item = queries.item(by, item_code).code if item_code else ""
    known = Advice.objects.using(Store.OPEN).filter(pk=key).first() if key else None
    if known is not None:
        before = (known.addressed, known.item_code, known.text_en, known.text_fr, known.given_on)
        _same(before, (whom, item, said.en, said.fr, day))
        about("plan_advice", known.id)
        return known
    row = Advice(
        id=key or new_id(),
        year=day.year,
        number=_next(day.year),
        addressed=whom,
        item_code=item,
        text_en=said.en,
        text_fr=said.fr,
        given_on=day,
        agency_id=by.agency,
        written_on=clock.today(),
    )
    row.save(using=Store.OPEN, force_insert=True)
    about("plan_advice", row.id)
    return row


def _next(year: int) -> int:
    rows = Advice.objects.using(Store.OPEN).filter(year=year)
    return (rows.aggregate(last=Max("number"))["last"] or 0) + 1


@action("plan.reply_to_advice", store=Store.OPEN)
def reply_to_advice(
    *,
    by: Reader,
    code: str,
    words: PlanWords,
    on: date | None = None,
    key: UUID | None = None,
) -> AdviceReply:
    """Write down what an organisation replied to advice. The first reply decides whether it came in time.

    Raises Refused for whoever gives advice, NotFound, Invalid for a language missing or a day before
    the advice or ahead, Conflict for advice withdrawn or a form that said something else before.
    """
    allow(policy.may_reply(by))
    found = advised(by, code).row
    about("plan_advice", found.id)
    said, day = words.checked(), on or clock.today()
    check_day(day, found.given_on, clock.today())
    rows = AdviceReply.objects.using(Store.OPEN)
    known = rows.filter(pk=key).first() if key else None
    if known is not None:
        before = (known.advice_id, known.text_en, known.text_fr, known.replied_on)
        _same(before, (found.id, said.en, said.fr, day))
        return known
    if found.withdrawn_on is not None:
        raise Conflict(
            "This advice was withdrawn, so no reply is owed.",
            "Look for the advice that replaced it.",
        )
    row = AdviceReply(
        id=key or new_id(),
        advice_id=found.id,
        text_en=said.en,
        text_fr=said.fr,
        replied_on=day,
        agency_id=by.agency,
        written_on=clock.today(),
    )
    row.save(using=Store.OPEN, force_insert=True)
    return row


@action("plan.withdraw_advice", store=Store.OPEN)
def withdraw_advice(*, by: Reader, code: str) -> Advice:
    """Take advice back: no reply is owed from now on. It stays on the page, marked as withdrawn.

    Raises NotFound, Conflict where a reply came or it was withdrawn before.
    """
    allow(policy.may_rate(by))
    found = advised(by, code)
    about("plan_advice", found.row.id)
    if found.replies or found.row.withdrawn_on is not None:
        raise Conflict(
            "Advice that was answered or withdrawn stays as it is.", "Give new advice instead."
        )
    found.row.withdrawn_on = clock.today()
    found.row.save(using=Store.OPEN, update_fields=["withdrawn_on"])
    return found.row


def _same(before: tuple[object, ...], now: tuple[object, ...]) -> None:
    if before != now:
        raise Conflict(
            "This form was sent before, and said something else.",
            "What was said first stands. Open the page anew.",
        )
    note(repeated=True)
