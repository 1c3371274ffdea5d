"""Keeping fiction and records apart: what does not say FICTIONAL enters a demo home only by name."""

from pathlib import Path

from django.conf import settings

from dotline.access.unit import after_commit
from dotline.base.errors import Conflict
from dotline.directory.formats.records import Batch
from dotline.directory.models import Service

SAYS = ("FICTIONAL", "FICTIF", "FICTIVE")
MIXED = "MIXED"  # the file in a demo home that makes every page say that not all of it is fictional


def _keep_apart(batch: Batch, *, demo: bool, into_demo: bool) -> None:
    """Let a batch into this home, or refuse it. Raises Conflict where a demo home would show it as its own."""
    if demo or not settings.DOTLINE_DEMO:
        return
    given = batch.of("service")
    known = dict(Service.objects.filter(id__in=given).values_list("id", "name"))
    silent = sum(
        not _says(record.values) and known.get(key) != record.values.get("name")
        for key, record in given.items()  # what this home holds already may come back from an export
    )
    if not silent:
        return
    if not into_demo:
        raise Conflict(
            "This home is FICTIONAL, and the file holds services that do not say so ({count}).",
            "Give them a home of their own: DOTLINE_HOME=./home ./dotline directory load FILE. "
            "To mix them knowingly: --into-demo",
            count=silent,
        )
    after_commit(_mark)


def _says(values: object) -> bool:
    return any(word in str(values) for word in SAYS)


def _mark() -> None:
    path = Path(settings.DOTLINE_HOME) / MIXED
    path.write_text("Not everything in this home is FICTIONAL. / Tout n’est pas FICTIF ici.\n")
