"""The witness and the log's own rule to sign once: forks, rollbacks, replays and restored backups."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from ledger_support import LOG_KEY, NOON, ORIGIN, WITNESS_KEY, entries, root_of, signed

from muniment.ledger.checkpoint import Checkpoint, verify_checkpoint
from muniment.ledger.edge import EMPTY, Growth
from muniment.ledger.note import LOG, SigningKey, cosigned_at, parse_note
from muniment.ledger.signing import check_may_sign, may_sign, sign_once, startup_check
from muniment.ledger.tree import EMPTY_ROOT, Tree
from muniment.ledger.witness import (
    NOTHING_SEEN,
    Cosigned,
    Refused,
    Witness,
    WitnessState,
    encode_request,
    parse_request,
    parse_state,
)
from muniment.vocabulary.errors import IntegrityFailure

WITNESS = Witness(WITNESS_KEY, (LOG_KEY.verifier,))
ITEMS = entries(0, 600)
FORKED = [*ITEMS[:100], *entries(100, 600, b"fork")]


def tree(items: list[bytes]) -> Tree:
    return Tree(len(items), {f.tile: f.content for f in Growth(EMPTY).files(items)}.__getitem__)


def ask(state: WitnessState, old: int, new: int, items: list[bytes] = ITEMS, time: int = NOON) -> Cosigned | Refused:
    note = signed(new, root_of(items[:new]))
    return WITNESS.cosign(state, note, old, tree(items[:new]).consistency_proof(old) if old <= new else [], time)


def after(*sizes: int) -> WitnessState:
    state, old = NOTHING_SEEN, 0
    for size in sizes:
        answer = ask(state, old, size)
        assert isinstance(answer, Cosigned)
        state, old = answer.state, size
    return state


def test_a_growing_log_is_cosigned() -> None:
    answer = ask(after(1, 256, 300), 300, 600)
    assert isinstance(answer, Cosigned)
    note = parse_note(signed(600, root_of(ITEMS))).signed_by(answer.signature)
    assert cosigned_at(note, [WITNESS_KEY.verifier]) == {WITNESS_KEY.verifier.vkey: NOON}


def test_the_same_checkpoint_is_cosigned_again() -> None:
    assert isinstance(ask(after(256), 256, 256, time=NOON + 600), Cosigned)


@pytest.mark.parametrize(
    ("old", "new", "items", "reason", "status", "convicts"),
    [
        (256, 256, FORKED, "fork", 409, True),
        (256, 600, FORKED, "inconsistent", 422, True),
        (0, 200, ITEMS, "rollback", 409, True),
        (200, 200, ITEMS, "rollback", 409, True),
        (0, 600, ITEMS, "stale", 409, False),
        (255, 600, ITEMS, "stale", 409, False),
        (601, 600, ITEMS, "malformed", 400, False),
    ],
)
def test_what_is_not_a_continuation_is_refused(
    old: int, new: int, items: list[bytes], reason: str, status: int, convicts: bool
) -> None:
    state = after(256)
    answer = ask(state, old, new, items)
    assert isinstance(answer, Refused)
    assert (answer.reason, answer.status, answer.seen_size) == (reason, status, 256)
    assert bool(answer.evidence) is convicts
    # Evidence convicts only if the log signed each part of it.
    heads = [verify_checkpoint(note, LOG_KEY.verifier)[0] for note in answer.evidence]
    assert heads == (
        [Checkpoint(ORIGIN, 256, root_of(ITEMS[:256])), Checkpoint(ORIGIN, new, root_of(items[:new]))]
        if convicts
        else []
    )
    assert answer.as_failure().exit_code == 4


def test_a_first_checkpoint_is_taken_as_it_is_but_with_no_proof() -> None:
    assert isinstance(ask(NOTHING_SEEN, 0, 300), Cosigned)
    answer = WITNESS.cosign(NOTHING_SEEN, signed(300, root_of(ITEMS[:300])), 0, [bytes(32)], NOON)
    assert isinstance(answer, Refused) and answer.reason == "inconsistent"


def test_strangers_and_bad_signatures_are_refused() -> None:
    stranger = SigningKey("stranger.example", LOG, bytes(32))
    impostor = SigningKey(ORIGIN, LOG, bytes(32))
    head = Checkpoint(ORIGIN, 1, bytes(32))
    for note, reason, status in (
        (Checkpoint(stranger.name, 1, bytes(32)).sign(stranger).encode(), "unknown_log", 404),
        (head.sign(impostor).encode(), "bad_signature", 403),
        (signed(1, bytes(32)).replace(b"\n1\n", b"\n2\n"), "bad_signature", 403),
        (b"nonsense", "malformed", 400),
    ):
        answer = WITNESS.cosign(NOTHING_SEEN, note, 0, [], NOON)
        assert isinstance(answer, Refused) and (answer.reason, answer.status) == (reason, status)


def test_a_clock_that_went_back_is_refused() -> None:
    answer = ask(after(256), 256, 600, time=NOON - 1)
    assert isinstance(answer, Refused) and answer.reason == "clock"


def test_the_state_is_kept_as_bytes_and_never_guessed() -> None:
    state = after(256)
    assert parse_state(state.encode()) == state
    for damaged in (b"", b"{}", b"[]", b'{"logs":1,"version":1}', b'{"logs":[["a"]],"version":1}', state.encode()[:-1]):
        with pytest.raises(IntegrityFailure):
            parse_state(damaged)


def test_requests_are_those_of_the_protocol() -> None:
    note = signed(600, root_of(ITEMS))
    proof = tree(ITEMS).consistency_proof(256)
    body = encode_request(256, proof, note)
    assert body.startswith(b"old 256\n") and body.endswith(b"\n\n" + note)
    assert parse_request(body) == (256, proof, note)
    assert parse_request(encode_request(0, [], note)) == (0, [], note)
    for damaged in (
        b"",
        b"old 1\n",
        b"old 01\n\nx",
        b"old 1\nAAAA\n\nx",
        b"old 1\n!\n\nx",
        b"old 1\n" + (b"A" * 43 + b"=\n") * 64 + b"\nx",
    ):
        with pytest.raises(IntegrityFailure):
            parse_request(damaged)


@dataclass
class Memory:
    last: tuple[int, bytes] | None = None

    def last_signed(self) -> tuple[int, bytes] | None:
        return self.last

    def remember(self, size: int, root: bytes) -> None:
        self.last = (size, root)


def test_a_log_signs_each_size_once_and_never_a_smaller_one() -> None:
    one, two = bytes(32), bytes(31) + b"\1"
    assert may_sign(None, 0, one)
    assert may_sign((5, one), 6, two)
    assert may_sign((5, one), 5, one)
    assert not may_sign((5, one), 5, two)
    assert not may_sign((5, one), 4, one)
    with pytest.raises(IntegrityFailure):
        check_may_sign((5, one), 4, two)


def test_signing_is_remembered_before_it_is_done() -> None:
    class Dies(Memory):
        def remember(self, size: int, root: bytes) -> None:
            raise OSError("disk")

    memory = Memory()
    note = sign_once(memory, LOG_KEY, Checkpoint(ORIGIN, 5, bytes(32)))
    assert memory.last == (5, bytes(32))
    assert sign_once(memory, LOG_KEY, Checkpoint(ORIGIN, 5, bytes(32))) == note
    with pytest.raises(IntegrityFailure):
        sign_once(memory, LOG_KEY, Checkpoint(ORIGIN, 5, b"\1" * 32))
    with pytest.raises(OSError):
        sign_once(Dies(), LOG_KEY, Checkpoint(ORIGIN, 5, bytes(32)))


def test_a_restored_backup_halts_at_start() -> None:
    def root_at(size: int) -> bytes:
        return root_of(ITEMS[:size])

    published = signed(300, root_at(300))
    startup_check(0, EMPTY_ROOT, None)
    startup_check(300, root_at(300), published, log_key=LOG_KEY.verifier)
    startup_check(600, root_at(600), published, root_at=root_at)
    with pytest.raises(IntegrityFailure, match="restored backup"):
        startup_check(299, root_at(299), published)
    with pytest.raises(IntegrityFailure, match="do not have the root"):
        startup_check(300, root_of(FORKED[:300]), published)
    with pytest.raises(IntegrityFailure, match="do not have the root"):
        startup_check(600, root_of(FORKED), published, root_at=lambda n: root_of(FORKED[:n]))
    with pytest.raises(IntegrityFailure):
        startup_check(300, root_at(300), published.replace(b"\n300\n", b"\n299\n"), log_key=LOG_KEY.verifier)
