from django.db import migrations

from muniment.store.append_only import install_ends, remove_ends


class Migration(migrations.Migration):
    dependencies = [("store", "0002_append_only")]
    operations = [migrations.RunPython(install_ends, remove_ends)]
