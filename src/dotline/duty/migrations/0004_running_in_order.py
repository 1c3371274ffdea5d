"""What runs, in the order in which a worklist reads it: also those that are due at one moment."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("duty", "0003_met_by_holder")]
    operations = [
        migrations.RemoveIndex("Obligation", "running_by_holder"),
        migrations.AddIndex(
            "Obligation",
            models.Index(
                fields=["holder_id", "rule", "due_at", "id"],
                condition=models.Q(met_at__isnull=True, waived_at__isnull=True),
                name="running_in_order",
            ),
        ),
    ]
