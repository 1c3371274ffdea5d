"""Django's `migrate`, which spends no time in a store on the tables of another store's rooms."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from dotline.audit.stores import Store, belongs

# With any of these Django is asked for something else than to bring a whole store up to date.
OTHERWISE = ("app_label", "fake", "fake_initial", "plan", "check_unapplied", "prune", "run_syncdb")


class Command(migrate.Command):
    """Run the migrations of the store's own rooms, and only record the others.

    The router lets none of the others' steps touch this store; Django would take the same way to
    the same tables, but follow every change of every other room's models: most of a first start.
    """

    def handle(self, *args: Any, **options: Any) -> None:
        """As Django's own."""
        store = options["database"]
        if store in set(Store) and not any(options[name] for name in OTHERWISE):
            executor = MigrationExecutor(connections[store])
            executor.loader.check_consistent_history(connections[store])
            if not executor.loader.detect_conflicts():
                leaves = executor.loader.graph.leaf_nodes()
                executor.migrate([leaf for leaf in leaves if belongs(leaf[0], Store(store))])
                options["fake"] = True
        super().handle(*args, **options)
