"""The other platform of an exchange, as a program of somebody else would speak to our door."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from django.test import Client

from command.peering import keys
from command.peering.actions import (
    add_peer,
)
from command.peering.cutting import cut
from command.peering.messages import Outgoing
from command.peering.models import Peer
from command.peering.signing import headers
from realtime import clock

PATH = "/api/exchange/v1/messages"


class Side:
    """Holds its key; every letter is signed unless a test says otherwise."""

    def __init__(self, peer: Peer, key: str, secret: str) -> None:
        self.peer, self.key, self.secret = peer, key, secret
        self.client = Client()

    def signed(self, method: str, path: str, content: bytes, **given: Any) -> dict[str, str]:
        at = given.pop("now", clock.now().timestamp())
        found = headers(
            peer=self.peer.code,
            key=given.pop("key", self.key),
            secret=given.pop("secret", self.secret),
            now=at,
            method=method,
            path=path,
            body=content,
        )
        return found | given

    def post(self, path: str, body: Any, **given: Any) -> Any:
        content = json.dumps(body, ensure_ascii=False).encode()
        return self.client.post(path, content, content_type="application/json", headers=self.signed("POST", path, content, **given))

    def say(self, kind: str, subject: str, revision: int, body: dict[str, Any], **more: Any) -> Any:
        return self.post(PATH, self.letter(kind, subject, revision, body, **more))

    def letter(self, kind: str, subject: str, revision: int, body: dict[str, Any], **more: Any) -> dict[str, Any]:
        return {
            "version": "ecc-exchange/1.0", "id": str(uuid4()), "kind": kind, "from": self.peer.code, "area": self.peer.area,
            "made_at": clock.now().isoformat(), "subject": subject, "revision": revision, "drill": False, "body": body,
        } | more  # fmt: skip


def side(level: str, area: str, code: str = "") -> Side:
    peer = add_peer(actor="system", code=code or f"p-{level}", name={"above": "广东省应急指挥平台"}.get(level, "从化区平台"), level=level, area=area, known_as="gz", url="http://127.0.0.1:9")  # fmt: skip
    key, secret = keys.make_key(actor="system", peer_id=peer.pk)
    return Side(peer, key.name, secret)


def said_to(one: Side, kind: str = "") -> list[dict[str, Any]]:
    """What the peer would be sent now, in order."""
    cut(one.peer.pk)
    rows = Outgoing.objects.filter(peer=one.peer, state="waiting").order_by("pk")
    return [json.loads(row.text) for row in rows if kind in ("", row.kind)]


THEIR_FIRE = {
    "number": "CH-7",
    "type": "11G01",
    "type_name": "森林火灾",
    "grade": 3,
    "phase": "on_scene",
    "place": "良口镇",
    "lon": 113.77,
    "lat": 23.74,
}
