"""Verbs on standby: open and close a post, send a team there for a period, hear its answer, call it back. The clerk begins and ends the period."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import F, Q

from dispatch.teams.actions import exercise_of, locked_unit, move_status
from dispatch.teams.models import StandbyMission, StandbyPost, Unit, UnitStatus
from dispatch.telling import tell
from realtime import clock
from realtime.areas.models import Area
from realtime.clerk.deadlines import clear_deadline, set_deadline
from realtime.clock import iso
from realtime.codes import Problem
from realtime.log import Log, act
from realtime.rules.models import rule

BEGIN, END, ANSWER = "standby.begin", "standby.end", "standby.answer"  # deadline kinds
LONGEST = timedelta(days=200)  # a protection period of half a year, and a margin


def open_post(*, actor: str, name: str, kind: str, area: str, lon: float, lat: float, exercise: int | None = None) -> StandbyPost:
    with act(actor, exercise) as log:
        if not Area.objects.filter(pk=area).exists():
            raise Problem("invalid", f"没有区划 {area}。", where=["area"])
        if StandbyPost.objects.filter(area=area, name=name, closed_at=None).exists():
            raise Problem("exists", f"本区划已有驻防点“{name}”。", where=["name"])
        post = StandbyPost.objects.create(name=name, kind=kind, area=area, lon=lon, lat=lat, exercise_id=exercise)
        tell(log, [post.stream], "post.opened", None, post.row(), area=post.area)
    return post


def close_post(*, actor: str, post_id: int) -> StandbyPost:
    """Only an empty post is closed; what is planned there is cancelled first, by somebody."""
    post = StandbyPost.objects.filter(pk=post_id).first()
    with act(actor, post.exercise_id if post else None) as log:
        post = StandbyPost.objects.select_for_update().filter(pk=post_id).first()
        if post is None:
            raise Problem("not_found", "没有这个驻防点。")
        if post.closed_at is not None:
            raise Problem("wrong_state", f"驻防点“{post.name}”已撤。")
        busy = StandbyMission.objects.filter(post=post, state__in=_ALIVE).select_related("unit").first()
        if busy is not None:
            raise Problem("wrong_state", f"{busy.unit.name} 在“{post.name}”的驻防任务尚未结束。")
        post.closed_at = clock.now()
        post.save(update_fields=["closed_at"])
        log.append(post.stream, "post.left", {"id": post.pk, "area": post.area})
    return post


_listeners: list[Callable[[StandbyMission], None]] = []


def on_standby(hear: Callable[[StandbyMission], None]) -> None:
    """Whoever counts teams that stand forward; inside the action. Filled in `AppConfig.ready`."""
    if hear not in _listeners:
        _listeners.append(hear)


_ALIVE = (StandbyMission.PLANNED, StandbyMission.STANDING)


def order_standby(*, actor: str, unit_id: int, post_id: int, from_at: datetime, until_at: datetime, reason: str = "") -> StandbyMission:
    """A team stands at a post from … until …; what lies in the past begins at once."""
    with act(actor, exercise_of(unit_id)) as log:
        unit = locked_unit(unit_id)
        post = StandbyPost.objects.select_for_update().filter(pk=post_id, closed_at=None).first()
        if post is None:
            raise Problem("not_found", "没有这个驻防点,或已撤点。", where=["post"])
        if post.exercise_id != unit.exercise_id:
            raise Problem("exercise", "演练的驻防点不能派实战队伍,反之亦然。", where=["post"])
        now = clock.now()
        if until_at <= max(from_at, now) or until_at - from_at > LONGEST:
            raise Problem("invalid", "驻防的止时须晚于起时和当前时间,最长 200 天。", where=["until"])
        other = StandbyMission.objects.filter(unit=unit, state__in=_ALIVE, from_at__lt=until_at, until_at__gt=from_at).first()
        if other is not None:
            raise Problem(
                "conflict", f"{unit.name} 在 {iso(other.from_at)} 至 {iso(other.until_at)} 已有驻防任务。", where=["from", "until"]
            )
        mission = StandbyMission.objects.create(
            unit=unit, post=post, from_at=from_at, until_at=until_at, ordered_by=actor, reason=reason, exercise_id=unit.exercise_id
        )
        set_deadline(ANSWER, mission.pk, float(rule("standby.answer_s", post.area)), exercise=mission.exercise_id)
        if from_at <= now:
            _begin(log, actor, unit, mission)
        else:
            set_deadline(BEGIN, mission.pk, (from_at - now).total_seconds(), exercise=mission.exercise_id)
            _note(log, unit, mission)
    return mission


def end_standby(*, actor: str, mission_id: int) -> StandbyMission:
    """Called back early, or cancelled before it began."""
    found = StandbyMission.objects.filter(pk=mission_id).first()
    if found is None:
        raise Problem("not_found", "没有这项驻防任务。")
    with act(actor, found.exercise_id) as log:
        unit, mission = locked_unit(found.unit_id), StandbyMission.objects.select_for_update().get(pk=mission_id)
        if mission.state not in _ALIVE:
            raise Problem("wrong_state", "这项驻防任务已经结束。")
        _end(log, actor, unit, mission, "提前结束驻防")
    return mission


def answer_standby(*, actor: str, name: str, mission_id: int, answer: str, note: str = "") -> StandbyMission:
    """The team's own word, or what it said by voice to whoever writes it down. Who cannot says why, and the mission ends."""
    found = StandbyMission.objects.filter(pk=mission_id).first()
    if found is None:
        raise Problem("not_found", "没有这项驻防任务。")
    if answer == StandbyMission.DECLINED and not note.strip():
        raise Problem("invalid", "不能执行的,请写明原因。", where=["note"])
    with act(actor, found.exercise_id) as log:
        unit, mission = locked_unit(found.unit_id), StandbyMission.objects.select_for_update().get(pk=mission_id)
        if mission.state not in _ALIVE:
            raise Problem("wrong_state", "这项驻防任务已经结束。")
        mission.answer, mission.answer_note, mission.silent = answer, note.strip(), False
        mission.answered_by, mission.answered_name, mission.answered_at = actor, name, clock.now()
        mission.save(update_fields=["answer", "answer_note", "silent", "answered_by", "answered_name", "answered_at"])
        clear_deadline(ANSWER, mission.pk)
        if answer == StandbyMission.DECLINED:
            _end(log, actor, unit, mission, f"不能执行驻防:{mission.answer_note}")
        else:
            _note(log, unit, mission)
    return mission


def unanswered_standby(mission_id: int) -> None:
    """Due at the clerk: nobody said whether they go. The desk sees it and calls."""
    found = StandbyMission.objects.get(pk=mission_id)
    with act("clerk", found.exercise_id) as log:
        unit, mission = locked_unit(found.unit_id), StandbyMission.objects.select_for_update().get(pk=mission_id)
        if mission.state in _ALIVE and not mission.answer:
            mission.silent = True
            mission.save(update_fields=["silent"])
            _note(log, unit, mission)


def begin_standby(mission_id: int) -> None:
    """Due at the clerk. A team at work stays at work: it stands at the post as soon as it is free."""
    found = StandbyMission.objects.get(pk=mission_id)
    with act("clerk", found.exercise_id) as log:
        unit, mission = locked_unit(found.unit_id), StandbyMission.objects.select_for_update().get(pk=mission_id)
        if mission.state == StandbyMission.PLANNED:
            _begin(log, "clerk", unit, mission)


def finish_standby(mission_id: int) -> None:
    found = StandbyMission.objects.get(pk=mission_id)
    with act("clerk", found.exercise_id) as log:
        unit, mission = locked_unit(found.unit_id), StandbyMission.objects.select_for_update().get(pk=mission_id)
        if mission.state in _ALIVE:
            _end(log, "clerk", unit, mission, "驻防期满")


def _begin(log: Log, actor: str, unit: Unit, mission: StandbyMission) -> None:
    now = clock.now()
    mission.state, mission.started_at = StandbyMission.STANDING, now
    mission.save(update_fields=["state", "started_at"])
    clear_deadline(BEGIN, mission.pk)
    set_deadline(END, mission.pk, (mission.until_at - now).total_seconds(), exercise=mission.exercise_id)
    _stand(log, unit, mission.post)
    if unit.status_id == UnitStatus.READY:  # who rests or is off comes forward when that ends
        move_status(
            log, actor, unit, UnitStatus.objects.get(pk=UnitStatus.FORWARD), reason=mission.reason or f"靠前驻防 {mission.post.name}"
        )
    _note(log, unit, mission)


def _end(log: Log, actor: str, unit: Unit, mission: StandbyMission, reason: str) -> None:
    stood = mission.state == StandbyMission.STANDING
    mission.state, mission.ended_at = StandbyMission.ENDED if stood else StandbyMission.CANCELLED, clock.now()
    mission.save(update_fields=["state", "ended_at"])
    clear_deadline(BEGIN, mission.pk)
    clear_deadline(END, mission.pk)
    clear_deadline(ANSWER, mission.pk)
    if stood:
        _stand(log, unit, None)
        if unit.status_id == UnitStatus.FORWARD:
            move_status(log, actor, unit, UnitStatus.objects.get(pk=UnitStatus.READY), reason=reason)
    _note(log, unit, mission)


def _stand(log: Log, unit: Unit, post: StandbyPost | None) -> None:
    before = unit.row()
    unit.post = post
    unit.save(update_fields=["post"])
    tell(log, [unit.stream], "unit.changed", before, unit.row(), area=unit.area)


def _note(log: Log, unit: Unit, mission: StandbyMission) -> None:
    body = {
        "id": mission.pk, "unit": unit.pk, "post": mission.post_id, "state": mission.state, "from_at": iso(mission.from_at),
        "until_at": iso(mission.until_at), "answer": mission.answer, "silent": mission.silent,
    }  # fmt: skip
    log.append(unit.stream, "standby.noted", body)
    for hear in _listeners:
        hear(mission)


def shift(exercise: int, by: timedelta) -> None:
    """An exercise's time runs faster: what its teams' rows say of the future moves with their deadlines."""
    StandbyMission.objects.filter(exercise_id=exercise, state__in=_ALIVE).update(until_at=F("until_at") - by, from_at=F("from_at") - by)
    with act("system", exercise) as log:
        for unit in Unit.objects.select_for_update(of=("self",)).with_names().filter(~Q(rest_until=None), exercise_id=exercise):
            before = unit.row()
            unit.rest_until = unit.rest_until - by if unit.rest_until else None
            unit.save(update_fields=["rest_until"])
            tell(log, [unit.stream], "unit.changed", before, unit.row(), area=unit.area)
