"""How the directory stands: confirmed in class by province, what falls due, what is late, and what was waived."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from dotline.base import clock
from dotline.base.reader import Reader
from dotline.directory import policy
from dotline.directory.models import SearchRow, Service, Source, Verification
from dotline.directory.queries.freshness import ClassCount, Share, by_province, counted
from dotline.directory.queries.rows import chunks
from dotline.directory.rules import freshness
from dotline.directory.rules.freshness import Freshness
from dotline.duty.models import Obligation

SOON, MONTH = timedelta(days=7), timedelta(days=30)


@dataclass(frozen=True)
class Owed:
    """A listing whose confirmation is owed: when it was last confirmed, how, and until when that holds."""

    service: UUID
    name: str
    kind: str
    verified_on: date | None
    method: str
    due: date
    days: int
    agencys: bool
    waived: str = ""

    @property
    def late(self) -> bool:
        """Whether the time is over."""
        return self.days < 0 or self.verified_on is None


@dataclass(frozen=True)
class Standing:
    """The page of a steward. `late` and `soon` hold the first of each, the longest overdue first."""

    classes: tuple[ClassCount, ...]
    provinces: tuple[Share, ...]
    fresh: int
    services: int
    late_count: int
    in_week: int
    in_month: int
    late: tuple[Owed, ...]
    soon: tuple[Owed, ...]
    waived: tuple[Owed, ...]

    @property
    def share(self) -> float | None:
        """The share of all that is confirmed in its class, 0 to 1; None for an empty directory."""
        return self.fresh / self.services if self.services else None


def standing(reader: Reader, lang: str, most: int = 50) -> Standing:
    """The whole directory as it stands today. Raises Refused for whoever does not keep it."""
    policy.may_steward(reader).or_refuse()
    kinds = {
        key: freshness.class_of(frozenset(needs.split()))
        for key, needs in SearchRow.objects.values_list("service_id", "needs")
    }
    classes = counted(reader)
    current = Verification.objects.filter(ended_at=None)
    waived = _waived()
    owed = current.exclude(id__in=list(waived)).order_by("due_at", "service_id")
    now = clock.now()
    late, ahead = owed.filter(due_at__lte=now), owed.filter(due_at__gt=now)
    month = ahead.filter(due_at__lte=now + MONTH)
    return Standing(
        classes=classes,
        provinces=by_province(reader),
        fresh=sum(one.fresh for one in classes),
        services=sum(one.services for one in classes),
        late_count=late.count(),
        in_week=month.filter(due_at__lte=now + SOON).count(),
        in_month=month.count(),
        late=_owed(late[:most], kinds, lang),
        soon=_owed(month[:most], kinds, lang),
        waived=_owed(current.filter(id__in=list(waived)).order_by("due_at")[:most], kinds, lang, waived),
    )  # fmt: skip


def _waived() -> dict[UUID, str]:
    """Why the windows of listings that still stand were waived."""
    rows = Obligation.objects.using("open").filter(subject_kind="verification")
    kept = rows.exclude(waived_at=None)
    found = dict(kept.values_list("subject_id", "waived_why"))
    ids = Verification.objects.filter(ended_at=None).values_list("id", flat=True)
    return {key: found[key] for piece in chunks(found) for key in ids.filter(id__in=piece)}


def _owed(
    rows: Iterable[Verification],
    kinds: dict[UUID, str],
    lang: str,
    why: dict[UUID, str] | None = None,
) -> tuple[Owed, ...]:
    found = [row for row in rows if row.service_id in kinds]
    said = Service.objects.filter(id__in=[row.service_id for row in found])
    names = {row.id: row for row in said.only("id", "name", "name_fr", "origin")}
    loads = set(Source.objects.values_list("id", flat=True))
    today = clock.today()
    return tuple(
        Owed(
            service=row.service_id,
            name=(lang.startswith("fr") and names[row.service_id].name_fr) or names[row.service_id].name,
            kind=kinds[row.service_id],
            verified_on=row.verified_on,
            method=row.method,
            due=row.due_at.date(),
            days=(row.due_at.date() - today).days,
            agencys=names[row.service_id].origin not in loads,
            waived=(why or {}).get(row.id, ""),
        )
        for row in found
    )  # fmt: skip


def history(reader: Reader, service_id: UUID) -> list[Verification]:
    """Every confirmation of a listing, the newest first."""
    policy.may_steward(reader).or_refuse()
    return list(Verification.objects.filter(service_id=service_id).order_by("-made_at", "-id"))


def state_of(reader: Reader, service_id: UUID) -> Freshness:
    """How one listing stands today."""
    del reader
    rows = SearchRow.objects.filter(service_id=service_id).values_list("assured", "needs")
    assured, needs = rows.first() or ("", "")
    return freshness.state(freshness.day_of(assured), needs.split(), clock.today())


def windows_lacking(reader: Reader) -> bool:
    """Whether some listings have no window: a home that is older than the windows."""
    del reader
    return SearchRow.objects.count() != Verification.objects.filter(ended_at=None).count()


def to_remind(reader: Reader) -> bool:
    """Whether a window ends within a week of which nobody was reminded."""
    del reader
    now = clock.now()
    ending = Verification.objects.filter(ended_at=None, due_at__gt=now, due_at__lte=now + SOON)
    unsaid = Obligation.objects.using("open").filter(
        subject_id__in=ending.values("id"), reminded_at=None, met_at=None, waived_at=None
    )
    return unsaid.exists()


def is_agencys(reader: Reader, service_id: UUID) -> bool:
    """Whether an agency published a listing through the gate, so that it alone speaks of it."""
    del reader
    origin = Service.objects.filter(id=service_id).values_list("origin", flat=True).first()
    return origin is not None and not Source.objects.filter(id=origin).exists()
