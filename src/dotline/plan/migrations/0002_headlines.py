"""The measures a minister reads, bound to the items of the plan."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("plan", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="actionitem",
            name="headlines",
            field=models.CharField(blank=True, max_length=200),
        ),
    ]
