from django.db import migrations, models

from muniment.store.append_only import protect, unprotect

TABLES = ("store_saltepoch",)


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
        migrations.RunPython(
            lambda apps, editor: protect(editor, TABLES), lambda apps, editor: unprotect(editor, TABLES)
        ),
    ]
