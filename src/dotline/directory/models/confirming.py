"""Tables of confirmations: who confirmed a listing, when, how, until when; its window lies in duty beside it."""

from django.db import models

from dotline.base.ids import new_id
from dotline.base.sensitivity import columns
from dotline.directory.rules.verifying import Method

METHODS = [(one.value, one.value) for one in Method]


@columns(
    open="id service_id verified_on method due_at ended_at",
    internal="rule by_id worker_id before made_at taken_back_at",
)
class Verification(models.Model):
    """One confirmation of a listing, or that nobody ever confirmed it. The one that stands has no `ended_at`.

    Its window is the obligation in duty about it. `by_id` is a source or an agency, by the method; `before` the day
    that stood on the listing until then, to take a slip back.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    service_id = models.UUIDField(db_index=True)
    verified_on = models.DateField(null=True)
    method = models.CharField(max_length=6, choices=METHODS)
    rule = models.CharField(max_length=60)
    due_at = models.DateTimeField(db_index=True)
    by_id = models.UUIDField(null=True)
    worker_id = models.UUIDField(null=True)
    before = models.CharField(max_length=40, blank=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        """One confirmation stands for each listing; a day belongs to every method but one."""

        constraints = (
            models.UniqueConstraint(
                fields=["service_id"],
                condition=models.Q(ended_at__isnull=True),
                name="directory_one_standing",
            ),
            models.CheckConstraint(
                condition=models.Q(method__in=[one.value for one in Method])
                & (
                    models.Q(method=Method.NEVER.value, verified_on__isnull=True)
                    | ~models.Q(method=Method.NEVER.value) & models.Q(verified_on__isnull=False)
                ),
                name="directory_verified_when",
            ),
        )
