"""roster, needs → **watching** → board, alarm: who has the duty now is told when it changes; a place that stays empty becomes an alarm."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from command.duty.cover import holder_at, missing_at, present_at
from command.duty.models import DutyBoard, DutyRole, DutyShift
from command.duty.needs import needs_at
from dispatch.alarms.system import system_alarm
from dispatch.contacts.duty import area_name
from dispatch.contacts.models import Person
from dispatch.telling import tell
from realtime import clock
from realtime.clerk.deadlines import clear_deadline, set_deadline
from realtime.clock import iso
from realtime.log import act
from realtime.rules.models import rule

UNMANNED = "duty.unmanned"  # deadline, by board
# A shift longer than this is no shift; the roster of earlier days says nothing about now.
LOOKED_BACK = timedelta(days=7)


def watched(under: str = "") -> list[str]:
    """Areas that keep a roster, and those that kept one when it was last looked."""
    since = clock.now() - LOOKED_BACK
    known = set(DutyShift.objects.filter(ends_at__gt=since, area__startswith=under).values_list("area", flat=True))
    return sorted(known | set(DutyBoard.objects.filter(area__startswith=under).values_list("area", flat=True)))


def look_everywhere() -> None:
    """The worker's chore: the minute somebody's turn begins or ends nobody presses anything."""
    look_at(actor="clerk")


def look_at(*, actor: str, under: str = "") -> None:
    for area in watched(under):
        _look(actor, area)


def _look(actor: str, area: str) -> None:
    now = clock.now()
    turns = DutyShift.objects.between(area, now - LOOKED_BACK, now + timedelta(seconds=1)).turns()
    roles = {role.code: role for role in DutyRole.objects.all()}
    names = dict(Person.objects.filter(pk__in={turn.person for turn in turns}).values_list("pk", "name"))
    holders: list[dict[str, Any]] = []
    for code, role in roles.items():
        if role.single:
            held = holder_at(turns, code, now)
            found = [(held.person, held.end, held.over)] if held else []
        else:
            found = [(turn.person, turn.end, False) for turn in present_at(turns, code, now)]
        holders += [
            {"role": code, "role_name": role.name, "person": person, "name": names[person], "until": iso(end), "over": over}
            for person, end, over in found
        ]
    missing = missing_at(turns, needs_at(area, now), now)
    ends = [turn.end for turn in turns if turn.start <= now < turn.end]
    _store(actor, area, holders, missing, min(ends, default=None), now)


def _store(actor: str, area: str, holders: list[dict[str, Any]], missing: dict[str, int], until: datetime | None, now: datetime) -> None:
    board = DutyBoard.objects.filter(area=area).first()
    if board is not None and (board.holders, board.missing, board.until) == (holders, missing, until):
        return
    with act(actor) as log:
        board = DutyBoard.objects.select_for_update().filter(area=area).first()
        before = board.row() if board else None
        board = board or DutyBoard(area=area)
        board.holders, board.missing, board.until = holders, missing, until
        if not missing:
            board.missing_since = board.alarm_at = None
        elif board.missing_since is None:
            board.missing_since = now
            board.alarm_at = now + timedelta(seconds=float(rule("duty.unmanned_s", area)))
        board.save()
        if board.alarm_at is None:
            clear_deadline(UNMANNED, board.pk)
        elif before is None or before["alarm_at"] is None:
            set_deadline(UNMANNED, board.pk, float(rule("duty.unmanned_s", area)))
        tell(log, [board.stream], "duty_board.changed", before, board.row(), area=area)


def unmanned(board_id: int) -> None:
    """The clerk's: still empty after its time. The alarm names what is missing; it is one per area."""
    board = DutyBoard.objects.filter(pk=board_id).first()
    if board is None or not board.missing:
        return
    names = dict(DutyRole.objects.values_list("code", "name"))
    lacking = "、".join(f"{names.get(code, code)} {count} 人" for code, count in board.missing.items())
    system_alarm("unmanned", board.pk, f"{area_name(board.area)}值班缺岗:{lacking}。请立即安排人员到岗。", area=board.area)
