"""Make the ledger's tables append-only in the database itself."""

from django.db import migrations

from dotline.audit import triggers


def create(_apps, editor):
    triggers.create(editor.execute, editor.connection.vendor)


def drop(_apps, editor):
    triggers.drop(editor.execute, editor.connection.vendor)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
