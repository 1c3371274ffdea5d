"""When each answer through a link was sent, so that the last of several counts."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directory", "0009_offered_once")]
    operations = [
        migrations.AddField(
            "confirmationanswer", "sent", models.CharField(blank=True, default="", max_length=40)
        )
    ]
