"""French beside every text that people read, and places that keep lists still."""

from django.db import migrations, models

KINDS = {
    "service": "Service",
    "organization": "Organization",
    "service_at_location": "ServiceAtLocation",
    "taxonomy": "Taxonomy",
    "taxonomy_term": "TaxonomyTerm",
}


def place(apps, schema_editor):
    """Give every record that is there a place in the lists of its kind."""
    store = schema_editor.connection.alias
    places = apps.get_model("directory", "ListPlace")._default_manager.using(store)
    for kind, name in KINDS.items():
        rows = apps.get_model("directory", name)._default_manager.using(store).order_by("id")
        places.bulk_create(
            [
                places.model(id=key, kind=kind, number=number)
                for number, key in enumerate(rows.values_list("id", flat=True), 1)
            ],
            batch_size=200,
        )


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0002_words"),
    ]

    operations = [
        migrations.AddField(
            model_name="accessibility",
            name="details_fr",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="attribute",
            name="label_fr",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="contact",
            name="department_fr",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="contact",
            name="title_fr",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="costoption",
            name="amount_description_fr",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="costoption",
            name="option_fr",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="language",
            name="note_fr",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="requireddocument",
            name="document_fr",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="schedule",
            name="notes_fr",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="service",
            name="accreditations_fr",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="service",
            name="interpretation_services_fr",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="servicearea",
            name="description_fr",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="servicecapacity",
            name="description_fr",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="taxonomy",
            name="description_fr",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="taxonomy",
            name="name_fr",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="taxonomyterm",
            name="description_fr",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="tombstone",
            name="organization_id",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="unit",
            name="name_fr",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="url",
            name="label_fr",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.CreateModel(
            name="ListPlace",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=30)),
                ("number", models.BigIntegerField()),
                ("gone_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "number"), name="directory_place_once")
                ],
            },
        ),
        migrations.RunPython(place, migrations.RunPython.noop, elidable=True),
    ]
