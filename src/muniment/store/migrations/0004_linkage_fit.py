import django.db.models.deletion
from django.db import migrations, models

from muniment.store.append_only import install_on


class Migration(migrations.Migration):
    dependencies = [("store", "0003_ends")]
    operations = [
        migrations.CreateModel(
            name="LinkageFit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("agreement_id", models.CharField(db_index=True, max_length=200)),
                ("version", models.PositiveIntegerField()),
                ("records", models.CharField(max_length=64)),
                ("model", models.CharField(db_index=True, max_length=64)),
                ("labels", models.CharField(blank=True, default="", max_length=64)),
                ("reviewed", models.CharField(blank=True, default="", max_length=64)),
                ("spent", models.CharField(blank=True, default="", max_length=64)),
                ("certificate", models.CharField(blank=True, default="", max_length=64)),
                ("at", models.DateTimeField()),
                ("entry", models.BigIntegerField()),
                ("officer", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.officer")),
                ("package", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.package")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("agreement_id", "version"), name="one_linkage_fit_version")
                ],
            },
        ),
        migrations.CreateModel(
            name="DecoySet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("facts", models.CharField(max_length=64)),
                ("rows", models.PositiveBigIntegerField()),
                ("at", models.DateTimeField()),
                ("entry", models.BigIntegerField()),
                ("officer", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.officer")),
            ],
        ),
        migrations.RunPython(install_on("store_linkagefit", "store_decoyset"), migrations.RunPython.noop),
    ]
