"""What a disposed file stood for keeps the class that it was published under."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("case", "0045_worklist_in_order"),
    ]

    operations = [
        migrations.AddField(
            model_name="countleft",
            name="classed",
            field=models.CharField(blank=True, default="", max_length=60),
        ),
    ]
