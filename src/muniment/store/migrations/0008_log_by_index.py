from django.db import migrations

import muniment.store.models
from muniment.store.append_only import install_anew_on


class Migration(migrations.Migration):
    """SQLite writes the log anew, in one transaction; PostgreSQL has nothing to change."""

    dependencies = [("store", "0007_history")]
    operations = [
        migrations.AlterField("LogRun", "first", muniment.store.models.EntryIndex(primary_key=True, serialize=False)),
        migrations.RunPython(install_anew_on("store_logrun"), migrations.RunPython.noop),
    ]
