"""The home folder: made, keyed and migrated by the first command that needs it; a stamp skips the work afterwards."""

import hashlib
import os
import secrets
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from dotline.access import keys, totp
from dotline.access.actions import NewAgency, NewWorker, add_agency, add_worker
from dotline.access.models import Agency, Worker
from dotline.access.roles import SOLE_WORKER, Role
from dotline.access.unit import behind
from dotline.audit import ledger, stores
from dotline.audit.stores import Store
from dotline.base.errors import Unavailable
from dotline.base.ids import stable_id
from dotline.base.phrases import machine
from dotline.base.reader import Reader
from dotline.gates import letterbox

OPERATOR_NAME = "operator"


def ensure(*, fictional: bool = False) -> bool:
    """Make the home ready; returns whether anything had to be done. Raises Unavailable with the folder's problem."""
    home = Path(settings.DOTLINE_HOME)
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        stamp = home / "migrated"
        if stamp.exists() and stamp.read_text() == _fingerprint():
            return False
        _secret(home)
        if fictional:
            (home / "FICTIONAL").write_text(
                "Everything in this home is FICTIONAL. / Tout ici est FICTIF.\n"
            )
    except OSError as error:
        raise Unavailable(
            "The data folder cannot be written: {reason}.",
            "Free some space or check its rights, or name another one in DOTLINE_HOME.",
            reason=machine(error.strerror),
        ) from error
    migrate()
    first_accounts()
    stamp.write_text(_fingerprint())
    return True


def migrate() -> None:
    """Bring the tables of every store up to date."""
    with behind(Reader.system("migrate")):
        for store in stores.present():
            with stores.in_force(store):
                if _pending(store):
                    call_command("migrate", database=store, verbosity=0, interactive=False)


def _pending(store: Store) -> bool:
    executor = MigrationExecutor(connections[store])
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def first_accounts() -> None:
    """The local agency, its operator with keys, and the operator's own signing keys; made once.

    The first worker of a real home is its only one and carries every role; a demo keeps the roles apart.
    """
    keys.create(keys.OPERATOR)
    system = Reader.system("first-migration")
    with behind(system):
        if Agency.objects.using(Store.INSIDE).filter(is_local=True).exists():
            return
        row = add_agency(by=system, agency=_local_agency())
        if not Worker.objects.using(Store.INSIDE).filter(username=OPERATOR_NAME).exists():
            add_worker(
                by=system,
                worker=NewWorker(
                    OPERATOR_NAME,
                    "Operator",
                    row.id,
                    (Role.OPERATOR,) if row.demo else SOLE_WORKER,
                    secrets.token_urlsafe(24),
                    totp.new_secret(),
                ),
            )
        letterbox.publish_key(
            by=system,
            agency=row.id,
            public=keys.load(row.id).letterbox_public(),
            name_en=row.name_en,
            name_fr=row.name_fr,
            takes_tips=row.kind == "Helpline",
        )


def _local_agency() -> NewAgency:
    if settings.DOTLINE_DEMO or (Path(settings.DOTLINE_HOME) / "FICTIONAL").exists():
        return NewAgency(
            code="local",
            name_en="National Help Line (FICTIONAL)",
            name_fr="Ligne d’aide nationale (FICTIF)",
            kind="Helpline",
            province="ON",
            is_local=True,
            demo=True,
            id=stable_id("demo-agency", "local"),
        )
    return NewAgency(
        code="local",
        name_en="Local agency",
        name_fr="Organisme local",
        kind="Helpline",
        is_local=True,
    )


def sequence_all() -> int:
    """Chain what waits in every ledger, and witness the heads."""
    signing = keys.load(keys.OPERATOR).signing
    with behind(Reader.system("sequencer")):
        return sum(ledger.sequence(store, signing) for store in stores.present())


def _fingerprint() -> str:
    package = Path(__file__).resolve().parents[1]
    names = sorted(str(path.relative_to(package)) for path in package.glob("*/migrations/0*.py"))
    return hashlib.sha256("\n".join([settings.DOTLINE_DATABASE, *names]).encode()).hexdigest()


def _secret(home: Path) -> None:
    path = home / "keys" / "django.secret"
    if path.exists():
        return
    path.parent.mkdir(mode=0o700, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_hex(32))
    settings.SECRET_KEY = path.read_text()
