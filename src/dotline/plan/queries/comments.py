"""Reads of the public's comments: those published, for everybody; those that wait, for whoever moderates."""

from django.db.models import QuerySet

from dotline.audit.stores import Store
from dotline.base.reader import Reader
from dotline.gates import commentbox
from dotline.gates.commentbox import WaitingComment
from dotline.plan import policy
from dotline.plan.models import PlanComment
from dotline.plan.rules.comments import CommentState


def published(reader: Reader, item_code: str = "") -> QuerySet[PlanComment]:
    """The comments that everybody reads, of one item if it is named, the newest first."""
    policy.may_read(reader).or_refuse()
    rows = PlanComment.objects.using(Store.OPEN).filter(state=CommentState.PUBLISHED.value)
    return rows.filter(item_code=item_code) if item_code else rows


def waiting(reader: Reader) -> tuple[WaitingComment, ...]:
    """The comments that nobody decided on yet, the oldest first. Raises Refused."""
    policy.may_moderate(reader).or_refuse()
    found = commentbox.waiting(reader)
    ids = [one.id for one in found]
    decided = PlanComment.objects.using(Store.OPEN).filter(pk__in=ids).values_list("pk", flat=True)
    known = set(decided)
    return tuple(one for one in found if one.id not in known)
