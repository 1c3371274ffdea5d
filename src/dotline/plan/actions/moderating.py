"""Deciding on the public's comments: published as they were written, or not at all."""

from uuid import UUID

from dotline.access.unit import about, action, after_commit, allow, note
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Conflict, not_found
from dotline.base.reader import Reader
from dotline.gates import commentbox
from dotline.gates.commentbox import Said
from dotline.plan import policy
from dotline.plan.models import PlanComment
from dotline.plan.rules.comments import (
    COMMENT_STATES,
    CommentState,
    DeclineReason,
    PublishReason,
    check_publishing,
)


@action("plan.publish_comment", store=Store.OPEN)
def publish_comment(*, by: Reader, comment: UUID, reason: PublishReason) -> PlanComment:
    """Show a comment to everybody, as it was written; once that holds it leaves the letterbox.

    Raises Refused, NotFound, Invalid for one that seems to tell a phone number or an address.
    """
    allow(policy.may_moderate(by))
    said = _said(by, comment)
    if not said.text:
        raise not_found("comment")
    check_publishing(said.text)
    return _decided(by, comment, said, CommentState.PUBLISHED, reason.value)


@action("plan.decline_comment", store=Store.OPEN)
def decline_comment(*, by: Reader, comment: UUID, reason: DeclineReason) -> PlanComment:
    """Do not show a comment, and destroy its words; that one was declined, and why, stays known.

    Raises Refused, NotFound.
    """
    allow(policy.may_moderate(by))
    return _decided(by, comment, _said(by, comment), CommentState.DECLINED, reason.value)


def _said(by: Reader, comment: UUID) -> Said:
    found = next((one for one in commentbox.waiting(by) if one.id == comment), None)
    if found is None:
        raise not_found("comment")
    return found.said or Said("", "", "")


def _decided(
    by: Reader, comment: UUID, said: Said, state: CommentState, reason: str
) -> PlanComment:
    about("plan_comment", comment)
    # Another store: killed before this, the comment lies on there, and is shown to nobody as waiting.
    after_commit(lambda: commentbox.taken(by=by, comment=comment))
    known = PlanComment.objects.using(Store.OPEN).filter(pk=comment).first()
    if known is not None:  # decided on before, and left in the letterbox by a broken step
        note(repeated=True)
        return known
    row = PlanComment(
        id=comment,
        item_code=said.item[:20],
        language=said.language[:2],
        text=said.text if state is CommentState.PUBLISHED else "",
        state=state.value,
        reason=reason,
        decided_on=clock.today(),
        agency_id=by.agency,
    )
    row.save(using=Store.OPEN, force_insert=True)
    note(state=state.value, reason=reason)
    return row


@action("plan.take_comment_down", store=Store.OPEN)
def take_comment_down(*, by: Reader, comment: UUID, reason: DeclineReason) -> PlanComment:
    """Show a published comment no more, and destroy its words. Raises Refused, NotFound, Conflict."""
    allow(policy.may_moderate(by))
    about("plan_comment", comment)
    row = PlanComment.objects.using(Store.OPEN).filter(pk=comment).first()
    if row is None:
        raise not_found("comment")
    if row.state != CommentState.PUBLISHED:
        raise Conflict("This comment is not published.", "Nothing is to be done.")
    COMMENT_STATES.move(CommentState.PUBLISHED, CommentState.TAKEN_DOWN)
    row.state, row.text, row.reason = CommentState.TAKEN_DOWN.value, "", reason.value
    row.decided_on = clock.today()
    row.save(using=Store.OPEN, update_fields=["state", "text", "reason", "decided_on"])
    note(reason=reason.value)
    return row
