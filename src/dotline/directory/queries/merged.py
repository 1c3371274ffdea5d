"""Which record stands for a merged one: for redirects, old links and lists that show each thing once."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from dotline.directory.models import Merge
from dotline.directory.queries.rows import chunks, table

MERGEABLE: Final = ("organization", "service", "location")


def losers(kind: str) -> QuerySet[Merge, UUID]:
    """The ids of the merged records of a kind, as a subquery."""
    return Merge.objects.filter(kind=kind, undone_at=None).values_list("loser", flat=True)


def active(kind: str) -> dict[UUID, UUID]:
    """Every merged record of a kind and the one it was merged into."""
    rows = Merge.objects.filter(kind=kind, undone_at=None)
    return dict(rows.values_list("loser", "survivor"))


def stands_for(key: UUID, merged: dict[UUID, UUID]) -> UUID:
    """The end of the chain: the record that stands for this one, itself when it was not merged.

    A ring, which no writing makes, ends where it began again: a page must never wait for it.
    """
    passed: set[UUID] = set()
    while key in merged and key not in passed:
        passed.add(key)
        key = merged[key]
    return key


def resolved(kind: str, keys: Iterable[UUID]) -> dict[UUID, UUID]:
    """For those of the ids that were merged, the record that stands for them now."""
    found: dict[UUID, UUID] = {}
    todo = set(keys)
    links: dict[UUID, UUID] = {}
    while todo:
        step = dict(
            Merge.objects.filter(kind=kind, undone_at=None, loser__in=list(todo)[:400]).values_list(
                "loser", "survivor"
            )
        )
        todo = (set(list(todo)[400:]) | set(step.values())) - set(links) - set(step)
        links |= step
    for key in set(keys) & set(links):
        found[key] = stands_for(key, links)
    return found


def survivor(kind: str, key: UUID) -> UUID | None:
    """The record that stands for a merged one; None for one that was not merged."""
    return resolved(kind, [key]).get(key)


def names_of_merged(kind: str) -> dict[UUID, list[str]]:
    """The names of what was merged, by the record that stands for it: whoever knows the old one finds it."""
    merged = active(kind)
    found: dict[UUID, list[str]] = {}
    for piece in chunks(merged):
        for key, *names in table(kind).filter(id__in=piece).values_list("id", "name", "name_fr"):
            found.setdefault(stands_for(key, merged), []).extend(name for name in names if name)
    return found
