"""The tables. Everything that happened is append-only; nothing of a person is here but references into artefacts.

Rows of a package live in Parquet artefacts named by their hash (ARCHITECTURE.md); these tables say which artefact is
which, who made it, and at which index of the ledger that is written.
"""

from __future__ import annotations

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper


class EntryIndex(models.BigIntegerField):  # type: ignore[type-arg]
    """An index of the ledger as a table's key. SQLite keeps it as the row's own number: one tree for a table, and one page
    less to make durable for every act."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        return "integer" if connection.vendor == "sqlite" else super().db_type(connection)


class RowNumber(models.BigAutoField):  # type: ignore[type-arg]
    """The number that the database gives a row. On SQLite the largest so far and one more: nothing here is ever removed, so no
    number comes back, and AUTOINCREMENT would make one more page durable for every act."""

    def db_type_suffix(self, connection: BaseDatabaseWrapper) -> str | None:
        return None if connection.vendor == "sqlite" else super().db_type_suffix(connection)


class LogRun(models.Model):
    """A run of consecutive ledger entries written by one transaction.

    Invariant: runs are contiguous: `first` of a run is `first + count` of the run before (checked by `log.append`,
    by the unique key and by `fsck`). `leaves` is the concatenation of `count` public entries of one fixed length.
    `record` is the canonical record of an act (inside only); rows' records are recomputed from `artefact`.
    `package` is null where a run is of no package, and such runs are not in its index.
    """

    first = EntryIndex(primary_key=True)
    count = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=40)
    day = models.DateField()
    leaves = models.BinaryField()
    record = models.BinaryField(null=True)
    artefact = models.CharField(max_length=64, blank=True, default="")
    package = models.CharField(max_length=40, null=True)

    class Meta:
        indexes = [
            models.Index(fields=["package"], condition=models.Q(package__isnull=False), name="runs_of_a_package")
        ]


class SaltEpoch(models.Model):
    """From the entry at `first` on, salts derive from the salt key `number`. Before the first row here it is key 0."""

    first = models.BigIntegerField(primary_key=True)
    number = models.PositiveIntegerField(unique=True)
    entry = models.BigIntegerField()


class PolicyVersion(models.Model):
    """Whom the ledger relies on from here on: witnesses, or a gate elsewhere. The newest of a kind is in force."""

    kind = models.CharField(max_length=40)
    document = models.JSONField()
    at = models.DateTimeField()
    entry = models.BigIntegerField(unique=True)


class TreeHead(models.Model):
    """What the log key may sign: written before signing, so that no other root is ever signed for that size."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField()


class SignedHead(models.Model):
    """A checkpoint as signed and cosigned."""

    size = models.BigIntegerField(primary_key=True)
    note = models.BinaryField()
    made_at = models.DateTimeField()


class WitnessState(models.Model):
    """What the embedded witness last cosigned, per log."""

    origin = models.CharField(max_length=200, primary_key=True)
    state = models.JSONField()


class GateMemory(models.Model):
    """One release the embedded gate made, and the tree it saw then (its state, inside only). Hashes are hex."""

    leaf_index = models.BigIntegerField(primary_key=True)
    leaf_hash = models.CharField(max_length=64, unique=True)
    ciphertext = models.CharField(max_length=64, unique=True)
    size = models.BigIntegerField()
    root = models.CharField(max_length=64)


class Officer(models.Model):
    """An officer in a period of service. Removal ends the period; a name may come back with another row."""

    name = models.CharField(max_length=200)
    roles = models.JSONField()
    public_key = models.TextField()
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    entry = models.BigIntegerField()


class AgreementVersion(models.Model):
    agreement_id = models.CharField(max_length=200, db_index=True)
    version = models.PositiveIntegerField()
    document = models.CharField(max_length=64)
    profile_document = models.CharField(max_length=64, blank=True, default="")
    added_at = models.DateTimeField()
    entry = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agreement_id", "version"], name="one_agreement_version")]


class RecordIndex(models.Model):
    """A version of the record index. The newest is used for packages that reach linkage from then on."""

    digest = models.CharField(max_length=64, db_index=True)
    built_on = models.DateField()
    built_at = models.DateTimeField()
    records = models.PositiveBigIntegerField()
    persons = models.PositiveBigIntegerField()
    quality = models.JSONField()
    entry = models.BigIntegerField()


class LinkageFit(models.Model):
    """A fitted linkage model, the newest of its agreement used from then on. Hashes of artefacts; '' where there is none:
    `records` the index it was fitted on, `labels` as given, `reviewed` how labelled rows fared
    (nobody is named), `spent` those that no later certificate may use, `certificate` where one was given.
    """

    agreement_id = models.CharField(max_length=200, db_index=True)
    version = models.PositiveIntegerField()
    package = models.ForeignKey("Package", on_delete=models.PROTECT)
    records = models.CharField(max_length=64)
    model = models.CharField(max_length=64, db_index=True)
    labels = models.CharField(max_length=64, blank=True, default="")
    reviewed = models.CharField(max_length=64, blank=True, default="")
    spent = models.CharField(max_length=64, blank=True, default="")
    certificate = models.CharField(max_length=64, blank=True, default="")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT)
    at = models.DateTimeField()
    entry = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agreement_id", "version"], name="one_linkage_fit_version")]


class DecoySet(models.Model):
    """Persons known to be in no record, by the hash of their facts. The newest set is linked beside every package."""

    facts = models.CharField(max_length=64)
    rows = models.PositiveBigIntegerField()
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT)
    at = models.DateTimeField()
    entry = models.BigIntegerField()


class Package(models.Model):
    """An accepted submission. Law, profile and agreement version are frozen here."""

    id = models.CharField(max_length=40, primary_key=True)
    number = models.PositiveIntegerField(unique=True)
    agreement = models.ForeignKey(AgreementVersion, on_delete=models.PROTECT)
    request_id = models.CharField(max_length=500)
    requester = models.CharField(max_length=500)
    rows = models.PositiveBigIntegerField()
    letter = models.CharField(max_length=64)
    signature = models.CharField(max_length=64)
    signer_key = models.TextField()
    persons_file = models.CharField(max_length=64)
    persons = models.CharField(max_length=64)
    facts = models.CharField(max_length=64)
    pack = models.CharField(max_length=64)
    profile = models.CharField(max_length=64)
    submitted_at = models.DateTimeField()
    intake_officer = models.ForeignKey(Officer, on_delete=models.PROTECT)
    entry = models.BigIntegerField()


class Stage(models.Model):
    """One run of a stage on one input. The newest row of a name is the stage's state; older ones stay."""

    package = models.ForeignKey(Package, on_delete=models.PROTECT)
    name = models.CharField(max_length=20)
    input_hash = models.CharField(max_length=64)
    artefact = models.CharField(max_length=64)
    inputs = models.JSONField()
    summary = models.JSONField()
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT)
    at = models.DateTimeField()
    entry = models.BigIntegerField()


class Judgment(models.Model):
    """What a reviewer, counsel or privacy officer decided on one item of one row.

    `reason` is empty (a changed column would cost SQLite the table's triggers): reasons stand in the decision's file, an artefact, which retention can destroy.
    """

    package = models.ForeignKey(Package, on_delete=models.PROTECT)
    row = models.PositiveBigIntegerField()
    item = models.CharField(max_length=120)
    decision = models.CharField(max_length=20)
    reason = models.TextField()
    basis = models.CharField(max_length=64)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT)
    at = models.DateTimeField()
    entry = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["package", "row"])]


class Approval(models.Model):
    """An approver's signature over the exact outcome set."""

    package = models.ForeignKey(Package, on_delete=models.PROTECT)
    outcomes = models.CharField(max_length=64)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT)
    at = models.DateTimeField()
    entry = models.BigIntegerField()


class Release(models.Model):
    """One release (the first, or a supplementary one) of an approved outcome set."""

    package = models.ForeignKey(Package, on_delete=models.PROTECT)
    number = models.PositiveIntegerField()
    approval = models.OneToOneField(Approval, on_delete=models.PROTECT)
    answered = models.CharField(max_length=64)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT)
    at = models.DateTimeField()
    entry = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["package", "number"], name="one_release_number")]


class Envelope(models.Model):
    """What one recipient gets in one release: sealed to the gate before the entry, rewrapped after it.

    `entry` is the ledger index that says what is in it; the gate opens only with proof of that entry.
    """

    release = models.ForeignKey(Release, on_delete=models.PROTECT)
    recipient = models.CharField(max_length=200)
    certificate = models.TextField()
    sealed = models.CharField(max_length=64)
    rows = models.PositiveBigIntegerField()
    disclosed = models.PositiveBigIntegerField()
    entry = models.BigIntegerField(unique=True)


class Delivery(models.Model):
    """The gate let this envelope go: written after the gate's own release entry."""

    envelope = models.OneToOneField(Envelope, on_delete=models.PROTECT)
    artefact = models.CharField(max_length=64)
    at = models.DateTimeField()
    entry = models.BigIntegerField()


class SuspensionOrder(models.Model):
    order_id = models.CharField(max_length=200, unique=True)
    document = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)
    entry = models.BigIntegerField()


class HistoricDisclosures(models.Model):
    """Disclosures made before Muniment, as the custodian's own files tell them. `persons` has the rows as told, with when
    and to whom each went, `facts` the same in normal form."""

    id = models.CharField(max_length=40, primary_key=True)
    agreement = models.ForeignKey(AgreementVersion, on_delete=models.PROTECT)
    letter = models.CharField(max_length=64)
    signer_key = models.TextField(blank=True, default="")
    file = models.CharField(max_length=64)
    persons = models.CharField(max_length=64)
    facts = models.CharField(max_length=64)
    rows = models.PositiveBigIntegerField()
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT)
    at = models.DateTimeField()
    entry = models.BigIntegerField()


class Destruction(models.Model):
    """An artefact that held evidence of persons not disclosed by a package, destroyed on schedule. `kept` is the artefact
    of what stays of it: what the ledger's entries need, and the rows disclosed; '' for none."""

    package = models.ForeignKey(Package, on_delete=models.PROTECT)
    digest = models.CharField(max_length=64, db_index=True)
    kept = models.CharField(max_length=64, blank=True, default="")
    at = models.DateTimeField()
    entry = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["package", "digest"], name="one_destruction")]


class RetentionHold(models.Model):
    """A litigation hold was put on (`lifted` false) or lifted. `packages`: those it keeps; none named: all."""

    hold = models.CharField(max_length=200)
    lifted = models.BooleanField()
    packages = models.JSONField()
    reason = models.TextField()
    at = models.DateTimeField()
    entry = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hold", "lifted"], name="one_hold")]
