"""inbox → **answers** → terminals: what a device replied to our commands, and what it says about its own health."""

from __future__ import annotations

from typing import Any

from django.db.models.functions import Now

from devices import handlers
from devices.inbox.models import Inbox
from devices.readings import Answer, Receipt, Text
from devices.terminals.models import Downlink, Terminal

HEALTH_KEPT = 20  # latest health messages of a device; older ones are in the inbox


def settle_command(reading: Answer, terminal: Terminal | None, inbox: Inbox) -> None:
    """result 0 = delivered; anything else is an error that the officer sees in words and number."""
    try:
        found = Downlink.objects.filter(correlation=reading.correlation, state__in=[Downlink.State.QUEUED, Downlink.State.SENT])
        if reading.result == 0:
            found.update(state=Downlink.State.DELIVERED, answered_at=Now(), error="")
        else:
            found.update(state=Downlink.State.FAILED, answered_at=Now(), error=(reading.text or f"设备返回错误 {reading.result}")[:200])
    except ValueError:
        return  # not an id of ours: an answer to another platform's command


def settle_order(reading: Receipt, terminal: Terminal | None, inbox: Inbox) -> None:
    """Any receipt of an order shows that the message carrying it arrived."""
    if terminal is not None:
        Downlink.objects.filter(terminal=terminal, order_id=reading.order, state=Downlink.State.SENT).update(
            state=Downlink.State.DELIVERED, answered_at=Now()
        )


def keep_health(reading: Text, terminal: Terminal | None, inbox: Inbox) -> None:
    if terminal is None or reading.topic != "hms":
        return
    locked = Terminal.objects.select_for_update().get(pk=terminal.pk)
    entry: dict[str, Any] = {"code": reading.text, "level": reading.level, "at": inbox.received_at.isoformat(), "id": reading.message_id}
    known = [kept for kept in locked.meta.get("health", []) if kept.get("id") != reading.message_id]
    locked.meta["health"] = [*known, entry][-HEALTH_KEPT:]
    locked.save(update_fields=["meta"])


def register_all() -> None:
    handlers.register(Answer, settle_command)
    handlers.register(Receipt, settle_order)
    handlers.register(Text, keep_health)
