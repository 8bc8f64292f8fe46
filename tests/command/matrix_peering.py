"""Platforms for the matrix: what each operation needs, a platform with a key and something it told us, a body it accepts."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from command.peering.actions import add_peer
from command.peering.keys import make_key
from command.peering.messages import Item
from realtime import clock

MANAGE, READ = "peer.manage city", "read city"  # links are the installation's
NEEDS = {
    "exchange_hello": "signed", "exchange_message": "signed", "exchange_receipt": "signed",
    "list_peers": "any", "add_peer": MANAGE, "get_peer": READ, "change_peer": MANAGE, "share_with_peer": MANAGE, "make_peer_key": MANAGE,
    "enter_peer_key": MANAGE, "try_peer": MANAGE, "tell_peer_again": MANAGE, "list_peer_messages": READ, "direct_peer": "instruction.record city",
    "list_peer_items": "any", "get_peer_item": "read", "answer_peer_item": "instruction.record", "adopt_peer_item": "incident.open",
    "end_peer_key": MANAGE, "lend_to_peer": "unit.assign", "peer_loan_leaves": "unit.assign", "peer_loan_returned": "unit.assign",
    "call_off_peer_loan": "unit.assign",
}  # fmt: skip
CITY_ONLY = {MANAGE, READ, "instruction.record city"}


def peering_things(area: str) -> dict[str, Any]:
    peer = add_peer(actor="system", code=f"p{area}", name=f"{area}平台", level="below", area=area, known_as="gz")
    key, _ = make_key(actor="system", peer_id=peer.pk)
    body = {"type": "11G01", "lon": 113.586, "lat": 23.548, "title": "首报"}
    item = Item.objects.create(peer=peer, kind="incident", subject="1", revision=1, area=area, body=body, made_at=clock.now())
    return {
        "peer_id": peer.pk, "peer_key_id": key.pk, "peer_item_id": item.pk, "major": 1, "message": "0b0f9a52-6a52-4d11-9a52-0b0f9a526a52",
    }  # fmt: skip


def peering_bodies(thing: SimpleNamespace) -> dict[str, Any]:
    fields = {"name": "省平台", "area": thing.area, "known_as": "gz"}
    return {
        "add_peer": fields | {"code": f"n{thing.area}", "level": "below"}, "change_peer": fields, "share_with_peer": {"shares": []},
        "enter_peer_key": {"name": "k9", "secret": "x" * 40}, "direct_peer": {"text": "封控山路"}, "answer_peer_item": {"state": "received"},
        "lend_to_peer": {"teams": [1]}, "peer_loan_leaves": {}, "peer_loan_returned": {}, "call_off_peer_loan": {"why": "路断"},
    }  # fmt: skip
