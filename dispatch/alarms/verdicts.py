"""Verdicts: what an alarm turned out to be. Every one is kept, also when the alarm is re-opened."""

from __future__ import annotations

from typing import TypedDict

from django.db import IntegrityError, transaction

from devices.intake import mark_sos
from dispatch.alarms.escalation import disarm
from dispatch.alarms.holding import Held, hold
from dispatch.alarms.hooks import tell_fate
from dispatch.alarms.limits import limits
from dispatch.alarms.models import (
    ACTIVE,
    CLEARED,
    CONFIRMING,
    DUPLICATE,
    FEEDBACK,
    MISFIRE,
    NOTIFY,
    SOS,
    SYSTEM,
    TEST,
    VERDICT,
    VIEW,
    Alarm,
    Verdict,
)  # fmt: skip
from dispatch.alarms.shelving import end_shelving
from dispatch.alarms.steps import drop, restart, settle, start_step
from dispatch.incidents.actions import open_incident
from dispatch.incidents.models import Incident
from dispatch.telling import tell
from realtime import clock
from realtime.codes import Problem

FOREST_FIRE = "11G01"
WOODLAND = ("forest_fire", "other_woodland")  # a forest-fire alarm unless the officer names another type
OF_SOS = CONFIRMING | {MISFIRE, TEST}  # 真、误触、测试
FIELDS = (
    "verdict", "verdict_by", "verdict_at", "state", "cleared_at", "incident_id", "duplicate_of", "acked_by", "acked_name", "acked_at",
    "reopened", "archived", "shelved_until", "shelved_by", "shelved_name", "type",
)  # fmt: skip


class Contact(TypedDict, total=False):
    """How somebody made sure that a call for help was none: `who` was spoken to, or the code was read back."""

    how: str
    who: str
    code: str


def give_verdict(
    *,
    actor: str,
    name: str,
    alarm_id: int,
    verdict: str,
    incident_id: int | None = None,
    type: str = "",
    note: str = "",
    of: int | None = None,
    contact: Contact | None = None,
) -> tuple[Alarm, Incident | None]:
    """What it was. A confirming one opens an incident, or joins `incident_id`; `duplicate` needs `of` and hands its signals over."""
    with hold(actor, alarm_id) as held:
        alarm = held.alarm
        if alarm.verdict:
            raise Problem(
                "wrong_state", f"警情 {alarm.number} 已核实为“{alarm.get_verdict_display()}”,不能再次核实;如需更正,请先重新打开。"
            )
        said = _proof(alarm, verdict, contact)
        master = _master(actor, alarm, of) if verdict == DUPLICATE else None
        was = alarm.incident_id
        incident = _incident_for(actor, alarm, incident_id, verdict, type, note) if verdict in CONFIRMING else None
        now = clock.now()
        if not alarm.acked_by:
            alarm.acked_by, alarm.acked_name, alarm.acked_at = actor, name, now
        alarm.verdict, alarm.verdict_by, alarm.verdict_at = verdict, actor, now
        alarm.state, alarm.cleared_at, alarm.duplicate_of = CLEARED, now, master.alarm if master else None
        if incident is not None:
            alarm.incident_id, alarm.type = incident.pk, alarm.type or incident.type_id
        end_shelving(alarm)
        held.save(*FIELDS)
        Verdict.objects.create(
            alarm=alarm, verdict=verdict, by=actor, name=name, at=now, note=note, incident_id=incident.pk if incident else None,
            of=alarm.duplicate_of, contact_how=said.get("how", ""), contact_who=said.get("who", ""),
        )  # fmt: skip
        disarm(alarm)
        settle(alarm, actor, confirming=verdict in CONFIRMING)
        if master is not None:
            _hand_over(alarm, master)
        if alarm.source == SOS and alarm.subject_id is not None:
            mark_sos(subject_id=alarm.subject_id, active=False)
        _tell(held, was, incident)
        tell_fate("verified", alarm)
    return alarm, incident


def _proof(alarm: Alarm, verdict: str, contact: Contact | None) -> Contact:
    """A call for help ends as true, misfire or test, and a misfire only after somebody heard it from who holds the device."""
    said: Contact = contact or {}
    if alarm.source != SOS:
        return said
    if verdict not in OF_SOS:
        raise Problem("invalid", "求救只能核实为属实、误触或测试。", where=["verdict"])
    if verdict != MISFIRE:
        return said
    if said.get("how") == "voice" and said.get("who", "").strip():
        return said
    if said.get("how") == "code" and alarm.code and said.get("code") == alarm.code:
        return said
    if said.get("how") == "code":
        raise Problem("invalid", "回读码不符,不能判为误触。请再次呼叫持机人。", where=["contact.code"])
    raise Problem("invalid", "判为误触前须与持机人通话(写明与谁通话),或由其回读屏幕上的四位码。", where=["contact"])


def _incident_for(actor: str, alarm: Alarm, incident_id: int | None, verdict: str, type: str, note: str) -> Incident:
    if incident_id is None and alarm.incident_id is not None:  # re-opened: it stays with the incident it had, while that is open
        before = Incident.objects.filter(pk=alarm.incident_id).first()
        if before is not None and before.open:
            return before
    if incident_id is not None:
        incident = Incident.objects.filter(pk=incident_id).first()
        if incident is None or not incident.open:
            raise Problem("wrong_state", "要并入的事件不存在或已结束,请另选事件或新建。")
        if incident.exercise_id != alarm.exercise_id:
            raise Problem("exercise", f"警情 {alarm.number} 与事件 {incident.number} 不属于同一演练或实战。", where=["incident"])
        return incident
    if alarm.lon is None or alarm.lat is None:
        raise Problem("invalid", "该警情没有坐标,请先在地图上补点,或并入已有事件。", where=["lon", "lat"])
    code = type or alarm.type or (FOREST_FIRE if verdict in WOODLAND else "")
    if not code:
        raise Problem("invalid", "请选择事件类型后再立案。", where=["type"])
    return open_incident(
        actor=actor,
        type=code,
        lon=alarm.lon,
        lat=alarm.lat,
        area=alarm.area,
        place=alarm.place,
        text=note or alarm.text,
        exercise=alarm.exercise_id,
    )


def _master(actor: str, alarm: Alarm, of: int | None) -> Held:
    """The alarm it repeats, at the end of the chain, locked."""
    if of is None:
        raise Problem("invalid", "请指明与哪条警情重复。", where=["of"])
    master = Alarm.objects.filter(pk=of).first()
    while master is not None and master.duplicate_of_id is not None:
        master = master.duplicate_of
    if master is None:
        raise Problem("not_found", "所指的警情不存在。", where=["of"])
    if master.pk == alarm.pk:
        raise Problem("invalid", "警情不能与自己重复。", where=["of"])
    if master.exercise_id != alarm.exercise_id:
        raise Problem("exercise", f"警情 {alarm.number} 与 {master.number} 不属于同一演练或实战。", where=["of"])
    if master.source in (SOS, SYSTEM):
        raise Problem("wrong_state", f"{master.number} 是{master.get_source_display()},不与其他警情合并。", where=["of"])
    with hold(actor, master.pk) as held:
        return held  # the row lock and the events live on in the outer action


def _hand_over(alarm: Alarm, master: Held) -> None:
    """The signals move, each saying where it came from; a formal answer that is owed is owed by the master now."""
    target = master.alarm
    moved = alarm.signals.update(alarm=target, merged_from=alarm)
    target.reports += moved
    target.sources = [*target.sources, *(source for source in alarm.sources if source not in target.sources)]
    target.last_seen_at = max(target.last_seen_at, alarm.last_seen_at)
    master.save("reports", "sources", "last_seen_at")
    owed = alarm.steps.filter(kind=FEEDBACK, done_at=None).first()
    if owed is not None and not target.steps.filter(kind=FEEDBACK).exists():
        start_step(target, FEEDBACK, due_at=owed.due_at, now=clock.now())
    drop(alarm, NOTIFY, VIEW, FEEDBACK)
    master.tell("alarm.merged")


def _take_back(actor: str, alarm: Alarm) -> None:
    """Re-opened: no duplicate after all."""
    if alarm.duplicate_of_id is None:
        return
    with hold(actor, alarm.duplicate_of_id) as master:
        target = master.alarm
        target.reports -= target.signals.filter(merged_from=alarm).update(alarm=alarm, merged_from=None)
        target.sources = list(dict.fromkeys(target.signals.values_list("source", flat=True)))
        master.save("reports", "sources")
        master.tell("alarm.changed")
    alarm.duplicate_of = None


def reopen_alarm(*, actor: str, name: str, alarm_id: int, reason: str) -> Alarm:
    """The verdict was wrong: the alarm is active again, its incident stays with it, the verdict stays on the record with the reason."""
    with hold(actor, alarm_id) as held:
        alarm = held.alarm
        if not alarm.verdict:
            raise Problem("wrong_state", f"警情 {alarm.number} 没有核实结论,不需要重新打开。")
        if not reason.strip():
            raise Problem("invalid", "请写明重新打开的原因。", where=["reason"])
        now, off_board = clock.now(), alarm.archived
        latest = alarm.verdicts.filter(reopened_at=None).order_by("-pk").first()
        if latest is not None:
            latest.reopened_at, latest.reopened_by, latest.reopened_name, latest.reopen_reason = now, actor, name, reason[:400]
            latest.save(update_fields=["reopened_at", "reopened_by", "reopened_name", "reopen_reason"])
        _take_back(actor, alarm)
        alarm.verdict, alarm.verdict_by, alarm.verdict_at, alarm.state, alarm.cleared_at = "", "", None, ACTIVE, None
        alarm.reopened += 1
        alarm.archived = False
        try:
            with transaction.atomic():
                held.save(*FIELDS)
        except IntegrityError:
            raise Problem("wrong_state", "该设备已有新的活动警情,请在新警情中处理。") from None
        restart(alarm, VERDICT, now=now, found=limits(alarm.area))
        if alarm.source == SOS and alarm.subject_id is not None:
            mark_sos(subject_id=alarm.subject_id, active=True)
        if off_board:  # screens dropped it: the whole row again
            tell(held.log, [alarm.stream], "alarm.reopened", None, alarm.row(), area=alarm.area)
            tell(held.log, alarm.streams[1:], "alarm.reopened", held.before, alarm.row(), area=alarm.area)
        else:
            held.tell("alarm.reopened")
        tell_fate("reopened", alarm)
    return alarm


def _tell(held: Held, was: int | None, incident: Incident | None) -> None:
    """The board hears what changed; the incident's own stream hears of this alarm whole when it is new there."""
    alarm = held.alarm
    tell(held.log, [alarm.stream], "alarm.verified", held.before, alarm.row(), area=alarm.area)
    if incident is None or incident.pk == was:
        tell(held.log, alarm.streams[1:], "alarm.verified", held.before, alarm.row(), area=alarm.area)
        return
    if was is not None:
        held.log.append(f"incident:{was}", "alarm.left", {"id": alarm.pk, "area": alarm.area}, area=alarm.area)
    tell(held.log, [f"incident:{incident.pk}"], "alarm.verified", None, alarm.row(), area=incident.area)
