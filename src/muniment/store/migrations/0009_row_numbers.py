from typing import Any

from django.db import migrations, models

from muniment.store.append_only import install_anew_on, install_on, remove_from
from muniment.store.models import RowNumber

NUMBERED = (
    "agreementversion",
    "approval",
    "decoyset",
    "delivery",
    "destruction",
    "envelope",
    "judgment",
    "linkagefit",
    "officer",
    "policyversion",
    "recordindex",
    "release",
    "retentionhold",
    "stage",
    "suspensionorder",
)
TABLES = tuple(f"store_{name}" for name in (*NUMBERED, "logrun"))


def guard_again(apps: Any, schema_editor: Any) -> None:
    """Last step back."""
    again = install_on("store_logrun") if schema_editor.connection.vendor == "postgresql" else install_anew_on(*TABLES)
    again(apps, schema_editor)


class Migration(migrations.Migration):
    """Two pages less for an act on SQLite: rows are numbered without AUTOINCREMENT, and a run of no package is in no index
    of packages. SQLite writes these tables anew, in one transaction; PostgreSQL makes the index anew. Runs written before
    keep their empty package, which the index has."""

    dependencies = [("store", "0008_log_by_index")]
    operations = [
        migrations.RunPython(migrations.RunPython.noop, guard_again),
        *(
            migrations.AlterField(
                name, "id", RowNumber(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")
            )
            for name in NUMBERED
        ),
        migrations.AlterField("logrun", "package", models.CharField(max_length=40, null=True)),
        migrations.AddIndex(
            "logrun",
            models.Index(fields=["package"], condition=models.Q(package__isnull=False), name="runs_of_a_package"),
        ),
        migrations.RunPython(install_anew_on(*TABLES), remove_from("store_logrun")),
    ]
