"""What the form of a message or of a service told of said when it was sent, as names that tell nothing."""

from django.db import migrations, models

ONE = {"message": "message_one_for_each_form", "outsidereferral": "outside_one_for_each_form"}


def _moved(table: str, constraint: str) -> list[object]:
    """The column gets the name that it has in every table of forms, and its words beside it."""
    fields = ["agency_id", "send_key"]
    return [
        migrations.RemoveConstraint(model_name=table, name=constraint),
        migrations.RenameField(model_name=table, old_name="key", new_name="send_key"),
        migrations.AddField(model_name=table, name="send_words", field=models.UUIDField(null=True)),
        migrations.AddConstraint(
            model_name=table,
            constraint=models.UniqueConstraint(fields=fields, name=constraint),
        ),
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("referral", "0012_emptied_packages"),
    ]

    operations = [step for table, name in ONE.items() for step in _moved(table, name)]
