"""Tables of the ledger: events with their leaf hash, the chain over them, signed heads. No foreign keys, no updates."""

from django.db import models

from dotline.base.ids import new_id
from dotline.base.sensitivity import columns


@columns(
    internal="id at actor actor_name agency purpose action outcome object_kind object_id detail request_id leaf"
)
class Event(models.Model):
    """One thing that was done, read, refused or passed. Names workers and opaque ids, never a person helped."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField(db_index=True)
    actor = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=80)
    agency = models.UUIDField(null=True, db_index=True)
    purpose = models.CharField(max_length=40, blank=True)
    action = models.CharField(max_length=80, db_index=True)
    outcome = models.CharField(max_length=10)
    object_kind = models.CharField(max_length=40, blank=True)
    object_id = models.UUIDField(null=True, db_index=True)
    detail = models.TextField(blank=True)
    request_id = models.CharField(max_length=32, blank=True)
    leaf = models.CharField(max_length=64)


@columns(internal="event_id")
class Unchained(models.Model):
    """The queue of events that the sequencer has not chained yet."""

    event_id = models.UUIDField(primary_key=True)


@columns(internal="seq event_id leaf previous hash")
class Link(models.Model):
    """One link of the chain over the leaves; `hash` covers the whole history up to here."""

    seq = models.BigIntegerField(primary_key=True)
    event_id = models.UUIDField(unique=True)
    leaf = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)


@columns(internal="id store number size hash at signature")
class Head(models.Model):
    """A signed head of some store's chain, kept here as a witness: cutting a chain short contradicts it.

    `number` counts the heads of that chain here; 0 marks a head of 2026.1, which was not counted.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    store = models.CharField(max_length=10)
    number = models.BigIntegerField(default=0)
    size = models.BigIntegerField()
    hash = models.CharField(max_length=64)
    at = models.DateTimeField()
    signature = models.BinaryField()
