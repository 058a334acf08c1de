import django.db.models.deletion
from django.db import migrations, models

import muniment.store.models
from muniment.store.append_only import install, install_ends, install_on, remove, remove_ends


class Migration(migrations.Migration):
    """What 0001 to 0009 make together, in one step for a new database; those take a database made before up step by step.
    tests/unit/test_migrations.py holds both ways to the same tables, indexes and triggers."""

    replaces = [
        ("store", name)
        for name in (
            "0001_initial",
            "0002_append_only",
            "0003_ends",
            "0004_linkage_fit",
            "0005_epochs_and_policies",
            "0006_retention",
            "0007_history",
            "0008_log_by_index",
            "0009_row_numbers",
        )
    ]

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Envelope",
            fields=[
                (
                    "id",
                    muniment.store.models.RowNumber(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("recipient", models.CharField(max_length=200)),
                ("certificate", models.TextField()),
                ("sealed", models.CharField(max_length=64)),
                ("rows", models.PositiveBigIntegerField()),
                ("disclosed", models.PositiveBigIntegerField()),
                ("entry", models.BigIntegerField(unique=True)),
            ],
        ),
        migrations.CreateModel(
            name="GateMemory",
            fields=[
                ("leaf_index", models.BigIntegerField(primary_key=True, serialize=False)),
                ("leaf_hash", models.CharField(max_length=64, unique=True)),
                ("ciphertext", models.CharField(max_length=64, unique=True)),
                ("size", models.BigIntegerField()),
                ("root", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="Officer",
            fields=[
                (
                    "id",
                    muniment.store.models.RowNumber(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("roles", models.JSONField()),
                ("public_key", models.TextField()),
                ("added_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(null=True)),
                ("entry", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="PolicyVersion",
            fields=[
                (
                    "id",
                    muniment.store.models.RowNumber(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                ("document", models.JSONField()),
                ("at", models.DateTimeField()),
                ("entry", models.BigIntegerField(unique=True)),
            ],
        ),
        migrations.CreateModel(
            name="RecordIndex",
            fields=[
                (
                    "id",
                    muniment.store.models.RowNumber(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(db_index=True, max_length=64)),
                ("built_on", models.DateField()),
                ("built_at", models.DateTimeField()),
                ("records", models.PositiveBigIntegerField()),
                ("persons", models.PositiveBigIntegerField()),
                ("quality", models.JSONField()),
                ("entry", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="SaltEpoch",
            fields=[
                ("first", models.BigIntegerField(primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField(unique=True)),
                ("entry", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="SignedHead",
            fields=[
                ("size", models.BigIntegerField(primary_key=True, serialize=False)),
                ("note", models.BinaryField()),
                ("made_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="SuspensionOrder",
            fields=[
                (
                    "id",
                    muniment.store.models.RowNumber(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("order_id", models.CharField(max_length=200, unique=True)),
                ("document", models.CharField(max_length=64)),
                ("added_at", models.DateTimeField()),
                ("lifted_at", models.DateTimeField(null=True)),
                ("entry", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="TreeHead",
            fields=[
                ("size", models.BigIntegerField(primary_key=True, serialize=False)),
                ("root", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="WitnessState",
            fields=[
                ("origin", models.CharField(max_length=200, primary_key=True, serialize=False)),
                ("state", models.JSONField()),
            ],
        ),
        migrations.CreateModel(
            name="AgreementVersion",
            fields=[
                (
                    "id",
                    muniment.store.models.RowNumber(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("agreement_id", models.CharField(db_index=True, max_length=200)),
                ("version", models.PositiveIntegerField()),
                ("document", models.CharField(max_length=64)),
                ("profile_document", models.CharField(blank=True, default="", max_length=64)),
                ("added_at", models.DateTimeField()),
                ("entry", models.BigIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("agreement_id", "version"), name="one_agreement_version")
                ],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    muniment.store.models.RowNumber(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("artefact", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("entry", models.BigIntegerField()),
                ("envelope", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, to="store.envelope")),
            ],
        ),
        migrations.CreateModel(
            name="LogRun",
            fields=[
                ("first", muniment.store.models.EntryIndex(primary_key=True, serialize=False)),
                ("count", models.PositiveBigIntegerField()),
                ("kind", models.CharField(max_length=40)),
                ("day", models.DateField()),
                ("leaves", models.BinaryField()),
                ("record", models.BinaryField(null=True)),
                ("artefact", models.CharField(blank=True, default="", max_length=64)),
                ("package", models.CharField(max_length=40, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("package__isnull", False)), fields=["package"], name="runs_of_a_package"
                    )
                ],
            },
        ),
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
        migrations.CreateModel(
            name="DecoySet",
            fields=[
                (
                    "id",
                    muniment.store.models.RowNumber(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("facts", models.CharField(max_length=64)),
                ("rows", models.PositiveBigIntegerField()),
                ("at", models.DateTimeField()),
                ("entry", models.BigIntegerField()),
                ("officer", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.officer")),
            ],
        ),
        migrations.CreateModel(
            name="Package",
            fields=[
                ("id", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField(unique=True)),
                ("request_id", models.CharField(max_length=500)),
                ("requester", models.CharField(max_length=500)),
                ("rows", models.PositiveBigIntegerField()),
                ("letter", models.CharField(max_length=64)),
                ("signature", models.CharField(max_length=64)),
                ("signer_key", models.TextField()),
                ("persons_file", models.CharField(max_length=64)),
                ("persons", models.CharField(max_length=64)),
                ("facts", models.CharField(max_length=64)),
                ("pack", models.CharField(max_length=64)),
                ("profile", models.CharField(max_length=64)),
                ("submitted_at", models.DateTimeField()),
                ("entry", models.BigIntegerField()),
                (
                    "agreement",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.agreementversion"),
                ),
                ("intake_officer", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.officer")),
            ],
        ),
        migrations.CreateModel(
            name="Approval",
            fields=[
                (
                    "id",
                    muniment.store.models.RowNumber(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("outcomes", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("entry", models.BigIntegerField()),
                ("officer", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.officer")),
                ("package", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.package")),
            ],
        ),
        migrations.CreateModel(
            name="Release",
            fields=[
                (
                    "id",
                    muniment.store.models.RowNumber(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("answered", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("entry", models.BigIntegerField()),
                ("approval", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, to="store.approval")),
                ("officer", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.officer")),
                ("package", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.package")),
            ],
        ),
        migrations.AddField(
            model_name="envelope",
            name="release",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.release"),
        ),
        migrations.CreateModel(
            name="RetentionHold",
            fields=[
                (
                    "id",
                    muniment.store.models.RowNumber(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
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
        migrations.CreateModel(
            name="Stage",
            fields=[
                (
                    "id",
                    muniment.store.models.RowNumber(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=20)),
                ("input_hash", models.CharField(max_length=64)),
                ("artefact", models.CharField(max_length=64)),
                ("inputs", models.JSONField()),
                ("summary", models.JSONField()),
                ("at", models.DateTimeField()),
                ("entry", models.BigIntegerField()),
                ("officer", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.officer")),
                ("package", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.package")),
            ],
        ),
        migrations.CreateModel(
            name="LinkageFit",
            fields=[
                (
                    "id",
                    muniment.store.models.RowNumber(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
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
            name="Judgment",
            fields=[
                (
                    "id",
                    muniment.store.models.RowNumber(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("row", models.PositiveBigIntegerField()),
                ("item", models.CharField(max_length=120)),
                ("decision", models.CharField(max_length=20)),
                ("reason", models.TextField()),
                ("basis", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("entry", models.BigIntegerField()),
                ("officer", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.officer")),
                ("package", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.package")),
            ],
            options={
                "indexes": [models.Index(fields=["package", "row"], name="store_judgm_package_9684d1_idx")],
            },
        ),
        migrations.CreateModel(
            name="Destruction",
            fields=[
                (
                    "id",
                    muniment.store.models.RowNumber(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
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
        migrations.AddConstraint(
            model_name="release",
            constraint=models.UniqueConstraint(fields=("package", "number"), name="one_release_number"),
        ),
        migrations.RunPython(install, remove),
        migrations.RunPython(
            install_on(
                "store_linkagefit",
                "store_decoyset",
                "store_saltepoch",
                "store_policyversion",
                "store_destruction",
                "store_retentionhold",
                "store_historicdisclosures",
            ),
            migrations.RunPython.noop,
        ),
        migrations.RunPython(install_ends, remove_ends),
    ]
