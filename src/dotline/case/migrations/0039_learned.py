"""In which role a name or number was learned, and with whose key it is sealed.

Of somebody with one role only it was that one; of others nobody wrote it down, and it is not guessed.
"""

from django.db import migrations, models
from django.db.models import Count, OuterRef, Q, Subquery


def learned(apps, editor):
    """Name the role of people who have but one; their names stay sealed with their own key."""
    from dotline.access.unit import behind
    from dotline.base.reader import Reader

    alias = editor.connection.alias
    roles = apps.get_model("case", "Involvement").objects.using(alias)
    kept = apps.get_model("case", "Identifier").objects.using(alias)
    with behind(Reader.system("migration")):
        one = roles.values("person").annotate(many=Count("id")).filter(many=1)
        only = Subquery(roles.filter(person=OuterRef("person")).values("id")[:1])
        kept.filter(person__in=one.values("person")).update(learned=only)


class Migration(migrations.Migration):
    dependencies = [("case", "0038_hinted"), ("access", "__first__")]
    operations = [
        migrations.AddField(
            "Identifier",
            "learned",
            models.ForeignKey("case.involvement", null=True, on_delete=models.CASCADE),
        ),
        migrations.AddField("Identifier", "role_key", models.BooleanField(default=False)),
        migrations.RemoveConstraint("Identifier", "each_identifier_once"),
        migrations.AddConstraint(
            "Identifier",
            models.UniqueConstraint(
                fields=["person", "kind", "blind"],
                condition=Q(learned__isnull=True),
                name="each_identifier_once",
            ),
        ),
        migrations.AddConstraint(
            "Identifier",
            models.UniqueConstraint(
                fields=["learned", "kind", "blind"], name="each_identifier_once_a_role"
            ),
        ),
        migrations.AddConstraint(
            "Identifier",
            models.CheckConstraint(
                condition=Q(role_key=False) | Q(learned__isnull=False),
                name="identifier_of_a_role_names_it",
            ),
        ),
        migrations.RunPython(learned, migrations.RunPython.noop),
    ]
