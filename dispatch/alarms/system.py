"""system → **system** → alarm: what the centre itself cannot do is an alarm too, once per object."""

from __future__ import annotations

from django.conf import settings

from dispatch.alarms.models import ACTIVE, Alarm


def system_alarm(kind: str, object_id: int, text: str, *, area: str = "", place: str = "系统") -> None:
    from dispatch.alarms.actions import raise_alarm  # actions calls what calls us

    device = f"system:{kind}:{object_id}"
    if Alarm.objects.filter(device=device, state=ACTIVE).exists():
        return
    raise_alarm(
        actor="clerk",
        source="system",
        urgency="urgent",
        lon=None,
        lat=None,
        area=area or settings.CITY,
        place=place,
        text=text,
        device=device,
    )
