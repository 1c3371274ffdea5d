"""When the copy in a box was sent, so that an older one is not laid over it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("gates", "0003_own_boxes")]
    operations = [migrations.AddField("OwnBox", "at", models.DateTimeField(null=True))]
