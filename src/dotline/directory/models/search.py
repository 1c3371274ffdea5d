"""The narrow rows that search reads: one per service, one per point, and the edition they belong to."""

from django.db import models

from dotline.base.ids import new_id
from dotline.base.sensitivity import columns


@columns(open="id stamp made_at")
class Edition(models.Model):
    """The state of the directory as a whole: a new stamp with every change. Caches and ETags hang on it."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    stamp = models.UUIDField(default=new_id)
    made_at = models.DateTimeField()


@columns(
    open="service_id number organization_id tokens needs languages provinces serves welcomes age_from age_to "
    "sort assured card"
)
class SearchRow(models.Model):
    """One findable service. `tokens` are plain ASCII words that both engines index as they are.

    `provinces` says where it is, `serves` whom it is for: province codes, CA for the whole country, ON/toronto
    for one town, and ? when it also names an area that we cannot place. `welcomes` are words as in rules.welcome.
    `card` is all that a list of results shows, as JSON, so that one read answers a search.
    """

    service_id = models.UUIDField(primary_key=True, editable=False)
    number = models.PositiveIntegerField(unique=True)
    organization_id = models.UUIDField(null=True, db_index=True)
    tokens = models.TextField()
    needs = models.TextField(blank=True)
    languages = models.TextField(blank=True)
    provinces = models.TextField(blank=True)
    serves = models.TextField(blank=True)
    welcomes = models.TextField(blank=True, default="")
    age_from = models.PositiveSmallIntegerField(null=True)
    age_to = models.PositiveSmallIntegerField(null=True)
    sort = models.TextField()
    assured = models.CharField(max_length=40, blank=True)
    card = models.TextField()


@columns(open="id service_id need how")
class ServiceNeed(models.Model):
    """A need that a service meets: `how` it is known: said (by the agency), term (mapped) or words (of the name)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    service_id = models.UUIDField(db_index=True)
    need = models.CharField(max_length=60, db_index=True)
    how = models.CharField(max_length=5)


@columns(open="id service_id location_id latitude longitude exact")
class SearchPoint(models.Model):
    """Where a service is given. `exact` False: only the middle of its town or region is known or public."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    service_id = models.UUIDField(db_index=True)
    location_id = models.UUIDField(null=True)
    latitude = models.FloatField()
    longitude = models.FloatField()
    exact = models.BooleanField(default=True)


@columns(open="id service_id days opens closes zone valid_from valid_to")
class SearchHours(models.Model):
    """Plain weekly hours. `days` is a bit per weekday (Monday 1), times are minutes; closing may pass midnight."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    service_id = models.UUIDField(db_index=True)
    days = models.PositiveSmallIntegerField()
    opens = models.PositiveSmallIntegerField()
    closes = models.PositiveSmallIntegerField()
    zone = models.CharField(max_length=40)
    valid_from = models.CharField(max_length=10, blank=True)
    valid_to = models.CharField(max_length=10, blank=True)


@columns(open="id service_id extent")
class SearchArea(models.Model):
    """The shape of an area that a service is for, as GeoJSON that was read and found whole."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    service_id = models.UUIDField(db_index=True)
    extent = models.TextField()
