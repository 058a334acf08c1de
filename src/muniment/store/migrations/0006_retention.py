import django.db.models.deletion
from django.db import migrations, models

from muniment.store.append_only import install_on


class Migration(migrations.Migration):
    dependencies = [("store", "0005_epochs_and_policies")]
    operations = [
        migrations.CreateModel(
            name="Destruction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(db_index=True, max_length=64)),
                ("kept", models.CharField(blank=True, default="", max_length=64)),
                ("at", models.DateTimeField()),
                ("entry", models.BigIntegerField()),
                ("package", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.package")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("package", "digest"), name="one_destruction")],
            },
        ),
        migrations.CreateModel(
            name="RetentionHold",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("hold", models.CharField(max_length=200)),
                ("lifted", models.BooleanField()),
                ("packages", models.JSONField()),
                ("reason", models.TextField()),
                ("at", models.DateTimeField()),
                ("entry", models.BigIntegerField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("hold", "lifted"), name="one_hold")],
            },
        ),
        migrations.RunPython(install_on("store_destruction", "store_retentionhold"), migrations.RunPython.noop),
    ]
