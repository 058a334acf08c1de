"""`doctor` takes nobody's word that an officer acted: the signature on the act must be of a key in service that day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from world import World, record, request_row


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A package processed by Ada and decided by Ben, an officer who has left, and tables that take any change."""
    from muniment.store.append_only import remove, remove_ends

    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("DATABASE_URL", raising=False)
        w = World(tmp_path_factory.mktemp("signed"))
        w.build_records([record(0)])
        package = w.submit([request_row(0)])
        w.process(package)
        assert w.decide(package, "confirm").code == 0
        w.must("officers", "remove", "dee", *w.act("ben"), "--second", "lex", "--second-key", w.keys / "lex")
        w.must("doctor")
        from django.db import connection

        with connection.schema_editor() as editor:
            remove(None, editor)
            remove_ends(None, editor)
        yield w


def unsigned(w: World) -> list[str]:
    """The kind of each act that doctor names for its signature; it names nothing else."""
    ran = w.run("doctor")
    assert (ran.code, ran.error) == (4, "MUN-DOCTOR-001")
    assert {d["code"] for d in ran.json["error"]["defects"]} == {"MUN-DOCTOR-005"}
    return [d["column"] for d in ran.json["error"]["defects"]]


@pytest.mark.parametrize(
    "change",
    [
        lambda ben: {"public_key": key_of("lex")},
        lambda ben: {"name": "benjamin"},
        lambda ben: {"added_at": ben.added_at + timedelta(days=2)},
        lambda ben: {"added_at": ben.added_at - timedelta(days=9), "removed_at": ben.added_at - timedelta(days=2)},
    ],
)
def test_a_register_changed_afterwards_is_found(worked: World, change: Callable[[Any], dict[str, Any]]) -> None:
    from muniment.store.models import Officer

    ben = Officer.objects.get(name="ben")
    changed = change(ben)
    Officer.objects.filter(pk=ben.pk).update(**changed)
    assert set(unsigned(worked)) == {"review_exported", "review_decided", "package_determined", "officer_removed"}
    Officer.objects.filter(pk=ben.pk).update(**{name: getattr(ben, name) for name in changed})
    worked.must("doctor")


def key_of(name: str) -> str:
    from muniment.store.models import Officer

    return str(Officer.objects.get(name=name).public_key)


def test_an_act_not_signed_by_whom_it_names_is_found(worked: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The entry commits to the record as it is; only the signature tells that Ada did not do it. Last here: what is
    written stays."""
    from muniment.formats import keyfiles, sshsig

    true_sign, another = sshsig.sign, keyfiles.load_ssh_private(worked.keys / "ben")
    forgeries: list[Callable[[bytes, Any, str], str]] = [
        lambda message, key, namespace: true_sign(message, another, namespace),
        lambda message, key, namespace: true_sign(message, key, sshsig.REQUEST_NAMESPACE),
        lambda message, key, namespace: true_sign(message + b" ", key, namespace),
        lambda message, key, namespace: "",
    ]
    for number, forged in enumerate(forgeries, 1):
        with monkeypatch.context() as patch:
            patch.setattr(sshsig, "sign", forged)
            worked.must("matches", "PKG-000001", "--out", worked.dir / "matches.csv", *worked.act("ada"))
        assert len(unsigned(worked)) == number
