"""Table of requests to see one's own record: when it came, who asked, when it was answered."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from dotline.access.sent import SentRow
from dotline.base.ids import new_id
from dotline.base.sensitivity import columns
from dotline.case.models.cases import CaseFile, Involvement, Person


@columns(
    internal=(
        "id agency_id person case asked_by received_on due_on answered_on passage_id withheld joined "
        "by_worker send_key send_words"
    )
)
class AccessRequest(SentRow):
    """Somebody asks for her own record (Privacy Act 12 and 14; PIPEDA principle 9): thirty days to answer.

    `asked_by` is who asks for her, None when she asks herself. `withheld` counts what others said, or is about others.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="requests")
    case = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="requests")
    asked_by = models.ForeignKey(
        Involvement, null=True, on_delete=models.PROTECT, related_name="requests_for_others"
    )
    received_on = models.DateField()
    due_on = models.DateField()
    answered_on = models.DateField(null=True)
    passage_id = models.UUIDField(null=True)
    withheld = models.PositiveIntegerField(default=0)
    joined = models.BooleanField(default=False)  # came with a record that was merged into this one

    class Meta:
        """One open request for each person; an answer has its passage and its day."""

        ordering: ClassVar = ["received_on", "id"]
        indexes: ClassVar = [
            models.Index(
                fields=["agency_id", "due_on"],
                condition=Q(answered_on__isnull=True),
                name="open_requests",
            )
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(answered_on__isnull=True, joined=False),
                name="one_open_request_each",
            ),
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True, passage_id__isnull=True)
                | Q(
                    answered_on__isnull=False,
                    passage_id__isnull=False,
                    answered_on__gte=F("received_on"),
                ),
                name="answered_request_passed_the_gate",
            ),
            models.CheckConstraint(
                condition=Q(due_on__gt=F("received_on")), name="request_is_due_later"
            ),
            models.UniqueConstraint(fields=["case", "send_key"], name="one_request_per_sending"),
        ]
