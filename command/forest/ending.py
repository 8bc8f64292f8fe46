"""Verbs at a fire's end: hand over what is left to somebody named; and when it burns again, take it back or say which fire it was."""

from __future__ import annotations

from datetime import timedelta

from command.forest.records import FireHandover, Rekindle
from dispatch.distance import great_circle_m
from dispatch.incidents.actions import lock_incident, lock_open_incident, move_phase, reopen_incident, write
from dispatch.incidents.hooks import Moment
from dispatch.incidents.models import CLOSED, GUARD, MOP_UP, ON_SCENE, OUT, Incident
from dispatch.incidents.records import Note
from dispatch.telling import tell
from realtime import clock
from realtime.codes import Problem
from realtime.log import act
from realtime.rules.models import rule

FIRE = "11G"  # 森林草原火灾: every code that begins so
AFTER_FLAMES = (OUT, MOP_UP, GUARD)


def is_fire(incident: Incident) -> bool:
    return incident.type_id.startswith(FIRE)


def hand_over(
    *, actor: str, name: str, incident_id: int, taker: str, org: str, phone: str = "", people: int = 0, note: str = "", early_why: str = "",
) -> FireHandover:  # fmt: skip
    """Of a fire under guard. Before its time only with a reason."""
    with act(actor):
        incident = lock_open_incident(incident_id)
        if not is_fire(incident) or incident.phase != GUARD:
            raise Problem("wrong_state", "只有处于“看守”的森林火灾可以移交。")
        if FireHandover.objects.filter(incident=incident, voided_at=None).exists():
            raise Problem("wrong_state", "火场已移交。")
        early = incident.guard_until is not None and clock.now() < incident.guard_until
        if early and not early_why.strip():
            raise Problem("invalid", "看守时限未满,请写明提前移交的理由。", where=["early_why"])
        with act(actor, incident.exercise_id) as log:
            row = FireHandover.objects.create(
                incident=incident, taker=taker.strip(), org=org.strip(), phone=phone.strip(), people=people, note=note.strip(),
                early_why=early_why.strip() if early else "", by=actor, by_name=name, at=clock.now(),
            )  # fmt: skip
            words = f"火场移交{row.org} {row.taker}" + (f",留守 {people} 人" if people else "") + (f"。{row.note}" if row.note else "。")
            write(actor=actor, incident=incident, kind=Note.SYSTEM, text=words + (f"看守时限未满,理由:{row.early_why}" if early else ""))
            tell(log, row.streams, "fire_handover.signed", None, row.row(), area=incident.area)
    return row


def rekindle(*, actor: str, incident_id: int, facts: str) -> Incident:
    """It burns again. A fire that is open goes back to the scene; one just closed is opened again; an old one is not: that is a new fire."""
    with act(actor):
        incident = lock_incident(incident_id)
        if not is_fire(incident):
            raise Problem("wrong_state", "只有森林火灾可以登记复燃。")
        words = f"复燃:{facts.strip()}"
        with act(actor, incident.exercise_id) as log:
            for row in (
                FireHandover.objects.select_for_update(of=("self",)).select_related("incident").filter(incident=incident, voided_at=None)
            ):
                before = row.row()
                row.voided_at = clock.now()
                row.save(update_fields=["voided_at"])
                tell(log, row.streams, "fire_handover.voided", before, row.row(), area=incident.area)
            if incident.phase == CLOSED:
                days = float(rule("forest.rekindle_reopen_days", incident.area))
                if incident.closed_at is None or clock.now() - incident.closed_at > timedelta(days=days):
                    raise Problem("wrong_state", f"事件 {incident.number} 结束已超过 {days:g} 天,请另立新事件,系统会与之关联。")
                reopen_incident(actor=actor, incident_id=incident.pk, reason=words)
            elif incident.phase in AFTER_FLAMES:
                move_phase(actor=actor, incident_id=incident.pk, phase=ON_SCENE)
                write(actor=actor, incident=lock_incident(incident.pk), kind=Note.SYSTEM, text=words)
            else:
                raise Problem("wrong_state", "明火尚未扑灭,不是复燃。")
            Rekindle.objects.create(incident=incident, earlier=None, facts=facts.strip(), by=actor)
    return Incident.objects.get(pk=incident_id)


def follow_incident(actor: str, moment: Moment, incident: Incident) -> None:
    """A new fire close to one that ended lately is linked to it: both timelines say so, a person judges."""
    if moment != "opened" or not is_fire(incident):
        return
    since = clock.now() - timedelta(hours=float(rule("forest.rekindle_h", incident.area)))
    near = float(rule("forest.rekindle_m", incident.area))
    ended = Incident.objects.filter(
        type__code__startswith=FIRE, phase=CLOSED, closed_at__gte=since, exercise_id=incident.exercise_id, merged_into=None
    )
    for earlier in ended.exclude(pk=incident.pk).order_by("-closed_at")[:50]:
        metres = round(great_circle_m(incident.lon, incident.lat, earlier.lon, earlier.lat))
        if metres > near:
            continue
        Rekindle.objects.create(incident=incident, earlier=earlier, metres=metres, by=actor)
        write(
            actor="rule:forest.rekindle_m", incident=lock_incident(incident.pk), kind=Note.SYSTEM,
            text=f"距已结束的火场 {earlier.number} 仅 {metres} 米,疑似复燃,已关联。",
        )  # fmt: skip
        incident.refresh_from_db()
        return


def before_close(incident: Incident) -> str:
    """Registered with the incidents: what is said on the timeline where the rule only warns; refused where it enforces."""
    mode = rule("forest.handover", incident.area)
    if (
        mode == "off"
        or not is_fire(incident)
        or incident.phase != GUARD
        or FireHandover.objects.filter(incident=incident, voided_at=None).exists()
    ):
        return ""
    if mode == "enforce":
        raise Problem("not_handed_over", "火场仍在看守,尚未移交。请先登记移交的接收人。", where=["handover"])
    return "火场未登记移交即结束事件。"
