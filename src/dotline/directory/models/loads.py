"""Tables of sources and loads: who brought what, when, what was mended and what is gone."""

from django.db import models

from dotline.base.ids import new_id
from dotline.base.sensitivity import columns


@columns(open="id name format demo loaded_at", internal="file_digest")
class Source(models.Model):
    """Somebody who brings a directory, by a name that stays the same from load to load."""

    id = models.UUIDField(primary_key=True, editable=False)
    name = models.CharField(max_length=120, unique=True)
    format = models.CharField(max_length=40)
    file_digest = models.CharField(max_length=64)
    demo = models.BooleanField(default=False)
    loaded_at = models.DateTimeField()


@columns(
    open="id source_id at format services records added changed removed unchanged findings",
    internal="file_name file_digest seconds",
)
class LoadRun(models.Model):
    """One load and what it did."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    source_id = models.UUIDField(db_index=True)
    at = models.DateTimeField(db_index=True)
    file_name = models.CharField(max_length=200)
    file_digest = models.CharField(max_length=64)
    format = models.CharField(max_length=40)
    services = models.PositiveIntegerField()
    records = models.PositiveIntegerField()
    added = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    removed = models.PositiveIntegerField()
    unchanged = models.PositiveIntegerField()
    findings = models.PositiveIntegerField()
    seconds = models.FloatField()


@columns(open="id run_id place file field value reason action rows count")
class LoadFinding(models.Model):
    """The same repair or refusal in many rows of one file. Never holds the value, only its kind."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    run_id = models.UUIDField(db_index=True)
    place = models.PositiveIntegerField()
    file = models.TextField()
    field = models.TextField()
    value = models.CharField(max_length=20)
    reason = models.TextField()
    action = models.CharField(max_length=10)
    rows = models.TextField()
    count = models.PositiveIntegerField()


@columns(open="id kind origin name name_fr organization_id removed_at")
class Tombstone(models.Model):
    """A record that its source took away. Its id stays known, so that old referrals still find a name."""

    id = models.UUIDField(primary_key=True, editable=False)
    kind = models.CharField(max_length=30)
    origin = models.UUIDField(db_index=True)
    name = models.TextField(blank=True)
    name_fr = models.TextField(blank=True)
    organization_id = models.UUIDField(null=True)
    removed_at = models.DateTimeField(db_index=True)
