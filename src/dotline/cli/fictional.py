"""Which home may hold the demo country: a new one, one that holds nothing yet, or the country itself."""

from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connections
from django.db.models import Model

from dotline.access import keys
from dotline.access.models import Agency, Worker
from dotline.access.unit import behind
from dotline.audit import marks, stores
from dotline.audit.models import Event
from dotline.audit.stores import Store
from dotline.base import ids
from dotline.base.errors import Conflict
from dotline.base.reader import Reader
from dotline.base.whole import write_whole
from dotline.gates.models import PostKey
from dotline.plan.models import PlanVersion
from dotline.site import home, lock

FILLED = "filled"
TEXT = "Everything in this home is FICTIONAL. / Tout ici est FICTIF.\n"
NAMED = 4  # kinds of rows that a refusal lists

# What an empty home holds: the ledger of its own making, the keys of tables, the shipped plan.
SHIPPED = frozenset({"audit", "contenttypes", "auth", "sessions", "plan"})
# What people write of the plan; no load brings it.
WRITTEN = frozenset(
    f"plan.{name}"
    for name in (
        "ProgressReport",
        "ItemRating",
        "PlanKeeper",
        "Advice",
        "AdviceReply",
        "PlanComment",
    )
)


def prepare(seed: int, *, given: bool) -> bool:
    """Make this home a fictional one; returns whether it wants filling. Hold `lock.preparing` around it.

    Raises Conflict when it holds anything real, when somebody uses it, or another than a seed `given`.
    """
    folder = Path(settings.DOTLINE_HOME)
    if (folder / home.MARKER).exists():
        _go_on(folder, seed, given)
    else:
        if _was_begun(folder):
            _refuse_real(folder)
        write_whole(folder / home.MARKER, TEXT)
    settings.DOTLINE_DEMO = True
    if seed_of(folder) is not None:
        home.ensure()
        return False
    with ids.drawn_from(f"home {seed}"):  # so that the same seed makes the same rows
        home.ensure()
    return True


def seed_of(folder: Path) -> int | None:
    """The seed of the country that fills this home; None when none does, or not wholly."""
    try:
        return int((folder / FILLED).read_text())
    except (FileNotFoundError, ValueError):
        return None


def _go_on(folder: Path, seed: int, given: bool) -> None:
    filled = seed_of(folder)
    if filled is None:
        _clear(folder)  # a fill that was cut short is fictional too: begin again
    elif given and seed != filled:
        raise Conflict(
            "This data folder holds the demo country of seed {filled}, not of seed {seed}.",
            "Start it without --seed, or name an empty one: DOTLINE_HOME=./demo-{seed} ./dotline demo --seed {seed}",
            filled=filled,
            seed=seed,
        )


def _was_begun(folder: Path) -> bool:
    """Whether any command has made tables here."""
    if not settings.DOTLINE_DATABASE.startswith("postgres"):
        return (folder / home.STAMP).exists() or any(folder.glob("*.sqlite3"))
    return "access_agency" in connections[Store.INSIDE].introspection.table_names()


def _refuse_real(folder: Path) -> None:
    home.ensure()
    found = real_records()
    if settings.DOTLINE_DATABASE.startswith("postgres"):
        found = found or {"Agency": 1}  # its tables cannot be taken away as files can
    if found:
        what = ", ".join(f"{name}: {count}" for name, count in list(found.items())[:NAMED])
        raise Conflict(
            "This data folder holds records that are not fictional ({what}), so the demo stays out of it.",
            "Name an empty one: DOTLINE_HOME=./demo-home ./dotline demo",
            what=what,
        )
    _clear(folder)


def real_records() -> dict[str, int]:
    """How many rows of each kind are there beyond what the first migration makes."""
    found: dict[str, int] = {}
    with behind(Reader.system("demo")):
        for store in stores.present():
            with stores.in_force(store):
                for model in apps.get_models():
                    count = _beyond_the_first(model, store) if _lives_in(model, store) else 0
                    if count:
                        found[model.__name__] = found.get(model.__name__, 0) + count
    return found


def _lives_in(model: type[Model], store: Store) -> bool:
    meta = model._meta
    router = stores.StoreRouter()
    return meta.managed and router.allow_migrate(store, meta.app_label, str(meta.model_name))


def _beyond_the_first(model: type[Model], store: Store) -> int:
    rows = model._default_manager.using(store)
    if model is Event:
        return rows.exclude(actor=None).exclude(outcome="refused").count()
    if model is PlanVersion:
        return rows.exclude(origin="shipped").count()
    if model is Agency or model is PostKey:
        return max(0, rows.count() - 1)
    if model is Worker:
        return rows.exclude(username=home.OPERATOR_NAME).count()
    if model._meta.label in WRITTEN or model._meta.app_label not in SHIPPED:
        return rows.count()
    return 0


def _clear(folder: Path) -> None:
    """Take the stores away; agencies' keys stay, for they cost nothing and could not be made again."""
    with lock.unused(folder):
        connections.close_all()
        (folder / home.STAMP).unlink(missing_ok=True)
        (folder / FILLED).unlink(missing_ok=True)
        for store in Store:
            for path in folder.glob(f"{store}.sqlite3*"):
                path.unlink()
        (folder / marks.NAME).unlink(missing_ok=True)
        # The country draws one of the operator's keys from its seed. One that is not fictional is kept aside.
        operator = keys.folder() / f"{keys.OPERATOR}.json"
        if (folder / home.MARKER).exists():
            operator.unlink(missing_ok=True)
        elif operator.exists():
            operator.replace(operator.with_suffix(".before-demo"))
        keys.load.cache_clear()
