"""What a form said when it was sent, as a name that tells nothing: changed words are never taken for a double press."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("referral", "0010_welcomes"),
    ]

    operations = [
        migrations.AddField(
            model_name="referral",
            name="send_words",
            field=models.UUIDField(null=True),
        ),
    ]
