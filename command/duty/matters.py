"""hand-over → **matters** → every part: what is open and goes to the next shift. One provider per part, one line each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from command.duty import unfinished
from command.duty.matter import MOST, matter
from command.duty.models import ASKED, DutyBoard, DutySwap
from command.duty.rows import Matter
from dispatch.alarms.models import ACTIVE, SOS, SYSTEM, Alarm
from dispatch.callout.models import UNSETTLED, Call
from dispatch.incidents.models import Incident
from dispatch.orders.models import Order
from dispatch.phones.models import MISSED, PhoneCall
from realtime import clock

CALL_BACK = timedelta(hours=24)  # a call missed earlier belongs to an earlier shift
UNANSWERED = ("issued", "sent", "delivered", "read", "expired")


def _sos(area: str) -> list[Matter]:
    """First and by itself: nobody goes home over a call for help."""
    rows = Alarm.objects.filter(source=SOS, state=ACTIVE, acked_by="", exercise_id=None, area__startswith=area)
    return [matter("sos", row.pk, f"{row.number} {row.place or row.text}".strip(), row.received_at, blocks=True) for row in rows[:MOST]]


def _alarms(area: str) -> list[Matter]:
    rows = Alarm.objects.filter(state=ACTIVE, verdict="", exercise_id=None, area__startswith=area).exclude(source__in=[SOS, SYSTEM])
    return [matter("alarm", row.pk, f"{row.number} {row.place}".strip(), row.received_at) for row in rows.order_by("pk")[:MOST]]


def _incidents(area: str) -> list[Matter]:
    rows = Incident.objects.filter(exercise_id=None, area__startswith=area).exclude(phase="closed").select_related("type")
    return [
        matter("incident", row.pk, f"{row.number} {row.type.name} {row.place}".strip(), row.opened_at) for row in rows.order_by("pk")[:MOST]
    ]


def _orders(area: str) -> list[Matter]:
    rows = Order.objects.filter(state__in=UNANSWERED, exercise_id=None, incident__area__startswith=area).exclude(incident__phase="closed")
    found = rows.select_related("unit").order_by("pk")[:MOST]
    return [matter("order", row.pk, f"{row.number} {row.unit.name}:{row.task[:60]}", row.issued_at, row.due_at) for row in found]


def _calls(area: str) -> list[Matter]:
    rows = Call.objects.filter(state__in=UNSETTLED, officer=True, exercise_id=None, callout__area__startswith=area, callout__archived=False)
    return [matter("call", row.pk, f"{row.org}{row.title} {row.name}".strip(), row.started_at) for row in rows.order_by("pk")[:MOST]]


def _back(area: str) -> list[Matter]:
    """Missed and not rung back since, nor connected by itself. The number is read with the call, not here."""
    since = clock.now() - CALL_BACK
    rows = PhoneCall.objects.filter(direction="in", state=MISSED, exercise_id=None, area__startswith=area, at__gt=since).select_related(
        "person"
    )
    found = []
    for row in rows.order_by("pk")[:MOST]:
        later = PhoneCall.objects.filter(number=row.number, at__gt=row.at, answered_at__isnull=False)
        if not later.exists():
            found.append(matter("call_back", row.pk, row.person.name if row.person else f"尾号 {row.number[-4:]}", row.at))
    return found


def _faults(area: str) -> list[Matter]:
    rows = Alarm.objects.filter(source=SYSTEM, state=ACTIVE, exercise_id=None, area__startswith=area).order_by("pk")[:MOST]
    return [matter("fault", row.pk, row.text[:80] or row.place, row.received_at) for row in rows]


def _swaps(area: str) -> list[Matter]:
    rows = DutySwap.objects.filter(state=ASKED, area=area).select_related("was", "to")
    return [matter("swap", row.pk, f"{row.was.name} → {row.to.name}", row.asked_at) for row in rows[:MOST]]


def _unmanned(area: str) -> list[Matter]:
    from command.duty.models import DutyRole

    board = DutyBoard.objects.filter(area=area).first()
    names = dict(DutyRole.objects.values_list("code", "name"))
    if board is None or not board.missing:
        return []
    text = "、".join(f"{names.get(code, code)} {count} 人" for code, count in board.missing.items())
    return [matter("unmanned", board.pk, text, board.missing_since, board.alarm_at)]


# Literal: what a shift leaves to the next. A part adds its provider here: (key, what is open of it in an area).
PROVIDERS: list[tuple[str, Callable[[str], list[Matter]]]] = [
    ("sos", _sos),
    ("unmanned", _unmanned),
    ("incidents", _incidents),
    ("alarms", _alarms),
    ("orders", _orders),
    ("calls", _calls),
    ("call_backs", _back),
    ("faults", _faults),
    ("swaps", _swaps),
    ("reports", unfinished.reports),
    ("instructions", unfinished.instructions),
    ("responses", unfinished.responses),
    ("tasks", unfinished.tasks),
    ("evacuations", unfinished.evacuations),
]


def open_matters(area: str) -> list[Matter]:
    return [one for _, provider in PROVIDERS for one in provider(area)]
