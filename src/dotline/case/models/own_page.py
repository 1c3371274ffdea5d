"""Tables of a person's own page: the code that opens it, by digest alone, and what she asked through it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from dotline.base.ids import new_id
from dotline.base.sensitivity import columns
from dotline.case.models.cases import Involvement
from dotline.gates.ownbox import ASKS


@columns(
    internal="id agency_id involvement box_id made_at made_by ends_on ended_at told",
    hidden="public proof",
)
class OwnCode(models.Model):
    """That a person has a code for her own page. The code is kept nowhere: its key pair's public half, a digest.

    `told` is a digest of what the page says now, so that only what changed is told anew.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    involvement = models.ForeignKey(Involvement, on_delete=models.CASCADE)
    box_id = models.UUIDField(unique=True)
    public = models.BinaryField()
    proof = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by = models.UUIDField(null=True)
    ends_on = models.DateField()
    ended_at = models.DateTimeField(null=True)
    told = models.CharField(max_length=64, blank=True)

    class Meta:
        """One code at a time."""

        ordering: ClassVar = ["made_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["involvement"],
                condition=Q(ended_at__isnull=True),
                name="one_own_code_at_a_time",
            )
        ]


@columns(
    internal="id agency_id code kind which came_at send_key send_words answered_at answered_by done",
    hidden="sealed answer",
)
class OwnRequest(models.Model):
    """What a person asked through her own page, sealed with her key, and the answer that her page then shows."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    code = models.ForeignKey(OwnCode, on_delete=models.CASCADE)
    kind = models.CharField(max_length=10)
    which = models.UUIDField(null=True)
    sealed = models.BinaryField()
    came_at = models.DateTimeField()
    send_key = models.UUIDField()
    send_words = models.UUIDField()
    done = models.BooleanField(default=False)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)
    answer = models.BinaryField(null=True)

    class Meta:
        """The same words of one form count once; an answer has its day and follows the question."""

        ordering: ClassVar = ["came_at", "id"]
        indexes: ClassVar = [
            models.Index(
                fields=["agency_id", "came_at", "id"],
                condition=Q(answered_at__isnull=True, done=False),
                name="own_words_waiting",
            )
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=ASKS), name="own_request_is_known"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer__isnull=True)
                | (
                    Q(answered_at__isnull=False)
                    & Q(answered_at__gte=F("came_at"))
                    & Q(answer__isnull=False)
                ),
                name="own_answer_is_whole",
            ),
            models.UniqueConstraint(
                fields=["code", "send_key", "send_words"], name="one_own_request_per_sending"
            ),
        ]
