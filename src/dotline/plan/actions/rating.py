"""Ratings: the lead's own and the Rapporteur's. Each action writes one of the two, and nothing changes the other."""

from uuid import UUID

from dotline.access.unit import about, action, allow, note
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Conflict, Invalid
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.plan import policy, queries
from dotline.plan.models import ActionItem, ItemRating
from dotline.plan.rules.ratings import Grounds, Rater, Rating, check_taking_back, newest


@action("plan.rate_own", store=Store.OPEN)
def rate_own(
    *, by: Reader, code: str, rating: Rating, grounds: Grounds, key: UUID | None = None
) -> ItemRating:
    """Note how far the lead of an item says it is. What the Rapporteur says stays as it is.

    `key` names the form: sent twice it is one rating. Raises NotFound for an unknown item, Invalid
    where nobody leads it or without evidence, Conflict when the form said something else before.
    """
    allow(policy.may_rate_own(by))
    item = queries.item(by, code)
    if not item.lead:
        raise Invalid(
            "Nobody leads {code} yet, so nobody can rate their own work on it.",
            "Name a lead in the plan's data file and load it.",
            code=item.code,
        )
    return _rate(by, item, Rater.LEAD, rating, grounds, key)


@action("plan.rate", store=Store.OPEN)
def rate(
    *, by: Reader, code: str, rating: Rating, grounds: Grounds, key: UUID | None = None
) -> ItemRating:
    """Note how far the Rapporteur says an item is. What its lead says stays as it is.

    `key` names the form: sent twice it is one rating. Raises NotFound for an unknown item, Invalid
    without evidence, Conflict when the form said something else before.
    """
    allow(policy.may_rate(by))
    return _rate(by, queries.item(by, code), Rater.RAPPORTEUR, rating, grounds, key)


def _rate(
    by: Reader,
    item: ActionItem,
    rater: Rater,
    rating: Rating,
    grounds: Grounds,
    key: UUID | None,
) -> ItemRating:
    about("plan_item", item.id)
    said = grounds.checked()
    rows = ItemRating.objects.using(Store.OPEN).filter(item_code=item.code, rater=rater.value)
    known = rows.filter(pk=key).first() if key else None
    if known is not None:
        if (known.rating, known.evidence_en, known.evidence_fr, known.source) != (
            rating.value,
            *vars(said).values(),
        ):
            raise Conflict(
                "This form was sent before, and said something else.",
                "What was said first stands. Open the page anew to rate again.",
            )
        note(repeated=True)
        return known
    row = ItemRating(
        id=key or new_id(),
        item_code=item.code,
        rater=rater.value,
        number=rows.count() + 1,
        rating=rating.value,
        given_on=clock.today(),
        agency_id=by.agency,
        **vars(said),
    )
    row.save(using=Store.OPEN, force_insert=True)
    note(rater=rater.value, rating=rating.value)
    return row


@action("plan.take_back_rating", store=Store.OPEN)
def take_back_rating(*, by: Reader, code: str, rater: Rater) -> ItemRating:
    """Take back the newest rating of one rater, on the day it was given. It stays in the history.

    Raises Refused for the other rater's, NotFound, Conflict where there is none of today.
    """
    allow(policy.may_rate(by) if rater is Rater.RAPPORTEUR else policy.may_rate_own(by))
    item = queries.item(by, code)
    about("plan_item", item.id)
    check_taking_back(newest(queries.history(by, item), rater), clock.today())
    rows = ItemRating.objects.using(Store.OPEN).filter(item_code=item.code, rater=rater.value)
    row = rows.filter(taken_back_on=None).latest("number")
    row.taken_back_on = clock.today()
    row.save(using=Store.OPEN, update_fields=["taken_back_on"])
    note(rater=rater.value, rating=row.rating)
    return row
