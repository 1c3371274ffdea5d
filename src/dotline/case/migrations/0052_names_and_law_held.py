"""One name, one key, on either database; and the days copied beside a charge held against the law itself."""

import datetime as dt
import unicodedata

from django.db import migrations, models

MOST = 500


def keyed(apps, editor):
    """Fold the name of whoever decided, as rules.histories did on this day.

    What the database let stand side by side until now is numbered: nothing that was decided is lost.
    """
    from dotline.access.unit import behind
    from dotline.base.reader import Reader

    rows = apps.get_model("case", "Determination").objects.using(editor.connection.alias)
    seen, part = set(), []
    with behind(Reader.system("migration")):
        for row in rows.order_by("recorded_at", "id").iterator(chunk_size=MOST):
            name = unicodedata.normalize("NFKC", row.by_organisation).casefold()
            key = name = " ".join(name.split())
            number = 1
            while (row.involvement_id, key, row.on_date) in seen:
                number += 1
                key = f"{name} {number}"
            seen.add((row.involvement_id, key, row.on_date))
            row.organisation_key = key
            part.append(row)
            if len(part) == MOST:
                rows.bulk_update(part, ["organisation_key"])
                part = []
        rows.bulk_update(part, ["organisation_key"])


def checked(_apps, editor):
    """PostgreSQL changes no table in the transaction that still checks rows of it."""
    if editor.connection.vendor == "postgresql":
        with editor.connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):
    dependencies = [
        ("case", "0051_wall_of_deaths"),
        ("access", "__first__"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="determination",
            name="determination_says_why",
        ),
        migrations.RemoveConstraint(
            model_name="determination",
            name="one_determination_a_day",
        ),
        migrations.AddField(
            model_name="determination",
            name="organisation_key",
            field=models.CharField(default="", max_length=800),
            preserve_default=False,
        ),
        migrations.RunPython(keyed, migrations.RunPython.noop),
        migrations.RunPython(checked, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="charge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("cite__in", ("CC 212", "CC 212(1)")),
                        ("provision_from__gte", dt.date(1988, 12, 12)),
                        ("provision_to__isnull", False),
                        ("provision_to__lte", dt.date(2014, 12, 6)),
                    ),
                    models.Q(
                        (
                            "cite__in",
                            (
                                "CC 279.01",
                                "CC 279.01(1)",
                                "CC 279.01(1)(a)",
                                "CC 279.01(1)(b)",
                                "CC 279.02",
                                "CC 279.03",
                            ),
                        ),
                        ("provision_from__gte", dt.date(2005, 11, 25)),
                    ),
                    models.Q(
                        (
                            "cite__in",
                            ("CC 279.011", "CC 279.011(1)", "CC 279.011(1)(a)", "CC 279.011(1)(b)"),
                        ),
                        ("provision_from__gte", dt.date(2010, 6, 29)),
                    ),
                    models.Q(
                        (
                            "cite__in",
                            (
                                "CC 279.02(1)",
                                "CC 279.02(2)",
                                "CC 279.03(1)",
                                "CC 279.03(2)",
                                "CC 286.1",
                                "CC 286.1(1)",
                                "CC 286.1(1)(a)",
                                "CC 286.1(1)(b)",
                                "CC 286.1(2)",
                                "CC 286.2",
                                "CC 286.2(1)",
                                "CC 286.2(2)",
                                "CC 286.3",
                                "CC 286.3(1)",
                                "CC 286.3(2)",
                            ),
                        ),
                        ("provision_from__gte", dt.date(2014, 12, 6)),
                    ),
                    models.Q(
                        (
                            "cite__in",
                            (
                                "IRPA 117",
                                "IRPA 117(2)",
                                "IRPA 117(2)(a)",
                                "IRPA 117(2)(a)(i)",
                                "IRPA 117(2)(a)(ii)",
                                "IRPA 117(2)(b)",
                                "IRPA 117(3)",
                                "IRPA 118",
                                "IRPA 119",
                                "IRPA 120",
                                "IRPA 122",
                                "IRPA 122(1)",
                                "IRPA 122(1)(a)",
                                "IRPA 122(1)(b)",
                                "IRPA 122(1)(c)",
                                "IRPA 124",
                                "IRPA 124(1)",
                                "IRPA 124(1)(a)",
                                "IRPA 124(1)(b)",
                                "IRPA 124(1)(c)",
                                "IRPA 126",
                                "IRPA 127",
                                "IRPA 127(a)",
                                "IRPA 127(b)",
                                "IRPA 127(c)",
                                "IRPA 129",
                                "IRPA 129(1)",
                                "IRPA 129(1)(a)",
                                "IRPA 129(1)(b)",
                                "IRPA 129(1)(c)",
                                "IRPA 129(1)(d)",
                            ),
                        ),
                        ("provision_from__gte", dt.date(2002, 6, 28)),
                    ),
                    models.Q(
                        (
                            "cite__in",
                            (
                                "IRPA 117(3.1)",
                                "IRPA 117(3.1)(a)",
                                "IRPA 117(3.1)(b)",
                                "IRPA 117(3.2)",
                                "IRPA 117(3.2)(a)",
                                "IRPA 117(3.2)(b)",
                            ),
                        ),
                        ("provision_from__gte", dt.date(2012, 12, 15)),
                    ),
                    _connector="OR",
                ),
                name="charge_copies_the_law",
            ),
        ),
        migrations.AddConstraint(
            model_name="determination",
            constraint=models.UniqueConstraint(
                fields=("involvement", "organisation_key", "on_date"),
                name="one_determination_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="determination",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("basis", ""), _negated=True),
                    models.Q(("by_organisation", ""), _negated=True),
                    models.Q(("organisation_key", ""), _negated=True),
                ),
                name="determination_says_why",
            ),
        ),
    ]
