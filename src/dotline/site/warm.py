"""What a web process reads before it answers: the first visitor waits no longer than the second."""

import logging
from collections.abc import Callable
from pathlib import Path

from django.db import connections
from django.template import engines
from django.urls import get_resolver

from dotline.base.errors import DotlineError
from dotline.reference import places
from dotline.reference.datafiles import holders

log = logging.getLogger("dotline.site")


def warm() -> None:
    """Read, once, what four threads would otherwise each read while their first visitors wait.

    What is missing does not keep the site from opening: whoever needs it is told, as before.
    """
    _tried(_addresses)  # imports the views, and with them every list that they read
    for read in (_pages, *(one.value for one in holders().values()), places.make_ready):
        _tried(read)


def _tried(read: Callable[[], object]) -> None:
    try:
        read()
    except DotlineError as missing:
        log.warning("%s", missing)


def _addresses() -> None:
    """Every view with all that it imports, and the database drivers; nothing is asked of a database."""
    get_resolver().reverse_dict  # noqa: B018 - reading it is what imports them
    for store in connections:
        connections[store]


def _pages() -> None:
    """Compile the templates: the engine keeps them."""
    pages = engines["django"]
    for folder in pages.template_dirs:
        for path in sorted(Path(folder).rglob("*.html")):
            pages.get_template(path.relative_to(folder).as_posix())
