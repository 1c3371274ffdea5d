"""What a form of a tip or a hand-over said when it was sent, as names that tell nothing of the words."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0006_taken_offline"),
    ]

    operations = [
        *(
            migrations.AddField(model_name=table, name=column, field=models.UUIDField(null=True))
            for table in ("tip", "handover")
            for column in ("send_key", "send_words")
        ),
        migrations.AddConstraint(
            model_name="tip",
            constraint=models.UniqueConstraint(
                fields=["agency_id", "send_key"], name="intake_tip_one_for_each_form"
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.UniqueConstraint(
                fields=["agency_id", "send_key"], name="intake_handover_one_for_each_form"
            ),
        ),
    ]
