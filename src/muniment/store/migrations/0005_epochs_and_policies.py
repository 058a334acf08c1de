from django.db import migrations, models

from muniment.store.append_only import install_on


class Migration(migrations.Migration):
    dependencies = [("store", "0004_linkage_fit")]
    operations = [
        migrations.CreateModel(
            name="SaltEpoch",
            fields=[
                ("first", models.BigIntegerField(primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField(unique=True)),
                ("entry", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="PolicyVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40)),
                ("document", models.JSONField()),
                ("at", models.DateTimeField()),
                ("entry", models.BigIntegerField(unique=True)),
            ],
        ),
        migrations.RunPython(install_on("store_saltepoch", "store_policyversion"), migrations.RunPython.noop),
    ]
