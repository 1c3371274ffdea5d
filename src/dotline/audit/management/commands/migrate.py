"""Django's `migrate`, which spends no time in a store on the tables of another store's rooms."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connections, transaction
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState

from dotline.audit.growing import GrowingState
from dotline.audit.stores import Store, belongs

# With any of these Django is asked for something else than to bring a whole store up to date.
OTHERWISE = ("app_label", "fake", "fake_initial", "plan", "check_unapplied", "prune")


class WholeOrNot(MigrationExecutor):
    """Grows the models in place, and notes a migration in the transaction that runs it.

    Django notes one that puts off SQL to its end (most do) after the commit: killed in between, the
    store has the tables, lacks the note, and no later start gets past `table already exists`.
    """

    def _migrate_all_forwards(self, state: ProjectState, *plans: Any, **how: Any) -> ProjectState:
        return super()._migrate_all_forwards(GrowingState.of(state), *plans, **how)  # type: ignore[misc, no-any-return]

    def apply_migration(
        self,
        state: ProjectState,
        migration: Migration,
        fake: bool = False,
        fake_initial: bool = False,
    ) -> ProjectState:
        """As Django's own. A migration that wants no transaction has one too, or a kill would leave half of it."""
        alias = self.connection.alias
        # SQLite lets go of its foreign keys only outside of a transaction.
        with self.connection.constraint_checks_disabled(), transaction.atomic(using=alias):
            return super().apply_migration(state, migration, fake, fake_initial)


class Command(migrate.Command):
    """Run the migrations of the store's own rooms, and only record the others.

    The router lets none of the others' steps touch this store; Django would take the same way to
    the same tables, but follow every change of every other room's models: most of a first start.
    """

    def handle(self, *args: Any, **options: Any) -> None:
        """As Django's own."""
        store = options["database"]
        if store in set(Store) and not any(options[name] for name in OTHERWISE):
            executor = WholeOrNot(connections[store])
            executor.loader.check_consistent_history(connections[store])
            if not executor.loader.detect_conflicts():
                leaves = executor.loader.graph.leaf_nodes()
                executor.migrate([leaf for leaf in leaves if belongs(leaf[0], Store(store))])
                options["fake"] = True
        super().handle(*args, **options)
