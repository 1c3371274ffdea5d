"""What disposed files stay counted as. Of files that went before, the determinations that stayed are taken over."""

from django.db import migrations, models
from django.db.models import Q

import dotline.base.ids


def taken_over(apps, editor):
    """Each person whom a disposed file left coded as identified, once, in the quarter that the file was coarsened to."""
    from dotline.access.unit import behind
    from dotline.base.ids import new_id
    from dotline.base.reader import Reader

    alias = editor.connection.alias
    coded = apps.get_model("case", "Determination").objects.using(alias)
    left = apps.get_model("case", "CountLeft").objects.using(alias)
    with behind(Reader.system("migration")):
        rows = coded.filter(
            status="ActualVictimOfTrafficking", involvement__case__disposed_on__isnull=False
        ).order_by("on_date", "id")
        told = rows.values_list(
            "involvement__person_id", "agency_id", "on_date", "involvement__case__province"
        )
        first = {}
        for person, agency, day, province in told:
            first.setdefault(person, (agency, day, province))
        for person, (agency, day, province) in first.items():
            stays = apps.get_model("case", "Involvement").objects.using(alias)
            here = stays.filter(person_id=person, case__disposed_on=None).exists()
            left.create(
                agency_id=agency,
                unit=person if here else new_id(),
                measure="victims_identified",
                quarter=f"{day.year}-Q{(day.month + 2) // 3}",
                province=province or "XX",
            )


class Migration(migrations.Migration):
    dependencies = [("case", "0040_weighed_hints"), ("access", "__first__")]
    operations = [
        migrations.CreateModel(
            "CountLeft",
            [
                (
                    "id",
                    models.UUIDField(
                        primary_key=True,
                        default=dotline.base.ids.new_id,
                        editable=False,
                        serialize=False,
                    ),
                ),
                ("agency_id", models.UUIDField()),
                ("unit", models.UUIDField()),
                ("measure", models.CharField(max_length=40)),
                ("quarter", models.CharField(max_length=7)),
                ("province", models.CharField(max_length=2)),
            ],
            options={"ordering": ["measure", "quarter", "province", "id"]},
        ),
        migrations.AddConstraint(
            "CountLeft",
            models.UniqueConstraint(fields=["unit", "measure"], name="one_count_left_of_a_unit"),
        ),
        migrations.AddConstraint(
            "CountLeft",
            models.CheckConstraint(
                condition=~Q(measure="") & ~Q(quarter="") & ~Q(province=""),
                name="count_left_is_whole",
            ),
        ),
        migrations.RunPython(taken_over, migrations.RunPython.noop),
    ]
