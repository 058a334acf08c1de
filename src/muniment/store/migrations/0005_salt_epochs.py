from django.db import migrations, models

from muniment.store.append_only import install_on


class Migration(migrations.Migration):
    dependencies = [("store", "0003_ends")]
    operations = [
        migrations.CreateModel(
            name="SaltEpoch",
            fields=[
                ("first", models.BigIntegerField(primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField(unique=True)),
                ("entry", models.BigIntegerField()),
            ],
        ),
        migrations.RunPython(install_on("store_saltepoch"), migrations.RunPython.noop),
    ]
