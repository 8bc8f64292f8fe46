"""Demo loudspeakers of villages: a terminal for every loudspeaker among the contacts, which the simulator lets speak."""

from __future__ import annotations

from devices.terminals.actions import register_terminal
from devices.terminals.models import Terminal
from dispatch.contacts.models import Address
from realtime.areas.models import Area

ACTOR = "system"


def make_loudspeakers() -> int:
    """Idempotent. One of them hangs near its town's office, as villages here are points without a mast."""
    made = 0
    for address in Address.objects.filter(channel="loudspeaker", valid=True).exclude(value="").select_related("person"):
        if Terminal.objects.live().filter(adapter="radio", external_id=address.value).exists():
            continue
        area = address.person.area
        seat = Area.objects.filter(pk__in=[area, area[:9], area[:6]], lon__isnull=False).order_by("-code").first()
        home = {"home": {"lon": seat.lon, "lat": seat.lat}} if seat else {}
        register_terminal(
            actor=ACTOR, adapter="radio", external_id=address.value, kind="other", area=area[:6], label=address.person.name,
            meta={"speaker": True, "speaks": True, **home},
        )  # fmt: skip
        made += 1
    return made
