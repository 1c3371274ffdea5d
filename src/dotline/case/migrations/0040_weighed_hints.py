"""What a look for a name reads lies whole in the index: thousands of namesakes are weighed without the table."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("case", "0039_learned")]
    operations = [
        migrations.RemoveIndex("NameHint", "case_name_hint"),
        migrations.AddIndex(
            "NameHint",
            models.Index(
                fields=["agency_id", "digest", "identifier", "weight"], name="case_name_weighed"
            ),
        ),
    ]
