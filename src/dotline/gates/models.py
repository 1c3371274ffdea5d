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


@columns(open="agency_id public name_en name_fr takes_tips")
class PostKey(models.Model):
    """The public key that anybody may seal a letter to this agency with."""

    agency_id = models.UUIDField(primary_key=True)
    public = models.BinaryField()
    name_en = models.CharField(max_length=200)
    name_fr = models.CharField(max_length=200)
    takes_tips = models.BooleanField(default=False)


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


@columns(open="id salt")
class BoxSalt(models.Model):
    """What receipt codes of this site are stretched with: one row, made once, no secret."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    salt = models.BinaryField()


@columns(internal="id agency_id opened_on", open="public")
class TipBox(models.Model):
    """Where whoever sent a tip finds an answer. The id and the key come from the receipt code, which nobody keeps."""

    id = models.UUIDField(primary_key=True, editable=False)
    agency_id = models.UUIDField()
    public = models.BinaryField()
    opened_on = models.DateField(db_index=True)


@columns(internal="id box_id agency_id direction posted_on", hidden="sealed")
class TipNote(models.Model):
    """A tip or a later word, sealed to the agency, until the desk has fetched it; or an answer, sealed to the box."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    box_id = models.UUIDField(db_index=True)
    agency_id = models.UUIDField()
    direction = models.CharField(max_length=3)
    sealed = models.BinaryField()
    posted_on = models.DateField()

    class Meta:
        """The agency fetches what came in; the box holds what goes out."""

        indexes: ClassVar = [
            models.Index(fields=["agency_id", "direction"], name="gates_note_waiting")
        ]


@columns(internal="id agency_id made_on ends_on at", hidden="sealed")
class OwnBox(models.Model):
    """What stands about a person, sealed so that only her code opens it. The id comes from the code, kept nowhere."""

    id = models.UUIDField(primary_key=True, editable=False)
    agency_id = models.UUIDField()
    sealed = models.BinaryField()
    made_on = models.DateField()
    ends_on = models.DateField()
    at = models.DateTimeField(null=True)  # of the passage that laid it: an older one comes too late


@columns(internal="id kind hour")
class DropCount(models.Model):
    """One post or one wrong code within an hour: a limit on floods that knows no address."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=10)
    hour = models.DateTimeField(db_index=True)
