"""inbox → **answers** → terminals: what a device replied to our commands, and what it says about its own health."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models.functions import Now

from devices import handlers
from devices.adapters.known import number_of
from devices.inbox.models import Inbox
from devices.readings import Answer, Receipt, Text
from devices.terminals.models import Downlink, Terminal
from devices.video.live import open_started

ASKED = 100  # latest commands of one terminal among which a number is looked for
HEALTH_KEPT = 20  # latest health messages of a device; older ones are in the inbox


def settle_command(reading: Answer, terminal: Terminal | None, inbox: Inbox) -> None:
    """result 0 = delivered; anything else is an error that the officer sees in words and number."""
    correlation = _correlation(reading.correlation, terminal)
    if correlation is None:
        return  # not an id of ours: an answer to another platform's command
    waiting = Downlink.objects.select_for_update(of=("self",)).select_related("terminal__subject")
    for downlink in waiting.filter(correlation=correlation, state__in=[Downlink.State.QUEUED, Downlink.State.SENT]):
        downlink.answered_at = inbox.received_at
        if reading.result == 0:
            downlink.state, downlink.error = Downlink.State.DELIVERED, ""
            if downlink.kind == "live_start":
                open_started(downlink)
        else:
            downlink.state, downlink.error = Downlink.State.FAILED, (reading.text or f"设备返回错误 {reading.result}")[:200]
        downlink.save(update_fields=["state", "error", "answered_at"])
        handlers.tell_answered(downlink)


def _correlation(said: str, terminal: Terminal | None) -> UUID | None:
    """The id of our command; a protocol with room for a number only says ``#`` and the number, which is looked for among this terminal's own."""
    if said.startswith("#") and terminal is not None:
        waiting = terminal.downlinks.filter(state__in=[Downlink.State.QUEUED, Downlink.State.SENT]).order_by("-id")
        return next((found for found in waiting.values_list("correlation", flat=True)[:ASKED] if f"#{number_of(str(found))}" == said), None)
    try:
        return UUID(said)
    except ValueError:
        return None


def settle_order(reading: Receipt, terminal: Terminal | None, inbox: Inbox) -> None:
    """Any receipt of an order shows that the message carrying it arrived."""
    if terminal is not None:
        Downlink.objects.filter(terminal=terminal, order_id=reading.order, state=Downlink.State.SENT).update(
            state=Downlink.State.DELIVERED, answered_at=Now()
        )


def keep_health(reading: Text, terminal: Terminal | None, inbox: Inbox) -> None:
    if terminal is None or reading.topic not in ("hms", "mode", "airsense"):
        return
    locked = Terminal.objects.select_for_update().get(pk=terminal.pk)
    entry: dict[str, Any] = {"code": reading.text, "level": reading.level, "at": inbox.received_at.isoformat(), "id": reading.message_id}
    if reading.topic != "hms":
        entry["topic"] = reading.topic
    known = [kept for kept in locked.meta.get("health", []) if kept.get("id") != reading.message_id]
    locked.meta["health"] = [*known, entry][-HEALTH_KEPT:]
    locked.save(update_fields=["meta"])


def register_all() -> None:
    handlers.register(Answer, settle_command)
    handlers.register(Receipt, settle_order)
    handlers.register(Text, keep_health)
