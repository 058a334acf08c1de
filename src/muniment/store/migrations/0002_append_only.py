from django.db import migrations

from muniment.store.append_only import install, remove


class Migration(migrations.Migration):
    dependencies = [("store", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
