"""Tables of confirmations: who confirmed a listing, when, how, until when; its window lies in duty beside it."""

from django.db import models

from dotline.base.ids import new_id
from dotline.base.sensitivity import columns
from dotline.directory.models.offers import _listed
from dotline.directory.rules.asking import AnswerKind, AnswerState
from dotline.directory.rules.verifying import Method


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
    method = models.CharField(max_length=6, choices=_listed(Method))
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


@columns(
    open="id service_id",
    internal="digest agency_id worker_id asked_id version made_at expires_at used_at withdrawn_at",
)
class ConfirmationRequest(models.Model):
    """Somebody is asked to confirm a listing as it stands now: by a one-time link, or at her agency's own desk.

    Of a link only the digest of its token is kept. `asked_id` is the agency that is asked at its own desk.
    `version` is the digest of what the listing said when it was asked about.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    service_id = models.UUIDField(db_index=True)
    digest = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001 - unique where it is there
    agency_id = models.UUIDField()
    worker_id = models.UUIDField(null=True)
    asked_id = models.UUIDField(null=True, db_index=True)
    version = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        """Either a link or a desk."""

        constraints = (
            models.CheckConstraint(
                condition=models.Q(digest__isnull=True) ^ models.Q(asked_id__isnull=True),
                name="directory_link_or_desk",
            ),
        )


@columns(
    internal="id agency_id request_id service_id kind state why told sent reason posted_on arrived_at "
    "decided_at decided_by",
)
class ConfirmationAnswer(models.Model):
    """What came back through a link, under the id of its letter: a yes or corrections, or why it was refused.

    `told` is JSON of what was written, less what would give a sealed place away; `sent` the moment that the
    letter itself says, ISO in UTC, which tells the last of several.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    agency_id = models.UUIDField(db_index=True)
    request_id = models.UUIDField(null=True)
    service_id = models.UUIDField(null=True)
    kind = models.CharField(max_length=7, choices=_listed(AnswerKind))
    state = models.CharField(max_length=7, choices=_listed(AnswerState))
    why = models.CharField(max_length=8, blank=True)
    told = models.TextField(blank=True)
    sent = models.CharField(max_length=40, blank=True, default="")
    reason = models.CharField(max_length=200, blank=True)
    posted_on = models.DateField()
    arrived_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
