"""The gate: seven attacks refused, the honest release given, and given again after a crash.

Each attack starts from evidence that the gate accepts and changes one thing, so that it is that thing which is refused.
"""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Any

import pytest
from gate_support import DAY, LOG_KEY, NOW, STRANGER, WITNESS_1, WITNESS_2, GateWorld, entry_of, make_world, path_of

from muniment.formats.canonical import canonical_json
from muniment.ledger.entry import Entry, commit
from muniment.ledger.note import LOG, WITNESS, SigningKey
from muniment.ledger.tree import leaf_hash, node_hash, root_of_leaves
from muniment.release import cms
from muniment.release.gate import (
    DisclosureClaim,
    Gate,
    GatePolicy,
    GateState,
    ReleasedAnswer,
    parse_gate_state,
)
from muniment.vocabulary.errors import InputRefused, IntegrityFailure


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> GateWorld:
    return make_world(tmp_path_factory.mktemp("keys"))


def _refusal(call: Any) -> str:
    with pytest.raises(IntegrityFailure) as refused:
        call()
    assert refused.value.exit_code == 4
    return refused.value.code


def test_an_honest_release_opens_for_its_recipient_alone(world: GateWorld) -> None:
    done = world.release(world.evidence())
    assert not done.again
    assert cms.open_sealed(done.answer.sealed, world.keys["R1"], world.certificates["R1"]) == b"the answer"
    assert cms.ciphertext_digest(done.answer.sealed) == cms.ciphertext_digest(world.sealed)
    assert cms.bound_leaf(done.answer.sealed) == done.answer.leaf_hash == leaf_hash(world.entries[3])
    assert (done.answer.leaf_index, done.state.size, len(done.state.seen)) == (3, 7, 1)
    for other in ("R2", "gate"):
        assert _refusal(lambda other=other: cms.open_sealed(done.answer.sealed, world.keys[other])) == "MUN-SEAL-003"


def test_attack_1_an_editedentry_of(world: GateWorld) -> None:
    edited = {**world.record, "rows": 13}
    assert _refusal(lambda: world.release(world.evidence(record=edited))) == "MUN-GATE-004"
    edited_entry = entry_of(edited, world.salt)  # with the entry edited to fit, the proof no longer does
    assert _refusal(lambda: world.release(world.evidence(record=edited, entry=edited_entry))) == "MUN-LEDGER-061"


def test_attack_2_another_package(world: GateWorld) -> None:
    assert _refusal(lambda: world.release(world.evidence(), package="P-2")) == "MUN-GATE-005"
    swapped = cms.seal(b"another answer", world.gate_certificate, os.urandom)
    assert _refusal(lambda: world.release(world.evidence(), sealed=swapped)) == "MUN-GATE-005"


def test_attack_3_another_recipient(world: GateWorld) -> None:
    assert _refusal(lambda: world.release(world.evidence(), to="R2")) == "MUN-GATE-005"
    assert _refusal(lambda: world.release(world.evidence(), to="R1", certificate="R2")) == "MUN-GATE-005"


def test_attack_4_no_witness(world: GateWorld) -> None:
    assert _refusal(lambda: world.release(world.evidence(witnesses=()))) == "MUN-GATE-002"
    assert _refusal(lambda: world.release(world.evidence(witnesses=(STRANGER,)))) == "MUN-GATE-002"
    for seen_at in (NOW - 601, NOW + 61):
        assert _refusal(lambda at=seen_at: world.release(world.evidence(seen_at=at))) == "MUN-GATE-002"
    for seen_at in (NOW - 600, NOW + 60):
        world.release(world.evidence(seen_at=seen_at))


def test_attack_5_another_leaf(world: GateWorld) -> None:
    assert _refusal(lambda: world.release(world.evidence(index=4))) == "MUN-LEDGER-061"
    assert _refusal(lambda: world.release(world.evidence(index=4, entry=world.entries[4]))) == "MUN-GATE-004"


def test_attack_6_replay(world: GateWorld) -> None:
    """The same ciphertext under a second entry, and another entry where the gate has seen the first."""
    state = world.release(world.evidence()).state
    claim = DisclosureClaim.of("P-1", "R2", world.certificates["R2"], world.sealed)
    second = {**world.record, **claim.as_fields()}
    grown = [*world.entries, entry_of(second, world.salt)]
    evidence = world.evidence(7, entries=grown, record=second, entry=grown[7])
    assert world.release(evidence, to="R2").answer  # nothing is wrong with it but the state
    assert _refusal(lambda: world.release(evidence, to="R2", state=state)) == "MUN-GATE-008"

    other = cms.seal(b"another answer", world.gate_certificate, os.urandom)
    claim = DisclosureClaim.of("P-1", "R1", world.certificates["R1"], other)
    replaced = {**world.record, **claim.as_fields()}
    forked = [*world.entries, world.entries[0]]
    forked[3] = entry_of(replaced, world.salt)
    evidence = world.evidence(3, entries=forked, record=replaced, entry=forked[3])
    assert world.release(evidence, sealed=other).answer
    assert _refusal(lambda: world.release(evidence, sealed=other, state=state)) == "MUN-GATE-008"


def test_attack_7_a_shrunk_log(world: GateWorld) -> None:
    state = GateState(size=8, root=bytes(32))
    assert _refusal(lambda: world.release(world.evidence(), state=state)) == "MUN-GATE-006"
    forked = GateState(size=7, root=bytes(32))
    assert _refusal(lambda: world.release(world.evidence(), state=forked)) == "MUN-GATE-007"


def test_a_log_that_is_not_the_pinned_one_is_refused(world: GateWorld) -> None:
    impostor = SigningKey(LOG_KEY.name, LOG, bytes([7]) * 32)
    assert _refusal(lambda: world.release(world.evidence(log_key=impostor))) == "MUN-LEDGER-021"


def test_after_a_crash_the_same_bytes_come_out_again(world: GateWorld) -> None:
    """Whether the state was lost with the answer or kept, and although the log has grown meanwhile."""
    first = world.release(world.evidence())
    lost = world.release(world.evidence())
    grown = [*world.entries, *world.entries[:5]]
    kept = world.release(world.evidence(entries=grown), state=first.state)
    assert first.answer.sealed == lost.answer.sealed == kept.answer.sealed
    assert (kept.again, kept.state.size, kept.state.seen) == (True, 12, first.state.seen)


def test_a_quorum_counts_keys_not_names(world: GateWorld) -> None:
    alias = SigningKey("alias.example", WITNESS, WITNESS_1.seed)
    keys = (WITNESS_1.verifier, WITNESS_2.verifier, alias.verifier)
    gate = Gate(cms.KeyInMemory(world.keys["gate"]), GatePolicy(LOG_KEY.verifier, keys, quorum=2, max_age=600))
    twice = world.evidence(witnesses=(WITNESS_1, alias))
    assert _refusal(lambda: world.release(twice, gate=gate)) == "MUN-GATE-002"
    assert world.release(world.evidence(witnesses=(WITNESS_1, WITNESS_2)), gate=gate).answer


def test_a_record_committed_whole_is_accepted_too(world: GateWorld) -> None:
    entries = list(world.entries)
    entries[3] = Entry(DAY, commit(canonical_json(world.record), world.salt)).encode()
    assert world.release(world.evidence(entries=entries)).answer


@pytest.mark.parametrize("name", ["kind", "package", "recipient", "certificate_sha256", "ciphertext_sha256"])
def test_a_record_that_is_silent_or_says_otherwise_releases_nothing(name: str, world: GateWorld) -> None:
    for record in (
        {k: v for k, v in world.record.items() if k != name},
        {**world.record, name: "something else"},
        {**world.record, name: [world.record[name]]},
    ):
        entries = list(world.entries)
        entries[3] = entry_of(record, world.salt)
        evidence = world.evidence(entries=entries, record=record)
        assert _refusal(lambda evidence=evidence: world.release(evidence)) == "MUN-GATE-005"


def test_a_wrong_salt_or_an_empty_record_opens_nothing(world: GateWorld) -> None:
    evidence = world.evidence()
    for bad in (
        replace(evidence, salt=bytes(32)),
        replace(evidence, salt=b""),
        replace(evidence, record={}),
        replace(evidence, record={**world.record, "rows": 1.5}),
    ):
        assert _refusal(lambda bad=bad: world.release(bad)) == "MUN-GATE-004"


def test_no_policy_believes_the_log_alone() -> None:
    log, one = LOG_KEY.verifier, WITNESS_1.verifier
    self_witness = SigningKey("self.example", WITNESS, LOG_KEY.seed).verifier
    for witnesses, quorum, age in (
        ((), 0, 600),
        ((one,), 0, 600),
        ((one,), 2, 600),
        ((self_witness,), 1, 600),
        ((one,), 1, 0),
    ):
        with pytest.raises(InputRefused):
            GatePolicy(log, witnesses, quorum, age)
    with pytest.raises(InputRefused):
        GatePolicy(one, (one,), 1, 600)
    assert GatePolicy.of_vkeys(log.vkey, [one.vkey], 1, 600) == GatePolicy(log, (one,), 1, 600)


def test_the_gate_remembers_across_a_restart_or_stays_shut(world: GateWorld) -> None:
    state = world.release(world.evidence()).state
    assert parse_gate_state(state.encode()) == state
    for bad in (b"", b"{}", state.encode()[:-1], state.encode() + b" "):
        assert _refusal(lambda bad=bad: parse_gate_state(bad)) == "MUN-GATE-003"


def test_nobody_else_can_make_a_released_answer(world: GateWorld) -> None:
    claim = DisclosureClaim("P-1", "R1", "", "")
    with pytest.raises(TypeError):
        ReleasedAnswer(world.sealed, claim, 3, bytes(32), 7, object())


def test_the_gate_does_not_show_its_key_or_what_it_was_shown(world: GateWorld) -> None:
    evidence = world.evidence()
    shown = repr(world.gate) + repr(evidence)
    assert "recipient" not in shown and "'R1'" not in shown
    assert str(world.salt) not in shown


def test_the_path_used_in_these_tests_is_the_standards() -> None:
    leaves = [leaf_hash(bytes([i])) for i in range(3)]
    assert path_of(leaves, 0) == [leaves[1], leaves[2]]
    assert node_hash(node_hash(leaves[0], leaves[1]), leaves[2]) == root_of_leaves(leaves)
