"""Tables of the outbox (in each store), of what was received, and of the letterbox (in the drop)."""

from typing import ClassVar

from django.db import models

from dotline.base.ids import new_id
from dotline.base.sensitivity import columns


@columns(
    internal="id gate room sender_id recipient_id basis fields at delivered_at tries problem sealed",
    hidden="payload",
)
class Outbox(models.Model):
    """A passage on its way. A payload for an agency is sealed to its letterbox key."""

    id = models.UUIDField(primary_key=True, editable=False)
    gate = models.CharField(max_length=10)
    room = models.CharField(max_length=20)
    sender_id = models.UUIDField(null=True)
    recipient_id = models.UUIDField(null=True)
    basis = models.CharField(max_length=40)
    fields = models.TextField()
    payload = models.BinaryField()
    sealed = models.BooleanField()
    at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True, db_index=True)
    tries = models.PositiveIntegerField(default=0)
    problem = models.TextField(blank=True)


@columns(internal="passage_id room at")
class Received(models.Model):
    """A passage that a room has taken in: the unique key that makes 'at least once' count once."""

    passage_id = models.UUIDField(primary_key=True)
    room = models.CharField(max_length=20)
    at = models.DateTimeField()


@columns(open="agency_id public name_en name_fr")
class PostKey(models.Model):
    """The public key that anybody may seal a letter to this agency with."""

    agency_id = models.UUIDField(primary_key=True)
    public = models.BinaryField()
    name_en = models.CharField(max_length=200)
    name_fr = models.CharField(max_length=200)


@columns(internal="id agency_id kind posted_on", hidden="sealed")
class Letter(models.Model):
    """A sealed letter. Only the day is kept, so that nobody can match it with a visit."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=40)
    sealed = models.BinaryField()
    posted_on = models.DateField()

    class Meta:
        """Newest last."""

        ordering: ClassVar = ["posted_on", "id"]
