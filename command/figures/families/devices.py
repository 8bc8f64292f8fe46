"""设备在线率: of the terminals in service, which were heard on the day that is asked for. Positions older than the last are kept elsewhere, so this is a word about now."""

from __future__ import annotations

from datetime import timedelta

from command.figures.facts import Fact, Family, Measure, Span
from devices.freshness import limits
from devices.terminals.models import Terminal
from realtime import clock


def read(span: Span) -> list[Fact]:
    """Nothing for a period that is over: who was on line then is not known any more."""
    now = clock.now()
    if not span.start <= now < span.end:
        return []
    lost = {kind: timedelta(seconds=each["lost_s"]) for kind, each in limits().items()}
    rows = Terminal.objects.filter(area__startswith=span.area, revoked_at=None, subject__exercise_id=None, registered_at__lt=span.end)
    found = rows.values_list("pk", "external_id", "area", "kind", "subject__label", "subject__last_fix__received_at", "expected_interval_s")
    facts = []
    for pk, number, area, kind, label, heard, every in found:
        limit = max(lost.get(kind, timedelta(seconds=120)), timedelta(seconds=6 * (every or 0)))
        state = "online" if heard is not None and now - heard <= limit else "offline"
        facts.append(Fact("terminal", pk, number, now, area, label, grade=kind, state=state))
    return facts


DEVICES = Family("devices", read, ("area", "grade", "state"))
MEASURES = [
    Measure("online", "设备在线率(现时)", "supplies", "share", DEVICES, "%", part=lambda one: one.state == "online", worse="down"),
]
