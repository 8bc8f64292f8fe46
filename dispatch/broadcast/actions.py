"""Verbs on broadcasts: start, start for an area, stop, correct. Legs are rows; what screens hear is one event, then figures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db.models import Q

from dispatch.broadcast import legs
from dispatch.broadcast.audience import Audience, Recipient, chosen, recipients
from dispatch.broadcast.carriers import BY_NAME as CARRIERS
from dispatch.broadcast.carriers import default_carrier
from dispatch.broadcast.models import AREA, GOING, PERSONS, STOPPED, AreaJob, Broadcast, Leg
from dispatch.callout.channels import BY_NAME, is_ready
from dispatch.callout.door import exercise_words
from dispatch.callout.message import opening
from dispatch.pacing.flow import label, wake
from dispatch.telling import tell
from realtime import clock
from realtime.clerk.deadlines import clear_deadline, set_deadline
from realtime.codes import Problem
from realtime.exercises.models import Exercise
from realtime.log import Log, act

SEND = "broadcast.send"  # the right
EXPIRY = "broadcast.expiry"  # deadline kind
CORRECTION = "更正:"
NOT_MANY = ("app",)  # a page rings for a call or an order of its own; a broadcast reaches the person another way
AREA_EXERCISE = "演练不使用面向公众的方式"


def start_broadcast(
    *,
    actor: str,
    name: str,
    area: str,
    audience: Audience,
    channels: Sequence[str],
    text: str,
    purpose: str = "broadcast",
    urgency: str = "urgent",
    incident_id: int | None = None,
    exercise: int | None = None,
    valid_s: float = 7200,
    within: Q | None = None,
) -> Broadcast:
    """Everybody chosen, each by the first of these channels that reaches them. The worker hands over from here."""
    usable(channels)
    with act(actor, exercise) as log:
        persons = chosen(audience, within)
        if not persons:
            raise Problem("invalid", "所选范围内没有人员。", where=["audience"])
        broadcast = Broadcast.objects.create(
            kind=PERSONS, purpose=purpose, urgency=urgency, text=opening(text.strip(), exercise)[:500], area=area, incident_id=incident_id,
            channels=list(dict.fromkeys(channels)), audience=audience.as_json(), started_by=actor, by_name=name, exercise_id=exercise,
            valid_until=clock.now() + timedelta(seconds=valid_s),
        )  # fmt: skip
        people = recipients(persons, channels)
        broadcast.total = legs.write(broadcast, people, _held(people, exercise))
        _begin(log, broadcast)
    return broadcast


def start_area_broadcast(
    *,
    actor: str,
    name: str,
    area: str,
    areas: Sequence[str] = (),
    polygon: Sequence[Sequence[float]] | None = None,
    text: str,
    valid_s: float,
    purpose: str = "warning",
    urgency: str = "urgent",
    incident_id: int | None = None,
    exercise: int | None = None,
    carrier: str = "",
    corrects: Broadcast | None = None,
) -> Broadcast:
    """Everybody who is there now: one job to a carrier. Never in an exercise of whatever kind."""
    chosen_carrier = CARRIERS.get(carrier) if carrier else default_carrier()
    if chosen_carrier is None:
        raise Problem("invalid", "没有可用的区域发布承办方,请先接入(docs/channels.md)。", where=["carrier"])
    if not areas and not polygon:
        raise Problem("invalid", "请选择区划,或在地图上圈定范围。", where=["areas", "polygon"])
    with act(actor, exercise) as log:
        broadcast = Broadcast.objects.create(
            kind=AREA, purpose=purpose, urgency=urgency, text=opening(text.strip(), exercise)[:500], area=area, incident_id=incident_id,
            channels=["area"], audience={"areas": list(areas), "polygon": [list(point) for point in polygon] if polygon else None},
            started_by=actor, by_name=name, exercise_id=exercise, valid_until=clock.now() + timedelta(seconds=valid_s), corrects=corrects,
        )  # fmt: skip
        job = AreaJob.objects.create(
            broadcast=broadcast, carrier=chosen_carrier.name, areas=list(areas), polygon=broadcast.audience["polygon"],
            provider="",
        )  # fmt: skip
        if exercise is not None:
            job.state, job.error = AreaJob.SUPPRESSED, AREA_EXERCISE
            job.save(update_fields=["state", "error"])
        _begin(log, broadcast)
    return broadcast


def announce(
    *, actor: str, name: str, area: str, people: Sequence[Recipient], text: str, purpose: str, urgency: str, audience: dict[str, object],
    valid: timedelta, incident_id: int | None = None,
) -> Broadcast:  # fmt: skip
    """To exactly these, each by the ways given: for whoever has worked that out already. Always real."""
    with act(actor) as log:
        broadcast = Broadcast.objects.create(
            kind=PERSONS, purpose=purpose, urgency=urgency, text=text[:500], area=area, incident_id=incident_id,
            channels=list(dict.fromkeys(way.channel for one in people for way in one.ways)), audience=audience, started_by=actor,
            by_name=name, valid_until=clock.now() + valid,
        )  # fmt: skip
        broadcast.total = legs.write(broadcast, people, {})
        _begin(log, broadcast)
    return broadcast


def stop_broadcast(*, actor: str, name: str, broadcast_id: int) -> Broadcast:
    """What has not gone out does not go out. What has is not called back: that is a correction."""
    with act(actor) as outer:
        del outer
        broadcast = found(broadcast_id, lock=True)
        if broadcast.state != GOING:
            raise Problem("wrong_state", f"这次群发{broadcast.get_state_display()},没有可停止的。")
        with act(actor, broadcast.exercise_id) as log:
            before = broadcast.row()
            legs.close_waiting(broadcast, Leg.STOPPED, "")
            AreaJob.objects.filter(broadcast=broadcast, state=AreaJob.QUEUED).update(state=AreaJob.STOPPED)
            AreaJob.objects.filter(broadcast=broadcast, state__in=[AreaJob.TAKEN, AreaJob.HANDING, AreaJob.UNKNOWN]).update(
                tell_stop=True, poll_at=clock.now()
            )
            broadcast.state, broadcast.stopped_name, broadcast.counted = STOPPED, name, False
            broadcast.save(update_fields=["state", "stopped_name", "counted"])
            clear_deadline(EXPIRY, broadcast.pk)
            tell(log, broadcast.streams, "broadcast.stopped", before, broadcast.row(), area=broadcast.area)
            wake()
    return broadcast


def correct_broadcast(*, actor: str, name: str, broadcast_id: int, text: str) -> Broadcast:
    """更正 to exactly those the first one reached, the same way; what of it still waits does not go out. Once more corrects it again."""
    if not text.strip():
        raise Problem("invalid", "请填写更正内容。", where=["text"])
    with act(actor) as outer:
        del outer
        first = found(broadcast_id, lock=True)
        if first.exercise_id is not None:
            _still_on(first.exercise_id)
        if first.state == GOING:
            first = stop_broadcast(actor=actor, name=name, broadcast_id=broadcast_id)
        words = opening(CORRECTION + text.strip(), first.exercise_id)[:500]
        if first.kind == AREA:
            job = first.job
            return start_area_broadcast(
                actor=actor, name=name, area=first.area, areas=job.areas, polygon=job.polygon, text=CORRECTION + text.strip(),
                valid_s=7200, purpose="correct", urgency="critical", incident_id=first.incident_id, exercise=first.exercise_id,
                carrier=job.carrier, corrects=first,
            )  # fmt: skip
        with act(actor, first.exercise_id) as log:
            correction = Broadcast.objects.create(
                kind=PERSONS, purpose="correct", urgency="critical", text=words, area=first.area, incident_id=first.incident_id,
                channels=first.channels, audience={"corrects": first.pk}, started_by=actor, by_name=name, exercise_id=first.exercise_id,
                valid_until=clock.now() + timedelta(hours=2), corrects=first,
            )  # fmt: skip
            correction.total = legs.copy_reached(correction, first)
            if correction.total == 0:
                raise Problem("wrong_state", "这次群发没有发到任何人,不需要更正。")
            _begin(log, correction)
    return correction


def expire(broadcast_id: int) -> None:
    """The clerk's: what still waits is out of date."""
    with act("clerk"):
        broadcast = found(broadcast_id, lock=True)
        if legs.close_waiting(broadcast, Leg.FAILED, "已过有效期,未发出"):
            legs.recount([broadcast.pk])
        AreaJob.objects.filter(broadcast=broadcast, state=AreaJob.QUEUED).update(state=AreaJob.FAILED, error="已过有效期,未发出")


def found(broadcast_id: int, *, lock: bool = False) -> Broadcast:
    rows = Broadcast.objects.select_for_update() if lock else Broadcast.objects.all()
    broadcast = rows.filter(pk=broadcast_id).first()
    if broadcast is None:
        raise Problem("not_found", "没有这次群发。")
    return broadcast


def usable(channels: Sequence[str]) -> None:
    unknown = [name for name in channels if name not in BY_NAME or name in NOT_MANY or BY_NAME[name].public]
    if unknown or not channels:
        raise Problem("invalid", f"不能用于群发的方式:{'、'.join(unknown) or '未选择'}。", where=["channels"])
    if away := [label(name) for name in channels if not is_ready(BY_NAME[name])]:
        raise Problem("invalid", f"尚未接入的方式:{'、'.join(away)}。", where=["channels"])


def _held(people: Sequence[Recipient], exercise: int | None) -> dict[int, str]:
    """Whom the exercise keeps it from, with the reason; asked again when it goes out."""
    if exercise is None:
        return {}
    found: dict[int, str] = {}
    for person, _, ways in people:
        if ways and (words := exercise_words(BY_NAME[ways[0].channel], exercise, person)):
            found[person] = words
    return found


def _still_on(exercise: int) -> None:
    if not Exercise.objects.filter(pk=exercise, ended_at=None).exists():
        raise Problem("exercise", "这场演练已结束。")


def _begin(log: Log, broadcast: Broadcast) -> None:
    broadcast.state = GOING
    broadcast.save(update_fields=["total", "state"])
    set_deadline(EXPIRY, broadcast.pk, (broadcast.valid_until - clock.now()).total_seconds(), exercise=broadcast.exercise_id)
    tell(log, broadcast.streams, "broadcast.started", None, broadcast.row(), area=broadcast.area)
    wake()
