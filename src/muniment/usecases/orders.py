"""Suspension: an order stops everything in its scope at once, whatever stage it is in."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from muniment.agreements.orders import read_order
from muniment.assessment.scope import reach
from muniment.formats import sshsig
from muniment.formats.canonical import canonical_json
from muniment.intake.letter import read_letter
from muniment.store import artefacts
from muniment.store.models import Approval, Package, Release, Stage, SuspensionOrder
from muniment.store.rows import insert
from muniment.store.transaction import transaction
from muniment.usecases import agreements
from muniment.usecases.acting import ANYBODY, Attempt, Credentials, counsel_and_second
from muniment.usecases.files import read_file, write_whole
from muniment.usecases.house import House
from muniment.usecases.journal import timestamp, write_act
from muniment.vocabulary.agreement import Order
from muniment.vocabulary.errors import Defect, InputRefused, UsageError


def add_order(house: House, file: Path, credentials: Credentials) -> dict[str, object]:
    """Put an order in force. Returns, and writes as a signed certificate, what it stopped."""
    raw = read_file(file)
    with Attempt(house, "order_refused") as attempt:
        attempt.came(document=file)
        actor = attempt.by(credentials, ANYBODY)
        order = read_order(raw, file.name)
        document = artefacts.keep_bytes(house.workspace, raw)
        at = house.now()
        with transaction():
            existing = SuspensionOrder.objects.filter(order_id=order.id).first()
            if existing is not None:
                if existing.document == document and existing.lifted_at is None:
                    return {"order": order.id, "already": True, "stopped": []}
                code, message = "MUN-ORDER-001", "Another order with this id is registered."
                raise InputRefused(
                    code,
                    message,
                    hint="Give the order an id of its own.",
                    defects=[Defect(file.name, None, "id", code, message)],
                )
            stopped = _in_scope(house, order)
            body = {"order": order.id, "document": document, "stopped": stopped}
            entry = write_act(house, "order_added", at, body, actor=actor)
            insert(SuspensionOrder(order_id=order.id, document=document, added_at=at, entry=entry))
    certificate = house.workspace.receipts / f"order-{entry}.json"
    content: dict[str, object] = {
        "certificate": "suspension",
        "order": order.id,
        "document": document,
        "at": timestamp(at),
        "officer": actor.hand.name,
        "stopped": stopped,
        "ledger_entry": entry,
    }
    content["signature"] = sshsig.sign(canonical_json(content), actor.key, sshsig.ACT_NAMESPACE)
    write_whole(certificate, json.dumps(content, indent=1).encode())
    return {"order": order.id, "entry": entry, "stopped": stopped, "certificate": str(certificate)}


def lift_order(house: House, order_id: str, first: Credentials, second: Credentials | None) -> dict[str, object]:
    """End an order: counsel and a second officer, both signing."""
    found = SuspensionOrder.objects.filter(order_id=order_id).first()
    if found is None:
        raise UsageError("MUN-ORDER-002", "No order of this id is registered.", hint="See `muniment order list`.")
    with Attempt(house, "order_lift_refused") as attempt:
        attempt.about(order=found.order_id)
        message = "Lifting an order needs counsel and a second officer."
        one, two = counsel_and_second(attempt, first, second, "MUN-ORDER-003", message)
        at = house.now()
        with transaction():
            if not SuspensionOrder.objects.filter(pk=found.pk, lifted_at=None).update(lifted_at=at):
                return {"order": order_id, "already": True}
            entry = write_act(house, "order_lifted", at, {"order": order_id}, actor=one, second=two)
    return {"order": order_id, "lifted": True, "entry": entry}


def orders_in_force(house: House, today: date) -> tuple[tuple[str, Order], ...]:
    """Orders that are in force on `today` and not lifted, with the hash of each document."""
    found = []
    for row in SuspensionOrder.objects.filter(lifted_at=None).order_by("order_id"):
        order = read_order(artefacts.read(house.workspace, row.document), "order")
        if order.in_force_on(today):
            found.append((row.document, order))
    return tuple(found)


def list_orders(house: House) -> list[dict[str, object]]:
    today = house.today()
    listed = []
    for row in SuspensionOrder.objects.order_by("added_at"):
        order = read_order(artefacts.read(house.workspace, row.document), "order")
        listed.append(
            {
                "order": order.id,
                "forum": order.forum,
                "docket": order.docket,
                "in_force": row.lifted_at is None and order.in_force_on(today),
                "effective_from": order.effective_from.isoformat(),
                "effective_to": order.effective_to.isoformat() if order.effective_to else None,
                "lifted": timestamp(row.lifted_at) if row.lifted_at else None,
            }
        )
    return listed


def _in_scope(house: House, order: Order) -> list[dict[str, object]]:
    """The packages an order that is in force today touches, and how far each had come."""
    found: list[dict[str, object]] = []
    today = house.today()
    for package in Package.objects.select_related("agreement").order_by("number"):
        agreement = agreements.as_it_stands(house, package.agreement, today)
        letter = read_letter(artefacts.read(house.workspace, package.letter), "letter.yaml")
        touched = reach([order], agreement, letter, today)
        if touched.package or touched.officers or touched.keys:
            found.append({"package": package.id, "was": _reached(package), "rows_only": not touched.package})
    return found


def _reached(package: Package) -> str:
    if Release.objects.filter(package=package).exists():
        return "released"
    if Approval.objects.filter(package=package).exists():
        return "approved"
    stage = Stage.objects.filter(package=package).order_by("-pk").first()
    return {"assess": "assessed", "link": "matched", "determine": "determined"}[stage.name] if stage else "received"
