"""Count the heads that a witness keeps, so that one taken out is missed."""

from django.db import migrations, models

from dotline.audit import triggers


def create(_apps, editor):
    triggers.create(editor.execute, editor.connection.vendor)


def drop(_apps, editor):
    triggers.drop(editor.execute, editor.connection.vendor)


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_append_only")]
    # SQLite makes the table anew for a column with a default, and its triggers go with the old one.
    operations = [
        migrations.RunPython(drop, create),
        migrations.AddField("head", "number", models.BigIntegerField(default=0)),
        migrations.RunPython(create, drop),
    ]
