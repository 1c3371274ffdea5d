"""Keeping the places of lists: who came goes to the end, who went leaves a hole for a day."""

from datetime import timedelta
from typing import Final

from django.db.models import Max

from dotline.base import clock
from dotline.directory.models import ListPlace
from dotline.directory.queries.rows import every

LISTED: Final = ("service", "organization", "service_at_location", "taxonomy", "taxonomy_term")
HOLE: Final = timedelta(days=1)


class Places:
    """The places of all lists, brought in line inside a running action."""

    @staticmethod
    def keep() -> None:
        """Bring the places in line with the records."""
        now = clock.now()
        # Holes close only here, with a load, so that lists never move between loads.
        ListPlace.objects.filter(gone_at__lt=now - HOLE).delete()
        for kind in LISTED:
            mine = ListPlace.objects.filter(kind=kind)
            there = every(kind).values("id")
            mine.filter(gone_at=None).exclude(id__in=there).update(gone_at=now)
            mine.filter(gone_at__isnull=False, id__in=there).update(gone_at=None)
            new = every(kind).exclude(id__in=mine.values("id")).order_by("id")
            last = mine.aggregate(last=Max("number"))["last"] or 0
            ListPlace.objects.bulk_create(
                (
                    ListPlace(id=key, kind=kind, number=number)
                    for number, key in enumerate(new.values_list("id", flat=True), last + 1)
                ),
                batch_size=200,
            )
