"""Agencies, workers, wrapped keys, broken glass, keys of programs and jobs."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from dotline.access.programs.rules import KeyRole
from dotline.access.rules import Broken, Verdict
from dotline.base.ids import new_id
from dotline.base.sensitivity import columns


@columns(
    open="id code name_en name_fr kind province zone demo",
    internal="is_local made_at signing_public",
)
class Agency(models.Model):
    """An organisation with records of its own behind its own wall."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.SlugField(unique=True)
    name_en = models.CharField(max_length=200)
    name_fr = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    province = models.CharField(max_length=2, blank=True)
    zone = models.CharField(max_length=40, default="America/Toronto")
    is_local = models.BooleanField(default=False)
    demo = models.BooleanField(default=False)
    signing_public = models.BinaryField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        """One local agency at most."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["is_local"], condition=models.Q(is_local=True), name="one_local_agency"
            )
        ]

    def __str__(self) -> str:
        return self.code


@columns(
    internal="id username display_name agency_id roles language is_active last_login failed_count locked_until",
    hidden="password totp_sealed totp_last",
)
class Worker(AbstractBaseUser):
    """Somebody with an account. `roles` is a space-separated list of access.roles.Role."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    username = models.CharField(max_length=60, unique=True)
    display_name = models.CharField(max_length=120)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    roles = models.CharField(max_length=200)
    language = models.CharField(max_length=2, default="en")
    is_active = models.BooleanField(default=True)
    totp_sealed = models.BinaryField(null=True)
    totp_last = models.BigIntegerField(default=0)
    failed_count = models.PositiveIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)

    USERNAME_FIELD = "username"
    objects = BaseUserManager["Worker"]()

    def __str__(self) -> str:
        return self.username


@columns(internal="id agency_id subject made_at", hidden="wrapped")
class DataKey(models.Model):
    """The key of one subject (a person, a call), wrapped by her agency's key. Deleting it shreds what it sealed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    subject = models.UUIDField()
    wrapped = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        """One key per agency and subject."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agency_id", "subject"], name="one_key_per_subject")
        ]


@columns(
    internal="id agency_id worker_id kind subject_id reason at ends_at reviewed_by reviewed_at verdict "
    "restored_by restored_at key",
    hidden="words finding",
)
class BreakGlass(models.Model):
    """One record of one's own agency, opened in an emergency by somebody whose roles do not open it.

    Words and finding lie sealed under a key of their own, which is destroyed when the record is disposed of.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField(db_index=True)
    worker_id = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    reason = models.CharField(max_length=20)
    words = models.BinaryField()
    at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reviewed_by = models.UUIDField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=20, blank=True)
    finding = models.BinaryField(null=True)
    restored_by = models.UUIDField(null=True)
    restored_at = models.DateTimeField(null=True)
    key = models.UUIDField(unique=True)

    class Meta:
        """A review names a second person, a moment and a verdict; only a right that was lost is given back."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(reviewed_by__isnull=True, reviewed_at__isnull=True, verdict="")
                | (
                    models.Q(reviewed_by__isnull=False, reviewed_at__isnull=False)
                    & models.Q(verdict__in=[str(one) for one in Verdict])
                    & ~models.Q(reviewed_by=models.F("worker_id"))
                ),
                name="glass_reviewed_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=models.Q(restored_by__isnull=True, restored_at__isnull=True)
                | (
                    models.Q(restored_by__isnull=False, restored_at__isnull=False)
                    & models.Q(verdict=str(Verdict.NOT_JUSTIFIED))
                    & ~models.Q(restored_by=models.F("worker_id"))
                ),
                name="glass_right_given_back_once_lost",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at__gte=models.F("at")), name="glass_ends_after_it_broke"
            ),
        ]

    def value(self) -> Broken:
        """The value that access.rules judges."""
        return Broken(self.at, self.ends_at, self.reviewed_at, self.verdict, self.restored_at)


@columns(
    internal="id agency_id name role scopes made_by made_at expires_at last_used_on revoked_at revoked_by",
    hidden="digest",
)
class ApiKey(models.Model):
    """A key with which a program of an agency reads: in one circle of readers, until a day. Only its hash is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField(db_index=True)
    digest = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=80)
    role = models.CharField(max_length=10)
    scopes = models.CharField(max_length=40)
    made_by = models.UUIDField()
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_on = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.UUIDField(null=True)

    class Meta:
        """A key has a role and an end, and opens something; who revoked it stands beside when."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(role__in=[str(one) for one in KeyRole]) & ~models.Q(scopes=""),
                name="key_of_a_circle",
            ),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("made_at")), name="key_ends"
            ),
            models.CheckConstraint(
                condition=models.Q(revoked_by__isnull=True, revoked_at__isnull=True)
                | models.Q(revoked_by__isnull=False, revoked_at__isnull=False),
                name="key_revoked_by_somebody",
            ),
        ]


@columns(
    internal="id name arguments state total finished checkpoint message worker_id agency_id started_at beat_at ended_at"
)
class Job(models.Model):
    """Long work with progress; a killed one goes on from its checkpoint."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=60)
    arguments = models.TextField(default="{}")
    state = models.CharField(max_length=10, default="waiting", db_index=True)
    total = models.PositiveIntegerField(default=0)
    finished = models.PositiveIntegerField(default=0)
    checkpoint = models.TextField(blank=True)
    message = models.TextField(blank=True)
    worker_id = models.UUIDField(null=True)
    agency_id = models.UUIDField(null=True)
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
