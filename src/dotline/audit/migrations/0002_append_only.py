"""Make the ledger's tables append-only in the database itself."""

from django.db import migrations

from dotline.audit import triggers


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [
        migrations.RunPython(
            lambda apps, editor: triggers.create(editor), lambda apps, editor: triggers.drop(editor)
        )
    ]
