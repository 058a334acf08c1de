"""Whom the log and the release rely on: witnesses, and a gate in a process of its own. Each change is an entry."""

from __future__ import annotations

from collections.abc import Sequence

from muniment.store import log
from muniment.store.transaction import transaction
from muniment.usecases import keys
from muniment.usecases.acting import Attempt, Credentials, change_register
from muniment.usecases.house import House
from muniment.usecases.journal import write_act
from muniment.usecases.wire import check_url
from muniment.usecases.witnesses import POLICY, parse_policy, policy_of
from muniment.vocabulary.errors import IntegrityFailure, UsageError


def set_witnesses(
    house: House,
    remote: Sequence[str],
    quorum: int,
    *,
    embedded: bool,
    first: Credentials | None,
    second: Credentials | None,
) -> dict[str, object]:
    """From now on `quorum` of these witnesses must cosign. `remote`: lines of address and verifier key.

    Two officers, one of them counsel, once a package has come in.
    """
    pairs = []
    for line in remote:
        url, _, vkey = line.strip().partition(" ")
        pairs.append((check_url(url), vkey.strip()))
    try:
        document = parse_policy(embedded, pairs, quorum)
        if keys.witness_key(house.workspace).verifier.vkey in {vkey for _, vkey in pairs}:
            raise ValueError
    except (ValueError, IntegrityFailure):
        raise UsageError(
            "MUN-WITNESS-003",
            "This policy cannot be met, or a line is not an address and a witness's key line.",
            hint='--witness "URL VKEY" for each, and a --quorum from 1 to their number.',
        ) from None
    with Attempt(house, "witness_policy_refused") as attempt:
        one, two = change_register(attempt, first, second, counsel=True)
        with transaction():
            at = house.now()
            entry = write_act(house, "witness_policy_set", at, document, actor=one, second=two)
            log.set_policy(POLICY, document, at, entry)
    return {**show_witnesses(house), "entry": entry}


def show_witnesses(house: House) -> dict[str, object]:
    """The policy in force."""
    policy = policy_of(house)
    return {
        "quorum": policy.quorum,
        "embedded": policy.embedded.vkey if policy.embedded else None,
        "remote": [{"url": one.url, "vkey": one.key.vkey} for one in policy.remote],
    }
