"""Database triggers that make ledger tables append-only for the program itself."""

from collections.abc import Callable

TABLES = ("audit_event", "audit_link", "audit_head")
Execute = Callable[[str], object]


def create(execute: Execute, vendor: str) -> None:
    """Refuse UPDATE and DELETE on the ledger's tables. `vendor` is Django's name of the database."""
    if vendor == "postgresql":
        execute(
            "CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$"
        )
    refuse = {
        "postgresql": "FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
        "sqlite": "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END",
    }[vendor]
    for table in TABLES:
        for verb in ("UPDATE", "DELETE"):
            execute(f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} {refuse}")


def drop(execute: Execute, vendor: str) -> None:
    """Take the triggers away: only migrations backwards and tests that play the attacker do this."""
    for table in TABLES:
        for verb in ("update", "delete"):
            on = f" ON {table}" if vendor == "postgresql" else ""
            execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}{on}")
