"""Database triggers that make ledger tables append-only for the program itself."""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLES = ("audit_event", "audit_link", "audit_head")


def create(editor: BaseDatabaseSchemaEditor) -> None:
    """Refuse UPDATE and DELETE on the ledger's tables."""
    if editor.connection.vendor == "postgresql":
        editor.execute(
            "CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$"
        )
    for table in TABLES:
        for verb in ("UPDATE", "DELETE"):
            name = f"{table}_no_{verb.lower()}"
            if editor.connection.vendor == "postgresql":
                sql = (
                    f"CREATE TRIGGER {name} BEFORE {verb} ON {table} "
                    "FOR EACH ROW EXECUTE FUNCTION audit_refuse()"
                )
            else:
                sql = (
                    f"CREATE TRIGGER {name} BEFORE {verb} ON {table} "
                    "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
                )
            editor.execute(sql)


def drop(editor: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers away: only migrations backwards and tests that play the attacker do this."""
    for table in TABLES:
        for verb in ("update", "delete"):
            on = f" ON {table}" if editor.connection.vendor == "postgresql" else ""
            editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}{on}")
