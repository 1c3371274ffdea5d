"""When nobody may open a package any more its content is destroyed; the row says that it was there."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("referral", "0011_send_words"),
    ]

    operations = [
        migrations.AddField(
            model_name="referralpackage",
            name="emptied_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="referralpackage",
            index=models.Index(
                condition=models.Q(("emptied_at__isnull", True)),
                fields=["referral_id"],
                name="package_full",
            ),
        ),
        migrations.AddConstraint(
            model_name="referralpackage",
            constraint=models.CheckConstraint(
                condition=models.Q(("emptied_at__isnull", True), ("sealed", b""), _connector="OR"),
                name="emptied_holds_nothing",
            ),
        ),
    ]
