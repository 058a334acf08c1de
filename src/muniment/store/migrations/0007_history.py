import django.db.models.deletion
from django.db import migrations, models

from muniment.store.append_only import install_on


class Migration(migrations.Migration):
    dependencies = [("store", "0006_retention")]
    operations = [
        migrations.CreateModel(
            name="HistoricDisclosures",
            fields=[
                ("id", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("letter", models.CharField(max_length=64)),
                ("signer_key", models.TextField(blank=True, default="")),
                ("file", models.CharField(max_length=64)),
                ("persons", models.CharField(max_length=64)),
                ("facts", models.CharField(max_length=64)),
                ("rows", models.PositiveBigIntegerField()),
                ("at", models.DateTimeField()),
                ("entry", models.BigIntegerField()),
                (
                    "agreement",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.agreementversion"),
                ),
                ("officer", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.officer")),
            ],
        ),
        migrations.RunPython(install_on("store_historicdisclosures"), migrations.RunPython.noop),
    ]
