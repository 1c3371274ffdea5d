"""The home folder: made, keyed and migrated by the first command that needs it; a stamp skips the work afterwards."""

import hashlib
import os
import secrets
from contextlib import ExitStack
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
from dotline.audit import ledger, stores, trouble
from dotline.audit.stores import Store
from dotline.base.errors import Conflict, DotlineError, Unavailable
from dotline.base.ids import stable_id
from dotline.base.reader import Reader
from dotline.base.whole import write_whole
from dotline.gates import letterbox
from dotline.gates.opening import open_to
from dotline.site import lock, shipped

OPERATOR_NAME = "operator"
STAMP = "migrated"
MARKER = "FICTIONAL"

_staying = ExitStack()  # until the process ends


def ensure() -> bool:
    """Make the home ready; returns whether anything had to be done.

    Raises Unavailable naming the file or folder that stands in the way.
    """
    home = Path(settings.DOTLINE_HOME)
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        if _is_ready(home):
            return False
        with lock.preparing(home):
            if _is_ready(home):  # whoever was waited for has done it
                return False
            prepare()
    except OSError as error:
        raise trouble.explain(error) or error from error
    return True


def stay() -> None:
    """Make the home ready and, as long as this process lives, let nobody take its stores away.

    Raises Unavailable naming the file or folder that stands in the way.
    """
    home = Path(settings.DOTLINE_HOME)
    while True:
        ensure()
        try:
            _staying.enter_context(lock.used(home))
            if _is_ready(home):
                return
        except OSError as error:
            raise trouble.explain(error) or error from error
        _staying.close()  # it was taken away in between


def prepare() -> None:
    """Tables, keys, first accounts and shipped data, each only where it lacks; the stamp comes last."""
    home = Path(settings.DOTLINE_HOME)
    with lock.preparing(home):
        trouble.look(made=(home / STAMP).exists())
        _secret(home)
        migrate()
        first_accounts()
        shipped.load()
        write_whole(home / STAMP, _fingerprint())


def _is_ready(home: Path) -> bool:
    stamp = home / STAMP
    if not stamp.exists() or stamp.read_text() != _fingerprint():
        return False
    trouble.look(made=True)
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
    """The local agency, its operator with keys, and the operator's own signing keys; each made once.

    The first worker of a real home is its only one and carries every role; a demo keeps the roles apart.
    """
    keys.create(keys.OPERATOR)
    system = Reader.system("first-migration")
    with behind(system):
        row = Agency.objects.using(Store.INSIDE).filter(is_local=True).first()
        if row is None:
            row = add_agency(by=system, agency=_local_agency())
        if not Worker.objects.using(Store.INSIDE).exists():
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
        if not letterbox.agencies(system).filter(pk=row.id).exists():
            open_to(row, by=system)


def _local_agency() -> NewAgency:
    if settings.DOTLINE_DEMO or (Path(settings.DOTLINE_HOME) / MARKER).exists():
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


def stands() -> bool:
    """Whether the home folder is still there: a benchmark takes its own away."""
    return Path(settings.DOTLINE_HOME).is_dir()


def sequence_all() -> int:
    """Chain what waits in every ledger, and witness the heads."""
    signing = keys.load(keys.OPERATOR).signing
    with behind(Reader.system("sequencer")):
        return sum(ledger.sequence(store, signing) for store in stores.present())


def clock_warnings() -> list[DotlineError]:
    """For each store whose newest ledger line lies in the future, or has no moment at all, what to say of it."""
    found: list[DotlineError] = []
    with behind(Reader.system("clock")):
        for store in stores.present():
            try:
                ledger.check_clock(store)
            except (Unavailable, Conflict) as late:
                found.append(late)
    return found


def _fingerprint() -> str:
    package = Path(__file__).resolve().parents[1]
    names = sorted(str(path.relative_to(package)) for path in package.glob("*/migrations/0*.py"))
    return hashlib.sha256("\n".join([settings.DOTLINE_DATABASE, *names]).encode()).hexdigest()


def _secret(home: Path) -> None:
    path = home / "keys" / "django.secret"
    path.parent.mkdir(mode=0o700, exist_ok=True)
    if not path.exists() or not path.read_text().strip():
        write_whole(path, secrets.token_hex(32))
    if not os.environ.get("DOTLINE_SECRET_KEY"):
        settings.SECRET_KEY = path.read_text().strip()
