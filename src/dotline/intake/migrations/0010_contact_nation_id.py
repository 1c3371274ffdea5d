"""A call may say to which First Nation, Inuit or Métis body the person belongs."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0009_contact_disposed_on"),
    ]

    operations = [
        migrations.AddField(
            model_name="contact",
            name="nation_id",
            field=models.UUIDField(null=True),
        ),
    ]
