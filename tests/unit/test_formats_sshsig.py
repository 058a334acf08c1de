"""SSH signatures: ours and OpenSSH's are the same thing, and nothing else passes for one."""

from __future__ import annotations

import base64
import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from muniment.formats import sshsig
from muniment.formats._sshwire import string, uint32
from muniment.vocabulary.errors import InputRefused, IntegrityFailure

SSH_KEYGEN = shutil.which("ssh-keygen")
needs_ssh_keygen = pytest.mark.skipif(SSH_KEYGEN is None, reason="ssh-keygen is not installed")
LETTER = b"agreement: example-2025\n"


def _write_key(folder: Path, key: sshsig.PrivateKey) -> Path:
    path = folder / "signer"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH, serialization.NoEncryption())
    )
    path.chmod(0o600)
    (folder / "signer.pub").write_text(sshsig.public_line(key, "signer") + "\n")
    return path


def _keys() -> dict[str, sshsig.PrivateKey]:
    return {
        "ed25519": Ed25519PrivateKey.generate(),
        "nistp256": ec.generate_private_key(ec.SECP256R1()),
        "nistp384": ec.generate_private_key(ec.SECP384R1()),
        "rsa": rsa.generate_private_key(65537, 2048),
    }


@pytest.fixture(scope="module")
def keys() -> dict[str, sshsig.PrivateKey]:
    return _keys()


@needs_ssh_keygen
@pytest.mark.parametrize("kind", ["ed25519", "nistp256", "nistp384", "rsa"])
def test_what_openssh_signs_verifies_here(kind: str, keys: dict[str, sshsig.PrivateKey], tmp_path: Path) -> None:
    path = _write_key(tmp_path, keys[kind])
    letter = tmp_path / "letter.yaml"
    letter.write_bytes(LETTER)
    command = [SSH_KEYGEN, "-q", "-Y", "sign", "-n", sshsig.REQUEST_NAMESPACE, "-f", path, letter]
    subprocess.run(command, check=True, capture_output=True)
    armored = (tmp_path / "letter.yaml.sig").read_text()
    line = sshsig.public_line(keys[kind], "a comment")
    assert sshsig.verify(LETTER, armored, sshsig.REQUEST_NAMESPACE, line) == line
    if kind in ("ed25519", "rsa"):  # deterministic schemes: the very same text
        assert sshsig.sign(LETTER, keys[kind], sshsig.REQUEST_NAMESPACE) == armored


@needs_ssh_keygen
@pytest.mark.parametrize("kind", ["ed25519", "nistp256", "nistp384", "rsa"])
def test_what_we_sign_verifies_in_openssh(kind: str, keys: dict[str, sshsig.PrivateKey], tmp_path: Path) -> None:
    (tmp_path / "sig").write_text(sshsig.sign(LETTER, keys[kind], sshsig.ACT_NAMESPACE))
    (tmp_path / "allowed").write_text(f"ada {sshsig.public_line(keys[kind])}\n")
    command = [SSH_KEYGEN, "-Y", "verify", "-n", "muniment-act", "-I", "ada", "-f", "allowed", "-s", "sig"]
    good = subprocess.run(command, input=LETTER, cwd=tmp_path, capture_output=True, check=False)
    assert good.returncode == 0, good.stderr
    bad = subprocess.run(command, input=LETTER + b" ", cwd=tmp_path, capture_output=True, check=False)
    assert bad.returncode != 0


@needs_ssh_keygen
def test_fingerprint_is_the_one_openssh_prints(keys: dict[str, sshsig.PrivateKey], tmp_path: Path) -> None:
    path = _write_key(tmp_path, keys["ed25519"])
    printed = subprocess.run([SSH_KEYGEN, "-lf", path], capture_output=True, text=True, check=True).stdout
    assert sshsig.fingerprint(sshsig.public_line(keys["ed25519"])) == printed.split()[1]


def _armour(body: bytes) -> str:
    return f"-----BEGIN SSH SIGNATURE-----\n{base64.b64encode(body).decode()}\n-----END SSH SIGNATURE-----\n"


def _body(
    key: Ed25519PrivateKey,
    *,
    magic: bytes = b"SSHSIG",
    version: int = 1,
    reserved: bytes = b"",
    hash_name: str = "sha512",
) -> bytes:
    """A signature that is cryptographically right over whatever odd preamble is asked for."""
    digest = hashlib.new(hash_name, LETTER).digest()
    head = string(b"muniment-request") + string(reserved) + string(hash_name.encode())
    value = string(b"ssh-ed25519") + string(key.sign(b"SSHSIG" + head + string(digest)))
    blob = string(b"ssh-ed25519") + string(key.public_key().public_bytes_raw())
    return magic + uint32(version) + string(blob) + head + string(value)


def test_a_body_made_by_hand_verifies_so_that_the_refusals_below_mean_something() -> None:
    key = Ed25519PrivateKey.generate()
    for hash_name in ("sha512", "sha256"):
        armored = _armour(_body(key, hash_name=hash_name))
        sshsig.verify(LETTER, armored, "muniment-request", sshsig.public_line(key))


@pytest.mark.parametrize(
    "odd",
    [{"magic": b"SSHSIX"}, {"version": 2}, {"reserved": b"x"}, {"hash_name": "sha1"}, {"hash_name": "sha384"}],
    ids=lambda odd: next(iter(odd)) + "-" + str(next(iter(odd.values()))),
)
def test_an_odd_preamble_is_refused_although_the_signature_is_right(odd: dict[str, object]) -> None:
    key = Ed25519PrivateKey.generate()
    armored = _armour(_body(key, **odd))  # type: ignore[arg-type]
    with pytest.raises(IntegrityFailure) as refused:
        sshsig.verify(LETTER, armored, "muniment-request", sshsig.public_line(key))
    assert refused.value.code == "MUN-SSHSIG-001"


def test_trailing_bytes_and_loose_armour_are_refused() -> None:
    key = Ed25519PrivateKey.generate()
    line = sshsig.public_line(key)
    good = _armour(_body(key))
    sshsig.verify(LETTER, good.replace("\n", "\r\n"), "muniment-request", line)  # as mailed from Windows
    for bad in (
        _armour(_body(key) + b"\0"),
        "Dear custodian,\n" + good,
        good + "\n\n",
        good.replace("BEGIN SSH", "BEGIN PGP"),
        good.replace("\nU", "\n U"),
        "",
        "é",
    ):
        with pytest.raises(IntegrityFailure):
            sshsig.verify(LETTER, bad, "muniment-request", line)


def test_another_namespace_key_or_message_is_told_apart() -> None:
    key, other = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    armored = sshsig.sign(LETTER, key, sshsig.REQUEST_NAMESPACE)
    line, stranger = sshsig.public_line(key), sshsig.public_line(other)
    for expected, arguments in {
        "MUN-SSHSIG-002": (LETTER, armored, sshsig.ACT_NAMESPACE, line),
        "MUN-SSHSIG-003": (LETTER, armored, sshsig.REQUEST_NAMESPACE, [stranger]),
        "MUN-SSHSIG-004": (LETTER + b"\n", armored, sshsig.REQUEST_NAMESPACE, [stranger, line]),
    }.items():
        with pytest.raises(IntegrityFailure) as refused:
            sshsig.verify(*arguments)
        assert refused.value.code == expected
    with pytest.raises(IntegrityFailure):
        sshsig.verify(LETTER, armored, sshsig.REQUEST_NAMESPACE, [])


def test_the_claimed_key_can_be_read_and_compared_whatever_the_comment() -> None:
    key = Ed25519PrivateKey.generate()
    line = sshsig.public_line(key, "ada@example")
    claimed = sshsig.signer_key(sshsig.sign(LETTER, key, sshsig.ACT_NAMESPACE))
    assert claimed == sshsig.public_line(key)
    assert sshsig.same_key(line, claimed + " another comment")
    assert not sshsig.same_key(line, sshsig.public_line(Ed25519PrivateKey.generate(), "ada@example"))


def test_rsa_with_sha1_is_refused() -> None:
    key = rsa.generate_private_key(65537, 2048)
    armored = sshsig.sign(LETTER, key, sshsig.REQUEST_NAMESPACE)
    body = base64.b64decode("".join(armored.splitlines()[1:-1]))
    downgraded = _armour(body.replace(string(b"rsa-sha2-512"), string(b"ssh-rsa-sha1")))
    with pytest.raises(IntegrityFailure):
        sshsig.verify(LETTER, downgraded, sshsig.REQUEST_NAMESPACE, sshsig.public_line(key))


def test_a_security_key_must_have_been_touched() -> None:
    key = Ed25519PrivateKey.generate()
    kind, application = b"sk-ssh-ed25519@openssh.com", b"ssh:"
    blob = string(kind) + string(key.public_key().public_bytes_raw()) + string(application)
    line = f"{kind.decode()} {base64.b64encode(blob).decode()}"
    head = string(b"muniment-act") + string(b"") + string(b"sha512")
    signed = b"SSHSIG" + head + string(hashlib.sha512(LETTER).digest())

    def armored(flags: bytes) -> str:
        tail = flags + uint32(7)
        value = key.sign(hashlib.sha256(application).digest() + tail + hashlib.sha256(signed).digest())
        return _armour(b"SSHSIG" + uint32(1) + string(blob) + head + string(string(kind) + string(value) + tail))

    assert sshsig.verify(LETTER, armored(b"\x01"), "muniment-act", line) == line
    with pytest.raises(IntegrityFailure):
        sshsig.verify(LETTER, armored(b"\x00"), "muniment-act", line)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "ssh-ed25519",
        "ssh-ed25519 AAAA",
        "ssh-dss AAAAB3NzaC1kc3M=",
        "-----BEGIN OPENSSH PRIVATE KEY-----",
        "ssh-rsa " + base64.b64encode(string(b"ssh-rsa") + string(b"\x03") + string(b"\x7f" * 64)).decode(),
        "ssh-ed25519 " + base64.b64encode(string(b"ssh-ed25519") + string(bytes(31))).decode(),
        "ssh-ed25519 " + base64.b64encode(string(b"ssh-ed25519") + string(bytes(32)) + b"x").decode(),
        "ssh-rsa " + base64.b64encode(string(b"ssh-ed25519") + string(bytes(32))).decode(),
    ],
)
def test_what_is_no_public_key_is_refused_with_a_hint(line: str) -> None:
    with pytest.raises(InputRefused) as refused:
        sshsig.fingerprint(line)
    assert "ssh-ed25519" in refused.value.hint


def test_nothing_hides_inside_the_signature_blob() -> None:
    key = Ed25519PrivateKey.generate()
    body = _body(key)
    value = string(b"ssh-ed25519") + string(body[-64:])
    assert body.endswith(string(value))
    longer = body.removesuffix(string(value)) + string(value + b"\0")
    with pytest.raises(IntegrityFailure):
        sshsig.verify(LETTER, _armour(longer), "muniment-request", sshsig.public_line(key))


def test_a_second_spelling_of_the_same_base64_is_refused() -> None:
    """The last character before `=` has bits that decode to nothing: four or sixteen spellings, one is right."""
    key = ec.generate_private_key(ec.SECP256R1())
    kind, text = sshsig.public_line(key).split(" ")
    assert text.endswith("=")
    at = len(text.rstrip("=")) - 1
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    other = text[:at] + alphabet[alphabet.index(text[at]) + 1] + text[at + 1 :]
    assert base64.b64decode(other) == base64.b64decode(text)
    assert sshsig.fingerprint(f"{kind} {text}")
    with pytest.raises(InputRefused):
        sshsig.fingerprint(f"{kind} {other}")
