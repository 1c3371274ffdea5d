"""The web process of a key service: what `dotline link key-service` starts. One ledger line for each batch."""

import os
from collections.abc import Iterable
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402 - needs the settings
from django.db import close_old_connections  # noqa: E402

from dotline.access import queries  # noqa: E402
from dotline.access.unit import behind  # noqa: E402
from dotline.gates import encode as gate  # noqa: E402
from dotline.gates.encode import answering  # noqa: E402
from dotline.link import actions  # noqa: E402
from dotline.link.cli.service import AS, CLIENTS, KEY  # noqa: E402


class _OnTheLedger:
    """The service, each answer written down before it leaves."""

    def __init__(self) -> None:
        self._by = queries.reader_by_name(os.environ[AS])
        home = Path(settings.DOTLINE_HOME)
        self._service = answering.KeyService(
            gate.read_key(Path(os.environ[KEY])),
            answering.read_clients(Path(os.environ[CLIENTS])),
            answering.Caps(home / "key-service.sqlite3"),
            self._told,
        )

    def _told(self, batch: answering.Batch) -> None:
        actions.answered(by=self._by, batch=batch)

    def __call__(self, environ: answering.Environ, start: answering.Start) -> Iterable[bytes]:
        close_old_connections()
        with behind(self._by):
            return self._service(environ, start)


application = _OnTheLedger()
