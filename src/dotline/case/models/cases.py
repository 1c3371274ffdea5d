"""Tables of the case room: cases, persons, what they are in a case, facts, determinations.

After research/cases.md section 8. Every row names the agency whose wall it stands behind.
"""

from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import F, Q

from dotline.access.envelope import sealed_text
from dotline.access.sent import SentRow
from dotline.base.ids import new_id
from dotline.base.sensitivity import columns
from dotline.case.rules import Role
from dotline.case.rules.histories import organisation_key


def _values(kind: type[StrEnum]) -> list[str]:
    # Plain texts, so that a migration never imports today's code.
    return [member.value for member in kind]


@columns(
    internal=(
        "id agency_id kind opened_on opened_by referral_id contact_id province closed_on "
        "closed_because demo disposed_on coming send_key send_words"
    )
)
class CaseFile(models.Model):
    """One case of one agency. Whether somebody is a victim is no column here: see Determination."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    kind = models.CharField(max_length=20)
    opened_on = models.DateField()
    opened_by = models.UUIDField(null=True)
    referral_id = models.UUIDField(null=True)
    contact_id = models.UUIDField(null=True)
    province = models.CharField(max_length=2, blank=True)
    closed_on = models.DateField(null=True)
    closed_because = models.CharField(max_length=40, blank=True)
    demo = models.BooleanField(default=False)
    send_key = models.UUIDField(null=True)
    send_words = models.UUIDField(null=True)
    disposed_on = models.DateField(null=True)  # what tells of a person is gone; the row is counted
    coming = models.UUIDField(
        null=True
    )  # the file it comes with; nobody sees it until that is whole

    class Meta:
        """A referral opens one case, and so does a form sent twice; a closed case says why."""

        indexes: ClassVar = [
            # In the order of the list; the last three narrow it without a look at the row.
            models.Index(
                fields=["agency_id", "-opened_on", "id", "closed_on", "kind", "province"],
                condition=Q(disposed_on__isnull=True, coming__isnull=True),
                name="case_list_in_order",
            ),
            models.Index(
                fields=["contact_id"],
                condition=Q(contact_id__isnull=False),
                name="case_of_contact",
            ),
            # Open cases are a small part of those that ever were: a worklist reads that part alone.
            models.Index(
                fields=["agency_id"],
                condition=Q(closed_on__isnull=True, disposed_on__isnull=True, coming__isnull=True),
                name="open_cases",
            ),
            models.Index(
                fields=["coming"], condition=Q(coming__isnull=False), name="cases_coming_in"
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["referral_id"],
                condition=Q(referral_id__isnull=False),
                name="one_case_per_referral",
            ),
            models.UniqueConstraint(fields=["agency_id", "send_key"], name="one_case_per_sending"),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True, closed_because="")
                | (Q(closed_on__gte=F("opened_on")) & ~Q(closed_because="")),
                name="closed_case_says_why",
            ),
        ]


@columns(
    internal="id agency_id made_at",
    personal="gender birth_first birth_last",
)
class Person(models.Model):
    """A human being without a name: names and numbers lie apart, in Identifier; whom she belongs to, in NationTie."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField(db_index=True)
    gender = models.CharField(max_length=30, default="NonSpecifiedUnknown")
    birth_first = models.DateField(null=True)
    birth_last = models.DateField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        """A birth interval has a direction."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(birth_first__isnull=True)
                | Q(birth_last__isnull=True)
                | Q(birth_last__gte=F("birth_first")),
                name="birth_interval_has_a_direction",
            )
        ]


@columns(
    internal="id agency_id person learned role_key kind hinted valid_from valid_to joined",
    hidden="sealed blind",
)
class Identifier(models.Model):
    """A name, number or address of a person, and the role in which it was learned: it goes when that case goes.

    It is sealed with the key of that role (`role_key`), before there was one with the person's own; deleting the key
    shreds it. `learned` is empty where nobody wrote it down. `blind` is a keyed digest by which the agency finds the
    same value again; it says nothing to whoever lacks the agency's key. `hinted` is the version of the rules by which
    its name hints were made.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    learned = models.ForeignKey("Involvement", null=True, on_delete=models.CASCADE)
    role_key = models.BooleanField(default=False)
    kind = models.CharField(max_length=20)
    sealed = models.BinaryField()
    blind = models.CharField(max_length=64)
    hinted = models.PositiveSmallIntegerField(default=0)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    joined = models.BooleanField(default=False)  # came with a record that was merged into this one

    class Meta:
        """Each value once for each role of a person; the key of a role is that of one it was learned in."""

        indexes: ClassVar = [models.Index(fields=["agency_id", "blind"], name="case_blind")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "kind", "blind"],
                condition=Q(learned__isnull=True, joined=False),
                name="each_identifier_once",
            ),
            models.UniqueConstraint(
                fields=["learned", "kind", "blind"], name="each_identifier_once_a_role"
            ),
            models.CheckConstraint(
                condition=Q(role_key=False) | Q(learned__isnull=False),
                name="identifier_of_a_role_names_it",
            ),
        ]


@columns(
    internal="id agency_id case person role possible_abuser joined send_key send_words",
    personal="age_band minor_at_start",
)
class Involvement(models.Model):
    """What a person is in a case. The same person may be a victim in one and accused in another.

    Whoever is marked as a possible abuser stands for nobody and is told nothing about anybody.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    case = models.ForeignKey(CaseFile, on_delete=models.CASCADE)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    role = models.CharField(max_length=20)
    age_band = models.CharField(max_length=10, blank=True)
    minor_at_start = models.CharField(max_length=10, default="unknown")
    possible_abuser = models.BooleanField(default=False)
    joined = models.BooleanField(default=False)  # came with a record that was merged into this one
    send_key = models.UUIDField(null=True)
    send_words = models.UUIDField(null=True)

    class Meta:
        """Each role once for each person and case; a form sent twice adds one."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "send_key"], name="one_involvement_per_sending"
            ),
            models.UniqueConstraint(
                fields=["case", "person", "role"],
                condition=Q(joined=False),
                name="each_role_once",
            ),
            models.CheckConstraint(condition=Q(role__in=_values(Role)), name="case_role_is_known"),
        ]


@columns(
    internal="id agency_id case kind replaces recorded_at by_worker send_key send_words",
    personal="first_day last_day months_band country province",
    hidden="place_sealed",
)
class Episode(SentRow):
    """Where and when something happened: recruitment, transit, exploitation, detection.

    A correction is a new row that names the one it replaces; the older stays as it was. The place is
    as somebody told it, so it lies sealed under the case's own key.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    case = models.ForeignKey(CaseFile, on_delete=models.CASCADE)
    kind = models.CharField(max_length=20)
    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)
    country = models.CharField(max_length=2, blank=True)
    province = models.CharField(max_length=2, blank=True)
    place_sealed = models.BinaryField(null=True)
    place = sealed_text("place_sealed", "case_id")
    months_band = models.CharField(max_length=10, blank=True)
    replaces = models.OneToOneField("self", null=True, on_delete=models.CASCADE)
    recorded_at = models.DateTimeField(null=True)

    class Meta:
        """Days have a direction; a row is replaced once; a form sent twice makes one row."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(first_day__isnull=True)
                | Q(last_day__isnull=True)
                | Q(last_day__gte=F("first_day")),
                name="episode_has_a_direction",
            ),
            models.UniqueConstraint(fields=["case", "send_key"], name="one_episode_per_sending"),
        ]


@columns(
    internal="id agency_id involvement episode list by_agency_id by_worker on_date recorded_at",
    personal="code present",
)
class Fact(models.Model):
    """One coded fact: present or not, said by whom, on which day. No row means unknown."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    involvement = models.ForeignKey(Involvement, on_delete=models.CASCADE)
    episode = models.ForeignKey(Episode, null=True, on_delete=models.SET_NULL)
    list = models.CharField(max_length=40)
    code = models.CharField(max_length=40)
    present = models.BooleanField()
    by_agency_id = models.UUIDField()
    by_worker = models.UUIDField(null=True)
    on_date = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        """Corrections are new rows: the newest stands, the older ones show what was known before."""

        ordering: ClassVar = ["on_date", "recorded_at", "id"]
        indexes: ClassVar = [models.Index(fields=["list", "involvement"], name="case_facts")]


if TYPE_CHECKING:
    _Text = models.CharField[str, str]
else:
    _Text = models.CharField


class OrganisationKey(_Text):
    """The name beside it as names are compared, made anew whenever a row is written: both databases compare it alike.

    Neither folds letters as the other does: SQLite's LOWER knows ASCII alone.
    """

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """The key of the name that is about to be written."""
        del add
        key = organisation_key(getattr(model_instance, "by_organisation"))  # noqa: B009 - of one table
        setattr(model_instance, self.attname, key)
        return key

    def deconstruct(self) -> Any:
        """To a migration it is text."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


@columns(
    internal=(
        "id agency_id involvement by_organisation organisation_key by_kind on_date basis by_worker "
        "recorded_at"
    ),
    personal="status",
)
class Determination(models.Model):
    """What an organisation decided about somebody's status, on a day and on which basis.

    A history: 'possible' by a shelter and 'not a victim' by a court stand side by side, and whoever
    counts says which one counts.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    involvement = models.ForeignKey(Involvement, on_delete=models.CASCADE)
    status = models.CharField(max_length=40)
    by_organisation = models.CharField(max_length=200)
    organisation_key = OrganisationKey(max_length=800)  # folding makes a letter three at most
    by_kind = models.CharField(max_length=40)
    on_date = models.DateField()
    basis = models.CharField(max_length=200)
    by_worker = models.UUIDField(null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        """One organisation decides once a day, and says on which basis."""

        ordering: ClassVar = ["on_date", "recorded_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["involvement", "organisation_key", "on_date"],
                name="one_determination_a_day",
            ),
            # A day of Canada never lies after the same moment's day in UTC.
            models.CheckConstraint(
                condition=Q(recorded_at__gte=F("on_date")), name="determination_is_not_to_come"
            ),
            models.CheckConstraint(
                condition=~Q(basis="") & ~Q(by_organisation="") & ~Q(organisation_key=""),
                name="determination_says_why",
            ),
        ]
