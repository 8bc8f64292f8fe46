"""call → **record** → a file: stands in for a gateway in the demo and in tests; one JSON line a message, nothing leaves the machine."""

from __future__ import annotations

import json
from collections.abc import Sequence

from django.conf import settings

from dispatch.callout.channels.known import ChannelFailed, EachAlone, Handed, Message
from realtime import clock
from realtime.clock import iso

BROKEN = "fail"  # an address of this value refuses, as a gateway without credit does


class Record(EachAlone):
    name = "record"
    outside = True
    receipts = False
    slow = False
    batch = 500

    def send(self, message: Message) -> Handed:
        (result,) = self.send_many([message])
        if isinstance(result, ChannelFailed):
            raise result
        return result

    def send_many(self, messages: Sequence[Message]) -> list[Handed | ChannelFailed]:
        at = iso(clock.now())
        taken = [message for message in messages if message.to != BROKEN]
        lines = [
            json.dumps({"message": message.id, "call": message.call, "to": message.to, "text": message.text, "at": at}, ensure_ascii=False)
            for message in taken
        ]
        with (settings.DATA_DIR / "callout.jsonl").open("a", encoding="utf-8") as file:
            file.write("".join(line + "\n" for line in lines))
        return [Handed(f"record:{message.id}") if message.to != BROKEN else ChannelFailed("通道拒绝") for message in messages]


channel = Record()
