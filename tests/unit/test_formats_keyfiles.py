"""Key files: private ones private, none overwritten, each wrong file with its own sentence."""

from __future__ import annotations

import shutil
import stat
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from muniment.formats import keyfiles, sshsig
from muniment.vocabulary.errors import InputRefused, MunimentError, UsageError

NOW = datetime(2024, 2, 29, 12, 0, 0, 123, tzinfo=UTC)


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_an_officers_key_signs_and_its_public_line_verifies(tmp_path: Path) -> None:
    pair = keyfiles.generate_ssh(tmp_path / "keys", "ada")
    assert (pair.private.name, pair.public.name) == ("ada", "ada.pub")
    assert _mode(pair.private) == 0o600
    line = keyfiles.load_public_line(pair.public)
    assert line.endswith(" ada")
    armored = sshsig.sign(b"act", keyfiles.load_ssh_private(pair.private), sshsig.ACT_NAMESPACE)
    sshsig.verify(b"act", armored, sshsig.ACT_NAMESPACE, line)


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen is not installed")
@pytest.mark.parametrize("passphrase", [None, b"correct horse"])
def test_openssh_reads_the_private_key(passphrase: bytes | None, tmp_path: Path) -> None:
    pair = keyfiles.generate_ssh(tmp_path, "ada", passphrase)
    command = ["ssh-keygen", "-y", "-P", (passphrase or b"").decode(), "-f", str(pair.private)]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert sshsig.same_key(shown, keyfiles.load_public_line(pair.public))


def test_a_recipients_certificate_allows_key_agreement_only_for_five_years(tmp_path: Path) -> None:
    pair = keyfiles.generate_recipient(tmp_path, "Agent Example 1", NOW)
    assert _mode(pair.private) == 0o600
    certificate = x509.load_pem_x509_certificate(pair.public.read_bytes())
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    assert usage.key_agreement
    assert not (usage.digital_signature or usage.key_encipherment or usage.key_cert_sign)
    assert certificate.subject.rfc4514_string() == "CN=Agent Example 1"
    held = keyfiles.read_certificate(pair.public.read_text())
    assert (held.not_before, held.not_after) == (NOW.replace(microsecond=0), datetime(2029, 2, 28, 12, tzinfo=UTC))
    key = keyfiles.load_recipient_private(pair.private)
    assert key.public_key() == held.public_key


def test_no_key_is_ever_overwritten_and_no_half_pair_is_left(tmp_path: Path) -> None:
    before = keyfiles.generate_ssh(tmp_path, "ada").private.read_bytes()
    with pytest.raises(UsageError) as refused:
        keyfiles.generate_ssh(tmp_path, "ada")
    assert refused.value.hint
    assert (tmp_path / "ada").read_bytes() == before
    (tmp_path / "ben.pub").write_text("someone's")
    with pytest.raises(UsageError):
        keyfiles.generate_ssh(tmp_path, "ben")
    assert not (tmp_path / "ben").exists()
    (tmp_path / "cy.crt").symlink_to(tmp_path / "nowhere")
    with pytest.raises(UsageError):
        keyfiles.generate_recipient(tmp_path, "cy", NOW)
    assert not (tmp_path / "cy.key").exists()


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "../a", "-f", "a\nb", "a\\b", "x" * 65, "a ", ".hidden", "a\0"])
def test_a_name_that_could_lead_elsewhere_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        keyfiles.generate_ssh(tmp_path, name)
    assert list(tmp_path.iterdir()) == []


def test_each_wrong_file_has_its_own_sentence(tmp_path: Path) -> None:
    keyfiles.generate_ssh(tmp_path, "ada")
    keyfiles.generate_ssh(tmp_path, "locked", b"secret")
    keyfiles.generate_recipient(tmp_path, "rc", NOW)
    keyfiles.generate_recipient(tmp_path, "rclocked", NOW, b"secret")
    (tmp_path / "junk").write_bytes(bytes(range(256)))
    (tmp_path / "huge").write_bytes(bytes(70_000))
    (tmp_path / "two.pub").write_text((tmp_path / "ada.pub").read_text() * 2)
    ssh, recipient, public = keyfiles.load_ssh_private, keyfiles.load_recipient_private, keyfiles.load_public_line
    cases = [
        (ssh, "ada.pub", None, "MUN-KEY-004"),
        (ssh, "rc.key", None, "MUN-KEY-004"),
        (ssh, "junk", None, "MUN-KEY-004"),
        (ssh, "huge", None, "MUN-KEY-004"),
        (ssh, "locked", None, "MUN-KEY-005"),
        (ssh, "locked", b"wrong", "MUN-KEY-006"),
        (ssh, "ada", b"needless", "MUN-KEY-006"),
        (ssh, "missing", None, "MUN-KEY-003"),
        (ssh, ".", None, "MUN-KEY-003"),
        (recipient, "rc.crt", None, "MUN-KEY-004"),
        (recipient, "junk", None, "MUN-KEY-004"),
        (recipient, "rclocked.key", None, "MUN-KEY-005"),
        (recipient, "rclocked.key", b"wrong", "MUN-KEY-006"),
        (recipient, "rc.key", b"needless", "MUN-KEY-006"),
        (public, "ada", None, "MUN-KEY-007"),
        (public, "two.pub", None, "MUN-KEY-008"),
        (public, "junk", None, "MUN-KEY-008"),
        (public, "rc.crt", None, "MUN-KEY-008"),
    ]
    for load, name, passphrase, code in cases:
        with pytest.raises(MunimentError) as refused:
            load(tmp_path / name, passphrase) if passphrase else load(tmp_path / name)  # type: ignore[call-arg]
        assert refused.value.code == code, (name, passphrase)
    assert keyfiles.load_ssh_private(tmp_path / "locked", b"secret")
    assert keyfiles.load_recipient_private(tmp_path / "rclocked.key", b"secret")


def test_a_certificate_that_nothing_can_be_sealed_to_is_refused(tmp_path: Path) -> None:
    wrong_curve = keyfiles.self_signed(ec.generate_private_key(ec.SECP256R1()), "p256", NOW)
    for pem, code in ((wrong_curve, "MUN-KEY-010"), (b"junk", "MUN-KEY-009"), ("", "MUN-KEY-009")):
        with pytest.raises(InputRefused) as refused:
            keyfiles.read_certificate(pem)
        assert refused.value.code == code


@pytest.mark.parametrize("taken", ["ada", "ada.pub"])
def test_a_file_that_appears_between_looking_and_writing_is_not_overwritten(
    taken: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / taken).write_text("made by another process meanwhile")
    monkeypatch.setattr("os.path.lexists", lambda path: False)
    with pytest.raises(UsageError):
        keyfiles.generate_ssh(tmp_path, "ada")
    monkeypatch.undo()
    assert [path.name for path in tmp_path.iterdir()] == [taken]
    assert (tmp_path / taken).read_text() == "made by another process meanwhile"
