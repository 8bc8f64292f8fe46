"""Verbs on an evacuation: order, extend, complete, approve the return, close. Its books are in `books.py`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import NamedTuple

from command.evacuation.models import CANCELLED, CLOSED, COMPLETE, GOING, MOVES, ORDERED, OVER, RETURNING, STATES, Evacuation
from command.evacuation.occupancy import show_occupancy
from command.evacuation.readings import readings_of
from command.evacuation.reconciling import not_accounted
from command.evacuation.rows import EvacuationRow
from dispatch.alarms.actions import raise_alarm
from dispatch.incidents.models import Incident
from dispatch.numbers import next_number
from dispatch.telling import tell
from realtime import clock
from realtime.clerk.deadlines import clear_deadline, set_deadline
from realtime.codes import Problem
from realtime.log import Log, act
from realtime.rules.models import rule

NUMBER = "ZY"  # 转移
DUE = "evacuation.due"  # deadline kind
STATE_NAMES = dict(STATES)


class Change(NamedTuple):
    """An evacuation under lock, as it was, and the log of the action."""

    evacuation: Evacuation
    before: EvacuationRow
    log: Log

    def told(self, verb: str) -> None:
        self.evacuation.save()
        tell(self.log, self.evacuation.streams, f"evacuation.{verb}", self.before, self.evacuation.row(), area=self.evacuation.area)

    def go(self, state: str) -> None:
        """To the next state, if the table of moves has it."""
        if state not in MOVES[self.evacuation.state]:
            raise Problem(
                "wrong_state", f"{self.evacuation.number} 目前{STATE_NAMES[self.evacuation.state]},不能改为{STATE_NAMES[state]}。"
            )
        self.evacuation.state = state
        if state in OVER:
            self.evacuation.over_at = clock.now()


def order_evacuation(
    *, actor: str, ordered_by: str, reason: str, area: str, areas: Sequence[str], target: int, kind: str = "pre_emptive",
    incident_id: int | None = None, due_at: datetime | None = None, exercise: int | None = None,
) -> Evacuation:  # fmt: skip
    """Who leaves from where, by when, and whose word it is."""
    incident = Incident.objects.filter(pk=incident_id).first() if incident_id is not None else None
    if incident_id is not None and (incident is None or not incident.open):
        raise Problem("wrong_state", "没有这个事件,或事件已结束。", where=["incident"])
    exercise = incident.exercise_id if incident else exercise
    with act(actor, exercise) as log:
        now = clock.now()
        until = due_at or now + timedelta(minutes=float(rule("evacuation.due_min", area)))
        if until <= now:
            raise Problem("invalid", "时限已经过去,请重填。", where=["due_at"])
        evacuation = Evacuation.objects.create(
            number=next_number(NUMBER), incident=incident, area=area, areas=_codes(areas, area), kind=kind, reason=reason.strip(), target=target,
            due_at=until, ordered_by=ordered_by.strip(), by=actor, exercise_id=exercise,
        )  # fmt: skip
        set_deadline(DUE, evacuation.pk, (until - now).total_seconds(), exercise=exercise)
        tell(log, evacuation.streams, "evacuation.ordered", None, evacuation.row(), area=area)
    return evacuation


def extend_evacuation(
    *, actor: str, evacuation_id: int, areas: Sequence[str] = (), target: int | None = None, due_at: datetime | None = None
) -> Evacuation:
    """More villages, another number, a later hour: what was complete goes on."""
    with changing(actor, evacuation_id) as change:
        one = change.evacuation
        if one.state in (COMPLETE, RETURNING):
            change.go(GOING)
        elif not one.open:
            raise Problem("wrong_state", f"{one.number} {STATE_NAMES[one.state]}。")
        one.areas = sorted({*one.areas, *_codes(areas, one.area)}) if areas else one.areas
        one.target = one.target if target is None else target
        if due_at is not None:
            left = (due_at - clock.now()).total_seconds()
            if left <= 0:
                raise Problem("invalid", "时限已经过去,请重填。", where=["due_at"])
            one.due_at, one.late = due_at, False
            set_deadline(DUE, one.pk, left, exercise=one.exercise_id)
        change.told("extended")
    return one


def complete_evacuation(*, actor: str, evacuation_id: int, why: str = "") -> Evacuation:
    """Nobody of the register may be forgotten: who is in no line is named, and only a reason lets it pass."""
    with changing(actor, evacuation_id) as change:
        one = change.evacuation
        if (missing := not_accounted(one)) and not why.strip():
            names = "、".join(f"{person.name}({person.address or person.area})" for person in missing[:5])
            raise Problem("unaccounted", f"还有 {len(missing)} 名特殊群体人员没有转移记录:{names}。请登记,或写明原因。", where=["why"])
        change.go(COMPLETE)
        clear_deadline(DUE, one.pk)
        change.told("completed")
    return one


def approve_return(*, actor: str, evacuation_id: int, name: str, facts: str, stations: Sequence[int] = ()) -> Evacuation:
    """Back home only on somebody's word, with what it rests on: the danger gone, and what the gauges said at that moment."""
    with changing(actor, evacuation_id) as change:
        change.go(RETURNING)
        change.evacuation.return_readings = readings_of(stations, change.evacuation.area)
        change.evacuation.return_by, change.evacuation.return_facts = name.strip(), facts.strip()
        change.told("returning")
    return change.evacuation


def close_evacuation(*, actor: str, evacuation_id: int) -> Evacuation:
    """When the shelters are empty of its people."""
    with changing(actor, evacuation_id) as change:
        one = change.evacuation
        if inside := change.before["counted"]:
            raise Problem("wrong_state", f"安置点还有 {inside} 人,返回登记后再结束。")
        change.go(CLOSED)
        change.told("closed")
    return one


def cancel_evacuation(*, actor: str, evacuation_id: int, why: str) -> Evacuation:
    with changing(actor, evacuation_id) as change:
        one = change.evacuation
        if change.before["moved"] or change.before["counted"]:
            raise Problem("wrong_state", "已有人员转移,不能取消;请批准返回。")
        change.go(CANCELLED)
        one.return_facts = why.strip()
        clear_deadline(DUE, one.pk)
        change.told("cancelled")
    return one


def evacuation_due(evacuation_id: int) -> None:
    """The hour is over and not everybody is out: the desk hears it as it hears an alarm."""
    with changing("clerk", evacuation_id) as change:
        one = change.evacuation
        if one.state not in (ORDERED, GOING) or one.late:
            return
        one.late = True
        raise_alarm(
            actor="clerk", source="system", urgency="urgent", lon=None, lat=None, area=one.area, place=f"{one.number} {one.reason}"[:120], exercise=one.exercise_id,
            text=f"转移时限已到:应转移 {one.target} 人,已转移 {change.before['moved']} 人。", device=f"system:evacuation:{one.pk}",
        )  # fmt: skip
        change.told("late")


@contextmanager
def changing(actor: str, evacuation_id: int) -> Iterator[Change]:
    found = Evacuation.objects.filter(pk=evacuation_id).first()
    if found is None:
        raise Problem("not_found", "没有这次转移。")
    with act(actor, found.exercise_id) as log:
        one = Evacuation.objects.select_for_update(of=("self",)).get(pk=evacuation_id)
        yield Change(one, one.row(), log)
        show_occupancy(actor, one)


def _codes(areas: Sequence[str], area: str) -> list[str]:
    codes = sorted(set(areas)) or [area]
    if outside := [code for code in codes if not code.startswith(area)]:
        raise Problem("invalid", f"范围 {outside[0]} 不在 {area} 之内。", where=["areas"])
    return codes
