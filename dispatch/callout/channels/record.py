"""call → **record** → a file: stands in for a gateway in the demo and in tests; one JSON line a message, nothing leaves the machine."""

from __future__ import annotations

import json

from django.conf import settings

from dispatch.callout.channels.known import ChannelFailed, Handed
from dispatch.callout.models import Attempt
from realtime.clock import iso

BROKEN = "fail"  # an address of this value refuses, as a gateway without credit does


class Record:
    name = "record"
    outside = True
    receipts = False

    def send(self, attempt: Attempt) -> Handed:
        value = attempt.address.value if attempt.address else ""
        if value == BROKEN:
            raise ChannelFailed("通道拒绝")
        line = {"attempt": attempt.pk, "call": attempt.call_id, "to": value, "text": attempt.call.callout.text, "at": iso(attempt.at)}
        with (settings.DATA_DIR / "callout.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
        return Handed(f"record:{attempt.pk}", sent=True)
