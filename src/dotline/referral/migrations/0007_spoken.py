"""What languages the service offered when a referral was sent, so that the rate stays as it was."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("referral", "0006_listing_regions_and_reveals"),
    ]

    operations = [
        migrations.AddField(
            model_name="referral",
            name="spoken",
            field=models.CharField(blank=True, max_length=200),
        ),
    ]
