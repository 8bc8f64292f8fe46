"""first answer → **beginning** → edge: from a copy of the core it becomes an installation of its own, once.

Its ids begin where nobody else's are, and what the core had begun – ladders, calls, messages on their way – goes on at the core alone.
"""

from __future__ import annotations

from command.edge import ranges
from command.edge.models import Standing
from devices.terminals.models import Downlink
from dispatch.broadcast.models import Leg
from dispatch.callout.models import RINGING, STOPPED, Call
from dispatch.intake.models import Receipt
from realtime.clerk.models import Deadline


def begin(number: int, area: str) -> Standing:
    ranges.begin(number)
    Deadline.objects.all().delete()
    Downlink.objects.filter(state=Downlink.State.QUEUED).update(state=Downlink.State.EXPIRED)
    Call.objects.filter(state__in=RINGING).update(state=STOPPED)
    Leg.objects.filter(state__in=(Leg.WAITING, Leg.HANDING)).update(state=Leg.STOPPED)
    Receipt.objects.filter(state=Receipt.WAITING).update(state=Receipt.FAILED)
    return Standing.objects.create(number=number, area=area)
