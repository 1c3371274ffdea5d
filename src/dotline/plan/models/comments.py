"""What became of the public's comments. The words stand here only while they are published."""

from typing import ClassVar

from django.db import models

from dotline.base.ids import new_id
from dotline.base.sensitivity import columns
from dotline.plan.rules.comments import CommentState

_PUBLISHED = CommentState.PUBLISHED.value


@columns(open="id item_code language text state reason decided_on agency_id")
class PlanComment(models.Model):
    """A comment on an item that was decided on, with the reason. One that is not published has no words here."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item_code = models.CharField(max_length=20, db_index=True)
    language = models.CharField(max_length=2)
    text = models.TextField(blank=True)
    state = models.CharField(
        max_length=12, choices=[(one.value, one.value) for one in CommentState]
    )
    reason = models.CharField(max_length=20)
    decided_on = models.DateField()
    agency_id = models.UUIDField(null=True)

    class Meta:
        """The newest first; words if, and only if, it is published."""

        ordering: ClassVar = ["-decided_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(models.Q(state=_PUBLISHED) & ~models.Q(text=""))
                | (~models.Q(state=_PUBLISHED) & models.Q(text="")),
                name="plan_comment_has_words_if_published",
            )
        ]
