"""A call says when what somebody said in it was destroyed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0008_closed_first"),
    ]

    operations = [
        migrations.AddField(
            model_name="contact",
            name="disposed_on",
            field=models.DateField(null=True),
        ),
    ]
