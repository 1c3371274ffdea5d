"""The word index: an FTS5 table on SQLite, a tsvector column with a GIN index on PostgreSQL."""

from django.db import migrations

SQLITE = "CREATE VIRTUAL TABLE directory_words USING fts5(tokens, tokenize='ascii', detail='none', columnsize=0)"
POSTGRES = """
    ALTER TABLE directory_searchrow ADD COLUMN vector tsvector
        GENERATED ALWAYS AS (array_to_tsvector(string_to_array(tokens, ' '))) STORED;
    CREATE INDEX directory_searchrow_vector ON directory_searchrow USING gin (vector);
"""


def make(apps, schema_editor):
    """Make the index that this database knows."""
    schema_editor.execute(SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRES)


def drop(apps, schema_editor):
    """Take it away again."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE directory_words")
    else:
        schema_editor.execute("ALTER TABLE directory_searchrow DROP COLUMN vector")


class Migration(migrations.Migration):
    """Runs on the store `open` only: the router decides."""

    dependencies = [("directory", "0001_initial")]

    operations = [migrations.RunPython(make, drop, elidable=False)]
