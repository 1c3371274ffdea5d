"""Seal what stood in the clear although somebody typed it: places, court file numbers, providers, organisations."""

from django.db import migrations, models

COLUMNS = (
    ("Episode", "place", "case_id"),
    ("Proceeding", "file_number", "case_id"),
    ("PlannedService", "provider", "involvement_id"),
    ("Representative", "organisation", "involvement_id"),
)
MOST = 500


def seal(apps, editor):
    """Seal each text under the key of its case or involvement, as the model of this version does."""
    from dotline.access import envelope  # the key envelope is the one thing that a seal needs
    from dotline.access.unit import behind
    from dotline.base.reader import Reader

    with behind(Reader.system("migration")):
        for name, column, subject in COLUMNS:
            model = apps.get_model("case", name)
            rows = model.objects.using(editor.connection.alias).exclude(**{column: ""})
            for row in rows.iterator(chunk_size=MOST):
                place = f"{model._meta.db_table}|{row.pk}|{column}_sealed"
                text = getattr(row, column)
                sealed = envelope.seal_text(getattr(row, subject), row.agency_id, text, place)
                setattr(row, f"{column}_sealed", sealed)
                row.save(update_fields=[f"{column}_sealed"])


def checked(_apps, editor):
    """Check the rows written so far: PostgreSQL changes no table in the transaction that still checks rows of it.

    All in one transaction, so that a process that is killed in between leaves the store as it was.
    """
    if editor.connection.vendor == "postgresql":
        with editor.connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):
    dependencies = [("case", "0020_wall_of_retention"), ("access", "__first__")]
    operations = [
        *(
            migrations.AddField(name, f"{column}_sealed", models.BinaryField(null=True))
            for name, column, _subject in COLUMNS
        ),
        migrations.RunPython(seal, migrations.RunPython.noop),
        migrations.RunPython(checked, migrations.RunPython.noop),
        migrations.RemoveConstraint("Representative", "representative_is_one_of_two"),
        *(migrations.RemoveField(name, column) for name, column, _subject in COLUMNS),
        migrations.AddConstraint(
            "Representative",
            models.CheckConstraint(
                condition=models.Q(by_involvement__isnull=False, organisation_sealed__isnull=True)
                | models.Q(by_involvement__isnull=True, organisation_sealed__isnull=False),
                name="representative_is_one_of_two",
            ),
        ),
    ]
