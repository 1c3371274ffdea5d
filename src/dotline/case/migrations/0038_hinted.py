"""By which version of the rules the hints of a name were made; those of before are renewed by the desk's own work."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("case", "0037_own_lists")]
    operations = [
        migrations.AddField("Identifier", "hinted", models.PositiveSmallIntegerField(default=0)),
    ]
